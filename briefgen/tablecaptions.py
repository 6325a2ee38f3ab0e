"""Turn a paragraph of Markdown that opens with `Table:` or `表：` just above a table into the table's caption.

`{#id}` at its end is what texts call the table, `[](#id)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

_OPENING = re.compile(r"(?:Table|表)[ \t]*[:：]\s*(?=\S)")
_NAME = re.compile(r"\s*\{#([^{}\s]*)\}\s*$")
_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]
OPEN, CLOSE = "caption_open", "caption_close"


def captioned(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each paragraph that is a table's caption inside its table, without its opening and its name."""
    made: list[Token] = []
    for token in tokens:
        made.append(token)
        if token.type != "table_open" or [each.type for each in made[-4:-1]] != _PARAGRAPH:
            continue
        begin, words, end, table = made[-4:]
        children = words.children or [words]
        first, last = children[0], children[-1]
        if opening := _OPENING.match(first.content):
            first.content = first.content[opening.end() :]
            if named := _NAME.search(last.content):
                begin.info, last.content = named[1], last.content[: named.start()]
            begin.type, end.type, begin.tag, end.tag = OPEN, CLOSE, *("caption",) * 2
            made[-4:] = [table, begin, words, end]
    return made


def named(tokens: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    """The names of tables, each with the token that holds the words of its caption."""
    for token, words in pairwise(tokens):
        if token.type == OPEN and token.info:
            yield token.info, words
