"""Turn a brief's PDF and its Word file into one account of how far they are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.messages import Message, message
from briefgen.office import find_office, to_pdf
from briefgen.proof.layout import check_layout
from briefgen.proof.lines import LinesReport, compare_lines
from briefgen.proof.office import as_word_means
from briefgen.proof.pages import PdfPage, read_pdf
from briefgen.proof.wordfile import read_docx
from briefgen.proof.words import compare_words
from briefgen.tree import Document

AGREEMENT = 0.99
"""The share of lines that have to be the same …"""
TRACKED_AGREEMENT = 0.97
"""… and where letters are set closer or wider, since LibreOffice adds that up otherwise (see `tracking`)."""
_AT_MOST = 10
"""Lines that are shown."""
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ParityReport:
    """What was compared.

    `pages` of the PDF; of the Word file's `characters`, `same` stand in the PDF, too; `flush` is the share of justified lines
    that reach both edges. `lines` is None when LibreOffice isn't there or could not read the Word file.
    """

    pages: int
    characters: int
    same: int
    flush: float
    lines: LinesReport | None
    messages: tuple[Message, ...]


def compare_files(tree: Document, pdf: bytes, docx: bytes) -> ParityReport:
    """How far the two files of a brief are the same; the tree that both are from gives the places of messages."""
    pages = read_pdf(pdf)
    words = compare_words(pages, read_docx(docx), tree)
    layout = check_layout(pages, tree)
    lines, said = _through_office(pages, docx)
    if lines is not None:
        said = tuple(_line_findings(lines, wanted_agreement(tree)))
    return ParityReport(
        pages=len(pages),
        characters=words.characters,
        same=words.same,
        flush=layout.flush,
        lines=lines,
        messages=(*words.messages, *said, *layout.messages),
    )


def wanted_agreement(tree: Document) -> float:
    """The share of lines of a brief that have to be the same in both files."""
    return TRACKED_AGREEMENT if tree.text_style.spacing else AGREEMENT


def _through_office(
    pages: tuple[PdfPage, ...], docx: bytes
) -> tuple[LinesReport | None, tuple[Message, ...]]:
    program = find_office()
    if program is None:
        return None, (message("no-office"),)
    made = to_pdf(program, {"brief": as_word_means(docx)})
    if not made:
        return None, (message("office-failed"),)
    return compare_lines(pages, read_pdf(made["brief"])), ()


def _line_findings(lines: LinesReport, wanted: float) -> Iterator[Message]:
    if lines.pages[0] != lines.pages[1]:
        yield message("pages-differ", None, pdf=lines.pages[0], word=lines.pages[1])
    if lines.agreement < wanted:
        share = f"{lines.agreement:.1%}"
        yield message("lines-differ", None, share=share, wanted=f"{wanted:.0%}")
        for found in lines.differences[:_AT_MOST]:
            args = {"pdf": found.pdf[:_SHOWN], "word": found.word[:_SHOWN]}
            yield message("line-differs", None, page=found.page, **args)
