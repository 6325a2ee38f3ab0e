"""Turn WeasyPrint's computed values into units, colours and styles of the tree.

A computed style is a mapping from property names with underscores to values: lengths are `Dimension(value, unit)` in px or
percent, colours tinycss2 colours, font sizes and border widths bare px numbers (WeasyPrint 70).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.layout.percent import percentage

from briefgen.style.colours import srgb
from briefgen.tree import Border, Colour, Edges, ParagraphStyle, TextStyle
from briefgen.units import ZERO, Length, px

_MARKS = {ord("\u200b"): None, ord("\u2060"): None}
Style = Any
"""A WeasyPrint ComputedStyle or AnonymousStyle; private, so untyped."""

_LINES = {"solid": "solid", "double": "double", "dotted": "dotted", "dashed": "dashed"}
_SIDES = ("top", "right", "bottom", "left")
_AVOID = ("avoid", "avoid-page")
_NEW_PAGE = ("page", "always", "left", "right", "recto", "verso")
_ALIGN = {"center": "center", "right": "right", "end": "right", "justify": "justify"}


def length(value: Any, available: Length = ZERO, style: Style = None) -> Length:
    """A used length: percentages are taken of `available`; auto, normal and none are nothing.

    `style` is the one that `value` is from; without it, a calc() with percentages is nothing too.
    """
    if isinstance(value, (int, float)):
        return px(value)
    unit = getattr(value, "unit", None)
    if unit == "px":
        return px(value.value)
    if unit is None and style is not None and check_math(value):
        return px(percentage(value, style, available.px))
    return available * (value.value / 100) if unit == "%" else ZERO


def sides(style: Style, prefix: str, available: Length = ZERO) -> Edges[Length]:
    """`margin` or `padding` on four sides; percentages are of the containing box's width (CSS 2.1, 8.3)."""
    return Edges(*(length(style[f"{prefix}_{side}"], available, style) for side in _SIDES))


def colour(value: Any, style: Style) -> Colour | None:
    """RRGGBB over white, or None for a fully transparent colour."""
    if value == "currentcolor":
        value = style["color"]
    if value is None or isinstance(value, str):
        return None
    if value.alpha == 0:
        return None
    return "".join(f"{_channel(part, value.alpha):02X}" for part in srgb(value))


def _channel(part: float, alpha: float) -> int:
    mixed = part * alpha + (1 - alpha)
    return round(max(0.0, min(1.0, mixed)) * 255)


def border(line: str, width: Any, tint: Any, style: Style) -> Border | None:
    """One side's rule, or None where nothing is drawn. Lines that the tree lacks (groove, ridge …) become solid."""
    shade = colour(tint, style)
    if line in ("none", "hidden") or not width or shade is None:
        return None
    return Border(_LINES.get(line, "solid"), length(width), shade)  # type: ignore[arg-type]  # values of _LINES


def borders(style: Style) -> Edges[Border | None]:
    """The rules on four sides of a box."""
    return Edges(
        *(
            border(
                style[f"border_{side}_style"],
                style[f"border_{side}_width"],
                style[f"border_{side}_color"],
                style,
            )
            for side in _SIDES
        )
    )


def pitch(style: Style) -> Length | None:
    """The line height as a length, or None for `normal`."""
    height = style["line_height"]
    if height == "normal":
        return None
    if isinstance(height, (int, float)):
        return px(height * style["font_size"])
    return length(height, px(style["font_size"]), style)


def text_style(style: Style, *, tint: Colour | None = None, position: str = "") -> TextStyle:
    """How characters look. `tint` and `position` are what enclosing inline boxes add, as these don't inherit in CSS."""
    spacing = style["letter_spacing"]
    decoration = style["text_decoration_line"]
    lines = () if decoration == "none" else decoration
    return TextStyle(
        families=tuple(style["font_family"]),
        size=px(style["font_size"]),
        language=style["lang"] or "",
        bold=style["font_weight"] >= 600,
        italic=style["font_style"] != "normal",
        colour=colour(style["color"], style) or "000000",
        background=tint,
        spacing=ZERO if spacing == "normal" else length(spacing),
        underline="underline" in lines,
        strike="line-through" in lines,
        small_caps=style["font_variant_caps"] == "small-caps",
        dots=custom(style, "text-emphasis") == "dot",
        position=position or "baseline",  # type: ignore[arg-type]  # super or sub
    )


def paragraph_style(style: Style, width: Length, left: Length, right: Length) -> ParagraphStyle:
    """How a paragraph in a column of `width` is set; `left` and `right` come from the boxes around it."""
    first = length(style["text_indent"], width, style)
    margins = sides(style, "margin", width)
    return ParagraphStyle(
        align=align(style),  # type: ignore[arg-type]  # values of _ALIGN
        first_line=first,
        first_line_em=_in_characters(first, px(style["font_size"])),
        left=left,
        right=right,
        before=margins.top,
        after=margins.bottom,
        pitch=pitch(style),
        keep_with_next=style["break_after"] in _AVOID,
        keep_together=style["break_inside"] in _AVOID,
        page_break_before=breaks_before(style),
        widow_control=style["orphans"] >= 2 or style["widows"] >= 2,
    )


def align(style: Style) -> str:
    """One of the words of `tree.ParagraphStyle.align`; `start` is left, as no right-to-left script is offered."""
    found = _ALIGN.get(style["text_align_all"], "left")
    return "distribute" if found == style["text_align_last"] == "justify" else found


def breaks_before(style: Style) -> bool:
    """Whether the box starts a page."""
    return style["break_before"] in _NEW_PAGE


def breaks_after(style: Style) -> bool:
    """Whether what follows the box starts a page."""
    return style["break_after"] in _NEW_PAGE


def keeps_together(style: Style) -> bool:
    """Whether a page may not end inside the box."""
    return style["break_inside"] in _AVOID


def keeps_with_next(style: Style) -> bool:
    """Whether a page may not end after the box."""
    return style["break_after"] in _AVOID


def keeps_with_previous(style: Style) -> bool:
    """Whether a page may not end before the box."""
    return style["break_before"] in _AVOID


def own_text(style: Style, name: str) -> str:
    """The text of a custom property that a rule gives to this very box ("" when it is inherited or absent)."""
    key = "__" + name.replace("-", "_")
    cascaded: Mapping[str, object] = getattr(style, "cascaded", {})
    return custom(style, name) if key in cascaded else ""


def word_style(style: Style) -> str:
    """The Word style's name that a rule gives to this very box; of two, Chinese and English, that of the page's language."""
    if not own_text(style, "word-style"):
        return ""
    tokens = style["__word_style"]
    comma = next((n for n, each in enumerate(tokens) if each == ","), len(tokens))
    english = tokens[comma + 1 :]
    in_english = english and (style.root_style["lang"] or "").startswith("en")
    return _words(english if in_english else tokens[:comma])


def text_of(box: Any) -> str:
    """The text of a text box without the break marks that the PDF's lines need."""
    return str(getattr(box, "word_text", box.text)).translate(_MARKS)


def custom(style: Style, name: str) -> str:
    """The text of a custom property, inherited or not, without quotes; "" when there is none."""
    return _words(style["__" + name.replace("-", "_")] or ())


def _words(tokens: Iterable[Any]) -> str:
    text = "".join(token.serialize() for token in tokens).strip()
    return text[1:-1] if text[:1] == text[-1:] in ('"', "'") and len(text) > 1 else text


def _in_characters(indent: Length, size: Length) -> float | None:
    if not indent or not size:
        return None
    halves = indent / size * 2
    return round(halves) / 2 if abs(halves - round(halves)) < 0.02 else None
