"""The house style: what it gives to every template, what is stronger and weaker, and what is said when it is wrong."""

from __future__ import annotations

import pytest

from briefgen.project.housestyle import with_parameter
from briefgen.template import load_house
from briefgen.world import MemoryWorld
from tests.unit.test_template import SHIPPED, lines, page_of, render, small, text, whole

HOUSE = "templates/house.yaml"


def world_of(house: str, **files: str) -> MemoryWorld:
    more = {f"templates/{name.replace('__', '/')}.yaml": words for name, words in files.items()}
    return MemoryWorld({HOUSE: house, **more})


# ---- parameters -----------------------------------------------------------------------------------------------------


def test_the_house_is_stronger_than_the_template_and_weaker_than_the_brief() -> None:
    world = world_of("parameters: {masthead-colour: '#000001', rule: 4pt, contents: yes}\n")
    brief = {"rule": text("5pt", "parameters/rule"), "contents": text("no", "parameters/contents")}
    page = page_of(render(world, "bulletin", small(parameters=brief), contents="yes"))
    assert page.parameters["masthead_colour"] == "#000001"
    assert page.parameters["rule"] == "5pt"
    assert page.parameters["contents"] is True
    assert page.parameters["logo_place"] == "above"


def test_what_only_other_templates_have_is_passed_over_but_looked_at() -> None:
    world = world_of("parameters:\n  accent_colour: '#000001'\n")
    page = page_of(render(world, "bulletin", small()))
    assert "accent_colour" not in page.parameters
    wrong = world_of("parameters:\n  accent_colour: reddish\n  masthead_color: red\n")
    first, second = lines(render(wrong, "bulletin", small()))
    assert first.startswith(
        f'{HOUSE}:2:18: error[not-a-colour]: parameter "accent_colour" is a colour'
    )
    assert second.startswith(
        f'{HOUSE}:3:3: error[unknown-house-parameter]: no template of the project has a parameter "masthead_color"; '
        'did you mean "masthead_colour"? their parameters: '
    )


def test_a_parameter_of_a_template_of_the_project_is_known() -> None:
    settings = "extends: base\nparameters: {band: {type: length, default: 1mm}}\n"
    world = world_of("parameters: {band: 2mm}\n", ours__template=settings)
    assert lines(render(world, "bulletin", small())) == []
    assert page_of(render(world, "ours", small())).parameters["band"] == "5.66929pt"


@pytest.mark.parametrize("template", SHIPPED)
def test_the_name_of_the_masthead(template: str) -> None:
    world = world_of("parameters:\n  masthead_name: Harbour <Letter>\n")
    page = page_of(render(world, template, whole("en")))
    assert ">Harbour &lt;Letter&gt;</p>" in page.html
    assert f'data-src="{HOUSE}:2:parameters/masthead_name"' in page.html
    assert "Work Brief" not in page.html
    assert '--masthead-name: "Harbour \\3c Letter>";' in page.sheets[0].text


def test_a_brief_may_name_its_masthead_otherwise_than_the_house() -> None:
    world = world_of("parameters: {masthead_name: Harbour Letter}\n")
    brief = {"masthead-name": text("Special Edition", "parameters/masthead-name", line=9)}
    page = page_of(render(world, "base", small(parameters=brief)))
    assert (
        'data-src="content/b/brief.yaml:9:parameters/masthead_name">Special Edition<' in page.html
    )
    again = page_of(render(world, "base", small(parameters=brief), masthead_name=""))
    assert ">Brief</p>" in again.html


def test_a_logo_lies_beside_the_house_style() -> None:
    world = MemoryWorld(
        {
            HOUSE: "parameters: {logo: signs/our logo.svg}\n",
            "templates/signs/our logo.svg": "<svg/>",
        }
    )
    page = page_of(render(world, "bulletin", small()))
    assert page.parameters["logo"] == "templates/signs/our logo.svg"
    assert '<img src="templates/signs/our logo.svg" alt="Brief标志">' in page.html
    assert lines(render(MemoryWorld({HOUSE: "parameters: {logo: x.svg}\n"}), "bulletin", small())) == [
        f'{HOUSE}:1:20: error[no-file]: no file "templates/x.svg"'
    ]  # fmt: skip


# ---- labels ---------------------------------------------------------------------------------------------------------

LABELS = "labels:\n  report: 主送\n  tasks: {en: To do}\n  send: {zh-Hans: 抄送}\n"


def test_labels_for_every_language_and_for_one() -> None:
    chinese = page_of(render(world_of(LABELS), "bulletin", whole())).html
    assert "主送：" in chinese
    assert "抄送：" in chinese
    assert "任务清单" in chinese
    english = page_of(render(world_of(LABELS), "bulletin", whole("en"))).html
    assert "主送: " in english
    assert "Copy to: " in english
    assert ">To do<" in english


def test_a_label_that_no_page_has() -> None:
    world = world_of("labels:\n  reprot: 主送\n  tasks: [x]\n")
    (line,) = lines(render(world, "bulletin", small()))
    assert line.startswith(f"{HOUSE}:3:10: error[expected-mapping]")
    world = world_of("labels: {reprot: 主送}\n")
    (line,) = lines(render(world, "bulletin", small()))
    assert line.startswith(
        f'{HOUSE}:1:10: error[unknown-label]: no template of the project has a label "reprot"; did you mean "report"? '
        "their labels: "
    )


def test_a_label_of_another_template_is_known() -> None:
    world = MemoryWorld({
        HOUSE: "labels: {thanks: Danke}\n",
        "templates/ours/template.yaml": "extends: base\n",
        "templates/ours/labels.en.yaml": "thanks: Thank you\n",
    })  # fmt: skip
    assert lines(render(world, "bulletin", small())) == []


# ---- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", ["# nothing yet\n", "parameters:\nlabels:\n", ""])
def test_a_house_style_may_say_nothing(house: str) -> None:
    assert lines(render(world_of(house), "bulletin", small())) == []


def test_faults_in_the_file() -> None:
    def said(house: str) -> list[str]:
        return [each.line() for each in load_house(world_of(house)).messages]

    assert said("parameters: {a-b: x, a_b: y}\n") == [
        f'{HOUSE}:1:22: error[duplicate-key]: the key "a_b" was already given in line 1; delete one of the two, or join them'
    ]
    assert said("parameter: {a: x}\n") == [
        f'{HOUSE}:1:1: error[unknown-key]: unknown key "parameter"; did you mean "parameters"? (keys: parameters, labels)'
    ]
    (line,) = said("parameters: {a: [x]}\n")
    assert line.startswith(f"{HOUSE}:1:17: error[expected-text]")
    assert load_house(MemoryWorld({})).value is not None


def test_a_broken_house_style_stops_the_page() -> None:
    result = render(world_of("parameters: [x\n"), "bulletin", small())
    assert result.value is None
    assert lines(result)[0].startswith(f"{HOUSE}:")


# ---- writing back ---------------------------------------------------------------------------------------------------

WRITTEN = """\
# Our house.
parameters:
  masthead-colour: "#a00000"   # as in the logo
  # logo: logo.png

labels: {report: 主送}
"""


def test_a_value_is_changed_where_it_stands() -> None:
    assert with_parameter(WRITTEN, "masthead_colour", "#00a000") == WRITTEN.replace(
        '"#a00000"', "'#00a000'"
    )


def test_a_value_is_added_and_taken_away() -> None:
    added = with_parameter(WRITTEN, "page_number", "— 1 —")
    assert added == WRITTEN.replace("the logo\n", "the logo\n  page_number: — 1 —\n")
    assert with_parameter(added, "page_number", None) == WRITTEN
    assert with_parameter(WRITTEN, "page_number", None) == WRITTEN


STARTS = ["", "# only words\n", "labels: {report: x}\n", "parameters:\n", "parameters: {}\n"]
VALUES = [
    "",
    "no",
    "007",
    "~",
    "2026-01-01",
    "a: b #c",
    " x ",
    "two\nlines",
    "\"q'",
    "— 1 —",
    "{x",
    "- x",
]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("value", VALUES)
def test_whatever_is_written_is_read_again(start: str, value: str) -> None:
    written = with_parameter(start, "band", value)
    assert written is not None
    assert start.strip() in written or "parameters" in start
    house = load_house(world_of(written))
    assert [each.line() for each in house.messages] == []
    assert house.value is not None
    assert house.value.parameters["band"].text == value


def test_a_file_that_cannot_be_edited_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is not trusted: when what it wrote means something else, nothing is written."""
    import yaml_edit

    class Careless:
        @staticmethod
        def parse(words: str) -> Careless:
            return Careless()

        def set_path(self, path: str, value: str) -> None:
            pass

        def __str__(self) -> str:
            return "parameters: {band: 2mm}\n"

    monkeypatch.setattr(yaml_edit, "Document", Careless)
    assert with_parameter(WRITTEN, "band", "2mm") is None
    assert with_parameter("parameters: {band: 1mm}\n", "band", "2mm") is not None
