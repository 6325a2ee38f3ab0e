"""Turn the list items of a document into Word's numbering: definitions, one number for each list, and who has which.

A list inside a list shares the number of the one around it, as its next level, so that Word demotes and promotes as people
expect. A list that starts or goes on with another number than Word would count gets a number of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from briefgen.kinsoku import has_wide
from briefgen.tree import ListItem, Paragraph, ParagraphStyle
from briefgen.units import ZERO, Length, twips
from briefgen.writers.word.counting import Marker, marker
from briefgen.writers.word.outline import Key, Outline
from briefgen.writers.word.properties import NONE, Properties, indents, is_east_asian
from briefgen.writers.word.xml import W, element, part, w

_LEVELS = 9
_DEEPER = twips(420)
# In ems. A number wider than its place would push the text to the next tab stop.
_LETTER, _POINT, _WIDE, _GAP = 0.6, 0.35, 1.0, 0.25
_BULLETS = set("•◦▪■□●○·")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering definition. `suffix` is what stands between number and text."""

    format: str
    text: str
    indent: ParagraphStyle
    suffix: str = "tab"


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of a paragraph: `num` (None: a further paragraph of an item), `level` from 0, and its indents."""

    num: int | None
    level: int
    indent: ParagraphStyle


@dataclass(slots=True)
class _Num:
    """A list being counted."""

    number: int
    levels: dict[int, Level]
    starts: dict[int, int]
    counts: dict[int, int] = field(default_factory=dict)

    def count(self, level: int, value: int | None) -> None:
        self.counts[level] = self.expected(level) if value is None else value
        for deeper in [k for k in self.counts if k > level]:
            del self.counts[deeper]

    def expected(self, level: int) -> int:
        return self.counts.get(level, self.starts.get(level, 1) - 1) + 1


class Numbering:
    """The numbering of a document, made from its paragraphs in reading order."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        everything = list(paragraphs)
        items = [(p, p.item) for p in everything if p.item is not None]
        self._widths: dict[int, float] = {}
        for paragraph, item in items:
            self._widths[item.list] = max(
                self._widths.get(item.list, 0), _ems(item.marker, paragraph)
            )
        self._nums: list[_Num] = []
        self._lists: dict[int, _Num] = {}
        self._latest: dict[int, _Num] = {}
        self._of: dict[int, Numbered] = {}
        for paragraph, item in items:
            self._of[id(paragraph)] = self._numbered(paragraph, item)
        self.outline = Outline(everything, len(self._nums) + 1)

    def of(self, paragraph: Paragraph) -> Numbered | None:
        """The number of one of the paragraphs that this was made from; None outside lists."""
        return self._of.get(id(paragraph)) if paragraph.item is not None else None

    def properties(self, paragraph: Paragraph) -> Properties:
        """`w:numPr` of one of the paragraphs that this was made from; nothing outside lists."""
        found = self.outline.of(paragraph)
        item = self.of(paragraph)
        if found is None and item is not None and item.num is not None:
            found = item.num, item.level
        return number_properties(*found) if found is not None else NONE

    def xml(self, style: Callable[[Key], tuple[str, Properties]]) -> str | None:
        """The numbering part; None when the document has no list. `style` gives the id of a style and its indents."""
        if not self._nums and not self.outline.levels:
            return None
        definitions: dict[tuple[tuple[int, Level], ...], int] = {}
        numbers = []
        for num in self._nums:
            key = tuple(sorted(num.levels.items(), key=lambda pair: pair[0]))
            definition = definitions.setdefault(key, len(definitions))
            overrides = "".join(
                w("lvlOverride", w("startOverride", val=num.starts.get(level, 1)), ilvl=level)
                for level, _ in key
            )
            numbers.append(
                w("num", w("abstractNumId", val=definition) + overrides, numId=num.number)
            )
        abstract = "".join(_definition(number, key) for key, number in definitions.items())
        outline = self.outline.definition(len(definitions), style)
        numbers.append(self.outline.numbers(len(definitions)) if outline else "")
        inside = abstract + outline + "".join(numbers)
        return part(element("w:numbering", {"xmlns:w": W}, inside))

    def _numbered(self, paragraph: Paragraph, item: ListItem) -> Numbered:
        level = min(item.level, _LEVELS - 1)
        if not item.first:
            return Numbered(None, level, paragraph.style)
        made = marker(item.marker, item.format, level)
        shape = self._level(paragraph, item, made)
        if not item.marker:
            return Numbered(None, level, paragraph.style)
        num = self._num(item, level, shape, made.value)
        num.count(level, made.value)
        self._lists[item.list] = num
        self._latest = {k: v for k, v in self._latest.items() if k < level} | {level: num}
        return Numbered(num.number, level, shape.indent)

    def _num(self, item: ListItem, level: int, shape: Level, value: int | None) -> _Num:
        num = self._lists.get(item.list)
        if num is None and level:
            num = self._latest.get(level - 1)
            if num is not None:
                num.levels.setdefault(level, shape)
        fits = num is not None and num.levels.get(level) == shape
        if num is not None and fits and (value is None or num.expected(level) == value):
            return num
        start = value if value is not None else item.start
        made = _Num(len(self._nums) + 1, {level: shape}, {level: start})
        self._nums.append(made)
        return made

    def _level(self, paragraph: Paragraph, item: ListItem, made: Marker) -> Level:
        style = paragraph.style
        tight = "nothing" if has_wide(item.marker) else "space"
        if style.first_line > ZERO:
            return Level(made.format, made.text, _only_indents(style), tight)
        hanging = -style.first_line
        if not hanging:
            hanging = paragraph.text_style.size * (self._widths[item.list] + _GAP)
        if hanging > style.left:
            return Level(made.format, made.text, _only_indents(replace(style, first_line=-style.left)), tight)  # fmt: skip
        return Level(made.format, made.text, _only_indents(replace(style, first_line=-hanging)))


def number_properties(number: int, level: int) -> Properties:
    """`w:numPr` for a level of a list; number 0 takes a paragraph out of its style's list."""
    return {"numPr": {"ilvl": str(level), "numId": str(number)}}


def _only_indents(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(
        left=style.left,
        right=style.right,
        first_line=style.first_line,
        first_line_em=style.first_line_em if style.first_line > ZERO else None,
    )


def _ems(shown: str, around: Paragraph) -> float:
    if shown in _BULLETS and is_east_asian(around.text_style.language):
        return _WIDE  # as Chinese fonts draw them
    return sum(
        _WIDE if has_wide(c) else _LETTER if c.isalnum() or c in "—…" else _POINT for c in shown
    )


def _definition(number: int, levels: tuple[tuple[int, Level], ...]) -> str:
    known = dict(levels)
    made, last = [], known[min(known)]
    for level in range(_LEVELS):
        shape = known.get(level)
        if shape is None:
            shape = _deeper(last, level) if level > min(known) else _renumbered(last, level)
        made.append(_level_xml(level, shape))
        last = shape
    digest = sha256(repr((number, levels)).encode()).hexdigest()[:8].upper()
    inside = w("nsid", val=digest) + w("multiLevelType", val="multilevel") + "".join(made)
    return w("abstractNum", inside, abstractNumId=number)


def _deeper(shape: Level, level: int) -> Level:
    """A level that the document doesn't use, for whoever demotes an item in Word."""
    left = Length(shape.indent.left.emu + _DEEPER.emu)
    return _renumbered(replace(shape, indent=replace(shape.indent, left=left)), level)


def _renumbered(shape: Level, level: int) -> Level:
    if shape.format == "bullet":
        return shape
    head, _, tail = shape.text.rpartition("%")
    prefix = "" if "%" in head else head
    return replace(shape, text=f"{prefix}%{level + 1}{tail[1:]}")


def _level_xml(level: int, shape: Level) -> str:
    ind = {key: value for key, value in indents(shape.indent).items() if key != "right"}
    inside = (
        w("start", val=1)
        + w("numFmt", val=shape.format)
        + (w("suff", val=shape.suffix) if shape.suffix != "tab" else "")
        + w("lvlText", val=shape.text)
        + w("lvlJc", val="left")
        + w("pPr", w("ind", **ind))
    )
    return w("lvl", inside, ilvl=level)
