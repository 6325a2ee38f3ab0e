"""Turn the bytes of a Word file, edited perhaps, back into what each source says there now.

It reads what `provenance` wrote and programs left of it: bookmarks, or content controls where the bookmark is gone, and the map.
Words that were deleted or moved away with tracked changes don't count; inserted ones do.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from briefgen.writers.word.provenance import NAMESPACE, words_digest
from briefgen.writers.word.xml import NAMESPACES, W

_LIMIT = 200_000_000  # bytes of a part: no brief comes near
_STORIES = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_NAME = re.compile(r"_?(bg_[0-9a-f]{12}_\d+)(_Copy_\d+)?")
# LibreOffice renames the bookmarks of floating tables, which it reads twice; the name without an addition comes first.
_BEARERS = ("bookmark", "copied bookmark", "control")
_W = f"{{{W}}}"
_PASSED = {f"{_W}del", f"{_W}moveFrom", f"{{{NAMESPACES['mc']}}}Fallback"}
_SIGNS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


class NotAWordFile(Exception):
    """The bytes are no Word file that can be read."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """What is said now where a source stood: `text` with line ends, and with one between paragraphs.

    `source` is "file:line:path", "" when the file has lost its map. `edited` tells whether the words are others than those
    that were written (None: the map is lost).
    """

    source: str
    text: str
    edited: bool | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The brief of which a file was made: its id, and a digest of its words and their places."""

    brief: str
    content: str


def read_sources(docx: bytes) -> dict[str, Sourced]:
    """What each mark of a Word file says now, by the mark's name, in the order of the text. Raises NotAWordFile.

    A paragraph belongs to its mark whole, with what was typed before and behind it. Where two were joined, what stands
    between them belongs to the first. A mark that was copied counts where its bookmark is, or else where it comes first.
    """
    with _opened(docx) as package:
        known = _known(_map(package))
        found: dict[str, str] = {}
        for name in _STORIES:
            if name in package.namelist():
                root = _parsed(package, name)
                ended = {end.get(f"{_W}id", "") for end in root.iter(f"{_W}bookmarkEnd")}
                found |= _Story(ended).read(root)
    made = {}
    for name, text in found.items():
        source, words = known.get(name, ("", None))
        made[name] = Sourced(source, text, None if words is None else words != words_digest(text))
    return made


def read_origin(docx: bytes) -> Origin | None:
    """The brief of which a Word file was made; None when the file doesn't say it. Raises NotAWordFile."""
    with _opened(docx) as package:
        root = _map(package)
    return None if root is None else Origin(root.get("brief", ""), root.get("content", ""))


@dataclass(slots=True)
class _Story:
    """Reads one text. `open` and `controls` are the marks in which the reader stands, `ended` the bookmarks that end."""

    ended: set[str]
    texts: dict[_Key, list[str]] = field(default_factory=dict)
    open: dict[str, _Key] = field(default_factory=dict)
    controls: list[_Key] = field(default_factory=list)
    number: int = 0

    def read(self, root: ET.Element) -> dict[str, str]:
        """The text of each mark by name."""
        for paragraph in self._paragraphs(root):
            for key, text in _shared(paragraph).items():
                self.texts.setdefault(key, []).append(text)
        chosen: dict[str, _Key] = {}
        for key in self.texts:
            best = chosen.setdefault(key.name, key)
            if _BEARERS.index(key.bearer) < _BEARERS.index(best.bearer):
                chosen[key.name] = key
        return {name: "\n".join(self.texts[key]) for name, key in chosen.items()}

    def _paragraphs(self, node: ET.Element) -> Iterator[list[_Piece]]:
        """The pieces of each paragraph below a node; marks may hold a paragraph or stand in one."""
        for child in self._walk(node):
            if child.tag == f"{_W}p":
                pieces: list[_Piece] = []
                inner: list[list[_Piece]] = []
                self._fill(child, pieces, inner)
                # A bookmark without an end holds no more than its paragraph.
                self.open = {number: k for number, k in self.open.items() if number in self.ended}
                yield pieces
                yield from inner
            else:
                yield from self._paragraphs(child)

    def _fill(self, node: ET.Element, pieces: list[_Piece], inner: list[list[_Piece]]) -> None:
        for child in self._walk(node):
            if child.tag == f"{_W}t":
                pieces.append(_Piece(self._active(), child.text or ""))
            elif child.tag in _SIGNS or (child.tag == f"{_W}br" and not child.get(f"{_W}type")):
                pieces.append(_Piece(self._active(), _SIGNS.get(child.tag, "\n")))
            elif child.tag == f"{_W}bookmarkStart":
                pieces.append(_Piece(self._active(), ""))  # also one that holds nothing
            elif child.tag == f"{_W}txbxContent":
                inner += self._paragraphs(child)
            else:
                self._fill(child, pieces, inner)

    def _walk(self, node: ET.Element) -> Iterator[ET.Element]:
        """The children of a node that count, with the marks open that hold or precede each."""
        control = _control(node)
        if node.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None:
            return  # Word's own prompt, not words
        if control:
            self.number += 1
            self.controls.append(_Key(control, "control", self.number))
        for child in node:
            if child.tag == f"{_W}bookmarkStart":
                if found := _NAME.fullmatch(child.get(f"{_W}name", "")):
                    bearer = "copied bookmark" if found[2] else "bookmark"
                    self.open[child.get(f"{_W}id", "")] = _Key(found[1], bearer)
                    yield child
            elif child.tag == f"{_W}bookmarkEnd":
                self.open.pop(child.get(f"{_W}id", ""), None)
            elif child.tag not in _PASSED:
                yield child
        if control:
            self.controls.pop()

    def _active(self) -> tuple[_Key, ...]:
        return (*self.open.values(), *self.controls)


@dataclass(frozen=True, slots=True)
class _Key:
    """A mark's name, what bears it, and which control it is (0 for bookmarks, whose names are unlike)."""

    name: str
    bearer: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some text of a paragraph and the marks in which it stands."""

    marks: tuple[_Key, ...]
    text: str


def _shared(pieces: list[_Piece]) -> dict[_Key, str]:
    """The text of one paragraph by mark; what stands in none goes to the mark before it, or else to the first."""
    keys = list(dict.fromkeys(key for piece in pieces for key in piece.marks))
    if not keys:
        return {}
    texts = dict.fromkeys(keys, "")
    owner = keys[0].name
    for piece in pieces:
        owner = piece.marks[-1].name if piece.marks else owner
        for key in keys:
            if key.name == owner:
                texts[key] += piece.text
    return texts


def _control(node: ET.Element) -> str:
    """The mark that a content control bears; "" when it is no control, or not one of ours."""
    if node.tag != f"{_W}sdt":
        return ""
    tag = node.find(f"{_W}sdtPr/{_W}tag")
    found = _NAME.fullmatch(tag.get(f"{_W}val", "")) if tag is not None else None
    return found[1] if found else ""


def _known(root: ET.Element | None) -> Mapping[str, tuple[str, str | None]]:
    """Source and digest of the words as written, by the name of the mark."""
    known = {}
    for mark in root if root is not None else ():
        place = [mark.get("file", ""), mark.get("line", ""), mark.get("path", "")]
        source = ":".join(place) if place[1] else place[0]
        known[mark.get("id", "")] = (source, mark.get("words"))
    return known


def _map(package: ZipFile) -> ET.Element | None:
    """The map of the marks; None when the file has none."""
    for name in package.namelist():
        if re.fullmatch(r"customXml/item\d+\.xml", name):
            root = _parsed(package, name)
            if root.tag == f"{{{NAMESPACE}}}provenance":
                return root
    return None


def _opened(docx: bytes) -> ZipFile:
    try:
        package = ZipFile(BytesIO(docx))
    except BadZipFile as error:
        raise NotAWordFile(str(error)) from None
    if "word/document.xml" not in package.namelist():
        raise NotAWordFile("word/document.xml")
    return package


def _parsed(package: ZipFile, name: str) -> ET.Element:
    try:
        if package.getinfo(name).file_size > _LIMIT:
            raise NotAWordFile(name)
        data = package.read(name)
        if b"<!DOCTYPE" in data:
            raise NotAWordFile(name)  # Word never has one, and entities could make it endless
        return ET.fromstring(data)  # noqa: S314  without a DOCTYPE there is nothing to expand
    except (BadZipFile, ET.ParseError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise NotAWordFile(f"{name}: {error}") from None
