"""Charts on the page: drawn as vectors at their used size, tagged, with their words in the document's order."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pytest

from briefgen.proof.pages import FIGURE, flat, read_pdf
from briefgen.tree import Chart, paragraphs
from briefgen.units import pt
from briefgen.world import MemoryWorld
from briefgen.writers.html import write_html
from briefgen.writers.pdf import write_pdf
from tests.style.support import Page, Sheet, styled
from tests.word.charts import CSS, KINDS


def found(body: str, css: str = "") -> list[Chart]:
    page, messages = styled(body, CSS + css)
    assert [m.line() for m in messages] == []
    return [i for p in paragraphs(page.tree) for i in p.inlines if isinstance(i, Chart)]


def test_a_chart_has_its_used_size_and_the_colours_of_the_style_sheet() -> None:
    (chart,) = found(KINDS["columns"])
    assert chart.width == pt(160)
    assert chart.look.colours == ("24476B", "E3B573", "8199AD")
    assert (chart.look.axis, chart.look.grid) == ("4A4A4A", "CCCCCC")
    assert (chart.alt, chart.src) == ("各季度", "content/a/brief.yaml:9:charts/0/caption")
    assert chart.look.style.families[0] == "宋体"
    assert [number and number.over for number in chart.data.rows[0].numbers] == [False, True, False, False]  # fmt: skip


def test_css_may_say_how_high_it_is() -> None:
    (chart,) = found(KINDS["columns"], "img { height: 50pt; width: 120pt }")
    assert (chart.width, chart.height) == (pt(120), pt(50))
    (plain,) = found(KINDS["columns"])
    assert plain.height == pt(158)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_has_text_and_vectors_in_one_tagged_figure(kind: str) -> None:
    page, _ = styled(f"<p>前</p>{KINDS[kind]}<p>后</p>", CSS + "@page { size: 210mm 297mm }")
    pdf = write_pdf(page).value
    assert pdf is not None
    (read,) = read_pdf(pdf)
    assert [piece.tag for piece in read.pieces] == ["P", FIGURE, "P"]
    (chart,) = [i for p in paragraphs(page.tree) for i in p.inlines if isinstance(i, Chart)]
    drawn = read.pieces[1].text
    for name in chart.data.categories:
        assert flat(name) in drawn
    assert "8余" in drawn or kind not in ("columns", "lines")
    assert ("20余" in drawn) is (kind == "pie of lower bounds")
    assert ("45%" in drawn) is (kind == "pie")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        known = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary)]
    assert [str(thing.Alt) for thing in known if "/Alt" in thing] == ["各季度"]


def test_charts_make_the_same_bytes_and_no_groups() -> None:
    """Text that is moved inside a group would lose its tag."""
    made = [write_pdf(styled(KINDS["lines"], CSS)[0]).value for _ in range(2)]
    assert made[0] == made[1] is not None
    with pikepdf.open(io.BytesIO(made[0] or b"")) as pdf:
        assert not dict(pdf.pages[0].Resources.get("/XObject", {}))


def test_what_is_no_chart_is_told() -> None:
    page, messages = styled('<img data-chart="{}" alt="x"><p>文</p>', CSS)
    assert [m.code for m in messages] == ["chart-data"]
    assert [p.text for p in paragraphs(page.tree)] == ["x", "文"]


def test_a_browser_gets_a_drawing_with_the_colours_of_the_style_sheet() -> None:
    page: Any = Page(f"<html><head></head><body>{KINDS['columns']}</body></html>", (Sheet("a.css", CSS),))  # fmt: skip
    made = write_html(page, MemoryWorld({}))
    assert made.value is not None
    text = made.value.decode()
    assert "<img" not in text
    assert "var(--chart-2)" in text
    assert re.search(r"<text [^>]*text-anchor=\"middle\"[^>]*>8余</text>", text)
    assert "<title>各季度</title>" in text
