"""Turn footnotes into the part that holds them, and the space over them into Word's separator."""

from __future__ import annotations

from briefgen.tree import Footnote, Paragraph, ParagraphStyle
from briefgen.units import pt
from briefgen.writers.word.blocks import paragraph
from briefgen.writers.word.draft import Draft, Text
from briefgen.writers.word.inlines import counts, note_number
from briefgen.writers.word.opc import ContentType, RelationshipType
from briefgen.writers.word.properties import border_attributes
from briefgen.writers.word.xml import element, story, text_element, w

_LINES = (("separator", -1), ("continuationSeparator", 0))
_LEAST = pt(1)
_PLAIN = ParagraphStyle(before=pt(12))


def write_notes(draft: Draft, area: ParagraphStyle | None) -> None:
    """Write the notes that the main text refers to, if any, and what stands over them.

    Notes in notes are written as they are found.
    """
    if not draft.notes:
        return
    part, _ = draft.package.story(
        "footnotes.xml", ContentType.FOOTNOTES, RelationshipType.FOOTNOTES
    )
    text = Text(draft, part)
    made = [_line(kind, number, area or _PLAIN) for kind, number in _LINES]
    number = 0
    while number < len(draft.notes):
        note = draft.notes[number]
        number += 1
        made.append(w("footnote", _inside(text, note, number), id=number))
    part.write(story("footnotes", "".join(made)))


def _inside(text: Text, note: Footnote, number: int) -> str:
    blocks: tuple[Paragraph, ...] = note.blocks
    if not blocks:
        return w("p", w("r", w("footnoteRef")))
    counted = counts(note.call, number)
    shown = w("footnoteRef") if counted else text_element(note.marker.number)
    start = note_number(text, blocks[0], note.marker, shown)
    return "".join(
        paragraph(text, block, start=start if index == 0 else "")
        for index, block in enumerate(blocks)
    )


def _line(kind: str, number: int, area: ParagraphStyle) -> str:
    """The separator: an empty line as high as the distance over the rule, which is its lower border."""
    border = {f"w:{k}": v for k, v in border_attributes(area.borders.top).items()}
    rule = w("pBdr", element("w:bottom", border)) if area.borders.top else ""
    spacing = w(
        "spacing",
        before=0,
        after=area.padding.top.twips,
        line=max(area.before, _LEAST).twips,
        lineRule="exact",
    )
    return w("footnote", w("p", w("pPr", rule + spacing)), type=kind, id=number)
