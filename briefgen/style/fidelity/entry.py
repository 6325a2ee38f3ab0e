"""Turn nothing: what an entry of the table of CSS properties or HTML elements says about the Word file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Word = Literal["exact", "approximate", "partly", "none", "irrelevant"]
"""exact: Word shows the same. approximate: nearly, `en` says how. partly: the same, except where a message says so.
none: a message says what Word shows instead. irrelevant: there is nothing to show, or another property decides it."""
Case = Callable[[Any, Any, str], bool]
"""Whether a computed style, of a box (None: of a page), loses this property (underscores in its name)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What Word makes of some properties: `names` are those that a message can be about, `others` go with them.

    `en` and `zh` say what Word shows; `keeps` are values that lose nothing besides the initial one; `case` decides instead of
    the value. `pages`: @page and its margin boxes lose it.
    """

    word: Word
    names: tuple[str, ...]
    en: str
    zh: str
    others: tuple[str, ...] = ()
    keeps: frozenset[str] = frozenset()
    case: Case | None = None
    pages: bool = False


def entry(
    word: Word,
    names: str,
    en: str = "",
    zh: str = "",
    *,
    others: str = "",
    keeps: str = "",
    case: Case | None = None,
    pages: bool = False,
) -> Entry:
    """An entry; several names or values stand with blanks between them."""
    kept = frozenset(keeps.split())
    return Entry(word, tuple(names.split()), en, zh, tuple(others.split()), kept, case, pages)
