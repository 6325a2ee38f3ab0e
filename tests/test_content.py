"""The sample briefs say what their material says: who reports, in which order, and how much of everything."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from briefgen.bulletin import Bulletin, FigureTotal, Number
from briefgen.compile import compile_brief
from briefgen.load import Loaded, list_briefs, load_brief
from briefgen.world import DiskWorld

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "content"
PROVINCES = "2019-08-11-theme-education"
CHONGQING = "2019-chongqing-roundup"
LIBRARIES = "2026-w47-libraries"
FEATURE = "2026-11-linjiang-feature"
PLAN = "2026-w48-study-plan"
VOLUME = "2019-theme-education-compendium"
EIGHTEEN = [
    *["北京", "天津", "内蒙古", "吉林", "黑龙江", "上海", "江苏", "浙江", "福建"],
    *["河南", "湖北", "广东", "广西", "重庆", "四川", "云南", "陕西", "宁夏"],
]
KINDS = ("brief", "organisations", "themes", "figures")


@cache
def loaded(brief: str) -> Loaded:
    world = DiskWorld(ROOT, {})
    refs = {ref.id: ref for ref in list_briefs(world).value or ()}
    result = load_brief(world, refs[brief])
    assert result.messages == ()
    assert result.value is not None
    return result.value


@cache
def compiled(brief: str) -> Bulletin:
    result = compile_brief(loaded(brief))
    assert result.messages == ()
    assert result.value is not None
    return result.value


def figure(bulletin: Bulletin, name: str) -> FigureTotal:
    return next(total for total in bulletin.figures if total.id == name)


def number(total: FigureTotal) -> Number:
    """What it comes to; none of the sample's figures goes without a total."""
    assert total.number is not None
    return total.number


def words(bulletin: Bulletin) -> list[str]:
    """Every text of the compiled bulletin."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, (tuple, list)):
            for item in value:
                walk(item)
        elif is_dataclass(value):
            for field in fields(value):
                walk(getattr(value, field.name))

    walk(bulletin)
    return found


def test_the_collections_hold_these_briefs() -> None:
    result = list_briefs(DiskWorld(ROOT, {}))
    assert result.messages == ()
    assert sorted(ref.id for ref in result.value or ()) == [
        PROVINCES,
        CHONGQING,
        VOLUME,
        FEATURE,
        LIBRARIES,
        PLAN,
    ]


def test_every_file_names_its_schema() -> None:
    files = sorted(CONTENT.glob("*/**/*.yaml"))
    assert len(files) == 70
    for file in files:
        kind = file.stem if file.stem in KINDS else "summary"
        depth = len(file.relative_to(CONTENT).parts) - 1
        path = "../" * depth + f".schemas/{kind}.schema.json"
        first = file.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first == f"# yaml-language-server: $schema={path}", file


# ---- eighteen provincial organisations --------------------------------------------------------------------------------


def test_eighteen_named_are_eighteen_reported() -> None:
    bulletin = compiled(PROVINCES)
    assert [o.short for o in bulletin.organisations] == EIGHTEEN
    assert bulletin.counts.organisations == 18
    assert bulletin.title == "18个省级组织传达部署主题教育"
    assert bulletin.lead is not None
    assert "、".join(EIGHTEEN) + "等18个省级组织" in bulletin.lead
    assert "截至2019年8月9日" in bulletin.lead
    assert bulletin.coverage.expected == bulletin.coverage.missing == ()


def test_the_registry_holds_thirty_provinces() -> None:
    registry = loaded(PROVINCES).organisations.value.organisations
    assert len({o.id for o in registry}) == len({o.short for o in registry}) == 30


def test_each_of_the_eighteen_stands_in_one_section() -> None:
    sections = compiled(PROVINCES).sections
    assert Counter(o.short for section in sections for o in section.organisations) == Counter(
        EIGHTEEN
    )
    assert [len(section.organisations) for section in sections] == [1] * 10 + [5, 3]
    assert all(section.heading for section in sections)
    assert [o.short for o in sections[-2].organisations] == [
        "吉林",
        "黑龙江",
        "河南",
        "陕西",
        "宁夏",
    ]
    assert [o.short for o in sections[-1].organisations] == ["上海", "福建", "重庆"]
    assert sections[-2].heading == "5个省级组织形式多样，抓学习、造氛围"
    assert (sections[-2].text or "").startswith("吉林、黑龙江、河南、陕西、宁夏结合")


def test_those_with_one_thing_to_say_say_it_together() -> None:
    merged = [item for s in compiled(PROVINCES).sections for item in s.items if item.sentence]
    assert {item.topic: [str(o) for o in item.organisations] for item in merged} == {
        "publicity": ["吉林", "陕西"],
        "mobilisation": ["上海", "福建", "重庆"],
    }
    for item in merged:
        assert item.sentence is not None
        assert item.sentence.startswith("、".join(str(o) for o in item.organisations))


@pytest.mark.parametrize(
    ("name", "value", "over", "from_whom"),
    [
        ("meetings", 18, False, EIGHTEEN),
        ("leading-groups", 1, False, ["浙江"]),
        ("plans", 2, False, ["天津", "湖北"]),
        ("main-venues", 1, False, ["河南"]),
        ("branch-venues", 32, False, ["河南"]),
        ("participants", 200, True, ["河南"]),
        ("study-weeks", 21, False, ["湖北"]),
        ("sites", 3, False, ["黑龙江"]),
        ("readers", 1, False, ["宁夏"]),
    ],
)
def test_the_figures_of_the_provinces(
    name: str, value: int, over: bool, from_whom: list[str]
) -> None:
    total = figure(compiled(PROVINCES), name)
    assert not total.declared
    assert (number(total).value, number(total).over) == (Decimal(value), over)
    assert [str(part.organisation) for part in total.by_organisation] == from_whom


def test_the_dates_of_the_material() -> None:
    dated = {
        activity.reporter.short: (activity.dates.first.isoformat(), activity.place)
        for section in compiled(PROVINCES).sections
        for activity in section.activities
        if activity.dates
    }
    assert dated == {"浙江": ("2019-08-05", None), "四川": ("2019-08-08", "成都")}


# ---- one city, four themes --------------------------------------------------------------------------------------------


def test_four_themes_of_the_city() -> None:
    bulletin = compiled(CHONGQING)
    assert [s.theme.id for s in bulletin.sections if s.theme] == [
        "study",
        "anniversary",
        "service",
        "rectify",
    ]
    assert bulletin.counts.organisations == 20
    assert [len(section.items) for section in bulletin.sections] == [10, 11, 12, 1]


def test_who_did_what_together() -> None:
    bulletin = compiled(CHONGQING)
    topics = {
        item.topic: [str(o) for o in item.organisations]
        for section in bulletin.sections
        for item in section.items
        if item.topic
    }
    districts = [o.short for o in bulletin.organisations if o.level == "district"]
    assert len(districts) == 17
    assert topics == {
        "lectures": ["江北", "綦江", "铜梁"],
        "training": ["北碚", "荣昌", "重医支部"],
        "trips": ["渝中", "长寿", "綦江", "大足", "铜梁"],
        "journal": ["璧山", "铜梁"],
        "new-members": ["江北", "沙坪坝", "巴南"],
        "shows": ["渝中", "永川", "大足", "璧山"],
        "flash-mobs": ["沙坪坝", "九龙坡", "巴南"],
        "rainbow": ["沙坪坝", "南岸"],
        "self-check": districts,
    }


def test_the_joint_activity_is_printed_once_and_credited_to_both() -> None:
    bulletin = compiled(CHONGQING)
    joint = [a for s in bulletin.sections for a in s.activities if a.joint]
    assert [[str(o) for o in a.organisations] for a in joint] == [["南岸", "荣昌"]]
    assert bulletin.counts.joint == 1


def test_what_the_material_prints_twice_is_printed_once() -> None:
    texts = [a.text or "" for s in compiled(CHONGQING).sections for a in s.activities]
    assert sum("隔代教育" in text for text in texts) == 1
    assert sum("我为祖国送祝福" in text for text in texts) == 1


def test_only_the_three_printed_experiences_have_headlines() -> None:
    bulletin = compiled(CHONGQING)
    assert [str(h.organisation) for h in bulletin.headlines] == ["江北", "沙坪坝", "九龙坡"]
    assert bulletin.lead is not None
    assert "江北、沙坪坝、九龙坡3个区" in bulletin.lead
    assert "20个组织" in bulletin.lead
    assert "4个专题" in bulletin.lead


def test_the_figures_of_the_city() -> None:
    totals = compiled(CHONGQING).figures
    assert {t.id: int(number(t).value) for t in totals if not t.declared} == {
        "single-issues": 3,
        "lectures": 3,
        "trips": 5,
        "shows": 4,
        "flash-mobs": 3,
        "awards": 3,
    }
    assert {t.id: int(number(t).value) for t in totals if t.declared} == {
        "bureau-officials": 17,
        "division-officials": 111,
        "questionnaires": 789,
        "problems": 78,
        "solved": 33,
        "solved-on-site": 19,
        "proposals": 88,
    }
    assert all(bool(t.source) is t.declared for t in totals)


# ---- both Chinese briefs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("brief", [PROVINCES, CHONGQING])
def test_the_chinese_names_no_party_and_is_all_simplified(brief: str) -> None:
    text = "\n".join(words(compiled(brief)))
    assert len(text) > 2500
    for word in ("九三", "民进", "社员", "主委指出", "習", "學", "國", "?"):
        assert word not in text, word


# ---- a federation of libraries ----------------------------------------------------------------------------------------


def test_ten_of_twelve_libraries_reported() -> None:
    bulletin = compiled(LIBRARIES)
    assert len(bulletin.coverage.expected) == 12
    assert len(bulletin.coverage.reported) == 10
    assert [o.id for o in bulletin.coverage.missing] == ["northgate", "lowfield"]
    assert [o.id for o in bulletin.coverage.late] == ["pennywharf"]
    assert len(bulletin.headlines) == 10
    assert bulletin.lead is not None
    assert "Of our 12 libraries, 10 wrote in" in bulletin.lead
    assert "Northgate and Lowfield did not report." in bulletin.lead


def test_the_period_is_the_week_that_the_brief_names() -> None:
    period = compiled(LIBRARIES).period
    assert period is not None
    assert period.first.isocalendar()[:] == (2026, 47, 1)
    assert period.last.isocalendar()[:] == (2026, 47, 7)


def test_the_figures_of_the_libraries_are_the_sums_of_their_files() -> None:
    bulletin = compiled(LIBRARIES)
    for name in ("visitors", "loans", "new-members", "volunteer-hours"):
        by_hand = Decimal(0)
        for document in loaded(LIBRARIES).summaries:
            summary = document.value
            for counted in (
                summary.figures,
                *(activity.figures for activity in summary.activities),
            ):
                by_hand += counted[name].value if name in counted else 0
        assert number(figure(bulletin, name)).value == by_hand > 0
    assert number(figure(bulletin, "visitors")).value == 8303
    assert number(figure(bulletin, "participants")).over
    assert number(figure(bulletin, "evening-guests")).value == 34
    web = figure(bulletin, "web-visits")
    assert (web.declared, number(web).over) == (True, True)


def test_the_libraries_show_every_feature() -> None:
    bulletin = compiled(LIBRARIES)
    tasks = bulletin.tasks
    assert [str(t.organisation) for t in tasks if t.overdue] == ["Glassworks"]
    assert {t.status for t in tasks} == {"open", "done"}
    assert all(t.owner and t.due for t in tasks)
    assert [a.title for s in bulletin.sections for a in s.activities if a.joint] == [
        "The last run before winter"
    ]
    merged = [item for s in bulletin.sections for item in s.items if item.sentence]
    assert [[str(o) for o in item.organisations] for item in merged] == [
        ["Millpond", "Alder Bridge", "Brackenford"]
    ]
    text = "\n".join(words(bulletin))
    for sign in ("| --- |", "](https://", "\n1. ", "\n- ", "**", "*"):
        assert sign in text, sign
    for part in (bulletin.note, bulletin.closing, bulletin.distribution, bulletin.credits):
        assert part


def test_the_pictures_are_small_and_described() -> None:
    images = [i for s in compiled(LIBRARIES).sections for a in s.activities for i in a.images]
    assert len(images) == 4
    for image in images:
        file = ROOT / image.file
        assert file.stat().st_size < 60_000
        assert len(image.alt) > 40
        assert image.caption
        if file.suffix == ".png":
            with Image.open(file) as picture:
                assert picture.width >= 900


def test_the_volume_holds_both_briefs_of_the_theme() -> None:
    bulletin = compiled(VOLUME)
    assert [each.id for each in bulletin.briefs] == [PROVINCES, CHONGQING]
    assert bulletin.counts.organisations == 38
    assert len(bulletin.organisations) == 38
