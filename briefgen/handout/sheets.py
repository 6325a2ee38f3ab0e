"""Turn surfaces into PDF pages: every page of the source becomes one form that all sides share; nothing is copied twice."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from briefgen.handout.geometry import Box, Matrix, apply, then
from briefgen.handout.marks import drawn, drawn_rules, n
from briefgen.handout.placing import Placement, Surface
from briefgen.handout.reading import (
    Bookmark,
    Link,
    Source,
    Targets,
    bookmarks_of,
    links_of,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page of the source stands on a page of the new file; `matrix` takes its upright coordinates there."""

    surface: int
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Imposed:
    """A new PDF; `spots` say where each page of the source (by number from 0) is, `surfaces` how large its pages are."""

    pdf: pikepdf.Pdf
    spots: dict[int, tuple[Spot, ...]]


def impose(source: Source, surfaces: Sequence[Surface], reading_order: bool) -> Imposed:
    """The sheets as a new PDF, untagged, with the source's title and dates.

    Links to addresses stay where they are printed. With `reading_order` links inside the file and bookmarks stay as well;
    without, they would lead to the middle of a sheet that is read in another order.
    """
    new = pikepdf.new()
    flatten(source.pdf)
    forms: dict[int, Any] = {}
    resources = new.make_indirect(Dictionary(XObject=Dictionary(), ColorSpace=Dictionary()))
    spots: dict[int, list[Spot]] = {}
    for number, surface in enumerate(surfaces):
        for each in surface.placements:
            if each.page not in forms:
                forms[each.page] = _form(new, source, each.page)
                resources.XObject[f"/P{each.page + 1}"] = forms[each.page]
            spots.setdefault(each.page, []).append(Spot(number, each.matrix))
        if (surface.marks or surface.frames) and "/All" not in resources.ColorSpace:
            resources.ColorSpace[Name.All] = _every_ink(new)
        _add_page(new, surface, source, resources)
    placed = {page: tuple(found) for page, found in spots.items()}
    _add_links(new, source, surfaces, placed, reading_order)
    if "/Info" in source.pdf.trailer:
        for key in ("/Title", "/Author", "/Subject", "/Keywords", "/CreationDate", "/ModDate"):
            if key in source.pdf.docinfo:
                new.docinfo[key] = str(source.pdf.docinfo[key])
    if "/Lang" in source.pdf.Root:
        new.Root.Lang = str(source.pdf.Root.Lang)
    return Imposed(new, placed)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file's bytes: the same for the same content."""
    stream = io.BytesIO()
    pdf.save(
        stream,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        encryption=False,
    )
    return stream.getvalue()


def flatten(pdf: pikepdf.Pdf) -> None:
    """Fields and stamps become part of their pages, as they would be printed; links are no drawings and stay."""
    pages = list(pdf.pages)
    kept = []
    drawings = False
    for page in pages:
        every = [a for a in page.obj.get("/Annots", ()) if isinstance(a, Dictionary)]
        links = [each for each in every if each.get("/Subtype") == "/Link"]
        kept.append(links)
        drawings = drawings or len(links) < len(every)
    if not drawings:
        return
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("print")
    for page, links in zip(pages, kept, strict=True):
        if links:
            page.obj.Annots = Array(links)
        elif "/Annots" in page.obj:
            del page.obj.Annots


def _form(new: pikepdf.Pdf, source: Source, number: int) -> Any:
    """A page as a form in its own user space."""
    form = source.pdf.pages[number].as_form_xobject(handle_transformations=False)
    seen = source.pages[number].bleeding
    form.BBox = Array([seen.x0, seen.y0, seen.x1, seen.y1])
    if "/Matrix" in form:
        del form.Matrix
    if "/StructParents" in form:
        del form.StructParents
    return new.copy_foreign(form)


def _every_ink(pdf: pikepdf.Pdf) -> Any:
    """The colour of register marks: full strength of every ink, black where there is one."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1)
    return pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceGray, tint]))


def _add_page(pdf: pikepdf.Pdf, surface: Surface, source: Source, resources: Any) -> None:
    parts = [_drawn(each, source.pages[each.page].upright) for each in surface.placements]
    content = b"".join(parts) + drawn_rules(surface.rules) + drawn(surface.marks, surface.frames)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(surface.width, 4), round(surface.height, 4)]),
        Resources=resources,
        Contents=pdf.make_stream(content),
    )
    pdf.pages.append(pikepdf.Page(page))


def _drawn(each: Placement, upright: Matrix) -> bytes:
    clip = f"{n(each.clip.x0)} {n(each.clip.y0)} {n(each.clip.width)} {n(each.clip.height)} re W n"
    matrix = " ".join(n(value, 7) for value in then(upright, each.matrix))
    return f"q {clip} {matrix} cm /P{each.page + 1} Do Q\n".encode()


# ---- links and bookmarks --------------------------------------------------------------------------------------------


def _add_links(
    new: pikepdf.Pdf,
    source: Source,
    surfaces: Sequence[Surface],
    spots: dict[int, tuple[Spot, ...]],
    reading_order: bool,
) -> None:
    targets = Targets(source.pdf)
    links = [list(links_of(page, targets)) for page in source.pdf.pages]
    for page, surface in zip(new.pages, surfaces, strict=True):
        found = [
            _annotation(new, link, area, _destination(new, source, spots, link))
            for each in surface.placements
            for link in links[each.page]
            if (link.address or (reading_order and link.page in spots))
            and (area := _area(source, each, link)).width > 0
            and area.height > 0
        ]
        if found:
            page.obj.Annots = Array(found)
    if reading_order:
        marks = bookmarks_of(source.pdf, targets)
        with new.open_outline() as outline:
            outline.root.extend(_outline(new, source, spots, marks))


def _area(source: Source, each: Placement, link: Link) -> Box:
    """What is seen of a link on a surface."""
    matrix = then(source.pages[each.page].upright, each.matrix)
    return link.area.under(matrix).common(each.clip)


def _destination(
    new: pikepdf.Pdf, source: Source, spots: dict[int, tuple[Spot, ...]], to: Link | Bookmark
) -> Array | None:
    """The place on a sheet to which a link or bookmark leads; None when its page is on none."""
    if to.page not in spots:
        return None
    spot, page = spots[to.page][0], source.pages[to.page]
    x, y = apply(page.upright, *to.point) if to.point else (0, page.height)
    left, top = apply(spot.matrix, x, y)
    target = new.pages[spot.surface].obj
    return Array([target, Name.XYZ, round(left, 2), round(top, 2), None])


def _annotation(new: pikepdf.Pdf, link: Link, area: Box, destination: Array | None) -> Any:
    made = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([round(value, 2) for value in (area.x0, area.y0, area.x1, area.y1)]),
        Border=Array([0, 0, 0]),
        F=4,
    )
    if link.address:
        made.A = Dictionary(S=Name.URI, URI=pikepdf.String(link.address))
    elif destination is not None:
        made.Dest = destination
    return new.make_indirect(made)


def _outline(
    new: pikepdf.Pdf,
    source: Source,
    spots: dict[int, tuple[Spot, ...]],
    marks: Iterable[Bookmark],
) -> list[pikepdf.OutlineItem]:
    made = []
    for mark in marks:
        under = _outline(new, source, spots, mark.under)
        destination = _destination(new, source, spots, mark)
        if destination is None:
            made += under
            continue
        item = pikepdf.OutlineItem(mark.title, destination)
        item.children.extend(under)
        made.append(item)
    return made
