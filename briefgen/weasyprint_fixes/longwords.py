"""Turn the breaking of words that are too long for a line into that of those which stand at its start.

CSS Text 3, 5.5 (overflow-wrap): a word may be broken "if there are no otherwise-acceptable break points in the line".
WeasyPrint 70 takes every text inside an inline element for the start of its line, and cuts the word that has no room there.
"""

from __future__ import annotations

from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_NEAR = 0.01
"""px"""
_SOMETHING = (None,)
_OTHERS = (
    "bottom_space", "skip_stack", "containing_block", "absolute_boxes", "fixed_boxes", "line_placeholders", "waiting_floats",
    "line_children", "first_letter_style", "first_line_style",
)  # fmt: skip
_LINE = _OTHERS.index("line_children")


def word_seams() -> tuple[Seam, ...]:
    """What this correction replaces."""
    from weasyprint.layout import inline

    return (
        Seam(inline, "split_inline_level", ("context", "box", "position_x", "max_x", *_OTHERS)),
    )


def fix_words(patches: Patches) -> None:
    """Words are broken where nothing stands before them on the line."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline

    plain = inline.split_inline_level
    line: object = None
    start = 0.0

    def split_inline_level(context: Any, box: Any, x: float, max_x: float, *others: Any) -> Any:
        nonlocal line, start
        if others[_LINE] is not line:
            # The list of what stands on a line is there for that line alone.
            line, start = others[_LINE], x
        elif isinstance(box, boxes.TextBox) and x > start + _NEAR:
            # It is only asked whether there is anything.
            others = (*others[:_LINE], _SOMETHING, *others[_LINE + 1 :])
        return plain(context, box, x, max_x, *others)

    patches.replace(inline, "split_inline_level", split_inline_level)
