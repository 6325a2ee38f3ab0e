"""Turn a PDF into pictures of its pages, their sizes, and the places of words on them."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import pypdfium2

_LOCK = threading.Lock()
"""PDFium is not thread-safe."""
_WIDEST = 4000
"""Pixels; no screen shows more of a page."""
_MOST_HITS = 500

Rectangle = tuple[float, float, float, float]
"""Left, upper edge, width and height in points, from the upper left corner of the page."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a searched text stands: the page from 0, and a rectangle for each line that it is on."""

    page: int
    parts: tuple[Rectangle, ...]


@dataclass(slots=True)
class Pictures:
    """A PDF that is looked at. All of it may be used by several threads."""

    data: bytes
    sizes: tuple[tuple[float, float], ...] = ()
    """Width and height of each page, in points."""
    _document: pypdfium2.PdfDocument = field(init=False)
    _texts: dict[int, _Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with _LOCK:
            self._document = pypdfium2.PdfDocument(self.data)
            self.sizes = tuple(self._document.get_page_size(n) for n in range(len(self._document)))

    def png(self, page: int, width: int) -> bytes:
        """The page as PNG, `width` pixels wide."""
        return _saved(self, page, max(50, min(width, _WIDEST)), "PNG")

    def bmp(self, page: int, width: int) -> bytes:
        """The same as BMP: large, but made in a fifth of the time."""
        return _saved(self, page, max(50, min(width, _WIDEST)), "BMP")

    def find(self, words: str) -> tuple[Hit, ...]:
        """Where `words` stand, whatever their case; a line end counts as a space, between hanzi as nothing."""
        wanted = _plain(words)
        if not wanted:
            return ()
        hits = (hit for page in range(len(self.sizes)) for hit in self._on(page, wanted))
        return tuple(hit for hit, _ in zip(hits, range(_MOST_HITS), strict=False))

    def _on(self, page: int, wanted: str) -> Iterator[Hit]:
        if page not in self._texts:
            self._texts[page] = _text(self, page)
        text = self._texts[page]
        at = text.plain.find(wanted)
        while at >= 0:
            yield Hit(page, _lines([text.boxes[n] for n in range(at, at + len(wanted))]))
            at = text.plain.find(wanted, at + len(wanted))

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@lru_cache(maxsize=48)
def _saved(pictures: Pictures, page: int, width: int, kind: str) -> bytes:
    with _LOCK:
        found = pictures._document[page]
        bitmap = found.render(scale=width / found.get_width(), rev_byteorder=True)
        image = bitmap.to_pil()
        image.load()
        copy = image.copy()
    stream = BytesIO()
    copy.save(stream, kind, compress_level=1)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Text:
    """What a page says, without what `_plain` leaves out, and where each character stands (None: nowhere)."""

    plain: str
    boxes: tuple[Rectangle | None, ...]


def _text(pictures: Pictures, page: int) -> _Text:
    height = pictures.sizes[page][1]
    letters: list[str] = []
    boxes: list[Rectangle | None] = []
    with _LOCK:
        layer = pictures._document[page].get_textpage()
        text = layer.get_text_range()
        for index, letter in enumerate(text[: layer.count_chars()]):
            left, bottom, right, top = layer.get_charbox(index, loose=True)
            box = None if letter.isspace() else (left, height - top, right - left, top - bottom)
            for each in _folded(letter):
                letters.append(each)
                boxes.append(box)
    kept = [n for n in range(len(letters)) if _stays(letters, n)]
    return _Text(
        "".join(" " if letters[n].isspace() else letters[n] for n in kept),
        tuple(boxes[n] for n in kept),
    )


def _plain(words: str) -> str:
    letters = [each for letter in words.strip() for each in _folded(letter)]
    kept = (letters[n] for n in range(len(letters)) if _stays(letters, n))
    return "".join(" " if letter.isspace() else letter for letter in kept)


def _folded(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter).casefold() if not letter.isspace() else letter


def _stays(letters: list[str], index: int) -> bool:
    """Whether a character counts: of several spaces the first, and none beside a hanzi."""
    if not letters[index].isspace():
        return True
    before = letters[index - 1] if index else " "
    following = next((each for each in letters[index:] if not each.isspace()), " ")
    return not (before.isspace() or _wide(before) or _wide(following))


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _lines(boxes: list[Rectangle | None]) -> tuple[Rectangle, ...]:
    """One rectangle for each line of neighbouring characters."""
    seen = [box for box in boxes if box is not None]
    lines = []
    for _, group in groupby(seen, key=lambda box: round(box[1] + box[3] / 2)):
        line = list(group)
        left, top = min(box[0] for box in line), min(box[1] for box in line)
        right = max(box[0] + box[2] for box in line)
        lines.append((left, top, right - left, max(box[1] + box[3] for box in line) - top))
    return tuple(lines)
