"""Turn the many properties that no rule sets into their values at once: the parent's, or the initial ones.

WeasyPrint 70 asks of each property of each style, when it is wanted first, whether it is written for another direction, waits for
variables, is a sum or has to be computed. Four of five are in no rule and are none of that.
"""

from __future__ import annotations

from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_OTHERWISE = ("display", "float", "page", "position")
"""Properties that have rules of their own, as those of text decoration have."""


def seams() -> tuple[Seam, ...]:
    """What this correction replaces."""
    from weasyprint import css

    return (Seam(css.ComputedStyle, "__missing__", ("self", "key")),)


def fix_inherited(patches: Patches) -> None:
    """Look properties that no rule sets up where their values are."""
    from weasyprint import css

    plain = css.ComputedStyle.__missing__
    logical = frozenset(
        function(block="ttb", inline=inline)
        for function in css.PHYSICAL_FUNCTIONS.values()
        for inline in ("ltr", "rtl")
    )
    usual = {
        name
        for name in css.INITIAL_VALUES
        if name not in _OTHERWISE and not name.startswith("text_decoration_")
    }
    inherited = frozenset(usual & css.INHERITED - css.PHYSICAL_FUNCTIONS.keys())
    initial = {
        name: css.INITIAL_VALUES[name]
        for name in usual - css.INHERITED - css.INITIAL_NOT_COMPUTED
        if not css.check_math(css.INITIAL_VALUES[name])
    }

    def missing(self: Any, name: str) -> Any:
        cascaded = self.cascaded
        if name in cascaded:
            return plain(self, name)
        parent = self.parent_style
        if name in initial:
            if logical.isdisjoint(cascaded):
                value = self[name] = initial[name]
                return value
        elif parent is not None and (name in inherited or name[:2] == "__"):
            value = parent[name]
            if not css.check_math(value):
                self[name] = value
                return value
        return plain(self, name)

    patches.replace(css.ComputedStyle, "__missing__", missing)
