"""Turn the number of a counter into its signs, as long as they are few.

A style of few signs repeats them: the millionth paragraph would have a million. CSS Counter Styles 3, section 2, lets a
program write other digits for whatever is longer than 60 characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint.css.counters import CounterStyle

_LARGEST = 100_000
_LONGEST = 200
"""Characters of a number, or of one of the signs that it is made of."""
_SIGNS = ("symbols", "prefix", "suffix", "negative", "pad", "additive_symbols")
_MOST_KNOWN = 200
_known: dict[int, Mapping[str, Any]] = {}
"""Styles that were found short, by their address: WeasyPrint's own fifty come with every page."""


class Counters(CounterStyle):  # type: ignore[misc]  # WeasyPrint is untyped
    """WeasyPrint's counter styles; numbers that would be too long are written in digits, styles of long signs not taken."""

    def __setitem__(self, name: str, style: Mapping[str, Any]) -> None:
        """Take a style, if its signs are short."""
        if _known.get(id(style)) is not style:
            padded = (style.get("pad") or (0,))[0] <= _LONGEST
            if not (padded and all(_is_short(style.get(part)) for part in _SIGNS)):
                return
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[id(style)] = style
        super().__setitem__(name, style)

    def render_value(
        self, counter_value: int, counter_name: Any = None, *further: Any, **more: Any
    ) -> str:
        """The signs of a number."""
        if abs(counter_value) <= _LARGEST or counter_name in ("decimal", None):
            made = super().render_value(counter_value, counter_name, *further, **more)
            if len(made) <= _LONGEST:
                return str(made)
        return f"{counter_value}"


def _is_short(part: Any) -> bool:
    """Whether all texts of a descriptor are."""
    if isinstance(part, str):
        return len(part) <= _LONGEST
    return not isinstance(part, (tuple, list)) or all(map(_is_short, part))
