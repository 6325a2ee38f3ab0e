"""Turn the margin boxes of page masters into headers and footers: a paragraph each for first, odd and even pages.

Word's sections have one upper and one lower margin. Where the first page has its own, the section takes the smaller one, and
the header (or footer) of each kind of page is made so high that the text begins where it should: below the header.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from briefgen.messages import Message, message
from briefgen.tree import (  # fmt: skip
    Document,
    Inline,
    PageMaster,
    Paragraph,
    ParagraphStyle,
    Run,
    Running,
    TextStyle,
)
from briefgen.units import ZERO, Length, mm
from briefgen.writers.word.shape import LEAST, separator

_PLACES = ("left", "center", "right")
_EDGES = {"top": "header", "bottom": "footer"}
_USUAL_DISTANCE = mm(12.5)
_LINE = 1.2  # of the type size, where no pitch is given


@dataclass(frozen=True, slots=True)
class Line:
    """A header or a footer: its paragraph, with tab stops where several things stand in one line."""

    paragraph: Paragraph
    tabs: tuple[tuple[str, Length], ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """What runs on the pages of one master: `lines` by (header or footer, default/even/first), and where.

    `top` and `bottom` are the section's margins, `header` and `footer` the distances from the edges of the paper.
    """

    lines: dict[tuple[str, str], Line]
    top: Length
    bottom: Length
    header: Length
    footer: Length


@dataclass(slots=True)
class Pages:
    """What runs on the pages of a document, made once for each master; `facing`: even pages have their own."""

    facing: bool
    furniture: dict[PageMaster, Furniture] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Every header and footer paragraph."""
        return [line.paragraph for f in self.furniture.values() for line in f.lines.values()]


def pages_of(document: Document) -> Pages:
    """What runs on the pages of a document."""
    masters = list(dict.fromkeys(section.master for section in document.sections))
    pages = Pages(facing=any(map(_has_even, masters)))
    for index, master in enumerate(masters):
        variants = dict(_variants(master, facing=pages.facing, first=index == 0))
        pages.messages += _unplaced(master, variants)
        pages.furniture[master] = _furniture(master, variants, document.text_style)
    _end_inheritance(document, pages)
    return pages


def _end_inheritance(document: Document, pages: Pages) -> None:
    """Give what runs on no page of a section an empty line, where Word would go on with that of the section before."""
    before: set[tuple[str, str]] = set()
    for section in document.sections:
        lines = pages.furniture[section.master].lines
        for key in sorted(before - lines.keys()):
            lines[key] = Line(separator(document.text_style, ZERO))
        before |= {key for key in lines if key[1] != "first"}


def has_first(master: PageMaster) -> bool:
    """Whether the first page differs from the others."""
    own = any(each.pages == "first" for each in master.pictures)
    return own or master.first is not None or master.first_margins is not None


def _has_even(master: PageMaster) -> bool:
    return master.even is not None or any(each.pages == "even" for each in master.pictures)


def _variants(
    master: PageMaster, *, facing: bool, first: bool
) -> Iterator[tuple[str, tuple[Running, ...]]]:
    yield "default", master.odd
    if facing:
        yield "even", master.odd if master.even is None else master.even
    if first and has_first(master):
        yield "first", master.odd if master.first is None else master.first


def _unplaced(master: PageMaster, variants: dict[str, tuple[Running, ...]]) -> Iterator[Message]:
    for running in (running for boxes in variants.values() for running in boxes):
        edge, _, place = running.place.partition("-")
        if edge not in _EDGES or place not in _PLACES:
            yield message("word-margin-box", None, box=running.place)
    first, others = master.first_margins, master.margins
    if first is not None and (first.left, first.right) != (others.left, others.right):
        yield message("word-first-margins", None)


def _furniture(
    master: PageMaster, variants: dict[str, tuple[Running, ...]], body: TextStyle
) -> Furniture:
    lines: dict[tuple[str, str], Line] = {}
    margins, distances = {}, {}
    for edge, part in _EDGES.items():
        on_edge = {
            kind: [box for box in boxes if box.place.startswith(f"{edge}-")]
            for kind, boxes in variants.items()
        }
        wanted = {kind: _margin(master, kind, edge) for kind in variants}
        every = [box.distance for boxes in on_edge.values() for box in boxes]
        distance = distances[edge] = min((*(every or [_USUAL_DISTANCE]), *wanted.values()))
        margins[edge], differ = min(wanted.values()), len(set(wanted.values())) > 1
        # A picture in the margin hangs on the header.
        if not every and not differ and not (part == "header" and master.pictures):
            continue
        for kind, boxes in on_edge.items():
            line = _line(part, boxes, master, distance) or Line(separator(body, ZERO))
            lines[part, kind] = _as_high(line, part, wanted[kind] - distance) if differ else line
    return Furniture(
        lines, margins["top"], margins["bottom"], distances["top"], distances["bottom"]
    )


def _margin(master: PageMaster, kind: str, edge: str) -> Length:
    margins = master.first_margins if kind == "first" and master.first_margins else master.margins
    return margins.top if edge == "top" else margins.bottom


def _as_high(line: Line, part: str, height: Length) -> Line:
    """The line with distance on the side of the text, so that all of it is at least `height` high."""
    paragraph = line.paragraph
    if not paragraph.inlines:
        return Line(replace(paragraph, style=replace(paragraph.style, pitch=max(height, LEAST))))
    own = paragraph.style.pitch or paragraph.text_style.size * _LINE
    missing = height - own - paragraph.before - paragraph.after
    if missing <= ZERO:
        return line
    if part == "header":
        return replace(line, paragraph=replace(paragraph, after=paragraph.after + missing))
    return replace(line, paragraph=replace(paragraph, before=paragraph.before + missing))


def _line(part: str, boxes: Sequence[Running], master: PageMaster, nearest: Length) -> Line | None:
    placed = {box.place.partition("-")[2]: box for box in boxes}
    ordered = [placed[place] for place in _PLACES if place in placed]
    if not ordered:
        return None
    first = ordered[0]
    extra = first.distance - nearest
    style = replace(first.style, first_line=ZERO, first_line_em=None, left=ZERO, right=ZERO)
    made = Paragraph(
        selector=f"@{first.place}",
        inlines=first.inlines,
        style=_alone(first, style),
        text_style=first.text_style,
        name=part,
        before=extra if part == "header" else ZERO,
        after=extra if part == "footer" else ZERO,
    )
    if len(ordered) == 1:
        return Line(made)
    return _tabbed(made, placed, master.width - master.margins.left - master.margins.right)


def _alone(running: Running, style: ParagraphStyle) -> ParagraphStyle:
    if running.place.endswith("left"):
        return replace(style, align="left", left=running.inset)
    if running.place.endswith("right"):
        return replace(style, align="right", right=running.inset)
    return replace(style, align="center")


def _tabbed(paragraph: Paragraph, placed: dict[str, Running], width: Length) -> Line:
    """Several boxes in one line: the text at the left, the others at tab stops."""
    tab = Run("\t", paragraph.text_style)
    style = replace(paragraph.style, align="left", left=ZERO, right=ZERO)
    inlines: list[Inline] = []
    stops: list[tuple[str, Length]] = []
    if "left" in placed:
        style = replace(style, left=placed["left"].inset)
        inlines += placed["left"].inlines
    if "center" in placed:
        stops.append(("center", width * 0.5))
        inlines += [tab, *placed["center"].inlines]
    if "right" in placed:
        stops.append(("right", width - placed["right"].inset))
        inlines += [tab, *placed["right"].inlines]
    return Line(replace(paragraph, inlines=tuple(inlines), style=style), tuple(stops))
