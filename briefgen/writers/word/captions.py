"""Turn the label and the number that begin a caption ("图1") into what references elsewhere repeat: REF fields.

Word repeats what stands in a bookmark; so the bookmark of a counted caption is around its label and number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from briefgen.tree import Field, Inline, Paragraph, Run


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


def joined(inlines: Iterable[Inline], said: Mapping[str, str]) -> Iterator[Inline]:
    """The inlines with the label before the number of a caption ("图" and 1) in one field; `said` is what `labels` found."""
    before: Inline | None = None
    for inline in inlines:
        if isinstance(inline, Field) and inline.kind == "target-number" and isinstance(before, Run):
            whole = before.text + inline.cached
            if said.get(inline.target) == whole and before.href == inline.href:
                before = replace(inline, cached=whole)
                continue
        if before is not None:
            yield before
        before = inline
    if before is not None:
        yield before
