"""Turn a style of the tree into Word's properties, complete, so that two can be compared and only differences written.

Properties are a mapping from an element of `w:pPr` or `w:rPr` to its attributes. A complete one says everything, also
"not bold", so what must be written where a style is in force is `difference(complete, in_force)` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from briefgen.tree import Border, ParagraphStyle, TextStyle
from briefgen.units import ZERO, Length
from briefgen.writers.word import fonts
from briefgen.writers.word.xml import quoted

Properties = Mapping[str, Mapping[str, str]]
NONE: Properties = MappingProxyType({})

SIDES = ("top", "left", "bottom", "right")
_SHRUNK = 1.5
"""Word makes raised and lowered characters two thirds of the size that it is told."""
TOGGLES = ("b", "bCs", "i", "iCs", "smallCaps", "strike")
"""Properties that a character style turns round where the paragraph style has them too."""

_PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "outlineLvl",
)  # fmt: skip
_CHARACTER_ORDER = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "smallCaps", "strike", "color", "spacing", "kern", "position", "sz", "szCs", "u",
    "shd", "vertAlign", "em", "lang",
)  # fmt: skip
# Attributes that Word reads together; one of a pair alone means something else.
_PAIRS = {"line": "lineRule", "lineRule": "line", "firstLine": "firstLineChars", "hanging": "firstLineChars"}  # fmt: skip
_WHOLE = {"shd", "numPr", "tabs", *(f"pBdr/{side}" for side in SIDES)}
_LINES = {"solid": "single", "double": "double", "dotted": "dotted", "dashed": "dashed"}
_LEADERS = {" ": "none", ".": "dot", "·": "middleDot", "-": "hyphen", "_": "underscore"}
_ALIGN = {
    "left": "left",
    "center": "center",
    "right": "right",
    "justify": "both",
    "distribute": "distribute",
}
_NO_SHADE = {"val": "clear", "color": "auto", "fill": "auto"}
_NO_BORDER = {"val": "none", "sz": "0", "space": "0", "color": "auto"}
_ON, _OFF = {"val": "1"}, {"val": "0"}

MAX_BORDER_SPACE = 31
"""Points between a paragraph's text and its border: Word's limit."""


def language(tag: str) -> str:
    """Word's name for a BCP 47 tag: it wants a region, and knows no scripts."""
    parts = tag.split("-")
    if parts[0].lower() == "zh":
        traditional = {"hant", "tw", "hk", "mo"} & {part.lower() for part in parts}
        return ("zh-HK" if "HK" in parts else "zh-TW") if traditional else "zh-CN"
    if len(parts) == 1:
        return {"en": "en-US", "ja": "ja-JP", "ko": "ko-KR", "": "en-US"}.get(tag.lower(), tag)
    return tag


@lru_cache(maxsize=256)
def is_east_asian(tag: str) -> bool:
    """Whether a language tag is Chinese, Japanese or Korean."""
    return tag.partition("-")[0].lower() in {"zh", "ja", "ko"}


@lru_cache(maxsize=4096)
def character(style: TextStyle) -> Properties:
    """The complete properties of a run."""
    slots = fonts.slots(style.families, style.language)
    bold, italic = _switch(style.bold), _switch(style.italic)
    half_points = style.size.half_points
    if style.position != "baseline":
        half_points = int(style.size.pt * 2 * _SHRUNK)
    size = {"val": str(max(2, half_points))}
    lang = language(style.language)
    east = is_east_asian(style.language)
    return {
        "rFonts": {
            "ascii": slots.latin,
            "eastAsia": slots.east_asian,
            "hAnsi": slots.latin,
            "cs": slots.latin,
        },
        "b": bold,
        "bCs": bold,
        "i": italic,
        "iCs": italic,
        "smallCaps": _switch(style.small_caps),
        "strike": _switch(style.strike),
        "color": {"val": style.colour},
        "spacing": {"val": str(style.spacing.twips)},
        "kern": {"val": "2"},
        "sz": size,
        "szCs": size,
        "u": {"val": "single" if style.underline else "none"},
        "shd": _shade(style.background),
        "vertAlign": {
            "val": {"super": "superscript", "sub": "subscript"}.get(style.position, "baseline")
        },
        "em": {"val": "underDot" if style.dots else "none"},
        "lang": {"val": "en-US" if east else lang, "eastAsia": lang if east else "zh-CN"},
    }


@lru_cache(maxsize=4096)
def paragraph(
    style: ParagraphStyle,
    before: Length,
    after: Length,
    *,
    grows: bool = False,
    level: int | None = None,
) -> Properties:
    """The complete properties of a paragraph with these used distances; `grows`: its lines hold pictures."""
    found: dict[str, Mapping[str, str]] = {
        "keepNext": _switch(style.keep_with_next),
        "keepLines": _switch(style.keep_together),
        "pageBreakBefore": _switch(style.page_break_before),
        "widowControl": _switch(style.widow_control),
    }
    for side in SIDES:
        border, space = getattr(style.borders, side), getattr(style.padding, side)
        found[f"pBdr/{side}"] = border_attributes(border, space)
    found["shd"] = _shade(style.background)
    found |= _CHINESE_LINES
    found["spacing"] = {
        "before": str(max(0, before.twips)),
        "after": str(max(0, after.twips)),
        **_pitch(style.pitch, grows),
    }
    found["ind"] = indents(style)
    found["jc"] = {"val": _ALIGN[style.align]}
    if style.tab is not None:
        found["tabs"] = {
            "pos": str(style.tab.position.twips),
            "leader": _LEADERS.get(style.tab.sign, "dot"),
        }
    found["outlineLvl"] = {"val": "9" if level is None else str(level - 1)}
    return found


# Kinsoku on, nothing hangs, no gap of Word's own between hanzi and Latin: as the PDF is set.
_CHINESE_LINES: Mapping[str, Mapping[str, str]] = {
    "kinsoku": _ON,
    "wordWrap": _ON,
    "overflowPunct": _OFF,
    "topLinePunct": _OFF,
    "autoSpaceDE": _OFF,
    "autoSpaceDN": _OFF,
    "snapToGrid": _OFF,
}


def indents(style: ParagraphStyle) -> Mapping[str, str]:
    """The attributes of `w:ind`. The first line is given in characters too where it is a multiple of the type size."""
    found = {"left": str(style.left.twips), "right": str(style.right.twips)}
    if style.first_line < ZERO:
        return found | {"firstLineChars": "0", "hanging": str(-style.first_line.twips)}
    chars = round((style.first_line_em or 0) * 100)
    return found | {"firstLineChars": str(chars), "firstLine": str(style.first_line.twips)}


def border_attributes(border: Border | None, space: Length = ZERO) -> Mapping[str, str]:
    """The attributes of one side of a paragraph's or a cell's border; None is written as no border."""
    if border is None:
        return _NO_BORDER
    return {
        "val": _LINES[border.line],
        "sz": str(min(96, max(2, border.width.eighths))),
        "space": str(min(MAX_BORDER_SPACE, max(0, round(space.pt)))),
        "color": border.colour,
    }


def difference(wanted: Properties, in_force: Properties) -> Properties:
    """What must be written so that `wanted` holds where `in_force` holds already."""
    found: dict[str, Mapping[str, str]] = {}
    for name, attributes in wanted.items():
        present = in_force.get(name)
        if present == attributes:
            continue
        if name == "tabs" and present is not None:
            # Tab stops add up, so that another one has to be taken away.
            found[name] = {**attributes, "clear": present["pos"]}
            continue
        if present is None or name in _WHOLE:
            found[name] = attributes
            continue
        changed = {key for key, value in attributes.items() if present.get(key) != value}
        changed |= {_PAIRS[key] for key in changed if _PAIRS.get(key) in attributes}
        if changed:
            found[name] = {key: value for key, value in attributes.items() if key in changed}
    return found


def merged(base: Properties, over: Properties) -> Properties:
    """What holds where `over` is written on top of `base`."""
    found = dict(base)
    for name, attributes in over.items():
        if name in _WHOLE or name not in found:
            found[name] = attributes
            continue
        kept = dict(found[name])
        if name == "ind" and {"firstLine", "hanging"} & attributes.keys():
            kept = {key: value for key, value in kept.items() if key in {"left", "right"}}
        found[name] = kept | dict(attributes)
    return found


def paragraph_xml(properties: Properties, before: str = "", after: str = "", tabs: str = "") -> str:
    """`w:pPr` with these properties, "" when all is empty. `before` (w:pStyle), `after` (w:rPr, w:sectPr) and `tabs` are XML."""
    inside = before + _ordered(properties, _PARAGRAPH_ORDER, tabs) + after
    return f"<w:pPr>{inside}</w:pPr>" if inside else ""


def character_xml(properties: Properties) -> str:
    """`w:rPr` with these properties, or "" when there are none."""
    inside = _ordered(properties, _CHARACTER_ORDER)
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def _ordered(properties: Properties, order: tuple[str, ...], tabs: str = "") -> str:
    found = []
    for name in order:
        if name == "tabs" and name in properties:
            found.append(_tab(properties[name], tabs))
        elif name in properties:
            found.append(_one(name, properties[name]))
        elif name == "pBdr":
            sides = "".join(
                _one(side, properties[f"pBdr/{side}"])
                for side in SIDES
                if f"pBdr/{side}" in properties
            )
            found.append(f"<w:pBdr>{sides}</w:pBdr>" if sides else "")
        elif name == "tabs" and tabs:
            found.append(f"<w:tabs>{tabs}</w:tabs>")
    return "".join(found)


def _tab(attributes: Mapping[str, str], others: str) -> str:
    """The tab stop at the end of the line, in the order of Word: by position."""
    pos, cleared = attributes["pos"], attributes.get("clear", attributes["pos"])
    made = f'<w:tab w:val="right" w:leader="{attributes["leader"]}" w:pos="{pos}"/>'
    if cleared != pos:
        made += f'<w:tab w:val="clear" w:pos="{cleared}"/>'
    return f"<w:tabs>{made}{others}</w:tabs>"


_SWITCHES = {
    *TOGGLES, "keepNext", "keepLines", "pageBreakBefore", "widowControl", "kinsoku", "wordWrap", "overflowPunct",
    "topLinePunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid",
}  # fmt: skip


def _one(name: str, attributes: Mapping[str, str]) -> str:
    if name == "numPr":
        return (
            f'<w:numPr><w:ilvl w:val="{attributes["ilvl"]}"/>'
            f'<w:numId w:val="{attributes["numId"]}"/></w:numPr>'
        )
    if name in _SWITCHES and attributes == _ON:
        return f"<w:{name}/>"
    inside = "".join(f' w:{key}="{quoted(value)}"' for key, value in attributes.items())
    return f"<w:{name}{inside}/>"


def _switch(on: bool) -> Mapping[str, str]:
    return _ON if on else _OFF


def _shade(background: str | None) -> Mapping[str, str]:
    return {"val": "clear", "color": "auto", "fill": background} if background else _NO_SHADE


def _pitch(pitch: Length | None, grows: bool) -> Mapping[str, str]:
    if pitch is None:
        return {"line": "240", "lineRule": "auto"}
    # An exact pitch cuts a picture to the height of a line.
    rule = "atLeast" if grows else "exact"
    return {"line": str(max(1, pitch.twips_down)), "lineRule": rule}
