"""The pages for authors of content: every field of the model is there, and every example loads and says nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from briefgen import model
from briefgen.bulletin import Bulletin
from briefgen.fields import Strict
from briefgen.markup import plain
from briefgen.messages import Result
from briefgen.pipeline import Choices, run_stages
from briefgen.world import MemoryWorld
from briefgen.writers import Stage
from tests.docs.pages import ROOT, Fence, Table, code, fences, headings, tables
from tests.docs.projects import FRAGMENTS, briefs, files_of, said, with_fragment

PAGES = (ROOT / "docs/content.md", ROOT / "docs/content.zh-CN.md")
MODELS: tuple[type[BaseModel], ...] = (
    model.Organisation,
    model.Theme,
    model.FigureKind,
    model.Summary,
    model.Activity,
    model.Image,
    model.Task,
    model.Brief,
    model.Masthead,
    model.Expects,
    model.Arrange,
    model.SectionPlan,
    model.Topic,
    model.DeclaredFigure,
    model.ChartPlan,
    model.Distribution,
    model.Recipient,
    model.Credits,
    model.TermRegistry,
    model.Term,
)
"""The models in the order of the pages' tables of fields."""
LANGUAGE = {PAGES[0]: "en", PAGES[1]: "zh"}
REQUIRED = ("**required**", "**必填**")

both = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def field_tables(page: Path) -> list[Table]:
    return [table for table in tables(page) if table.head[0] in ("field", "字段")]


def fragments() -> list[tuple[Path, Fence]]:
    return [
        (page, fence)
        for page in PAGES
        for fence in fences(page)
        if fence.language == "yaml" and not fence.path
    ]


def test_every_model_that_can_be_written_has_a_table() -> None:
    written = {
        kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, Strict)
    }
    lists = {model.OrganisationRegistry, model.ThemeRegistry, model.FigureRegistry, model.Span}
    assert written - lists - {Strict} == set(MODELS)


@both
def test_every_field_is_documented(page: Path) -> None:
    found = field_tables(page)
    assert len(found) == len(MODELS)
    for table, kind in zip(found, MODELS, strict=True):
        names = [code(row[0]) for row in table.rows]
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        assert names == list(fields), f"line {table.line}: {kind.__name__}"
        for row in table.rows:
            field = fields[code(row[0])]
            marked = any(mark in row[1] for mark in REQUIRED)
            assert marked == field.is_required(), f"line {table.line}: {row[0]}"
            if get_origin(field.annotation) is Literal:
                shown = re.findall(r"`([^`]+)`", row[1])
                assert shown == list(get_args(field.annotation)), f"line {table.line}: {row[0]}"
            assert row[2], f"line {table.line}: {row[0]} has no meaning"


@both
def test_the_project_of_the_page_says_nothing(page: Path) -> None:
    files = files_of(page)
    assert len(files) >= 7
    assert [found.line() for found in said(files, Stage.STYLED)] == []


@pytest.mark.parametrize(
    ("page", "fence"), fragments(), ids=lambda it: it.name if isinstance(it, Path) else it.line
)
def test_a_fragment_says_what_the_page_shows(page: Path, fence: Fence) -> None:
    kind, _, wrong = fence.info.partition(" ")
    assert kind in FRAGMENTS, "a fragment says what it is a part of"
    found = [each.line(LANGUAGE[page]) for each in said(with_fragment(files_of(page), fence))]
    if not wrong:
        assert found == []
        return
    every = fences(page)
    shown = every[every.index(fence) + 1]
    assert shown.language == "text"
    assert "\n".join(found) + "\n" == shown.text


@both
def test_expressions_print_what_the_page_says(page: Path) -> None:
    (table,) = [each for each in tables(page) if "{{" in each.rows[0][0]]
    assert len(table.rows) >= 8
    for row in table.rows:
        fence = Fence("yaml", "brief", f"lead: '{code(row[0])}'\n", table.line, table.heading)
        world = MemoryWorld(with_fragment(files_of(page), fence))
        (ref,) = briefs(world)
        made: Result[Bulletin] = run_stages(world, ref, Choices(), Stage.BULLETIN)[Stage.BULLETIN]
        assert [found.line() for found in made.messages] == []
        assert made.value is not None
        assert plain(made.value.lead or "") == row[1], row[0]


def test_both_languages_have_the_same_parts() -> None:
    english, chinese = PAGES
    assert [h.split()[0] for h in headings(english)] == [h.split()[0] for h in headings(chinese)]

    def blocks(page: Path) -> list[tuple[str, str]]:
        return [(fence.language, fence.info) for fence in fences(page)]

    assert blocks(english) == blocks(chinese)
    assert len(blocks(english)) >= 15
