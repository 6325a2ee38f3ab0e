from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from briefgen.tree import Edges, ParagraphStyle
from briefgen.units import ZERO, pt
from tests.word.support import (  # fmt: skip
    FLUSH,
    HEI,
    RULE,
    TEXT,
    attributes,
    every,
    find,
    li,
    p,
    picture,
    value,
    written,
)


@pytest.mark.parametrize(
    ("change", "path", "written_as"),
    [
        ({"align": "center"}, "jc", {"val": "center"}),
        ({"align": "justify"}, "jc", {"val": "both"}),
        ({"align": "distribute"}, "jc", {"val": "distribute"}),
        ({"align": "right"}, "jc", {"val": "right"}),
        ({"keep_with_next": True}, "keepNext", {}),
        ({"keep_together": True}, "keepLines", {}),
        ({"page_break_before": True}, "pageBreakBefore", {}),
        ({"widow_control": False}, "widowControl", {"val": "0"}),
        ({"background": "EEEEEE"}, "shd", {"val": "clear", "color": "auto", "fill": "EEEEEE"}),
        ({"pitch": pt(28.99)}, "spacing", {"line": "579", "lineRule": "exact"}),
        ({"pitch": None}, "spacing", {"line": "240", "lineRule": "auto"}),
        ({"left": pt(10), "right": pt(5)}, "ind", {"left": "200", "right": "100"}),
        ({"first_line": pt(32), "first_line_em": 2.0}, "ind", {"firstLineChars": "200", "firstLine": "640"}),
        ({"first_line": pt(10)}, "ind", {"firstLineChars": "0", "firstLine": "200"}),
        ({"first_line": pt(-20), "left": pt(20)}, "ind", {"left": "400", "firstLineChars": "0", "hanging": "400"}),
    ],
)  # fmt: skip
def test_a_style_says_what_makes_it_differ_from_the_default(
    change: dict[str, Any], path: str, written_as: dict[str, str]
) -> None:
    plain = ParagraphStyle(pitch=pt(20))
    if path == "jc" and change["align"] == "justify":
        plain = replace(plain, align="left")
    made = written(p("正文", style=plain, name="正文"), p("别的", style=replace(plain, **change), name="别的"))  # fmt: skip
    style = made.styles()["别的"]
    assert attributes(style, f"pPr/{path}") == written_as
    assert find(style, f"pPr/{path}") is not None
    assert find(every(made.body, "p")[1], f"pPr/{path}") is None


def test_chinese_lines_are_set_as_the_pdf_sets_them() -> None:
    normal = written(p("正文")).styles()["Normal"]
    flags = ("kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid")  # fmt: skip
    assert [value(normal, f"pPr/{flag}") for flag in flags] == ["", "", "0", "0", "0", "0", "0"]
    assert find(normal, "pPr/kinsoku") is not None
    defaults = written(p("正文")).xml("word/styles.xml")
    assert value(every(defaults, "rPrDefault")[0], "rPr/kern") == "2"


def test_the_running_text_is_the_default_style() -> None:
    made = written(p("标", name="栏目", style=FLUSH), p("长长的正文一段。", selector="p"), p("又一段。"))  # fmt: skip
    paragraphs = every(made.body, "p")
    own = value(made.styles()["栏目"], attribute="styleId")
    assert [value(x, "pPr/pStyle") for x in paragraphs] == [own, "", ""]
    assert attributes(made.styles()["Normal"], "pPr/ind") == {"firstLineChars": "200", "firstLine": "640"}  # fmt: skip
    assert value(made.styles()["栏目"], "basedOn") == "Normal"


def test_a_style_takes_the_look_of_most_and_the_others_carry_the_difference() -> None:
    made = written(
        p("甲", name="期号", after=pt(9)),
        p("乙", name="期号", after=pt(9)),
        p("丙", name="期号", after=pt(6)),
        p("正文很长很长很长很长"),
    )
    assert value(made.styles()["期号"], "pPr/spacing", "after") == "180"
    direct = [attributes(x, "pPr/spacing") for x in every(made.body, "p")]
    assert direct == [{}, {}, {"after": "120"}, {}]


def test_a_paragraph_in_another_type_than_its_style_says_so_in_its_mark_too() -> None:
    hei = replace(TEXT, families=HEI)
    made = written(p("甲", name="表头"), p("乙", name="表头"), p("丙", name="表头", text_style=hei))
    marks = [value(x, "pPr/rPr/rFonts", "eastAsia") for x in every(made.body, "p")]
    assert marks == ["", "", "黑体"]


def test_headings_are_word_headings_whatever_their_class() -> None:
    hei = replace(TEXT, families=HEI)
    made = written(
        p("一、", selector="h2", level=2, text_style=hei),
        p("二、", selector="h2", level=2, text_style=hei),
        p("附", selector="h2.annex", level=2, style=FLUSH),
        p("题", selector="h1", level=1, name="大标题", style=FLUSH),
        p("正文正文"),
    )
    styles = made.styles()
    ids = [value(x, "pPr/pStyle") for x in every(made.body, "p")]
    annex = styles["h2.annex"]
    assert ids == ["Heading2", "Heading2", value(annex, attribute="styleId"), "Heading1", ""]
    assert value(annex, "basedOn") == "Heading2"
    assert value(styles["heading 1"], "aliases") == "大标题"
    assert [value(styles[f"heading {n}"], "pPr/outlineLvl") for n in (1, 2)] == ["0", "1"]
    assert value(styles["heading 2"], "next") == "Normal"
    assert find(annex, "pPr/outlineLvl") is None  # inherited


def test_a_named_base_is_what_the_style_is_based_on() -> None:
    note = p("按", name="编者按", base="导语", style=FLUSH)
    made = written(p("导语", name="导语", style=FLUSH), note, p("正文正文"))
    base = value(made.styles()["导语"], attribute="styleId")
    assert value(made.styles()["编者按"], "basedOn") == base


@pytest.mark.parametrize(
    ("name", "word_name", "style_id"),
    [
        ("副标题", "Subtitle", "Subtitle"),
        ("题注", "caption", "Caption"),
        ("列表段落", "List Paragraph", "ListParagraph"),
        ("Quote", "Quote", "Quote"),
    ],
)
def test_names_of_words_own_styles_are_used_not_copied(
    name: str, word_name: str, style_id: str
) -> None:
    style = written(p("正文正文"), p("甲", name=name, style=FLUSH)).styles()[word_name]
    assert value(style, attribute="styleId") == style_id
    assert value(style, attribute="customStyle") == ""


def test_the_gallery_shows_ours_first_and_ids_do_not_depend_on_order() -> None:
    one, other = p("甲", name="期号", style=FLUSH), p("乙", name="密级", style=FLUSH)
    there, back = written(p("正文正文"), one, other).styles(), written(p("正文正文"), other, one).styles()  # fmt: skip
    for name in ("期号", "密级"):
        assert value(there[name], attribute="styleId") == value(back[name], attribute="styleId")
    shown = [name for name, style in there.items() if find(style, "qFormat") is not None]
    assert shown == ["Normal", "期号", "密级"]
    assert [value(there[name], "uiPriority") for name in shown] == ["0", "1", "2"]


def test_words_own_styles_are_shown_when_they_are_used() -> None:
    """Word hides all of its own styles but those that the file names."""
    made = written(p("题", level=1), p("正文正文"), p("甲", name="期号", style=FLUSH))
    (latent,) = every(made.xml("word/styles.xml"), "latentStyles")
    assert attributes(latent)["defSemiHidden"] == "1"
    named = [
        (value(each, attribute="name"), value(each, attribute="semiHidden")) for each in latent
    ]
    assert named == [("Normal", "0"), ("heading 1", "0")]


def test_names_that_word_would_cut_are_cleaned() -> None:
    styles = written(p("正文正文"), p("甲", name="a,b;c{d}", style=FLUSH)).styles()
    assert "a b c d" in styles


def test_a_line_with_a_picture_may_grow() -> None:
    made = written(p("正文正文"), p(picture(), name="图片", style=FLUSH))
    assert attributes(made.styles()["图片"], "pPr/spacing") == {"line": "579", "lineRule": "atLeast"}  # fmt: skip


def test_rules_of_a_paragraph_are_its_borders() -> None:
    ruled = replace(FLUSH, borders=Edges(None, None, RULE, None), padding=Edges(ZERO, ZERO, pt(4), ZERO))  # fmt: skip
    made = written(p("正文正文"), p("甲", name="栏", style=ruled))
    assert attributes(made.styles()["栏"], "pPr/pBdr/bottom") == {
        "val": "single",
        "sz": "8",
        "space": "4",
        "color": "D7000F",
    }
    assert find(made.styles()["栏"], "pPr/pBdr/top") is None


def test_a_rule_too_far_away_is_told() -> None:
    far = replace(FLUSH, borders=Edges(None, None, RULE, None), padding=Edges(ZERO, ZERO, pt(40), ZERO))  # fmt: skip
    made = written(p("甲", selector="p.far", style=far, src="a.yaml:2:x"))
    assert made.said == [
        "a.yaml:2: info[word-border-space]: Word keeps a rule within 31 pt of the words; p.far asks for 40 pt"
    ]


def test_lines_lower_than_their_letters_are_told() -> None:
    made = written(
        p("大", selector="p.big", style=replace(FLUSH, pitch=pt(15)), src="a.yaml:2:x"),
        p("小", style=replace(FLUSH, pitch=pt(16))),
    )
    (said,) = made.said
    assert said.startswith(
        "a.yaml:2: warning[word-tight-lines]: Word cuts letters of 16 pt in lines of 15 pt (p.big)"
    )


def test_a_file_has_no_styles_that_nobody_uses() -> None:
    made = written(p("甲"), li("乙", "1."))
    always = {"Default Paragraph Font", "Normal Table", "No List"}
    assert set(made.styles()) == {"Normal", "List Paragraph"} | always
