"""What `string-set` puts above the text: a section for each page on which it changes, or a message."""

from __future__ import annotations

from briefgen import tree
from tests.style.support import styled

CSS = """
@page { @top-center { content: string(part) } @bottom-center { content: "§" string(part) " " counter(page) } }
@page front { @top-center { content: none } @bottom-center { content: none } }
.front { page: front } h1 { string-set: part content(text); margin: 0 } .part { break-before: page }
"""
BODY = """<p class="front">封面</p>
<section class="part"><h1>甲</h1><p>一</p></section>
<section class="part"><h1>乙</h1><p style="break-before: page">二</p></section><p>尾</p>"""


def _words(running: tuple[tree.Running, ...]) -> list[str]:
    return [
        "".join(
            i.text if isinstance(i, tree.Run) else "#"
            for i in each.inlines
            if isinstance(i, (tree.Run, tree.Field))
        )
        for each in running
    ]


def test_each_stretch_under_other_words_is_a_section() -> None:
    page, messages = styled(BODY, CSS)
    assert messages == ()
    assert page.tree.losses == ()
    found = [
        (
            _words(section.master.odd),
            section.new_page,
            [p.text for p in section.blocks if isinstance(p, tree.Paragraph)],
        )
        for section in page.tree.sections
    ]
    assert found == [
        ([], False, ["封面"]),
        (["甲", "§甲 #"], True, ["甲", "一"]),
        (["乙", "§乙 #"], True, ["乙", "二", "尾"]),
    ]


def test_a_section_begins_the_page_by_itself() -> None:
    page, _ = styled(BODY, CSS)
    breaks = [p.style.page_break_before for p in tree.paragraphs(page.tree)]
    assert breaks == [False, False, False, False, True, False]


def test_words_that_change_elsewhere_are_told() -> None:
    body = '<h1>甲</h1><p style="break-before: page">一</p><h1>乙</h1><p style="break-before: page">二</p>'
    page, _ = styled(body, CSS)
    assert {(loss.code, loss.args["what"]) for loss in page.tree.losses} == {
        ("word-loss", "content")
    }
    assert len(page.tree.sections) == 1


def test_words_that_never_change_need_no_section_and_no_message() -> None:
    page, _ = styled('<div class="part"><h1>甲</h1><p>一</p></div>', CSS)
    assert page.tree.losses == ()
    assert [_words(section.master.odd)[0] for section in page.tree.sections] == ["甲"]


def test_a_page_is_no_section_where_no_string_runs() -> None:
    css = CSS + '@page { @top-center { content: "x" } @bottom-center { content: none } }'
    page, _ = styled(BODY.replace("front", ""), css)
    assert len(page.tree.sections) == 1
