"""Turn a property of a style into its value at once: the parent's, the initial one, or what the same variables gave before.

WeasyPrint 70 asks of each property of each style, when it is wanted first, whether it is written for another direction, waits for
variables, is a sum or has to be computed. Four of five are in no rule and are none of that. Where a rule has variables, it
is read anew for each element, and for each document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam, SourceLine

_NO_LINE = ("none", "hidden")
_PLAIN = (str, int, float, type(None))
_MOST_WORDS, _MOST_KEPT = 2000, 50
_words: dict[int, tuple[Any, str]] = {}
"""What variables say, by the address of their tokens."""
_OTHERWISE = ("display", "float", "page", "position")
"""Properties that have rules of their own, as those of text decoration have."""


def seams() -> tuple[Seam | SourceLine, ...]:
    """What this correction replaces, and relies on."""
    from weasyprint import css

    return (
        Seam(css.ComputedStyle, "__missing__", ("self", "key")),
        SourceLine(
            css.ComputedStyle, "__missing__", "tokens = resolve_var(self, token, parent_style)"
        ),
        Seam(css, "resolve_var", ("computed", "token", "parent_style")),
        Seam(css.Pending, "solve", ("self", "tokens", "wanted_key", "base_url")),
    )


def fix_inherited(patches: Patches) -> None:
    """Look values up where they are."""
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
    widths = {
        name: name.replace("width", "style")
        for name in css.INITIAL_NOT_COMPUTED & css.PHYSICAL_FUNCTIONS.keys()
        | {"outline_width", "column_rule_width"}
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
            before = cascaded[name]
            waits = isinstance(before[0], css.Pending) and name[:2] != "__"
            value = _solved(self, name, before[0]) if waits else None
            if value is None or not logical.isdisjoint(cascaded):
                return plain(self, name)
            cascaded[name] = value, before[1]
            try:
                return plain(self, name)
            finally:
                cascaded[name] = before
        parent = self.parent_style
        if name in initial:
            if logical.isdisjoint(cascaded):
                value = self[name] = initial[name]
                return value
        elif name in widths:
            if self[widths[name]] in _NO_LINE and logical.isdisjoint(cascaded):
                self[name] = 0
                return 0
        elif parent is not None and (name in inherited or name[:2] == "__"):
            value = parent[name]
            if not css.check_math(value):
                self[name] = value
                return value
        return plain(self, name)

    patches.replace(css.ComputedStyle, "__missing__", missing)


def _solved(style: Any, name: str, pending: Any) -> Any:
    """The value of a declaration with variables, worked out once for what these say; None where WeasyPrint has to do it."""
    from weasyprint import css

    own = vars(pending)
    if "variables" not in own:
        own |= {"variables": _variables(pending.tokens), "kept": {}}
    variables, kept = own["variables"], own["kept"]
    if variables is None:
        return None
    said = name, style.base_url, *(_word(style[variable]) for variable in variables)
    if said in kept:
        return kept[said]
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    tokens: list[Any] = []
    for token in pending.tokens:
        found = css.resolve_var(style, token, style.parent_style)
        tokens += [token] if found is None else found
    try:
        value = pending.solve(tokens, name.replace("_", "-"), style.base_url)
    except css.InvalidValues:
        value = None
    kept[said] = value if _is_plain(value) else None
    return kept[said]


def _variables(tokens: Iterable[Any]) -> tuple[str, ...] | None:
    """The variables in some tokens, by their names in a style; None where some are read only if others say nothing."""
    found: list[str] = []
    for token in tokens:
        inside = getattr(token, "arguments", None) or getattr(token, "content", None) or ()
        within = _variables(inside) if isinstance(inside, list) else ()
        if token.type == "function" and token.lower_name == "var":
            names = [each.value for each in inside if each.type == "ident"]
            within = None if within or within is None else (names[0].replace("-", "_"),)
        if within is None:
            return None
        found += within
    return tuple(found)


def _word(tokens: Any) -> str:
    """What a variable says."""
    known = _words.get(id(tokens))
    if known is None:
        import tinycss2

        known = tokens, tinycss2.serialize(tokens or ())
        if len(_words) >= _MOST_WORDS:
            _words.clear()
        _words[id(tokens)] = known
    return known[1]


def _is_plain(value: Any) -> bool:
    """Whether nothing in a value can change, or knows the line where it stood."""
    return all(map(_is_plain, value)) if isinstance(value, tuple) else type(value) in _PLAIN
