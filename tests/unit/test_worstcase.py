"""The worst case is what it says: sixty long names, pictures, every field, every language, and the same each time."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from briefgen.bulletin import Bulletin
from briefgen.load import BriefRef, load_brief
from briefgen.messages import Result
from briefgen.pipeline import Choices, run_stages
from briefgen.world import LaidOver, MemoryWorld
from briefgen.worstcase import CASES, LANGUAGES, PICTURES, Case, Language, brief_folder, worst_case
from briefgen.writers import Stage

every_language = pytest.mark.parametrize("language", LANGUAGES)


def compiled(case: Case, language: Language) -> Bulletin:
    files = worst_case(case, language)
    world = LaidOver(MemoryWorld({}), files, "content/worst-case")
    folder = brief_folder(case, language)
    ref = BriefRef(folder.rpartition("/")[2], folder)
    made: Result[Any] = run_stages(world, ref, Choices(), Stage.BULLETIN)[Stage.BULLETIN]
    assert [each.line() for each in made.messages] == []
    bulletin = made.value
    assert isinstance(bulletin, Bulletin)
    assert bulletin.language == language
    assert load_brief(world, ref).messages == ()
    return bulletin


@every_language
def test_everything_is_there_and_long(language: Language) -> None:
    bulletin = compiled("everything", language)
    assert len(bulletin.organisations) == 60
    assert len({each.name for each in bulletin.organisations}) == 60
    shortest = min(len(each.name) for each in bulletin.organisations)
    assert shortest >= (35 if language != "en" else 90)
    for holder in (bulletin, bulletin.masthead, bulletin.distribution, bulletin.credits):
        empty = [name for name in type(holder).__slots__ if not getattr(holder, name)]  # type: ignore[union-attr]  # dataclasses
        assert empty in ([], ["parameters", "left_out", "briefs"], ["recipients"]), empty
    assert bulletin.masthead.number == 999
    assert len(bulletin.distribution.issue) >= 10  # type: ignore[union-attr]  # seen above
    assert {task.status for task in bulletin.tasks} == {"open", "done", "cancelled"}
    assert any(task.overdue for task in bulletin.tasks)
    assert any(task.due is None for task in bulletin.tasks)
    assert any(figure.source for figure in bulletin.figures)
    assert bulletin.coverage.late
    activities = [each for section in bulletin.sections for each in section.activities]
    assert max(len(each.images) for each in activities) == len(PICTURES) == 3
    assert any(each.joint for each in activities)
    for name in ("title", "dates", "place", "text", "short"):
        having = [each for each in activities if getattr(each, name)]
        assert 0 < len(having) < len(activities), name
    markdown = max((str(each.text) for each in activities), key=len)
    for piece in ("**", "- ", "  - ", "1. ", "> ", "### ", "](https://", "| --- |", "`", "~~"):
        assert piece in markdown


@every_language
def test_themes_gather_what_all_did(language: Language) -> None:
    bulletin = compiled("themes", language)
    assert [section.kind for section in bulletin.sections] == ["theme"] * 3
    sentences = [item for section in bulletin.sections for item in section.items if item.sentence]
    assert [len(item.organisations) for item in sentences] == [60]


@every_language
def test_little_and_nothing(language: Language) -> None:
    little, nothing = compiled("little", language), compiled("nothing", language)
    assert (little.counts.activities, little.counts.organisations) == (1, 1)
    optional = ("period", "subtitle", "lead", "note", "closing", "distribution", "credits")
    for bulletin in (little, nothing):
        assert [getattr(bulletin, name) for name in optional] == [None] * len(optional)
        assert (bulletin.masthead.issuer, bulletin.masthead.number) == (None, None)
    lists = ("organisations", "headlines", "sections", "figures", "tasks")
    assert [getattr(nothing, name) for name in lists] == [()] * len(lists)


def test_pictures_are_wide_and_tall_and_small() -> None:
    files = worst_case("everything", "en")
    sizes = {
        name.rpartition("/")[2]: Image.open(io.BytesIO(data)).size
        for name, data in files.items()
        if name.endswith(".png")
    }
    assert sizes == {f"{name}.png": size for name, size in PICTURES.items()}
    assert PICTURES["wide"][0] > 5 * PICTURES["wide"][1]
    assert PICTURES["tall"][1] > 4 * PICTURES["tall"][0]


@pytest.mark.parametrize("case", CASES)
def test_the_same_files_each_time(case: Case) -> None:
    first = worst_case(case, "zh-Hans")
    again = worst_case(case, "zh-Hans")
    assert list(first.items()) == list(again.items())
    assert all(name.startswith("content/worst-case/") for name in first)
