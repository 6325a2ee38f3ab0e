"""Turn a Word file into what it says: paragraphs with their heading levels, notes, and what runs on its pages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree as ET

from briefgen.proof.chartfile import C, WordChart, read_charts
from briefgen.proof.numbers import Numbers, heading_numbers

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PAGE, PAGES = "\ue000", "\ue001"
"""What stands for the page's number and for how many pages there are."""
_FIELDS = {"PAGE": PAGE, "NUMPAGES": PAGES}
_EDGES = {"headerReference": "header", "footerReference": "footer"}
_NOT_A_NOTE = ("separator", "continuationSeparator", "continuationNotice")


class WordParagraph(NamedTuple):
    """A paragraph's text and its heading level (None: it is no heading)."""

    text: str
    level: int | None


@dataclass(frozen=True, slots=True)
class WordText:
    """What a Word file says. `running` holds for each section its texts by (header or footer; default, even or first).

    PAGE and PAGES stand in them for the fields. `facing`: even pages have their own.
    """

    body: tuple[WordParagraph, ...]
    notes: tuple[str, ...]
    running: tuple[Mapping[tuple[str, str], str], ...]
    facing: bool
    charts: tuple[WordChart, ...] = ()

    def heads(self, section: int, edge: str, page: int, pages: int) -> str:
        """What a page of a section has as its header or footer; `page` counts from 1."""
        texts = self.running[section]
        kind = "even" if self.facing and page % 2 == 0 else "default"
        if page == 1 and any(name == "first" for _, name in texts):
            kind = "first"
        text = texts.get((edge, kind), "")
        return text.replace(PAGES, str(pages)).replace(PAGE, str(page))


def read_docx(data: bytes) -> WordText:
    """What a Word file says, in the order in which it is read."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {
            name: ET.fromstring(package.read(name))  # noqa: S314  briefgen wrote the file
            for name in package.namelist()
            if re.fullmatch(r"word/(_rels/document\.xml\.rels|\w+\.xml)", name)
        }
    main = parts["word/document.xml"]
    levels = _levels(parts.get("word/styles.xml"))
    numbers = heading_numbers(parts.get("word/numbering.xml"), parts.get("word/styles.xml"))
    notes = parts.get("word/footnotes.xml")
    targets = _targets(parts.get("word/_rels/document.xml.rels"))
    sections = []
    before: Mapping[tuple[str, str], str] = {}
    for properties in main.iter(f"{W}sectPr"):
        # What a section doesn't name it has from the one before it.
        before = {**before, **dict(_running(properties, targets, parts))}
        sections.append(before)
    settings = parts.get("word/settings.xml")
    return WordText(
        body=tuple(_paragraphs(main, levels, numbers)),
        notes=tuple(_notes(notes)) if notes is not None else (),
        running=tuple(sections),
        facing=settings is not None and settings.find(f"{W}evenAndOddHeaders") is not None,
        charts=read_charts(
            data, [targets.get(node.get(f"{_R}id", ""), "") for node in main.iter(f"{C}chart")]
        ),
    )


def _levels(styles: ET.Element | None) -> dict[str, int]:
    """The heading levels of paragraph styles, by their ids; those that a style has from its base included."""
    own: dict[str, tuple[str, int | None]] = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        outline, base = style.find(f"{W}pPr/{W}outlineLvl"), style.find(f"{W}basedOn")
        level = int(outline.get(f"{W}val", "9")) if outline is not None else None
        own[style.get(f"{W}styleId", "")] = (_value(base), level)
    return {name: level + 1 for name in own if (level := _inherited(own, name)) < 9}


def _inherited(own: Mapping[str, tuple[str, int | None]], name: str) -> int:
    seen = set()
    while name in own and name not in seen:
        seen.add(name)
        name, level = own[name]
        if level is not None:
            return level
    return 9


def _paragraphs(
    story: ET.Element, levels: Mapping[str, int], numbers: Numbers
) -> Iterator[WordParagraph]:
    for paragraph in story.iter(f"{W}p"):
        number, text = numbers.before(paragraph), _text(paragraph)
        if text:
            style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
            level = levels.get(style)
            # Marks of other lists are no words, in either file.
            yield WordParagraph(text if level is None else number + text, level)


def _text(paragraph: ET.Element) -> str:
    """A paragraph's words; fields of page numbers as signs, a note's mark as its number."""
    said: list[str] = []
    field, shown = "", True
    for node in inside(paragraph):
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            field = ""
        elif kind == "separate":
            shown = field not in _FIELDS
            said.append(_FIELDS.get(field, ""))
        elif kind == "end":
            shown = True
        elif node.tag == f"{W}instrText":
            field += (node.text or "").strip().partition(" ")[0]
        elif node.tag == f"{W}footnoteReference":
            said.append(node.get(f"{W}id", ""))
        elif shown:
            said.append(_said(node))
    return "".join(said)


def _said(node: ET.Element) -> str:
    if node.tag == f"{W}t":
        return node.text or ""
    if node.tag == f"{W}noBreakHyphen":
        return "-"
    return "\n" if node.tag in (f"{W}br", f"{W}tab") else ""


def inside(node: ET.Element) -> Iterator[ET.Element]:
    """Everything inside a paragraph but what belongs to paragraphs in text boxes, and tab stops."""
    for child in node:
        if child.tag not in (f"{W}p", f"{W}pPr", _FALLBACK):
            yield child
            yield from inside(child)


def _notes(part: ET.Element) -> Iterator[str]:
    for note in part.iter(f"{W}footnote"):
        if note.get(f"{W}type") not in _NOT_A_NOTE:
            yield "".join(_text(paragraph) for paragraph in note.iter(f"{W}p"))


def _targets(relations: ET.Element | None) -> dict[str, str]:
    found = relations if relations is not None else ()
    return {node.get("Id", ""): node.get("Target", "") for node in found}


def _running(
    section: ET.Element, targets: Mapping[str, str], parts: Mapping[str, ET.Element]
) -> Iterator[tuple[tuple[str, str], str]]:
    if section.find(f"{W}titlePg") is not None:
        yield ("header", "first"), ""
    for tag, edge in _EDGES.items():
        for reference in section.findall(f"{W}{tag}"):
            part = parts.get(f"word/{targets.get(reference.get(f'{_R}id', ''), '')}")
            kind = reference.get(f"{W}type", "default")
            lines = part.iter(f"{W}p") if part is not None else ()
            yield (edge, kind), "".join(_text(paragraph) for paragraph in lines)


def _value(node: ET.Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""
