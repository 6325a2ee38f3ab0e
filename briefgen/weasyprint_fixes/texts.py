"""Turn the line that a text breaks into, and its measures, into those that were found before.

Pango shapes a text several times for one document, to measure the columns of a table and to break its lines, and again when the
next document has the same text. What comes out depends on the text, the width and the style's look (see `looks`).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from briefgen.kept import Kept
from briefgen.weasyprint_fixes.looks import look_of
from briefgen.weasyprint_fixes.patching import Patches, Seam

_LINES: Kept[tuple[Any, ...]] = Kept(24_000_000)
"""What `split_first_line` returns."""


def seams() -> tuple[Seam, ...]:
    """What `fix_texts` replaces, and relies on."""
    from weasyprint.layout import inline, preferred
    from weasyprint.text.line_break import Layout

    parameters = (
        "text", "style", "context", "max_width", "justification_spacing", "is_line_start", "minimum",
    )  # fmt: skip
    return (
        Seam(inline, "split_first_line", parameters),
        Seam(preferred, "split_first_line", parameters),
        Seam(Layout, "deactivate", ("self",)),
    )


def fix_texts(patches: Patches) -> None:
    """Break no line again."""
    from weasyprint.layout import inline, preferred

    for module in (inline, preferred):
        patches.replace(module, "split_first_line", _breaking(module.split_first_line, str(module)))


def _breaking(plain: Any, where: str) -> Any:
    """`split_first_line` that looks among the lines that were found before `where`; others may break them otherwise."""

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        room = max_width, justification_spacing, is_line_start, minimum
        look = look_of(style)
        if not look:
            return plain(text, style, context, *room)
        key = line_key(where, text, look, *room)
        found = _LINES.find(key)
        if found is None:
            found = plain(text, style, context, *room)
            _LINES.keep(key, found, 1000 + 4 * len(text))
        layout, *others = found
        return (_twin(layout), *others)

    return split_first_line


def line_key(*parts: Hashable) -> tuple[Hashable, ...]:
    """What a line and its measures depend on: where, text, look, width, spacing, is_line_start, minimum."""
    return parts


def _twin(layout: Any) -> Any:
    """Another layout that says the same: one that is not active has no objects of Pango's."""
    twin = object.__new__(type(layout))
    twin.__dict__.update(layout.__dict__)
    return twin
