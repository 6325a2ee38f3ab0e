"""Turn a styled tree into the words that are drawn, each with what chooses its font.

`cascade` makes the same of a page that has not been laid out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefgen.tree import (
    Document,
    Footnote,
    Inline,
    PageMaster,
    Paragraph,
    Run,
    TextStyle,
    paragraphs,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What chooses a font: the CSS font list, weight, slant and language (in small letters)."""

    families: tuple[str, ...]
    bold: bool = False
    italic: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Characters of one look. `selector` is the element of their block ("p.motto"), `src` its provenance ("": none)."""

    text: str
    look: Look
    selector: str
    src: str = ""


def words_of_tree(document: Document) -> Iterator[Words]:
    """All that is printed: paragraphs in reading order with numbers, list markers and notes, then running heads."""
    for paragraph in paragraphs(document):
        yield from _paragraph(paragraph)
    for master in dict.fromkeys(section.master for section in document.sections):
        yield from _running(master)


def _paragraph(paragraph: Paragraph) -> Iterator[Words]:
    if paragraph.item is not None and paragraph.item.first:
        look = _look(paragraph.text_style)
        yield Words(paragraph.item.marker, look, paragraph.selector, paragraph.src)
    if paragraph.number is not None:
        look = _look(paragraph.number.style)
        yield Words(paragraph.number.text, look, paragraph.selector, paragraph.src)
    yield from _inlines(paragraph.inlines, paragraph.selector, paragraph.src)


def _inlines(inlines: Iterable[Inline], selector: str, src: str) -> Iterator[Words]:
    for inline in inlines:
        if isinstance(inline, Run):
            yield Words(inline.text, _look(inline.style), selector, src)
        elif isinstance(inline, Footnote):
            for block in inline.blocks:
                yield from _paragraph(block)


def _running(master: PageMaster) -> Iterator[Words]:
    for running in (*(master.first or ()), *master.odd, *(master.even or ())):
        yield from _inlines(running.inlines, f"@{running.place}", "")


def _look(style: TextStyle) -> Look:
    return Look(style.families, style.bold, style.italic, style.language.lower())
