"""Turn shaped paragraphs and tables into the XML of a story."""

from __future__ import annotations

from collections.abc import Iterable

from briefgen.tree import Block, Paragraph, Table
from briefgen.writers.word.draft import Text
from briefgen.writers.word.inlines import around, bookmarked, inlines, uncounted
from briefgen.writers.word.provenance import bookmark, controlled, split
from briefgen.writers.word.tables import table_xml


def blocks_xml(text: Text, blocks: Iterable[Block], section: str = "") -> str:
    """The blocks, one after the other; `section` (w:sectPr) goes into the last, which is a paragraph."""
    listed = list(blocks)
    made = []
    for index, block in enumerate(listed):
        if isinstance(block, Paragraph):
            last = index == len(listed) - 1
            made.append(paragraph(text, block, section if last else ""))
        elif isinstance(block, Table):
            made.append(table_xml(text, block, blocks_xml))
    return "".join(made)


def paragraph(
    text: Text, block: Paragraph, section: str = "", *, start: str = "", tabs: str = ""
) -> str:
    """A paragraph; `start` is XML before its first run, `tabs` its tab stops."""
    form = text.draft.styles.paragraph_form(block)
    head = form.with_more(section, tabs) if section or tabs else form.xml
    start += uncounted(text, block)
    content = bookmarked(text, block.id, start + _marked(text, block))
    contents = text.draft.contents
    return f"<w:p>{head}{contents.begin(block)}{content}{contents.end(block)}</w:p>"


def _marked(text: Text, block: Paragraph) -> str:
    """The runs of a paragraph inside what marks their source."""
    if not block.src:
        return inlines(text, block, block.inlines)
    held, behind = split(block.inlines)
    inside, after = inlines(text, block, held), inlines(text, block, behind)
    provenance = text.draft.provenance
    mark = provenance.mark(block, inside + after)
    # Notes are without controls: Word's own never have any.
    if controlled(block) and text.story is text.draft.package.document:
        inside = provenance.control(mark, inside)
    return around(text, bookmark(mark), inside) + after
