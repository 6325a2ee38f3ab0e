"""Turn nothing: the part of the styled tree's shape that says how characters, paragraphs and boxes look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from briefgen.units import ZERO, Length

T = TypeVar("T")
Colour = str
"""Six hexadecimal digits, RRGGBB, as Word writes them; transparency is mixed with white."""


@dataclass(frozen=True, slots=True)
class Edges(Generic[T]):
    """One value for each side of a box."""

    top: T
    right: T
    bottom: T
    left: T


@dataclass(frozen=True, slots=True)
class Border:
    """A rule on one side of a box."""

    line: Literal["solid", "double", "dotted", "dashed"]
    width: Length
    colour: Colour


NO_BORDERS: Edges[Border | None] = Edges(None, None, None, None)
NO_SPACE: Edges[Length] = Edges(ZERO, ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How characters look. `families` is the CSS font list; `language` a BCP 47 tag; `spacing` is added after a character.

    `dots` stand under the characters (着重号).
    """

    families: tuple[str, ...]
    size: Length
    language: str
    bold: bool = False
    italic: bool = False
    colour: Colour = "000000"
    background: Colour | None = None
    spacing: Length = ZERO
    underline: bool = False
    strike: bool = False
    small_caps: bool = False
    position: Literal["baseline", "super", "sub"] = "baseline"
    dots: bool = False

    def __hash__(self) -> int:
        # Of what mostly differs: a document asks for it thousands of times.
        return hash((self.families, self.size.emu, self.language, self.bold, self.colour))


@dataclass(frozen=True, slots=True)
class TabStop:
    """Where what follows a leader ends: the distance from the column's left edge; `sign` fills the line up to there."""

    position: Length
    sign: str = "."


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """How a paragraph is set, as the rules for its element say (before margins collapse).

    `first_line` is the indent of the first line (negative: hanging); `first_line_em` the same in characters when it is a
    multiple of half the type size, otherwise None. `left` and `right` are the distances from the column's edges, enclosing
    boxes included. `pitch` is the exact distance of base lines, None for `line-height: normal`. `align` "distribute" is
    "justify" for the last line too. `tab` is that of its leader, None where it has none.
    """

    align: Literal["left", "center", "right", "justify", "distribute"] = "left"
    first_line: Length = ZERO
    first_line_em: float | None = None
    left: Length = ZERO
    right: Length = ZERO
    before: Length = ZERO
    after: Length = ZERO
    pitch: Length | None = None
    borders: Edges[Border | None] = NO_BORDERS
    padding: Edges[Length] = NO_SPACE
    background: Colour | None = None
    keep_with_next: bool = False
    keep_together: bool = False
    page_break_before: bool = False
    widow_control: bool = True
    tab: TabStop | None = None

    def __hash__(self) -> int:
        lengths = self.first_line.emu, self.left.emu, self.before.emu, self.after.emu
        return hash((self.align, lengths, self.pitch and self.pitch.emu))
