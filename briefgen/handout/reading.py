"""Turn the bytes of any PDF into pages that can be put on sheets: upright, measured, with their links. Or say why not."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Name

from briefgen.handout.geometry import Box, Matrix, then
from briefgen.messages import Message, Place, Result, message

_SMALLEST = 1.0
_LARGEST = 14_400.0 * 75_000  # points: the largest page with the largest unit that a PDF may have


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page as it is seen: `width` and `height` in points after its own rotation, crop and unit.

    `upright` turns the page's user space into that rectangle with its lower left corner at 0, 0. `seen` is the rectangle in
    user space; `bleeding` is as much of the page as there is around it, in the same space.
    """

    width: float
    height: float
    upright: Matrix
    seen: Box
    bleeding: Box


@dataclass(frozen=True, slots=True)
class Source:
    """An open PDF and its pages; `name` is the file for messages, `data` its bytes, repaired where they had to be."""

    name: str
    data: bytes
    pdf: pikepdf.Pdf
    pages: tuple[SourcePage, ...]

    @property
    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page."""
        return [(page.width, page.height) for page in self.pages]


def open_source(data: bytes, name: str) -> Result[Source]:
    """The PDF in `data`; None for one that is encrypted, damaged beyond repair, empty or not to be printed.

    What qpdf had to repair is a warning.
    """
    place = Place(name)
    try:
        pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
        pages = list(pdf.pages)
        repaired = bool(pdf.get_warnings())
        if repaired and pages:
            data = _repaired(pdf)
            pdf = pikepdf.open(io.BytesIO(data))
            pages = list(pdf.pages)
    except pikepdf.PasswordError:
        return Result(None, (message("pdf-encrypted", place, file=name),))
    except (pikepdf.PdfError, ValueError, OSError):
        return Result(None, (message("pdf-damaged", place, file=name),))
    if pdf.is_encrypted and not (pdf.allow.print_lowres or pdf.allow.print_highres):
        return Result(None, (message("pdf-no-printing", place, file=name),))
    if not pages:
        return Result(None, (message("pdf-no-pages", place, file=name),))
    said: list[Message] = [message("pdf-repaired", place, file=name)] if repaired else []
    found: list[SourcePage] = []
    for number, page in enumerate(pages, 1):
        measured = _measured(page)
        if measured is None:
            said.append(message("pdf-page-size", place, file=name, page=number))
        else:
            found.append(measured)
    if len(found) < len(pages):
        return Result(None, tuple(said))
    return Result(Source(name, data, pdf, tuple(found)), tuple(said))


def _repaired(pdf: pikepdf.Pdf) -> bytes:
    """A sound file of what could be read."""
    if (
        "/Size" not in pdf.trailer
    ):  # of a file without an end; qpdf would write one that nobody can read
        pdf.trailer.Size = 1
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=not pdf.is_encrypted, encryption=pdf.is_encrypted)
    return stream.getvalue()


def _measured(page: pikepdf.Page) -> SourcePage | None:
    """The page's measures; None when its boxes make no sense."""
    try:
        media = _box(page.mediabox)
        crop = _box(page.cropbox).common(media)
        trim = _box(page.trimbox).common(crop)
        bleed = _box(page.obj.get(Name.BleedBox, page.mediabox)).common(media)
        unit = float(page.obj.get("/UserUnit", 1))
        turn = int(_inherited(page, "/Rotate", 0)) % 360
    except (ValueError, TypeError, AttributeError, pikepdf.PdfError):
        return None
    if min(trim.width, trim.height) * unit < _SMALLEST or turn % 90:
        return None
    if max(trim.width, trim.height) * unit > _LARGEST:
        return None
    width, height = trim.width * unit, trim.height * unit
    flat: Matrix = (unit, 0, 0, unit, -trim.x0 * unit, -trim.y0 * unit)
    turns: dict[int, Matrix] = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, -1, 1, 0, 0, width),
        180: (-1, 0, 0, -1, width, height),
        270: (0, 1, -1, 0, height, 0),
    }
    if turn in (90, 270):
        return SourcePage(height, width, then(flat, turns[turn]), trim, bleed)
    return SourcePage(width, height, then(flat, turns[turn]), trim, bleed)


def _inherited(page: pikepdf.Page, key: str, default: Any) -> Any:
    node: Any = page.obj
    for _ in range(50):  # a damaged file may have a page tree without end
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return default


def _box(array: Any) -> Box:
    x0, y0, x1, y1 = (float(value) for value in array)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


# ---- links and bookmarks --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page: its area in user space, and either the address or the page (from 0) and the point it leads to."""

    area: Box
    address: str = ""
    page: int = 0
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline: where it leads (as in Link), and the lines under it."""

    title: str
    page: int
    point: tuple[float, float] | None
    under: tuple[Bookmark, ...]


class Targets:
    """Where the destinations of a PDF lead."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """Look at all pages and named destinations of `pdf`."""
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self._names: dict[str, Any] = {}
        names = pdf.Root.get("/Names")
        if names is not None and "/Dests" in names:
            self._names |= {str(key): value for key, value in pikepdf.NameTree(names.Dests).items()}
        for key, value in pdf.Root.get("/Dests", pikepdf.Dictionary()).items():
            self._names[str(key).removeprefix("/")] = value

    def find(self, destination: Any) -> tuple[int, tuple[float, float] | None] | None:
        """Page and point of a destination; None when it leads nowhere in this file."""
        for _ in range(3):
            if isinstance(destination, (pikepdf.String, pikepdf.Name)):
                destination = self._names.get(str(destination).removeprefix("/"))
            if isinstance(destination, pikepdf.Dictionary):
                destination = destination.get("/D")
        if not isinstance(destination, Array) or not len(destination):
            return None
        page = self._pages.get(getattr(destination[0], "objgen", (0, 0)))
        if page is None:
            return None
        if len(destination) >= 4 and destination[1] == Name.XYZ:
            try:
                return page, (float(destination[2]), float(destination[3]))
            except TypeError:  # null: as far as one has scrolled
                return page, None
        return page, None


def links_of(page: pikepdf.Page, targets: Targets) -> Iterator[Link]:
    """The links of a page that lead anywhere: to an address, or into the same file."""
    for annotation in page.obj.get("/Annots", ()):
        if not isinstance(annotation, pikepdf.Dictionary) or annotation.get("/Subtype") != "/Link":
            continue
        action = annotation.get("/A", pikepdf.Dictionary())
        area = _box(annotation.get("/Rect", (0, 0, 0, 0)))
        if action.get("/S") == "/URI" and "/URI" in action:
            yield Link(area, str(action.URI))
            continue
        found = targets.find(annotation.get("/Dest", action.get("/D")))
        if found is not None and action.get("/S", Name.GoTo) == "/GoTo":
            yield Link(area, "", *found)


def bookmarks_of(pdf: pikepdf.Pdf, targets: Targets) -> tuple[Bookmark, ...]:
    """The outline; lines that lead nowhere are left out, with what is under them moved up."""
    with pdf.open_outline() as outline:
        return _bookmarks(outline.root, targets)


def _bookmarks(items: Sequence[pikepdf.OutlineItem], targets: Targets) -> tuple[Bookmark, ...]:
    found: list[Bookmark] = []
    for item in items:
        under = _bookmarks(item.children, targets)
        action = item.action if item.action is not None else pikepdf.Dictionary()
        target = targets.find(
            item.destination if item.destination is not None else action.get("/D")
        )
        if target is None:
            found += under
        else:
            found.append(Bookmark(item.title, *target, under))
    return tuple(found)
