"""The distance over columns stands in the section before them, so that all columns begin at one height."""

from __future__ import annotations

from dataclasses import replace

from briefgen.tree import Document, Paragraph, Section
from briefgen.units import ZERO, pt
from briefgen.writers.word.columns import apart
from briefgen.writers.word.shape import separator
from tests.validity import faults
from tests.word.support import A4, TEXT, Written, p


def test_the_distance_becomes_a_paragraph_of_the_section_before() -> None:
    """It has a space in it, or LibreOffice would drop it; what is over the first paragraph stays there."""
    above = Section(A4, (p("甲"),))
    below = Section(A4, (p("乙", before=pt(6)), p("丙")), 2, pt(20), above=pt(14))
    first, second, _ = apart([above, below], TEXT)
    assert [each.name for each in first.blocks if each.name] == ["Table Separator"]
    last = first.blocks[-1]
    assert isinstance(last, Paragraph)
    assert (last.style.pitch, last.text) == (pt(14), " ")
    assert [each.before for each in second.blocks] == [pt(6), ZERO]
    assert faults(Written(Document("简报", "zh-Hans", TEXT, (above, below))).bytes) == []


def test_behind_a_table_there_is_one_separator() -> None:
    above = Section(A4, (p("甲"), separator(TEXT, ZERO)))
    first, *_ = apart([above, Section(A4, (p("乙"),), 2, pt(20), above=pt(14))], TEXT)
    assert [each.name for each in first.blocks] == ["", "Table Separator"]


def test_other_sections_stay_as_they_are() -> None:
    columns = Section(A4, (p("乙", before=pt(14)),), 2, pt(20))
    sections = [Section(A4, (p("甲"),)), columns, Section(A4, (p("丙"),))]
    assert apart(sections, TEXT) == sections
    assert apart([replace(columns, balanced=False)], TEXT) == [replace(columns, balanced=False)]


def test_behind_the_last_columns_a_section_balances_them() -> None:
    """Word and LibreOffice leave the columns of a document's last section as full as they are."""
    columns, end = apart([Section(A4, (p("乙"),), 2, pt(20))], TEXT)
    assert (columns.columns, end.columns, end.new_page) == (2, 1, False)
    assert [each.name for each in end.blocks] == ["Table Separator"]
