"""A page in larger type: what is given in points grows, paper and margins stay."""

from __future__ import annotations

from briefgen.template import Page, Sheet
from briefgen.template.enlarged import enlarged


def sheet(css: str) -> str:
    page = Page("", (Sheet("a.css", css),), (), "en", "", {})
    return enlarged(page, 1.5).sheets[0].text


def test_points_grow_wherever_they_stand() -> None:
    css = ":root { --size: 12pt } @media print { h1 { font: bold 20pt/28pt x; width: calc(1em + -2pt) } }"
    wanted = ":root { --size: 18pt } @media print { h1 { font: bold 30pt/42pt x; width: calc(1em + -3pt) } }"
    assert sheet(css) == wanted


def test_paper_margins_and_other_units_stay() -> None:
    css = "@page { size: 595pt 842pt; margin: 72pt; @bottom-center { font-size: 10pt } } p { margin: 2em 3mm }"
    assert sheet(css) == css.replace("10pt", "15pt")


def test_a_sheet_that_grows_by_nothing_is_the_same() -> None:
    page = Page("", (Sheet("a.css", "a{b:1.5pt/* c */}"),), (), "en", "", {})
    assert enlarged(page, 1).sheets == page.sheets
