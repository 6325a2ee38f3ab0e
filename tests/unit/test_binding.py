"""Briefs bound into one volume: what is said of all of them, what can't be bound, and when the volume is stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.build import Options, build
from briefgen.build.status import brief_status
from briefgen.bulletin import Bulletin
from briefgen.compile import compile_brief
from briefgen.load import BriefRef, load_brief
from briefgen.messages import sorted_messages
from briefgen.pipeline import Choices, run_stages
from briefgen.world import MemoryWorld
from briefgen.writers import Stage

REGISTRY = """\
organisations:
  - {id: bei, name: 北区, level: district}
  - {id: nan, name: 南区, level: district}
  - {id: dong, name: 东区, level: district}
"""
FIGURES = """\
figures:
  - {id: people, label: 参加, unit: 人}
  - {id: halls, label: 会场, unit: 个, total: max}
  - {id: members, label: 会员, unit: 名, total: latest}
"""
VOLUME = """\
template: compendium
masthead: {name: 汇编}
date: 2026-03-01
title: "{{ briefs | count }}期，{{ organisations | names }}"
expects: all
figures: [people, halls, members]
compiles: [w1, w2]
"""
FILES: dict[str, str | bytes] = {
    "content/organisations.yaml": REGISTRY,
    "content/figures.yaml": FIGURES,
    "content/w1/brief.yaml": "masthead: {name: 简报, number: 1}\ndate: 2026-01-08\ntitle: 第一期\nfigures: [people]\n",
    "content/w1/nan.yaml": "organisation: nan\nheadline: 南一\nfigures: {people: 10, halls: 3, members: 50}\n",
    "content/w1/bei.yaml": "organisation: bei\nheadline: 北一\nfigures: {people: 5+, members: 7}\n",
    "content/w2/brief.yaml": "masthead: {name: 简报, number: 2}\ndate: 2026-02-10\ndeadline: 2026-02-07\ntitle: 第二期\n",
    "content/w2/nan.yaml": "organisation: nan\nheadline: 南二\nreceived: 2026-02-09\n"
    "figures: {people: 20, halls: 2, members: 60}\n",
    "content/q1/brief.yaml": VOLUME,
}
REF = BriefRef("q1", "content/q1")


def volume(**changes: str) -> tuple[Bulletin | None, list[str]]:
    """The bulletin of the volume, with the brief.yaml of some folders changed, and what was said."""
    files = FILES | {f"content/{name}/brief.yaml": text for name, text in changes.items()}
    result = load_brief(MemoryWorld(files), REF).then(compile_brief)
    return result.value, [each.line() for each in sorted_messages(result.messages)]


def _bound() -> Bulletin:
    bulletin, messages = volume()
    assert messages == []
    assert bulletin is not None
    return bulletin


def test_the_briefs_are_final_and_in_the_order_given() -> None:
    first, second = _bound().briefs
    assert (first.title, second.title) == ("第一期", "第二期")
    assert [section.heading for section in first.sections] == ["北一", "南一"]
    assert first.sections[0].heading is not None
    assert first.sections[0].heading.src == "content/w1/bei.yaml:2:headline"
    assert first.briefs == ()


def test_it_says_of_all_what_each_says_of_itself() -> None:
    bulletin = _bound()
    assert bulletin.title == "2期，北区、南区"
    assert [each.id for each in bulletin.organisations] == ["bei", "nan"]
    coverage = bulletin.coverage
    assert [each.id for each in coverage.missing] == ["dong"]
    assert [each.id for each in coverage.late] == ["nan"]
    assert (bulletin.counts.organisations, bulletin.counts.sections) == (2, 3)
    assert (bulletin.sections, bulletin.headlines, bulletin.tasks) == ((), (), ())


def test_figures_are_totalled_over_the_briefs() -> None:
    found = {
        each.id: (
            each.number and (int(each.number.value), each.number.over),
            {share.organisation.id: int(share.number.value) for share in each.by_organisation},
        )
        for each in _bound().figures
    }
    assert found == {
        "people": ((35, True), {"bei": 5, "nan": 30}),
        "halls": ((3, False), {"nan": 3}),
        "members": ((60, False), {"bei": 7, "nan": 60}),
    }


@pytest.mark.parametrize(
    ("compiles", "said"),
    [
        (
            "[w1, w3]",
            'content/q1/brief.yaml:7:16: error[compiles-unknown]: no brief "w3" in this project; the briefs: w1, w2',
        ),
        (
            "[q1, w1]",
            (
                'content/q1/brief.yaml:7:12: error[compiles-itself]: "q1" is this brief itself, '
                "which it can not bind; name other briefs"
            ),
        ),
        (
            "[w1, w1]",
            'content/q1/brief.yaml:7:16: warning[repeated-id]: "w1" is already in this list; delete it',
        ),
    ],
)
def test_ids_that_can_not_be_bound(compiles: str, said: str) -> None:
    _, messages = volume(q1=VOLUME.replace("[w1, w2]", compiles))
    assert messages == [said]


def test_a_volume_is_not_bound_into_a_volume_and_so_in_no_circle() -> None:
    bulletin, messages = volume(w2=VOLUME.replace("[w1, w2]", "[q1]"))
    assert bulletin is None
    assert messages[0] == (
        'content/q1/brief.yaml:7:16: error[compiles-compendium]: "w2" binds briefs itself, and volumes are not bound into '
        "volumes; name its briefs instead: q1"
    )


def test_a_volume_has_one_language() -> None:
    _, messages = volume(w1="language: en\n" + str(FILES["content/w1/brief.yaml"]))
    (said,) = messages
    assert said.startswith(
        'content/q1/brief.yaml:7:12: error[compiles-language]: "w1" is in en, this brief in zh-Hans'
    )


def test_what_is_wrong_with_a_bound_brief_is_told_at_its_place() -> None:
    bulletin, messages = volume(w1=str(FILES["content/w1/brief.yaml"]) + "titel: x\n")
    assert bulletin is None
    assert [said.partition(": ")[0] for said in messages] == ["content/w1/brief.yaml:5:1"]


def test_summaries_beside_a_volume_are_refused() -> None:
    files = FILES | {"content/q1/bei.yaml": "organisation: bei\nheadline: x\n"}
    result = load_brief(MemoryWorld(files), REF)
    assert [each.code for each in result.messages] == ["compiles-and-reports"]


def test_a_template_that_prints_no_briefs_is_told_once() -> None:
    page = run_stages(MemoryWorld(FILES), REF, Choices("base"), Stage.PAGE)[Stage.PAGE]
    assert [each.code for each in page.messages] == ["briefs-not-printed"]


def test_anchors_of_briefs_do_not_meet() -> None:
    page = run_stages(MemoryWorld(FILES), REF, Choices(), Stage.PAGE)[Stage.PAGE]
    assert page.messages == ()
    assert page.value is not None
    html = page.value.html
    ids = [piece.partition('"')[0] for piece in html.split(' id="')[1:]]
    headings = ["brief_1", "section_1_1", "section_1_2", "brief_2", "section_2_1"]
    tables = ["ref_figures", "ref1_figures"]
    assert sorted(ids) == sorted(headings + tables)
    assert all(f'href="#{anchor}"' in html for anchor in headings)


def test_a_change_in_a_bound_brief_makes_the_volume_stale(tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(text), "utf-8")
    (outcome,) = build(tmp_path, [REF], Options(("json",), jobs=1))
    assert outcome.exit_code == 0, outcome.messages

    def state() -> str:
        found = brief_status(tmp_path, REF, tmp_path / "output")
        return {each.format: each.state for each in found.outputs}["json"]

    assert state() == "current"
    summary = tmp_path / "content/w1/bei.yaml"
    summary.write_text(summary.read_text("utf-8").replace("北一", "北一改"), "utf-8")
    assert state() == "stale"
