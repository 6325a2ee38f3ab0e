"""The kinsoku table: which pairs of characters a line may end between, and the marks that say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen import kinsoku

ALPHABET = "汉字，。、“”‘’（）《》—…·/-a9A %\u0301\u200b\u2060 ～"


def decision(text: str, *, cjk: bool = True) -> bool | None:
    """What the table says about the place of the bar in `text`."""
    index = text.index("|")
    return kinsoku.may_break(text.replace("|", ""), index, cjk=cjk)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("说|“初心", True),
        ("“|初", False),
        ("心|”", False),
        ("心”|的", True),
        ("”|，", False),
        ("》|《", True),
        ("字|，", False),
        ("，|字", True),
        ("字|·布", False),
        ("·|布", True),
        ("字|——", True),
        ("—|—", False),
        ("—|字", True),
        ("…|…", False),
        ("字|…", False),
        ("100|%", None),
        ("百|%", False),
        ("20|℃", None),
        ("GB|/T", False),
        ("GB/|T", False),
        ("http://|www", True),
        ("http:/|/www", False),
        ("A-|2019", True),
        ("A|-2019", None),
        ("Word|“样", True),
        ("。|Word", True),
        ("字|A", True),
        ("A|字", True),
        ("don|’t字", None),
        ("don’|t字", None),
        ("字 |，", None),
        ("字|\u0301", None),
        ("“\u0301|字", False),
        ("字|\u2060，", None),
        ("字\u200b|，", None),
    ],
)
def test_pair(text: str, expected: bool | None) -> None:
    assert decision(text) is expected


@pytest.mark.parametrize("text", ["said |“hello", "so”| the", "a|—b", "end|…", "it|’s", "a |b"])
def test_shared_punctuation_of_english_is_left_alone(text: str) -> None:
    assert decision(text, cjk=False) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("汉字", "zh-Hans", True),
        ("汉字", "", True),
        ("汉字", None, True),
        ("汉字", "ja", True),
        ("the “汉字” quoted", "en", False),
        ("“quoted”——", "zh-Hans", False),
    ],
)
def test_which_paragraphs_read_as_cjk(text: str, language: str | None, expected: bool) -> None:
    assert kinsoku.reads_as_cjk(text, language) is expected


def test_the_two_lists_that_word_gets_share_no_character_and_name_each_once() -> None:
    both = kinsoku.NOT_AT_START + kinsoku.NOT_AT_END
    assert len(both) == len(set(both))


def test_a_text_without_doubt_is_returned_as_it_is() -> None:
    text = "深入学习，认真落实。第3期ISO 27001标准"
    assert kinsoku.doubtful(text, cjk=True) == ()

    def never(_index: int) -> bool:
        pytest.fail("the typesetter was asked")

    assert kinsoku.mark(text, never, cjk=True) is text


def test_marks_stand_only_where_the_typesetter_is_wrong() -> None:
    text = "说“好”的"
    assert kinsoku.mark(text, {1: False, 2: False, 3: False, 4: True}.__getitem__, cjk=True) == (
        "说\u200b“好”的"
    )
    assert kinsoku.mark(text, lambda _index: True, cjk=True) == "说“\u2060好\u2060”的"


@given(st.text(ALPHABET, max_size=12), st.booleans(), st.booleans())
def test_marking_adds_marks_and_nothing_else(text: str, natural: bool, cjk: bool) -> None:
    marked = kinsoku.mark(text, lambda _index: natural, cjk=cjk)
    assert kinsoku.unmark(marked) == kinsoku.unmark(text)
    assert kinsoku.has_marks(marked) == (marked != text or kinsoku.has_marks(text))


@given(st.text(ALPHABET, min_size=2, max_size=8), st.booleans())
def test_no_place_that_is_passed_over_needs_a_mark(text: str, cjk: bool) -> None:
    """`doubtful` leaves out only what UAX 14 decides the same way: hanzi may part, a stop stays with its hanzi."""
    passed_over = set(range(1, len(text))) - set(kinsoku.doubtful(text, cjk=cjk))
    for index in passed_over if cjk else ():
        expected = (
            text[index] not in kinsoku.NOT_AT_START and text[index - 1] not in kinsoku.NOT_AT_END
        )
        assert kinsoku.may_break(text, index, cjk=cjk) in {None, expected}
