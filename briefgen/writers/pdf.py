"""Turn finished pages into a PDF: tagged, with bookmarks, title, author, language, and the same bytes every time.

It claims to be accessible (PDF/UA-1, ISO 14289-1) and fit for archives (PDF/A-3a, ISO 19005-3).
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from briefgen.messages import Message, Place, Result, message
from briefgen.style import StyledPage

# PDF/A wants every name in the metadata that it doesn't know itself to be explained there (ISO 19005-3, 6.6.2.3).
_ACCESSIBLE = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""

_Link = tuple[str, str, tuple[float, ...], Any]
"""Of WeasyPrint: what kind, to where, the corners of what is clicked on, the box."""
_GIVEN_UP = re.compile("Failed to render SVG image (.*)")
_TABLE_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th"))


def write_pdf(styled: StyledPage) -> Result[bytes]:
    """The PDF's bytes. Its identifier is made from what the page and the attachments are made from, its dates are the page's.

    A page that bars a screen reader makes a PDF that doesn't claim to be accessible.
    """
    metadata = styled.document.metadata
    if styled.accessible:
        metadata.generate_rdf_metadata = _with_both_claims(metadata)
    for page in styled.document.pages:
        _untable(page._page_box, layout=False)
        page.links[:] = _whole_links(page.links)
    with _drawing() as failed:
        made = styled.document.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_tags=True,
            pdf_identifier=_identifier(styled),
            attachments=list(_attachments(styled)),
        )
    return Result(None if failed else made, tuple(failed))


@contextmanager
def _drawing() -> Iterator[list[Message]]:
    """Messages about the drawings that WeasyPrint gives up while it draws; it leaves them out and only writes a log."""
    from briefgen.style.fetch import PAGE, project_path

    messages: list[Message] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if found := _GIVEN_UP.match(record.getMessage()):
                place = Place(project_path(found[1]) or found[1]) if found[1] != PAGE else None
                file = place.file if place else "<svg>"
                messages.append(message("drawing-failed", place, file=file))

    collector = Collector()
    logging.getLogger("weasyprint").addHandler(collector)
    try:
        yield messages
    finally:
        logging.getLogger("weasyprint").removeHandler(collector)


def _identifier(styled: StyledPage) -> bytes:
    digest = sha256(styled.identity)
    for name, data in styled.attachments.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    # Digits: WeasyPrint writes the bytes as they are, and a reader takes a carriage return for a line feed.
    return digest.hexdigest()[:32].encode()


def _attachments(styled: StyledPage) -> Iterator[Any]:
    """The files as WeasyPrint wants them, each the source of the page (ISO 19005-3, 6.8)."""
    from weasyprint import Attachment

    day = datetime.combine(styled.tree.issued or date(1970, 1, 1), time())
    fetcher = (
        styled.document.url_fetcher
    )  # not asked for anything; without one, it would make one for each
    for name, data in styled.attachments.items():
        made = Attachment(
            file_obj=io.BytesIO(data), name=name, relationship="Source", created=day, modified=day,
            url_fetcher=fetcher,
        )  # fmt: skip
        # Of its own accord it would ask the machine what kind of file ends in .yaml (RFC 9512 says it).
        made.source = nullcontext((io.BytesIO(data), None, None, "application/yaml"))
        yield made


def _with_both_claims(metadata: Any) -> Callable[..., bytes]:
    """WeasyPrint's function for metadata, which knows one standard at a time, with the second claim."""
    make = type(metadata).generate_rdf_metadata

    def generate(*arguments: Any) -> bytes:
        return bytes(make(metadata, *arguments).replace(b"</rdf:RDF>", _ACCESSIBLE))

    return generate


def _whole_links(links: Iterable[_Link]) -> list[_Link]:
    """The links of a page, with what stands inside one, such as bold words, as a part of it.

    WeasyPrint makes a link of every box in there, and tags it as what it is: but each has to be tagged as a link
    (ISO 14289-1, 7.18.5). What a box has in it follows it in the list.
    """
    whole: list[_Link] = []
    outer = 0
    for link in links:
        kind, target, area, box = link
        if box.link is None and box.element_tag.partition(":")[0] != "a" and whole:
            _, _, before, around = whole[outer]
            lower, upper = map(min, before[:2], area[:2]), map(max, before[2:], area[2:])
            whole[outer] = kind, target, (*lower, *upper), around
            continue
        if box.link is not None:
            outer = len(whole)
        whole.append(link)
    return whole


def _untable(box: Any, *, layout: bool) -> None:
    """Tag what only sets things side by side (role=presentation, WAI-ARIA 1.2) as plain parts, not as a table.

    A cell with lines of its own is a paragraph.
    """
    if box.element_tag == "table":
        layout = box.element.get("role") == "presentation"
    children = getattr(box, "children", ())
    if layout and box.element_tag in _TABLE_PARTS:
        lines = any(type(child).__name__ == "LineBox" for child in children)
        box.element_tag = "p" if lines else "div"
    for child in children:
        _untable(child, layout=layout)
