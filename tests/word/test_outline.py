from __future__ import annotations

from dataclasses import replace
from typing import Any

from briefgen.proof.wordfile import read_docx
from briefgen.tree import NumberMark, Paragraph
from briefgen.units import ZERO
from tests.validity import faults
from tests.word.support import (
    BODY,
    FLUSH,
    TEXT,
    Written,
    attributes,
    every,
    find,
    li,
    p,
    value,
    written,
)

CHINESE = {0: ("%1、", "simp-chinese-informal"), 1: ("（%2）", "simp-chinese-informal")}


def h(text: str, level: int, *numbers: str, **fields: Any) -> Paragraph:
    """A heading of the given level of the list, with the numbers of its pattern; without numbers it has none."""
    pattern, css = fields.pop("looks", CHINESE)[level]
    style = fields.pop("number_style", TEXT)
    number = NumberMark(level, pattern, numbers, css, style) if numbers else None
    fields.setdefault("selector", f"h{level + 2}")
    return p(text, level=level + 2, number=number, **fields)


def _shown(made: Written) -> list[str]:
    """The headings with the numbers that Word counts."""
    return [paragraph.text for paragraph in read_docx(made.bytes).body if paragraph.level]


def _lists(made: Written) -> list[dict[str, str]]:
    return [
        {**attributes(x, "pPr/numPr/numId"), **attributes(x, "pPr/numPr/ilvl")}
        for x in every(made.body, "p")
    ]


def _levels(made: Written) -> list[dict[str, str]]:
    names = ("numFmt", "lvlText", "suff", "pStyle", "lvlRestart", "isLgl")
    found = []
    for level in every(made.xml("word/numbering.xml"), "lvl"):
        there = [name for name in names if find(level, name) is not None]
        found.append({name: value(level, name) for name in there})
    return found


def test_headings_are_numbered_by_their_styles() -> None:
    made = written(
        h("甲", 0, "一"), h("子", 1, "一"), h("丑", 1, "二"), h("乙", 0, "二"), h("寅", 1, "一")
    )
    assert _shown(made) == ["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅"]
    assert not any(_lists(made))
    assert _levels(made)[:3] == [
        {"numFmt": "chineseCountingThousand", "lvlText": "%1、", "suff": "nothing", "pStyle": "Heading2"},
        {"numFmt": "chineseCountingThousand", "lvlText": "（%2）", "suff": "nothing", "pStyle": "Heading3"},
        {"numFmt": "none", "lvlText": "", "suff": "nothing"},
    ]  # fmt: skip
    styles = made.styles()
    assert [value(styles[f"heading {n}"], "pPr/numPr/ilvl") for n in (2, 3)] == ["0", "1"]
    assert {value(styles[f"heading {n}"], "pPr/numPr/numId") for n in (2, 3)} == {"1"}
    assert faults(made.bytes) == []


def test_a_number_with_a_space_keeps_it() -> None:
    looks = {0: ("%1. ", "decimal"), 1: ("%1.%2 ", "decimal")}
    made = written(h("A", 0, "1", looks=looks), h("B", 1, "1", "1", looks=looks))
    assert _shown(made) == ["1. A", "1.1 B"]
    assert [(x["lvlText"], x["suff"]) for x in _levels(made)[:2]] == [
        ("%1.", "space"),
        ("%1.%2", "space"),
    ]


def test_the_level_brings_the_indents_of_its_style() -> None:
    made = written(p("正文"), h("甲", 0, "一"), h("子", 1, "一", style=FLUSH))
    levels = every(made.xml("word/numbering.xml"), "lvl")
    assert attributes(levels[0], "pPr/ind")["firstLineChars"] == "200"
    assert attributes(levels[1], "pPr/ind")["firstLineChars"] == "0"
    assert all(find(x, "pPr/ind") is None for x in every(made.body, "p"))


def test_a_heading_without_a_number_leaves_the_list() -> None:
    made = written(h("甲", 0, "一"), h("附", 0), h("乙", 0, "二"))
    assert _shown(made) == ["一、甲", "附", "二、乙"]
    assert [x.get("val") for x in _lists(made)] == [None, "0", None]


def test_few_numbers_among_many_headings_are_given_one_by_one() -> None:
    made = written(h("甲", 0, "一"), h("附", 0), h("附", 0))
    assert _shown(made) == ["一、甲", "附", "附"]
    assert find(made.styles()["heading 2"], "pPr/numPr") is None
    first = every(made.body, "p")[0]
    assert value(first, "pPr/numPr/numId") == "1"
    assert attributes(first, "pPr/ind")["firstLineChars"] == "200"


def test_a_style_that_stands_on_a_numbered_one_has_no_number() -> None:
    other = h("附", 0, selector="h2.plain")
    made = written(h("甲", 0, "一"), other, h("乙", 0, "二"))
    assert _shown(made) == ["一、甲", "附", "二、乙"]
    assert value(made.styles()["h2.plain"], "pPr/numPr/numId") == "0"
    assert value(made.styles()["h2.plain"], "basedOn") == "Heading2"


def test_the_list_starts_again_where_the_page_does() -> None:
    made = written(h("甲", 0, "一"), h("乙", 0, "五"), h("丙", 0, "六"), h("子", 1, "一"))
    assert _shown(made) == ["一、甲", "五、乙", "六、丙", "（一）子"]
    numbering = made.xml("word/numbering.xml")
    assert len(every(numbering, "abstractNum")) == 1
    assert [value(n, "lvlOverride/startOverride") for n in every(numbering, "num")] == ["", "5"]


def test_parts_that_go_on_under_the_next_heading_go_on_in_word() -> None:
    made = written(
        h("甲", 0, "一"), h("子", 1, "一"), h("丑", 1, "二"), h("乙", 0, "二"), h("寅", 1, "三")
    )
    assert _shown(made) == ["一、甲", "（一）子", "（二）丑", "二、乙", "（三）寅"]
    assert _levels(made)[1]["lvlRestart"] == "0"
    assert len(every(made.xml("word/numbering.xml"), "num")) == 1


def test_plain_digits_under_chinese_numbers_are_plain_digits_in_word() -> None:
    looks = {0: ("%1、", "simp-chinese-informal"), 1: ("%1.%2", "decimal")}
    made = written(h("甲", 0, "一", looks=looks), h("子", 1, "1", "1", looks=looks))
    assert _shown(made) == ["一、甲", "1.1子"]
    assert "isLgl" in _levels(made)[1]


def test_what_word_can_not_count_stays_words() -> None:
    odd = {0: ("%1、", "simp-chinese-informal"), 1: ("%1.%2", "decimal")}
    cases = (
        h("甲", 0, "？"),
        h("子", 1, "7", "1", looks=odd),  # under a seventh heading that isn't there
        h("丙", 0, "丙", looks={0: ("%1、", "cjk-heavenly-stem")}),
    )
    for case in cases:
        made = written(case)
        assert _shown(made) == [case.printed]
        assert every(made.body, "t")[0].text != case.text


def test_another_look_than_the_level_has_stays_words() -> None:
    other = h("丙", 0, "3", looks={0: ("%1) ", "decimal")})
    made = written(h("甲", 0, "一"), h("乙", 0, "二"), other)
    assert _shown(made) == ["一、甲", "二、乙", "3) 丙"]


def test_a_number_in_another_colour_keeps_it() -> None:
    red = replace(TEXT, colour="D7000F")
    made = written(h("甲", 0, "一", number_style=red))
    level = every(made.xml("word/numbering.xml"), "lvl")[0]
    assert value(level, "rPr/color") == "D7000F"
    assert find(level, "rPr/sz") is None


def test_lists_and_headings_stand_side_by_side() -> None:
    made = written(h("甲", 0, "一"), li("子", "1."), h("乙", 0, "二"))
    numbering = made.xml("word/numbering.xml")
    assert [value(n, attribute="numId") for n in every(numbering, "num")] == ["1", "2"]
    assert value(made.styles()["heading 2"], "pPr/numPr/numId") == "2"
    assert faults(made.bytes) == []


def test_a_hundred_sections() -> None:
    def number(n: int) -> str:
        tens, ones = divmod(n, 10)
        digits = " 一二三四五六七八九"
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + digits[ones].strip()

    made = written(*(h("甲", 0, number(n)) for n in range(1, 100)))
    assert _shown(made)[-1] == "九十九、甲"
    assert not any(_lists(made))


def test_indents_of_its_own_are_written() -> None:
    far = replace(BODY, first_line=ZERO, first_line_em=None)
    made = written(h("甲", 0, "一"), h("乙", 0, "二"), h("丙", 0, "三", style=far))
    last = every(made.body, "p")[-1]
    assert attributes(last, "pPr/ind")["firstLineChars"] == "0"
