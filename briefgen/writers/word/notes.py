"""Turn footnotes into the part that holds them."""

from __future__ import annotations

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE

from briefgen.tree import Paragraph
from briefgen.writers.word.blocks import paragraph
from briefgen.writers.word.draft import Draft, Text
from briefgen.writers.word.xml import element, story, w

_MARK = (
    element("w:r", {}, w("rPr", w("rStyle", val="FootnoteReference")) + w("footnoteRef"))
    + '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
)
_LINES = (("separator", -1), ("continuationSeparator", 0))


def write_notes(draft: Draft) -> None:
    """Write the notes that the main text refers to, if any. Notes in notes are written as they are found."""
    if not draft.notes:
        return
    part, _ = draft.package.story(
        "footnotes.xml", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES
    )
    text = Text(draft, part)
    made = [_line(kind, number) for kind, number in _LINES]
    number = 0
    while number < len(draft.notes):
        blocks: tuple[Paragraph, ...] = draft.notes[number].blocks
        number += 1
        inside = "".join(
            paragraph(text, block, start=_MARK if index == 0 else "")
            for index, block in enumerate(blocks)
        )
        made.append(w("footnote", inside or f"<w:p>{_MARK}</w:p>", id=number))
    part.write(story("footnotes", "".join(made)))


def _line(kind: str, number: int) -> str:
    spacing = w("pPr", w("spacing", before=0, after=0, line=240, lineRule="auto"))
    return w("footnote", w("p", spacing + w("r", w(kind))), type=kind, id=number)
