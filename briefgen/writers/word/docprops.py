"""Turn what a document says of itself into Word's document properties."""

from __future__ import annotations

from briefgen.tree import Document
from briefgen.writers.word.properties import language
from briefgen.writers.word.xml import element, part, words

_CORE = {
    "xmlns:cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:dcterms": "http://purl.org/dc/terms/",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def core_properties(document: Document) -> str:
    """Title, subject, author, keywords, the brief's id, language and the day of issue, as the day on which all was made."""
    told = {
        "dc:title": document.title,
        "dc:subject": document.subject,
        "dc:creator": document.author,
        "cp:keywords": ", ".join(document.keywords),
        "cp:lastModifiedBy": document.author,
        "dc:identifier": document.identity,
        "dc:language": language(document.language) if document.language else "",
    }
    inside = "".join(element(tag, {}, words(value)) for tag, value in told.items() if value)
    if document.issued is not None:
        day = f"{document.issued.isoformat()}T00:00:00Z"
        for tag in ("dcterms:created", "dcterms:modified"):
            inside += element(tag, {"xsi:type": "dcterms:W3CDTF"}, day)
    return part(element("cp:coreProperties", _CORE, inside))


def extended_properties(document: Document) -> str:
    """The program that made the file, and its pages as the PDF has them."""
    inside = element("Pages", {}, str(document.pages)) + element("Application", {}, "briefgen")
    return part(element("Properties", {"xmlns": _EXTENDED}, inside))
