from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from briefgen.messages import message
from briefgen.tree import Edges, Field, Footnote, LineBreak, NoteMark, Run
from briefgen.units import ZERO, pt
from tests.word.support import (
    CALL,
    FLUSH,
    HEI,
    RULE,
    TEXT,
    W,
    attributes,
    every,
    find,
    p,
    shown,
    value,
    written,
)

ENGLISH = replace(TEXT, families=("Cambria", "Caladea"), language="en", size=pt(11))


@pytest.mark.parametrize(
    ("change", "written_as"),
    [
        ({"bold": True}, {"rStyle": {"val": "Strong"}}),
        ({"italic": True}, {"rStyle": {"val": "Emphasis"}}),
        ({"bold": True, "italic": True}, {"rStyle": {"val": "Strong"}, "i": {}, "iCs": {}}),
        ({"colour": "B00000"}, {"color": {"val": "B00000"}}),
        ({"underline": True}, {"u": {"val": "single"}}),
        ({"strike": True}, {"strike": {}}),
        ({"small_caps": True}, {"smallCaps": {}}),
        ({"spacing": pt(-0.25)}, {"spacing": {"val": "-5"}}),
        ({"size": pt(10.5)}, {"sz": {"val": "21"}, "szCs": {"val": "21"}}),
        ({"background": "FFFF00"}, {"shd": {"val": "clear", "color": "auto", "fill": "FFFF00"}}),
        ({"position": "super", "size": pt(10.7)}, {"vertAlign": {"val": "superscript"}}),
        ({"position": "sub", "size": pt(10.7)}, {"vertAlign": {"val": "subscript"}}),
        ({"language": "zh-Hant"}, {"lang": {"eastAsia": "zh-TW"}}),
        ({"families": HEI}, {"rFonts": {"ascii": "黑体", "hAnsi": "黑体", "eastAsia": "黑体", "cs": "黑体"}}),
    ],
)  # fmt: skip
def test_a_run_says_only_what_its_paragraph_does_not(
    change: dict[str, Any], written_as: dict[str, dict[str, str]]
) -> None:
    made = written(p("甲", Run("x", replace(TEXT, **change))))
    properties = find(every(made.body, "r")[1], "rPr")
    assert properties is not None
    assert {node.tag.split("}")[1]: attributes(node) for node in properties} == written_as


@pytest.mark.parametrize(
    ("text", "style", "hint"),
    [
        ("汉字", TEXT, "eastAsia"),
        ("“”", TEXT, "eastAsia"),
        ("ISO 27001", TEXT, ""),
        ("“quoted”", ENGLISH, ""),
        ("—", replace(TEXT, language="zh-Hant"), "eastAsia"),
    ],
)
def test_the_hint_gives_shared_punctuation_to_the_chinese_font(
    text: str, style: Any, hint: str
) -> None:
    made = written(p(text, text_style=style), language="en" if style is ENGLISH else "zh-Hans")
    assert value(every(made.body, "r")[0], "rPr/rFonts", "hint") == hint


def test_a_switch_of_paragraph_and_character_style_does_not_turn_itself_off() -> None:
    bold = replace(TEXT, bold=True)
    named = Run("强", bold, name="要点一")
    made = written(p("平", named), p(named, text_style=bold, name="粗段", style=FLUSH))
    in_plain, in_bold = (every(block, "r")[-1] for block in every(made.body, "p"))
    assert attributes(made.styles()["要点一"], "rPr/b") == {}
    assert find(in_plain, "rPr/b") is None
    assert attributes(in_bold, "rPr/b") == {}  # said again: two switched-on styles mean off
    assert find(in_bold, "rPr/b") is not None


def test_names_of_runs_become_character_styles_and_word_names_are_known() -> None:
    linked = replace(TEXT, colour="0B5394", underline=True)
    made = written(
        p(
            Run("网站", linked, "超链接", "https://example.org/?a=1&b=2"),
            Run("活动", replace(TEXT, families=HEI), "活动名称"),
        )
    )
    link = every(made.body, "hyperlink")[0]
    assert attributes(find(link, "r"), "rPr/rStyle") == {"val": "Hyperlink"}
    styles = made.styles()
    assert value(styles["Hyperlink"], "rPr/u") == "single"
    assert value(styles["活动名称"], "rPr/rFonts", "eastAsia") == "黑体"
    assert "https://example.org/?a=1&b=2" in made.relations().values()


def test_links_inside_point_to_bookmarks_and_dead_ones_keep_their_words() -> None:
    made = written(
        p("目标", id="figure 1"),
        p("又一处", id="figure 1"),
        p(Run("见图", TEXT, None, "#figure 1"), Run("见别处", TEXT, None, "#nowhere"), src="a.yaml:3:text"),
    )  # fmt: skip
    mark, of_source = every(made.body, "bookmarkStart")
    assert value(of_source, attribute="name").startswith("_bg_")
    (link,) = every(made.body, "hyperlink")
    assert value(link, attribute="anchor") == value(mark, attribute="name")
    assert shown(made.body).endswith("见图见别处")
    assert (
        value(
            written(p("甲", id="note_1")).body.find(".//" + W + "bookmarkStart"), attribute="name"
        )
        == "note_1"
    )
    assert made.said == [
        (
            'a.yaml:3: warning[dead-link]: the link to "#nowhere" leads nowhere; its words stay; '
            "write the id of something that is printed, or take the link away"
        )
    ]


def test_runs_of_one_link_are_one_link() -> None:
    address = "https://example.org"
    made = written(p(Run("甲", TEXT, None, address), Run("乙", replace(TEXT, bold=True), None, address)))  # fmt: skip
    assert [shown(link) for link in every(made.body, "hyperlink")] == ["甲乙"]


def test_fields_carry_what_they_show_until_they_are_renewed() -> None:
    made = written(p("第", Field("page", TEXT), "页共", Field("pages", TEXT, "6"), "页"))
    assert [node.text for node in every(made.body, "instrText")] == [" PAGE ", " NUMPAGES "]
    kinds = [value(node, attribute="fldCharType") for node in every(made.body, "fldChar")]
    assert kinds == ["begin", "separate", "end"] * 2
    assert shown(made.body) == "第1页共6页"


def test_characters_that_xml_cannot_hold_are_told_and_left_out() -> None:
    made = written(p("甲\x07乙\ufffe\ud800丙&<>", src="content/a/b.yaml:9:text"), title="标题\x00")
    assert shown(made.body) == "甲乙丙&<>"
    (said,) = made.said
    assert said.startswith(
        "content/a/b.yaml:9: warning[word-character]: the Word file cannot hold U+0007, U+FFFE, U+D800;"
    )
    assert "标题<" in made.text("docProps/core.xml")


def test_spaces_tabs_and_line_ends_are_kept() -> None:
    made = written(p(" 甲  乙 ", LineBreak(), "丙\t丁\n戊"))
    space = "{http://www.w3.org/XML/1998/namespace}space"
    assert [(t.text, t.get(space)) for t in every(made.body, "t")] == [
        (" 甲  乙 ", "preserve"),
        ("丙", None),
        ("丁", None),
        ("戊", None),
    ]
    assert len(every(made.body, "br")) == 2
    assert len(every(made.body, "tab")) == 1


def test_a_footnote_is_a_real_one() -> None:
    small = replace(TEXT, size=pt(10))
    words = [p(text, style=FLUSH, text_style=small) for text in ("脚注的话。", "第二段。")]
    area = replace(
        FLUSH,
        before=pt(4),
        borders=Edges(RULE, None, None, None),
        padding=Edges(pt(2), ZERO, ZERO, ZERO),
    )
    raised = replace(TEXT, size=pt(9.6), position="super")
    small_one = replace(raised, size=pt(6))
    first, second = (
        Footnote(
            tuple(words), NoteMark(raised, n, raised=pt(4.8)), NoteMark(small_one, n, after=" ")
        )
        for n in "12"
    )
    made = written(p("正文", first, "。"), p("又", second), notes=area)
    notes = made.xml("word/footnotes.xml")
    assert [value(n, attribute="id") for n in every(made.body, "footnoteReference")] == ["1", "2"]
    assert [(value(n, attribute="id"), shown(n)) for n in every(notes, "footnote")] == [
        ("-1", ""),
        ("0", ""),
        ("1", " 脚注的话。第二段。"),
        ("2", " 脚注的话。第二段。"),
    ]
    assert len(every(notes, "footnoteRef")) == 2
    (call, mark) = (
        next(r for r in every(part, "r") if find(r, tag) is not None)
        for part, tag in ((made.body, "footnoteReference"), (notes, "footnoteRef"))
    )
    assert [value(r, "rPr/rStyle") for r in (call, mark)] == ["FootnoteCall", "FootnoteReference"]
    assert [value(r, "rPr/sz") for r in (call, mark)] == ["", ""], "the styles say all"
    style = made.styles()["footnote reference"]
    assert (value(style, "rPr/sz"), value(style, "rPr/vertAlign")) == ("", "superscript")
    style = made.styles()["footnote call"]
    look = [value(style, f"rPr/{name}") for name in ("position", "sz", "vertAlign")]
    assert look == ["10", "19", ""]
    separator = every(notes, "footnote")[0]
    assert value(separator, "p/pPr/pBdr/bottom", attribute="sz") == "8"
    assert value(separator, "p/pPr/spacing", attribute="line") == "80"
    assert value(separator, "p/pPr/spacing", attribute="after") == "40"
    assert {"footnote text", "footnote reference"} <= made.styles().keys()
    assert [value(n, attribute="id") for n in every(made.xml("word/settings.xml"), "footnote")] == ["-1", "0"]  # fmt: skip


@pytest.mark.parametrize(
    ("size", "position", "direct"),
    [(6, "super", {}), (4, "super", {"sz": "12"}), (10, "baseline", {"vertAlign": "baseline"})],
)  # fmt: skip
def test_a_number_of_an_unusual_size_says_so(
    size: int, position: str, direct: dict[str, str]
) -> None:
    """Word's style of note marks has no size: new notes get it in the text and before the note."""
    marker = NoteMark(replace(TEXT, size=pt(size), position=position), after=" ")  # type: ignore[arg-type]  # from the table
    note = p("话", style=FLUSH, text_style=replace(TEXT, size=pt(10)))
    made = written(p("甲", Footnote((note,), CALL, marker)))
    number = next(
        r for r in every(made.xml("word/footnotes.xml"), "r") if find(r, "footnoteRef") is not None
    )
    found = {name: value(number, f"rPr/{name}") for name in ("sz", "vertAlign")}
    assert {name: said for name, said in found.items() if said} == direct


def test_notes_are_counted_as_the_page_counts_them() -> None:
    """In its own digits where Word has them; a mark that is no number of a row is written as it stands."""
    first, second = (
        Footnote((p("话", style=FLUSH),), NoteMark(TEXT, n, "〔", "〕", style), NoteMark(TEXT, n, after="　"))
        for n, style in (("①", "circled"), ("*", "symbolic"))
    )  # fmt: skip
    made = written(p("甲", first, "乙", second))
    assert shown(made.body) == "甲〔〕乙〔*〕"
    numbers = [
        value(n, attribute="customMarkFollows") for n in every(made.body, "footnoteReference")
    ]
    assert numbers == ["", "1"]
    notes = made.xml("word/footnotes.xml")
    assert [shown(n) for n in every(notes, "footnote")] == ["", "", "　话", "*　话"]
    settings = made.xml("word/settings.xml")
    assert value(settings, "footnotePr/numFmt") == "decimalEnclosedCircleChinese"


@pytest.mark.parametrize(("size", "said"), [(9.6, "28"), (10.7, None), (16, "48")])
def test_superscripts_leave_the_shrinking_to_word(size: float, said: str | None) -> None:
    """Word makes them two thirds of what it is told."""
    raised = replace(TEXT, size=pt(size), position="super")
    run = every(written(p("面积", Run("2", raised))).body, "r")[1]
    assert (value(run, "rPr/sz") or None) == said


def test_the_tree_tells_what_it_lost() -> None:
    loss = message("word-first-line", None, what="color", value="red", selector="p::first-line")
    made = written(p("甲"), losses=(loss,))
    assert made.said == [loss.line()]
