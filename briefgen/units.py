"""Turn the sizes that people write (16pt, 37mm, 三号, A4) into lengths that can be told apart from bare numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

# English Metric Units, the smallest unit of Word: every unit here is a whole number of them.
_EMU = {
    "emu": 1,
    "twip": 635,
    "px": 9_525,
    "pt": 12_700,
    "mm": 36_000,
    "cm": 360_000,
    "in": 914_400,
}
_WRITTEN = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(mm|cm|in|pt|px)\s*")

CHINESE_SIZES = {
    "初号": 42, "小初": 36, "一号": 26, "小一": 24, "二号": 22, "小二": 18, "三号": 16, "小三": 15,
    "四号": 14, "小四": 12, "五号": 10.5, "小五": 9, "六号": 7.5, "小六": 6.5,
}  # fmt: skip
"""Chinese type sizes in points (GB/T 9704-2012 uses 二号, 三号 and 四号)."""

PAPER_MM = {
    "A3": (297, 420), "A4": (210, 297), "A5": (148, 210), "A6": (105, 148), "B5": (176, 250),
    "Letter": (215.9, 279.4), "Legal": (215.9, 355.6), "16K": (184, 260),
}  # fmt: skip
"""Paper names with width and height in millimetres, upright."""


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A distance, kept exactly as a whole number of English Metric Units (914,400 an inch), as Word does."""

    emu: int = 0

    @property
    def pt(self) -> float:
        """Points (72 an inch)."""
        return self.emu / _EMU["pt"]

    @property
    def mm(self) -> float:
        """Millimetres."""
        return self.emu / _EMU["mm"]

    @property
    def px(self) -> float:
        """CSS pixels (96 an inch)."""
        return self.emu / _EMU["px"]

    @property
    def twips(self) -> int:
        """Twentieths of a point, rounded to the nearest; Word's unit for indents, spacing and page sizes."""
        return round(Fraction(self.emu, _EMU["twip"]))

    @property
    def twips_down(self) -> int:
        """Twentieths of a point, rounded down: a line pitch rounded up loses a line a page."""
        return self.emu // _EMU["twip"]

    @property
    def half_points(self) -> int:
        """Half points, rounded; Word's unit for type sizes."""
        return round(self.emu / _EMU["pt"] * 2)

    @property
    def eighths(self) -> int:
        """Eighths of a point, rounded; Word's unit for border widths."""
        return round(self.emu / _EMU["pt"] * 8)

    def __add__(self, other: Length) -> Length:
        return Length(self.emu + other.emu)

    def __sub__(self, other: Length) -> Length:
        return Length(self.emu - other.emu)

    def __mul__(self, factor: float) -> Length:
        return Length(round(self.emu * factor))

    def __neg__(self) -> Length:
        return Length(-self.emu)

    def __truediv__(self, other: Length) -> float:
        return self.emu / other.emu

    def __bool__(self) -> bool:
        return self.emu != 0

    def __str__(self) -> str:
        return f"{self.pt:g}pt"


ZERO = Length(0)


def pt(value: float) -> Length:
    """`value` points."""
    return Length(round(value * _EMU["pt"]))


def mm(value: float) -> Length:
    """`value` millimetres."""
    return Length(round(value * _EMU["mm"]))


def px(value: float) -> Length:
    """`value` CSS pixels."""
    return Length(round(value * _EMU["px"]))


def twips(value: float) -> Length:
    """`value` twentieths of a point."""
    return Length(round(value * _EMU["twip"]))


def parse_length(text: str) -> Length | None:
    """The length that `text` names: a number with mm, cm, in, pt or px, or a Chinese type size. None: it names none."""
    if text.strip() in CHINESE_SIZES:
        return pt(CHINESE_SIZES[text.strip()])
    match = _WRITTEN.fullmatch(text)
    return Length(round(float(match[1]) * _EMU[match[2]])) if match else None
