"""Turn a number of copies and a distribution list into numbered copies, and patterns with their fields into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: its number as it is printed, and who receives it ("" when nobody is named)."""

    number: str
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A recipient and how many copies they get."""

    name: str
    copies: int


def number_copies(
    total: int, start: int = 1, digits: int = 6, shares: Sequence[Share] = ()
) -> tuple[Copy, ...]:
    """`total` copies numbered from `start`; recipients get theirs in order, what is left over has no recipient."""
    names = [share.name for share in shares for _ in range(share.copies)][:total]
    names += [""] * (total - len(names))
    return tuple(Copy(f"{start + k:0{digits}}", name) for k, name in enumerate(names))


def filled(text: str, words: dict[str, str]) -> str:
    """`text` with {number}, {recipient} and {total} filled in; other braces stay as they are."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text
