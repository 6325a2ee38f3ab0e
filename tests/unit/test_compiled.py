"""Code of templates that an earlier run made gives the same page, and only for the same text in the same language."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.sandbox import Sandbox
from briefgen.template import compiled
from briefgen.world import MemoryWorld
from tests.unit.test_template import lines, own, page_of, render, small


@pytest.fixture
def compilations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that Jinja compiles from now on, with a cache folder of their own."""
    monkeypatch.setenv("BRIEFGEN_CACHE", str(tmp_path / "cache"))
    seen: list[str] = []
    parse = Sandbox._parse

    def noted(self: Sandbox, source: str, name: str | None, filename: str | None) -> object:
        if name is not None:
            seen.append(name)
        return parse(self, source, name, filename)

    monkeypatch.setattr(Sandbox, "_parse", noted)
    another_process()
    return seen


def another_process() -> None:
    compiled._code.clear()


def test_a_later_run_compiles_nothing_and_prints_the_same(compilations: list[str]) -> None:
    world = MemoryWorld({})
    first = page_of(render(world, "bulletin", small())).html
    assert len(compilations) >= 3
    compilations.clear()
    another_process()
    assert page_of(render(world, "bulletin", small())).html == first
    assert compilations == []


def test_another_text_or_language_is_compiled(compilations: list[str]) -> None:
    world = MemoryWorld(own("<h1>{{ title }}</h1>"))
    page_of(render(world, "t", small()))
    page_of(render(world, "t", small(language="zh-Hant")))
    page_of(render(MemoryWorld(own("<h2>{{ title }}</h2>")), "t", small()))
    assert compilations == ["page.html.j2"] * 3


def test_kept_code_names_the_line_that_fails(compilations: list[str]) -> None:
    world = MemoryWorld(own("<h1>\n{{ nothing }}</h1>"))
    said = lines(render(world, "t", small()))
    another_process()
    assert lines(render(world, "t", small())) == said
    assert ":2: error[" in said[0]
    assert compilations == ["page.html.j2"]


def test_another_version_of_what_makes_code_finds_none(
    compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = MemoryWorld(own("<h1>{{ title }}</h1>"))
    page_of(render(world, "t", small()))
    another_process()
    monkeypatch.setattr(compiled, "_makers", lambda: "another version")
    page_of(render(world, "t", small()))
    assert len(compilations) == 2
