"""Turn links of Markdown to names (`[](#hall)`) into links to what a page has under these names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link to `#name` leads: the anchor `href`, "" for nowhere.

    One without words shows `words`, or else what the style sheet says of the class `kind`.
    """

    href: str
    words: str = ""
    kind: str = ""


Links = Callable[[str, str, bool], Link | None]
"""Name, source and whether the link is without words, to the link; None where the name is not one of the brief's."""


def led(
    children: Iterable[Token], links: Links | None, src_at: Callable[[int], str], line: int
) -> Iterator[Token]:
    """The inline tokens with links to `#…` led to where `links` says, and those without words given some.

    `src_at` says where the line so many lines further down stands; the first token is on `line`.
    """
    every = list(children)
    leads = True
    for token, after in zip(every, (*every[1:], None), strict=True):
        line += token.type in ("softbreak", "hardbreak")
        href = str(token.attrs.get("href", "")) if token.type == "link_open" else ""
        empty = after is not None and after.type == "link_close"
        found = links(href[1:], src_at(line), empty) if links and href[:1] == "#" else None
        if found is not None:
            leads = bool(found.href)
            token.attrSet("href", f"#{found.href}")
            if empty and found.kind:
                token.attrSet("class", f"reference {found.kind}")
        if leads or token.type not in ("link_open", "link_close"):
            yield token
        elif token.type == "link_close":
            leads = True
        if found is not None and empty and found.words:
            yield Token("text", "", 0, content=found.words)
