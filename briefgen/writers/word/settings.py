"""Turn the needs of a document into Word's settings part."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.kinsoku import NOT_AT_END, NOT_AT_START
from briefgen.tree import Footnote
from briefgen.writers.word.counting import value_of
from briefgen.writers.word.properties import is_east_asian, language
from briefgen.writers.word.xml import W, element, part, w

_COMPATIBILITY = {
    "compatibilityMode": "15",
    "overrideTableStyleFontSizeAndJustification": "1",
    "enableOpenTypeFeatures": "1",
    "doNotFlipMirrorIndents": "1",
    "differentiateMultirowTableHeaders": "1",
    "useWord2013TrackBottomHyphenation": "0",
}
_URI = "http://schemas.microsoft.com/office/word"


def settings_part(
    tag: str, *, facing: bool, notes: Sequence[Footnote] = (), mirrored: bool = False
) -> str:
    """The settings of a document in language `tag`; `facing`: headers differ on even pages; `notes`: its footnotes.

    `mirrored`: left and right margins are inner and outer ones.
    """
    lang = language(tag)
    east = lang if is_east_asian(tag) else "zh-CN"
    inside = (
        w("zoom", percent=100)
        + (w("mirrorMargins") if mirrored else "")
        + w("defaultTabStop", val=420)
        + (w("evenAndOddHeaders") if facing else "")
        + w("characterSpacingControl", val="doNotCompress")
        + w("noLineBreaksAfter", lang=east, val=NOT_AT_END)
        + w("noLineBreaksBefore", lang=east, val=NOT_AT_START)
        + (_notes(notes[0]) if notes else "")
        + w("compat", _compatibility())
        + w("themeFontLang", val="en-US" if is_east_asian(tag) else lang, eastAsia=east)
        + w("decimalSymbol", val=".")
        + w("listSeparator", val=",")
    )
    return part(element("w:settings", {"xmlns:w": W}, inside))


def _notes(first: Footnote) -> str:
    """How notes are counted, which the first one tells, and which of the part's are separators."""
    read = value_of(first.call.number, first.call.format)
    counted = w("numFmt", val=read[0]) if read is not None and read[0] != "decimal" else ""
    return w("footnotePr", counted + w("footnote", id=-1) + w("footnote", id=0))


def _compatibility() -> str:
    # Without it Word stretches a justified line that ends in a forced break.
    made = w("doNotExpandShiftReturn")
    # The distances below and above add up, as the tree means them; otherwise the larger one counts.
    made += w("doNotUseHTMLParagraphAutoSpacing")
    for name, value in _COMPATIBILITY.items():
        made += w("compatSetting", name=name, uri=_URI, val=value)
    return made
