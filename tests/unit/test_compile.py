"""A loaded brief to a bulletin: order, grouping, merging, counting, wording, and the exact messages."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from briefgen.asdata import bulletin_json
from briefgen.bulletin import Activity, Bulletin, FigureTotal, Item, Number, Section
from briefgen.compile import compile_brief
from briefgen.load import BriefRef, load_brief
from briefgen.messages import Message, sorted_messages
from briefgen.world import MemoryWorld

FOLDER = "content/w1"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
REGISTRY = """\
organisations:
  - {id: bei, name: 北区委员会, short: 北区, level: district, region: upper}
  - {id: nan, name: 南区委员会, short: 南区, level: district, region: lower}
  - {id: dong, name: 东区委员会, short: 东区, level: district, region: lower}
  - {id: xi, name: 西区委员会, level: branch, parent: dong}
"""
THEMES = """\
themes:
  - {id: study, label: 学习}
  - {id: service, label: 服务, text: 为民办事。}
  - {id: duty, label: 履职}
"""
FIGURES = """\
figures:
  - {id: people, label: 参加, unit: 人}
  - {id: halls, label: 会场, unit: 个, total: max}
  - {id: members, label: 会员, unit: 名, total: latest}
  - {id: score, label: 满意率, unit: '%', total: none}
"""
HEAD = """\
masthead: {name: 工作简报, number: 18}
date: 2019-08-11
"""


def compiled(brief: str, **summaries: str) -> tuple[Bulletin | None, list[Message]]:
    """The bulletin of a brief (`brief` follows HEAD) with summaries by organisation, and what was said about them."""
    files: dict[str, str | bytes] = {
        "content/organisations.yaml": REGISTRY,
        "content/themes.yaml": THEMES,
        "content/figures.yaml": FIGURES,
        f"{FOLDER}/brief.yaml": HEAD + ("" if "title:" in brief else "title: 简报\n") + brief,
        f"{FOLDER}/hall.png": PNG,
    }
    for name, text in summaries.items():
        files[f"{FOLDER}/{name}.yaml"] = f"organisation: {name}\n{text}"
    loaded = load_brief(MemoryWorld(files), BriefRef("w1", FOLDER))
    assert loaded.value is not None, [each.line() for each in loaded.messages]
    result = compile_brief(loaded.value)
    assert (result.value is None) == result.failed
    return result.value, sorted_messages((*loaded.messages, *result.messages))


def clean(brief: str, **summaries: str) -> Bulletin:
    bulletin, messages = compiled(brief, **summaries)
    assert [each.line() for each in messages] == []
    assert bulletin is not None
    return bulletin


def said(brief: str, **summaries: str) -> list[str]:
    _, messages = compiled(brief, **summaries)
    return [each.line().removeprefix(f"{FOLDER}/") for each in messages]


def titles(section: Section) -> list[str | None]:
    return [activity.title or activity.text for activity in section.activities]


def outline(bulletin: Bulletin) -> list[tuple[str, str | None, list[str | None]]]:
    return [(each.kind, each.heading, titles(each)) for each in bulletin.sections]


def names(item: Item | Section) -> list[str]:
    return [str(each) for each in item.organisations]


def activity(title: str, *more: str) -> str:
    return "\n".join([f"  - title: {title}", *(f"    {line}" for line in more)]) + "\n"


def activities(*each: str) -> str:
    return "activities:\n" + "".join(each)


class TestByOrganisation:
    def test_protocol_order_and_headlines(self) -> None:
        bulletin = clean(
            "",
            dong="headline: 东区标题\n" + activities(activity("一")),
            bei=activities(activity("二"), activity("三")),
        )
        assert outline(bulletin) == [
            ("organisation", None, ["二", "三"]),
            ("organisation", "东区标题", ["一"]),
        ]
        assert [each.number for each in bulletin.sections] == [1, 2]
        assert [each.parts[0].headline for each in bulletin.sections] == [None, None]
        assert [(str(h.organisation), h.headline) for h in bulletin.headlines] == [
            ("东区", "东区标题")
        ]
        assert bulletin.headlines[0].headline.src == f"{FOLDER}/dong.yaml:2:headline"
        assert [str(each) for each in bulletin.organisations] == ["北区", "东区"]

    def test_order_by_first_day(self) -> None:
        late, early = activity("晚", "date: 2019-08-09"), activity("早", "date: 2019-08-01")
        bulletin = clean(
            "arrange: {order: date}\n",
            bei=activities(activity("无日期")),
            nan=activities(late),
            dong=activities(late, early),
        )
        assert [names(each) for each in bulletin.sections] == [["东区"], ["南区"], ["北区"]]

    def test_order_by_name(self) -> None:
        one = activities(activity("一"))
        bulletin = clean("arrange: {order: name}\n", bei=one, nan=one, dong=one)
        assert [names(each) for each in bulletin.sections] == [["北区"], ["东区"], ["南区"]]
        assert [str(each) for each in bulletin.organisations] == ["北区", "南区", "东区"]

    def test_a_headline_alone_is_a_section(self) -> None:
        (section,) = clean("", bei="headline: 头\n").sections
        assert (section.heading, names(section), len(section.parts)) == ("头", ["北区"], 1)

    def test_parts_of_a_summary(self) -> None:
        (section,) = clean(
            "figures: [people]\n",
            bei="headline: 头\ntext: 引言\nfigures: {people: 5}\ntasks: [{task: 总结}]\n",
        ).sections
        (part,) = section.parts
        assert part.text == "引言"
        assert part.text.src == f"{FOLDER}/bei.yaml:3:text"
        assert [(str(each.label), each.number.value) for each in part.figures] == [
            ("参加", Decimal(5))
        ]
        assert [each.task for each in part.tasks] == ["总结"]

    def test_topics_do_not_merge(self) -> None:
        one = activities("  - topic: talk\n", activity("自有标题", "topic: talk"))
        bulletin = clean("topics: {talk: {label: 举办讲座}}\n", bei=one, nan=one)
        first, second = bulletin.sections[0].items
        assert (first.sentence, first.label, names(first)) == (
            "北区举办讲座。",
            "举办讲座",
            ["北区"],
        )
        assert (second.sentence, second.topic) == (None, None)
        assert len(bulletin.sections) == 2


class TestByTheme:
    def test_under_the_first_theme_that_has_a_section(self) -> None:
        bulletin = clean(
            "arrange: {by: theme, themes: [service, study]}\n",
            bei=activities(
                activity("甲", "themes: [study]"), activity("乙", "themes: [duty, service]")
            ),
            nan=activities(activity("丙", "themes: [study, service]")),
        )
        assert outline(bulletin) == [("theme", "服务", ["乙"]), ("theme", "学习", ["甲", "丙"])]
        assert bulletin.sections[0].text == "为民办事。"
        assert [each.organisation for each in bulletin.sections[0].parts] == [None]
        assert names(bulletin.sections[1]) == ["北区", "南区"]

    def test_all_themes_of_the_registry_without_the_empty(self) -> None:
        bulletin = clean("arrange: {by: theme}\n", bei=activities(activity("甲", "themes: [duty]")))
        assert outline(bulletin) == [("theme", "履职", ["甲"])]

    def test_nothing_is_dropped_silently(self) -> None:
        assert said(
            "arrange: {by: theme, themes: [study]}\n",
            bei="text: 引言\n"
            + activities(activity("甲"), activity("乙", "themes: [duty, service]")),
        ) == [
            (
                "bei.yaml:2:7: warning[text-not-placed]: this introduction is not printed, because the "
                'sections of the brief are themes; make it an activity with "themes"'
            ),
            (
                "bei.yaml:4:5: warning[activity-without-theme]: this activity is not printed: it has no "
                'theme, and the sections of the brief are themes; add "themes: [ … ]"'
            ),
            (
                "bei.yaml:5:5: warning[activity-not-placed]: this activity is not printed: no section "
                'gathers its themes (duty, service); add one of them to "arrange" or "sections" in '
                "brief.yaml"
            ),
        ]

    def test_topics_merge_at_the_place_of_the_first(self) -> None:
        talk = activity("讲座", "themes: [study]", "topic: talk")
        bulletin = clean(
            "arrange: {by: theme}\ntopics:\n"
            '  talk: {label: 讲座, text: "{{ organisations | names }}（{{ activities | count }}场）"}\n',
            bei=activities(activity("先", "themes: [study]"), talk),
            nan=activities(talk, activity("后", "themes: [study]")),
            dong=activities(activity("讲座", "themes: [study]", "topic: talk", "with: [xi]")),
        )
        (section,) = bulletin.sections
        assert [each.sentence for each in section.items] == [
            None,
            "北区、南区、东区、西区委员会（3场）",
            None,
        ]
        merged = section.items[1]
        assert (merged.topic, merged.label, len(merged.activities)) == ("talk", "讲座", 3)
        assert merged.sentence is not None
        assert merged.sentence.src == f"{FOLDER}/brief.yaml:6:topics/talk/text"
        assert names(merged) == ["北区", "南区", "东区", "西区委员会"]

    def test_topics_without_text_take_the_label_or_the_title(self) -> None:
        both = activities(
            activity("举办展览", "themes: [study]", "topic: show"),
            "  - {topic: talk, themes: [study]}\n",
        )
        (section,) = clean(
            "arrange: {by: theme}\ntopics: {show: {}, talk: {label: 邀请宣讲团作宣讲}}\n",
            bei=both,
            nan=both,
        ).sections
        assert [each.sentence for each in section.items] == [
            "北区、南区先后举办展览。",
            "北区、南区先后邀请宣讲团作宣讲。",
        ]

    def test_topic_without_any_words(self) -> None:
        one = activities("  - {topic: talk, themes: [study]}\n")
        assert said("arrange: {by: theme}\ntopics: {talk: {}}\n", bei=one, nan=one) == [
            (
                'brief.yaml:5:10: error[topic-without-words]: the topic "talk" needs a "label" or a "text"; '
                "they make the sentence for all that took part"
            )
        ]


class TestExplicitSections:
    def test_lists_themes_and_the_rest(self) -> None:
        study, other = activity("学", "themes: [study]"), activity("别")
        bulletin = clean(
            "sections:\n"
            '  - {heading: "{{ section.organisations | names }}", organisations: [dong, bei], text: 合。}\n'
            "  - {theme: study}\n"
            "  - {organisations: rest, heading: 其他}\n",
            bei="headline: 北\n" + activities(study),
            nan="headline: 南\n" + activities(study, other),
            dong=activities(other),
            xi=activities(study),
        )
        assert outline(bulletin) == [
            ("group", "东区、北区", ["别", "学"]),
            ("theme", "学习", ["学", "学"]),
            ("group", "其他", ["别"]),
        ]
        first, _, rest = bulletin.sections
        assert first.text == "合。"
        assert [(str(each.organisation), each.headline) for each in first.parts] == [
            ("东区", None),
            ("北区", "北"),
        ]
        assert names(first) == ["东区", "北区"]
        # 西区 has nothing left for the rest.
        assert names(rest) == ["南区"]

    def test_single_organisation(self) -> None:
        one = "headline: 标题\n" + activities(activity("一"))
        bulletin = clean(
            "sections: [{organisations: [nan]}, {organisations: [bei], heading: 改}]\n",
            bei=one,
            nan=one,
        )
        assert outline(bulletin) == [
            ("organisation", "标题", ["一"]),
            ("organisation", "改", ["一"]),
        ]
        assert [each.parts[0].headline for each in bulletin.sections] == [None, "标题"]

    def test_topics_merge_in_groups(self) -> None:
        talk = activity("讲座", "topic: talk")
        (section,) = clean(
            "topics: {talk: {label: 开讲}}\nsections: [{organisations: rest}]\n",
            bei=activities(talk),
            nan=activities(talk),
        ).sections
        assert [each.sentence for each in section.items] == ["北区、南区先后开讲。"]
        assert [str(each.organisation) for each in section.parts] == ["北区"]
        assert names(section) == ["北区", "南区"]

    def test_what_no_section_prints(self) -> None:
        one = activities(activity("一"))
        assert said(
            "sections:\n  - organisations: [bei]\n  - organisations: [dong]\n", bei=one, nan=one
        ) == [
            (
                "brief.yaml:6:5: warning[section-unfilled]: nobody reports in this section, so it is left out; "
                "with a heading of its own its text is printed all the same"
            ),
            (
                'nan.yaml:1:15: warning[summary-not-placed]: no section prints what "nan" reports; name it '
                'in a section of brief.yaml, or add a section with "organisations: rest"'
            ),
        ]

    def test_a_text_under_which_nobody_reports_needs_a_heading(self) -> None:
        """Templates have the organisations' names as the heading otherwise, and there are none."""
        own = "sections:\n  - {organisations: [dong], heading: 东区, text: 来电。}\n"
        (section,) = clean(own).sections
        assert (section.kind, section.heading, section.text) == ("group", "东区", "来电。")
        for nobody in ("[dong]", "rest"):
            more = f"sections:\n  - organisations: [bei]\n  - {{organisations: {nobody}, text: 来电。}}\n"
            (line,) = said(more, bei=activities(activity("一")))
            assert line.startswith("brief.yaml:6:5: warning[section-unfilled]")


class TestJointActivities:
    def test_printed_once_and_credited_to_all(self) -> None:
        bulletin = clean(
            "expects: all\nfigures: [people]\n",
            nan="headline: 头\n"
            + activities(activity("共建", "with: [xi, bei]", "figures: {people: 9}")),
        )
        (item,) = bulletin.sections[0].items
        assert [str(each) for each in item.activities[0].organisations] == [
            "南区",
            "北区",
            "西区委员会",
        ]
        assert names(item) == ["北区", "南区", "西区委员会"]
        assert item.activities[0].joint
        assert (bulletin.counts.activities, bulletin.counts.joint) == (1, 1)
        assert [str(each) for each in bulletin.coverage.missing] == ["北区", "东区", "西区委员会"]
        assert [str(each) for each in bulletin.organisations] == ["南区"]

    def test_only_what_partners_report_is_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        compared: list[tuple[str | None, str | None]] = []

        def same(one: Activity, other: Activity) -> bool:
            compared.append((one.title, other.title))
            return False

        monkeypatch.setattr("briefgen.compile.activities._same", same)
        own = activity("学习"), activity("调研")
        clean(
            "",
            bei="headline: 头\n" + activities(*own, activity("共建", "with: [nan]")),
            nan="headline: 头\n" + activities(*own, activity("座谈", "with: [bei]")),
        )
        assert compared == [("学习", "座谈"), ("调研", "座谈"), ("共建", "座谈")]

    def test_reported_by_both_with_the_same_words(self) -> None:
        bulletin = clean(
            "figures: [people, halls]\n",
            bei=activities(activity("共建", "with: [nan]", "figures: {people: 9}", "text: 甲乙")),
            nan=activities(
                activity(
                    "共建", "with: [bei, dong]", "place: 江边", "figures: {people: 9, halls: 2}"
                ),
                activity("另外"),
            ),
        )
        assert outline(bulletin) == [
            ("organisation", None, ["共建"]),
            ("organisation", None, ["另外"]),
        ]
        (told,) = bulletin.sections[0].activities
        assert [str(each) for each in told.organisations] == ["北区", "南区", "东区"]
        assert (told.place, told.text) == ("江边", "甲乙")
        assert [(each.id, each.number) for each in bulletin.figures] == [
            ("people", Number(Decimal(9))),
            ("halls", Number(Decimal(2))),
        ]
        assert bulletin.counts.activities == 2

    def test_what_only_the_second_tells_is_kept(self) -> None:
        bulletin = clean(
            "arrange: {by: theme}\ntopics: {talk: {label: 讲座}}\n",
            bei=activities(activity("共建", "with: [nan]", "themes: []")),
            nan=activities(
                activity(
                    "共建",
                    "with: [bei]",
                    "themes: [study]",
                    "topic: talk",
                    "short: 短",
                    "images: [{file: hall.png, alt: 图}]",
                    "tasks: [{task: 总结}]",
                )
            ),
        )
        (told,) = bulletin.sections[0].activities
        assert (str(told.reporter), told.topic, told.short) == ("北区", "talk", "短")
        assert [each.alt for each in told.images] == ["图"]
        assert (
            [each.task for each in told.tasks] == [each.task for each in bulletin.tasks] == ["总结"]
        )

    def test_an_organisation_with_nothing_else_has_no_section(self) -> None:
        bulletin = clean(
            "",
            bei=activities(activity("共建", "with: [nan]")),
            nan=activities(activity("共建", "with: [bei]")),
        )
        assert [names(each) for each in bulletin.sections] == [["北区"]]
        assert bulletin.counts.organisations == 2

    def test_different_words_are_both_printed(self) -> None:
        brief = "figures: [people]\n"
        north = activities(activity("共建", "with: [nan]", "figures: {people: 9}", "text: 北区说"))
        south = activities(activity("共建", "with: [bei]", "figures: {people: 8}", "text: 南区说"))
        bulletin, _ = compiled(brief, bei=north, nan=south)
        assert bulletin is not None
        (item,) = bulletin.sections[0].items
        assert [(each.title, each.text) for each in item.activities] == [
            ("共建", "北区说"),
            (None, "南区说"),
        ]
        assert (item.topic, item.sentence, bulletin.counts.activities) == (None, None, 1)
        assert bulletin.figures[0].number == Number(Decimal(9))
        assert said(brief, bei=north, nan=south) == [
            (
                "nan.yaml:3:5: warning[joint-twice]: this joint activity is also reported by 北区 "
                "(content/w1/bei.yaml:3:5) in other words; both texts are printed; leave the text out here, "
                "or write the same one"
            ),
            (
                "nan.yaml:3:5: warning[joint-number]: for this joint activity 北区 "
                '(content/w1/bei.yaml:3:5) reports 9 as "people", which is what counts; write the same '
                "number, or leave it out here"
            ),
        ]

    def test_not_the_same_when_only_the_second_names_the_first(self) -> None:
        bulletin = clean(
            "",
            bei=activities(activity("共建", "with: [dong]")),
            nan=activities(activity("共建", "with: [bei]")),
        )
        assert bulletin.counts.activities == 2

    @pytest.mark.parametrize(
        "other",
        [
            activity("共建", "with: [dong]"),
            activity("共建", "with: [bei]", "date: 2019-08-02"),
            activity("联建", "with: [bei]"),
        ],
        ids=["does not name the other", "another day", "another title"],
    )
    def test_what_only_looks_the_same(self, other: str) -> None:
        bulletin = clean(
            "",
            bei=activities(activity("共建", "with: [nan]", "date: 2019-08-01")),
            nan=activities(other if "date" in other else other + "    date: 2019-08-01\n"),
        )
        assert bulletin.counts.activities == 2


class TestFigures:
    def totals(self, figures: str, **summaries: str) -> tuple[FigureTotal, ...]:
        return clean(f"figures: [{figures}]\n", **summaries).figures

    def test_sum_with_shares_and_over(self) -> None:
        (total,) = self.totals(
            "people",
            nan="figures: {people: 3}\n" + activities(activity("一", "figures: {people: 1.5}")),
            bei=activities(activity("二", 'figures: {people: "1,200+"}')),
        )
        assert (total.label, total.unit, total.number) == (
            "参加",
            "人",
            Number(Decimal("1204.5"), True),
        )
        assert [(str(s.organisation), s.number) for s in total.by_organisation] == [
            ("北区", Number(Decimal(1200), True)),
            ("南区", Number(Decimal("4.5"))),
        ]
        assert not total.declared

    def test_max_latest_and_none(self) -> None:
        halls, members, score = self.totals(
            "halls, members, score",
            bei=activities(
                activity("一", "date: 2019-08-05", "figures: {halls: 3, members: 10, score: 97.5}"),
                activity("二", "date: 2019-08-03", "figures: {halls: 7, members: 20, score: 90}"),
            ),
            nan=activities(
                activity("三", "date: {from: 2019-08-01, to: 2019-08-04}", "figures: {members: 30}")
            ),
        )
        assert halls.number == Number(Decimal(7))
        assert members.number == Number(Decimal(10))
        assert [each.number.value for each in members.by_organisation] == [10, 30]
        assert score.number is None
        assert [each.number.value for each in score.by_organisation] == [Decimal("97.5"), 90]

    def test_the_last_of_one_day_counts(self) -> None:
        (members,) = self.totals(
            "members",
            bei="figures: {members: 3}\n"
            + activities(
                activity("一", "date: 2019-08-05", "figures: {members: 10}"),
                activity("二", "date: 2019-08-05", "figures: {members: 20}"),
            ),
        )
        assert members.number == Number(Decimal(20))

    def test_declared_and_order(self) -> None:
        declared, counted = self.totals(
            "{figure: halls, value: 5+, source: 办公室}, people",
            bei="headline: 头\nfigures: {people: 2}\n",
        )
        assert (declared.id, declared.number, declared.declared) == (
            "halls",
            Number(Decimal(5), True),
            True,
        )
        assert declared.source == "办公室"
        assert declared.source.src == f"{FOLDER}/brief.yaml:4:figures/0/source"
        assert (counted.id, counted.declared, counted.source) == ("people", False, None)

    def test_listed_but_not_counted(self) -> None:
        assert said("figures: [halls]\n", bei="headline: 头\n") == [
            (
                'brief.yaml:4:11: warning[figure-uncounted]: no summary counts "halls", so it is left out of '
                "the table; take it out of the list, or declare it: {figure: halls, value: …, source: …}"
            )
        ]

    def test_sums_that_nobody_counted_are_0(self) -> None:
        bulletin = clean(
            'lead: "{{ figure.people }}{% if figure.people %}。{% endif %}{% if figure.members %}，{% endif %}"\n',
            bei="headline: 头\n",
        )
        assert bulletin.lead == "0人"

    def test_what_is_not_added_up_has_no_0(self) -> None:
        assert said('lead: "{{ figure.members }}"\n', bei="headline: 头\n") == [
            (
                "brief.yaml:4:8: error[prints-nothing]: what is printed here has no value in this brief; "
                "give it one, or write {% if … %} … {% endif %} around it"
            )
        ]

    def test_none_listed(self) -> None:
        assert clean("", bei="headline: 头\nfigures: {people: 2}\n").figures == ()


class TestCoverageAndTasks:
    @pytest.mark.parametrize(
        ("expects", "expected"),
        [
            ("all", ["北区", "南区", "东区", "西区委员会"]),
            ("[dong, bei]", ["北区", "东区"]),
            ("{level: district, region: lower}", ["南区", "东区"]),
            ("{parent: dong}", ["西区委员会"]),
        ],
    )
    def test_expected(self, expects: str, expected: list[str]) -> None:
        coverage = clean(f"expects: {expects}\n", nan="headline: 头\n").coverage
        assert [str(each) for each in coverage.expected] == expected
        assert [str(each) for each in coverage.reported] == ["南区"]
        assert [str(each) for each in coverage.missing] == [n for n in expected if n != "南区"]

    def test_nobody_is_missed_when_nobody_is_expected(self) -> None:
        coverage = clean("", nan="headline: 头\n").coverage
        assert (coverage.expected, coverage.missing, coverage.late) == ((), (), ())

    def test_late(self) -> None:
        coverage = clean(
            "deadline: 2019-08-09\n",
            bei="headline: 头\nreceived: 2019-08-09\n",
            nan="headline: 头\nreceived: 2019-08-10\n",
            dong="headline: 头\n",
        ).coverage
        assert [str(each) for each in coverage.late] == ["南区"]

    def test_tasks_by_due_day(self) -> None:
        bulletin = clean(
            "",
            bei="headline: 头\ntasks:\n"
            "  - {task: 无期限}\n  - {task: 当天, due: 2019-08-11}\n  - {task: 过期, due: 2019-08-10}\n",
            nan=activities(
                activity(
                    "一",
                    "tasks:",
                    "  - {task: 已办, due: 2019-08-01, status: done, owner: 王}",
                    "  - {task: 同日, due: 2019-08-10, status: cancelled}",
                )
            ),
        )
        assert [(t.task, str(t.organisation), t.overdue) for t in bulletin.tasks] == [
            ("已办", "南区", False),
            ("过期", "北区", True),
            ("同日", "南区", False),
            ("当天", "北区", False),
            ("无期限", "北区", False),
        ]
        counts = bulletin.counts
        assert (counts.tasks, counts.tasks_done, counts.tasks_overdue) == (5, 1, 1)
        assert bulletin.tasks[0].owner == "王"

    def test_pictures(self) -> None:
        bulletin = clean(
            "",
            bei=activities(
                activity(
                    "会",
                    "images:",
                    "  - {file: hall.png, caption: 会场}",
                    "  - {file: ./hall.png, alt: 图}",
                )
            ),
        )
        first, second = bulletin.sections[0].activities[0].images
        assert (first.file, first.alt, first.caption) == (f"{FOLDER}/hall.png", "会场", "会场")
        assert (second.file, second.alt, second.caption) == (f"{FOLDER}/hall.png", "图", None)
        assert first.src == f"{FOLDER}/bei.yaml:5:activities/0/images/0/file"
        assert bulletin.counts.images == 2


class TestTextFields:
    def test_fields_see_what_is_final(self) -> None:
        bulletin = clean(
            'title: "{{ organisations | names }}{{ counts.activities }}项"\n'
            'subtitle: "《{{ title }}》{{ masthead.number | issue }}"\n'
            "period: {from: 2019-07-30, to: 2019-08-09}\n"
            "lead: |\n"
            "  截至{{ period.to | date }}，{{ figure.people | quantity }}，{{ figure.halls | quantity }}。\n"
            "\n"
            "  {% for section in sections %}**{{ section.heading or '无' }}**，{% endfor %}\n"
            'note: "{{ lead | plain }}"\n'
            'closing: "{{ coverage.missing | count }}"\n'
            "expects: all\nfigures: [{figure: halls, value: 5, source: 某}]\n",
            bei="headline: 星*号\nfigures: {people: 200+}\n" + activities(activity("一")),
            nan=activities(activity("二")),
        )
        assert bulletin.title == "北区、南区2项"
        assert bulletin.title.src == f"{FOLDER}/brief.yaml:3:title"
        assert bulletin.subtitle == "《北区、南区2项》第18期"
        assert (
            bulletin.lead == "截至2019年8月9日，200余人，5个。\n\n" + r"**星\*号**，**无**，" + "\n"
        )
        assert bulletin.lead.src == f"{FOLDER}/brief.yaml:7:lead"
        assert (bulletin.note, bulletin.closing) == (
            "截至2019年8月9日，200余人，5个。\n星\\*号，无，",
            "2",
        )

    def test_jinja_in_summaries_is_plain_text(self) -> None:
        bulletin = clean("", bei="headline: '{{ x }}'\n" + activities(activity("'{% y %}'")))
        assert outline(bulletin) == [("organisation", "{{ x }}", ["{% y %}"])]

    def test_mistakes_are_placed_within_the_field(self) -> None:
        bulletin, messages = compiled(
            'title: "{{ organisatons | count }}"\n'
            "lead: |\n  第一行\n\n  {{ period | date }}\n"
            'subtitle: "{{ lead }}"\n'
            'note: "{{ counts.activitys }}"\n'
            'topics: {t: {text: "{{ organisations }}"}}\n'
            'sections: [{organisations: rest, heading: "{{ 1/0 }}"}]\n'
            'closing: "{% if %}"\n',
            bei=activities("  - topic: t\n"),
        )
        assert bulletin is None
        assert [(str(m.place), m.code, m.args.get("suggestion")) for m in messages] == [
            (f"{FOLDER}/brief.yaml:3:12", "undefined-name", "organisations"),
            (f"{FOLDER}/brief.yaml:7:3", "prints-nothing", None),
            (f"{FOLDER}/brief.yaml:8:15", "undefined-name", ""),
            (f"{FOLDER}/brief.yaml:9:18", "undefined-attribute", "activities"),
            (f"{FOLDER}/brief.yaml:10:21", "unprintable", None),
            (f"{FOLDER}/brief.yaml:11:44", "template-failed", None),
            (f"{FOLDER}/brief.yaml:12", "template-unexpected", ""),
        ]

    def test_mistakes_in_a_folded_text_are_where_they_are_typed(self) -> None:
        _, messages = compiled(
            'lead: >\n  nowhere\n  {{ organisations | names }} and\n  {{ nowhere }}\nnote: "{{ period.from }}{{ x }}"\n',
            bei="headline: 头\n",
        )
        assert [(str(m.place), m.code) for m in messages] == [
            (f"{FOLDER}/brief.yaml:7:6", "undefined-name"),
            (f"{FOLDER}/brief.yaml:8", "prints-nothing"),
        ]

    @pytest.mark.parametrize(
        ("written", "code", "place"),
        [
            ("{{ " + "(" * 5000 + " }}", "template-recursion", "4:8"),
            ("{% for x in [1] %}" * 30 + "{% endfor %}" * 30, "template-failed", "4"),
            ("{{ 9" + "9" * 5000 + " }}", "template-failed", "4:8"),
        ],
        ids=["brackets", "loops", "digits"],
    )
    def test_what_no_template_line_caused_is_placed_at_the_field(
        self, written: str, code: str, place: str
    ) -> None:
        bulletin, messages = compiled(f'lead: "{written}"\n', bei="headline: 头\n")
        assert bulletin is None
        assert [(m.code, str(m.place)) for m in messages] == [
            (code, f"{FOLDER}/brief.yaml:{place}")
        ]

    def test_markdown_that_will_not_be_printed(self) -> None:
        assert said(
            'lead: "![图](x.png)"\narrange: {by: theme}\n',
            bei=activities(
                activity(
                    "一", "themes: [study]", "text: |", "  行", "  [a](b.html)", "short: '[c](d)'"
                )
            ),
        ) == [
            (
                'bei.yaml:7: warning[markdown-link]: the link to "b.html" is printed as plain text; links '
                "begin with http://, https://, mailto: or #"
            ),
            (
                'bei.yaml:8: warning[markdown-link]: the link to "d" is printed as plain text; links begin '
                "with http://, https://, mailto: or #"
            ),
            (
                'brief.yaml:4: warning[markdown-image]: the picture "x.png" in the text is not printed, only '
                "its words; list it under images:"
            ),
        ]


class TestOtherFields:
    def test_head_tail_and_parameters(self) -> None:
        bulletin = clean(
            "template: roundup\n"
            "distribution: {report: [甲办], issue: [乙, 丙], copies: 60}\n"
            "credits: {editor: 编}\nparameters: {colour: red}\n",
            bei="headline: 头\n",
        )
        assert (bulletin.id, bulletin.template, bulletin.language) == ("w1", "roundup", "zh-Hans")
        assert (bulletin.masthead.name, bulletin.masthead.number, bulletin.masthead.issuer) == (
            "工作简报",
            18,
            None,
        )
        assert bulletin.distribution is not None
        assert (bulletin.distribution.report, bulletin.distribution.send) == (("甲办",), ())
        assert bulletin.distribution.issue[1].src == f"{FOLDER}/brief.yaml:5:distribution/issue/1"
        assert (bulletin.distribution.copies, bulletin.distribution.recipients) == (60, ())
        assert bulletin.credits is not None
        assert (bulletin.credits.editor, bulletin.credits.contact) == ("编", None)
        assert dict(bulletin.parameters) == {"colour": "red"}
        assert (bulletin.date, bulletin.period, bulletin.lead) == (date(2019, 8, 11), None, None)

    def test_recipients_with_copies_add_up(self) -> None:
        bulletin, messages = compiled(
            "distribution: {report: [{name: 甲办, copies: 3}], issue: [{name: 乙}, 丙]}\n",
            bei="headline: 头\n",
        )
        assert bulletin is not None
        assert list(messages) == []
        distribution = bulletin.distribution
        assert distribution is not None
        assert (distribution.report, distribution.issue) == (("甲办",), ("乙", "丙"))
        assert distribution.copies == 5
        assert [(each.name, each.copies) for each in distribution.recipients] == [
            ("甲办", 3), ("乙", 1), ("丙", 1),
        ]  # fmt: skip
        assert distribution.report[0].src == f"{FOLDER}/brief.yaml:4:distribution/report/0/name"

    def test_english(self) -> None:
        talk = activities("  - {topic: talk, themes: [study]}\n")
        bulletin = clean(
            "language: en\narrange: {by: theme}\ntopics: {talk: {label: story hour}}\n"
            'title: "{{ organisations | names }}"\n',
            bei=talk,
            nan=talk,
            dong=talk,
        )
        assert bulletin.title == "北区, 南区 and 东区"
        assert bulletin.sections[0].items[0].sentence == "北区, 南区 and 东区: story hour."

    def test_dump(self) -> None:
        bulletin = clean(
            "figures: [people]\n",
            bei=activities(
                activity("一", "date: 2019-08-01", "figures: {people: 1.5}", "themes: [study]"),
                activity("二", "figures: {people: 200}"),
            ),
        )
        text = bulletin_json(bulletin)
        assert text == bulletin_json(bulletin)
        data = json.loads(text)
        assert list(data)[:5] == ["id", "template", "language", "masthead", "date"]
        assert data["date"] == "2019-08-11"
        assert data["figures"][0]["number"] == {"value": 201.5, "over": False}
        assert '"value": 200,' in text
        told = data["sections"][0]["parts"][0]["items"][0]["activities"][0]
        assert told["dates"] == {"first": "2019-08-01", "last": "2019-08-01"}
        assert (told["title"], told["text"]) == ("一", None)
        assert told["themes"] == [{"id": "study", "label": "学习", "text": None}]
        assert "学习" in text
