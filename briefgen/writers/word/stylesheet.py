"""Turn a style book into the styles part: defaults, what Word's gallery shows, and one entry for each style."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.tree import Footnote, ParagraphStyle
from briefgen.units import ZERO
from briefgen.writers.word import builtin
from briefgen.writers.word.notemarks import mark_styles
from briefgen.writers.word.properties import (
    NONE,
    Properties,
    character,
    character_xml,
    difference,
    paragraph,
    paragraph_xml,
)
from briefgen.writers.word.styles import Style, StyleBook
from briefgen.writers.word.xml import W, element, part, w

# What Word takes where nothing is said.
_UNSAID: Properties = {
    **paragraph(ParagraphStyle(), ZERO, ZERO),
    "kinsoku": {},
    "wordWrap": {},
    "overflowPunct": {},
    "topLinePunct": {},
    "autoSpaceDE": {},
    "autoSpaceDN": {},
    "snapToGrid": {},
}
_FOLLOWED_BY_TEXT = ("heading", "Title", "Subtitle", "caption")
_BUILT_IN_LISTED = 376
"""How many styles Word knows; the gallery is told to hide those that aren't ours."""


def styles_part(book: StyleBook, notes: Sequence[Footnote], *, whole: bool = False) -> str:
    """The styles part, with the styles of the marks of the `notes`.

    `whole`: hidden styles say everything, for they must look the same on whatever other styles look like.
    """
    by_id = {style.id: style for style in book.paragraphs}
    used = book.used_characters()
    entries = [
        _paragraph(style, by_id, index, book, whole=whole and style.hidden)
        for index, style in enumerate(book.paragraphs)
    ]
    characters = (*used, *mark_styles(notes))
    entries += [_character(style, index) for index, style in enumerate(characters, len(entries))]
    latent = _latent([style.name for style in (*book.paragraphs, *used)])
    inside = _defaults(book) + latent + entries[0] + _FIXED + "".join(entries[1:])
    return part(element("w:styles", {"xmlns:w": W}, inside))


def _defaults(book: StyleBook) -> str:
    run = character_xml(character(book.body))
    return w("docDefaults", w("rPrDefault", run) + w("pPrDefault"))


def _latent(shown: list[str]) -> str:
    exceptions = "".join(
        element("w:lsdException", {"w:name": name, "w:uiPriority": str(index), "w:semiHidden": "0", "w:qFormat": "1"})
        for index, name in enumerate(shown)
        if name in _WORDS_OWN or name.startswith("heading ")
    )  # fmt: skip
    return w(
        "latentStyles", exceptions, defLockedState=0, defUIPriority=99, defSemiHidden=1, defUnhideWhenUsed=1, defQFormat=0,
        count=_BUILT_IN_LISTED,
    )  # fmt: skip


# The styles that every Word file has, and on which others silently stand.
_FIXED = (
    element(
        "w:style",
        {"w:type": "character", "w:default": "1", "w:styleId": "DefaultParagraphFont"},
        w("name", val="Default Paragraph Font")
        + w("uiPriority", val=1)
        + w("semiHidden")
        + w("unhideWhenUsed"),
    )
    + element(
        "w:style",
        {"w:type": "table", "w:default": "1", "w:styleId": "TableNormal"},
        w("name", val="Normal Table")
        + w("uiPriority", val=99)
        + w("semiHidden")
        + w("unhideWhenUsed")
        + w(
            "tblPr",
            w("tblInd", w=0, type="dxa")
            + w("tblCellMar", "".join(w(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right"))),
        ),
    )
    + element(
        "w:style",
        {"w:type": "numbering", "w:default": "1", "w:styleId": "NoList"},
        w("name", val="No List") + w("uiPriority", val=99) + w("semiHidden") + w("unhideWhenUsed"),
    )
)  # fmt: skip


def _paragraph(
    style: Style, by_id: dict[str, Style], index: int, book: StyleBook, *, whole: bool
) -> str:
    base = by_id.get(style.based_on)
    around = base.paragraph if base else _UNSAID
    letters = base.character if base else character(book.body)
    if whole:
        around = letters = NONE
    custom = (
        {}
        if style.name in _WORDS_OWN or style.name.startswith("heading ")
        else {"w:customStyle": "1"}
    )
    default = {"w:default": "1"} if style is book.normal else {}
    head = (
        w("name", val=style.name)
        + (w("aliases", val=style.alias) if style.alias else "")
        + (w("basedOn", val=base.id) if base else "")
        + (w("next", val="Normal") if style.name.startswith(_FOLLOWED_BY_TEXT) else "")
        + w("uiPriority", val=99 if style.hidden else index)
        + (w("semiHidden") if style.hidden else w("qFormat"))
    )
    return element(
        "w:style",
        {"w:type": "paragraph", **default, **custom, "w:styleId": style.id},
        head
        + paragraph_xml(difference(style.paragraph, around))
        + character_xml(difference(style.character, letters)),
    )


def _character(style: Style, index: int) -> str:
    custom = {} if style.name in _WORDS_OWN else {"w:customStyle": "1"}
    head = (
        w("name", val=style.name)
        + w("basedOn", val="DefaultParagraphFont")
        + w("uiPriority", val=index)
        + w("qFormat")
    )
    return element(
        "w:style",
        {"w:type": "character", **custom, "w:styleId": style.id},
        head + character_xml(style.character or NONE),
    )


_WORDS_OWN = builtin.NAMES | {"footnote reference"}
