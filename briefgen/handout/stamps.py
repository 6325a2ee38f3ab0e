"""Turn words into stamps: PDF content that draws them at a place of a page, with an embedded font that is set only once.

WeasyPrint sets every letter that a stamp may need on one page (with the same fonts, stand-ins and corrections as the brief);
its fonts and their tables from letters to codes then serve all stamps.
"""

from __future__ import annotations

import html
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import pikepdf

from briefgen.handout.geometry import Matrix, then
from briefgen.handout.marks import n
from briefgen.messages import Result
from briefgen.style import style_page
from briefgen.template import Page, Sheet
from briefgen.units import mm
from briefgen.world import World
from briefgen.writers.pdf import write_pdf

NUMBER_SIZE = 16.0
"""Points: 三号, as GB/T 9704-2012 asks for copy numbers."""
RECIPIENT_SIZE = 10.5
_LINE = mm(225).pt / 22  # the standard's line pitch: letters stand in the middle of it
GB_PLACE = (mm(28).pt, mm(37).pt + (_LINE - NUMBER_SIZE) / 2)
"""From the left and the upper edge of the page to the first line of the standard's text block."""
_ASCENT = 0.88  # of a Chinese letter's square that stands above the baseline
_FAMILY = "黑体, SimHei, sans-serif"
_WATERMARK_SHARE = 0.7  # of the diagonal of a page
_BFCHAR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Words on a page: `text` may hold {number}, {recipient} and {total}.

    `place` is the upper left corner of the first letter's square, in points from the upper left corner of the page; None is a
    watermark: faint, from corner to corner.
    """

    text: str
    size: float = NUMBER_SIZE
    place: tuple[float, float] | None = GB_PLACE
    pages: Literal["first", "all"] = "first"


@dataclass(frozen=True, slots=True)
class Letters:
    """`codes`: for each letter the font's name on a page, the letter's code in it, and its width at size 1."""

    pdf: pikepdf.Pdf | None
    codes: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    fonts: dict[str, Any] = field(default_factory=dict)

    def width(self, text: str, size: float) -> float:
        """Points."""
        return sum(self.codes[letter][2] for letter in text if letter in self.codes) * size

    def shown(self, text: str, size: float) -> bytes:
        """The content that shows `text` from the origin of the current line on."""
        parts: list[str] = []
        run: list[str] = []
        current = ""
        for letter in text:
            if letter not in self.codes:
                continue
            font, code, _ = self.codes[letter]
            if font != current and run:
                parts.append(f"<{''.join(run)}> Tj")
                run = []
            if font != current:
                parts.append(f"/{font} {n(size)} Tf")
                current = font
            run.append(code)
        if run:
            parts.append(f"<{''.join(run)}> Tj")
        return " ".join(parts).encode()


def set_letters(world: World, letters: Iterable[str], language: str) -> Result[Letters]:
    """Fonts that draw all of `letters`; what no font draws is not among `codes`."""
    wanted = sorted({letter for letter in letters if not letter.isspace()})
    if not wanted:
        return Result(Letters(None))
    # Spaces keep letters from joining.
    text = html.escape(" ".join(wanted))
    page = Page(
        f'<!DOCTYPE html><html lang="{language}"><head><title>letters</title></head>'
        f"<body><p>{text}</p></body></html>",
        (Sheet("stamp.css", f"p {{ font: {NUMBER_SIZE}pt {_FAMILY}; }}"),),
        (),
        language,
        "letters",
        {},
    )
    return style_page(world, page).then(write_pdf).then(lambda data: Result(_letters(data)))


def _letters(data: bytes) -> Letters:
    pdf = pikepdf.open(io.BytesIO(data))
    codes: dict[str, tuple[str, str, float]] = {" ": ("", "", 0)}
    fonts = {}
    for number, (_, font) in enumerate(sorted(pdf.pages[0].obj.Resources.Font.items())):
        name = f"Stamp{number}"
        fonts[name] = font
        widths = _widths(font.DescendantFonts[0])
        table = font.ToUnicode.read_bytes().decode("ascii", "replace")
        section = re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL)
        for code, letter in _BFCHAR.findall("".join(section)):
            char = bytes.fromhex(letter).decode("utf-16-be", "replace")
            codes[char] = (name, code.lower(), widths.get(int(code, 16), 1000) / 1000)
    if codes[" "][0] == "":
        del codes[" "]
    return Letters(pdf, codes, fonts)


def _widths(font: Any) -> dict[int, float]:
    """Widths by code, in thousandths of the size."""
    found: dict[int, float] = {}
    entries = list(font.get("/W", []))
    while entries:
        first = int(entries.pop(0))
        following = entries.pop(0)
        if isinstance(following, pikepdf.Array):
            found |= {first + k: float(width) for k, width in enumerate(following)}
        else:
            width = float(entries.pop(0))
            found |= dict.fromkeys(range(first, int(following) + 1), width)
    return found


def stamped(
    stamp: Stamp, text: str, letters: Letters, page: tuple[float, float], matrix: Matrix
) -> bytes:
    """Content that draws `text` on a page of this width and height; `matrix` takes its upright coordinates to the sheet's."""
    width, height = page
    if stamp.place is None:
        length = letters.width(text, 1)
        diagonal = math.hypot(width, height)
        size = min(_WATERMARK_SHARE * diagonal / length, height / 5) if length else 0
        angle = math.atan2(height, width)
        cos, sin = math.cos(angle), math.sin(angle)
        along, down = length * size / 2, size * (_ASCENT - 0.5)
        x, y = width / 2 - along * cos + down * sin, height / 2 - along * sin - down * cos
        turned: Matrix = (cos, sin, -sin, cos, x, y)
        state = b"/StampFaint gs "
    else:
        size, state = stamp.size, b""
        turned = (1, 0, 0, 1, stamp.place[0], height - stamp.place[1] - size * _ASCENT)
    where = " ".join(n(value, 6) for value in then(turned, matrix)).encode()
    return b"q %b0 g BT %b Tm %b ET Q\n" % (state, where, letters.shown(text, size))
