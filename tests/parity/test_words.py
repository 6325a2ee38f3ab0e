"""A word, a level or a running head that differs is told, with its place and both readings."""

from __future__ import annotations

import pytest

from briefgen.proof.wordfile import read_docx
from tests.parity.support import files, words
from tests.style.support import styled

PAGE = """
<h1 data-src="content/a/brief.yaml:3:title">大会召开</h1>
<p data-src="content/a/north.yaml:7:text">会议<b>强调</b>学习<span class="n" data-src="x.yaml:1">见附件</span>的方法。</p>
<ol><li data-src="content/a/north.yaml:9:text">第一件</li><li>第二件</li></ol>
<table><thead><tr><th>单位</th></tr></thead><tbody><tr><td data-src="content/a/north.yaml:11:text">甲乙</td></tr></tbody></table>
<figure><figcaption>图一</figcaption></figure>
"""
CSS = """
.n { float: footnote }
@page { @top-center { content: "简报" } @bottom-center { content: counter(page) "/" counter(pages) } }
@page :left { @top-center { content: "内部" } }
"""


def said(old: str, new: str, part: str = "document") -> list[str]:
    page, _ = styled(PAGE, CSS)

    def bend(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return [found.line() for found in words(page, bend, part).messages]


def test_nothing_differs() -> None:
    page, _ = styled(PAGE, CSS)
    report = words(page)
    assert report.messages == ()
    assert (
        report.same
        == report.characters
        == len("大会召开会议强调学习1的方法。第一件第二件单位甲乙图一")
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "pdf", "word"),
    [
        ("强调", "强", "north.yaml:7", "会议强调学习1的方法。", "会议强学习1的方法。"),
        ("甲乙", "甲 丙", "north.yaml:11", "甲乙", "甲丙"),
        ("大会召开", "大会", "brief.yaml:3", "大会召开", "大会"),
    ],
)
def test_a_word_that_differs(old: str, new: str, line: str, pdf: str, word: str) -> None:
    """The marker of the item, the header row and the note's number are not told."""
    assert said(old, new) == [
        f'content/a/{line}: error[words-differ]: the PDF says "{pdf}" where the Word file says "{word}"'
    ]


def test_a_paragraph_that_is_missing() -> None:
    assert said("第一件", "") == [
        'content/a/north.yaml:9: error[words-differ]: the PDF says "第一件" where the Word file says ""'
    ]


def test_a_note_that_differs() -> None:
    assert said("见附件", "见附录", "footnotes") == [
        'error[words-differ]: the PDF says "1.见附件" where the Word file says ""',
        'error[words-differ]: the PDF says "" where the Word file says ".见附录"',
    ]


def table(rows: int) -> str:
    """A table of one column with a header."""
    inside = "".join(f"<tr><td>第{n}行</td></tr>" for n in range(rows))
    return f"<table><thead><tr><th>单位</th></tr></thead><tbody>{inside}</tbody></table>"


def test_headers_of_tables_that_go_on_in_the_next_column() -> None:
    """They are there again; another table with the same header is no repetition."""
    page, _ = styled(f"<div style='columns: 2'>{table(20)}</div>")
    assert page.tree.pages == 1
    assert words(page).messages == ()
    page, _ = styled(f"{table(1)}<p style='break-before: page'>甲</p>{table(2)}")
    assert words(page).messages == ()


NOTES = """
<p>甲<i class=n>第一注。</i>乙<i class=n>2019年。<b class=b>又一段。</b></i></p>
<p>丙<i class=n><b class=b>一段。</b><b class=b>两段。</b></i></p><p style="break-before: page">丁<i class=n>末注。</i></p>
"""


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [("末注", "末注", 0), ("末注", "尾注", 2), ("又一", "又二", 4)],
)
def test_notes_of_a_page_are_told_apart(old: str, new: str, count: int) -> None:
    """They are one piece of the PDF, or more where one has several paragraphs."""
    page, _ = styled(NOTES, CSS + ".b { display: block }")
    found = words(page, lambda text: text.replace(old, new), "footnotes").messages
    assert len(found) == count, [each.line() for each in found]


def test_a_level_that_differs() -> None:
    assert said('<w:outlineLvl w:val="0"', '<w:outlineLvl w:val="1"', "styles") == [
        'content/a/brief.yaml:3: error[words-level]: the heading "大会召开" has level 1 in the PDF and level 2 in the Word file'
    ]


def test_a_running_head_that_differs() -> None:
    assert said("简报", "简抱", "header1") == [
        'error[words-running]: page 1: outside the text the PDF says "简报", the Word file "简抱"'
    ]


def test_what_goes_on_on_the_next_page_is_one() -> None:
    rows = "<tr><td>甲乙丙丁</td></tr>" * 40
    page, _ = styled(
        f"<p>{'会议强调学习的方法。' * 60}</p><table><thead><tr><th>单位</th></tr></thead>{rows}</table>",
        "tr { break-inside: avoid }",
    )
    assert page.tree.pages > 4
    assert words(page).messages == ()


def test_fields_and_kinds_of_pages_are_read() -> None:
    page, _ = styled(PAGE, CSS)
    word = read_docx(files(page)[1])
    assert word.heads(0, "header", 1, 4) == "简报"
    assert word.heads(0, "header", 2, 4) == "内部"
    assert word.heads(0, "footer", 3, 4) == "3/4"
