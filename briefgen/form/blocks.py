"""Turn Markdown into blocks of runs, as a paragraph of a form takes them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefgen.markup import tokens

if TYPE_CHECKING:
    from markdown_it.token import Token

_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; a newline is a line end. `href` is where they lead to, "" for nowhere."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the rows of a table (then without runs).

    `heading` is its level, 0 for others; `depth` counts the lists and quotes around it; `marker` is what its item is counted by.
    """

    runs: tuple[Run, ...] = ()
    heading: int = 0
    depth: int = 0
    marker: str = ""
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


def blocks_of(text: str, level: int) -> list[Block]:
    """The blocks of Markdown; its highest heading is one of `level`."""
    return list(_blocks(tokens(text), level))


def runs_of(text: str) -> tuple[Run, ...]:
    """The runs of Markdown without its blocks; a line end where one block followed another."""
    found: list[Run] = []
    for token in tokens(text):
        if token.type in ("inline", "fence"):
            found += [Run("\n")] if found else []
            found += _runs(token)
    return tuple(found)


@dataclass(slots=True)
class _Reader:
    """What is open while the tokens are read: lists with the next number (None: bullets), quotes, a heading, a table."""

    level: int
    highest: int
    lists: list[int | None] = field(default_factory=list)
    quotes: int = 0
    heading: int = 0
    marker: str = ""
    table: list[list[tuple[Run, ...]]] | None = None

    def read(self, token: Token) -> Block | None:
        """The block that ends with a token, if one does."""
        if token.type in ("inline", "fence"):
            return self._words(token)
        if token.type == "table_close" and self.table is not None:
            rows, self.table = self.table, None
            return Block(rows=tuple(tuple(row) for row in rows))
        self._open(token)
        return None

    def _words(self, token: Token) -> Block | None:
        # The caption of a table stands before its first row.
        if self.table:
            self.table[-1].append(_runs(token))
            return None
        depth = len(self.lists) + self.quotes
        made = Block(_runs(token), self.heading, depth, self.marker)
        self.heading, self.marker = 0, ""
        return made

    def _open(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.lists.append(None)
            case "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                count = self.lists[-1]
                self.marker = _BULLET if count is None else f"{count}."
                self.lists[-1] = None if count is None else count + 1
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "heading_open":
                self.heading = min(self.level + int(token.tag[1]) - self.highest, 9)
            case "table_open":
                self.table = []
            case "tr_open" if self.table is not None:
                self.table.append([])


def _blocks(found: Sequence[Token], level: int) -> Iterator[Block]:
    highest = min((int(t.tag[1]) for t in found if t.type == "heading_open"), default=1)
    reader = _Reader(level, highest)
    for token in found:
        block = reader.read(token)
        if block is not None:
            yield block


def _runs(token: Token) -> tuple[Run, ...]:
    if token.type == "fence":
        return (Run(token.content.rstrip("\n"), code=True),)
    found: list[Run] = []
    look = Run("")
    for child in token.children or ():
        match child.type:
            case "strong_open" | "strong_close":
                look = replace(look, bold=child.nesting > 0)
            case "em_open" | "em_close":
                look = replace(look, italic=child.nesting > 0)
            case "s_open" | "s_close":
                look = replace(look, strike=child.nesting > 0)
            case "link_open":
                look = replace(look, href=str(child.attrs.get("href", "")))
            case "link_close":
                look = replace(look, href="")
            case "softbreak":
                found.append(replace(look, text=" "))
            case "hardbreak":
                found.append(replace(look, text="\n"))
            case "code_inline":
                found.append(replace(look, text=child.content, code=True))
            case "text" if child.content:
                found.append(replace(look, text=child.content))
    return tuple(found)
