"""Markdown to HTML with the line of every block, to inline HTML and to plain text."""

from __future__ import annotations

import re

import pytest

from briefgen.bulletin import Text
from briefgen.links import Link
from briefgen.markup import (
    empty_links,
    escape_markdown,
    inline_markdown,
    markdown,
    place_of,
    plain,
    problems,
    src_at,
    table_captions,
)
from briefgen.messages import Place
from briefgen.style.patience import limited

SRC = "content/w/beijing.yaml:14:activities/0/text"


def html(words: str, level: int = 3) -> str:
    return str(markdown(words, level))


def lines(words: str) -> list[str]:
    return [message.line() for message in problems(Text(words, SRC))]


def test_every_block_names_its_line() -> None:
    text = Text("First\nstill first\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", SRC)

    def src(line: int) -> str:
        return f'data-src="content/w/beijing.yaml:{line}:activities/0/text"'

    assert str(markdown(text)) == (
        f"<p {src(14)}>First\nstill first</p>\n"
        f"<ul {src(17)}>\n<li {src(17)}>one</li>\n<li {src(18)}>two</li>\n</ul>\n"
        f"<table {src(20)}>\n<thead {src(20)}>\n<tr {src(20)}>\n"
        f"<th {src(20)}>a</th>\n<th {src(20)}>b</th>\n</tr>\n</thead>\n"
        f"<tbody {src(22)}>\n<tr {src(22)}>\n<td {src(22)}>1</td>\n<td {src(22)}>2</td>\n"
        "</tr>\n</tbody>\n</table>\n"
    )


def test_text_without_a_place_has_no_data_src() -> None:
    assert html("a *b* **c** ~~d~~") == "<p>a <em>b</em> <strong>c</strong> <s>d</s></p>\n"
    assert html("```\na<b\n```") == "<pre><code>a&lt;b</code></pre>\n"


def test_code_block_names_its_line_on_the_block() -> None:
    assert str(markdown(Text("a\n\n```\nb\n```", "f:3:x"))) == (
        '<p data-src="f:3:x">a</p>\n<pre data-src="f:5:x"><code>b</code></pre>\n'
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<b>x</b> <script>", "<p>&lt;b&gt;x&lt;/b&gt; &lt;script&gt;</p>\n"),
        ("<div>\n\nx", "<p>&lt;div&gt;</p>\n<p>x</p>\n"),
        ("[注]: 内容", "<p>[注]: 内容</p>\n"),
        ("标题\n---", "<p>标题</p>\n<hr>\n"),
        ("    缩进", "<p>缩进</p>\n"),
        ("http://a.example", "<p>http://a.example</p>\n"),
    ],
)
def test_what_was_typed_stays_text(written: str, expected: str) -> None:
    assert html(written) == expected


def test_full_width_indent_opens_a_paragraph() -> None:
    text = Text("　　第一段。\n续行\n　　第二段。", "f:5:t")
    assert str(markdown(text)) == (
        '<p data-src="f:5:t">第一段。续行</p>\n<p data-src="f:7:t">第二段。</p>\n'
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("甲，\n乙", "甲，乙"),
        ("甲\n“乙”", "甲“乙”"),
        ("**甲**\n乙", "<strong>甲</strong>乙"),
        ("甲\nWord", "甲\nWord"),
        ("one\ntwo", "one\ntwo"),
        ("甲\\\n乙", "甲<br>\n乙"),
    ],
)
def test_line_breaks(written: str, expected: str) -> None:
    assert html(written) == f"<p>{expected}</p>\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("增强**“四个意识”**增强", "增强<strong>“四个意识”</strong>增强"),
        ("**要点。**后文", "<strong>要点。</strong>后文"),
        ("~~（甲）~~乙", "<s>（甲）</s>乙"),
        ("*(a)*b", "*(a)*b"),  # Latin letters keep CommonMark's rule
        ("snake_case_name", "snake_case_name"),
        ("3 * 4 * 5", "3 * 4 * 5"),
    ],
)
def test_emphasis_beside_chinese(written: str, expected: str) -> None:
    assert html(written) == f"<p>{expected}</p>\n"


@pytest.mark.parametrize(
    ("written", "level", "expected"),
    [
        ("# a\n## b\n# c", 3, ["h3", "h4", "h3"]),
        ("# a\n### b", 2, ["h2", "h3"]),
        ("### a\n# b", 2, ["h2", "h2"]),
        ("## a\n### b\n#### c", 3, ["h3", "h4", "h4"]),
    ],
)
def test_headings_skip_no_level(written: str, level: int, expected: list[str]) -> None:
    found = html(written, level).replace("</", "<").split("<")[1:]
    assert [tag[:2] for tag in found][::2] == expected


@pytest.mark.parametrize("target", ["https://a.example/?q=1&r=2", "mailto:a@b.example", "#top"])
def test_links_that_are_taken(target: str) -> None:
    written = f"[x]({target})"
    assert html(written) == f'<p><a href="{target.replace("&", "&amp;")}">x</a></p>\n'
    assert lines(written) == []


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "file:///etc/passwd", "other.html", "data:text/html,x", "//a.b"],
)
def test_links_that_are_not(target: str) -> None:
    written = f"one\n[two **three**]({target})"
    assert html(written) == "<p>one\ntwo <strong>three</strong></p>\n"
    expected = (
        f'content/w/beijing.yaml:15: warning[markdown-link]: the link to "{target}" is printed as plain '
        "text; links begin with http://, https://, mailto: or #"
    )
    assert lines(written) == [expected]


def test_pictures_are_words() -> None:
    assert html("a ![the *hall*](hall.jpg) b") == "<p>a the hall b</p>\n"
    expected = (
        'content/w/beijing.yaml:17: warning[markdown-image]: the picture "hall.jpg" in the text is not '
        "printed, only its words; list it under images:"
    )
    assert lines("x\n\n- a\n- ![the hall](hall.jpg)") == [expected]


def test_nesting_has_an_end() -> None:
    assert lines("> " * 50 + "x") == []
    expected = (
        "content/w/beijing.yaml:14: error[markdown-deep]: lists or quotations are nested too deeply; "
        "use fewer levels"
    )
    assert lines("> " * 80 + "x") == [expected]


def test_inline() -> None:
    assert (
        str(inline_markdown(Text("a **b**\n\n- c\n- d", SRC))) == "a <strong>b</strong><br>c<br>d"
    )
    assert str(inline_markdown("```\n<c>\n```")) == "<code>&lt;c&gt;</code>"
    assert str(inline_markdown("<i>")) == "&lt;i&gt;"


def test_plain() -> None:
    assert plain("# a\n\n**b** [c](https://x.example)\nd\n\n- e\n- `f`\n\n```\ng\n```") == (
        "a\nb c d\ne\nf\ng"
    )
    assert plain("甲\n乙 &amp; ![丙](x.png)") == "甲乙 & 丙"


@pytest.mark.parametrize(
    "words",
    [
        "a*b*c",
        "_x_",
        "[a](b)",
        "<b>",
        "&amp;",
        "1. x",
        "2019) y",
        "- z",
        "# h",
        "a | b",
        "\\*",
        "`c`",
        "===",
    ],
)
def test_escaped_words_print_as_they_are(words: str) -> None:
    assert plain(escape_markdown(words)) == words
    assert str(inline_markdown(escape_markdown(words))).count("<") == 0


def test_places() -> None:
    assert place_of(SRC, 2) == Place("content/w/beijing.yaml", 16)
    assert place_of("") is None
    assert src_at("a:b.yaml:3:x/0", 4) == "a:b.yaml:7:x/0"
    assert src_at("template", 4) == "template"


@pytest.mark.parametrize(
    "unit", ["*a ", "[", "![", "> ", "`", "~~a", "_a_", "\n　", "|", "<", "甲\n"]
)
def test_no_input_takes_long(unit: str) -> None:
    with limited(60):  # the slowest takes a second
        markdown(unit * 5_000)


# ---- footnotes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "caption"),
    [
        ("Table: What was *lent*", "What was <em>lent</em>"),
        ("表：走访户数", "走访户数"),
        ("表: 走访\n户数", "走访户数"),
    ],
)
def test_a_table_may_have_a_caption(above: str, caption: str) -> None:
    made = str(markdown(Text(f"前\n\n{above}\n\n| 甲 |\n|---|\n| 乙 |\n", SRC)))
    place = f'data-src="{src_at(SRC, 2)}"'
    assert f"<caption {place}>{caption}</caption>\n<thead" in made
    assert "<p " in made.split("<table")[0]
    assert made.count("<p ") == 1


def test_the_name_of_a_table_is_its_anchor_and_no_words() -> None:
    text = Text("表：走访*户数* {#visits}\n\n| 甲 |\n|---|\n| 乙 |\n", SRC)
    made = str(markdown(text, anchor=lambda name: f"ref_{name}"))
    assert '<caption id="ref_visits"' in made
    assert "走访<em>户数</em></caption>" in made
    assert table_captions(text) == [("visits", "走访户数")]
    assert plain(text) == "走访户数\n甲\n乙"
    assert "{#visits}" in html("表：走访户数 {#visits} 等\n\n| 甲 |\n|---|\n| 乙 |\n")
    assert "id=" not in html(text)


@pytest.mark.parametrize("above", ["Tables: two", "表述", "甲表：乙", "Table:", "**Table: x**"])
def test_other_words_above_a_table_are_no_caption(above: str) -> None:
    assert "<caption" not in html(f"{above}\n\n| 甲 |\n|---|\n| 乙 |\n")
    assert "<caption" not in html("Table: 甲\n\n乙\n\n| 甲 |\n|---|\n| 乙 |\n")


def test_a_footnote_stands_where_it_is_called() -> None:
    text = Text(
        "甲[^1]，乙[^b]。\n\n[^1]: 见**附件**\n第二行\n[^b]: 乙注", "content/w/a.yaml:7:text"
    )
    assert markdown(text) == (
        '<p data-src="content/w/a.yaml:7:text">甲<span class="footnote" data-src="content/w/a.yaml:9:text">'
        '见<strong>附件</strong>第二行</span>，乙<span class="footnote" data-src="content/w/a.yaml:11:text">乙注</span>。</p>\n'
    )
    assert problems(text) == ()
    assert plain(text) == "甲，乙。"
    assert "footnote" in inline_markdown(text)


def test_the_lines_of_a_footnote_are_one() -> None:
    shown = markdown("A[^1]\n\n[^1]: on any\nweekday")
    assert '<span class="footnote">on any weekday</span>' in shown


def test_lines_after_a_footnote_keep_their_places() -> None:
    text = Text("甲[^1]\n[^1]: 注\n\n乙", "content/w/a.yaml:7:text")
    assert '<p data-src="content/w/a.yaml:10:text">乙</p>' in markdown(text)


def test_footnotes_that_lack_their_other_half_are_told() -> None:
    text = Text("甲[^1]\n乙 `[^2]`\n\n[^3]: 注", "content/w/a.yaml:7:text")
    assert [each.line() for each in problems(text)] == [
        (
            'content/w/a.yaml:10: warning[markdown-note-uncalled]: nothing in the text calls the footnote "[^3]", so it is not '
            'printed; put "[^3]" where it belongs, or delete it'
        ),
        (
            'content/w/a.yaml:7: warning[markdown-note-missing]: the text calls the footnote "[^1]", which has no words; write '
            '"[^1]: …" on a line of its own in the same text'
        ),
    ]
    assert "甲[^1]" in markdown(text)


def test_a_footnote_is_text_and_has_no_footnotes() -> None:
    shown = markdown("甲[^1]\n\n[^1]: <b>x</b> [^1] [a](javascript:x)")
    assert '<span class="footnote">&lt;b&gt;x&lt;/b&gt; [^1] a</span>' in shown


def test_links_lead_where_the_brief_says() -> None:
    asked = []

    def links(name: str, src: str, empty: bool) -> Link | None:
        asked.append((name, src.split(":")[1], empty))
        known = {"hall": Link("ref_hall", kind="figure"), "gone": Link("", "“Gone”")}
        return known.get(name)

    text = Text("See\n[](#hall), [it](#hall), [](#gone) and [*that*](#gone),\n[](#new)[^1].\n\n[^1]: [](#hall)", SRC)  # fmt: skip
    assert re.sub(' data-src="[^"]*"', "", markdown(text, 3, links)) == (
        '<p>See\n<a href="#ref_hall" class="reference figure"></a>, <a href="#ref_hall">it</a>, “Gone” and <em>that</em>,\n'
        '<a href="#new"></a><span class="footnote"><a href="#ref_hall" class="reference figure"></a></span>.</p>\n'
    )
    assert [name for name, _, _ in asked] == ["hall", "hall", "gone", "gone", "new", "hall"]
    assert [line for _, line, _ in asked] == ["15", "15", "15", "15", "16", "18"]
    assert [empty for _, _, empty in asked] == [True, False, True, False, True, True]
    assert empty_links(text) == ["hall", "gone", "new"]
    assert empty_links("`[](#a)` [](https://b) [c](#c)") == []


def test_a_lone_carriage_return_ends_a_line() -> None:
    """Found by fuzzing: the parser counts it as one, and so do the places of what follows."""
    text = Text("甲\r\r- 乙\r\n[^1]\n\n[^1]: 注\r续", "b.yaml:3:text")
    assert plain(text) == plain(text.replace("\r\n", "\n").replace("\r", "\n"))
    assert 'data-src="b.yaml:5:text"' in markdown(text)
