from __future__ import annotations

import pytest

from briefgen import tree
from briefgen.units import pt
from briefgen.writers.dump import dump_tree
from tests.style.support import styled

CSS = """
ul { list-style: none; padding: 0 0 0 20pt } a { color: inherit; text-decoration: none }
h2 { break-before: page; counter-increment: part } body { counter-reset: part 1 }
a::after { content: leader(".") "（" target-counter(attr(href), page) "）" }
"""
BODY = '<ul><li><a href="#a">甲</a></li><li><a href="#b">乙</a></li></ul><h2 id="a">甲</h2><h2 id="b">乙</h2>'


def _paragraphs(css: str, body: str = BODY) -> list[tree.Paragraph]:
    page, messages = styled(body, css)
    assert messages == ()
    assert page.tree.losses == ()
    return list(tree.paragraphs(page.tree))


def test_the_page_of_a_target_is_a_field_at_the_end_of_the_line() -> None:
    first, second, *_ = _paragraphs(CSS)
    look = first.text_style
    assert first.inlines == (
        tree.Run("甲", look, href="#a"),
        tree.Leader(look, ".", "#a"),
        tree.Run("（", look, href="#a"),
        tree.Field("target-page", look, "2", target="a", href="#a"),
        tree.Run("）", look, href="#a"),
    )
    assert first.style.tab == tree.TabStop(pt(160), ".")
    assert [p.text for p in (first, second)] == ["甲\t（2）", "乙\t（3）"]


def test_other_counters_of_a_target_are_fields_too() -> None:
    first, second, *_ = _paragraphs(
        CSS + "a::before { content: target-counter(attr(href), part, upper-roman) ' ' }"
    )
    number = first.inlines[0]
    assert isinstance(number, tree.Field)
    assert (number.kind, number.cached, number.format) == ("target-number", "II", "upper-roman")
    assert [p.text for p in (first, second)] == ["II 甲\t（2）", "III 乙\t（3）"]


def test_a_leader_needs_no_target() -> None:
    css = "p::after { content: leader(dotted) '完' } span::after { content: leader(solid) }"
    first, second = _paragraphs(css, "<p>甲</p><div><span>乙</span></div>")
    assert [type(i).__name__ for i in first.inlines] == ["Run", "Leader", "Run"]
    assert [i.sign for i in second.inlines if isinstance(i, tree.Leader)] == ["_"]


def test_a_leader_that_word_has_none_like_is_told() -> None:
    for css in (
        'p::after { content: leader("~") }',
        "p::after { content: leader('.') leader('.') }",
    ):
        page, _ = styled("<p>甲</p>", css)
        (loss,) = page.tree.losses
        assert (loss.code, loss.args["what"]) == ("word-loss", "content")


def test_the_dump_shows_leaders_and_fields() -> None:
    page, _ = styled(BODY, CSS)
    dump = dump_tree(page.tree)
    assert 'tab=160pt-"."' in dump
    assert "  leader href=#a" in dump
    assert "  field kind=target-page cached=2 target=a href=#a" in dump


@pytest.mark.parametrize("target", ["attr(href)", "attr(href url)", "url(#hall)"])
def test_a_target_that_is_not_there_is_told_once(target: str) -> None:
    css = f"a::after {{ content: target-counter({target}, page) }}"
    _, messages = styled('<p data-src="a.yaml:3:text"><a href="#hall">见</a></p>', css)
    assert [each.line("en") for each in messages] == [
        (
            'a.yaml:3: warning[dead-link]: the link to "#hall" leads nowhere; its words stay; '
            "write the id of something that is printed, or take the link away"
        )
    ]


def test_a_target_without_a_link_is_told_by_its_name() -> None:
    _, messages = styled("<p>甲</p>", "p::after { content: target-counter(url(#hall), page) }")
    assert [(each.code, each.args["name"]) for each in messages] == [("no-target", "hall")]
