"""Turn the bytes of a Word file that somebody made into its parts, or into what is wrong with it.

Nothing in such a file is trusted: how many parts and how large they may be is limited while they are unpacked, document type
declarations (and with them entities) are refused, nothing is fetched, and macros and addresses outside are told of.
"""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from briefgen.later import imported_later
from briefgen.messages import Message, Place, Result, message

# Only a Word file that is read needs it: every build imports this module.
with imported_later("lxml.etree"):
    from lxml import etree

MOST_PARTS = 2000
LARGEST_PART = 32_000_000
"""Bytes of one part, unpacked."""
LARGEST_FILE = 128_000_000
"""Bytes of all parts together, unpacked."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of Word's own elements, as lxml writes it before a name."""

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and whatever has a password
_ENCODINGS = ("UTF-8", "UTF-16", "US-ASCII", "ASCII")
# Whatever zipfile raises for an archive whose directory or data lie.
_UNPACKING = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


class _Bad(Exception):
    """What is wrong, as a message."""

    def __init__(self, said: Message) -> None:
        super().__init__(said.code)
        self.message = said


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship: from the part `source` ("" is the whole file), `kind` the last word of its type, to `target`.

    `target` is a part's name, or an address where the relationship leads `outside` the file.
    """

    source: str
    id: str
    kind: str
    target: str
    outside: bool


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file: `file` is its project path, `parts` their names and bytes, `document` the name of the main text.

    `macros` are the parts that hold programs.
    """

    file: str
    parts: Mapping[str, bytes]
    links: tuple[Link, ...]
    document: str
    macros: tuple[str, ...]

    def root(self, name: str) -> Any:
        """The root element of an XML part, an element of lxml of one's own."""
        return etree.fromstring(self.parts[name], _parser())

    def related(self, kind: str, source: str | None = None) -> list[str]:
        """The names of the parts of a kind ("styles") that a part, mostly the main text, refers to."""
        here = self.document if source is None else source
        found = [each.target for each in self.links if each.source == here and each.kind == kind]
        return [name for name in found if name in self.parts]


def read_word_file(data: bytes, file: str) -> Result[WordFile]:
    """The Word file, or one message about what is wrong with it, which names the part."""
    try:
        return Result(_read(data, file))
    except _Bad as bad:
        return Result(None, (bad.message,))


def _read(data: bytes, file: str) -> WordFile:
    place = Place(file)
    if data.startswith(_OLD):
        raise _Bad(message("docx-old", place))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = dict(_unpacked(archive, place))
    except _UNPACKING:
        raise _Bad(message("docx-no-zip", place)) from None
    for name, part in parts.items():
        if _is_xml(name):
            _check_xml(name, part, place)
    links = tuple(link for name in parts if name.endswith(".rels") for link in _links(name, parts))
    found = [link.target for link in links if not link.source and link.kind == "officeDocument"]
    if "[Content_Types].xml" not in parts or not found or found[0] not in parts:
        raise _Bad(message("docx-no-document", place))
    if _STRICT in parts[found[0]][:4000]:
        raise _Bad(message("docx-strict", place))
    return WordFile(file, parts, links, found[0], tuple(_macros(parts)))


def _unpacked(archive: zipfile.ZipFile, place: Place) -> Iterator[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or total > LARGEST_FILE:
        limit = f"{MOST_PARTS} parts, {LARGEST_FILE // 1_000_000} MB"
        raise _Bad(message("docx-too-large", place, part=place.file, limit=limit))
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if entry.file_size > LARGEST_PART:
            limit = f"{LARGEST_PART // 1_000_000} MB"
            raise _Bad(message("docx-too-large", place, part=name, limit=limit))
        if (
            not name
            or name in seen
            or "\\" in name
            or name.startswith("/")
            or ".." in name.split("/")
        ):
            raise _Bad(message("docx-damaged", place, part=name, reason="name"))
        seen.add(name)
        try:
            # No more than the size that was said is ever unpacked.
            yield name, archive.read(entry)
        except _UNPACKING as error:
            reason = str(error) or type(error).__name__
            raise _Bad(message("docx-damaged", place, part=name, reason=reason)) from None


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _check_xml(name: str, part: bytes, place: Place) -> None:
    if b"<!DOCTYPE" in part.replace(b"\0", b""):
        raise _Bad(message("docx-dtd", place, part=name))
    try:
        root = etree.fromstring(part, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _Bad(message("docx-damaged", place, part=name, reason=str(error))) from None
    told: Any = root.getroottree().docinfo
    # In another encoding a declaration could hide from the search above.
    if told.doctype or (told.encoding or "UTF-8").upper() not in _ENCODINGS:
        raise _Bad(message("docx-dtd", place, part=name))


def _links(name: str, parts: Mapping[str, bytes]) -> Iterator[Link]:
    folder, _, last = name.rpartition("_rels/")
    source = folder + last.removesuffix(".rels")
    for each in etree.fromstring(parts[name], _parser()).iter(f"{_RELATIONSHIPS}Relationship"):
        target, outside = each.get("Target", ""), each.get("TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = each.get("Type", "").rpartition("/")[2]
        yield Link(source, each.get("Id", ""), kind, target, outside)


def _macros(parts: Mapping[str, bytes]) -> Iterator[str]:
    """The parts that hold macros, or controls that run something."""
    types = etree.fromstring(parts["[Content_Types].xml"], _parser())
    for each in types.iter(f"{_TYPES}Override"):
        kind = each.get("ContentType", "").lower()
        if "macroenabled" in kind or "vba" in kind or "activex" in kind:
            yield each.get("PartName", "").lstrip("/")
    known = ("vbaproject", "vbadata", "/activex/")
    yield from (name for name in parts if any(word in f"/{name.lower()}" for word in known))
