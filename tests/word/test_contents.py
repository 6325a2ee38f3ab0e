from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.proof.wordfile import read_docx
from briefgen.tree import Edges, Field, Inline, Leader, Paragraph, Run, TabStop
from briefgen.units import ZERO, mm, pt
from tests.validity import faults
from tests.word.support import (
    FLUSH,
    TEXT,
    Written,
    attributes,
    cell,
    every,
    p,
    table,
    value,
    written,
)

ENTRY = replace(FLUSH, tab=TabStop(mm(150), "."))


def _entry(words: str, target: str, page: str = "2", number: str = "") -> Paragraph:
    href = f"#{target}"
    inlines: tuple[Inline, ...] = (
        Run(words, TEXT, href=href),
        Leader(TEXT, ".", href),
        Field("target-page", TEXT, page, target=target, href=href),
    )
    return p(
        *((Run(number, TEXT, href=href),) if number else ()), *inlines, selector="li", style=ENTRY
    )


def _heading(words: str, anchor: str = "", level: int = 2) -> Paragraph:
    return p(words, selector=f"h{level}", level=level, id=anchor)


LIST = (_entry("甲", "a"), _entry("乙", "b", "3"))
TEXTS = (_heading("甲", "a"), p("正文"), _heading("乙", "b"))


def _instructions(made: Written) -> list[str]:
    return [(node.text or "").strip() for node in every(made.body, "instrText")]


def test_contents_are_a_field_around_links_with_pages() -> None:
    made = written(_heading("目录", level=1), *LIST, *TEXTS)
    assert _instructions(made) == [r'TOC \o "2-2" \h', r"PAGEREF a \h", r"PAGEREF b \h"]
    kinds = [value(node, attribute="fldCharType") for node in every(made.body, "fldChar")]
    page = ["begin", "separate", "end"]
    assert kinds == ["begin", "separate", *page, *page, "end"]
    links = every(made.body, "hyperlink")
    assert [value(link, attribute="anchor") for link in links] == ["a", "b"]
    assert [len(every(link, "tab")) for link in links] == [1, 1]
    assert [each.text for each in read_docx(made.bytes).body][1:3] == ["甲\n2", "乙\n3"]
    assert faults(made.bytes) == []


def test_the_entries_have_words_styles_for_them() -> None:
    made = written(
        _entry("甲", "a"), _entry("乙", "b"), _heading("甲", "a", 1), _heading("乙", "b")
    )
    names = [value(each, "pPr/pStyle") for each in every(made.body, "p")]
    assert names[:2] == ["TOC1", "TOC2"]
    stop = attributes(made.styles()["toc 1"], "pPr/tabs/tab")
    assert stop == {"val": "right", "leader": "dot", "pos": "8504"}
    assert "customStyle" not in attributes(made.styles()["toc 1"])
    assert _instructions(made)[0] == r'TOC \o "1-2" \h'


def test_nothing_asks_word_to_count_again() -> None:
    made = written(*LIST, *TEXTS)
    assert "updateFields" not in made.text("word/settings.xml")
    assert "dirty" not in made.text("word/document.xml")


@pytest.mark.parametrize(
    "blocks",
    [
        (_entry("甲", "a"), *TEXTS),
        (*reversed(LIST), *TEXTS),
        (_entry("某", "a"), _entry("乙", "b"), *TEXTS),
        (_entry("甲", "a"), p("间隔"), _entry("乙", "b"), *TEXTS),
        (_entry("甲", "a"), _heading("甲"), p("不是标题", id="a")),
    ],
    ids=["one is left out", "another order", "other words", "two lists", "no heading"],
)
def test_what_word_would_list_otherwise_stays_links(blocks: tuple[Paragraph, ...]) -> None:
    said = _instructions(written(*blocks))
    assert said
    assert all(each.startswith("PAGEREF") for each in said)


def test_numbers_of_headings_are_words_of_the_entry() -> None:
    entries = (_entry("甲", "a", number="1. "), _entry("乙", "b", number="2. "))
    headings = (_heading("1. 甲", "a"), _heading("2. 乙", "b"))
    assert _instructions(written(*entries, *headings))[0].startswith("TOC")


def test_contents_in_a_cell() -> None:
    blocks = (table((cell("", 0, blocks=LIST),), columns=1), *TEXTS)
    made = written(*blocks)
    assert _instructions(made)[0].startswith("TOC")
    assert faults(made.bytes) == []


def test_contents_that_end_a_cell_have_something_behind_them() -> None:
    """LibreOffice would lose the rest of the cell; the cell is as high as it was."""
    padded = cell("", 0, blocks=LIST, padding=Edges(ZERO, ZERO, pt(8), ZERO))
    made = written(table((padded,), columns=1), *TEXTS)
    (end,) = every(every(made.body, "tc")[0], "p")[2:]
    assert value(end, "pPr/pStyle") == "TableSeparator"
    assert value(every(made.body, "tblCellMar")[0], "bottom", attribute="w") == str(pt(7).twips)
    made = written(table((cell("", 0, blocks=(*LIST, p("后"))),), columns=1), *TEXTS)
    assert len(every(every(made.body, "tc")[0], "p")) == 3


def test_pages_in_letters_and_pages_that_word_can_not_count() -> None:
    roman = Field("target-page", TEXT, "iv", format="lower-roman", target="a")
    hanzi = Field("target-page", TEXT, "四", format="simp-chinese-informal", target="a")
    made = written(p("见", roman, "、", hanzi), _heading("甲", "a"))
    assert _instructions(made) == [r"PAGEREF a \h \* roman"]
    assert read_docx(made.bytes).body[0].text == "见iv、四"


def test_a_second_tab_stop_takes_the_first_away() -> None:
    narrow = replace(LIST[1], style=replace(ENTRY, tab=TabStop(mm(100), ".")))
    made = written(LIST[0], LIST[0], narrow, *TEXTS)
    stops = [attributes(tab) for tab in every(every(made.body, "p")[2], "tab") if tab.attrib]
    assert stops == [
        {"val": "right", "leader": "dot", "pos": "5669"},
        {"val": "clear", "pos": "8504"},
    ]
    assert faults(made.bytes) == []
