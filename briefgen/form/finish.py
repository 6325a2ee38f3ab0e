"""Turn a filled-in package into the bytes of a Word file: properties set, ids unique, the same bytes for the same parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from briefgen.bulletin import Bulletin
from briefgen.docxfile import W
from briefgen.form.safety import DROPPED
from briefgen.writers.word.package import entry
from briefgen.writers.word.properties import language

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STORIES = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")


def finished(document: Any, bulletin: Bulletin, day: dt.date, own_title: bool) -> bytes:
    """The file of a filled-in document of docx's, made on `day`; `own_title`: the form made the title, and it stays."""
    _describe(document.core_properties, bulletin, day, own_title)
    for number, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            # A copy of the styles for Word 2010, which docx doesn't keep in step.
            document.part.rels.pop(number)
    saved = BytesIO()
    document.save(saved)
    stream = BytesIO()
    seen = _Seen()
    with ZipFile(saved) as source, ZipFile(stream, "w") as copy:
        for name in source.namelist():
            entry(copy, name, _part(name, source.read(name), seen))
    return stream.getvalue()


def _describe(core: Any, bulletin: Bulletin, day: dt.date, own_title: bool) -> None:
    """The properties that are the brief's, whatever the form's author left in them."""
    if not own_title:
        core.title = bulletin.title.replace("\n", " ")[:255]
    core.identifier = bulletin.id
    core.language = language(bulletin.language)
    core.created = core.modified = dt.datetime.combine(day, dt.time())
    core.last_modified_by = core.author
    core.revision = 1


class _Seen:
    """The ids that were given out so far."""

    def __init__(self) -> None:
        self.drawings = 0
        self.bookmarks = 0
        self.named: set[str] = set()
        self.paragraphs: set[str] = set()
        self.controls: set[str] = set()


def _part(name: str, data: bytes, seen: _Seen) -> bytes:
    if name.startswith(_STORIES) and name.endswith(".xml"):
        return _unique(data, seen)
    if name == "word/settings.xml":
        return _without(data, (f"{W}{kind}" for kind in DROPPED))
    if name == "word/_rels/settings.xml.rels":
        root: Any = etree.fromstring(data)
        for each in root.findall(_RELATIONSHIP):
            if each.get("Type", "").rpartition("/")[2] in DROPPED:
                root.remove(each)
        return _bytes(root)
    return data


def _without(data: bytes, tags: Iterator[str]) -> bytes:
    root: Any = etree.fromstring(data)
    for each in list(root.iter(*tags)):
        each.getparent().remove(each)
    return _bytes(root)


def _unique(data: bytes, seen: _Seen) -> bytes:
    """The part with ids that loops repeated made unique: Word would call the file damaged."""
    root: Any = etree.fromstring(data)
    for each in root.iter(f"{_WP}docPr"):
        seen.drawings += 1
        each.set("id", str(seen.drawings))
    _bookmarks(root, seen)
    for each in root.iter(f"{W}p", f"{W}tr"):
        told = each.get(f"{_W14}paraId")
        if told in seen.paragraphs:
            del each.attrib[f"{_W14}paraId"]
        elif told:
            seen.paragraphs.add(told)
    for each in list(root.iter(f"{W}sdtPr")):
        number = each.find(f"{W}id")
        told = None if number is None else number.get(f"{W}val")
        if told and told in seen.controls:
            each.remove(number)
        elif told:
            seen.controls.add(told)
    return _bytes(root)


def _bookmarks(root: Any, seen: _Seen) -> None:
    open_: dict[str, str | None] = {}
    for each in list(root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        number = each.get(f"{W}id") or ""
        if each.tag == f"{W}bookmarkStart":
            name = (each.get(f"{W}name") or "").casefold()
            if name in seen.named:
                open_[number] = None
                each.getparent().remove(each)
                continue
            seen.named.add(name)
            seen.bookmarks += 1
            open_[number] = str(seen.bookmarks)
            each.set(f"{W}id", str(seen.bookmarks))
        elif open_.get(number) is None:
            each.getparent().remove(each)
        else:
            each.set(f"{W}id", open_[number])


def _bytes(root: Any) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
