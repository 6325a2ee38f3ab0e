"""Turn balanced columns into columns that are no higher than they have to be.

CSS Multi-column Layout 1, 7.1 (column-fill: balance): "the content is balanced equally between columns, as far as possible".
WeasyPrint 70 begins with the average of all columns and adds steps until everything fits, the first of which may be as high as a
paragraph: the columns then are higher than their lines, and what stands below them lower, by up to several lines. Word
and LibreOffice look for the least height.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, SourceLine, source_of

_FUNCTION = "columns_layout"
_START = "height = sum(consumed_heights) / count"
_STEP = """\
                if column_skip_stack is None:
                    # We rendered the whole content, stop
                    break

                # Increase the column heights and render them again
                add_height = 1 if lost_space == inf else lost_space
                height += add_height
"""
_SEARCH = """\
                height = search.next(column_skip_stack is None, _used(new_boxes), lost_space)
                if search.done:
                    break
                lost_space = inf
"""
_CLOSE = 0.5
"""px: heights that are no further apart are the same."""
_PATIENT = 20
"""Tries after which what fits is taken, though it is higher than it was to be, as tables are whose headers come again."""
_HAIR = 0.01
"""px: what sums of heights are rounded by."""


class LeastHeight:
    """Looks for the least height of columns, in px; `done` when `height` is the one."""

    def __init__(self, average: float) -> None:
        self.height, self.done = average, False
        self._short, self._enough, self._step, self._tries = 0.0, inf, 1.0, 0

    def next(self, fits: bool, used: float, lost: float) -> float:
        """The height to try next. `fits`: everything had room; `used` is how much of the fullest column was, and `lost` the
        least by which anything more would have been too high for one, or endless.
        """
        self._tries += 1
        tired = self._tries > _PATIENT
        if fits and (tired or used <= self.height + _HAIR):
            self._enough = self.height
        else:
            self._short = self.height
        if self._enough == inf:
            self._step *= 2
            self.height = (
                used if fits else self.height + (self._step if tired or lost == inf else lost)
            )
        elif tired or self._enough - self._short <= _CLOSE:
            self.height, self.done = self._enough, True
        elif self._short < used < self._enough - _HAIR:
            self.height = used + _HAIR / 2
        else:
            self.height = (self._short + self._enough) / 2
        return self.height


def end_of(columns: Sequence[Any]) -> float:
    """Where what stands in the fullest of the laid-out columns ends, in px from the top of the page, margins below it apart."""
    return max((_end(column)[0] for column in columns if column.children), default=0.0)


def _end(box: Any) -> tuple[float, float]:
    """Where what stands in a box ends, and the margin below it."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.LineBox):
        return box.position_y + box.height, 0.0
    inside = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
    if not (isinstance(box, boxes.BlockBox) and inside) or box.is_table_wrapper:
        return box.border_box_y() + box.border_height(), box.margin_bottom
    end, margin = _end(inside[-1])
    below = box.padding_bottom + box.border_bottom_width
    return (
        (end + margin + below, box.margin_bottom)
        if below
        else (end, max(margin, box.margin_bottom))
    )


def _used(columns: Sequence[Any]) -> float:
    """How much of the fullest column is used, in px."""
    return end_of(columns) - columns[0].content_box_y() if columns else 0.0


def balance_seams() -> tuple[SourceLine, ...]:
    """What this correction changes."""
    from weasyprint.layout import column

    return tuple(SourceLine(column, _FUNCTION, text) for text in (_START, _STEP))


def fix_balance(patches: Patches) -> None:
    """Look for the least height.

    The steps stand in the middle of a long function, of which all else is as it should be: so they are put into its text.
    """
    from weasyprint.layout import block, column

    source = source_of(getattr(column, _FUNCTION))
    source = source.replace(
        _START, f"search = LeastHeight({_START.partition('= ')[2]}); height = search.height"
    )
    made: dict[str, Any] = {}
    known = {**vars(column), "LeastHeight": LeastHeight, "_used": _used}
    exec(compile(source.replace(_STEP, _SEARCH), column.__file__, "exec"), known, made)  # noqa: S102  WeasyPrint's own text and constants
    for owner in (column, block):
        patches.replace(owner, _FUNCTION, made[_FUNCTION])
