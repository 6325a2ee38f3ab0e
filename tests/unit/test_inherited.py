"""Every property of every style is what WeasyPrint works out, in whatever order they are asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Document
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.fonts import FontConfiguration

from briefgen import weasyprint_fixes

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
td { block-size: 3pt; min-width: calc(1pt); border-collapse: collapse }
li::before { content: 'x'; display: block; margin-inline: 3pt }
"""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    weasyprint_fixes.install()


def styles(seed: int, *, without: str = "") -> list[dict[str, str]]:
    """All properties of all styles of the page, the anonymous ones among them, asked for in an order by chance."""
    weasyprint_fixes.install([without] if without else [])
    fonts, counters = FontConfiguration(), CounterStyle()
    options = {**DEFAULT_OPTIONS, "stylesheets": [CSS(string=SHEET)], "presentational_hints": True}
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
        answers[at][name] = repr(found[at][name])
    return [{name: each[name].partition(" object at ")[0] for name in names} for each in answers]


@pytest.mark.parametrize("seed", range(4))
def test_every_property_is_what_it_was(seed: int) -> None:
    ours = styles(seed)
    assert len(ours) > 30
    assert ours == styles(seed, without="inherited")
