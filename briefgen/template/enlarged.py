"""Turn a page into the same page in larger type: lengths in points grow, the paper and its margins stay.

Templates give type, line pitches and what stands between lines in points, and paper and margins in millimetres.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import tinycss2

from briefgen.template import Page, Sheet
from briefgen.units import Length

_LARGE = 18.0  # pt, what is called large print
_LARGER = 1.25  # times, where the text is large already


def in_large_print(page: Page, text: Length) -> Page:
    """The page with text of 18 pt or more, at least a quarter larger than `text`, the size that it has."""
    return enlarged(page, max(_LARGER, _LARGE / text.pt))


def enlarged(page: Page, factor: float) -> Page:
    """The page with every length in points `factor` times as long, but for the margins and the size of pages."""
    return replace(page, sheets=tuple(_sheet(sheet, factor) for sheet in page.sheets))


def _sheet(sheet: Sheet, factor: float) -> Sheet:
    rules = tinycss2.parse_stylesheet(sheet.text)
    for rule in rules:
        _rule(rule, factor)
    return replace(sheet, text=tinycss2.serialize(rules))


def _rule(rule: Any, factor: float) -> None:
    if rule.type == "qualified-rule":
        _lengthen(rule.content, factor)
    elif rule.type == "at-rule" and rule.content is not None:
        # A page keeps its size and margins; what runs in the margins grows with the text.
        boxes = rule.lower_at_keyword == "page"
        _lengthen(_margin_boxes(rule.content) if boxes else rule.content, factor)


def _margin_boxes(tokens: Iterable[Any]) -> list[Any]:
    return [token for token in tokens if token.type == "{} block"]


def _lengthen(tokens: Iterable[Any], factor: float) -> None:
    for token in tokens:
        if token.type == "dimension" and token.lower_unit == "pt":
            token.value *= factor
            token.representation = f"{token.value:g}"
        for inside in (getattr(token, "content", None), getattr(token, "arguments", None)):
            if isinstance(inside, list):
                _lengthen(inside, factor)
