from __future__ import annotations

from briefgen import tree
from tests.style.support import styled

COUNTED = """
body { counter-reset: a b }
h2 { counter-increment: a; counter-reset: b; --word-number: "%1、" }
h2::before { content: counter(a, cjk-decimal) "、" }
h3 { counter-increment: b; --word-number: "%1.%2 " }
h3::before { content: counter(a) "." counter(b) " "; color: red }
"""


def _paragraphs(body: str, css: str) -> list[tree.Paragraph]:
    page, messages = styled(body, css)
    assert messages == ()
    return list(tree.paragraphs(page.tree))


def test_a_number_that_a_rule_declares_stands_apart_from_the_words() -> None:
    first, deeper, second = _paragraphs("<h2>甲<b>乙</b></h2><h3>丙</h3><h2>丁</h2>", COUNTED)
    assert [p.text for p in (first, deeper, second)] == ["甲乙", "丙", "丁"]
    assert [p.printed for p in (first, deeper, second)] == ["一、甲乙", "1.1 丙", "二、丁"]
    assert first.number == tree.NumberMark(0, "%1、", ("一",), "cjk-decimal", first.text_style)
    assert deeper.number is not None
    assert (deeper.number.level, deeper.number.numbers) == (1, ("1", "1"))
    assert deeper.number.style.colour == "FF0000"


def test_what_does_not_look_like_the_pattern_stays_words() -> None:
    for pattern in ("第%1条", "%1.%1", "words", "%2%1x"):
        (found,) = _paragraphs("<h2>甲</h2>", f'{COUNTED} h2 {{ --word-number: "{pattern}" }}')
        assert (found.number, found.text) == (None, "一、甲")


def test_without_the_property_everything_is_words() -> None:
    css = "h2 { counter-increment: a } h2::before { content: counter(a) '. ' }"
    (found,) = _paragraphs("<h2>甲</h2>", css)
    assert (found.number, found.text) == (None, "1. 甲")


def test_a_heading_inside_a_numbered_one_has_no_number_of_it() -> None:
    css = "div { counter-increment: a; --word-number: '%1. ' } h2::before { content: '§ ' }"
    (found,) = _paragraphs("<div><h2>甲</h2></div>", css)
    assert (found.number, found.text) == (None, "§ 甲")


def test_a_heading_of_nothing_but_its_number_is_kept() -> None:
    (found,) = _paragraphs("<h2></h2>", COUNTED)
    assert (found.printed, found.inlines) == ("一、", ())
