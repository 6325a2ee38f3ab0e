"""Turn the sections of the tree into section properties, and write the headers and footers that these refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefgen.tree import MarginPicture, PageMaster, Section
from briefgen.units import Length
from briefgen.writers.word.blocks import paragraph
from briefgen.writers.word.draft import Draft, Text
from briefgen.writers.word.furniture import Furniture, Line, Pages, has_first
from briefgen.writers.word.opc import ContentType, RelationshipType
from briefgen.writers.word.pictures import behind
from briefgen.writers.word.reference.pages import PLAIN, Setup
from briefgen.writers.word.xml import element, story, w

_PAGES = {"default": "odd", "even": "even", "first": "first"}
_PARTS = {
    "header": ("hdr", ContentType.HEADER, RelationshipType.HEADER),
    "footer": ("ftr", ContentType.FOOTER, RelationshipType.FOOTER),
}
# Notes stand in one column, as in the PDF; Word would set them in as many as the text, beginning with the first one.
_NOTES_ACROSS = element("w15:footnoteColumns", {"w:val": "1"})


@dataclass(slots=True)
class SectionWriter:
    """Writes the properties of one section after the other; headers and footers are written once and referred to."""

    draft: Draft
    pages: Pages
    setups: Mapping[PageMaster, Setup] = field(default_factory=dict)
    _references: dict[PageMaster, str] = field(default_factory=dict)
    _before: PageMaster | None = None

    def xml(self, section: Section) -> str:
        """`w:sectPr` of the next section."""
        master = section.master
        first, begins = self._before is None, "continuous"
        if self._before is None or section.new_page or _sheet(self._before) != _sheet(master):
            begins = "nextPage"
        furniture, setup = self.pages.furniture[master], self.setups.get(master, PLAIN)
        if master not in self._references:
            self._references[master] = self._write(master, furniture)
        self._before = master
        return w(
            "sectPr",
            self._references[master]
            + w("type", val=begins)
            + _size(master)
            + _margins(master, furniture)
            + setup.after_margins
            + _columns(section)
            + setup.align
            + (w("titlePg") if first and has_first(master) else "")
            + setup.direction
            + (setup.grid or _grid(master))
            + (_NOTES_ACROSS if section.columns > 1 else ""),
        )

    def _write(self, master: PageMaster, furniture: Furniture) -> str:
        def pictures_on(part: str, kind: str) -> tuple[MarginPicture, ...]:
            return master.pictures_on(_PAGES[kind]) if part == "header" else ()

        return "".join(
            self._reference(part, kind, line, pictures_on(part, kind))
            for (part, kind), line in furniture.lines.items()
        )

    def _reference(
        self, part: str, kind: str, line: Line, pictures: tuple[MarginPicture, ...]
    ) -> str:
        root, content_type, relationship = _PARTS[part]
        written, number = self.draft.package.story(f"{part}{{}}.xml", content_type, relationship)
        tabs = "".join(w("tab", val=align, pos=at.twips) for align, at in line.tabs)
        text = Text(self.draft, written)
        start = "".join(w("r", behind(text, each)) for each in pictures)
        content = paragraph(text, line.paragraph, start=start, tabs=tabs)
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
    return w(
        "pgMar",
        top=furniture.top.twips,
        right=master.margins.right.twips,
        bottom=furniture.bottom.twips,
        left=master.margins.left.twips,
        header=max(0, furniture.header.twips),
        footer=max(0, furniture.footer.twips),
        gutter=0,
    )


def _columns(section: Section) -> str:
    if section.columns == 1:
        return w("cols", space=425)
    return w("cols", num=section.columns, space=section.gap.twips, equalWidth=1)


def _grid(master: PageMaster) -> str:
    """The document grid, off: only its pitch is said.

    With lines on, LibreOffice moves the text down by half of what the last line leaves; a grid of characters, negative as
    GB/T 9704 would have it, wrecks the page there.
    """
    return w("docGrid", linePitch=master.grid_pitch.twips_down if master.grid_pitch else 312)
