from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.proof.wordfile import read_docx
from briefgen.tree import Field, Paragraph, Run
from tests.validity import faults
from tests.word.support import TEXT, Written, every, p, value, written
from tests.word.test_outline import h


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


def _reference(label: str, number: str, target: str) -> Paragraph:
    href = f"#{target}"
    field = Field("target-number", TEXT, number, target=target, href=href)
    return p("见", Run(label, TEXT, None, href), field, "。")


def test_a_reference_repeats_the_label_and_number_of_its_caption() -> None:
    caption = replace(_caption("1", "会场"), id="hall")
    made = written(_reference("图", "1", "hall"), caption)
    assert _fields(made) == [r"REF hall \h", r"SEQ 图 \* ARABIC"]
    (link,) = every(made.body, "hyperlink")
    assert value(link, attribute="anchor") == "hall"
    assert "".join(node.text or "" for node in every(link, "t")) == "图1"
    assert _bookmarked(made, "hall") == "图1"
    assert [each.text for each in read_docx(made.bytes).body] == ["见图1。", "图1　会场"]
    assert faults(made.bytes) == []


def test_a_reference_in_other_words_than_the_caption_has_stays_words() -> None:
    caption = replace(_caption("1", "会场"), id="hall")
    for label, number in (("Fig. ", "1"), ("图", "2")):
        each = _reference(label, number, "hall")
        made = written(each, caption)
        assert _fields(made) == [r"SEQ 图 \* ARABIC"]


def test_a_reference_to_the_number_of_a_heading_is_one_that_word_makes() -> None:
    def see(target: str, *shown: str) -> Paragraph:
        href = f"#{target}"
        pieces = (
            Field("target-number", TEXT, each, target=target, href=href) if each.isalnum() else Run(each, TEXT, None, href)
            for each in shown
        )  # fmt: skip
        return p("见", *pieces, "。")

    counted = replace(h("甲", 0, "一"), id="first")
    part = replace(h("丑", 1, "二"), id="second")
    seen = see("second", "（", "二", "）"), see("first", "一", "、")
    made = written(counted, h("子", 1, "一"), part, *seen)
    assert _fields(made) == [r"REF second \n \h", r"REF first \n \h"]
    shown = [each.text for each in read_docx(made.bytes).body]
    assert shown[-2:] == ["见（二）。", "见一、。"]
    assert faults(made.bytes) == []
    # In other words, or of a heading that Word doesn't count.
    assert _fields(written(counted, see("first", "一"))) == []
    uncounted = replace(p("乙", level=2, selector="h2"), id="first")
    assert _fields(written(uncounted, see("first", "一", "、"))) == []


def _bookmarked(made: Written, name: str) -> str:
    """The words between the start and the end of a bookmark."""
    (start,) = (b for b in every(made.body, "bookmarkStart") if value(b, attribute="name") == name)
    number, words, inside = value(start, attribute="id"), "", False
    for node in made.body.iter():
        kind = str(node.tag).rpartition("}")[2]
        if kind in ("bookmarkStart", "bookmarkEnd") and value(node, attribute="id") == number:
            inside = kind == "bookmarkStart"
        words += (node.text or "") if inside and kind == "t" else ""
    return words
