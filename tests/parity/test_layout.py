"""Every promise of a page is measured: a page that keeps them all, and one that breaks each."""

from __future__ import annotations

import pytest

from tests.parity.support import layout
from tests.style.support import styled

TEXT = "会议强调要把学习教育调查研究检视问题整改落实贯穿全过程各单位随即召开会议传达部署" * 8
PAGE = f"""
<header><p class="name" data-src="a.yaml:1">工作简报</p></header>
<h2 data-src="a.yaml:2">一、学习</h2>
<p data-src="a.yaml:3">{TEXT}</p><p data-src="a.yaml:4">{TEXT}</p>
<table class="tail"><tr><td data-src="a.yaml:5">发：各单位</td></tr></table>
"""
CSS = """
:root { --page-grid: 28 / 22 }
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
@page :right { @bottom-right { content: "— " counter(page) " —"; font: 14pt/20pt "Noto Serif CJK SC";
  padding: 3.5mm 14pt 0 0; text-align: right; vertical-align: top } }
@page :left { @bottom-left { content: "— " counter(page) " —"; font: 14pt/20pt "Noto Serif CJK SC";
  padding: 3.5mm 0 0 14pt; vertical-align: top } }
body { font: 16pt/28.95pt FandolFang; letter-spacing: -.3pt; text-align: justify }
p { text-indent: 2em } h2 { font: inherit; text-align: left; break-after: avoid }
.name { border-bottom: 2pt solid #d7000f; text-align: center; padding-bottom: 5pt }
.tail { --anchor: page-bottom; width: 100%; border-collapse: collapse; border: solid #000; border-width: 1pt 0 }
td { padding: 0 }
"""


def said(css: str = "", body: str = PAGE) -> list[str]:
    page, messages = styled(body, CSS + css)
    assert messages == ()
    return [found.line() for found in layout(page).messages]


def test_a_page_that_keeps_its_promises() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("css", "start"),
    [
        ("body { line-height: 27pt }", "warning[layout-lines]: a page holds 23 lines"),
        ("body { letter-spacing: .4pt }", 'a.yaml:3: warning[layout-characters]: page 1, line 4 ("'),
        ("@page :right { @bottom-right { content: counter(page) } }", "warning[layout-page-number]: page 1 has no page"),
        ("@page :right { @bottom-right { padding-right: 0 } }", "warning[layout-number-place]: the number of page 1 stands"),
        ("@page :right { @bottom-right { padding-top: 0 } }", "warning[layout-number-place]: the number of page 1 stands"),
        (".name { border-color: #777 }", "warning[layout-rule]: no coloured rule"),
        (".name { width: 50mm }", "warning[layout-rule]: no coloured rule"),
        (".tail { --anchor: none }", ""),
        (".tail { border-bottom: none }", "a.yaml:5: warning[layout-tail]: "),
        ("p { margin-right: -9mm }", 'warning[layout-outside]: page 1: "'),
    ],
)  # fmt: skip
def test_a_page_that_breaks_a_promise(css: str, start: str) -> None:
    found = said(css)
    assert start in "\n".join(found)
    assert bool(found) is bool(start)


def test_a_grid_that_is_switched_off_promises_nothing() -> None:
    off = ":root { --page-grid: 28 / 22 / 0 } body { letter-spacing: .4pt; line-height: 27pt }"
    assert said(off + " .name { border: none }") == []


def test_a_heading_at_the_foot_of_a_page() -> None:
    (found,) = said("h2 { break-after: page }")
    assert found == (
        'a.yaml:2: warning[layout-heading-last]: the heading "一、学习" is the last line of page 1; '
        'add "break-after: avoid" to its rule'
    )


def test_lines_that_begin_or_end_with_the_wrong_sign() -> None:
    """Only what forces a line to end there brings it about."""
    body = '<p data-src="a.yaml:1" style="width:40pt;text-indent:0;text-align:left">甲（<wbr>乙丙<b>丁</b></p>'
    found = said(":root { --page-grid: none }", body)
    assert found == ['a.yaml:1: warning[layout-line-end]: page 1, line 1 ends with "（": "甲（"']
