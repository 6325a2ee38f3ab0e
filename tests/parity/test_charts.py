"""A chart that lacks something in the PDF or in the Word file is told, with its place."""

from __future__ import annotations

import io
import zipfile

import pytest

from briefgen.proof.charts import check_charts
from briefgen.proof.pages import read_pdf
from briefgen.proof.wordfile import read_docx
from briefgen.proof.words import compare_words
from tests.parity.support import bent, files
from tests.style.support import styled
from tests.word.charts import CSS, KINDS

WIDE = CSS + "@page { size: 210mm 297mm; margin: 28mm }"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lacking(kind: str) -> None:
    page, _ = styled(KINDS[kind] + KINDS["pie"], WIDE)
    pdf, docx = files(page)
    assert list(check_charts(read_pdf(pdf), read_docx(docx).charts, page.tree)) == []


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("<c:v>15</c:v>", "<c:v>16</c:v>", "15"),
        ("第二季度", "第二季", "第二季度"),
        ("<c:v>参观</c:v>", "<c:v>访问</c:v>", "参观"),
    ],
)
def test_a_number_or_name_that_word_has_otherwise_is_told(old: str, new: str, missing: str) -> None:
    page, _ = styled(KINDS["columns"], WIDE)
    pdf, docx = files(page)
    assert old in read_text(docx)
    other = bent(docx, lambda text: text.replace(old, new), "charts/chart1")
    (said,) = check_charts(read_pdf(pdf), read_docx(other).charts, page.tree)
    assert said.line() == (
        f"content/a/brief.yaml:9: error[chart-differs]: the Word file does not show what this chart has: {missing}"
    )


def read_text(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read("word/charts/chart1.xml").decode()


def test_a_chart_that_is_not_there_at_all_is_told() -> None:
    page, _ = styled(KINDS["pie"], WIDE)
    bare, _ = styled("<p>文</p>", WIDE)
    pdf, docx = files(bare)
    said = list(check_charts(read_pdf(pdf), read_docx(docx).charts, page.tree))
    assert [m.args["file"] for m in said] == ["PDF", "Word"]


def test_a_number_that_the_pdf_lacks_is_told() -> None:
    page, _ = styled(KINDS["columns"], WIDE)
    other, _ = styled(KINDS["columns"].replace("12", "77"), WIDE)
    pdf, docx = files(other)
    said = list(check_charts(read_pdf(pdf), read_docx(docx).charts, page.tree))
    assert [(m.args["file"], m.args["missing"]) for m in said] == [
        ("PDF", "12"),
        ("Word", "12"),
    ]


def test_words_and_charts_are_apart() -> None:
    """What is drawn in a chart is no word that the Word file would lack."""
    page, _ = styled(f"<p>前</p>{KINDS['lines']}<p>后</p>", WIDE)
    pdf, docx = files(page)
    report = compare_words(read_pdf(pdf), read_docx(docx), page.tree)
    assert report.messages == ()
    assert report.characters == report.same == 2
