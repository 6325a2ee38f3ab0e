"""A brief's folder to models: what is read, and every message between and within files, with its exact place."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.fields import Quantity
from briefgen.load import BriefRef, Loaded, list_briefs, load_brief
from briefgen.messages import Message, sorted_messages
from briefgen.world import MemoryWorld

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
REF = BriefRef("w1", "content/w1")
GOOD: dict[str, str | bytes] = {
    "content/organisations.yaml": """\
organisations:
  - {id: henan, name: 河南省委会, short: 河南, level: province}
  - {id: hubei, name: 湖北省委会, level: province, region: south}
  - {id: club, name: Club, parent: hubei}
""",
    "content/themes.yaml": "themes:\n  - {id: study, label: 学习}\n  - {id: duty, label: 履职}\n",
    "content/figures.yaml": "figures:\n  - {id: visits, label: 走访, unit: 次}\n",
    "content/w1/brief.yaml": """\
masthead: {name: 工作简报, number: 018, copy_number: yes}
date: 2019年8月11日
period: {from: 2019-07-30, to: 2019/8/9}
title: "{{ organisations | count }}个组织"
expects: {level: province}
topics:
  talk:
figures: [visits]
""",
    "content/w1/hubei.yaml": """\
organisation: hubei
headline: 007
activities:
  - date: 2019-08-01
    topic: talk
    with: [henan]
""",
    "content/w1/henan.yaml": """\
organisation: henan
headline:
activities:
  - title: 动员会
    themes: [study]
    date: {from: 2019-07-01, to: 2019-08-01}
    figures: {visits: "1,200+"}
    images:
      - {file: hall.png, alt: 会场}
    text: |
      会议设{{ 1 }}个主会场。
""",
    "content/w1/hall.png": PNG,
}


def load(
    changes: dict[str, str | bytes | None], ref: BriefRef = REF
) -> tuple[Loaded | None, list[Message]]:
    files = {**GOOD, **changes}
    world = MemoryWorld({name: content for name, content in files.items() if content is not None})
    result = load_brief(world, ref)
    assert (result.value is None) == result.failed
    return result.value, sorted_messages(result.messages)


def brief(change: str, text: str | None = None) -> dict[str, str | bytes | None]:
    """The good brief with lines added (or, with `text`, `change` being a line that is replaced by it)."""
    good = str(GOOD["content/w1/brief.yaml"])
    return {"content/w1/brief.yaml": good + change if text is None else good.replace(change, text)}


def summary(text: str) -> dict[str, str | bytes | None]:
    return {"content/w1/club.yaml": f"organisation: club\n{text}"}


def short(messages: list[Message]) -> list[str]:
    """`place code` of each; both texts can be made, and say what they are about."""
    for each in messages:
        assert "None" not in each.text("en") + each.text("zh")
    return [f"{str(each.place).removeprefix('content/')} {each.code}" for each in messages]


class TestTheGoodBrief:
    def test_has_no_messages_and_is_in_protocol_order(self) -> None:
        loaded, messages = load({})
        assert messages == []
        assert loaded is not None
        assert [each.value.organisation for each in loaded.summaries] == ["henan", "hubei"]
        assert loaded.themes is not None
        assert loaded.figures is not None

    def test_text_becomes_what_the_field_wants(self) -> None:
        loaded, _ = load({})
        assert loaded is not None
        value = loaded.brief.value
        assert value.masthead.number == 18
        assert value.masthead.copy_number is True
        assert value.date == date(2019, 8, 11)
        assert value.period is not None
        assert value.period.to == date(2019, 8, 9)
        assert "talk" in value.topics
        henan, hubei = (each.value for each in loaded.summaries)
        assert henan.headline is None
        assert hubei.headline == "007"
        assert henan.activities[0].figures == {"visits": Quantity(Decimal(1200), over=True)}
        assert hubei.activities[0].date is not None
        assert hubei.activities[0].date.from_ == hubei.activities[0].date.to == date(2019, 8, 1)
        assert hubei.activities[0].with_ == ("henan",)

    def test_words_remember_where_they_stand(self) -> None:
        loaded, _ = load({})
        assert loaded is not None
        henan = loaded.summaries[0]
        text = henan.text(henan.value.activities[0].text or "", "activities", 0, "text")
        assert text == "会议设{{ 1 }}个主会场。\n"
        assert text.src == "content/w1/henan.yaml:11:activities/0/text"
        assert henan.text("x", "activities", 0, "place").src == (
            "content/w1/henan.yaml:4:activities/0/place"
        )

    def test_the_nearest_registry_counts(self) -> None:
        moved = {f"content/a/{name.removeprefix('content/')}": text for name, text in GOOD.items()}
        world = MemoryWorld({**moved, "content/organisations.yaml": "organisations: []\n"})
        result = load_brief(world, BriefRef("w1", "content/a/w1"))
        assert result.messages == ()
        assert result.value is not None
        assert result.value.organisations.marks.file == "content/a/organisations.yaml"

    def test_reading_needs_neither_the_layout_engine_nor_the_template_engine(self) -> None:
        code = "import sys, briefgen.load; print([m for m in ('weasyprint', 'jinja2') if m in sys.modules])"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"


WITHIN_ONE_FILE = [
    # keys
    ("headlin: x\nactivities: []\n", ["2:1 unknown-key"]),
    ("activities:\n  - {title: x, txt: y}\n", ["3:16 unknown-key"]),
    ("place: x\n", ["2:1 misplaced-key"]),
    ("with_: [henan]\n", ["2:1 unknown-key"]),
    ("headline: x\ntasks:\n  - {owner: Ann}\n", ["4:5 missing-key"]),
    ("headline: x\ntasks:\n  - {task: , owner: Ann}\n", ["4:6 no-value"]),
    ("headline: x\nfigures: {visits: }\n", ["3:11 no-value"]),
    ("headline: x\nfigures: {Visits: 1}\n", ["3:11 bad-id"]),
    ("headline: x\ntasks:\n  -\n", ["4:4 empty-item"]),
    # forms
    ("headline: [x]\n", ["2:11 expected-text"]),
    ("headline: {a: b}\n", ["2:11 expected-text"]),
    ("activities: x\n", ["2:13 expected-list"]),
    ("activities:\n  title: x\n", ["3:3 expected-list"]),
    ("activities: [x]\n", ["2:14 expected-mapping"]),
    ("activities:\n  - [x]\n", ["3:5 expected-mapping"]),
    ("headline: x\nfigures: [visits]\n", ["3:10 expected-mapping"]),
    ("activities:\n  - {title: x, with: henan}\n", ["3:22 expected-list"]),
    # words
    ("headline: ''\n", ["2:11 empty-text"]),
    ("headline: x\ntext: '  '\n", ["3:7 empty-text"]),
    ("headline: |\n  x\n  y\n", ["2:11 one-line"]),
    ("headline: |\n  x\n", []),
    # days, numbers, choices
    ("headline: x\nreceived: yesterday\n", ["3:11 not-a-date"]),
    ("headline: x\nreceived: 2019.8.1\n", ["3:11 not-a-date"]),
    ("headline: x\nreceived: 2019-02-29\n", ["3:11 no-such-day"]),
    ("headline: x\nreceived: [2019-08-01]\n", ["3:11 expected-text"]),
    ("activities:\n  - {title: x, date: soon}\n", ["3:22 not-a-date"]),
    ("activities:\n  - {title: x, date: {from: 2019-08-01}}\n", ["3:22 missing-key"]),
    ("activities:\n  - {title: x, date: {from: 2019-08-02, to: 2019-08-01}}\n", ["3:45 span-backwards"]),
    ("headline: x\nfigures: {visits: about 3}\n", ["3:19 not-a-quantity"]),
    (f"headline: x\nfigures: {{visits: {'9' * 30}}}\n", ["3:19 not-a-quantity"]),
    ("headline: x\ntasks:\n  - {task: x, status: offen}\n", ["4:23 unknown-choice"]),
    # ids
    ("activities:\n  - {title: x, with: [Henan]}\n", ["3:23 bad-id"]),
    ("activities:\n  - {title: x, with: [he\u200bnan]}\n", ["3:23 bad-id"]),
    ("activities:\n  - {title: x, with: [hen\u0430n]}\n", ["3:23 bad-id"]),  # a Cyrillic а
    ("activities:\n  - {title: x, with: [\uff48enan]}\n", ["3:23 bad-id"]),  # a full-width ｈ
    ("activities:\n  - {title: x, with: [henan\ufeff]}\n", ["3:23 bad-id"]),
    ("activities:\n  - {title: x, with: [-henan]}\n", ["3:23 bad-id"]),
    ("activities:\n  - {title: x, with: ['../henan']}\n", ["3:23 bad-id"]),
    ("activities:\n  - {title: x, with: [hunan]}\n", ["3:23 unknown-organisation"]),
    ("activities:\n  - {title: x, with: [henan, henan]}\n", ["3:30 repeated-id"]),
    ("activities:\n  - {title: x, with: [club]}\n", ["3:23 joint-with-itself"]),
    ("activities:\n  - {title: x, themes: [study, studdy]}\n", ["3:32 unknown-theme"]),
    ("activities:\n  - {title: x, topic: talks}\n", ["3:23 unknown-topic"]),
    ("activities:\n  - {title: x, figures: {visit: 1}}\n", ["3:26 unknown-figure"]),
    ("headline: x\nfigures: {visit: 1}\n", ["3:11 unknown-figure"]),
    # days of the brief
    ("activities:\n  - {title: x, date: 2019-07-29}\n", ["3:22 date-outside-period"]),
    ("activities:\n  - {title: x, date: {from: 2019-08-10, to: 2019-08-11}}\n", ["3:29 date-outside-period"]),
    ("activities:\n  - {title: x, date: 2019-08-12}\n", ["3:22 date-after-issue"]),
    ("headline: x\nreceived: 2019-08-12\n", ["3:11 date-after-issue"]),
    # nothing to print
    ("activities:\n  - {place: x}\n", ["3:5 empty-activity"]),
    ("activities:\n  -\n", ["3:4 empty-item"]),
    ("", ["1:1 empty-summary"]),
    ("activities:\n", ["1:1 empty-summary"]),
    # pictures
    ("activities:\n  - {title: x, images: [{file: hall.png}]}\n", ["3:25 image-without-words"]),
    ("activities:\n  - {title: x, images: [{file: Hall.PNG, alt: x}]}\n", ["3:32 no-file"]),
    ("activities:\n  - {title: x, images: [{file: '', alt: x}]}\n", ["3:32 empty-text"]),
    ("activities:\n  - {title: x, images: [{alt: x}]}\n", ["3:25 missing-key"]),
    ("activities:\n  - {title: x, images: [{file: [x.png], alt: x}]}\n", ["3:32 expected-text"]),
    ("activities:\n  - {title: x, images: [{file: ../w1/hall.png, alt: x}]}\n", []),
    ("activities:\n  - {title: x, images: [{file: ../../../x.png, alt: x}]}\n", ["3:32 outside-project"]),
    ("activities:\n  - {title: x, images: [{file: /etc/x.png, alt: x}]}\n", ["3:32 outside-project"]),
    ("activities:\n  - {title: x, images: [{file: /etc/passwd, alt: x}]}\n", ["3:32 outside-project"]),
    ("activities:\n  - {title: x, images: [{file: a\\b.png, alt: x}]}\n", ["3:32 image-path"]),
    ("activities:\n  - {title: x, images: [{file: 'http://x/y.png', alt: x}]}\n", ["3:32 image-address"]),
    ("activities:\n  - {title: x, images: [{file: hall.bmp, alt: x}]}\n", ["3:32 image-type"]),
    ("activities:\n  - {title: x, images: [{file: brief.yaml, alt: x}]}\n", ["3:32 image-type"]),
    ("activities:\n  - {title: x, images: [{file: jpeg.png, alt: x}]}\n", ["3:32 image-mismatch"]),
    ("activities:\n  - {title: x, images: [{file: text.png, alt: x}]}\n", ["3:32 image-broken"]),
    ("activities:\n  - {title: x, images: [{file: cut.png, alt: x}]}\n", ["3:32 image-damaged"]),
    # the text itself
    ("headline: x\nheadline: y\n", ["3:1 duplicate-key"]),
    ("headline: {{ x }}\n", ["2:11 yaml-jinja"]),
    ("headline: *x\n", ["2:11 yaml-alias"]),
]  # fmt: skip
PICTURES: dict[str, str | bytes | None] = {
    "content/w1/jpeg.png": JPEG,
    "content/w1/text.png": b"no picture",
    "content/w1/cut.png": PNG[:-20],
}


@pytest.mark.parametrize(("text", "expected"), WITHIN_ONE_FILE)
def test_a_summary(text: str, expected: list[str]) -> None:
    _, messages = load({**summary(text), **PICTURES})
    assert short(messages) == [f"w1/club.yaml:{each}" for each in expected]


IN_THE_BRIEF = [
    (brief("titel: x\n"), ["brief.yaml:9:1 unknown-key"]),
    (brief('title: "{{ organisations | count }}个组织"', "titel: x"), ["brief.yaml:4:1 unknown-key"]),
    (brief('title: "{{ organisations | count }}个组织"', ""), ["brief.yaml:1:1 missing-key"]),
    (brief("date: 2019年8月11日", "date:"), ["brief.yaml:2:1 no-value"]),
    (brief("number: 018", "number: 第18期"), ["brief.yaml:1:32 not-a-whole-number"]),
    (brief("number: 018", "number: -1"), ["brief.yaml:1:32 number-too-small"]),
    (brief("copy_number: yes", "copy_number: perhaps"), ["brief.yaml:1:50 not-yes-or-no"]),
    (brief("language: chinese\n"), ["brief.yaml:9:11 unknown-choice"]),
    (brief("arrange: {by: themes}\n"), ["brief.yaml:9:15 unknown-choice"]),
    (brief("arrange: {by: theme, themes: [duties]}\n"), ["brief.yaml:9:31 unknown-theme"]),
    (brief("distribution: {copies: 0}\n"), ["brief.yaml:9:24 number-too-small"]),
    (
        brief("distribution: {issue: [{name: 甲, copies: 3}, 乙], copies: 3}\n"),
        ["brief.yaml:9:58 copies-too-few"],
    ),
    (brief("distribution: {issue: [{name: 甲, copies: 3}, 乙], copies: 5}\n"), []),
    (brief("distribution: {issue: [{copies: 3}]}\n"), ["brief.yaml:9:24 missing-key"]),
    (brief("distribution: {issue: [甲, 乙], copies: 1}\n"), []),
    (brief("parameters: {colour: [red]}\n"), ["brief.yaml:9:22 expected-text"]),
    (brief("to: 2019/8/9", "to: 2019/7/9"), ["brief.yaml:3:32 span-backwards"]),
    (brief("  talk:\n", "  talk:\n  walk: {label: x}\n"), ["brief.yaml:8:3 topic-unused"]),
    (brief("  talk:\n", "  talk: x\n"), ["brief.yaml:7:9 expected-mapping"]),
    (brief("  talk:\n", "  talk: {texts: x}\n"), ["brief.yaml:7:10 unknown-key"]),
    (brief("topics:\n  talk:\n", ""), ["hubei.yaml:5:12 no-topics"]),
    (brief("expects: {level: province}", "expects: every"), ["brief.yaml:5:10 expects-form"]),
    (brief("expects: {level: province}", "expects: all"), []),
    (brief("expects: {level: province}", "expects: [henan, Hubei]"), ["brief.yaml:5:18 bad-id"]),
    (brief("expects: {level: province}", "expects: [henan, hunan]"), ["brief.yaml:5:18 unknown-organisation"]),
    (brief("expects: {level: province}", "expects: {lvl: x}"), ["brief.yaml:5:11 unknown-key"]),
    (brief("expects: {level: province}", "expects: {level: provinces}"), ["brief.yaml:5:18 expects-nobody"]),
    (brief("expects: {level: province}", "expects: {parent: hubai}"), ["brief.yaml:5:19 unknown-organisation"]),
    (brief("expects: {level: province}", "expects: {parent: henan}"), ["brief.yaml:5:19 expects-nobody"]),
    (
        brief("expects: {level: province}", "expects: {level: province, parent: hubei}"),
        ["brief.yaml:5:10 expects-nobody-together"],
    ),
    (brief("figures: [visits]", "figures: [visit]"), ["brief.yaml:8:11 unknown-figure"]),
    (brief("figures: [visits]", "figures: [visits, visits]"), ["brief.yaml:8:19 repeated-id"]),
    (brief("figures: [visits]", "figures: [[visits]]"), ["brief.yaml:8:11 expected-text"]),
    (
        brief("figures: [visits]", "figures: [{figure: visits, value: 3}]"),
        ["brief.yaml:8:11 missing-key", "brief.yaml:8:20 figure-declared-and-counted"],
    ),
    (brief("sections:\n  - {organisations: all}\n"), ["brief.yaml:10:21 organisations-form"]),
    (brief("sections:\n  - {organisations: {a: b}}\n"), ["brief.yaml:10:21 expected-text"]),
    (brief("sections:\n  - {heading: x}\n"), ["brief.yaml:10:5 section-empty"]),
    (
        brief("sections:\n  - {organisations: [henan], theme: study}\n"),
        ["brief.yaml:10:30 section-both"],
    ),
    (
        brief("sections:\n  - {organisations: [henan, henan]}\n  - {organisations: [henan]}\n"),
        ["brief.yaml:10:29 repeated-id", "brief.yaml:11:22 organisation-in-two-sections"],
    ),
    (
        brief("sections:\n  - {organisations: rest}\n  - {organisations: rest}\n"),
        ["brief.yaml:11:21 rest-twice"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), IN_THE_BRIEF)
def test_the_brief(changes: dict[str, str | bytes | None], expected: list[str]) -> None:
    _, messages = load(changes)
    assert [each.removeprefix("w1/") for each in short(messages)] == expected


ORGANISATIONS = str(GOOD["content/organisations.yaml"])
BETWEEN_FILES: list[tuple[dict[str, str | bytes | None], list[str]]] = [
    ({"content/organisations.yaml": None}, ["w1/brief.yaml no-organisations"]),
    ({"content/organisations.yaml": "a: [\n"}, ["organisations.yaml:2:1 yaml-syntax"]),
    ({"content/themes.yaml": None}, ["w1/henan.yaml:5:14 no-themes"]),
    ({"content/figures.yaml": None}, ["w1/brief.yaml:8:11 no-figures"]),
    (
        {"content/organisations.yaml": ORGANISATIONS + "  - {id: henan, name: x}\n"},
        ["organisations.yaml:5:10 duplicate-id"],
    ),
    (
        {"content/organisations.yaml": ORGANISATIONS + "  - {id: brief, name: x}\n  - {id: nul, name: x}\n"},
        ["organisations.yaml:5:10 reserved-id", "organisations.yaml:6:10 reserved-id"],
    ),
    (
        {"content/organisations.yaml": ORGANISATIONS + "  - {id: a, name: x, parent: a}\n"},
        ["organisations.yaml:5:30 parent-cycle"],
    ),
    (
        {"content/organisations.yaml": ORGANISATIONS + "  - {id: a, name: x, parent: hebei}\n"},
        ["organisations.yaml:5:30 unknown-parent"],
    ),
    (
        {"content/themes.yaml": str(GOOD["content/themes.yaml"]) + "  - {id: duty, label: x}\n"},
        ["themes.yaml:4:10 duplicate-id"],
    ),
    (
        {"content/w1/other.yaml": "organisation: club\nheadline: x\n"},
        ["w1/other.yaml:1:15 file-name-differs"],
    ),
    (
        {"content/w1/club.yaml": GOOD["content/w1/henan.yaml"]},
        ["w1/club.yaml:1:15 duplicate-summary"],
    ),
    ({"content/w1/notes.yaml": "a: b\n"}, ["w1/notes.yaml:1:1 not-a-summary"]),
    ({"content/w1/notes.yaml": "{}\n"}, ["w1/notes.yaml:1:1 not-a-summary"]),
    ({"content/w1/.notes.yaml": "a: b\n", "content/w1/a.txt": "x"}, []),
    ({"content/w1/brief.yaml": None}, ["w1/brief.yaml no-file"]),
    ({"content/w1/club.yaml": b"a: " + b"x" * 10_000_000}, ["w1/club.yaml too-large"]),
    # A summary that can't be read may be the one with the topic.
    (
        {"content/w1/hubei.yaml": "a: b: c\n"},
        ["w1/hubei.yaml:1:5 yaml-colon"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), BETWEEN_FILES)
def test_between_files(changes: dict[str, str | bytes | None], expected: list[str]) -> None:
    _, messages = load(changes)
    assert short(messages) == expected


def test_what_is_suggested() -> None:
    text = "activities:\n  - {title: x, date: 2019.8.1, with: [hunan], themes: [Study One]}\n"
    _, messages = load(summary(text))
    dates, organisations, themes = (each.text("en") for each in messages)
    assert dates == ('"2019.8.1" is not a date; did you mean "2019-08-01"? write it as 2019-08-06')
    assert organisations == (
        'no organisation "hunan"; did you mean "henan"? (organisations: henan, hubei, club)'
    )
    assert themes == (
        '"Study One" is not an id; did you mean "study-one"? use a-z, 0-9, "-" and "_", '
        "at most 64, beginning with a letter or a digit"
    )
    assert messages[1].text("zh") == (
        "没有组织“hunan”；是不是“henan”？（已有的组织：henan, hubei, club）"
    )


def test_invisible_characters_are_spelt_out() -> None:
    _, messages = load(summary("activities:\n  - {title: x, with: [he\u200bnan]}\n"))
    assert '"he\\u200bnan" is not an id' in messages[0].text("en")


def test_a_hundred_messages_of_one_file_are_enough() -> None:
    _, messages = load(summary("".join(f"key{n}: x\n" for n in range(150))))
    assert len(messages) == 101
    assert len(load(summary("".join(f"key{n}: x\n" for n in range(100))))[1]) == 100
    assert messages[0].line("en") == (
        "content/w1/club.yaml: error[more-problems]: there are 50 more messages about this file; "
        "mend the first ones and check again"
    )


class TestListBriefs:
    def listed(self, *paths: str) -> tuple[list[str] | None, list[str]]:
        result = list_briefs(MemoryWorld(dict.fromkeys(paths, "")))
        refs = None if result.value is None else [f"{ref.id} {ref.folder}" for ref in result.value]
        return refs, short(sorted_messages(result.messages))

    def test_anywhere_below_content(self) -> None:
        paths = (
            "b/brief.yaml",
            "a/x/brief.yaml",
            ".z/brief.yaml",
            "a/.y/brief.yaml",
            "a/other.yaml",
        )
        assert self.listed(*(f"content/{path}" for path in paths)) == (
            ["x content/a/x", "b content/b"],
            [],
        )

    def test_no_content(self) -> None:
        assert self.listed("templates/x") == (None, ["content no-content"])

    def test_a_brief_in_the_top_folder(self) -> None:
        assert self.listed("content/brief.yaml") == ([], ["brief.yaml brief-in-content"])

    @pytest.mark.parametrize(
        "name",
        ["-w1", "con", "Aux.2019", "w1.", "w1 ", "a:b", "a\\b", "a\nb", "a\u200bb", "x" * 201],
    )
    def test_names_that_cannot_name_files(self, name: str) -> None:
        refs, messages = self.listed(f"content/{name}/brief.yaml")
        assert refs == []
        assert len(messages) == 1
        assert messages[0].endswith("brief.yaml bad-folder-name")

    @pytest.mark.parametrize("name", ["w1", "2019-08-11", "第18期", "a.b_c-d", "CONtent"])
    def test_names_that_can(self, name: str) -> None:
        assert self.listed(f"content/{name}/brief.yaml") == ([f"{name} content/{name}"], [])

    def test_one_name_twice(self) -> None:
        assert self.listed("content/a/w1/brief.yaml", "content/b/W1/brief.yaml") == (
            ["w1 content/a/w1"],
            ["b/W1/brief.yaml duplicate-brief"],
        )

    def test_yml(self) -> None:
        assert self.listed("content/a/brief.yml", "content/themes.yml") == (
            [],
            ["a/brief.yml yml-extension", "themes.yml yml-extension"],
        )


KEYS = [
    "organisation", "headline", "activities", "date", "from", "to", "figures", "visits", "images", "file",
    "tasks", "with", "themes", "topic", "masthead", "name", "expects", "level", "sections", "organisations",
    "topics", "period", "title", "id", "parent", "label", "figure", "value",
]  # fmt: skip
WORDS = [
    "henan",
    "club",
    "rest",
    "all",
    "2019-08-01",
    "2019-02-31",
    "1",
    "-1",
    "",
    "x y",
    "hall.png",
    "..",
    "nul",
]
VALUES: st.SearchStrategy[object] = st.recursive(
    st.one_of(st.none(), st.sampled_from(WORDS), st.sampled_from(KEYS)),
    lambda below: st.one_of(
        st.lists(below, max_size=3), st.dictionaries(st.sampled_from(KEYS), below, max_size=4)
    ),
    max_leaves=12,
)
FILES = [name for name in GOOD if name.endswith(".yaml")]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FILES),
    st.one_of(
        st.binary(max_size=100),
        st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6).map(
            lambda data: str(data).encode()
        ),
    ),
)
def test_any_content_gives_messages_or_a_brief(name: str, content: bytes) -> None:
    # Python's notation of dicts of lists of text is YAML too; its None is text, which is as good.
    _, messages = load({name: content.replace(b"None", b"~")})
    for each in messages:
        assert each.line("en").isprintable()
        assert each.line("zh").isprintable()


def test_a_registry_without_organisations_is_an_error() -> None:
    value, messages = load({"content/organisations.yaml": "organisations: []\n"})
    assert value is None
    assert ("no-members", "content/organisations.yaml:1:16") in [
        (each.code, str(each.place)) for each in messages
    ]
