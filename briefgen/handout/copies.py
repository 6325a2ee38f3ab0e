"""Turn one PDF into numbered copies: one file in the order of printing, or one file each.

A copy costs a few small objects: its pages share everything with those of the other copies, and only a stamp is its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from briefgen.handout.geometry import Matrix, inverse
from briefgen.handout.numbers import Copy, filled
from briefgen.handout.ownpictures import OwnPictures
from briefgen.handout.picture import FAINT, drawn, embedded
from briefgen.handout.reading import Source
from briefgen.handout.sheets import Imposed, Spot, flatten, saved
from briefgen.handout.stamps import Letters, Stamp, stamped

_PER_PAGE = ("/Annots", "/StructParents", "/Parent", "/Contents", "/Tabs", "/B", "/AA")
_OF_THE_WHOLE = (
    "/StructTreeRoot", "/MarkInfo", "/Names", "/Dests", "/OpenAction", "/Outlines", "/PageLabels",
    "/AcroForm", "/Threads", "/PageMode", "/AF",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Original:
    """What is to be copied: a PDF, where its pages stand, and how large the pages were before they were put on sheets."""

    pdf: pikepdf.Pdf
    spots: dict[int, tuple[Spot, ...]]
    sizes: Sequence[tuple[float, float]]


def as_original(source: Source, imposed: Imposed | None) -> Original:
    """The sheets to copy, or the pages of the source as they are."""
    if imposed is not None:
        return Original(imposed.pdf, imposed.spots, source.sizes)
    spots: dict[int, tuple[Spot, ...]] = {
        k: (Spot(k, inverse(page.upright)),) for k, page in enumerate(source.pages)
    }
    return Original(source.pdf, spots, source.sizes)


def with_pictures(colours: Sequence[bool], original: Original) -> list[bool]:
    """Which pages have colour when every page of the original, wherever it stands, bears a coloured picture."""
    marked = {spot.surface for spots in original.spots.values() for spot in spots}
    return [each or number in marked for number, each in enumerate(colours)]


class _Stamper:
    """The stamps of every copy on every page, and what the pages need to draw them."""

    def __init__(
        self,
        original: Original,
        stamps: Sequence[Stamp],
        letters: Letters,
        pictures: OwnPictures | None,
        total: int,
    ) -> None:
        self.original, self.letters, self.pictures, self.total = original, letters, pictures, total
        self._places: dict[int, list[tuple[Stamp, Any, Any]]] = {}
        for stamp in stamps:
            for page in range(len(original.sizes)) if stamp.pages == "all" else (0,):
                for spot in original.spots.get(page, ()):
                    entry = (stamp, original.sizes[page], spot.matrix)
                    self._places.setdefault(spot.surface, []).append(entry)
        self._spots: dict[int, list[tuple[tuple[float, float], Matrix]]] = {}
        for page, size in enumerate(original.sizes if pictures else ()):
            for spot in original.spots.get(page, ()):
                self._spots.setdefault(spot.surface, []).append((size, spot.matrix))
        self.pages = sorted({*self._places, *self._spots})
        pdf = original.pdf
        self._open = pdf.make_stream(b"q\n")
        self._close = pdf.make_stream(b"Q\n")
        self._fonts = {name: pdf.copy_foreign(font) for name, font in letters.fonts.items()}
        self._faint = pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=FAINT))
        self._faint_used = bool(pictures) or any(stamp.place is None for stamp in stamps)
        self._images: dict[str, Any] = {}
        self._variants: dict[tuple[int, str], Any] = {}

    def content(self, copy: Copy, page: int) -> bytes:
        """What is drawn on a page of a copy, marked as no part of the text."""
        words = {"number": copy.number, "recipient": copy.recipient, "total": str(self.total)}
        parts = []
        if self.pictures:
            size = self.pictures.sizes[self.pictures.paths[copy.number]]
            parts += [
                drawn(size, seen, matrix, "StampPicture", "StampFaint") + b"\n"
                for seen, matrix in self._spots.get(page, ())
            ]
        parts += [
            stamped(stamp, filled(stamp.text, words), self.letters, size, matrix)
            for stamp, size, matrix in self._places.get(page, ())
        ]
        return b"/Artifact <</Type /Pagination>> BDC\n%bEMC\n" % b"".join(parts)

    def prepare(self, page: Any) -> None:
        """Give a page the fonts of the stamps, without changing what other pages share."""
        resources = _copied(page.get("/Resources"))
        fonts = _copied(resources.get("/Font"))
        for name, font in self._fonts.items():
            fonts[f"/{name}"] = font
        resources.Font = fonts
        if self._faint_used:
            states = _copied(resources.get("/ExtGState"))
            states[Name.StampFaint] = self._faint
            resources.ExtGState = states
        page.Resources = self.original.pdf.make_indirect(resources)

    def resources(self, page: int, prepared: Any, copy: Copy) -> Any:
        """The resources of a page of a copy: those that it was given, and the copy's own picture."""
        pdf = self.original.pdf
        if self.pictures is None or page not in self._spots:
            return prepared
        path = self.pictures.paths[copy.number]
        if path not in self._images:
            self._images[path] = embedded(pdf, self.pictures.read(path))
        if (page, path) not in self._variants:
            own = _copied(prepared)
            own.XObject = _copied(own.get("/XObject"))
            own.XObject.StampPicture = self._images[path]
            self._variants[page, path] = pdf.make_indirect(own)
        return self._variants[page, path]

    def redraw(self, before: Copy, copy: Copy) -> None:
        """Put the picture of a copy in the place of that of the copy before it."""
        if (
            self.pictures is None
            or self.pictures.paths[before.number] == self.pictures.paths[copy.number]
        ):
            return
        image = self._images.pop(self.pictures.paths[before.number])
        path = self.pictures.paths[copy.number]
        self._images[path] = embedded(self.original.pdf, self.pictures.read(path), image)

    def contents(self, page: Any, stamp: Any) -> Array:
        """A page's content, shut off so that nothing of it bends the stamp, and the stamp."""
        old = page.get("/Contents", Array())
        parts = list(old) if isinstance(old, Array) else [old]
        return Array([self._open, *parts, self._close, stamp])


def _copied(entries: Any) -> Dictionary:
    """A dictionary of the same entries; empty for None."""
    return Dictionary(dict(entries.items()) if entries is not None else {})


def merged(
    original: Original,
    copies: Sequence[Copy],
    stamps: Sequence[Stamp],
    letters: Letters,
    pictures: OwnPictures | None = None,
) -> bytes:
    """All copies in one file, in order, with a bookmark for each.

    It is a file for a printer: untagged, without links, and it does not claim to be accessible.
    """
    pdf = original.pdf
    flatten(pdf)
    stamper = _Stamper(original, stamps, letters, pictures, len(copies))
    bases = [page.obj for page in pdf.pages]
    for number in stamper.pages:
        _own_resources(bases[number])
        stamper.prepare(bases[number])
    shared = [_bare(page) for page in bases]
    for key in _OF_THE_WHOLE:
        if key in pdf.Root:
            del pdf.Root[key]
    streams: dict[bytes, Any] = {}
    tree = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=len(copies) * len(bases)))
    nodes, firsts = [], []
    for copy in copies:
        node = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=len(bases), Parent=tree))
        pages = []
        for number, base in enumerate(bases):
            page = _copied(shared[number])
            page.Parent = node
            page.Contents = base.get("/Contents", Array())
            if number in stamper.pages:
                content = stamper.content(copy, number)
                if content not in streams:
                    streams[content] = pdf.make_stream(content)
                page.Contents = stamper.contents(base, streams[content])
                page.Resources = stamper.resources(number, page.Resources, copy)
            pages.append(pdf.make_indirect(page))
        node.Kids = Array(pages)
        nodes.append(node)
        firsts.append(pages[0])
    tree.Kids = Array(nodes)
    pdf.Root.Pages = tree
    _bookmark(pdf, copies, firsts)
    _withdraw_claims(pdf)
    return saved(pdf)


def _own_resources(page: Any) -> None:
    """Resources that a page has from its parents become its own."""
    node = page
    while "/Resources" not in node and "/Parent" in node:
        node = node.Parent
    if "/Resources" in node and "/Resources" not in page:
        page.Resources = node.Resources


def _bare(page: Any) -> Dictionary:
    """What every copy of a page has: all but its content, with what it has from its parents."""
    kept = Dictionary({key: value for key, value in page.items() if key not in _PER_PAGE})
    for key in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
        node = page
        while key not in node and "/Parent" in node:
            node = node.Parent
        if key in node:
            kept[key] = node[key]
    return kept


def _bookmark(pdf: pikepdf.Pdf, copies: Sequence[Copy], firsts: Sequence[Any]) -> None:
    """A line of the outline for each copy, by hand: thousands of them are to cost little."""
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=len(copies)))
    items = [
        pdf.make_indirect(
            Dictionary(
                Title=pikepdf.String(f"{copy.number} {copy.recipient}".strip()),
                Parent=root,
                Dest=Array([first, Name.Fit]),
            )
        )
        for copy, first in zip(copies, firsts, strict=True)
    ]
    for before, after in pairwise(items):
        before.Next, after.Prev = after, before
    root.First, root.Last = items[0], items[-1]
    pdf.Root.Outlines = root


def _withdraw_claims(pdf: pikepdf.Pdf) -> None:
    """Say no longer that the file is accessible: its tags are gone."""
    if "/Metadata" not in pdf.Root:
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as claims:
        for name in [key for key in claims if "pdfua" in key]:
            del claims[name]
        for name in [key for key in claims if key.endswith("conformance") and "pdfa" in key]:
            if claims[name] == "A":
                claims[name] = "B"


def separate(
    original: Original,
    copies: Sequence[Copy],
    stamps: Sequence[Stamp],
    letters: Letters,
    pictures: OwnPictures | None = None,
) -> Iterator[tuple[Copy, bytes]]:
    """Each copy as a file of its own, made when it is asked for; tags, links and claims stay."""
    stamper = _Stamper(original, stamps, letters, pictures, len(copies))
    streams: dict[int, Any] = {}
    for number in stamper.pages:
        page = original.pdf.pages[number].obj
        _own_resources(page)
        stamper.prepare(page)
        streams[number] = original.pdf.make_stream(b"")
        page.Contents = stamper.contents(page, streams[number])
        page.Resources = stamper.resources(number, page.Resources, copies[0])
    for before, copy in zip((copies[0], *copies), copies, strict=False):
        stamper.redraw(before, copy)
        for number, stream in streams.items():
            stream.write(stamper.content(copy, number))
        yield copy, saved(original.pdf)
