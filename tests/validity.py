"""Turn the bytes of a .docx into the list of what is wrong with it: two validators, and the faults that neither sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET
from zipfile import ZipFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WHOLE = {"sz", "szCs", "kern", "spacing", "ind", "tcW", "gridCol", "trHeight", "pgSz", "pgMar"}
_NUMBERS = {"val", "before", "after", "line", "left", "right", "firstLine", "hanging", "w", "h", "top", "bottom"}  # fmt: skip
_TAG_LIMIT = 64
_NO_NUMBER = "Numbering definition '0' referenced"
"""Which takes a paragraph out of its style's list, and may not be defined (ISO/IEC 29500-1, 17.9.18); a validator asks for it."""


def faults(docx: bytes) -> list[str]:
    """Everything that is wrong with a Word file; empty for a sound one."""
    return [*_validators(docx), *hand_checks(docx)]


def hand_checks(docx: bytes) -> list[str]:
    """The faults that the validators don't see: all but the last make Word complain or repair."""
    found: list[str] = []
    roots = stories(docx)
    everything = [node for root in roots.values() for node in root.iter()]
    found += _repeated("docPr id", (n.get("id") for n in everything if n.tag == f"{WP}docPr"))
    found += _repeated("sdt id", (_sdt_id(n) for n in everything if n.tag == f"{W}sdtPr"))
    for name, root in roots.items():
        found += [f"{name}: {fault}" for fault in _of_story(root)]
    return found


def stories(docx: bytes) -> dict[str, ET.Element]:
    """The root elements of the XML parts below word/, by name."""
    with ZipFile(BytesIO(docx)) as package:
        names = [n for n in package.namelist() if re.fullmatch(r"word/\w+\.xml", n)]
        return {name: ET.fromstring(package.read(name)) for name in names}


def _validators(docx: bytes) -> Iterator[str]:
    import ooxml_integrity
    import openxml_audit

    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.docx"
        path.write_bytes(docx)
        for error in openxml_audit.OpenXmlValidator().validate(path).errors:
            if _NO_NUMBER in error.description:
                continue
            yield f"openxml-audit: {error.description} ({error.part_uri} {error.path or ''})"
        for finding in ooxml_integrity.check(path):
            yield f"ooxml-integrity: {finding.code} {finding.message} ({finding.part})"


def _of_story(root: ET.Element) -> Iterator[str]:
    yield from _unclosed_fields(root)
    yield from _unclosed_bookmarks(root)
    for node in root.iter():
        tag = node.tag.removeprefix(W)
        if tag == "tag" and len(node.get(f"{W}val", "")) > _TAG_LIMIT:
            yield "a content control's tag over 64 characters"
        if tag in _WHOLE:
            yield from _broken_numbers(node, tag)
        if tag == "p" and _stray_text(node):
            yield "text in a paragraph outside its runs"
        if tag == "tc" and [child.tag for child in node][-1:] != [f"{W}p"]:
            yield "a cell that doesn't end with a paragraph"


def _unclosed_fields(root: ET.Element) -> Iterator[str]:
    depth = 0
    for node in root.iter(f"{W}fldChar"):
        depth += {"begin": 1, "end": -1}.get(node.get(f"{W}fldCharType", ""), 0)
        if depth < 0:
            yield "a field that ends before it begins"
            return
    if depth:
        yield "a field without an end"


def _unclosed_bookmarks(root: ET.Element) -> Iterator[str]:
    starts = Counter(node.get(f"{W}id") for node in root.iter(f"{W}bookmarkStart"))
    ends = Counter(node.get(f"{W}id") for node in root.iter(f"{W}bookmarkEnd"))
    if starts != ends:
        yield f"bookmarks without start or end: {sorted(map(str, (starts - ends) + (ends - starts)))}"


def _broken_numbers(node: ET.Element, tag: str) -> Iterator[str]:
    for key, value in node.attrib.items():
        name = key.removeprefix(W)
        if name in _NUMBERS and not re.fullmatch(r"-?\d+", value):
            yield f'w:{tag} with w:{name}="{value}"'


def _stray_text(paragraph: ET.Element) -> bool:
    texts = [paragraph.text, *(child.tail for child in paragraph)]
    return any(text and text.strip() for text in texts)


def _sdt_id(properties: ET.Element) -> str | None:
    found = properties.find(f"{W}id")
    return found.get(f"{W}val") if found is not None else None


def _repeated(what: str, ids: Iterator[str | None]) -> Iterator[str]:
    for value, times in Counter(ids).items():
        if value is not None and times > 1:
            yield f"{what} {value} used {times} times"
