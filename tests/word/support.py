"""Turn short descriptions into trees, and Word files into pieces that a test can look at."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from PIL import Image

from briefgen.messages import Result
from briefgen.tree import (
    Block,
    Border,
    Cell,
    Document,
    Edges,
    Inline,
    ListItem,
    NoteMark,
    PageMaster,
    Paragraph,
    ParagraphStyle,
    Picture,
    Row,
    Run,
    Section,
    Table,
    TextStyle,
)
from briefgen.units import ZERO, Length, mm, pt
from briefgen.writers.word import write_docx
from briefgen.writers.word.reference import Reference

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FANG = ("仿宋_GB2312", "FangSong", "FandolFang")
HEI = ("黑体", "SimHei", "Noto Sans CJK SC")
TEXT = TextStyle(FANG, pt(16), "zh-Hans")
BODY = ParagraphStyle(align="justify", first_line=pt(32), first_line_em=2.0, pitch=pt(28.95))
CALL = NoteMark(replace(TEXT, size=pt(9.6), position="super"), raised=pt(4.8))
MARK = replace(CALL, after=" ")
FLUSH = replace(BODY, first_line=ZERO, first_line_em=None, align="left")
A4 = PageMaster(mm(210), mm(297), Edges(mm(37), mm(26), mm(35), mm(28)), grid_pitch=pt(28.95))
RULE = Border("solid", pt(1), "D7000F")
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path fill="#08c" d="M0 0h20v10H0z"/></svg>'


def p(*inlines: Inline | str, **fields: Any) -> Paragraph:
    """A paragraph; texts are runs in its own style."""
    text_style = fields.pop("text_style", TEXT)
    made = tuple(Run(i, text_style) if isinstance(i, str) else i for i in inlines)
    style = fields.pop("style", BODY)
    fields.setdefault("selector", "p")
    return Paragraph(inlines=made, style=style, text_style=text_style, **fields)


_WIDE = mm(50)


def li(
    text: str, marker: str, css: str = "decimal", number: int = 1, level: int = 0, **fields: Any
) -> Paragraph:
    """An item of list `number`, two ems further in for each level."""
    first, start = fields.pop("first", True), fields.pop("start", 1)
    style = fields.pop("style", replace(FLUSH, left=pt(32) * (level + 1)))
    item = ListItem(number, level, css, marker, start, first)
    return p(text, selector="li", style=style, item=item, **fields)


def cell(text: str, column: int, width: Length = _WIDE, **fields: Any) -> Cell:
    """A cell with one paragraph."""
    blocks = fields.pop("blocks", (p(text, selector="td", style=FLUSH),))
    return Cell(blocks, width, column, **fields)


def table(*rows: tuple[Cell, ...], columns: int = 3, width: Length = _WIDE, **fields: Any) -> Table:
    """A table of equal columns; rows may be given as tuples of cells."""
    headers = fields.pop("headers", 0)
    made = tuple(Row(cells, ZERO, header=i < headers) for i, cells in enumerate(rows))
    fields.setdefault("selector", "table")
    return Table(columns=(width,) * columns, rows=made, **fields)


def png(
    mode: str = "RGB", size: tuple[int, int] = (4, 2), form: str = "PNG", **fields: Any
) -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, form, **fields)
    return stream.getvalue()


def picture(data: bytes | None = None, **fields: Any) -> Picture:
    """A picture of 40 by 20 mm."""
    usual: dict[str, Any] = {
        "file": "content/a/hall.png",
        "width": mm(40),
        "height": mm(20),
        "alt": "会场",
    }
    fields = {**usual, **fields}
    return Picture(data=png() if data is None else data, **fields)


def document(*blocks: Block, **fields: Any) -> Document:
    """A document of one section on A4."""
    master = fields.pop("master", A4)
    fields = {"title": "简报", "language": "zh-Hans", "text_style": TEXT, **fields}
    return Document(sections=(Section(master, blocks),), **fields)


class Written:
    """A Word file that was written: its parts as XML and what was said."""

    def __init__(self, tree: Document, reference: Reference | None = None) -> None:
        result: Result[bytes] = write_docx(tree, reference)
        assert result.value is not None
        self.bytes = result.value
        self.said = [m.line() for m in result.messages]
        self.package = ZipFile(io.BytesIO(self.bytes))

    def text(self, name: str) -> str:
        """A part as text."""
        return self.package.read(name).decode()

    def xml(self, name: str = "word/document.xml") -> ET.Element:
        """A part as XML."""
        return ET.fromstring(self.package.read(name))

    @property
    def body(self) -> ET.Element:
        """The body of the main text."""
        found = self.xml().find(f"{W}body")
        assert found is not None
        return found

    def styles(self) -> dict[str, ET.Element]:
        """The styles by name."""
        return {
            value(style, "name"): style for style in self.xml("word/styles.xml").iter(f"{W}style")
        }

    def relations(self, part: str = "word/_rels/document.xml.rels") -> dict[str, str]:
        """What a part points to, by relationship id."""
        return {node.get("Id", ""): node.get("Target", "") for node in self.xml(part)}


def written(*blocks: Block, **fields: Any) -> Written:
    """The Word file of a document with these blocks."""
    return Written(document(*blocks, **fields))


def find(node: ET.Element, path: str) -> ET.Element | None:
    """The first element at a path of local names, each in w."""
    return node.find("/".join(W + step for step in path.split("/")))


def every(node: ET.Element, tag: str) -> list[ET.Element]:
    """Every element of a local name in w, below `node`."""
    return list(node.iter(W + tag))


def value(node: ET.Element | None, path: str = "", attribute: str = "val") -> str:
    """An attribute (in w) of the element at a path; "" when either isn't there."""
    found = find(node, path) if node is not None and path else node
    return "" if found is None else found.get(W + attribute, "")


def attributes(node: ET.Element | None, path: str = "") -> dict[str, str]:
    """The attributes of the element at a path, their names without namespace; {} when it isn't there."""
    found = find(node, path) if node is not None and path else node
    return {} if found is None else {k.removeprefix(W): v for k, v in found.attrib.items()}


def shown(node: ET.Element) -> str:
    """The words below an element."""
    return "".join(t.text or "" for t in node.iter(f"{W}t"))
