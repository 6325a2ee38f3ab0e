"""Turn the marks of notes into the properties of their runs, and into the two character styles that say most of these.

Calls in the text have a style of their own, with size and height in points: raised characters get a size from each program
that is not the next one's, and lines would end elsewhere. The numbers before the notes have Word's style of note marks, which
is as Word makes it, since new notes get it in both places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefgen.tree import Footnote, NoteMark, TextStyle
from briefgen.writers.word.properties import Properties, character
from briefgen.writers.word.styles import Style

NUMBER = "FootnoteReference"
"""The id of Word's style of note marks."""
CALL = "FootnoteCall"
"""The id of the style of the calls in the text."""

_USUAL = (0.5, 0.75)
"""Between these shares of the text's size a mark is as small as programs make raised characters by themselves."""


def mark_styles(notes: Sequence[Footnote]) -> tuple[Style, ...]:
    """The styles of the marks, for which the first of the notes is the model; none without notes."""
    if not notes:
        return ()
    return (
        Style(NUMBER, "footnote reference", "character", character=number_style(notes[0].marker)),
        Style(CALL, "footnote call", "character", character=call_style(notes[0].call)),
    )


def call_look(call: NoteMark) -> Properties:
    """The complete properties of a call."""
    plain = character(replace(call.style, position="baseline"))
    return {**plain, "position": {"val": str(call.raised.half_points)}}


def call_style(call: NoteMark) -> Properties:
    """What the style of calls says where `call` is the model."""
    complete = call_look(call)
    return {name: complete[name] for name in ("rFonts", "position", "sz", "szCs")}


def number_look(marker: NoteMark, text: TextStyle) -> Properties:
    """The properties of the number before a note whose words look like `text`; without a size where that is the usual one.

    LibreOffice takes the look of this number from the style alone.
    """
    complete = dict(character(marker.style))
    low, high = _USUAL
    if marker.style.position == "super" and low <= marker.style.size / text.size <= high:
        del complete["sz"], complete["szCs"]
    return complete


def number_style(marker: NoteMark) -> Properties:
    """What Word's style of note marks says where `marker` is the model: raised, of no size of its own, in the mark's font."""
    return {"rFonts": character(marker.style)["rFonts"], "vertAlign": {"val": "superscript"}}
