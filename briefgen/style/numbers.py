"""Turn the text that a rule's counters put before a paragraph (`::before`) into a number that a word processor counts.

`--word-number: "%1、"` on the rule of the paragraph says so; what the page shows then has to look like that, or it stays
what it is: words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.style.inlines import text_of
from briefgen.style.values import own_text
from briefgen.tree import Inline, NumberMark, TextStyle

_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found before a paragraph: its number, and the box that it is instead of words."""

    number: NumberMark | None = None
    instead: tuple[Any, tuple[Inline, ...]] | None = None


def counted(box: Any, line: Any, look: Callable[[Any], TextStyle]) -> Counted:
    """The number before the paragraph `box` whose first line is `line`; nothing found when no rule asks for one.

    `look` makes the text style of a computed style.
    """
    pattern = own_text(box.style, "word-number")
    before = _before(box, line) if pattern else None
    if before is None:
        return Counted()
    shown = "".join(text_of(b) for b in before.descendants() if isinstance(b, boxes.TextBox))
    numbers = _numbers(pattern, shown)
    if not numbers:
        return Counted()
    levels = [int(level) for level in _PLACE.findall(pattern)]
    mark = NumberMark(max(levels) - 1, pattern, numbers, _counter_style(before), look(before.style))
    return Counted(mark, (before, ()))


def _before(box: Any, line: Any) -> Any:
    """The box of the paragraph's `::before`; None when there is none, or when it is not at the start of the line."""
    first = next(iter(line.children), None)
    if first is None or first.element is not box.element:
        return None
    return first if first.element_tag.endswith("::before") else None


def _numbers(pattern: str, shown: str) -> tuple[str, ...]:
    """The numbers in what is shown, in the pattern's order; none when it doesn't look like the pattern."""
    pieces = _PLACE.split(pattern.rstrip())
    if len(set(pieces[1::2])) != len(pieces) // 2:
        return ()
    wanted = "".join("(.+?)" if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))
    found = re.fullmatch(wanted, shown.strip())
    return found.groups() if found else ()


def _counter_style(before: Any) -> str:
    """The counter style of the last counter that is printed; "decimal" where it can't be told."""
    content = before.style["content"]
    styles = [
        value[-1]
        for kind, value in (content if isinstance(content, (tuple, list)) else ())
        if kind in ("counter()", "counters()")
    ]
    return styles[-1] if styles and isinstance(styles[-1], str) else "decimal"
