"""Dots under characters (着重号): drawn in the PDF at every hanzi and letter, an emphasis mark in Word, from one declaration."""

from __future__ import annotations

import re

import pytest

from briefgen.pipeline import Choices, run_stages
from briefgen.proof.pages import read_pdf
from briefgen.tree import Run, paragraphs
from briefgen.world import MemoryWorld
from briefgen.writers import Stage
from briefgen.writers.pdf import write_pdf
from tests.docs.pages import ROOT
from tests.docs.projects import briefs, files_of
from tests.style.support import styled
from tests.validity import faults
from tests.word.support import Written, every, value

DOTTED = "em { font-style: normal; --text-emphasis: dot } b { --text-emphasis: none }"


def runs(css: str, body: str = "<p>甲<em>乙丙<b>丁</b></em>戊</p>") -> list[tuple[str, bool]]:
    page, messages = styled(body, css)
    assert messages == ()
    found = [i for p in paragraphs(page.tree) for i in p.inlines if isinstance(i, Run)]
    return [(run.text, run.style.dots) for run in found]


def test_dots_are_inherited_and_taken_back() -> None:
    assert runs(DOTTED) == [("甲", False), ("乙丙", True), ("丁", False), ("戊", False)]


def test_word_has_an_emphasis_mark() -> None:
    page, _ = styled("<p>甲<em>乙</em>丙</p>", DOTTED)
    file = Written(page.tree)
    assert [value(run, "rPr/em") for run in every(file.body, "r")] == ["", "underDot", ""]
    assert faults(file.bytes) == []


@pytest.mark.parametrize(
    "more", ["", "; letter-spacing: 3pt", "; width: 65pt; text-align: justify"]
)
def test_each_dot_stands_under_its_character(more: str) -> None:
    """In tracked and in justified lines, too; a comma has none."""
    body = "<p class='d'>学思，用贯通知信行统一</p>"
    page, _ = styled(body, f".d {{ --text-emphasis: dot{more} }}")
    pdf = write_pdf(page).value
    assert pdf is not None
    (read,) = read_pdf(pdf)
    dots = [rule for rule in read.rules if rule.right - rule.left < 2]
    glyphs = [glyph for glyph in read.glyphs if glyph.text != "，"]
    assert len(dots) == len(glyphs) == 10
    for dot, glyph in zip(dots, glyphs, strict=True):
        assert (dot.left + dot.right) / 2 == pytest.approx(glyph.x + 5, abs=0.3), glyph.text
        assert glyph.y + 2 < (dot.top + dot.bottom) / 2 < glyph.y + 3.2


@pytest.mark.parametrize(("choice", "dots"), [("kai", False), ("dots", True)])
def test_a_parameter_chooses_how_chinese_emphasis_looks(choice: str, dots: bool) -> None:
    files = files_of(ROOT / "docs/content.zh-CN.md")
    name = next(name for name in files if name.endswith("/brief.yaml"))
    text = files[name]
    assert isinstance(text, str)
    files[name] = re.sub(r"(?m)^lead: \|\n", "lead: |\n  要*抓紧*办。\n\n", text)
    world = MemoryWorld(dict(files))
    (ref,) = briefs(world)
    choices = Choices("bulletin", {"emphasis": choice})
    made = run_stages(world, ref, choices, Stage.STYLED)[Stage.STYLED].value
    assert made is not None
    (run,) = [i for p in paragraphs(made.tree) for i in p.inlines if isinstance(i, Run) and i.text == "抓紧"]  # fmt: skip
    assert run.style.dots is dots
    assert ("FandolKai" in run.style.families) is not dots
