"""The distance over columns stands in the section before them, so that all columns begin at one height."""

from __future__ import annotations

from dataclasses import replace

from briefgen.tree import Document, Section
from briefgen.units import ZERO, pt
from briefgen.writers.word.columns import apart
from tests.validity import faults
from tests.word.support import A4, TEXT, Written, p


def test_the_distance_becomes_a_paragraph_of_the_section_before() -> None:
    above, below = (
        Section(A4, (p("甲"),)),
        Section(A4, (p("乙", before=pt(14)), p("丙")), 2, pt(20)),
    )
    first, second = apart([above, below], TEXT)
    assert [each.name for each in first.blocks if each.name] == ["Table Separator"]
    assert first.blocks[-1].style.pitch == pt(14)  # type: ignore[union-attr]  # a paragraph
    assert [each.before for each in second.blocks] == [ZERO, ZERO]
    assert faults(Written(Document("简报", "zh-Hans", TEXT, (above, below))).bytes) == []


def test_other_sections_stay_as_they_are() -> None:
    above, below = Section(A4, (p("甲"),)), Section(A4, (p("乙", before=pt(14)),), 2, pt(20))
    for sections in (
        [below],
        [above, replace(below, columns=1)],
        [above, replace(below, new_page=True)],
        [above, replace(below, blocks=(p("乙"),))],
    ):
        assert apart(sections, TEXT) == sections
