"""Turn a finished PDF into files for paper: sheets, numbered copies, a receipt sheet, a print ticket, a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from briefgen.handout import imposition
from briefgen.handout.copies import Original, as_original, merged, separate, with_pictures
from briefgen.handout.grey import to_grey
from briefgen.handout.imposition import GRIDS, Imposition
from briefgen.handout.naming import file_name
from briefgen.handout.numbers import Copy, number_copies
from briefgen.handout.papers import receipt, ticket
from briefgen.handout.placing import (
    Arrangement,
    Press,
    Surface,
    best_arrangement,
    fits,
    place,
    place_notes,
    place_poster,
    turns_over,
)
from briefgen.handout.plan import Plan, coloured
from briefgen.handout.reading import Source, open_source
from briefgen.handout.sheets import impose, saved
from briefgen.handout.stamping import Stamping, mark, stamping
from briefgen.handout.wish import Layout, Numbering, Subject, Wish
from briefgen.handout.wordcopies import has_blank, word_copies
from briefgen.messages import Message, Place, Result, Severity, message
from briefgen.units import mm
from briefgen.world import World

__all__ = ["Handout", "Layout", "Numbering", "Subject", "Wish", "file_name", "in_word", "prepare"]

_MOST_COPIES = 20_000


@dataclass(slots=True)
class Handout:
    """A print run that is ready: `plan` tells of it; `files` makes name and bytes of each file in turn, once."""

    plan: Plan
    files: Iterator[tuple[str, bytes]] = field(default_factory=lambda: iter(()))
    copies: tuple[Copy, ...] = ()


def prepare(world: World, data: bytes, subject: Subject, wish: Wish) -> Result[Handout]:
    """The print run of the PDF in `data`; None when it can't be printed as wished."""
    opened = open_source(data, subject.name)
    return opened.then(partial(_prepared, world, subject, wish))


def _prepared(world: World, subject: Subject, wish: Wish, source: Source) -> Result[Handout]:
    data = source.data
    said: list[Message] = []
    if wish.layout.kind == "pages" and not wish.paper_chosen:
        wish = replace(wish, press=replace(wish.press, paper=source.sizes[0]))
    copies = _copies(subject, wish, said)
    laid = _laid(source, subject, wish, said)
    marked = mark(world, source, subject, wish, copies or ())
    said += marked.messages
    if laid is None or copies is None or _failed(said):
        return Result(None, tuple(said))
    if wish.grey:
        kept = to_grey(source.pdf)
        if kept:
            said.append(message("grey-kept", Place(subject.name), count=kept))
    if wish.grey or wish.picture:
        data = saved(source.pdf)
    surfaces, sheets, arrangement = laid
    imposed = None
    if surfaces is not None:
        reading = wish.layout.kind in ("pages", "nup", "notes")
        imposed = impose(source, surfaces, reading_order=reading)
    base = data if imposed is None else saved(imposed.pdf)
    original = as_original(source, imposed)
    colours = coloured(base)
    if marked.value and marked.value.coloured:
        colours = with_pictures(colours, original)
    plan = _plan(source, subject, wish, copies, sheets, arrangement, colours)
    drawn = stamping(world, data, subject, wish, copies, marked.value)
    said += drawn.messages
    if drawn.value is None or _failed(said):
        return Result(None, tuple(said))
    papers = _papers(world, subject, wish, copies, plan)
    said += papers.messages
    if papers.value is None:
        return Result(None, tuple(said))
    files = _files(subject, wish, copies, original, base, drawn.value, papers.value)
    return Result(Handout(plan, files, copies), tuple(said))


def _failed(said: Sequence[Message]) -> bool:
    return any(each.severity is Severity.ERROR for each in said)


def _copies(subject: Subject, wish: Wish, said: list[Message]) -> tuple[Copy, ...] | None:
    """The copies of the run; None when nobody says how many there are."""
    shared = sum(share.copies for share in subject.shares)
    total = wish.copies or subject.copies or shared or (None if wish.numbering else 1)
    if total is None:
        said.append(message("copies-unknown", Place(subject.name)))
        return None
    if total > _MOST_COPIES:
        said.append(message("copies-too-many", None, count=total, most=_MOST_COPIES))
        return None
    if total < shared:
        said.append(message("copies-short", Place(subject.name), copies=total, shared=shared))
    numbering = wish.numbering or Numbering()
    return number_copies(total, numbering.start, numbering.digits, subject.shares)


# ---- sheets ---------------------------------------------------------------------------------------------------------

_Laid = tuple[tuple[Surface, ...] | None, Imposition, Arrangement]


def _laid(source: Source, subject: Subject, wish: Wish, said: list[Message]) -> _Laid | None:
    """The sides (None: the pages stay as they are), the sheets, and how a sheet lies; None when they don't fit."""
    layout, press, count = wish.layout, wish.press, len(source.pages)
    size = source.sizes[0]
    if press.bleed and all(page.bleeding == page.seen for page in source.pages):
        said.append(message("no-bleed", Place(subject.name), file=subject.name))
    if layout.kind == "notes":
        return _notes(source, layout, press, said)
    if layout.kind == "poster":
        return _poster(source, layout, press, said)
    duplex = press.duplex != "none"
    shapes = _shapes(layout)
    arrangement = best_arrangement(press, size, shapes)
    rows, columns = arrangement.rows, arrangement.columns
    match layout.kind:
        case "booklet":
            made = imposition.booklet(count, layout.signature, press.binding, subject.tail)
        case "cards":
            made = imposition.cards(count, rows, columns, duplex and press.duplex is not None)
        case "nup":
            made = imposition.nup(count, rows, columns, layout.order, press.binding, duplex)
        case _:
            made = imposition.nup(count, 1, 1, "across", press.binding, duplex)
    plain = Press(press.paper, duplex=press.duplex, binding=press.binding)
    if layout.kind == "pages" and press == plain and set(source.sizes) == {press.paper}:
        return None, made, arrangement
    cells_fit, marks_fit = fits(press, arrangement)
    if not cells_fit:
        said.append(message("does-not-fit", None))
        return None
    if not marks_fit:
        said.append(message("no-room-for-marks", None))
    return place(made, source.sizes, press, arrangement), made, arrangement


def _shapes(layout: Layout) -> list[tuple[int, int]]:
    """The rows and columns that a side may have."""
    match layout.kind:
        case "booklet":
            return [(1, 2)]
        case "nup":
            rows, columns = GRIDS[layout.each]
            return list(dict.fromkeys([(rows, columns), (columns, rows)]))
        case "cards":
            return [(layout.rows, layout.columns)]
        case _:
            return [(1, 1)]


def _notes(source: Source, layout: Layout, press: Press, said: list[Message]) -> _Laid | None:
    """Pages with lines beside them, on upright sheets; without wishes they keep away from the edges and each other."""
    margin, gap = press.margin or mm(12).pt, press.gap or mm(8).pt
    press = replace(press, margin=margin, gap=gap, size=None)
    arrangement = Arrangement(min(press.paper), max(press.paper), layout.each, 1)
    duplex = press.duplex != "none"
    made = imposition.nup(len(source.pages), layout.each, 1, "across", press.binding, duplex)
    if not all(fits(press, arrangement)):
        said.append(message("does-not-fit", None))
        return None
    return place_notes(made, source.sizes, press, arrangement), made, arrangement


def _poster(source: Source, layout: Layout, press: Press, said: list[Message]) -> _Laid | None:
    narrow = min(press.paper) - 2 * press.edge
    if narrow <= layout.overlap:
        said.append(message("does-not-fit", None))
        return None
    surfaces: list[Surface] = []
    for page, size in enumerate(source.sizes):
        surfaces += place_poster(size, page, layout.rows, layout.columns, press, layout.overlap)
    sheets = tuple(imposition.Sheet((each.placements[0].page,)) for each in surfaces)
    made = Imposition(layout.rows, layout.columns, sheets)
    arrangement = Arrangement(surfaces[0].width, surfaces[0].height, 1, 1)
    return tuple(surfaces), made, arrangement


def _plan(
    source: Source,
    subject: Subject,
    wish: Wish,
    copies: Sequence[Copy],
    sheets: Imposition,
    arrangement: Arrangement,
    colours: Sequence[bool],
) -> Plan:
    layout, press = wish.layout, wish.press
    key = layout.kind
    details: dict[str, int] = {}
    name: str = key
    if key == "booklet" and layout.signature:
        name, details = "signatures", {"sheets": layout.signature}
    elif key in ("nup", "notes"):
        details = {"each": layout.each}
    elif key == "cards":
        details = {"each": layout.rows * layout.columns}
    elif key == "poster":
        details = {"rows": layout.rows, "columns": layout.columns}
    backs = any(sheet.back for sheet in sheets.sheets)
    upright_edge = "short" if arrangement.width > arrangement.height else "long"
    edge = upright_edge
    if turns_over(press, arrangement):
        edge = "long" if upright_edge == "short" else "short"
    printed = [
        any(cell is not None for cell in side) for sheet in sheets.sheets for side in sheet.sides
    ]
    sides = sum(printed)
    colour = sum(colours)
    return Plan(
        job=subject.title,
        date=subject.day,
        layout=name,
        details=details,
        paper=press.paper,
        duplex=edge if backs else "single",
        binding=press.binding if key in ("booklet", "pages", "nup", "notes") else "",
        pages=len(source.pages),
        blanks=sheets.blanks,
        sheets=len(sheets.sheets),
        colour=colour,
        black=sides - colour,
        folds=sheets.folds,
        copies=len(copies),
        numbers=(copies[0].number, copies[-1].number) if wish.numbering else None,
    )


# ---- copies and what goes with them ---------------------------------------------------------------------------------


def _papers(
    world: World, subject: Subject, wish: Wish, copies: Sequence[Copy], plan: Plan
) -> Result[list[tuple[str, bytes]]]:
    files: list[tuple[str, bytes]] = []
    said: list[Message] = []
    made: list[tuple[str, Result[bytes]]] = []
    stem = subject.stem
    if wish.receipt:
        sheet = receipt(world, subject.title, copies, subject.language, subject.sheets)
        made.append((f"{stem}-receipt.pdf", sheet))
    if wish.ticket:
        lines = plan.lines(subject.language)
        page = ticket(world, subject.title, lines, subject.language, subject.sheets)
        made.append((f"{stem}-ticket.pdf", page))
    for name, result in made:
        said += result.messages
        if result.value is None:
            return Result(None, tuple(said))
        files.append((name, result.value))
    return Result(files, tuple(said))


def _files(
    subject: Subject,
    wish: Wish,
    copies: Sequence[Copy],
    original: Original,
    base: bytes,
    drawn: Stamping,
    papers: Sequence[tuple[str, bytes]],
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file, each made when it is asked for."""
    numbering = wish.numbering
    marks = [
        "" if wish.layout.kind == "pages" else wish.layout.kind,
        "marked" * bool(wish.picture),
        "grey" * wish.grey,
    ]
    stem = "-".join([subject.stem, *filter(None, marks)])
    stamps = drawn.stamps, drawn.letters, drawn.pictures
    if numbering and numbering.names:
        for copy, made in separate(original, copies, *stamps):
            yield f"{stem}-copies/{file_name(numbering.names, subject.stem, copy)}", made
    elif numbering or drawn.pictures or "{" in wish.watermark:
        yield f"{stem}-numbered.pdf", merged(original, copies, *stamps)
    elif wish.watermark:
        ((_, made),) = separate(original, copies[:1], *stamps)
        yield f"{stem}-marked.pdf", made
    else:
        plain = wish.layout.kind == "pages" and not (wish.grey or wish.picture or subject.edition)
        yield f"{stem}{'-sheets' if plain else ''}.pdf", base
    yield from papers


def in_word(docx: bytes, made: Handout, subject: Subject, wish: Wish) -> Result[Handout]:
    """The print run with a Word file for each copy as well, under the same numbers."""
    numbering = wish.numbering or Numbering()
    if not has_blank(docx):
        return Result(None, (message("no-blank", Place(subject.name)),))

    def files() -> Iterator[tuple[str, bytes]]:
        pattern = numbering.names or "{brief}-{number}"
        for copy, data in word_copies(docx, made.copies, numbering.text):
            name = file_name(pattern, subject.stem, copy).removesuffix(".pdf")
            yield f"{subject.stem}-copies/{name}.docx", data

    marked = wish.picture or wish.watermark
    said = (message("word-no-watermark", Place(subject.name)),) if marked else ()
    return Result(Handout(made.plan, chain(made.files, files()), made.copies), said)
