"""A bulletin of many organisations narrowed to one: its own words, its shares, and nothing of the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from briefgen.bulletin import Bulletin, Number, Span
from briefgen.compile.narrowed import narrowed
from tests.unit.test_compile import clean

BRIEF = """\
title: "{{ organisations | count }}个区的工作"
subtitle: 副题
lead: 导语
note: 按语
closing: 结语
expects: all
deadline: 2019-08-10
period: {from: 2019-08-01, to: 2019-08-31}
figures: [people, halls, members, {figure: score, value: 9, source: 办公室}]
topics:
  talk: {label: 宣讲, text: "{{ organisations | names }}先后宣讲。"}
distribution: {issue: [各区]}
"""
BEI = """\
headline: 北区开了会
received: 2019-08-11
activities:
  - {title: 动员会, date: 2019-08-02, themes: [study], text: 动员。, figures: {people: 5, halls: 2}}
  - {title: 联谊会, date: {from: 2019-08-05, to: 2019-08-06}, themes: [service], with: [dong], text: 联谊。, figures: {people: 7},
     tasks: [{task: 写信, due: 2019-08-08}]}
  - {topic: talk, themes: [study]}
tasks: [{task: 归档, status: done}]
"""
NAN = """\
headline: 南区读了书
activities:
  - {title: 读书会, date: 2019-08-10, themes: [study], text: 读书。, figures: {people: 100, members: 3}, tasks: [{task: 还书}]}
  - {topic: talk, themes: [study], text: 讲了两场。}
"""


def made(arrange: str = "") -> Bulletin:
    return clean(BRIEF + arrange, bei=BEI, nan=NAN)


def one(bulletin: Bulletin, organisation: str) -> Bulletin:
    found = narrowed(bulletin, organisation)
    assert found is not None
    return found


def test_its_own_words_stay_under_the_same_masthead() -> None:
    whole = made()
    bei = one(whole, "bei")
    assert (bei.title, [h.headline for h in bei.headlines]) == ("北区开了会", ["北区开了会"])
    assert bei.title.src == "content/w1/bei.yaml:2:headline"
    assert (bei.subtitle, bei.lead, bei.note, bei.closing) == (None, None, None, None)
    assert (bei.masthead, bei.date, bei.distribution) == (
        whole.masthead,
        whole.date,
        whole.distribution,
    )
    assert [each.id for each in bei.organisations] == ["bei"]
    (section,) = bei.sections
    assert (section.kind, section.heading) == ("organisation", "北区开了会")
    titles = [activity.title for activity in section.activities]
    assert titles == ["动员会", "联谊会", None]
    assert section.items[2].sentence == "北区先后宣讲。"
    assert bei.period == Span(date(2019, 8, 2), date(2019, 8, 6))


def test_its_shares_are_the_numbers() -> None:
    bei = one(made(), "bei")
    assert [(f.id, f.number) for f in bei.figures] == [
        ("people", Number(Decimal(12))),
        ("halls", Number(Decimal(2))),
    ]
    assert all([each.organisation.id for each in f.by_organisation] == ["bei"] for f in bei.figures)


def test_its_tasks_its_coverage_and_its_counts() -> None:
    bei = one(made(), "bei")
    assert [task.task for task in bei.tasks] == ["写信", "归档"]
    found = bei.coverage
    lists = (found.expected, found.reported, found.missing, found.late)
    assert [[each.id for each in part] for part in lists] == [["bei"], ["bei"], [], ["bei"]]
    counts = bei.counts
    assert (counts.organisations, counts.activities, counts.joint, counts.sections) == (1, 3, 1, 1)
    assert (counts.tasks, counts.tasks_done, counts.tasks_overdue) == (2, 1, 1)


def test_what_merged_on_a_topic_stands_alone_again() -> None:
    whole = made("arrange: {by: theme}\n")
    assert [item.sentence for s in whole.sections for item in s.items if item.sentence] == [
        "北区、南区先后宣讲。"
    ]
    bei, nan = one(whole, "bei"), one(whole, "nan")
    assert [item.sentence for item in bei.sections[0].items] == [None, "北区开展宣讲。", None]
    assert [item.sentence for item in nan.sections[0].items] == [None, None]
    assert nan.sections[0].activities[0].text == "讲了两场。"


def test_a_partner_that_did_not_report_has_what_it_took_part_in() -> None:
    dong = one(made(), "dong")
    assert dong.title == "东区委员会"
    assert [activity.title for activity in dong.sections[0].activities] == ["联谊会"]
    assert dong.figures == ()
    assert [task.task for task in dong.tasks] == ["写信"]
    assert [each.id for each in dong.coverage.missing] == ["dong"]


def test_of_one_that_has_nothing_there_is_no_bulletin() -> None:
    assert narrowed(made(), "xi") is None
    assert narrowed(made(), "nobody") is None


def test_the_whole_is_left_as_it_was() -> None:
    whole = made()
    narrowed(whole, "bei")
    assert whole == made()
