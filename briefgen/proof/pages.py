"""Turn a finished PDF into pages of glyphs, tagged pieces of text and rules, as a reader's program finds them."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

_UNSEEN = set("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e")
# PDFium says these for a hyphen at a line's end; the radicals look like the hanzi and fonts mix them up.
_HYPHENS = {"\x02": "-", "\ufffe": "-"}
# Fonts draw these alike, with one glyph: which it was cannot be told from the PDF.
_POINTS = dict.fromkeys("•‧・∙⋅", "·")
_LOOKALIKE = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFB06), (0x2F800, 0x2FA1F))
_BLOCKS = {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "TD", "TH", "LBody", "Caption", "Note", "Figure"}  # fmt: skip
FIGURE = "Figure"
"""The tag of what is drawn inside a picture or chart."""
_LEADER = re.compile(r"([.·…])\1{3,}|_{8,}")
"""Signs that fill a line, as many as find room: they are drawn, and no words."""
_HAIR = 0.01  # pt
_SAME_LINE = 0.45
"""Of the type size: raised and lowered characters stand no further from the base line."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character: from `x` to `right`, base line `y` below the page's upper edge, type size `size`; all in pt.

    `mark` is the marked content it belongs to, None outside of any. `top` and `bottom` are the edges of its ink.
    """

    text: str
    x: float
    right: float
    y: float
    size: float
    mark: int | None
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Piece:
    """The glyphs of one block of text on one page (a paragraph goes on in another piece); `tag` is PDF's: P, H1, TD …"""

    page: int
    tag: str
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Its characters, spaces left out."""
        return "".join(glyph.text for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line or filled box, in pt from the page's upper left corner; `colour` is (red, green, blue), 0 to 255."""

    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page. `pieces` are the tagged blocks in reading order, list marks not among them; `running` the glyphs outside."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    pieces: tuple[Piece, ...]
    running: tuple[Glyph, ...]
    rules: tuple[Rule, ...]

    @property
    def texts(self) -> tuple[Piece, ...]:
        """The pieces that are text, and not drawn inside a picture."""
        return tuple(piece for piece in self.pieces if piece.tag != FIGURE)

    @property
    def drawn(self) -> frozenset[Glyph]:
        """The glyphs inside pictures and charts."""
        return frozenset(g for piece in self.pieces if piece.tag == FIGURE for g in piece.glyphs)


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs on one base line, from left to right."""

    page: int
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Its characters, spaces left out."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def x(self) -> float:
        """Where it starts."""
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(glyph.right for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """Its largest type size."""
        return max(glyph.size for glyph in self.glyphs)

    @property
    def y(self) -> float:
        """Its base line."""
        size = self.size
        return median(glyph.y for glyph in self.glyphs if glyph.size >= 0.8 * size)


def read_pdf(data: bytes) -> tuple[PdfPage, ...]:
    """The pages of a PDF. Without tags (another program's PDF) all is `running`. Turned text is left out."""
    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(_page(document[number], number + 1) for number in range(len(document)))
    finally:
        document.close()


def flat(text: str) -> str:
    """Text as both readings have it: no spaces, no invisible characters, look-alikes made one."""
    return _LEADER.sub("", "".join(_seen(character) for character in text))


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Glyphs of a page by base line, from top to bottom."""
    found: list[list[Glyph]] = []
    y = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x)):
        if not found or glyph.y - y > _SAME_LINE * max(size, min(glyph.size, 2 * size)):
            found.append([])
            y, size = glyph.y, glyph.size
        size = max(size, glyph.size)
        found[-1].append(glyph)
    return [Line(page, tuple(sorted(line, key=lambda g: g.x))) for line in found]


def _without_leaders(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    for _, group in groupby(glyphs, lambda glyph: (glyph.text, round(glyph.y))):
        same = list(group)
        if not _LEADER.fullmatch("".join(glyph.text for glyph in same)):
            yield from same


def _seen(character: str) -> str:
    character = _POINTS.get(character, _HYPHENS.get(character, character))
    if character.isspace() or character in _UNSEEN or unicodedata.category(character) == "Cc":
        return ""
    code = ord(character)
    if any(low <= code <= high for low, high in _LOOKALIKE):
        return unicodedata.normalize("NFKC", character)
    return character


def _page(page: Any, number: int) -> PdfPage:
    width, height = page.get_size()
    textpage = page.get_textpage()
    glyphs = tuple(_without_leaders(_glyphs(textpage.raw, height)))
    rules = tuple(_rules(page, height))
    marks: dict[int | None, list[Glyph]] = {}
    for glyph in glyphs:
        marks.setdefault(glyph.mark, []).append(glyph)
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    blocks = _Blocks()
    for index in range(max(raw.FPDF_StructTree_CountChildren(tree), 0) if tree else 0):
        blocks.walk(raw.FPDF_StructTree_GetChildAtIndex(tree, index), None)
    pieces = []
    for tag, numbers in blocks.found:
        text = tuple(glyph for mark in numbers for glyph in marks.pop(mark, ()))
        if text and tag != "Lbl":
            pieces.append(Piece(number, tag, text))
    if tree:
        raw.FPDF_StructTree_Close(tree)
    textpage.close()
    page.close()
    rest = tuple(glyph for glyph in glyphs if glyph.mark in marks)
    return PdfPage(number, width, height, glyphs, tuple(pieces), rest, rules)


class _Blocks:
    """Gathers the numbers of marked content by the block that they stand in."""

    def __init__(self) -> None:
        self.found: list[tuple[str, list[int]]] = []
        self.owner: object = None

    def walk(self, element: Any, block: tuple[object, str] | None) -> None:
        """Gather what stands in `element`, whose nearest block above is `block`."""
        if not element:
            return
        tag = _text_of(raw.FPDF_StructElement_GetType, element)
        if tag in _BLOCKS or tag == "Lbl":
            block = (object(), tag)
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                self.walk(child, block)
            else:
                self._add(raw.FPDF_StructElement_GetChildMarkedContentID(element, index), block)

    def _add(self, mark: int, block: tuple[object, str] | None) -> None:
        if mark < 0:
            return
        owner, tag = block or (None, "P")
        if not self.found or owner is not self.owner:
            self.found.append((tag, []))
            self.owner = owner
        self.found[-1][1].append(mark)


def _text_of(function: Any, element: Any) -> str:
    buffer = ctypes.create_string_buffer(128)
    size = function(element, buffer, len(buffer))
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _glyphs(textpage: Any, height: float) -> Iterator[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix, box = raw.FS_MATRIX(), raw.FS_RECTF()
    ink = [ctypes.c_double() for _ in range(4)]
    high = 0
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00 if high else 0
        high = 0
        text = _seen(chr(code)) if code and raw.FPDFText_IsGenerated(textpage, index) != 1 else ""
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        if not text or abs(matrix.b) > abs(matrix.a):
            continue
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetCharBox(textpage, index, *ink)
        thing = raw.FPDFText_GetTextObject(textpage, index)
        mark = raw.FPDFPageObj_GetMarkedContentID(thing) if thing else -1
        size = abs(raw.FPDFText_GetFontSize(textpage, index) * matrix.d) or 1.0
        yield Glyph(
            text=text,
            x=x.value,
            right=max(box.right, x.value),
            y=height - y.value,
            size=size,
            mark=mark if mark >= 0 else None,
            top=height - ink[3].value,
            bottom=height - ink[2].value,
        )


def _rules(page: Any, height: float) -> Iterator[Rule]:
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        thing, matrix = found.raw, found.get_matrix()
        mode, stroked, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
        raw.FPDFPath_GetDrawMode(thing, mode, stroked)
        raw.FPDFPageObj_GetStrokeWidth(thing, width)
        boxes = [_box(points, matrix, height) for points in _subpaths(thing)]
        if not boxes or not (stroked.value or mode.value):
            continue
        channels = [ctypes.c_uint() for _ in range(4)]
        ask = raw.FPDFPageObj_GetStrokeColor if stroked.value else raw.FPDFPageObj_GetFillColor
        ask(thing, *channels)
        red, green, blue = (channel.value for channel in channels[:3])
        stroke = width.value * abs(matrix.a) if stroked.value else 0.0
        for box in _strips(boxes):
            yield Rule(*_widened(box, stroke), (red, green, blue))


_Edges = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _box(points: Sequence[tuple[float, float]], matrix: Any, height: float) -> _Edges:
    moved = [matrix.on_point(*point) for point in points]
    xs, ys = [x for x, _ in moved], [height - y for _, y in moved]
    return min(xs), min(ys), max(xs), max(ys)


def _strips(boxes: Sequence[_Edges]) -> Iterator[_Edges]:
    """The boxes of a path; a box with a hole, which is how a border is filled, as the strips around the hole."""
    if len(boxes) != 2:
        yield from boxes
        return
    hole, whole = sorted(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    (left, top, right, bottom), (in_left, in_top, in_right, in_bottom) = whole, hole
    strips = (
        (left, top, right, in_top),
        (left, in_bottom, right, bottom),
        (left, top, in_left, bottom),
        (in_right, top, right, bottom),
    )
    for strip in strips:
        if strip[2] - strip[0] > _HAIR and strip[3] - strip[1] > _HAIR:
            yield strip


def _widened(box: _Edges, stroke: float) -> _Edges:
    """What a stroke covers: it is wide across its direction only."""
    left, top, right, bottom = box
    if bottom - top < right - left:
        return left, top - stroke / 2, right, bottom + stroke / 2
    return left - stroke / 2, top, right + stroke / 2, bottom


def _subpaths(path: Any) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
    if len(points) > 1:
        yield points
