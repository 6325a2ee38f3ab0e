"""Turn the text that a rule's counters put before a paragraph (`::before`) into a number that a word processor counts.

`--word-number: "%1、"` on the rule of a heading says so, `--word-sequence: 图` on that of a caption; what the page shows then
has to look like that, or it stays what it is: words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.style.values import own_text, text_of
from briefgen.tree import Field, Inline, NumberMark, Run, TextStyle

_PLACE = re.compile("%([1-9])")
_COUNTERS = ("counter()", "counters()")
_NO_NAME = re.compile(r"\W+|^(?=\d)")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found before a paragraph: its number, and what a box becomes instead of words."""

    number: NumberMark | None = None
    instead: tuple[Any, tuple[Inline, ...]] | None = None


def counted(box: Any, line: Any, look: Callable[[Any], TextStyle]) -> Counted:
    """The number before the paragraph `box` whose first line is `line`; nothing found when no rule asks for one.

    `look` makes the text style of a computed style.
    """
    pattern, sequence = (own_text(box.style, f"word-{kind}") for kind in ("number", "sequence"))
    before = _before(box, line) if pattern or sequence else None
    if before is None:
        return Counted()
    shown = "".join(text_of(b) for b in before.descendants() if isinstance(b, boxes.TextBox))
    style = look(before.style)
    if pattern and (numbers := _numbers(pattern, shown)):
        level = max(int(place) for place in _PLACE.findall(pattern)) - 1
        mark = NumberMark(level, pattern, numbers, _counter_style(before), style)
        return Counted(mark, (before, ()))
    if (name := _NO_NAME.sub("_", sequence)) and (parts := _around_last_number(before, shown)):
        first, number, rest = parts
        field = Field("sequence", style, number, name, _counter_style(before))
        words = (Run(first, style), field, Run(rest, style))
        return Counted(None, (before, tuple(w for w in words if isinstance(w, Field) or w.text)))
    return Counted()


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


def _around_last_number(before: Any, shown: str) -> tuple[str, str, str] | None:
    """What is shown, divided around the last counter; None when there is none, or when it can't be found again."""
    pieces = _pieces(before)
    counters = [index for index, (kind, _) in enumerate(pieces) if kind in _COUNTERS]
    if not counters:
        return None
    wanted = ["(.+?)" if kind in _COUNTERS else re.escape(str(value)) for kind, value in pieces]
    at = counters[-1]
    wanted[:at] = [piece.replace("(.+?)", ".+?") for piece in wanted[:at]]
    found = re.fullmatch(
        f"({''.join(wanted[:at])}){wanted[at]}({''.join(wanted[at + 1 :])})", shown
    )
    return (found[1], found[2], found[3]) if found else None


def _pieces(before: Any) -> list[tuple[str, Any]]:
    """The pieces of the rule's `content`, each with its kind."""
    content = before.style["content"]
    return list(content) if isinstance(content, (tuple, list)) else []


def _counter_style(before: Any) -> str:
    """The counter style of the last counter that is printed; "decimal" where it can't be told."""
    styles = [value[-1] for kind, value in _pieces(before) if kind in _COUNTERS]
    return styles[-1] if styles and isinstance(styles[-1], str) else "decimal"
