"""Turn parts that point to each other into the parts of a package in their order, with their relationships as XML.

Open Packaging Conventions (ISO/IEC 29500-2): a part has a name, a content type, and relationships, each with an id of its own.
python-docx has all this too, but takes longer to import than a Word file takes to write.
"""

from __future__ import annotations

from posixpath import dirname, relpath, splitext

from briefgen.writers.word.xml import element
from briefgen.writers.word.xml import part as xml_part

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_WORD = f"{_OPEN_XML}wordprocessingml."
_PACKAGE = "application/vnd.openxmlformats-package."


class RelationshipType:
    """What a part is to the one that points to it."""

    CHART = f"{_OFFICE}chart"
    CORE_PROPERTIES = f"{_RELATIONSHIPS}/metadata/core-properties"
    CUSTOM_XML = f"{_OFFICE}customXml"
    CUSTOM_XML_PROPS = f"{_OFFICE}customXmlProps"
    EXTENDED_PROPERTIES = f"{_OFFICE}extended-properties"
    FONT_TABLE = f"{_OFFICE}fontTable"
    FOOTER = f"{_OFFICE}footer"
    FOOTNOTES = f"{_OFFICE}footnotes"
    HEADER = f"{_OFFICE}header"
    HYPERLINK = f"{_OFFICE}hyperlink"
    IMAGE = f"{_OFFICE}image"
    NUMBERING = f"{_OFFICE}numbering"
    OFFICE_DOCUMENT = f"{_OFFICE}officeDocument"
    PACKAGE = f"{_OFFICE}package"
    SETTINGS = f"{_OFFICE}settings"
    STYLES = f"{_OFFICE}styles"
    THEME = f"{_OFFICE}theme"


class ContentType:
    """What a part holds."""

    CHART = f"{_OPEN_XML}drawingml.chart+xml"
    CORE_PROPERTIES = f"{_PACKAGE}core-properties+xml"
    CUSTOM_XML_PROPERTIES = f"{_OPEN_XML}customXmlProperties+xml"
    EXTENDED_PROPERTIES = f"{_OPEN_XML}extended-properties+xml"
    FONT_TABLE = f"{_WORD}fontTable+xml"
    FOOTER = f"{_WORD}footer+xml"
    FOOTNOTES = f"{_WORD}footnotes+xml"
    GIF = "image/gif"
    HEADER = f"{_WORD}header+xml"
    JPEG = "image/jpeg"
    MAIN = f"{_WORD}document.main+xml"
    NUMBERING = f"{_WORD}numbering+xml"
    PNG = "image/png"
    RELATIONSHIPS = f"{_PACKAGE}relationships+xml"
    SETTINGS = f"{_WORD}settings+xml"
    SHEET = f"{_OPEN_XML}spreadsheetml.sheet"
    STYLES = f"{_WORD}styles+xml"
    SVG = "image/svg+xml"
    THEME = f"{_OPEN_XML}theme+xml"
    XML = "application/xml"


class Part:
    """A part, or the package itself, whose name is "/"; `content` may be set later."""

    def __init__(self, name: str, content_type: str = "") -> None:
        self.name = name
        self.content_type = content_type
        self.content = b""
        self._targets: dict[tuple[Part | str, str], str] = {}

    @property
    def extension(self) -> str:
        """The ending of its name, without the dot."""
        return splitext(self.name)[1].removeprefix(".")

    def relate(self, target: Part | str, kind: str) -> str:
        """The id of the relationship to another part, or to an address outside the file; the same for the same."""
        return self._targets.setdefault((target, kind), f"rId{len(self._targets) + 1}")

    def reached(self) -> list[Part]:
        """Every part that can be reached from this one, each once, in the order in which they were related."""
        found: dict[Part, None] = {}

        def visit(part: Part) -> None:
            for target, _ in part._targets:
                if isinstance(target, Part) and target not in found:
                    found[target] = None
                    visit(target)

        visit(self)
        return list(found)

    def relationships(self) -> tuple[str, str] | None:
        """The name of the part with its relationships, and that part; None when it has none."""
        if not self._targets:
            return None
        folder = dirname(self.name)
        made = []
        for (target, kind), number in self._targets.items():
            attributes = {"Id": number, "Type": kind}
            if isinstance(target, Part):
                attributes["Target"] = relpath(target.name, folder)
            else:
                attributes |= {"Target": target, "TargetMode": "External"}
            made.append(element("Relationship", attributes))
        name = f"{folder.rstrip('/')}/_rels/{self.name.rpartition('/')[2]}.rels"
        return name, xml_part(element("Relationships", {"xmlns": _RELATIONSHIPS}, "".join(made)))
