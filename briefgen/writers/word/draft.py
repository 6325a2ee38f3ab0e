"""Turn the parts of a Word file that are being written into one another's references: ids, relationships, pictures, notes.

A draft is the whole file while it is written; a story is one text of it (main text, a header, the notes), which has its own
relationships.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from briefgen.messages import Message
from briefgen.tree import Footnote
from briefgen.units import ZERO, Length
from briefgen.writers.word.contents import Contents
from briefgen.writers.word.numbering import Numbering
from briefgen.writers.word.opc import RelationshipType
from briefgen.writers.word.package import Package, Story
from briefgen.writers.word.provenance import Provenance
from briefgen.writers.word.styles import StyleBook

_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(slots=True)
class Draft:
    """A Word file being written. `labels` has the ids that links may point to, with the label and number ("图1") of those
    that are counted captions; the others have "". `numbers` has what references to counted headings say,
    `said` both.
    """

    package: Package
    styles: StyleBook
    numbering: Numbering
    labels: Mapping[str, str]
    numbers: Mapping[str, str]
    contents: Contents
    messages: list[Message] = field(default_factory=list)
    notes: list[Footnote] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    bookmarked: set[str] = field(default_factory=set)
    provenance: Provenance = field(default_factory=Provenance)
    drawing_ids: Iterator[int] = field(default_factory=lambda: count(1))
    bookmark_ids: Iterator[int] = field(default_factory=lambda: count(1))
    said: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.said = {**self.labels, **self.numbers}


@dataclass(slots=True)
class Text:
    """One story of a draft: what is written here refers to others through `story`'s relationships.

    `margin` is the distance of its text from the left edge of the paper.
    """

    draft: Draft
    story: Story
    margin: Length = ZERO

    def link(self, address: str) -> str:
        """The relationship id of an address outside the file."""
        return self.story.relate(address, RelationshipType.HYPERLINK)


def bookmark_name(anchor: str) -> str:
    """A bookmark name for an anchor. Word takes 40 letters, digits and underscores, and doesn't tell a from A: anything but
    small letters becomes a digest.
    """
    if _PLAIN.fullmatch(anchor):
        return anchor
    return "id_" + sha256(anchor.encode()).hexdigest()[:12]
