"""Turn a page that has not been laid out into the words that are drawn, by the part of the cascade that chooses fonts.

WeasyPrint takes half a second to import and more to lay out; `briefgen check` must not wait for that. What only layout makes
is left out: counters, list markers. A test holds the two ways against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import cssselect2
import tinycss2
import tinyhtml5

from briefgen.proof.fonts.drawn import Look, Words

if TYPE_CHECKING:
    from briefgen.template import Page, Sheet

Token = Any
"""A token of tinycss2, which has no types."""

_DEFAULTS = """
head, script, style, template { display: none }
h1, h2, h3, h4, h5, h6, th, b, strong { font-weight: bold }
i, em, cite, dfn, var, address { font-style: italic }
code, kbd, pre, samp, tt { font-family: monospace }
"""
"""What browsers and WeasyPrint do without a style sheet, as far as it chooses fonts (HTML Standard, 15.3)."""

_KNOWN = {"font-family", "font", "font-weight", "font-style", "content", "display"}
_KEPT = {"inherit", "unset", "revert"}
_SIZES = {
    "xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "smaller", "larger",
}  # fmt: skip
_BOLD = 600
_DEPTH = 20
"""How far custom properties may lead to each other; a circle ends there."""


@dataclass(frozen=True, slots=True)
class _Declared:
    """A declaration of a rule."""

    name: str
    tokens: Sequence[Token]
    important: bool


@dataclass(frozen=True, slots=True)
class _Style:
    """The inherited values of an element."""

    look: Look
    custom: Mapping[str, Sequence[Token]]


@dataclass(slots=True)
class _Rules:
    """All rules of a page."""

    matcher: Any = field(default_factory=cssselect2.Matcher)
    margin_boxes: list[tuple[str, list[_Declared]]] = field(default_factory=list)

    def add(self, origin: int, nodes: Iterable[Token]) -> None:
        """Take in the rules of a sheet; `origin` 0 is weaker than 1, whatever the selectors."""
        for node in nodes:
            if node.type == "qualified-rule":
                declared = _declarations(tinycss2.parse_blocks_contents(node.content))
                self._select(node.prelude, origin, declared)
            elif node.type == "at-rule" and node.content is not None:
                self._at_rule(origin, node)

    def _select(self, prelude: Sequence[Token], origin: int, declared: list[_Declared]) -> None:
        if not declared:
            return
        try:
            selectors = cssselect2.compile_selector_list(prelude)
        except cssselect2.SelectorError:
            return  # laying out says so
        for selector in selectors:
            self.matcher.add_selector(selector, (origin, declared))

    def _at_rule(self, origin: int, node: Token) -> None:
        if node.lower_at_keyword == "media":
            media = tinycss2.serialize(node.prelude).lower()
            if "screen" not in media or "print" in media:
                self.add(origin, tinycss2.parse_rule_list(node.content, True, True))
        elif node.lower_at_keyword == "page":
            for inside in tinycss2.parse_blocks_contents(node.content):
                if inside.type == "at-rule" and inside.content is not None:
                    declared = _declarations(tinycss2.parse_blocks_contents(inside.content))
                    self.margin_boxes.append((f"@{inside.lower_at_keyword}", declared))


def words_of_page(page: Page) -> Iterator[Words]:
    """All that is printed of a page, in reading order, then running heads."""
    rules = _Rules()
    rules.add(0, tinycss2.parse_stylesheet(_DEFAULTS, True, True))
    for sheet in page.sheets:
        rules.add(1, tinycss2.parse_stylesheet(sheet.text, True, True))
    tree = tinyhtml5.parse(page.html, namespace_html_elements=False)
    root = cssselect2.ElementWrapper.from_html_root(tree)
    start = _Style(Look(("serif",)), {})
    yield from _element(rules, root, start, "", "")
    style = _computed(start, _matching(rules, root)[""], root)
    for name, declared in rules.margin_boxes:
        yield from _generated(style, declared, root, name, "")


def font_faces(sheets: Iterable[Sheet]) -> Iterator[tuple[str, str, str]]:
    """The fonts that the sheets bring along: family, the sheet's file, the address as it is written there."""
    for sheet in sheets:
        if "@font-face" not in sheet.text.lower():
            continue
        for node in tinycss2.parse_stylesheet(sheet.text, True, True):
            if node.type == "at-rule" and node.lower_at_keyword == "font-face" and node.content:
                yield from _font_face(sheet.file, node.content)


def _font_face(file: str, content: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    parsed = tinycss2.parse_blocks_contents(content)
    values = {d.lower_name: d.value for d in parsed if d.type == "declaration"}
    for family in _families(values.get("font-family", ())):
        for token in values.get("src", ()):
            if token.type == "url":
                yield family, file, token.value
            elif token.type == "function" and token.lower_name == "url":
                yield from ((family, file, t.value) for t in token.arguments if t.type == "string")


# ---- elements -------------------------------------------------------------------------------------------------------


def _element(
    rules: _Rules, element: Any, parent: _Style, selector: str, src: str
) -> Iterator[Words]:
    matching = _matching(rules, element)
    own = matching[""]
    if _text_of(own, "display") == "none":
        return
    node = element.etree_element
    style = _computed(parent, own, element)
    if node.get("data-src") or not src:
        selector = ".".join([element.local_name, *element.classes])
    src = node.get("data-src") or src
    yield from _generated(style, matching.get("before", []), element, selector, src)
    if node.text:
        yield Words(node.text, style.look, selector, src)
    for child in element.iter_children():
        if isinstance(child.etree_element.tag, str):
            yield from _element(rules, child, style, selector, src)
        if child.etree_element.tail:
            yield Words(child.etree_element.tail, style.look, selector, src)
    yield from _generated(style, matching.get("after", []), element, selector, src)


def _matching(rules: _Rules, element: Any) -> dict[str, list[_Declared]]:
    """The declarations for an element ("") and its pseudo-elements, weakest first."""
    found: dict[str, list[_Declared]] = {"": []}
    ranked = sorted(
        ((origin, specificity, order, pseudo or "", declared)
         for specificity, order, pseudo, (origin, declared) in rules.matcher.match(element)),
        key=lambda each: each[:3],
    )  # fmt: skip
    for *_, pseudo, declared in ranked:
        found.setdefault(pseudo, []).extend(declared)
    written = element.etree_element.get("style")
    if written:
        found[""] += _declarations(tinycss2.parse_blocks_contents(written))
    return {pseudo: sorted(each, key=lambda d: d.important) for pseudo, each in found.items()}


def _generated(
    parent: _Style, declared: Sequence[_Declared], element: Any, selector: str, src: str
) -> Iterator[Words]:
    """The strings in the `content` of a pseudo-element or a margin box."""
    if not declared:
        return
    style = _computed(parent, declared, element)
    for tokens in (d.tokens for d in declared[::-1] if d.name == "content"):
        strings = (t.value for t in _resolved(tokens, style.custom) if t.type == "string")
        text = "".join(strings)
        if text:
            yield Words(text, style.look, selector, src)
        return


# ---- values ---------------------------------------------------------------------------------------------------------


def _declarations(nodes: Iterable[Token]) -> list[_Declared]:
    return [
        _Declared(node.name if custom else node.lower_name, node.value, node.important)
        for node in nodes
        if node.type == "declaration"
        and ((custom := node.name.startswith("--")) or node.lower_name in _KNOWN)
    ]


def _computed(parent: _Style, declared: Sequence[_Declared], element: Any) -> _Style:
    own = {d.name: d.tokens for d in declared if d.name.startswith("--")}
    custom = {**parent.custom, **own} if own else parent.custom
    look = replace(parent.look, language=element.lang or "")
    for each in declared:
        if each.name.startswith("font"):
            look = _changed(look, each.name, _resolved(each.tokens, custom))
    return _Style(look, custom)


def _changed(look: Look, name: str, tokens: Sequence[Token]) -> Look:
    words = [t.lower_value for t in tokens if t.type == "ident"]
    if len(words) == 1 and words[0] in _KEPT:
        return look
    if name == "font-family":
        return replace(look, families=_families(tokens) or look.families)
    if name == "font-weight":
        return replace(look, bold=_is_bold(tokens, look.bold))
    if name == "font-style":
        return replace(look, italic=bool({"italic", "oblique"} & set(words)))
    before, families = _split_shorthand(tokens)
    if not families:
        return look  # a system font, or a mistake
    words = [t.lower_value for t in before if t.type == "ident"]
    italic = bool({"italic", "oblique"} & set(words))
    return replace(look, families=families, italic=italic, bold=_is_bold(before, False))


def _is_bold(tokens: Sequence[Token], before: bool) -> bool:
    for token in tokens:
        if token.type == "ident" and token.lower_value in ("bold", "bolder"):
            return True
        if token.type == "ident" and token.lower_value in ("normal", "lighter"):
            before = False
        if token.type == "number":
            return bool(token.value >= _BOLD)
    return before


def _split_shorthand(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[str, ...]]:
    """What stands before the size in a `font` (style, weight), and the families, which stand after size and line height."""
    for at, token in enumerate(tokens):
        sized = token.type in ("dimension", "percentage", "function")
        if sized or (token.type == "ident" and token.lower_value in _SIZES):
            rest = [t for t in tokens[at + 1 :] if t.type != "whitespace"]
            if rest and rest[0].type == "literal" and rest[0].value == "/":
                rest = rest[2:]
            return tokens[:at], _families(rest)
    return tokens, ()


def _families(tokens: Iterable[Token]) -> tuple[str, ...]:
    """A list of families: quoted, or words that a space joins."""
    families: list[list[str]] = [[]]
    for token in tokens:
        if token.type in ("string", "ident"):
            families[-1].append(token.value)
        elif token.type == "literal" and token.value == ",":
            families.append([])
    return tuple(" ".join(words) for words in families if words)


def _resolved(
    tokens: Iterable[Token], custom: Mapping[str, Sequence[Token]], depth: int = 0
) -> list[Token]:
    """The tokens with every var() replaced by what it stands for."""
    made: list[Token] = []
    for token in tokens:
        if token.type != "function" or token.lower_name != "var":
            made.append(token)
        elif depth < _DEPTH:
            arguments = [t for t in token.arguments if t.type != "whitespace"]
            name = arguments[0].value if arguments and arguments[0].type == "ident" else ""
            value = custom.get(name, arguments[2:])
            made += _resolved(value, custom, depth + 1)
    return made


def _text_of(declared: Sequence[_Declared], name: str) -> str:
    for each in reversed(declared):
        if each.name == name:
            return str(tinycss2.serialize(each.tokens)).strip().lower()
    return ""
