"""Turn the questions whether a value is a sum (`calc()`) and how many px a length has into quick answers where they are plain.

WeasyPrint 70 asks for every value of every style whether it is a sum, and works out the twenty lengths of a box again for
every box and every time that it is laid out; most boxes have the style and the surroundings of one before.
"""

from __future__ import annotations

import sys
from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_SIDES = ("left", "right", "top", "bottom")
_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *(f"{least}{size}" for size in ("width", "height") for least in ("", "min_", "max_")),
)
"""What `resolve_percentages` works out."""


def seams() -> tuple[Seam, ...]:
    """What this correction replaces."""
    from weasyprint import css
    from weasyprint.layout import percent

    return (
        Seam(css, "check_math", ("token",)),
        Seam(percent, "resolve_percentages", ("box", "containing_block")),
    )


def fix_sums(patches: Patches) -> None:
    """Look at plain values once, and work out the lengths of a style once for the same surroundings."""
    from weasyprint import css
    from weasyprint.css.properties import Dimension
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import percent

    plain_check, plain_lengths = css.check_math, percent.resolve_percentages
    plain = frozenset((str, int, float, type(None), Dimension))

    def check_math(token: Any) -> Any:
        if type(token) in plain:
            return None
        if type(token) is tuple and all(type(item) in plain for item in token):
            return False
        return plain_check(token)

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        if style["border_collapse"] == "collapse":  # its borders are worked out elsewhere
            plain_lengths(box, containing_block)
            return
        around: tuple[Any, ...] = (
            (containing_block.width, containing_block.height)
            if isinstance(containing_block, boxes.Box)
            else tuple(containing_block)
        )
        key = (*around, isinstance(box, boxes.PageBox))
        known = style.__dict__.setdefault("lengths", {})
        if key not in known:
            plain_lengths(box, containing_block)
            known[key] = {name: getattr(box, name) for name in _LENGTHS}
        else:
            vars(box).update(known[key])

    patches.replace(css, "check_math", check_math)
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.layout"):
            if getattr(module, "check_math", None) is plain_check:
                patches.replace(module, "check_math", check_math)
            if getattr(module, "resolve_percentages", None) is plain_lengths:
                patches.replace(module, "resolve_percentages", resolve_percentages)
