"""Whatever bytes stand in a file of a project: there are messages or there is a build, in time, and nothing else is touched."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.form.support import form
from tests.form.test_random import broken
from tests.fuzz.support import built, looking
from tests.style.support import png
from tests.word.test_reference import OWN as REFERENCE

BRIEF = """\
template: ours
masthead: {name: 工作简报, number: 18, issuer: 办公室}
date: 2026-11-22
title: "{{ organisations | count }}个组织"
lead: |
  **导语** [链接](https://example.org)，见[](#tu)。
expects: all
topics: {talk: {label: 开讲}}
figures: [visits]
charts: [{figures: [visits], caption: 走访}]
parameters: {colour: red}
"""
SUMMARY = """\
organisation: nan
headline: 南区
activities:
  - title: 走访
    topic: talk
    themes: [study]
    date: {from: 2026-11-01, to: 2026-11-02}
    figures: {visits: "1,200+"}
    images: [{file: a.png, caption: 图, id: tu}, {file: b.svg, alt: 画}, {file: c.jpg, alt: 照片}]
    text: |
      一、学习[^1]

      | 甲 | 乙 |
      |----|----|
      | 1  | `2`|

      - 项
        1. 目

      [^1]: 注。
"""
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20" viewBox="0 0 40 20">
<style>rect { fill: url(#g) }</style><defs><linearGradient id="g"><stop offset="1" stop-color="red"/></linearGradient></defs>
<g transform="scale(2)"><rect x="1" width="9" height="9"/><use xlink:href="#g"/><text x="1">字</text><path d="M0 0L9 9Z"/></g>
</svg>
"""
PAGE = """\
{% extends "base/page.html.j2" %}
{% import "parts.html.j2" as parts with context %}
{% block closing %}<p class="own" data-src="{{ title | src }}">{{ title }}{% for o in organisations %}{{ o }}{% endfor %}</p>
<table><tr><td colspan="2">{{ params.colour }}</td></tr></table>{% endblock %}
"""
CSS = """\
@page { size: A4; margin: 20mm; @bottom-center { content: counter(page) } }
body { font: 12pt/18pt "Noto Serif CJK SC"; color: var(--colour) }
.own::before { content: "▲" counter(x, upper-roman); counter-increment: x }
td { border: .5pt solid #d7000f; padding: 2pt } h2 { --word-style: 小标题; break-after: avoid }
"""


def picture(kind: str) -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.effect_noise((24, 16), 50).convert("RGB").save(stream, kind)
    return stream.getvalue()


FILES: Mapping[str, str | bytes] = {
    "content/organisations.yaml": "organisations:\n  - {id: nan, name: 南区, short: 南, level: 区}\n",
    "content/themes.yaml": "themes:\n  - {id: study, label: 学习}\n",
    "content/figures.yaml": "figures:\n  - {id: visits, label: 走访, unit: 次, total: max}\n",
    "content/terms.yaml": "terms:\n  - {hans: 软件, hant: 軟體}\nkeep: [简报]\n",
    "content/w1/brief.yaml": BRIEF,
    "content/w1/nan.yaml": SUMMARY,
    "content/w1/a.png": png(40, 20),
    "content/w1/b.svg": SVG,
    "content/w1/c.jpg": picture("JPEG"),
    "templates/house.yaml": "parameters:\n  colour: blue\n  logo: logo.gif\nlabels:\n  report: {zh-Hans: 抄报}\n",
    "templates/logo.gif": picture("GIF"),
    "templates/ours/template.yaml": (
        "title: {en: Ours, zh: 我们}\nextends: base\nfit: {pages: 2, order: [{texts: short}, {set: {colour: green}}]}\n"
        "parameters:\n  colour: {type: colour, default: red, label: {en: Colour, zh: 颜色}}\n"
    ),
    "templates/ours/page.html.j2": PAGE,
    "templates/ours/style.css": CSS,
    "templates/ours/labels.zh-Hans.yaml": "coverage: 报送\n",
    "templates/ours/reference.docx": REFERENCE,
}
"""A project with a file of every kind."""
TOKENS = (
    b"{{", b"}}", b"{%", b"%}", b"{% for x in y %}", b"\n", b"  ", b"\t", b": ", b"- ", b"[", b"]", b"{", b"}", b'"', b"'", b"&a",
    b"*a", b"!!", b"|", b">", b"<<: ", b"---", b"\0", b"\xff", b"\xef\xbb\xbf", "\u202e".encode(), b"\xed\xa0\x80", b"1e999",
    b"-1", b"99999999999999999999", b"..", b"../", b"/", b"null", b"<", b"</", b"/>", b"<!DOCTYPE x [", b"<![CDATA[", b"&lt;",
    b"&#0;", b"@import ", b"url(", b"var(--a)", b"calc(", b"1e9px", b"@page", b"\\", b"#", b"`", b"**", b"[^1]", "字".encode(),
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with a few things put in, left out, said twice or cut off; or others altogether."""
    if draw(st.integers(0, 7)) == 0:
        return draw(st.binary(max_size=200))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from((0, 1, 1, 2, 8, 40)))
        way = draw(st.integers(0, 5))
        piece = data[at : at + length]
        if way <= 2:
            data = (
                data[:at]
                + draw(st.sampled_from(TOKENS) | st.binary(max_size=4))
                + data[at + length :]
            )
        elif way == 3:
            data = data[:at] + piece * draw(st.sampled_from((0, 2, 50))) + data[at + length :]
        elif way == 4:
            other = draw(st.integers(0, len(data)))
            data = data[:other] + piece + data[other:]
        elif draw(st.integers(0, 3)) == 0:
            data = data[:at]
    return data


@cache
def _form() -> bytes:
    return form(
        "{{ title }}",
        "{%p for o in organisations %}",
        "{{ o }}",
        "{%p endfor %}",
        "{{ lead | markdown }}",
    )


def as_bytes(name: str) -> bytes:
    """The file of the whole project."""
    content = FILES[name]
    return content.encode() if isinstance(content, str) else content


def test_the_project_is_sound_before_anything_is_changed() -> None:
    for more in ([], ["--script", "hant"]):
        done = built(FILES, *more)
        assert done.ran.code == 0, done.ran
        assert len(done.files) == 2


@pytest.mark.parametrize("name", FILES)
def test_any_bytes_in_a_file(name: str) -> None:
    @looking(3)
    @given(changed(as_bytes(name)))
    def check(data: bytes) -> None:
        look(name, data)

    check()


def look(name: str, data: bytes) -> None:
    """Build the project with these bytes in one of its files, and hold it to the promises."""
    more = ["--script", "hant"] if name.endswith("terms.yaml") else []
    built({**FILES, name: data}, *more)


@looking(4)
@given(st.integers(0, 2**32), st.booleans())
def test_any_change_inside_a_reference(seed: int, whole: bool) -> None:
    data = broken(REFERENCE, random.Random(seed))
    built({**FILES, "templates/ours/reference.docx": data}, *([] if whole else ["-f", "docx"]))


@looking(5)
@given(st.one_of(st.integers(0, 2**32), changed(_form())))
def test_any_bytes_in_a_form(data: Any) -> None:
    if isinstance(data, int):
        data = broken(_form(), random.Random(data))
    files = {name: text for name, text in FILES.items() if not name.startswith("templates/")}
    brief = BRIEF.replace("template: ours", "template: form").replace(
        "parameters: {colour: red}\n", ""
    )
    built(
        {**files, "content/w1/brief.yaml": brief, "templates/form/template.docx": data},
        "-f",
        "docx",
    )
