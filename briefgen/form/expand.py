"""Turn the marks in a filled-in part into runs, paragraphs, tables and drawings of Word, in the look of the paragraph around.

A mark alone in its paragraph becomes as many paragraphs as the Markdown has, all in that paragraph's style. Between other words
the first one goes on with what stands before it, and the last one takes what stands behind it.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from briefgen.docxfile import W
from briefgen.form.blocks import Block, Run, blocks_of, runs_of
from briefgen.form.kept import MARK, Drawing, Keeper, Words
from briefgen.messages import Message, message
from briefgen.units import Length, mm, px, twips
from briefgen.writers.word.images import NotAPicture, ready
from briefgen.writers.word.reference.parts import in_order
from briefgen.writers.word.xml import illegal

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_BLOCK = "block"
"""The mark of runs that are a block, while a part is worked on."""
_DEEPER = 420  # twips
_WIDEST = mm(150)
_TEXT = f"{W}t"
_SAYING = tuple(f"{W}{name}" for name in ("drawing", "pict", "fldChar", "br", "tab", "sym"))
_OUTER = (f"{W}pPr", f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}proofErr")


@dataclass(slots=True)
class Expander:
    """Expands the marks of one part. `part` is docx's; `styles` are the ids of styles by name; `width` that of the text."""

    keeper: Keeper
    part: Any
    styles: dict[str, str]
    width: Length
    messages: list[Message]

    def expand(self, root: Any) -> None:
        """Put in what all marks below `root` stand for; marks where no runs can be become plain words."""
        for text in [each for each in root.iter(_TEXT) if MARK.search(each.text or "")]:
            self._text(text)
        for each in root.iter():
            if isinstance(each.tag, str):
                each.attrib.pop(_BLOCK, None)
                for name, words in each.attrib.items():
                    each.set(name, self.keeper.without_marks(words))
                if each.text and MARK.search(each.text):
                    each.text = self.keeper.without_marks(each.text)

    def _text(self, text: Any) -> None:
        while match := MARK.search(text.text or ""):
            kept = self.keeper.stands_for(match[1])
            run = text.getparent()
            if run is None or run.tag != f"{W}r" or kept is None:
                text.text = MARK.sub("", text.text, count=1)
                continue
            before, behind = _cut(run, text, match)
            self._put(kept, before, behind)
            text = next(behind.iter(_TEXT))

    def _put(self, kept: Words | Drawing, before: Any, behind: Any) -> None:
        """Put it between two runs, of which the second one takes over what the first one was followed by."""
        if isinstance(kept, Drawing):
            self._between(before, self._drawing(kept, before))
            return
        paragraph = before.getparent()
        if kept.inline or paragraph.tag != f"{W}p":
            self._between(before, self._runs(runs_of(kept.text), before))
            return
        blocks = blocks_of(kept.text, kept.level)
        if blocks and _goes_on(blocks[0]) and not _after_block(before):
            made = self._runs(blocks[0].runs, before)
            for each in made:
                each.set(_BLOCK, "")
            self._between(before, made)
            before, blocks = [before, *made][-1], blocks[1:]
        if blocks:
            self._paragraphs(blocks, paragraph, before, behind)

    def _between(self, before: Any, made: list[Any]) -> None:
        for each in reversed(made):
            before.addnext(each)

    def _paragraphs(self, blocks: list[Block], paragraph: Any, before: Any, behind: Any) -> None:
        """Put blocks behind the paragraph, each as one of its own; what stood behind the mark goes on in the last one."""
        rest = etree.Element(f"{W}p")
        properties = paragraph.find(f"{W}pPr")
        if properties is not None:
            rest.append(deepcopy(properties))
            for section in properties.findall(f"{W}sectPr"):
                properties.remove(section)  # it belongs to the last one
        rest.extend([behind, *behind.itersiblings()])
        place, made = paragraph, []
        for block in blocks:
            write = self._table if block.rows else self._paragraph
            made.append(write(block, paragraph, before))
            place.addnext(made[-1])
            place = made[-1]
        if _goes_on(blocks[-1]):
            for section in rest.findall(f"{W}pPr/{W}sectPr"):
                _properties(place).append(section)
            place.extend(each for each in list(rest) if each.tag != f"{W}pPr")
        elif _says(rest) or blocks[-1].rows or rest.find(f"{W}pPr/{W}sectPr") is not None:
            place.addnext(rest)
        if not _says(paragraph):
            _hand_on(paragraph, made[0])

    def _paragraph(self, block: Block, model: Any, run: Any) -> Any:
        made = etree.Element(f"{W}p")
        properties = model.find(f"{W}pPr")
        if properties is not None:
            made.append(deepcopy(properties))
        runs = block.runs
        heading = self.styles.get(f"heading {block.heading}") if block.heading else None
        bullets = self.styles.get("list bullet") if block.marker == "•" else None
        if heading or bullets:
            self._restyle(made, heading or bullets or "")
        elif block.depth:
            self._indent(made, block)
            if block.marker:
                runs = (Run(f"{block.marker}\t"), *runs)
        if block.heading and not heading:
            runs = tuple(
                Run(each.text, bold=True, italic=each.italic, href=each.href) for each in runs
            )
        for each in self._runs(runs, run, own_look=heading is None):
            each.set(_BLOCK, "")
            made.append(each)
        return made

    def _restyle(self, paragraph: Any, style: str) -> None:
        properties = _properties(paragraph)
        for child in list(properties):
            properties.remove(child)
        etree.SubElement(properties, f"{W}pStyle").set(f"{W}val", style)

    def _indent(self, paragraph: Any, block: Block) -> None:
        properties = _properties(paragraph)
        for child in properties.findall(f"{W}ind"):
            properties.remove(child)
        indent = etree.SubElement(properties, f"{W}ind")
        indent.set(f"{W}left", str(_DEEPER * block.depth))
        indent.set(f"{W}firstLineChars", "0")
        indent.set(f"{W}hanging" if block.marker else f"{W}firstLine", str(_DEEPER if block.marker else 0))  # fmt: skip
        in_order(properties)

    def _table(self, block: Block, model: Any, run: Any) -> Any:
        table = etree.Element(f"{W}tbl")
        about = etree.SubElement(table, f"{W}tblPr")
        _set(etree.SubElement(about, f"{W}tblW"), w="5000", type="pct")
        borders = etree.SubElement(about, f"{W}tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            _set(etree.SubElement(borders, f"{W}{side}"), val="single", sz="4", space="0", color="auto")  # fmt: skip
        columns = max(len(row) for row in block.rows)
        grid = etree.SubElement(table, f"{W}tblGrid")
        for _ in range(columns):
            _set(etree.SubElement(grid, f"{W}gridCol"), w=str(self.width.twips // columns))
        for number, cells in enumerate(block.rows):
            row = etree.SubElement(table, f"{W}tr")
            if number == 0:
                etree.SubElement(etree.SubElement(row, f"{W}trPr"), f"{W}tblHeader")
            for runs in (*cells, *[()] * (columns - len(cells))):
                cell = etree.SubElement(row, f"{W}tc")
                made = self._paragraph(Block(runs), model, run)
                self._indent(made, Block())
                cell.append(made)
        return table

    def _runs(self, runs: tuple[Run, ...], model: Any, *, own_look: bool = True) -> list[Any]:
        made: list[Any] = []
        for run in runs:
            new = etree.Element(f"{W}r")
            look = model.find(f"{W}rPr")
            properties = (
                deepcopy(look) if look is not None and own_look else etree.Element(f"{W}rPr")
            )
            looks = {"b": run.bold, "bCs": run.bold, "i": run.italic, "iCs": run.italic}
            for name, wanted in {**looks, "strike": run.strike}.items():
                if wanted:
                    for old in properties.findall(f"{W}{name}"):
                        properties.remove(old)
                    etree.SubElement(properties, f"{W}{name}")
            if len(properties):
                in_order(properties)
                new.append(properties)
            _write(new, run.text)
            made.append(self._linked(new, run.href) if run.href else new)
        return made

    def _linked(self, run: Any, href: str) -> Any:
        if href.startswith("#"):
            return run
        link = etree.Element(f"{W}hyperlink")
        number = self.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", number)
        link.append(run)
        return link

    def _drawing(self, kept: Drawing, run: Any) -> list[Any]:
        try:
            width, height = _size(kept, self._room(run))
            made = ready(kept.data, width, height)
            inline = self.part.new_pic_inline(BytesIO(made.data), width.emu, height.emu)
        except (NotAPicture, AttributeError, ValueError, OSError) as error:
            self.messages.append(message("word-picture", None, file=kept.file, reason=str(error)))
            return []
        for each in inline.iter(f"{_WP}docPr", f"{_PIC}cNvPr"):
            each.set("name", kept.file)
            each.set("descr", kept.alt)
        new = etree.Element(f"{W}r")
        etree.SubElement(new, f"{W}drawing").append(inline)
        return [new]

    def _room(self, run: Any) -> Length:
        """How wide a picture may be: as the cell around, or as the text."""
        cell = next(run.iterancestors(f"{W}tc"), None)
        width = None if cell is None else cell.find(f"{W}tcPr/{W}tcW")
        if width is not None and width.get(f"{W}type") == "dxa":
            return twips(max(400, int(float(width.get(f"{W}w") or 0)) - 220))
        return self.width


def _size(kept: Drawing, room: Length) -> tuple[Length, Length]:
    """The size of a picture: as wanted, the other side in proportion; else its own, no wider than there is room."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(kept.data)) as image:
            wide, high = image.size
    except UnidentifiedImageError:
        wide, high = 400, 300  # a drawing
        box = re.search(rb'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', kept.data)
        if box and float(box[1]) > 0 and float(box[2]) > 0:
            wide, high = max(1, round(float(box[1]))), max(1, round(float(box[2])))
    width, height = kept.width, kept.height
    if width is None:
        width = height * (wide / high) if height else min(px(wide), room, _WIDEST)
    return width, height or width * (high / wide)


def _cut(run: Any, text: Any, match: re.Match[str]) -> tuple[Any, Any]:
    """The run cut into two where the mark stood; the second one is new."""
    behind = etree.Element(f"{W}r")
    look = run.find(f"{W}rPr")
    if look is not None:
        behind.append(deepcopy(look))
    rest = etree.SubElement(behind, _TEXT)
    for each in list(text.itersiblings()):
        behind.append(each)
    whole = text.text
    for each, words in ((text, whole[: match.start()]), (rest, whole[match.end() :])):
        each.text = words
        each.set(_SPACE, "preserve")
    run.addnext(behind)
    return run, behind


def _goes_on(block: Block) -> bool:
    """Whether words can stand before and behind a block in its paragraph: it's no heading, item or table."""
    return not (block.rows or block.heading or block.marker or block.depth)


def _after_block(run: Any) -> bool:
    """Whether the words before the end of a run are a block already: the next one begins a paragraph."""
    for each in (run, *run.itersiblings(preceding=True)):
        if each.get(_BLOCK) is not None or each.find(f"{W}drawing") is not None:
            return True
        if "".join(text.text or "" for text in each.iter(_TEXT)):
            return False
    return False


def _says(paragraph: Any) -> bool:
    """Whether anything but marks of revisions and bookmarks stands in a paragraph."""
    for each in paragraph.iter():
        if each.tag == _TEXT and each.text:
            return True
        if each.tag in _SAYING and each.getparent().tag != f"{W}tabs":
            return True
    return False


def _hand_on(paragraph: Any, following: Any) -> None:
    """Take an empty paragraph away; what is tied to it goes on to the next one."""
    marks = [each for each in paragraph if each.tag in _OUTER[1:]]
    if following.tag == f"{W}p":
        for each in reversed(marks):
            following.insert(1 if following.find(f"{W}pPr") is not None else 0, each)
    paragraph.getparent().remove(paragraph)


def _properties(paragraph: Any) -> Any:
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


def _set(element: Any, **attributes: str) -> None:
    for name, words in attributes.items():
        element.set(f"{W}{name}", words)


def _write(run: Any, words: str) -> None:
    for sign in illegal(words):
        words = words.replace(sign, "")
    for piece in re.split(r"(\n|\t)", words):
        if piece == "\n":
            etree.SubElement(run, f"{W}br")
        elif piece == "\t":
            etree.SubElement(run, f"{W}tab")
        elif piece:
            text = etree.SubElement(run, _TEXT)
            text.text = piece
            text.set(_SPACE, "preserve")
