"""Dates, spans, lists, numbers and ordinals in the three languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from briefgen.locale import DATE_FORMS, Locale, locale

ZH, HANT, EN = locale("zh-Hans"), locale("zh-Hant"), locale("en")
AUGUST = date(2019, 8, 11)


@pytest.mark.parametrize(
    ("form", "chinese", "english"),
    [
        ("full", "2019年8月11日", "11 August 2019"),
        ("short", "8月11日", "11 August"),
        ("month", "2019年8月", "August 2019"),
        ("numeric", "2019-08-11", "2019-08-11"),
        ("weekday", "星期日", "Sunday"),
    ],
)
def test_date(form: str, chinese: str, english: str) -> None:
    assert (ZH.date(AUGUST, form), EN.date(AUGUST, form)) == (chinese, english)


def test_date_has_no_leading_zeros() -> None:
    assert ZH.date(date(2019, 1, 2)) == "2019年1月2日"
    assert EN.date(date(2019, 1, 2)) == "2 January 2019"


def test_unknown_form_names_the_forms() -> None:
    with pytest.raises(ValueError, match=r'no date form "long"; there are full, short'):
        ZH.date(AUGUST, "long")
    assert len(DATE_FORMS) == 5


@pytest.mark.parametrize(
    ("first", "last", "form", "chinese", "english"),
    [
        ((2019, 7, 30), (2019, 8, 9), None, "7月30日至8月9日", "30 July to 9 August 2019"),
        ((2019, 8, 5), (2019, 8, 9), None, "8月5日至9日", "5 to 9 August 2019"),
        ((2019, 8, 5), (2019, 8, 5), None, "8月5日", "5 August 2019"),
        ((2019, 8, 5), (2019, 8, 5), "full", "2019年8月5日", "5 August 2019"),
        ((2019, 8, 5), (2019, 8, 9), "full", "2019年8月5日至9日", "5 to 9 August 2019"),
        ((2019, 7, 30), (2019, 8, 9), "full", "2019年7月30日至8月9日", "30 July to 9 August 2019"),
        ((2019, 7, 30), (2019, 8, 9), "short", "7月30日至8月9日", "30 July to 9 August"),
        ((2019, 8, 5), (2019, 8, 9), "short", "8月5日至9日", "5 to 9 August"),
        (
            (2018, 12, 30),
            (2019, 1, 5),
            "short",
            "2018年12月30日至2019年1月5日",
            "30 December 2018 to 5 January 2019",
        ),
        # The same month of two years shares nothing.
        (
            (2018, 8, 5),
            (2019, 8, 5),
            None,
            "2018年8月5日至2019年8月5日",
            "5 August 2018 to 5 August 2019",
        ),
    ],
)
def test_span(
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    form: str | None,
    chinese: str,
    english: str,
) -> None:
    days = date(*first), date(*last)
    assert (ZH.span(*days, form), EN.span(*days, form)) == (chinese, english)


@pytest.mark.parametrize(
    ("count", "limit", "chinese", "joined", "english"),
    [
        (0, None, "", "", ""),
        (1, None, "甲", "甲", "甲"),
        (2, None, "甲、乙", "甲和乙", "甲 and 乙"),
        (3, None, "甲、乙、丙", "甲、乙和丙", "甲, 乙 and 丙"),
        (3, 3, "甲、乙、丙", "甲、乙和丙", "甲, 乙 and 丙"),
        (3, 2, "甲、乙等", "甲、乙等", "甲, 乙 and 1 other"),
        (4, 1, "甲等", "甲等", "甲 and 3 others"),
    ],
)
def test_names(count: int, limit: int | None, chinese: str, joined: str, english: str) -> None:
    names = list("甲乙丙丁")[:count]
    assert ZH.names(names, limit) == chinese
    assert ZH.names(names, limit, joined=True) == joined
    assert EN.names(names, limit) == EN.names(names, limit, joined=True) == english


def test_limit_must_keep_a_name() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        ZH.names(["甲"], 0)


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("1000", "1000", "1,000"),
        ("1.50", "1.50", "1.50"),
        ("1E+3", "1000", "1,000"),
        ("0", "0", "0"),
    ],
)
def test_number(value: str, chinese: str, english: str) -> None:
    assert (ZH.number(Decimal(value)), EN.number(Decimal(value))) == (chinese, english)


def test_quantity() -> None:
    amount = Decimal(1200)
    assert ZH.quantity(amount, "人") == "1200人"
    assert ZH.quantity(amount, "人", over=True) == "1200余人"
    assert HANT.quantity(amount, "人", over=True) == "1200餘人"
    assert EN.quantity(amount, "people") == "1,200 people"
    assert EN.quantity(amount, "people", over=True) == "more than 1,200 people"
    assert EN.quantity(amount) == "1,200"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (9999, "九千九百九十九"),
    ],
)
def test_chinese_ordinals(number: int, words: str) -> None:
    assert ZH.ordinal(number) == words


def test_forms_of_ordinals() -> None:
    assert [ZH.ordinal(2, form) for form in ("heading", "paren")] == ["二、", "（二）"]
    assert [EN.ordinal(2, form) for form in ("plain", "heading", "paren")] == ["2", "2. ", "(2)"]


@pytest.mark.parametrize("number", [0, -1, 10000])
def test_no_ordinal(number: int) -> None:
    with pytest.raises(ValueError, match="no ordinal"):
        ZH.ordinal(number)


def test_issue_words() -> None:
    assert [words.issue(18) for words in (ZH, HANT, EN)] == ["第18期", "第18期", "No. 18"]
    assert ZH.issue_total(245) == "总第245期"
    assert HANT.issue_total(245) == "總第245期"
    assert EN.issue_total(245) == "Whole No. 245"


def test_signs_stand_close_to_their_number() -> None:
    assert EN.quantity(45, "%") == "45%"
    assert EN.quantity(45, "%", over=True) == "more than 45%"
    assert EN.quantity(45, "people") == "45 people"


def test_months() -> None:
    assert (ZH.month(8), EN.month(8)) == ("8月", "August")
    with pytest.raises(ValueError, match="no month 13"):
        ZH.month(13)


def test_topic_sentence() -> None:
    assert ZH.topic(["甲", "乙", "丙"], "举办展览") == "甲、乙、丙先后举办展览。"
    assert ZH.topic(["甲", "乙"], "理论宣讲") == "甲、乙先后开展理论宣讲。"
    assert ZH.topic(["甲"], "理论宣讲") == "甲开展理论宣讲。"
    assert ZH.topic(["甲"], "举办展览。") == "甲举办展览。"
    assert HANT.topic(["甲", "乙"], "舉辦展覽") == "甲、乙先後舉辦展覽。"
    assert EN.topic(["A", "B", "C"], "story hour") == "A, B and C: story hour."


def test_sorting() -> None:
    assert sorted(["重庆", "北京", "安徽", "上海"], key=ZH.sort_key) == [
        "安徽",
        "北京",
        "上海",
        "重庆",
    ]
    assert sorted(["三", "丁", "一"], key=HANT.sort_key) == ["一", "丁", "三"]
    assert sorted(["beta", "Alpha", "gamma"], key=EN.sort_key) == ["Alpha", "beta", "gamma"]


@pytest.mark.parametrize("words", [HANT, EN], ids=lambda words: words.language)
def test_every_language_has_the_same_patterns(words: Locale) -> None:
    assert set(words.words) == set(ZH.words)
    assert set(words.words["date"]) == set(ZH.words["date"])
    assert set(words.words["span"]) == set(ZH.words["span"])


def test_no_such_language() -> None:
    with pytest.raises(KeyError):
        locale("fr")
