"""Turn HTML and style sheets into WeasyPrint's box tree and finished pages, with one run of its cascade.

WeasyPrint's own `HTML.render` does the same steps but keeps the box tree and the styles to itself. They are private: the
requirement is pinned to `weasyprint>=70,<71`, and `tests/style/test_engine.py` fails in one place when they change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from shutil import rmtree
from typing import Any
from urllib.parse import unquote
from weakref import finalize

from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.layout.background import layout_backgrounds
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text import fonts as pango_fonts

from briefgen.markup import place_of
from briefgen.messages import Message, message
from briefgen.style.charts import add_charts
from briefgen.style.counters import Counters
from briefgen.style.early import Glimpse
from briefgen.style.fetch import PAGE, WorldFetcher
from briefgen.style.foot import anchor_to_bottom, keep_company
from briefgen.style.sheets import logged, parsed_sheet
from briefgen.weasyprint_fixes import tailor_boxes

# PDF/A forbids viewers to smooth pictures as they like (ISO 19005-3, 6.2.8.1), which is what `auto` lets them do.
_ALWAYS = "html { image-rendering: crisp-edges }"
_EXCERPT = 40
_SPANS = {"span": 1000, "colspan": 1000, "rowspan": 65534}
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Laid:
    """The box tree before layout, the pages after it, and the means to ask for more styles."""

    html: HTML
    root: Any
    pages: tuple[Any, ...]
    style_for: Any
    document: Document


def lay_out(
    markup: str,
    sheets: Sequence[tuple[str, str]],
    fetcher: WorldFetcher,
    messages: list[Message],
    glimpse: Glimpse | None = None,
) -> Laid:
    """Run the cascade over `markup` and the (file, text) `sheets`, build the boxes, lay them out.

    Texts get break marks for the PDF; their boxes keep the original as `word_text`. What WeasyPrint logs becomes messages,
    with the sheet as their place.
    """
    fonts, counters = pango_fonts.FontConfiguration(), Counters()
    html = HTML(string=markup, base_url=PAGE, url_fetcher=fetcher)
    styles = [_always()]
    styles += [
        parsed_sheet(file, text, fetcher, fonts, counters, messages) for file, text in sheets
    ]
    fetcher.look_ahead(html)
    with logged(messages, None, fetcher):
        # The hints make `<ol start>` count as HTML says (HTML Standard, 15.3).
        options = {**DEFAULT_OPTIONS, "stylesheets": styles, "presentational_hints": True}
        context = Document._build_layout_context(html, fonts, counters, {}, options)
        if (
            fonts._folder
        ):  # WeasyPrint removes it with the fonts; they may live as long as the process
            finalize(fonts, rmtree, fonts._folder, ignore_errors=True)
        _limit_spans(html.etree_element)
        add_charts(html, context, messages)
        messages += _readings(html.etree_element)
        messages += _dead_links(html.etree_element)
        root = build_formatting_structure(
            html.etree_element,
            context.style_for,
            context.get_image_from_uri,
            html.base_url,
            context.target_collector,
            counters,
            context.footnotes,
        )
        _number_first_lines(root)
        _keep_captions(root)
        keep_company(root)
        tailor_boxes(root)

        def document_of(pages: Sequence[Any]) -> Document:
            for page in pages:
                if anchor_to_bottom(page):
                    layout_backgrounds(page, context.get_image_from_uri)
            return _document(html, pages, fonts, fetcher)

        with glimpse.awaited(document_of) if glimpse else nullcontext():
            pages = tuple(layout_document(html, root, context))
        document = document_of(pages)
    return Laid(html, root, pages, context.style_for, document)


@cache
def _always() -> CSS:
    return CSS(string=_ALWAYS)


def _keep_captions(root: Any) -> None:
    """Keep captions that stand below their tables on the page of the last row, as no rule of CSS says and everybody wants."""
    for box in root.descendants():
        if not getattr(box, "is_table_wrapper", False):
            continue
        table = box.get_wrapped_table()
        for caption in box.children[box.children.index(table) + 1 :]:
            if caption.style["break_before"] == "auto":
                caption.style = caption.style.copy()
                caption.style["break_before"] = "avoid"


def _limit_spans(root: Any) -> None:
    """Let cells and columns span no more than browsers do (HTML Standard, 4.9.3 and 4.9.11); WeasyPrint counts any number."""
    for element in root.iter():
        for name, most in _SPANS.items():
            number = element.get(name, "").strip()
            if number.isdecimal() and (len(number) > _DIGITS or int(number) > most):
                element.set(name, str(most))


def _with_places(element: Any, src: str = "") -> Iterator[tuple[Any, str]]:
    """An element and all in it, each with the provenance that it has or that of what it stands in."""
    src = element.get("data-src") or src
    yield element, src
    for child in element:
        yield from _with_places(child, src)


def _readings(root: Any) -> Iterator[Message]:
    """A message for each place with a reading over characters, which neither file sets there."""
    for element, src in _with_places(root):
        if element.tag == "ruby":
            words = "".join(element.itertext())[:_EXCERPT]
            yield message("ruby", place_of(src), words=words)


def _dead_links(root: Any) -> Iterator[Message]:
    """A message for each link to a place of the page that it doesn't have."""
    names = {element.get("id") for element in root.iter()}
    names |= {element.get("name") for element in root.iter("a")}
    for element, src in _with_places(root):
        target = unquote(element.get("href", "")) if element.tag == "a" else ""
        if len(target) > 1 and target[0] == "#" and target[1:] not in names:
            yield message("dead-link", place_of(src), target=target)


def _number_first_lines(root: Any) -> None:
    """Put the numbers of notes that begin with a block into the first line of it, as word processors have them."""
    for call in root.descendants():
        note = getattr(call, "footnote", None)
        if note is None:
            continue
        _number_first_lines(note)
        marker, *others = note.children
        words = [box for box in others if getattr(box, "text", "x").strip()]
        if words and type(words[0]) is boxes.BlockBox:
            note.children = words
            first = words[0]
            while first.children and type(first.children[0]) is boxes.BlockBox:
                first = first.children[0]
            first.children = [marker, *first.children]


def _document(html: HTML, pages: Sequence[Any], fonts: Any, fetcher: WorldFetcher) -> Document:
    metadata = DocumentMetadata(**get_html_metadata(html))
    document = Document([Page(page) for page in pages], metadata, fetcher, fonts, {}, None)
    document._html = html
    return document
