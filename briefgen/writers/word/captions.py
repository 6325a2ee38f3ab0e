"""Turn the label and the number that begin a caption ("图1") into what references elsewhere repeat: REF fields.

Word repeats what stands in a bookmark; so the bookmark of a counted caption is around its label and number alone. Of a heading
that Word counts it repeats the number, all of it but a full stop at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from briefgen.tree import Field, Inline, Paragraph, Run
from briefgen.writers.word.outline import Outline


def divided(inlines: Sequence[Inline]) -> tuple[Sequence[Inline], Sequence[Inline]]:
    """The label with its number, and the rest; no label when Word counts nothing here."""
    for index, inline in enumerate(inlines):
        if isinstance(inline, Field) and inline.kind == "sequence":
            return inlines[: index + 1], inlines[index + 1 :]
    return (), inlines


def labels(paragraphs: Iterable[Paragraph]) -> dict[str, str]:
    """What references to captions repeat, by their anchors; the first of an anchor counts, as with bookmarks."""
    found: dict[str, str] = {}
    for paragraph in paragraphs:
        if paragraph.id:
            label, _ = divided(paragraph.inlines)
            found.setdefault(paragraph.id, replace(paragraph, inlines=tuple(label)).text)
    return found


def numbers(paragraphs: Iterable[Paragraph], outline: Outline) -> dict[str, str]:
    """What references to headings that Word counts repeat, by the headings' anchors."""
    return {
        p.id: p.number.text.strip().rstrip(".")
        for p in paragraphs
        if p.id and p.number is not None and outline.of(p) is not None
    }


def joined(inlines: Iterable[Inline], said: Mapping[str, str]) -> Iterator[Inline]:
    """The inlines with what stands around the number of a caption or heading ("图" and 1; （, 一 and ）) in one field.

    `said` is what `labels` and `numbers` found.
    """
    rest = tuple(inlines)
    while any(isinstance(each, Field) and each.kind == "target-number" for each in rest):
        length, field = _reference(rest, said)
        yield field or rest[0]
        rest = rest[length:]
    yield from rest


def _reference(inlines: Sequence[Inline], said: Mapping[str, str]) -> tuple[int, Field | None]:
    """How many of the first inlines print what is said of one target, and the one field for them; None when they don't."""
    text, number = "", None
    for length, inline in enumerate(inlines, 1):
        if not isinstance(inline, (Run, Field)) or inline.href != _href(inlines[0]):
            break
        text += inline.text if isinstance(inline, Run) else inline.cached
        if isinstance(inline, Field):
            number = inline if inline.kind == "target-number" else None
            if number is None:
                break
        if number is not None and said.get(number.target) == text:
            return length, replace(number, cached=text)
    return 1, None


def _href(inline: Inline) -> str | None:
    return getattr(inline, "href", None)
