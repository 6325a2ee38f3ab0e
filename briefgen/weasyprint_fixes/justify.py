"""Turn a justified line's free width into equal gaps between its hanzi, so that the line ends at the right edge.

WeasyPrint spreads the free width over spaces only; a line of hanzi has none, and a line with a single space gets one hole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from briefgen.kinsoku import WIDE, has_wide, unmark
from briefgen.weasyprint_fixes.patching import Patches, Seam

# Marks that are one with the letter before them.
_ATTACHED = (
    "\u0300-\u036f\u200d\u302a-\u302f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
# What stretches: full-width characters, spaces, and the shared quotes and points beside a full-width character. The dash
# and the ellipsis do not, as their two halves stay together.
_ELASTIC = f"(?:[{WIDE} \u00a0]|(?<=[{WIDE}])[“”‘’·]|[“”‘’·](?=[{WIDE}]))"
_LETTERS = re.compile(_ELASTIC)
_RUNS = re.compile(f"(?>(?:[{WIDE} \u00a0]+|{_ELASTIC})[{_ATTACHED}]*)+")


def seams() -> tuple[Seam, ...]:
    """What `fix_justify` relies on."""
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    return (
        Seam(inline, "justify_line", ("context", "line", "extra_width")),
        Seam(inline, "text_align", ("context", "line", "available_width", "last")),
        Seam(line_break.Layout, "set_text", ("self", "text", "justify")),
        Seam(line_break.Layout, "reactivate", ("self", "style")),
    )


def fix_justify(patches: Patches) -> None:
    """The free width of a justified line goes between its full-width characters and into its spaces, equally.

    CSS Text 3, 7.4 (text-justify: auto): "justification opportunities ... between ideographs"; and 8.2: letter spacing is
    not applied at the end of a line, so that tracked text too fits flush with the edge. Lines without a full-width
    character are left to WeasyPrint.
    """
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    plain_justify, plain_set_text = inline.justify_line, line_break.Layout.set_text

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        leaves = list(_leaves(line, boxes))
        wide = any(isinstance(leaf, boxes.TextBox) and has_wide(leaf.text) for leaf in leaves)
        if not wide or line.style["direction"] == "rtl":
            plain_justify(context, line, extra_width)
            return
        stretch = [_Stretch(leaf, boxes) for leaf in leaves]
        # WeasyPrint empties the box of a trailing space, which then is no neighbour.
        seen = [leaf for leaf in stretch if leaf.text != ""]
        for before, after in pairwise(seen):
            before.after = before.right + after.left
        tracking = seen[-1].box.style["letter_spacing"]
        if seen[-1].text and tracking != "normal":
            extra_width += tracking
        gaps = sum(leaf.inside + leaf.after for leaf in stretch)
        if gaps > 0:
            _spread(line, {id(s.box): s for s in stretch}, extra_width / gaps, 0.0)

    def set_text(self: Any, text: str, justify: bool = False) -> None:
        plain_set_text(self, text, justify)
        gap = getattr(self, "elastic_gap", 0)
        if justify and gap:
            _space(self, gap)

    patches.replace(inline, "justify_line", justify_line)
    patches.replace(line_break.Layout, "set_text", set_text)


class _Stretch:
    """How many gaps a box of the line takes: `inside` its own layout, and `after` it.

    Pango gives each stretching character half a gap on either side and none at the two ends of a layout, so that a
    layout's ends count half each, and the gap to the next box is made by moving that box.
    """

    __slots__ = ("after", "box", "inside", "left", "right", "text")

    def __init__(self, box: Any, boxes: Any) -> None:
        self.box, self.after = box, 0.0
        self.text = unmark(box.text) if isinstance(box, boxes.TextBox) else None
        runs = list(_RUNS.finditer(self.text)) if self.text else []
        self.left = 0.5 if runs and runs[0].start() == 0 else 0.0
        self.right = 0.5 if runs and self.text and runs[-1].end() == len(self.text) else 0.0
        letters = len(_LETTERS.findall(self.text)) if self.text and runs else 0
        self.inside = letters - self.left - self.right


def _leaves(box: Any, boxes: Any) -> Iterator[Any]:
    for child in box.children:
        if child.is_in_normal_flow():
            if isinstance(child, boxes.LineBox | boxes.InlineBox):
                yield from _leaves(child, boxes)
            else:
                yield child


def _spread(box: Any, stretch: dict[int, _Stretch], gap: float, shift: float) -> float:
    """Move `box` by `shift`, widen it and what is in it by `gap` a gap; the shift for what follows."""
    own = stretch.get(id(box))
    if own is None:  # a line or an inline box
        box.position_x += shift
        before = shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _spread(child, stretch, gap, shift)
        box.width += shift - before
    elif own.text is None:
        box.translate(shift, 0)
        shift += own.after * gap
    else:
        box.position_x += shift
        grown = (own.inside + own.after) * gap
        box.width += grown
        shift += grown
        if own.inside:
            # WeasyPrint shapes the text again when it draws it.
            box.pango_layout.elastic_gap = gap
    return shift


def _space(layout: Any, gap: float) -> None:
    """Give the stretching characters of a Pango layout `gap` px more letter spacing."""
    from weasyprint.text.ffi import TO_UNITS

    from briefgen.weasyprint_fixes.pango import letter_spacing

    spacing, words = layout.style["letter_spacing"], layout.style["word_spacing"]
    tracked = gap + (0 if spacing == "normal" else spacing)
    ranges: list[tuple[int, int, float]] = []
    offset = at = 0
    for match in (_RUNS if not words else _LETTERS).finditer(layout.text):
        offset += len(layout.text[at : match.start()].encode())
        end = offset + len(match[0].encode())
        ranges.append((offset, end, tracked + words if match[0] in " \u00a0" else tracked))
        offset, at = end, match.end()
    # The PDF cuts glyph distances to thousandths of an em, towards zero; half of one makes it round instead.
    half = layout.style["font_size"] / 2000
    units = [(s, e, round((w + math.copysign(half, w)) * TO_UNITS)) for s, e, w in ranges]
    letter_spacing(layout, units)
