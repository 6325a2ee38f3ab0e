"""Turn parts and their relationships into the bytes of a .docx, the same bytes for the same parts.

python-docx keeps the parts, their names and their relationships; the zip is written here, because its own carries the time
of writing and starts from a template of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from briefgen.writers.word.xml import element
from briefgen.writers.word.xml import part as xml_part

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STORED = {"png", "jpg", "jpeg", "gif", "xlsx"}
_DEFAULT_TYPES = {
    "rels": CONTENT_TYPE.OPC_RELATIONSHIPS,
    "xml": CONTENT_TYPE.XML,
    "png": CONTENT_TYPE.PNG,
    "jpg": CONTENT_TYPE.JPEG,
    "gif": CONTENT_TYPE.GIF,
    "svg": "image/svg+xml",
    "xlsx": CONTENT_TYPE.SML_SHEET,
}
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


class Written(Part):
    """A part whose text is set when its story is finished; `relations` caches what it points to."""

    content: bytes = b""

    @property
    def blob(self) -> bytes:
        """The bytes of the part."""
        return self.content


@dataclass(slots=True)
class Story:
    """A part with relationships of its own."""

    part: Written
    _outside: dict[tuple[str, str], str] = field(default_factory=dict)
    _inside: dict[tuple[int, str], str] = field(default_factory=dict)

    def relate_outside(self, address: str, kind: str) -> str:
        """The id of the relationship to an address outside the file."""
        key = (address, kind)
        if key not in self._outside:
            self._outside[key] = self.part.relate_to(address, kind, is_external=True)
        return self._outside[key]

    def relate(self, part: Part, kind: str) -> str:
        """The id of the relationship to another part."""
        key = (id(part), kind)
        if key not in self._inside:
            self._inside[key] = self.part.relate_to(part, kind)
        return self._inside[key]

    def write(self, text: str) -> None:
        """Set the text of the part."""
        self.part.content = text.encode()


class Package:
    """The parts of one Word file. `document` is the main text; everything else hangs on it."""

    def __init__(self) -> None:
        self._package = OpcPackage()
        self.document = Story(self._part("/word/document.xml", CONTENT_TYPE.WML_DOCUMENT_MAIN))
        self._package.relate_to(self.document.part, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
        self._media: dict[bytes, Part] = {}
        self._numbers: dict[str, int] = {}

    def add(self, name: str, content_type: str, kind: str, text: str) -> Story:
        """Add a part below /word that the document refers to; `name` may hold {} for a number."""
        story = self.story(name, content_type, kind)[0]
        story.write(text)
        return story

    def story(self, name: str, content_type: str, kind: str) -> tuple[Story, str]:
        """A part below /word whose text comes later, and the document's relationship to it."""
        number = self._numbers[name] = self._numbers.get(name, 0) + 1
        story = Story(self._part(f"/word/{name.format(number)}", content_type))
        return story, self.document.relate(story.part, kind)

    def properties(self, name: str, content_type: str, kind: str, text: str) -> None:
        """Add a part that describes the whole file."""
        part = self._part(f"/docProps/{name}", content_type)
        part.content = text.encode()
        self._package.relate_to(part, kind)

    def data(self, text: str, properties: str) -> None:
        """Add a part that holds data of ours, which Word carries along, and the part that tells Word its number."""
        store, told = (
            self._part("/customXml/item1.xml", CONTENT_TYPE.XML),
            self._part("/customXml/itemProps1.xml", CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES),
        )
        store.content, told.content = text.encode(), properties.encode()
        self.document.relate(store, RELATIONSHIP_TYPE.CUSTOM_XML)
        store.relate_to(told, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)

    def picture(self, data: bytes, extension: str) -> Part:
        """The part of a picture; the same bytes make the same part."""
        if data not in self._media:
            name = f"/word/media/image{len(self._media) + 1}.{extension}"
            part = self._part(name, _DEFAULT_TYPES[extension])
            part.content = data
            self._media[data] = part
        return self._media[data]

    def chart(self, text: str, workbook: bytes) -> Part:
        """The part of a chart and, its only relationship, the workbook with its numbers."""
        number = self._numbers["chart"] = self._numbers.get("chart", 0) + 1
        chart = self._part(f"/word/charts/chart{number}.xml", CONTENT_TYPE.DML_CHART)
        numbers = self._part(f"/word/embeddings/chart{number}.xlsx", CONTENT_TYPE.SML_SHEET)
        chart.content, numbers.content = text.encode(), workbook
        chart.relate_to(numbers, RELATIONSHIP_TYPE.PACKAGE)
        return chart

    def to_bytes(self) -> bytes:
        """The file."""
        parts = self._package.parts
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            entry(archive, "[Content_Types].xml", _content_types(parts).encode())
            entry(archive, "_rels/.rels", _bytes(self._package.rels.xml))
            for part in parts:
                entry(archive, part.partname.membername, part.blob)
                if len(part.rels):
                    entry(archive, part.partname.rels_uri.membername, _bytes(part.rels.xml))
        return stream.getvalue()

    def _part(self, name: str, content_type: str) -> Written:
        return Written(PackURI(name), content_type)


def _content_types(parts: list[Part]) -> str:
    extensions = {part.partname.ext for part in parts} | {"rels", "xml"}
    defaults = "".join(
        element("Default", {"Extension": ext, "ContentType": _DEFAULT_TYPES[ext]})
        for ext in sorted(extensions)
    )
    overrides = "".join(
        element("Override", {"PartName": str(part.partname), "ContentType": part.content_type})
        for part in sorted(parts, key=lambda part: str(part.partname))
        if part.partname.ext == "xml"
    )
    return xml_part(element("Types", {"xmlns": _TYPES}, defaults + overrides))


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def entry(archive: ZipFile, name: str, data: bytes) -> None:
    """Put a file into a zip, with a time that is always the same."""
    info = ZipInfo(name, _EPOCH)
    info.create_system = 0
    info.compress_type = ZIP_STORED if name.rpartition(".")[2] in _STORED else ZIP_DEFLATED
    archive.writestr(info, data)
