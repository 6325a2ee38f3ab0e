"""Charts of brief.yaml: what the bulletin gets, every chart that can't be drawn with its place, and where the parts stand."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.bulletin import Chart, Number
from briefgen.chart import natural_height, plan_of, read_data
from briefgen.chart.plan import ems, lines, share
from briefgen.chart.svg import drawing
from briefgen.compile import compile_brief
from briefgen.load import BriefRef, load_brief
from briefgen.messages import sorted_messages
from briefgen.sandbox import make_environment
from briefgen.tree import Chart as TreeChart
from briefgen.tree import ChartData, ChartLook, ChartNumber, ChartRow, TextStyle
from briefgen.units import pt
from briefgen.world import MemoryWorld
from tests.unit.test_compile import FIGURES, FOLDER, HEAD, REGISTRY, clean, compiled

BEI = "figures: {people: 30, halls: 2, score: 98}\n"
NAN = "figures: {people: 200+, halls: 5}\n"


TWICE = "activities: [{title: 甲, figures: {score: 1}}, {title: 乙, figures: {score: 2}}]\n"


def charts(brief: str) -> tuple[Chart, ...]:
    return clean(f"charts:\n{brief}", bei=BEI, nan=NAN).charts


def numbers(chart: Chart) -> list[list[str | None]]:
    return [
        [None if n is None else f"{n.value}{'+' if n.over else ''}" for n in row.numbers]
        for row in chart.series
    ]


def test_organisations_are_the_categories_of_one_figure() -> None:
    (chart,) = charts("  - {figures: [people], caption: '{{ organisations | count }}个区'}\n")
    assert (chart.number, chart.kind, chart.caption, chart.unit) == (1, "bar", "2个区", "人")
    assert chart.categories == ("北区", "南区")
    assert [row.label for row in chart.series] == ["参加"]
    assert numbers(chart) == [["30", "200+"]]
    assert chart.caption.src == "content/w1/brief.yaml:5:charts/0/caption"


def test_figures_are_the_categories_of_several() -> None:
    """A stated total counts like a computed one; what is not totalled shows by organisation."""
    brief = """\
  - {kind: pie, figures: [halls, people], by: figure, caption: 甲, source: 统计}
  - {kind: line, figures: [score], by: organisation, caption: 乙}
"""
    registry = FIGURES.replace("unit: 个", "unit: 人")
    bulletin = loaded(f"charts:\n{brief}", {"content/figures.yaml": registry})
    assert [(c.number, c.kind) for c in bulletin] == [(1, "pie"), (2, "line")]
    assert bulletin[0].categories == ("会场", "参加")
    assert numbers(bulletin[0]) == [["5", "230+"]]
    assert [row.label for row in bulletin[0].series] == [""]
    assert bulletin[0].source == "统计"
    assert (bulletin[1].categories, numbers(bulletin[1])) == (("北区",), [["98"]])


def loaded(brief: str, files: dict[str, str]) -> tuple[Chart, ...]:
    world = MemoryWorld(
        {
            "content/organisations.yaml": REGISTRY,
            "content/figures.yaml": FIGURES,
            f"{FOLDER}/brief.yaml": f"{HEAD}title: 简报\n{brief}",
            f"{FOLDER}/bei.yaml": f"organisation: bei\n{BEI}",
            f"{FOLDER}/nan.yaml": f"organisation: nan\n{NAN}",
            **files,
        }
    )
    read = load_brief(world, BriefRef("w1", FOLDER)).value
    assert read is not None
    bulletin = compile_brief(read).value
    assert bulletin is not None
    return bulletin.charts


def test_who_has_none_of_the_figures_has_no_place_and_gaps_stay_gaps() -> None:
    chart = loaded(
        "charts:\n  - {figures: [people, halls], by: organisation, caption: 甲}\n",
        {
            "content/figures.yaml": FIGURES.replace("unit: 个", "unit: 人"),
            f"{FOLDER}/nan.yaml": "organisation: nan\nfigures: {halls: 5}\n",
            f"{FOLDER}/dong.yaml": "organisation: dong\nheadline: 无数\n",
        },
    )[0]
    assert chart.categories == ("北区", "南区")
    assert numbers(chart) == [["30", None], ["2", "5"]]


@pytest.mark.parametrize(
    ("chart", "where", "what"),
    [
        ("{figures: [peple], caption: 甲}", "5:16", 'error[unknown-figure]: no figure "peple"; did you mean "people"?'),
        ("{figures: [], caption: 甲}", "5:15", "error[chart-without-figures]: this chart has no figures"),
        ("{figures: [people, people], caption: 甲}", "5:24", 'warning[repeated-id]: '),
        ("{figures: [people, halls], caption: 甲}", "5:24", 'error[chart-units]: the figure "halls" is counted in "个"'),
        ("{kind: pie, by: organisation, figures: [people, halls], caption: 甲}", "5:53", "error[chart-pie-series]: a pie"),
        ("{figures: [members], by: figure, caption: 甲}\nfigures: [{figure: score, value: 3, source: 甲}]", None, ""),
        ("{figures: [score], by: figure, caption: 甲}", "5:16", 'error[chart-not-totalled]: the figure "score" is not totalled'),
        ("{figures: [halls], caption: 甲}\nfigures: [{figure: halls, value: 3, source: 甲}]", "5:16", "error[chart-declared]: "),
        ("{kind: columns, figures: [people], caption: 甲}", "5:12", 'error[unknown-choice]: '),
        ("{figures: [people]}", "5:5", "error[missing-key]: "),
    ],
)  # fmt: skip
def test_a_chart_that_cannot_be_drawn_is_told(chart: str, where: str | None, what: str) -> None:
    files: dict[str, str | bytes] = {
        "content/organisations.yaml": REGISTRY,
        "content/figures.yaml": FIGURES,
        f"{FOLDER}/brief.yaml": f"{HEAD}title: 简报\ncharts:\n  - {chart}\n",
        f"{FOLDER}/bei.yaml": "organisation: bei\nheadline: 甲\n",
    }
    said = sorted_messages(load_brief(MemoryWorld(files), BriefRef("w1", FOLDER)).messages)
    told = [each.line() for each in said if each.code != "not-a-report"]
    if where is None:
        assert told == []
    else:
        assert any(line.startswith(f"{FOLDER}/brief.yaml:{where}: {what}") for line in told), told


@pytest.mark.parametrize(
    ("chart", "bei", "said"),
    [
        ("{figures: [halls], caption: 甲}", "headline: 甲\n", [
            "5:5: warning[chart-empty]: there is nothing to show in this chart, so it is left out",
            '5:16: warning[chart-uncounted]: no summary counts "halls", so it is left out of the chart',
        ]),
        ("{kind: pie, figures: [halls], caption: 甲}", "figures: {halls: 0}\n", [
            "5:5: warning[chart-empty]: there is nothing to show in this chart, so it is left out",
        ]),
        ("{figures: [score], caption: 甲}", TWICE, [
            '5:16: error[chart-several-numbers]: 北区 has 2 numbers of the figure "score", which is not totalled',
        ]),
    ],
)  # fmt: skip
def test_what_the_summaries_lack_is_told(chart: str, bei: str, said: list[str]) -> None:
    bulletin, messages = compiled(f"charts:\n  - {chart}\n", bei=bei)
    for found, wanted in zip(messages, said, strict=True):
        assert found.line().startswith(f"{FOLDER}/brief.yaml:{wanted}")
    assert bulletin is None or bulletin.charts == ()


def test_a_pie_of_many_pieces_is_drawn_and_pointed_out() -> None:
    registry = "organisations:\n" + "".join(f"  - {{id: o{n}, name: 组织{n}}}\n" for n in range(9))
    files: dict[str, str | bytes] = {
        "content/organisations.yaml": registry,
        "content/figures.yaml": FIGURES,
        f"{FOLDER}/brief.yaml": f"{HEAD}title: 简报\ncharts:\n  - {{kind: pie, figures: [people], caption: 甲}}\n",
    }
    for n in range(9):
        files[f"{FOLDER}/o{n}.yaml"] = f"organisation: o{n}\nfigures: {{people: {n + 1}}}\n"
    read = load_brief(MemoryWorld(files), BriefRef("w1", FOLDER)).value
    assert read is not None
    result = compile_brief(read)
    assert result.value is not None
    assert len(result.value.charts[0].categories) == 9
    assert [each.code for each in result.messages] == ["chart-crowded"]


# ---- from the template's filter to the plan ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "mark", "shown"),
    [("en", "+", "1,200+"), ("zh-Hans", "余", "1200余"), ("zh-Hant", "餘", "1200餘")],
)
def test_the_filter_says_what_is_drawn(language: str, mark: str, shown: str) -> None:
    (chart,) = charts("  - {figures: [people], caption: 甲}\n")
    row = replace(chart.series[0], numbers=(None, Number(Decimal(1200), over=True)))
    environment = make_environment(language, output="text")
    written = environment.from_string("{{ chart | chart_data }}").render(chart=replace(chart, series=(row,)))  # fmt: skip
    data = read_data(written)
    assert data.over_mark == mark
    assert data.rows == (ChartRow("参加", (None, ChartNumber(Decimal(1200), over=True))),)
    number = data.rows[0].numbers[1]
    assert number is not None
    assert data.label(number) == shown


@pytest.mark.parametrize(
    "written",
    [
        "", "7", "{}", "[" * 5000, '{"kind":"bar","categories":[],"rows":[],"grouped":false,"over_mark":"+"}',
        '{"kind":"bar","categories":["a"],"rows":[{"name":"","numbers":[]}],"grouped":false,"over_mark":"+"}',
        '{"kind":"bar","categories":["a"],"rows":[{"name":"","numbers":[["NaN",false]]}],"grouped":false,"over_mark":"+"}',
        '{"kind":"bar","categories":["a"],"rows":[{"name":"","numbers":[["-3",false]]}],"grouped":false,"over_mark":"+"}',
        '{"kind":"pie","categories":["a"],"rows":[{"name":"","numbers":[["0",false]]}],"grouped":false,"over_mark":"+"}',
        '{"kind":"dots","categories":["a"],"rows":[{"name":"","numbers":[["3",false]]}],"grouped":false,"over_mark":"+"}',
    ],
)  # fmt: skip
def test_what_is_no_chart_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_data(written)


NUMBERS = st.decimals(min_value=0, max_value=10**9, allow_nan=False, places=1)


@settings(deadline=None)
@given(
    kind=st.sampled_from(["bar", "line", "pie"]),
    categories=st.lists(st.text("甲乙丙丁abc XYZ", min_size=1, max_size=14).filter(str.strip), min_size=1, max_size=30),
    rows=st.integers(1, 6),
    values=st.lists(NUMBERS, min_size=180, max_size=180),
)  # fmt: skip
def test_every_part_stands_inside(
    kind: str, categories: list[str], rows: int, values: list[Decimal]
) -> None:
    count = 1 if kind == "pie" else rows
    made = tuple(
        ChartRow(f"行{n}", tuple(ChartNumber(v) for v in values[n * 30 : n * 30 + len(categories)]))
        for n in range(count)
    )
    data = ChartData(kind, tuple(categories), made)  # type: ignore[arg-type]  # one of the kinds
    look = ChartLook(TextStyle(("宋体",), pt(10), "zh-Hans"), ("000000",), "000000", "CCCCCC")
    height = natural_height(data, 10)
    plan = plan_of(TreeChart(data, look, pt(440), pt(height), "图"))
    assert 0 <= plan.plot.x < plan.plot.x + plan.plot.width <= 440
    assert 0 <= plan.plot.y < plan.plot.y + plan.plot.height <= height
    largest = max(n.value for row in made for n in row.numbers if n is not None)
    assert plan.ticks[0] == 0
    assert largest <= plan.ticks[-1]
    assert 2 <= len(plan.ticks) <= 6
    assert len({b - a for a, b in zip(plan.ticks, plan.ticks[1:], strict=False)}) == 1
    assert count * plan.bar(count) <= plan.slot
    assert 60 <= plan.gap <= 500
    for text, label in zip(categories, plan.labels, strict=True):
        assert "".join(label).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("width", [220, 440])
@pytest.mark.parametrize(
    "name", ["People who took part in readings and repairs", "参加集中学习和志愿服务活动的人次"]
)
def test_long_names_beside_bars_do_not_run_into_each_other(name: str, width: int) -> None:
    data = ChartData("bar", (name,) * 8, (ChartRow("", (ChartNumber(Decimal(7)),) * 8),))
    look = ChartLook(TextStyle(("宋体",), pt(10), "zh-Hans"), ("000000",), "000000", "CCCCCC")
    plan = plan_of(TreeChart(data, look, pt(width), pt(natural_height(data, 10)), "图"))
    assert plan.across
    assert 1.25 * 10 * max(map(len, plan.labels)) <= plan.slot


def test_a_long_name_beside_a_pie_has_its_numbers_below_and_is_whole() -> None:
    names = ("召开会议传达学习部署工作的省级组织和直属单位", "其他")
    data = ChartData("pie", names, (ChartRow("", (ChartNumber(Decimal(7)), ChartNumber(Decimal(3)))),))  # fmt: skip
    look = ChartLook(TextStyle(("宋体",), pt(10), "zh-Hans"), ("000000",), "000000", "CCCCCC")
    made = drawing(
        TreeChart(data, look, pt(440), pt(natural_height(data, 10)), "图"),
        lambda text: 10 * ems(text),
    )
    found = re.findall(r'<text x="([\d.]+)" y="[\d.]+">(.*?)</text>', made)
    *name, numbers, other = (text for _, text in found)
    assert ("".join(name), numbers, other) == (names[0], "7 70%", "其他 3 30%")
    assert len(name) > 1
    assert all(float(x) + 10 * ems(text) <= 440 for x, text in found)


def test_names_are_divided_between_hanzi_and_at_spaces() -> None:
    assert lines("领导小组办公室", 4) == ("领导小组", "办公室")
    assert lines("Kestrel Lane", 5) == ("Kestrel", "Lane")
    assert lines("Brackenford", 3) == ("Brackenford",)


def test_shares_are_rounded_as_word_rounds_them() -> None:
    assert [share(Decimal(n), Decimal(8)) for n in (1, 2, 3)] == ["13%", "25%", "38%"]
