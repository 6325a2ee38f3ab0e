"""Turn the numbers before headings into one list of several levels that is tied to the headings' styles.

So an editor who inserts a heading gets the next number, and those behind it move on. Every number is counted here as Word
will count it; where the page shows another one, the list starts again there, and what can't be counted stays words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefgen.tree import NumberMark, Paragraph, TextStyle
from briefgen.writers.word import builtin
from briefgen.writers.word.counting import value_of
from briefgen.writers.word.properties import (
    NONE,
    Properties,
    character,
    character_xml,
    difference,
)
from briefgen.writers.word.xml import w

Key = tuple[int | None, str]
"""What tells styles apart: a heading's level, and the label of the style."""

LEVELS = 9
_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level looks: `format` is w:numFmt, `text` w:lvlText, `letters` what its number has beyond its paragraph."""

    format: str
    text: str
    suffix: str
    letters: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(slots=True)
class _Read:
    """A number that can be counted: its paragraph, level, look, and the values of the levels that it shows."""

    paragraph: Paragraph
    level: int
    shape: Level
    values: Mapping[int, int]


@dataclass(slots=True)
class _Count:
    """A list being counted. `through` are the levels that go on counting under the next heading."""

    through: frozenset[int]
    starts: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def expected(self, level: int) -> int:
        return self.counts.get(level, self.starts.get(level, 1) - 1) + 1

    def count(self, level: int, value: int) -> None:
        self.counts[level] = value
        for deeper in [k for k in self.counts if k > level and k not in self.through]:
            del self.counts[deeper]


class Outline:
    """The numbered headings of a document, from its paragraphs in reading order; its lists have numbers from `first` on."""

    def __init__(self, paragraphs: Iterable[Paragraph], first: int) -> None:
        everything = list(paragraphs)
        read = [found for p in everything if p.number and (found := _read(p, p.number))]
        self.levels = _usual(read)
        read = [each for each in read if self.levels[each.level] == each.shape]
        self._through = _through(read)
        self._first = first
        self._starts: list[Mapping[int, int]] = []
        self._of: dict[int, tuple[int, int]] = {}
        self._count(read)
        self.linked = self._links(everything)

    def of(self, paragraph: Paragraph) -> tuple[int, int] | None:
        """The number of the list and the level (from 0) of a numbered paragraph; None where Word doesn't count."""
        return self._of.get(id(paragraph)) if paragraph.number is not None else None

    def level_of(self, key: Key) -> int | None:
        """The level that is tied to a style; None for a style whose paragraphs aren't numbered."""
        return self.linked.get(key)

    @property
    def number(self) -> int:
        """The number of the list that styles refer to."""
        return self._first

    def definition(self, number: int, style: Callable[[Key], tuple[str, Properties]]) -> str:
        """The abstract definition; `style` gives the id of a style and its indents. "" when nothing is numbered."""
        if not self._of:
            return ""
        keys = {level: key for key, level in self.linked.items()}
        made = []
        for level in range(LEVELS):
            shape = self.levels.get(level)
            if shape is None:
                made.append(_unused(level))
                continue
            name, indents = style(keys[level]) if level in keys else ("", NONE)
            legal = _legal(shape, self.levels)
            through = level in self._through
            made.append(_level_xml(level, shape, name, indents, legal=legal, through=through))
        inside = w("nsid", val=f"{0x6E000000 + number:08X}") + w("multiLevelType", val="multilevel")
        return w("abstractNum", inside + "".join(made), abstractNumId=number)

    def numbers(self, definition: int) -> str:
        """The lists: the one that styles refer to, and one for each new start."""
        made = []
        for index, starts in enumerate(self._starts):
            overrides = "".join(
                w("lvlOverride", w("startOverride", val=value), ilvl=level)
                for level, value in sorted(starts.items())
            )
            inside = w("abstractNumId", val=definition) + overrides
            made.append(w("num", inside, numId=self._first + index))
        return "".join(made)

    def _count(self, read: Sequence[_Read]) -> None:
        if not read:
            return
        count = _Count(self._through)
        self._starts.append({})
        for each in read:
            parents = {k: v for k, v in each.values.items() if k != each.level}
            if any(count.counts.get(level) != value for level, value in parents.items()):
                continue
            value = each.values[each.level]
            if value != count.expected(each.level):
                count.starts = {each.level: value}
                self._starts.append(count.starts)
            count.count(each.level, value)
            number = self._first + len(self._starts) - 1
            self._of[id(each.paragraph)] = (number, each.level)

    def _links(self, paragraphs: Sequence[Paragraph]) -> Mapping[Key, int]:
        """For each level the style that most of its headings have, if most headings of that style are numbered so."""
        total: Counter[Key] = Counter()
        numbered: Counter[tuple[int, Key]] = Counter()
        for p in paragraphs:
            if p.level is None:
                continue
            total[key_of(p)] += 1
            if (found := self.of(p)) is not None:
                numbered[found[1], key_of(p)] += 1
        links: dict[Key, int] = {}
        for (level, key), count in numbered.most_common():
            if level not in links.values() and key not in links and count * 2 > total[key]:
                links[key] = level
        return links


def key_of(p: Paragraph) -> Key:
    """What tells the paragraph's style from others."""
    return p.level, builtin.label(p)


def _read(p: Paragraph, mark: NumberMark) -> _Read | None:
    """The number as Word would count it; None when it isn't one that Word knows."""
    levels = [int(place) - 1 for place in _PLACE.findall(mark.pattern)]
    values: dict[int, int] = {}
    form = ""
    for level, shown in zip(levels, mark.numbers, strict=True):
        found = value_of(shown, mark.format if level == mark.level else "")
        if found is None:
            return None
        values[level] = found[1]
        if level == mark.level:
            form = found[0]
    shape = Level(
        form,
        mark.pattern.rstrip(" "),
        "space" if mark.pattern.endswith(" ") else "nothing",
        _letters(mark.style, p.text_style),
    )
    return _Read(p, mark.level, shape, values)


def _letters(
    number: TextStyle, text: TextStyle
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    changes = difference(character(number), character(text))
    return tuple((name, tuple(found.items())) for name, found in changes.items())


def _usual(read: Iterable[_Read]) -> dict[int, Level]:
    """For each level how most of its numbers look."""
    shapes: dict[int, Counter[Level]] = {}
    for each in read:
        shapes.setdefault(each.level, Counter())[each.shape] += 1
    return {level: found.most_common(1)[0][0] for level, found in shapes.items()}


def _through(read: Iterable[_Read]) -> frozenset[int]:
    """The levels that don't begin again under the next heading of a level above."""
    balance: Counter[int] = Counter()
    latest: dict[int, int] = {}
    begun: set[int] = set()
    for each in read:
        level, value = each.level, each.values[each.level]
        if level in latest and level not in begun and value != latest[level]:
            balance[level] += 1 if value == latest[level] + 1 else -1
        latest[level] = value
        begun = {k for k in begun if k < level} | {level}
    return frozenset(level for level, count in balance.items() if level and count > 0)


def _legal(shape: Level, levels: Mapping[int, Level]) -> bool:
    """Whether the numbers of other levels, which look otherwise there, are plain digits in this one."""
    others = [int(place) - 1 for place in _PLACE.findall(shape.text)]
    known = [levels[level].format for level in others if level in levels]
    return shape.format == "decimal" and any(form != "decimal" for form in known)


def _level_xml(
    level: int, shape: Level, style: str, indents: Properties, *, legal: bool, through: bool
) -> str:
    letters = {name: dict(found) for name, found in shape.letters}
    inside = (
        w("start", val=1)
        + w("numFmt", val=shape.format)
        + (w("lvlRestart", val=0) if through else "")
        + (w("pStyle", val=style) if style else "")
        + (w("isLgl") if legal else "")
        + w("suff", val=shape.suffix)
        + w("lvlText", val=shape.text)
        + w("lvlJc", val="left")
        + w("pPr", "".join(w(name, **found) for name, found in indents.items()))
        + character_xml(letters)
    )
    return w("lvl", inside, ilvl=level)


def _unused(level: int) -> str:
    inside = (
        w("start", val=1)
        + w("numFmt", val="none")
        + w("suff", val="nothing")
        + w("lvlText", val="")
        + w("lvlJc", val="left")
    )
    return w("lvl", inside, ilvl=level)
