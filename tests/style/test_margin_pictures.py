"""A picture that fills a box in the left or right margin: lines for notes. Anything else there has no place in Word."""

from __future__ import annotations

from briefgen import tree
from tests.style.support import styled

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 5H10" stroke="#000"/></svg>'
LINES = "background: url(lines.svg) 0 0 / 100% 100% no-repeat"
FILES: dict[str, str | bytes] = {"templates/t/lines.svg": DRAWING}
TWO = "<p>甲</p><p style='break-before:page'>乙</p><p style='break-before:page'>丙</p>"


def _styled(css: str, body: str = TWO) -> tuple[list[tree.MarginPicture], list[str]]:
    page, _ = styled(body, css, FILES)
    (section,) = page.tree.sections
    return list(section.master.pictures), [each.code for each in page.tree.losses]


def _corner(found: tree.MarginPicture) -> list[float]:
    size = found.left, found.top, found.picture.width, found.picture.height
    return [round(each.pt, 2) for each in size]


def test_it_stands_where_the_box_stands_on_every_page() -> None:
    css = f"@page {{ margin: 20pt 60pt 30pt 20pt; @right-middle {{ content: ''; margin: 0 10pt 0 8pt; {LINES} }} }}"
    found, lost = _styled(css)
    assert lost == []
    (one,) = found
    assert (one.pages, one.picture.file) == ("odd", "templates/t/lines.svg")
    assert one.picture.data == DRAWING.encode()
    # 200 by 300 pt of paper: 60 pt of margin without 8 and 10, 250 pt of text
    assert _corner(one) == [148, 20, 42, 250]


def test_pages_with_other_margins_have_their_own() -> None:
    css = (
        f"@page :right {{ margin-right: 60pt; @right-middle {{ content: ''; {LINES} }} }}"
        f"@page :left {{ margin-left: 60pt; @left-middle {{ content: ''; {LINES} }} }}"
        "@page :first { margin-top: 50pt }"
    )
    found, lost = _styled(css)
    assert lost == []
    assert {each.pages: _corner(each) for each in found} == {
        "odd": [140, 20, 60, 260],
        "even": [0, 20, 60, 260],
        "first": [140, 50, 60, 230],
    }


def test_other_boxes_beside_the_text_are_lost() -> None:
    for content in (
        f"content: '笔记'; {LINES}",
        "content: ''",
        "content: ''; background: url(lines.svg)",
        "content: ''; background: linear-gradient(#000, #fff) 0 0 / 100% 100% no-repeat",
    ):
        found, lost = _styled(f"@page {{ @right-middle {{ {content} }} }}")
        assert (found, lost) == ([], ["word-margin-box"]), content
    found, lost = _styled(f"@page {{ @right-top {{ content: ''; {LINES} }} }}")
    assert (found, lost) == ([], ["word-margin-box"])
