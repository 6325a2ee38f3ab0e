"""Turn the inline content of a paragraph into runs, fields, links, pictures and note marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from briefgen.tree import (
    Chart,
    Field,
    Footnote,
    Inline,
    Leader,
    LineBreak,
    NoteMark,
    Paragraph,
    Picture,
    Run,
    TextStyle,
)
from briefgen.writers.word import notemarks
from briefgen.writers.word.captions import divided, joined
from briefgen.writers.word.chart import chart_drawing
from briefgen.writers.word.counting import value_of
from briefgen.writers.word.draft import Text, bookmark_name
from briefgen.writers.word.pictures import drawing
from briefgen.writers.word.places import told
from briefgen.writers.word.properties import (
    difference,
    is_east_asian,
)
from briefgen.writers.word.styles import RunForm
from briefgen.writers.word.xml import illegal, text_element, w, words

_BREAK = "<w:r><w:br/></w:r>"
_PIECES = re.compile("([\n\t])")
_INSTRUCTIONS = {"page": "PAGE", "pages": "NUMPAGES"}
# How fields call number formats. LibreOffice shows 1 for Word's Chinese ones.
_SEQUENCE_FORMATS = {
    "decimal": "ARABIC",
    "upperRoman": "ROMAN",
    "lowerRoman": "roman",
    "upperLetter": "ALPHABETIC",
    "lowerLetter": "alphabetic",
}


def inlines(text: Text, paragraph: Paragraph, content: Iterable[Inline]) -> str:
    """`content`, which is part of the paragraph, as runs, those of one link joined into one."""
    label, rest = divided(tuple(joined(content, text.draft.said)))
    counted = "".join(_linked(text, paragraph, label))
    if counted:
        counted = bookmarked(text, paragraph.id, counted)
    return counted + "".join(_linked(text, paragraph, rest))


def _linked(text: Text, paragraph: Paragraph, content: Iterable[Inline]) -> Iterator[str]:
    for href, group in groupby(content, lambda i: getattr(i, "href", None)):
        runs = "".join(_inline(text, paragraph, inline) for inline in group)
        if not href or not runs:
            yield runs
        elif not href.startswith("#"):
            yield f'<w:hyperlink r:id="{text.link(href)}" w:history="1">{runs}</w:hyperlink>'
        elif href[1:] in text.draft.labels:
            yield w("hyperlink", runs, anchor=bookmark_name(href[1:]), history=1)
        else:
            text.draft.messages.append(told("dead-link", paragraph.src, target=href))
            yield runs


def _inline(text: Text, paragraph: Paragraph, inline: Inline) -> str:
    if isinstance(inline, Run):
        return _run(text, paragraph, inline)
    if isinstance(inline, LineBreak):
        return _BREAK
    if isinstance(inline, Field):
        return _field(text, paragraph, inline)
    if isinstance(inline, Leader):
        return _run(text, paragraph, Run("\t", inline.style, href=inline.href))
    if isinstance(inline, Chart):
        return f"<w:r>{chart_drawing(text, inline)}</w:r>"
    if isinstance(inline, Picture):
        shown = drawing(text, inline)
        if not shown:
            return f"<w:r>{text_element(f'[{inline.alt}]')}</w:r>" if inline.alt else ""
        return f"<w:r>{shown}</w:r>"
    return _note(text, paragraph, inline)


def _run(text: Text, paragraph: Paragraph, run: Run) -> str:
    if bad := illegal(run.text):
        codes = [f"U+{ord(character):04X}" for character in bad]
        text.draft.messages.append(told("word-character", paragraph.src, characters=codes))
    form = text.draft.styles.run_form(paragraph, run)
    head = _properties(form, run.text, run.style)
    return f"<w:r>{head}{_content(run.text)}</w:r>"


def _content(shown: str) -> str:
    if "\n" not in shown and "\t" not in shown:
        return text_element(shown)
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    return "".join(
        marks.get(piece) or text_element(piece) for piece in _PIECES.split(shown) if piece
    )


def _properties(form: RunForm, shown: str, style: TextStyle) -> str:
    return form.xml(chinese=not shown.isascii() and is_east_asian(style.language))


def _field(text: Text, paragraph: Paragraph, field: Field) -> str:
    styles = text.draft.styles
    said = _instruction(text, field)
    if not said:
        return _run(text, paragraph, Run(field.cached, field.style, href=field.href))
    form = styles.text_form(styles.style_of(paragraph), field.style, linked=field.href is not None)
    head = _properties(form, "", field.style)
    instruction = text_element(f" {said} ", "instrText")
    pieces = (
        w("fldChar", fldCharType="begin"),
        instruction,
        w("fldChar", fldCharType="separate"),
        text_element(field.cached),
        w("fldChar", fldCharType="end"),
    )
    return "".join(f"<w:r>{head}{piece}</w:r>" for piece in pieces)


def _instruction(text: Text, field: Field) -> str:
    """What makes Word fill the field in; "" where it can't."""
    if field.kind == "sequence":
        return _sequence(text, field)
    if field.kind in ("page", "pages"):
        return _INSTRUCTIONS[field.kind]
    return _target(text, field)


def _target(text: Text, field: Field) -> str:
    """The instruction for the number of another place."""
    if field.kind == "target-number":
        if text.draft.said.get(field.target) != field.cached:
            return ""
        number = "\\n " if field.target in text.draft.numbers else ""
        return f"REF {bookmark_name(field.target)} {number}\\h"
    read = value_of(field.cached, field.format)
    switch = _SEQUENCE_FORMATS.get(read[0]) if read is not None else None
    if field.target not in text.draft.labels or switch is None:
        return ""
    form = "" if switch == "ARABIC" else f" \\* {switch}"
    return f"PAGEREF {bookmark_name(field.target)} \\h{form}"


def _sequence(text: Text, field: Field) -> str:
    """The instruction that makes Word count as the page does; "" where it can't."""
    read = value_of(field.cached, field.format)
    switch = _SEQUENCE_FORMATS.get(read[0]) if read is not None else None
    if read is None or switch is None:
        return ""
    counted, value = text.draft.sequences, read[1]
    expected = counted.get(field.sequence, 0) + 1
    counted[field.sequence] = value
    return f"SEQ {field.sequence} \\* {switch}" + (f" \\r {value}" if value != expected else "")


def _note(text: Text, paragraph: Paragraph, note: Footnote) -> str:
    text.draft.notes.append(note)
    number = len(text.draft.notes)
    if counts(note.call, number):
        return _note_call(text, paragraph, note.call, w("footnoteReference", id=number))
    reference = w("footnoteReference", customMarkFollows=1, id=number)
    return _note_call(text, paragraph, note.call, reference + text_element(note.call.number))


def counts(mark: NoteMark, number: int) -> bool:
    """Whether Word, when it counts notes in the mark's own way, shows what the page shows for the note `number`."""
    read = value_of(mark.number, mark.format)
    return read is not None and read[1] == number


def _note_call(text: Text, paragraph: Paragraph, call: NoteMark, number: str) -> str:
    around = text.draft.styles.style_of(paragraph).character
    in_force = {**around, **notemarks.call_style(text.draft.notes[0].call)}
    form = RunForm(notemarks.CALL, difference(notemarks.call_look(call), in_force))
    return _mark(form, call, number)


def note_number(text: Text, paragraph: Paragraph, marker: NoteMark, number: str) -> str:
    """The number before `paragraph`, which begins a note; `number` is what is in its run."""
    around = text.draft.styles.style_of(paragraph).character
    in_force = {**around, **notemarks.number_style(text.draft.notes[0].marker)}
    look = notemarks.number_look(marker, paragraph.text_style)
    return _mark(RunForm(notemarks.NUMBER, difference(look, in_force)), marker, number)


def _mark(form: RunForm, mark: NoteMark, number: str) -> str:
    """The run of a mark, and the runs of what the page shows around it."""
    head = _properties(form, mark.number, mark.style)
    first, last = (
        f"<w:r>{_properties(form, shown, mark.style)}{text_element(shown)}</w:r>" if shown else ""
        for shown in (mark.before, mark.after)
    )
    return f"{first}<w:r>{head}{number}</w:r>{last}"


def bookmarked(text: Text, anchor: str, content: str) -> str:
    """`content` inside a bookmark for `anchor`; an anchor that occurs twice marks its first place."""
    if not anchor or anchor in text.draft.bookmarked:
        return content
    text.draft.bookmarked.add(anchor)
    return around(text, bookmark_name(anchor), content)


def around(text: Text, name: str, content: str) -> str:
    """`content` inside a bookmark of this name, which must be the only one and of letters, digits and underscores."""
    number = next(text.draft.bookmark_ids)
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def uncounted(text: Text, paragraph: Paragraph) -> str:
    """The number before a paragraph as words, if it has one that Word doesn't count."""
    number = paragraph.number
    if number is None or text.draft.numbering.outline.of(paragraph) is not None:
        return ""
    return _run(text, paragraph, Run(number.text, number.style))


def plain(shown: str) -> str:
    """Words in a run without properties."""
    return f"<w:r><w:t>{words(shown)}</w:t></w:r>"
