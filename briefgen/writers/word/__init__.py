"""Turn the styled tree into a Word file: named styles, real lists, tables, fields and notes, from no template but our code.

The steps: `shape` makes of every block a paragraph or a table that Word knows; `numbering` and `styles` look at all of
them and decide; then each is written with its style and what it has beyond it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefgen.messages import Message, Result
from briefgen.tree import Block, Document, Footnote, Paragraph, Section, Table
from briefgen.units import ZERO
from briefgen.writers.word.blocks import blocks_xml
from briefgen.writers.word.captions import labels, numbers
from briefgen.writers.word.columns import apart
from briefgen.writers.word.contents import Contents, with_contents
from briefgen.writers.word.docprops import core_properties, extended_properties
from briefgen.writers.word.draft import Draft, Text
from briefgen.writers.word.fonts import font_table
from briefgen.writers.word.furniture import Pages, pages_of
from briefgen.writers.word.notes import write_notes
from briefgen.writers.word.numbering import Numbering
from briefgen.writers.word.opc import ContentType, RelationshipType
from briefgen.writers.word.package import Package
from briefgen.writers.word.reference import Reference, apply
from briefgen.writers.word.reference.pages import Paged, on_pages
from briefgen.writers.word.sections import SectionWriter
from briefgen.writers.word.settings import settings_part
from briefgen.writers.word.shape import Shaper, separator
from briefgen.writers.word.styles import StyleBook
from briefgen.writers.word.stylesheet import styles_part
from briefgen.writers.word.theme import theme_part
from briefgen.writers.word.xml import story

__all__ = ["write_docx"]


def write_docx(tree: Document, reference: Reference | None = None) -> Result[bytes]:
    """The Word file of a tree, and what it can't express: the tree's own losses and those met here. There is always a file.

    What a `reference` says of styles and pages holds instead of what the tree says; where they differ is told.
    """
    losses = tree.losses
    paged = Paged(tree)
    if reference is not None:
        paged = on_pages(tree, reference.file, reference.sections)
        tree = paged.tree
    shaper = Shaper(tree.text_style)
    shaped = apart([_shaped(section, shaper) for section in tree.sections], tree.text_style)
    sections, contents = with_contents(shaped, tree.text_style)
    pages = pages_of(tree)
    draft = _draft(tree, sections, pages, contents)
    draft.messages += [*shaper.messages, *pages.messages, *paged.messages]
    _write_text(draft, sections, SectionWriter(draft, pages, paged.setups))
    write_notes(draft, tree.notes)
    draft.provenance.write(draft.package, tree.identity)
    _write_parts(draft, tree, reference, facing=pages.facing)
    return Result(draft.package.to_bytes(), (*losses, *_unique(draft.messages)))


def _shaped(section: Section, shaper: Shaper) -> Section:
    master = section.master
    width = master.width - master.margins.left - master.margins.right
    width = (width - section.gap * (section.columns - 1)) * (1 / section.columns)
    return replace(section, blocks=shaper.story(section.blocks, width))


def _draft(tree: Document, sections: Sequence[Section], pages: Pages, contents: Contents) -> Draft:
    body = [p for section in sections for p in _paragraphs(section.blocks)]
    everything = [*body, *_notes(body), *pages.paragraphs]
    if any(isinstance(block, Table) for section in sections for block in section.blocks):
        everything.append(separator(tree.text_style, ZERO))
    running = [b for s in sections for b in s.blocks if isinstance(b, Paragraph)]
    numbering = Numbering(everything)
    styles = StyleBook(everything, running, numbering, tree.text_style)
    anchors = labels(everything), numbers(everything, numbering.outline)
    return Draft(Package(), styles, numbering, *anchors, contents)


def _write_text(draft: Draft, sections: Sequence[Section], writer: SectionWriter) -> None:
    made = []
    for index, section in enumerate(sections):
        text = Text(draft, draft.package.document, section.master.margins.left)
        properties, last = writer.xml(section), index == len(sections) - 1
        # The properties of the last section stand alone; those of others in their last paragraph.
        made.append(blocks_xml(text, section.blocks, "" if last else properties))
        made.append(properties if last else "")
    draft.package.document.write(story("document", f"<w:body>{''.join(made)}</w:body>"))


def _write_parts(
    draft: Draft, tree: Document, reference: Reference | None, *, facing: bool
) -> None:
    package, kinds, types = draft.package, RelationshipType, ContentType
    styles = styles_part(draft.styles, draft.notes, whole=reference is not None)
    numbering = draft.numbering.xml(draft.styles.place_of)
    theme = theme_part(tree.text_style)
    if reference is not None:
        shown = [style.id for style in draft.styles.paragraphs if not style.hidden]
        shown += [style.id for style in draft.styles.used_characters()]
        made = apply(reference, styles, numbering, theme, shown)
        styles, numbering, theme = made.styles, made.lists, made.theme
        draft.messages += made.messages
    package.add("styles.xml", types.STYLES, kinds.STYLES, styles)
    if numbering:
        package.add("numbering.xml", types.NUMBERING, kinds.NUMBERING, numbering)
    mirrored = reference is not None and reference.mirrored
    settings = settings_part(tree.language, facing=facing, notes=draft.notes, mirrored=mirrored)
    package.add("settings.xml", types.SETTINGS, kinds.SETTINGS, settings)
    table = font_table(*draft.styles.fonts())
    package.add("fontTable.xml", types.FONT_TABLE, kinds.FONT_TABLE, table)
    package.add("theme/theme1.xml", types.THEME, kinds.THEME, theme)
    package.properties(
        "core.xml", types.CORE_PROPERTIES, kinds.CORE_PROPERTIES, core_properties(tree)
    )
    package.properties(
        "app.xml",
        types.EXTENDED_PROPERTIES,
        kinds.EXTENDED_PROPERTIES,
        extended_properties(tree),
    )


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Every paragraph of shaped blocks, in the order in which it is written."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _paragraphs(cell.blocks)


def _notes(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    for paragraph in paragraphs:
        for inline in paragraph.inlines:
            if isinstance(inline, Footnote):
                yield from inline.blocks
                yield from _notes(inline.blocks)


def _unique(messages: Sequence[Message]) -> list[Message]:
    """The messages without repeats (their arguments are mappings, which can't be hashed)."""
    seen = {(m.code, m.place, tuple(m.args.items())): m for m in messages}
    return list(seen.values())
