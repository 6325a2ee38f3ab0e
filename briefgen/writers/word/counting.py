"""Turn the marker that the page shows ("3.", "（二）", "•") into Word's number format, its text and its value."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_HAN = "[〇零一二三四五六七八九十百千两]+"
_CIRCLED = "[①-⑳]"

# CSS list-style-type -> Word's w:numFmt and what the number looks like.
_FORMATS = {
    "decimal": ("decimal", r"\d+"),
    "decimal-leading-zero": ("decimalZero", r"\d+"),
    "lower-alpha": ("lowerLetter", "[a-z]+"),
    "lower-latin": ("lowerLetter", "[a-z]+"),
    "upper-alpha": ("upperLetter", "[A-Z]+"),
    "upper-latin": ("upperLetter", "[A-Z]+"),
    "lower-roman": ("lowerRoman", "[ivxlcdm]+"),
    "upper-roman": ("upperRoman", "[IVXLCDM]+"),
    "cjk-earthly-branch": ("ideographZodiac", "[子丑寅卯辰巳午未申酉戌亥]"),
    "cjk-heavenly-stem": ("ideographTraditional", "[甲乙丙丁戊己庚辛壬癸]"),
}
_HAN_FORMATS = {
    "cjk-decimal": "ideographDigital",
    "cjk-ideographic": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "taiwaneseCountingThousand",
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    "japanese-informal": "japaneseCounting",
}
# A counter style of the designer's own is known by what it shows.
_GUESSES = (
    ("decimal", r"\d+"),
    ("chineseCountingThousand", _HAN),
    ("decimalEnclosedCircleChinese", _CIRCLED),
    ("lowerLetter", "(?<![a-z])[a-z](?![a-z])"),
    ("upperLetter", "(?<![A-Z])[A-Z](?![A-Z])"),
)
_BULLETS = {"disc", "circle", "square", "disclosure-open", "disclosure-closed", "none"}


@dataclass(frozen=True, slots=True)
class Marker:
    """How Word makes a marker: `format` (w:numFmt), `text` with %n for the numbers, `value` (None: not countable)."""

    format: str
    text: str
    value: int | None = None


def marker(shown: str, css: str, level: int) -> Marker:
    """What makes Word show `shown` for an item at `level` (from 0) of a list whose list-style-type is `css`."""
    shown = shown.strip()
    if css in _BULLETS:
        return Marker("bullet", shown)
    for name, pattern in _candidates(css):
        if found := list(re.finditer(pattern, shown)):
            return _numbered(shown, name, found, level)
    return Marker("bullet", shown)


def value_of(shown: str, css: str) -> tuple[str, int] | None:
    """Word's format and the value of a bare number of the counter style `css` ("" for any); None when Word can't count so."""
    for name, pattern in _candidates(css):
        if re.fullmatch(pattern, shown) and (value := _value(shown, name)) is not None:
            return name, value
    return None


def _candidates(css: str) -> tuple[tuple[str, str], ...]:
    if css in _FORMATS:
        return (_FORMATS[css],)
    if css in _HAN_FORMATS:
        return ((_HAN_FORMATS[css], "[〇零一-龥]+"),)
    return _GUESSES


def _numbered(shown: str, name: str, found: list[re.Match[str]], level: int) -> Marker:
    """`shown` with its numbers replaced: "2.1" in the second level is %1.%2; otherwise the last number counts."""
    whole = len(found) == level + 1
    text, done = "", 0
    for index, match in enumerate(found):
        own = index == len(found) - 1
        place = f"%{(level if own else index) + 1}" if whole or own else match[0]
        text += shown[done : match.start()] + place
        done = match.end()
    return Marker(name, text + shown[done:], _value(found[-1][0], name))


def _value(number: str, name: str) -> int | None:
    if name in {"decimal", "decimalZero"}:
        return int(number)
    if name in {"lowerLetter", "upperLetter"}:
        return ord(number.lower()) - ord("a") + 1 if len(number) == 1 else None
    if name in {"lowerRoman", "upperRoman"}:
        return _roman(number.lower())
    if name == "decimalEnclosedCircleChinese":
        return ord(number) - ord("①") + 1
    return _han(number)


def _roman(number: str) -> int:
    values = [_ROMAN[letter] for letter in number]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _han(number: str) -> int | None:
    total, digit = 0, None
    for character in number:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character] if digit is None else digit * 10 + _HAN_DIGITS[character]
        elif character in _HAN_PLACES:
            total += (1 if digit is None else digit or 1) * _HAN_PLACES[character]
            digit = None
        else:
            return None
    return total + (digit or 0)
