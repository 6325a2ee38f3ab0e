from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.tree import Paragraph
from briefgen.units import pt
from briefgen.writers.word.counting import Marker, marker, value_of
from tests.word.support import FLUSH, Written, attributes, every, find, li, p, value, written


@pytest.mark.parametrize(
    ("shown", "css", "level", "made"),
    [
        ("3.", "decimal", 0, Marker("decimal", "%1.", 3)),
        ("(12)", "decimal", 1, Marker("decimal", "(%2)", 12)),
        ("03", "decimal-leading-zero", 0, Marker("decimalZero", "%1", 3)),
        ("c)", "lower-alpha", 0, Marker("lowerLetter", "%1)", 3)),
        ("B.", "upper-latin", 0, Marker("upperLetter", "%1.", 2)),
        ("xiv.", "lower-roman", 0, Marker("lowerRoman", "%1.", 14)),
        ("IX.", "upper-roman", 2, Marker("upperRoman", "%3.", 9)),
        ("一、", "cjk-ideographic", 0, Marker("chineseCountingThousand", "%1、", 1)),
        ("（二十三）", "simp-chinese-informal", 1, Marker("chineseCountingThousand", "（%2）", 23)),
        ("十、", "trad-chinese-informal", 0, Marker("taiwaneseCountingThousand", "%1、", 10)),
        ("一百零五、", "simp-chinese-informal", 0, Marker("chineseCountingThousand", "%1、", 105)),
        ("二〇、", "cjk-decimal", 0, Marker("ideographDigital", "%1、", 20)),
        ("丙、", "cjk-heavenly-stem", 0, Marker("ideographTraditional", "%1、")),
        ("（三）", "own-style", 0, Marker("chineseCountingThousand", "（%1）", 3)),
        ("⑤", "circled", 0, Marker("decimalEnclosedCircleChinese", "%1", 5)),
        ("2.1", "decimal", 1, Marker("decimal", "%1.%2", 1)),
        ("3.2.1.", "decimal", 2, Marker("decimal", "%1.%2.%3.", 1)),
        # More or fewer numbers than levels: only the last one counts.
        ("3.2", "decimal", 0, Marker("decimal", "3.%1", 2)),
        ("3.2", "decimal", 2, Marker("decimal", "3.%3", 2)),
        ("(aa)", "lower-alpha", 0, Marker("lowerLetter", "(%1)")),
        ("子、", "cjk-earthly-branch", 0, Marker("ideographZodiac", "%1、")),
        ("叁、", "simp-chinese-formal", 1, Marker("chineseLegalSimplified", "%2、")),
        ("參、", "trad-chinese-formal", 0, Marker("ideographLegalTraditional", "%1、")),
        ("item", "own-style", 0, Marker("bullet", "item")),
        ("第4条", "decimal", 0, Marker("decimal", "第%1条", 4)),
        *((" • ", css, 0, Marker("bullet", "•")) for css in ("disc", "circle", "square", "none")),
        ("▸1", "disclosure-closed", 0, Marker("bullet", "▸1")),
        ("▾1", "disclosure-open", 0, Marker("bullet", "▾1")),
        ("–", "own-dash", 0, Marker("bullet", "–")),
    ],
)
def test_a_marker_becomes_a_format_a_text_and_a_value(
    shown: str, css: str, level: int, made: Marker
) -> None:
    assert marker(shown, css, level) == made


@pytest.mark.parametrize(
    ("shown", "css", "made"),
    [
        ("12", "decimal", ("decimal", 12)),
        ("12", "", ("decimal", 12)),
        ("12", "own-style", ("decimal", 12)),
        ("012", "decimal-leading-zero", ("decimalZero", 12)),
        ("a", "lower-alpha", ("lowerLetter", 1)),
        ("z", "lower-latin", ("lowerLetter", 26)),
        ("Z", "upper-alpha", ("upperLetter", 26)),
        ("d", "own-style", ("lowerLetter", 4)),
        ("D", "own-style", ("upperLetter", 4)),
        ("mcmxciv", "lower-roman", ("lowerRoman", 1994)),
        ("MMDCCCXLVIII", "upper-roman", ("upperRoman", 2848)),
        ("①", "own-style", ("decimalEnclosedCircleChinese", 1)),
        ("⑳", "own-style", ("decimalEnclosedCircleChinese", 20)),
        ("十", "own-style", ("chineseCountingThousand", 10)),
        ("十九", "cjk-ideographic", ("chineseCountingThousand", 19)),
        ("四十", "simp-chinese-informal", ("chineseCountingThousand", 40)),
        ("三千二百一十六", "simp-chinese-informal", ("chineseCountingThousand", 3216)),
        ("两百零七", "own-style", ("chineseCountingThousand", 207)),
        ("二〇二六", "cjk-decimal", ("ideographDigital", 2026)),
        ("一百零一", "japanese-informal", ("japaneseCounting", 101)),
        ("三", "trad-chinese-informal", ("taiwaneseCountingThousand", 3)),
        # What Word can't count is written as it stands.
        ("aa", "lower-alpha", None),
        ("3.", "decimal", None),
        ("1a", "own-style", None),
        ("*", "own-style", None),
        ("", "decimal", None),
        ("三", "decimal", None),
        ("ix", "decimal", None),
        ("壹", "simp-chinese-formal", None),
        ("贰", "trad-chinese-formal", None),
        ("子", "cjk-earthly-branch", None),
        ("甲", "cjk-heavenly-stem", None),
    ],
)
def test_a_bare_number_has_a_format_and_a_value(
    shown: str, css: str, made: tuple[str, int] | None
) -> None:
    assert value_of(shown, css) == made


def _numbers(made: Written) -> list[tuple[str, str]]:
    return [
        (value(x, "pPr/numPr/numId"), value(x, "pPr/numPr/ilvl")) for x in every(made.body, "p")
    ]


def _starts(made: Written) -> dict[str, str]:
    numbering = made.xml("word/numbering.xml")
    return {
        value(num, attribute="numId"): value(num, "lvlOverride/startOverride")
        for num in every(numbering, "num")
    }


def test_each_list_has_a_number_of_its_own_and_starts_again() -> None:
    made = written(
        li("甲", "1.", number=1), li("乙", "2.", number=1), p("中"), li("丙", "1.", number=2)
    )
    assert _numbers(made) == [("1", "0"), ("1", "0"), ("", ""), ("2", "0")]
    assert _starts(made) == {"1": "1", "2": "1"}
    assert len(every(made.xml("word/numbering.xml"), "abstractNum")) == 1


def test_a_list_in_a_list_is_its_next_level() -> None:
    made = written(
        li("甲", "一、", "cjk-ideographic", 1),
        li("子", "（一）", "own", 2, 1),
        li("丑", "（二）", "own", 2, 1),
        li("乙", "二、", "cjk-ideographic", 1),
        li("寅", "（一）", "own", 3, 1),
    )
    assert _numbers(made) == [("1", "0"), ("1", "1"), ("1", "1"), ("1", "0"), ("1", "1")]
    levels = every(made.xml("word/numbering.xml"), "lvl")
    assert [value(levels[n], "lvlText") for n in (0, 1)] == ["%1、", "（%2）"]
    assert len(levels) == 9


@pytest.mark.parametrize(
    ("items", "numbers", "starts"),
    [
        ([("3.", 1), ("4.", 1)], ["1", "1"], {"1": "3"}),
        ([("1.", 1), ("7.", 1), ("8.", 1)], ["1", "2", "2"], {"1": "1", "2": "7"}),
        ([("五、", 1)], ["1"], {"1": "5"}),
    ],
)
def test_word_counts_as_the_page_does(
    items: list[tuple[str, int]], numbers: list[str], starts: dict[str, str]
) -> None:
    made = written(*(li("甲", shown, "own", number) for shown, number in items))
    assert [number for number, _ in _numbers(made)] == numbers
    assert _starts(made) == starts


def test_further_paragraphs_of_an_item_have_no_number_but_its_indent() -> None:
    made = written(li("甲", "1."), li("又", "1.", first=False), li("乙", "2."))
    assert _numbers(made) == [("1", "0"), ("", ""), ("1", "0")]
    further = every(made.body, "p")[1]
    style = made.styles()["List Paragraph"]
    left = value(further, "pPr/ind", "left") or value(style, "pPr/ind", "left")
    assert left == "640"


def _level(*items: Paragraph) -> dict[str, str]:
    made = written(*items)
    level = every(made.xml("word/numbering.xml"), "lvl")[0]
    return {"suff": value(level, "suff"), **attributes(level, "pPr/ind")}


def test_the_indents_are_those_of_the_page() -> None:
    assert _level(li("甲", "•", "disc")) == {
        "suff": "",
        "left": "640",
        "firstLineChars": "0",
        "hanging": "400",
    }
    given = replace(FLUSH, left=pt(30), first_line=pt(-24))
    assert _level(li("甲", "1.", style=given))["hanging"] == "480"
    inside = replace(FLUSH, first_line=pt(32), first_line_em=2.0)
    assert _level(li("甲", "一、", "own", style=inside)) == {
        "suff": "nothing",
        "left": "0",
        "firstLineChars": "200",
        "firstLine": "640",
    }
    no_room = replace(FLUSH, left=pt(4))
    assert _level(li("甲", "10.", style=no_room)) == {
        "suff": "space",
        "left": "80",
        "firstLineChars": "0",
        "hanging": "80",
    }


def test_numbers_with_more_digits_get_a_wider_place() -> None:
    few, many = _level(li("甲", "9.")), _level(li("甲", "9."), li("乙", "10."))
    assert int(few["hanging"]) < int(many["hanging"])


def test_what_the_number_sets_is_not_set_again() -> None:
    made = written(p("正文正文"), li("甲", "1."), li("乙", "2."), li("子", "•", "disc", 2, 1))
    for item in every(made.body, "p")[1:]:
        assert find(item, "pPr/ind") is None


def test_lists_without_markers_are_plain_paragraphs() -> None:
    made = written(li("甲", "", "none"))
    assert "word/numbering.xml" not in made.package.namelist()
