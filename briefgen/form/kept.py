"""Turn what filters make beyond plain words (Markdown, pictures) into marks in the text, and remember what they stand for.

A filter can't know in which paragraph its value will stand. So it prints a mark, and when a part is filled in, `expand` puts
runs, paragraphs and drawings where the marks are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from jinja2 import DictLoader

from briefgen.bulletin import Image
from briefgen.links import Links
from briefgen.markup import escape_markdown, plain
from briefgen.messages import Message
from briefgen.sandbox import Sandbox, make_environment
from briefgen.template.printed import spot
from briefgen.units import Length, parse_length
from briefgen.world import IMAGE_LIMIT, Unreadable, World

_EMPTY_LINK = re.compile(r"\[\]\(#([a-z0-9_-]+)\)")
MARK = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Words:
    """Markdown: its text; `inline` leaves its blocks out; `level` is that of its highest heading."""

    text: str
    inline: bool
    level: int = 3

    @property
    def plain(self) -> str:
        """The words alone."""
        return plain(self.text)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: name and bytes of its file, words for who doesn't see it, the wanted sizes (None: as the other side says)."""

    file: str
    data: bytes
    alt: str
    width: Length | None
    height: Length | None

    @property
    def plain(self) -> str:
        """Its words."""
        return self.alt


Kept = Words | Drawing


@dataclass(slots=True)
class Keeper:
    """What the marks of one filling stand for; `spots` are those places of the YAML that were printed as Markdown.

    `links` knows what texts refer to.
    """

    world: World
    links: Links
    kept: list[Kept] = field(default_factory=list)
    spots: set[tuple[str, str]] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)

    def environment(self, language: str) -> Sandbox:
        """The sandbox of forms: that of pages, with filters that leave marks."""
        made = make_environment(language, DictLoader({}), "word")
        made.filters |= {
            "markdown": self._words("block"),
            "inline_markdown": self._words("inline"),
            "picture": self._picture,
        }
        return made

    def stands_for(self, number: str) -> Kept | None:
        """What a mark stands for; None for a mark that isn't ours."""
        return self.kept[int(number)] if int(number) < len(self.kept) else None

    def without_marks(self, text: str) -> str:
        """The text with the plain words in the place of the marks."""

        def words(match: re.Match[str]) -> str:
            found = self.stands_for(match[1])
            return found.plain if found else ""

        return MARK.sub(words, text)

    def _mark(self, kept: Kept) -> str:
        self.kept.append(kept)
        return f"\ue000{len(self.kept) - 1}\ue001"

    def _words(self, kind: Literal["block", "inline"]) -> Callable[..., str]:
        def words(value: str | None, level: int = 3) -> str:
            if not value:
                return ""
            if not isinstance(value, str):
                raise TypeError(f"Markdown is text, not {type(value).__name__.lower()}")
            self.spots.add(spot(getattr(value, "src", "")))
            return self._mark(Words(self._spelt_out(value), kind == "inline", int(level)))

        return words

    def _spelt_out(self, text: str) -> str:
        """The text with words in its links without any: a form has no numbers for them."""

        def words(match: re.Match[str]) -> str:
            found = self.links(match[1], getattr(text, "src", ""), True)
            return escape_markdown(found.words) if found else match[0]

        return _EMPTY_LINK.sub(words, text)

    def _picture(
        self, value: Any, width: str | None = None, height: str | None = None, alt: str = ""
    ) -> str:
        if not value:
            return ""
        if not isinstance(value, (Image, str)):
            raise TypeError(f"picture wants an image, not {type(value).__name__.lower()}")
        file = value.file if isinstance(value, Image) else str(value)
        words = alt or (str(value.alt) if isinstance(value, Image) else "")
        sizes = [_length(each) for each in (width, height)]
        if isinstance(value, Image):
            self.spots |= {
                spot(text.src) for text in (value.alt, value.caption) if text == value.alt
            }
        try:
            data = self.world.read(file, IMAGE_LIMIT)
        except Unreadable as error:
            self.messages.append(error.at())
            return ""
        return self._mark(Drawing(file.rpartition("/")[2], data, words, *sizes))


def _length(text: str | None) -> Length | None:
    if text is None:
        return None
    found = parse_length(str(text))
    if found is None:
        raise ValueError(f"{text!r} is no length: write 8cm, 80mm or 3in")
    return found
