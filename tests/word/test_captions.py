from __future__ import annotations

import pytest

from briefgen.proof.wordfile import read_docx
from briefgen.tree import Field, Paragraph
from tests.validity import faults
from tests.word.support import TEXT, Written, every, p, value, written


def _caption(number: str, words: str, sequence: str = "图", form: str = "decimal") -> Paragraph:
    field = Field("sequence", TEXT, number, sequence, form)
    return p("图", field, "　" + words, selector="figcaption")


def _fields(made: Written) -> list[str]:
    return [(node.text or "").strip() for node in every(made.body, "instrText")]


def test_captions_are_counted_by_fields() -> None:
    made = written(_caption("1", "甲"), _caption("1", "乙", "表"), _caption("2", "丙"))
    assert _fields(made) == [r"SEQ 图 \* ARABIC", r"SEQ 表 \* ARABIC", r"SEQ 图 \* ARABIC"]
    assert [paragraph.text for paragraph in read_docx(made.bytes).body] == [
        "图1　甲",
        "图1　乙",
        "图2　丙",
    ]
    styles = {value(each, "pPr/pStyle") for each in every(made.body, "p")}
    assert styles <= {"Caption", ""}
    assert faults(made.bytes) == []


def test_a_sequence_starts_again_where_the_page_does() -> None:
    made = written(_caption("3", "甲"), _caption("4", "乙"), _caption("1", "丙"))
    assert _fields(made) == [
        r"SEQ 图 \* ARABIC \r 3",
        r"SEQ 图 \* ARABIC",
        r"SEQ 图 \* ARABIC \r 1",
    ]


@pytest.mark.parametrize(
    ("number", "form", "switch"),
    [
        ("II", "upper-roman", "ROMAN"),
        ("b", "lower-alpha", "alphabetic"),
    ],
)
def test_the_number_looks_as_on_the_page(number: str, form: str, switch: str) -> None:
    made = written(_caption(number, "甲", form=form))
    assert _fields(made) == [rf"SEQ 图 \* {switch} \r 2"]


def test_what_word_can_not_count_stays_words() -> None:
    for number, form in (("乙", "cjk-heavenly-stem"), ("二", "simp-chinese-informal")):
        made = written(_caption(number, "甲", form=form))
        assert _fields(made) == []
        assert [each.text for each in read_docx(made.bytes).body] == [f"图{number}　甲"]
