"""Every property of every style is what WeasyPrint works out, in whatever order they are asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Document
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.fonts import FontConfiguration

from briefgen import weasyprint_fixes
from briefgen.weasyprint_fixes import inherited

PAGE = """
<html lang=zh><body><h1 id=a>一<span>二</span></h1><p class=x>三 <a href='#a'>四</a> <b>五</b></p>
<div dir=rtl><p>六<span>七</span></p></div><table><tr><td>八</table><ul><li>九</ul></body></html>
"""
SHEET = """
:root { --size: 12pt; --gap: calc(var(--size) / 2); font-size: var(--size); line-height: calc(1em + 4pt); border: thick solid }
body { margin-inline-start: 3pt; inline-size: 50%; direction: ltr; text-indent: calc(10% + 1em); color: currentcolor }
h1 { border-top-style: solid; outline: medium solid; page: first; text-decoration: underline }
h1 span { text-decoration-line: overline; color: var(--none); margin: var(--gap); width: var(--none, 3em); display: table-cell }
div { direction: rtl; padding-inline-end: 2pt; border-inline-start: 2pt dotted; border-start-end-radius: 3pt; position: absolute }
div p { margin-left: 1pt; margin-inline-end: 4pt !important; float: left; font: inherit; --gap: 3pt; --size: inherit }
p { tab-size: 3; letter-spacing: .1em; word-spacing: initial; column-rule: medium solid; orphans: inherit; margin: inherit }
b { font-weight: bolder; vertical-align: 20%; display: inline-table; float: right; width: calc(100% - 1em); padding: initial }
a { color: inherit; text-decoration-color: red; letter-spacing: calc(1px + 1em); hyphens: inherit }
h1, b { background-image: linear-gradient(red 1em, var(--colour, blue)); border-top: var(--line, 1em solid) }
p::after { content: var(--words, "x") counter(page) var(--no, var(--words)) }
p { font: italic var(--size) serif; border-left-color: var(--colour, red) }
p { outline-color: var(--colour, var(--no)) }
td { block-size: 3pt; min-width: calc(1pt); border-collapse: collapse }
li::before { content: 'x'; display: block; margin-inline: 3pt }
"""

VARIABLES = (
    ":root { --size: 12pt; --words: '一' }",
    ":root { --size: 20pt; --none: 4pt; --words: '二' }",
    ":root { --size: 12pt; --none: none none; --colour: var(--other) } p { --other: green; --words: var(--no) }",
    ":root { --size: 2em; --line: thick double blue; --colour: #123 } h1 { --size: calc(1em + 3pt) } p { --size: 1px }",
    "b { --line: inherit; --colour: initial; --size: var(--size) } h1 { --line: 3 }",
)


@cache
def sheet() -> CSS:
    """The sheet, which all pages share."""
    return CSS(string=SHEET)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    weasyprint_fixes.install()


def styles(seed: int, variables: str, *, without: str = "") -> list[dict[str, str]]:
    """All properties of all styles of the page, the anonymous ones among them, asked for in an order by chance."""
    weasyprint_fixes.install([without] if without else [])
    fonts, counters = FontConfiguration(), CounterStyle()
    options = {**DEFAULT_OPTIONS, "stylesheets": [sheet(), CSS(string=variables)]}
    page = HTML(string=PAGE)
    context = Document._build_layout_context(page, fonts, counters, {}, options)
    known = context.style_for.get_computed_styles()
    found = [style for own in known.values() for style in (own, own.anonymous_style)]
    asked = (name for name in INITIAL_VALUES if not re.search("_(block|inline)(_|$)", name))
    names = [*asked, "__size", "__gap", "__none"]
    wanted = [(at, name) for at in range(len(found)) for name in names]
    random.Random(seed).shuffle(wanted)
    answers: list[dict[str, Any]] = [{} for _ in found]
    for at, name in wanted:
        answers[at][name] = said(found[at][name])
    return [{name: each[name] for name in names} for each in answers]


def said(value: Any) -> str:
    """What a value is, without its address."""
    if isinstance(value, (tuple, list)) and type(value) in (tuple, list):
        return f"[{', '.join(map(said, value))}]"
    if hasattr(value, "serialize"):
        return str(value.serialize())
    is_bare = type(value).__repr__.__qualname__ == "object.__repr__"
    return f"{type(value)} {said([*vars(value).values()])}" if is_bare else repr(value)


@cache
def right() -> list[list[dict[str, str]]]:
    """What WeasyPrint makes of the pages."""
    return [styles(0, page, without="inherited") for page in VARIABLES]


def test_every_property_is_what_it_was() -> None:
    """Also on a page after others, whose variables say something else, and in another order."""
    for seed in (0, 1):
        assert [styles(seed, page) for page in VARIABLES] == right()
    assert all(len(each) > 30 for each in right())


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("_word", lambda _tokens: ""),
        ("_variables", lambda _tokens: ()),
        ("_is_plain", lambda _value: True),
    ],
)
def test_all_that_a_value_depends_on_is_needed(
    part: str, instead: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it, a page after another would have its values."""
    wanted = right()
    sheet.cache_clear()
    monkeypatch.setattr(inherited, part, instead)
    assert [styles(0, page) for page in VARIABLES] != wanted
    sheet.cache_clear()


def test_values_that_are_kept_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inherited, "_MOST_KEPT", 3)
    monkeypatch.setattr(inherited, "_MOST_WORDS", 3)
    ours = [styles(0, page) for page in VARIABLES]
    assert len(inherited._words) <= 3
    assert ours == right()
