"""Turn a Word file whose styles somebody changed into what the Word writer takes from it: styles, lists, page setup, theme.

A template's `reference.docx` is mostly one of our own files, saved again by Word, WPS or LibreOffice. Its words are not read.
The PDF follows the style sheets, so whatever the reference says otherwise is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from briefgen.docxfile import W, WordFile, read_word_file
from briefgen.messages import Message, Place, Result, message
from briefgen.world import IMAGE_LIMIT, Unreadable, World
from briefgen.writers.word.reference.lists import merge_lists
from briefgen.writers.word.reference.looks import Looks, told_differences
from briefgen.writers.word.reference.merge import merge_styles
from briefgen.writers.word.reference.parts import as_text, element_of, tidy

FILE = "reference.docx"


@dataclass(frozen=True, slots=True)
class Reference:
    """What is taken from a reference: elements of lxml (None where it has no such part), and the bytes of its theme.

    `sections` are the section properties of its pages; `mirrored`: its margins are inner and outer ones. `by_libreoffice`: it
    was saved by LibreOffice, which brings styles of its own and loses the switches for Chinese lines.
    """

    file: str
    styles: Any
    lists: Any | None
    theme: bytes | None
    sections: tuple[Any, ...]
    mirrored: bool
    by_libreoffice: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """The parts of a document that follows a reference, and in what it differs from the PDF."""

    styles: str
    lists: str | None
    theme: str
    messages: tuple[Message, ...]


def read_reference(world: World, file: str) -> Result[Reference]:
    """The reference in a project file; the value is None when it can't be used, and the message names the damaged part."""
    try:
        data = world.read(file, IMAGE_LIMIT)
    except Unreadable as error:
        return Result(None, (error.at(),))
    return read_word_file(data, file).then(_reference)


def _reference(word: WordFile) -> Result[Reference]:
    place = Place(word.file)
    styles = word.related("styles")
    if not styles:
        return Result(None, (message("docx-no-styles", place),))
    said = []
    if word.macros:
        said.append(message("reference-macros", place, part=word.macros[0]))
    lists, themes, settings = map(word.related, ("numbering", "theme", "settings"))
    told = word.root(settings[0]) if settings else None
    main = word.root(word.document)
    reference = Reference(
        file=word.file,
        styles=tidy(word.root(styles[0])),
        lists=tidy(word.root(lists[0])) if lists else None,
        # What a theme refers to elsewhere is never text or colour.
        theme=word.parts[themes[0]] if themes and not _refers(word, themes[0]) else None,
        sections=tuple(each for each in main.iter(f"{W}sectPr") if _is_current(each)),
        mirrored=told is not None and told.find(f"{W}mirrorMargins") is not None,
        by_libreoffice=any(
            b"LibreOffice" in word.parts[name] for name in word.related("extended-properties", "")
        ),
    )
    return Result(reference, tuple(said))


def _refers(word: WordFile, part: str) -> bool:
    return any(link.source == part for link in word.links)


def _is_current(section: Any) -> bool:
    """Whether section properties hold now; those that a revision keeps are of the past."""
    return bool(section.getparent().tag != f"{W}sectPrChange")


def apply(
    reference: Reference, styles: str, lists: str | None, theme: str, shown: Iterable[str]
) -> Applied:
    """Parts as our writer made them, with what the reference says in place of it.

    `shown` are the ids of the styles that the document uses: only of them differences are told.
    """
    own_styles = element_of(styles)
    own_lists = element_of(lists) if lists else None
    own_theme = element_of(theme)
    merged = merge_styles(own_styles, reference.styles, by_libreoffice=reference.by_libreoffice)
    made_lists = merge_lists(own_styles, deepcopy(own_lists), merged, reference.lists)
    new_theme = reference.theme.decode("utf-8-sig") if reference.theme else theme
    before = Looks(own_styles, own_lists, own_theme)
    after = Looks(merged.root, made_lists, element_of(new_theme))
    return Applied(
        as_text(merged.root),
        as_text(made_lists) if made_lists is not None else None,
        new_theme,
        tuple(told_differences(reference.file, before, after, shown)),
    )
