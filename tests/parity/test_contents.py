"""Contents with page numbers: the same in both files, and each section stands on the page that they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pypdfium2
import pytest

from briefgen.office import find_office, to_pdf
from briefgen.proof.lines import compare_lines
from briefgen.proof.office import as_word_means
from briefgen.proof.pages import Line, PdfPage, lines_of, read_pdf
from briefgen.proof.wordfile import read_docx
from briefgen.proof.words import compare_words
from briefgen.tree import Field, paragraphs
from tests.briefs.built import Built, build

EVERY = [
    ("2026-w47-libraries", "bulletin"),
    ("2026-w47-libraries", "newsletter"),
    ("2019-chongqing-roundup", "roundup"),
]

_ONE_COLUMN = {"newsletter": {"columns": "1"}}


@cache
def _built(brief: str, template: str, **parameters: str) -> Built:
    return build(brief, template, contents="yes", contents_pages="yes", **parameters)


def _entries(sample: Built) -> list[tuple[str, str]]:
    """Words and page of each entry."""
    found = []
    for p in paragraphs(sample.styled.tree):
        if any(isinstance(i, Field) and i.kind == "target-page" for i in p.inlines):
            said, _, page = p.text.partition("\t")
            found.append(("".join(said.split()), page))
    return found


def _texts(pages: tuple[PdfPage, ...]) -> list[list[str]]:
    return [
        [text for line in lines_of(page.glyphs, page.number) for text in _parts(line)]
        for page in pages
    ]


def _parts(line: Line) -> Iterator[str]:
    """What stands together in a line: columns are more than a letter apart."""
    part, end = "", line.glyphs[0].x
    for glyph in line.glyphs:
        if glyph.x - end > glyph.size:
            yield part
            part = ""
        part, end = part + glyph.text, glyph.right
    yield part


def _check_entries(sample: Built, pdf: bytes) -> None:
    pages = _texts(read_pdf(pdf))
    entries = _entries(sample)
    assert len(entries) >= 3
    for said, page in entries:
        assert any(line.startswith(said) for line in pages[int(page) - 1]), (said, page)


@pytest.mark.parametrize(("brief", "template"), EVERY)
def test_every_section_is_listed_with_the_page_on_which_it_stands(
    brief: str, template: str
) -> None:
    sample = _built(brief, template)
    assert [m.line() for m in sample.messages] == []
    _check_entries(sample, sample.pdf)
    report = compare_words(read_pdf(sample.pdf), read_docx(sample.docx), sample.styled.tree)
    assert [said.line() for said in report.messages] == []


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_the_word_file_has_the_sections_on_these_pages() -> None:
    """The newsletter in one column: LibreOffice leaves some columns higher than they need be, and what is below them lower."""
    samples = {
        f"{brief} {template}": _built(brief, template, **_ONE_COLUMN.get(template, {}))
        for brief, template in EVERY
    }
    files = {name: as_word_means(sample.docx) for name, sample in samples.items()}
    made = to_pdf(find_office() or "", files)
    for name, sample in samples.items():
        _check_entries(sample, made[name])
        report = compare_lines(read_pdf(sample.pdf), read_pdf(made[name]))
        assert (report.pages[0], report.agreement) == (report.pages[1], 1.0), report.differences
        assert _dots(sample.pdf) == _dots(made[name]) != []


def _dots(pdf: bytes) -> list[int]:
    """How many dots each leader has."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    return [len(dots) for text in texts for dots in re.findall(r"\.{6,}", text)]
