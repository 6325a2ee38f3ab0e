"""Turn parts and their relationships into the bytes of a .docx, the same bytes for the same parts."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from briefgen.writers.word.opc import ContentType, Part, RelationshipType
from briefgen.writers.word.xml import element
from briefgen.writers.word.xml import part as xml_part

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STORED = {"png", "jpg", "jpeg", "gif", "xlsx"}
_DEFAULT_TYPES = {
    "rels": ContentType.RELATIONSHIPS,
    "xml": ContentType.XML,
    "png": ContentType.PNG,
    "jpg": ContentType.JPEG,
    "gif": ContentType.GIF,
    "svg": ContentType.SVG,
    "xlsx": ContentType.SHEET,
}
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass(frozen=True, slots=True)
class Story:
    """A part with relationships of its own, whose text is written when it is finished."""

    part: Part

    def relate(self, target: Part | str, kind: str) -> str:
        """The id of the relationship to another part, or to an address outside the file."""
        return self.part.relate(target, kind)

    def write(self, text: str) -> None:
        """Set the text of the part."""
        self.part.content = text.encode()


class Package:
    """The parts of one Word file. `document` is the main text; everything else hangs on it."""

    def __init__(self) -> None:
        self._package = Part("/")
        self.document = Story(Part("/word/document.xml", ContentType.MAIN))
        self._package.relate(self.document.part, RelationshipType.OFFICE_DOCUMENT)
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
        story = Story(Part(f"/word/{name.format(number)}", content_type))
        return story, self.document.relate(story.part, kind)

    def properties(self, name: str, content_type: str, kind: str, text: str) -> None:
        """Add a part that describes the whole file."""
        part = Part(f"/docProps/{name}", content_type)
        part.content = text.encode()
        self._package.relate(part, kind)

    def data(self, text: str, properties: str) -> None:
        """Add a part that holds data of ours, which Word carries along, and the part that tells Word its number."""
        store = Part("/customXml/item1.xml", ContentType.XML)
        told = Part("/customXml/itemProps1.xml", ContentType.CUSTOM_XML_PROPERTIES)
        store.content, told.content = text.encode(), properties.encode()
        self.document.relate(store, RelationshipType.CUSTOM_XML)
        store.relate(told, RelationshipType.CUSTOM_XML_PROPS)

    def picture(self, data: bytes, extension: str) -> Part:
        """The part of a picture; the same bytes make the same part."""
        if data not in self._media:
            name = f"/word/media/image{len(self._media) + 1}.{extension}"
            part = Part(name, _DEFAULT_TYPES[extension])
            part.content = data
            self._media[data] = part
        return self._media[data]

    def chart(self, text: str, workbook: bytes) -> Part:
        """The part of a chart and, its only relationship, the workbook with its numbers."""
        number = self._numbers["chart"] = self._numbers.get("chart", 0) + 1
        chart = Part(f"/word/charts/chart{number}.xml", ContentType.CHART)
        numbers = Part(f"/word/embeddings/chart{number}.xlsx", ContentType.SHEET)
        chart.content, numbers.content = text.encode(), workbook
        chart.relate(numbers, RelationshipType.PACKAGE)
        return chart

    def to_bytes(self) -> bytes:
        """The file."""
        parts = self._package.reached()
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            entry(archive, "[Content_Types].xml", _content_types(parts).encode())
            for part in (self._package, *parts):
                if part is not self._package:
                    entry(archive, part.name.lstrip("/"), part.content)
                if (related := part.relationships()) is not None:
                    entry(archive, related[0].lstrip("/"), related[1].encode())
        return stream.getvalue()


def _content_types(parts: list[Part]) -> str:
    extensions = {part.extension for part in parts} | {"rels", "xml"}
    defaults = "".join(
        element("Default", {"Extension": ext, "ContentType": _DEFAULT_TYPES[ext]})
        for ext in sorted(extensions)
    )
    overrides = "".join(
        element("Override", {"PartName": part.name, "ContentType": part.content_type})
        for part in sorted(parts, key=lambda part: part.name)
        if part.extension == "xml"
    )
    return xml_part(element("Types", {"xmlns": _TYPES}, defaults + overrides))


def entry(archive: ZipFile, name: str, data: bytes) -> None:
    """Put a file into a zip, with a time that is always the same."""
    info = ZipInfo(name, _EPOCH)
    info.create_system = 0
    info.compress_type = ZIP_STORED if name.rpartition(".")[2] in _STORED else ZIP_DEFLATED
    archive.writestr(info, data)
