"""Turn the sections of the tree and their page masters into section properties, headers and footers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE

from briefgen.messages import Message, message
from briefgen.tree import (
    Document,
    Inline,
    PageMaster,
    Paragraph,
    ParagraphStyle,
    Run,
    Running,
    Section,
)
from briefgen.units import ZERO, Length
from briefgen.writers.word.blocks import paragraph
from briefgen.writers.word.draft import Draft, Text
from briefgen.writers.word.xml import element, story, w

_ALIGN = {"left": "left", "center": "center", "right": "right"}
_EDGES = {"top": "header", "bottom": "footer"}
_PARTS = {
    "header": ("hdr", CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": ("ftr", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A header or a footer: its paragraph, with tab stops where several things stand in one line."""

    paragraph: Paragraph
    tabs: tuple[tuple[str, Length], ...] = ()


@dataclass(slots=True)
class Furniture:
    """The headers and footers of one master. Keys are (header or footer, default/even/first); None: an empty one."""

    lines: dict[tuple[str, str], Line | None]
    header: Length
    footer: Length


@dataclass(slots=True)
class Pages:
    """The pages of a document: what runs on them, made once for each master."""

    facing: bool
    furniture: dict[PageMaster, Furniture] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Every header and footer paragraph."""
        lines = [line for f in self.furniture.values() for line in f.lines.values()]
        return [line.paragraph for line in lines if line is not None]


def pages_of(document: Document) -> Pages:
    """What runs on the pages of a document."""
    masters = list(dict.fromkeys(section.master for section in document.sections))
    pages = Pages(facing=any(master.even is not None for master in masters))
    for master in masters:
        pages.furniture[master] = _furniture(master, pages)
    return pages


def _furniture(master: PageMaster, pages: Pages) -> Furniture:
    variants = {"default": master.odd}
    if pages.facing:
        variants["even"] = master.odd if master.even is None else master.even
    if master.first is not None:
        variants["first"] = master.first
    every = [running for boxes in variants.values() for running in boxes]
    for running in every:
        if running.place.split("-")[0] not in _EDGES or running.place.endswith("corner"):
            pages.messages.append(message("word-margin-box", None, box=running.place))
    nearest = {
        edge: min((r.distance for r in every if r.place.startswith(edge)), default=Length(450_000))
        for edge in _EDGES
    }
    lines = {
        (part, kind): _line(part, [r for r in boxes if r.place.startswith(edge)], master, nearest[edge])
        for kind, boxes in variants.items()
        for edge, part in _EDGES.items()
    }  # fmt: skip
    shown = {part for (part, _), line in lines.items() if line is not None}
    kept = {key: line for key, line in lines.items() if key[0] in shown}
    return Furniture(kept, nearest["top"], nearest["bottom"])


def _line(part: str, boxes: Sequence[Running], master: PageMaster, nearest: Length) -> Line | None:
    placed = {box.place.split("-")[1]: box for box in boxes if box.place.split("-")[1] in _ALIGN}
    if not placed:
        return None
    width = master.width - master.margins.left - master.margins.right
    ordered = [placed[place] for place in _ALIGN if place in placed]
    first = ordered[0]
    extra = first.distance - nearest
    style = replace(first.style, first_line=ZERO, first_line_em=None, left=ZERO, right=ZERO)
    before, after = (extra, ZERO) if part == "header" else (ZERO, extra)
    if len(ordered) == 1:
        return Line(_running(part, first, _alone(first, style), before, after))
    return _tabbed(part, placed, width, replace(style, align="left"), before, after)


def _alone(running: Running, style: ParagraphStyle) -> ParagraphStyle:
    if running.place.endswith("left"):
        return replace(style, align="left", left=running.inset)
    if running.place.endswith("right"):
        return replace(style, align="right", right=running.inset)
    return replace(style, align="center")


def _tabbed(
    part: str,
    placed: dict[str, Running],
    width: Length,
    style: ParagraphStyle,
    before: Length,
    after: Length,
) -> Line:
    first = next(iter(placed.values()))
    tab = Run("\t", first.text_style)
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
    made = _running(part, first, style, before, after)
    return Line(replace(made, inlines=tuple(inlines)), tuple(stops))


def _running(
    part: str, running: Running, style: ParagraphStyle, before: Length, after: Length
) -> Paragraph:
    return Paragraph(
        selector=f"@{running.place}",
        inlines=running.inlines,
        style=style,
        text_style=running.text_style,
        name=part,
        before=before,
        after=after,
    )


# ---- writing --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class SectionWriter:
    """Writes the properties of one section after the other; headers and footers are written once and referred to."""

    draft: Draft
    pages: Pages
    _references: dict[PageMaster, str] = field(default_factory=dict)
    _before: PageMaster | None = None

    def xml(self, section: Section) -> str:
        """`w:sectPr` of the next section."""
        master = section.master
        begins = "nextPage" if self._before is None or section.new_page else "continuous"
        if self._before is not None and _sheet(self._before) != _sheet(master):
            begins = "nextPage"
        furniture = self.pages.furniture[master]
        references = self._references.get(master) or self._write(master, furniture)
        self._before = master
        return w(
            "sectPr",
            references
            + w("type", val=begins)
            + _size(master)
            + _margins(master, furniture)
            + _columns(section)
            + (w("titlePg") if master.first is not None else "")
            + _grid(master),
        )

    def _write(self, master: PageMaster, furniture: Furniture) -> str:
        made = ""
        for (part, kind), line in furniture.lines.items():
            made += self._reference(part, kind, line)
        self._references[master] = made
        return made

    def _reference(self, part: str, kind: str, line: Line | None) -> str:
        root, content_type, relationship = _PARTS[part]
        written, number = self.draft.package.story(f"{part}{{}}.xml", content_type, relationship)
        content = "<w:p/>"
        if line is not None:
            tabs = "".join(w("tab", val=kind, pos=at.twips) for kind, at in line.tabs)
            content = paragraph(Text(self.draft, written), line.paragraph, tabs=tabs)
        written.write(story(root, content))
        return element(f"w:{part}Reference", {"w:type": kind, "r:id": number})


def _sheet(master: PageMaster) -> tuple[Length, Length]:
    return master.width, master.height


def _size(master: PageMaster) -> str:
    wide, high = master.width.twips, master.height.twips
    if wide > high:
        return w("pgSz", w=wide, h=high, orient="landscape")
    return w("pgSz", w=wide, h=high)


def _margins(master: PageMaster, furniture: Furniture) -> str:
    margins = master.margins
    return w(
        "pgMar",
        top=margins.top.twips,
        right=margins.right.twips,
        bottom=margins.bottom.twips,
        left=margins.left.twips,
        header=max(0, furniture.header.twips),
        footer=max(0, furniture.footer.twips),
        gutter=0,
    )


def _columns(section: Section) -> str:
    if section.columns == 1:
        return w("cols", space=425)
    return w("cols", num=section.columns, space=section.gap.twips, equalWidth=1)


def _grid(master: PageMaster) -> str:
    """The document grid: lines only. A pitch of characters, negative as GB/T would have it, wrecks the page."""
    if master.grid_pitch is None:
        return w("docGrid", linePitch=312)
    return w("docGrid", type="lines", linePitch=master.grid_pitch.twips_down)
