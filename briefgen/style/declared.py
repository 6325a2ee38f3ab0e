"""Turn style sheets into their declarations with file, line and column, which WeasyPrint's cascade forgets.

Parsing them again takes time, so it is done only when there is something to tell about a declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import cssselect2
import tinycss2
from tinycss2.ast import FunctionBlock, LiteralToken, WhitespaceToken
from weasyprint.css.media_queries import evaluate_media_query, parse_media_query
from weasyprint.css.tokens import InvalidValues, remove_whitespace
from weasyprint.css.validation import EXPANDERS, PREFIX, validate_non_shorthand

from briefgen.messages import Place
from briefgen.style.fetch import address, project_path

_LONGEST = 60
_DEEPEST = 8
_INLINE = (1, 0, 0)


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration: `name` and `value` as written, the selector of its rule, `longhands` with their values.

    `place` is None in a style attribute. `margin_box` is "@top-left" and the like, "" in @page itself, None elsewhere.
    """

    place: Place | None
    name: str
    value: str
    selector: str
    longhands: Mapping[str, Any]
    important: bool
    matchers: tuple[Any, ...] = ()
    margin_box: str | None = None
    layered: bool = False

    @property
    def precedence(self) -> int:
        """As WeasyPrint ranks the sheets that it is given (user) and style attributes (author): CSS 2.1, 6.4.1."""
        if self.place is None:
            return 3 + self.important
        return 5 if self.important else 2


@dataclass(slots=True)
class Declarations:
    """The declarations of the sheets, in their order; `files` are the bytes of imported sheets by project path."""

    files: Mapping[str, bytes]
    found: list[Declared] = field(default_factory=list)
    pages: list[tuple[Place, str]] = field(default_factory=list)
    """The @page rules: where they stand and what they say of which pages they are for."""

    def read(self, file: str, text: str, deep: int = 0) -> None:
        """Add those of a sheet and of the sheets that it imports."""
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        self._rules(rules, _Around(file, deep))

    def of_element(self, element: Any, pseudo: str | None, key: str, value: Any) -> Declared | None:
        """The declaration that wins for `key` of a (cssselect2) element; None when the sheets have none."""
        best: tuple[tuple[Any, ...], Declared] | None = None
        for order, each in enumerate((*self.found, *_of_attribute(element, pseudo))):
            if each.margin_box is not None or key not in each.longhands:
                continue
            specificity = _specificity(each, element, pseudo)
            if specificity is None:
                continue
            same = _same(each.longhands[key], value)
            rank = (same, each.precedence, not each.layered, specificity, order)
            if best is None or rank >= best[0]:
                best = rank, each
        return best[1] if best else None

    def of_page(self, margin_box: str, key: str, value: Any) -> list[Declared]:
        """The declarations of @page rules that give `value` to `key` of a margin box ("": of the page itself)."""
        return [
            each
            for each in self.found
            if each.margin_box == margin_box
            and key in each.longhands
            and _same(each.longhands[key], value)
        ]

    def of_first_lines(self, element: Any) -> list[Declared]:
        """The declarations for the first line of an element."""
        return [d for d in self.found if _specificity(d, element, "first-line") is not None]

    def _rules(self, rules: Iterable[Any], around: _Around) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                self._style_rule(rule, around, None)
            elif rule.type == "at-rule":
                self._at_rule(rule, around)

    def _at_rule(self, rule: Any, around: _Around) -> None:
        keyword = rule.lower_at_keyword
        if keyword == "import":
            self._import(rule, around)
        elif keyword == "page":
            name = " ".join(f"@page {tinycss2.serialize(rule.prelude).strip()}".split())
            self.pages.append((Place(around.file, rule.source_line, rule.source_column), name))
            self._page(rule.content or (), around, name, "")
        elif rule.content is not None and (keyword == "layer" or _for_print(rule)):
            inside = tinycss2.parse_rule_list(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            self._rules(inside, around.inside(layered=keyword == "layer"))

    def _import(self, rule: Any, around: _Around) -> None:
        target = next((t.value for t in rule.prelude if t.type in ("string", "url")), None)
        path = project_path(urljoin(address(around.file), target)) if target else None
        data = self.files.get(path) if path else None
        if path and data is not None and around.deep < _DEEPEST:
            self.read(path, data.decode("utf-8", "replace"), around.deep + 1)

    def _page(self, content: Sequence[Any], around: _Around, name: str, margin_box: str) -> None:
        for each in _block(content):
            if each.type == "declaration":
                self._add(each, around, name, margin_box=margin_box)
            elif each.type == "at-rule" and each.content is not None:
                box = f"@{each.lower_at_keyword}"
                self._page(each.content, around, f"{name} {box}", box)

    def _style_rule(self, rule: Any, around: _Around, outer: Sequence[Any] | None) -> None:
        prelude = rule.prelude if outer is None else nested(outer, rule.prelude)
        try:
            matchers = tuple(cssselect2.compile_selector_list(prelude))
        except cssselect2.SelectorError:
            return
        name = " ".join(tinycss2.serialize(rule.prelude).split())
        for each in _block(rule.content):
            if each.type == "declaration":
                self._add(each, around, name, matchers)
            elif each.type == "qualified-rule":
                self._style_rule(each, around, prelude)

    def _add(
        self,
        declaration: Any,
        around: _Around,
        selector: str,
        matchers: tuple[Any, ...] = (),
        margin_box: str | None = None,
    ) -> None:
        place = Place(around.file, declaration.source_line, declaration.source_column)
        longhands = _longhands(declaration, around.file)
        if longhands:
            value = short(tinycss2.serialize(declaration.value))
            self.found.append(
                Declared(
                    place,
                    declaration.name,
                    value,
                    selector,
                    longhands,
                    declaration.important,
                    matchers,
                    margin_box,
                    around.layered,
                )
            )


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a rule stands: its file, how many imports deep, whether in a layer."""

    file: str
    deep: int = 0
    layered: bool = False

    def inside(self, *, layered: bool) -> _Around:
        return _Around(self.file, self.deep, self.layered or layered)


def nested(outer: Sequence[Any], prelude: Sequence[Any]) -> list[Any]:
    """The selector of a rule inside a rule (CSS Nesting 1): & is the outer one, which without & comes before."""
    parent = [LiteralToken(1, 1, ":"), FunctionBlock(1, 1, "is", list(outer))]
    groups: list[list[Any]] = [[]]
    for each in prelude:
        if each == ",":
            groups.append([])
        else:
            groups[-1].append(each)
    made: list[Any] = []
    for group in groups:
        made += [LiteralToken(1, 1, ",")] if made else []
        if not any(each == "&" for each in group):
            made += [*parent, WhitespaceToken(1, 1, " ")]
        for each in group:
            made += parent if each == "&" else [each]
    return made


def short(value: str) -> str:
    """A value in one line, cut when it is long."""
    flat = " ".join(value.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def _block(content: Sequence[Any]) -> Iterator[Any]:
    yield from tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)


def _for_print(rule: Any) -> bool:
    if rule.lower_at_keyword != "media":
        return False
    media = parse_media_query(rule.prelude)
    return media is not None and evaluate_media_query(media, "print")


def _longhands(declaration: Any, file: str) -> dict[str, Any]:
    """The keys of a style that a declaration gives values to; none when it is not valid."""
    name = declaration.lower_name.removeprefix(PREFIX)
    if name.startswith("-"):
        return {}
    tokens = remove_whitespace(declaration.value)
    try:
        made = list(EXPANDERS.get(name, validate_non_shorthand)(tokens, name, address(file)))
    except InvalidValues:
        return {}
    return {long.replace("-", "_"): value for long, value in made}


def _of_attribute(element: Any, pseudo: str | None) -> list[Declared]:
    text = element.etree_element.get("style") if pseudo is None else None
    made = []
    for each in _block(tinycss2.parse_component_value_list(text)) if text else ():
        if each.type == "declaration":
            longhands = _longhands(each, "page.html")
            value = short(tinycss2.serialize(each.value))
            made.append(Declared(None, each.name, value, "", longhands, each.important))
    return made


def _specificity(declared: Declared, element: Any, pseudo: str | None) -> Any:
    if declared.place is None:
        return _INLINE
    fitting = [
        matcher.specificity
        for matcher in declared.matchers
        if matcher.pseudo_element == pseudo and matcher.test(element)
    ]
    return max(fitting, default=None)


def _same(one: Any, other: Any) -> bool:
    return bool(one is other or (type(one) is type(other) and one == other))
