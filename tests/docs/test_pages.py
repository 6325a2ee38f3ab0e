"""All pages: links lead somewhere, commands run, and what is made from the code is current."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest

from briefgen.messages import catalogue
from tests.cli.support import briefgen, write
from tests.docs.pages import DOCS, PAGES, ROOT, fences, headings, links, slug, tables
from tests.docs.projects import files_of

LANGUAGES = {"sh", "console", "yaml", "text", "css", "jinja", "python"}
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_the_pages_are_there() -> None:
    names = {page.name for page in PAGES}
    assert names >= {
        "README.md",
        "README.zh-CN.md",
        "content.md",
        "content.zh-CN.md",
        "templates.md",
        "messages.md",
        "architecture.md",
        "cli.md",
    }


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for line, target in links(page):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or not file.is_relative_to(ROOT):
            broken.append(f"{page.name}:{line}: {target}")
        elif anchor and anchor not in [slug(heading) for heading in headings(file)]:
            broken.append(f"{page.name}:{line}: no heading #{anchor}")
    assert broken == []


def test_pages_of_docs_are_reached_from_the_readme() -> None:
    linked = {target for _, target in links(ROOT / "README.md")}
    linked |= {target for _, target in links(ROOT / "README.zh-CN.md")}
    assert {f"docs/{page.name}" for page in DOCS} <= linked


@every_page
def test_code_blocks_have_languages_that_are_tested(page: Path) -> None:
    assert {fence.language for fence in fences(page)} <= LANGUAGES


@every_page
def test_tables_have_even_rows(page: Path) -> None:
    for table in tables(page):
        for row in table.rows:
            assert len(row) == len(table.head), f"{page.name}, table of line {table.line}: {row}"


def test_the_page_of_messages_is_current() -> None:
    page = runpy.run_path(str(ROOT / "scripts/message_page.py"))["page"]()
    assert page == (ROOT / "docs/messages.md").read_text("utf-8"), "make docs"
    shown = re.findall(r"(?m)^\| `([a-z0-9-]+)` \| (\w+) \|", page)
    assert shown == [(code, entry["severity"]) for code, entry in catalogue().items()]


def test_commands_of_the_templates_page_run(tmp_path: Path) -> None:
    page = ROOT / "docs/templates.md"
    write(tmp_path, files_of(ROOT / "docs/content.md"))
    write(tmp_path, {fence.path: fence.text for fence in fences(page) if fence.path})
    commands = [
        shlex.split(line)
        for fence in fences(page)
        if fence.language == "sh"
        for line in fence.text.splitlines()
    ]
    assert len(commands) >= 7
    for name, *arguments in commands:
        assert name == "briefgen"
        ran = briefgen(tmp_path, *arguments)
        assert (ran.code, "error" in ran.err) == (0, False), (arguments, ran)
    assert {path.suffix for path in (tmp_path / "look").iterdir() if path.is_file()} == {
        ".html",
        ".json",
        ".txt",
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_notes_in_a_new_project_are_right(language: str, tmp_path: Path) -> None:
    assert briefgen(tmp_path, "init", "new", "--language", language).code == 0
    project = tmp_path / "new"
    (example,) = [fence for fence in fences(project / "templates/README.md") if fence.path]
    write(project, {example.path: example.text})
    ran = briefgen(project, "build", "-t", "ours", "-f", "html")
    assert (ran.code, ran.err) == (0, "")
    (block,) = [fence for fence in fences(project / "README.md") if fence.language == "sh"]
    commands = [shlex.split(line, comments=True) for line in block.text.splitlines()]
    assert [arguments[:2] for arguments in commands] == [
        ["briefgen", name] for name in ("build", "check", "status", "new")
    ]
    for _, *arguments in commands:
        assert briefgen(project, *arguments).code == 0


def test_the_changelog_has_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"(?m)^## \[(.+?)\]( - \d{4}-\d\d-\d\d)?$", text)
    assert versions[0] == ("Unreleased", "")
    assert all(day for name, day in versions[1:]), "a version has a date"
    kinds = re.findall(r"(?m)^### (.+)$", text)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert text.count("\n- ") >= 8
