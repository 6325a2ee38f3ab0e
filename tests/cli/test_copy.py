"""briefgen templates copy: a template that looks as its parent, whose comments become what they say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from briefgen.load import list_briefs
from briefgen.pipeline import Choices, run_stages
from briefgen.template import list_templates, load_template
from briefgen.template.outline import outline, texts
from briefgen.world import DiskWorld, MemoryWorld
from briefgen.writers import Stage
from tests.cli.support import another, briefgen, project, write

SHIPPED = list_templates(MemoryWorld({}))
CHINESE = "template: bulletin\nmasthead: {name: 简报}\ndate: 2026-02-10\ntitle: 题\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    project(tmp_path)
    another(tmp_path, "zh", CHINESE)
    return tmp_path


def page(root: Path, template: str, brief: str = "2026-w06") -> tuple[str, list[str], list[str]]:
    """The page of a brief, its style sheets without comments, and what is said."""
    world = DiskWorld(root)
    (ref,) = [ref for ref in list_briefs(world).value or () if ref.id == brief]
    made = run_stages(world, ref, Choices(template), Stage.PAGE)[Stage.PAGE]
    assert made.value is not None, [each.line() for each in made.messages]
    sheets = [re.sub(r"(?s)/\*.*?\*/|\s+", "", each.text) for each in made.value.sheets]
    return made.value.html, sheets, [each.line() for each in made.messages]


@pytest.mark.parametrize("template", SHIPPED)
def test_the_copy_looks_as_its_parent(template: str, root: Path) -> None:
    assert briefgen(root, "templates", "copy", template, "ours").code == 0
    for brief in ("2026-w06", "zh"):
        html, sheets, said = page(root, "ours", brief)
        old_html, old_sheets, old_said = page(root, template, brief)
        # The page's own folder is nothing that it prints.
        assert html == old_html
        assert sheets[: len(old_sheets)] == old_sheets
        assert sheets[-1] in (":root{}:root:lang(en){}", ":root{}")
        assert said == [line.replace(f'"{template}"', '"ours"') for line in old_said]


@pytest.mark.parametrize("template", ["base", "bulletin", "newsletter"])
def test_everything_taken_out_of_its_comments_changes_nothing(template: str, root: Path) -> None:
    ran = briefgen(root, "templates", "copy", template, "ours")
    files = [root / line for line in ran.out.splitlines()]
    assert [path.name for path in files] == [
        "template.yaml", "style.css", "page.html.j2", "labels.zh-Hans.yaml", "labels.en.yaml",
    ]  # fmt: skip
    before = page(root, "ours"), page(root, "ours", "zh")
    for path in files:
        path.write_text(uncommented(path.name, path.read_text("utf-8")), "utf-8")
    assert "{{ super() }}" in files[2].read_text("utf-8").replace("{#", "")
    after = page(root, "ours"), page(root, "ours", "zh")
    for (html, _, said), (old_html, _, old_said) in zip(after, before, strict=True):
        assert re.sub(r"\s+", "", html) == re.sub(r"\s+", "", old_html)
        assert said == old_said == []
    own = load_template(DiskWorld(root), "ours").value
    parent = load_template(DiskWorld(root), template).value
    assert own is not None
    assert parent is not None
    assert {n: p.default for n, p in own.parameters.items()} == {n: p.default for n, p in parent.parameters.items()}  # fmt: skip
    for language, values in (("zh-Hans", after[1][1]), ("en", after[0][1])):
        selector, properties = outline(DiskWorld(root), parent).root(language)
        assert all(
            re.sub(r"\s+", "", f"{name}:{value};") in values[-1]
            for name, value in properties.items()
        )
        assert selector in values[-1]


def uncommented(name: str, text: str) -> str:
    if name.endswith(".yaml"):
        return re.sub(r"(?m)^# (?=paper|parameters|  \w+: |\w+: \")", "", text)
    if name.endswith(".css"):
        return re.sub(r"(?m)^( *)/\* ([-.].*?) \*/", r"\1\2", text)
    return re.sub(r"(?s)\{#\n(.*?)\n#\}", r"\1", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_comments_are_in_the_users_language(language: str, root: Path) -> None:
    assert briefgen(root, "--lang", language, "templates", "copy", "bulletin", "ours").code == 0
    sheet = (root / "templates/ours/style.css").read_text("utf-8")
    assert ("/* 简报名称 */" in sheet) is (language == "zh")
    assert ("/* the bulletin's name */" in sheet) is (language == "en")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("bulletin", "Ours"), "bad-template-name"),
        (("bulletin", "../ours"), "bad-template-name"),
        (("bulletin", "con"), "bad-template-name"),
        (("bulletin", "taken"), "exists-already"),
        (("bulletin", "roundup"), "template-name-taken"),
        (("bulletn", "ours"), "no-template"),
    ],
)
def test_what_cannot_be_copied(names: tuple[str, str], code: str, root: Path) -> None:
    write(root, {"templates/taken/mine.txt": "mine"})
    ran = briefgen(root, "templates", "copy", *names)
    assert (ran.code, ran.out) == (2, "")
    assert f"error[{code}]" in ran.err
    assert [path.name for path in (root / "templates").rglob("*")] == ["taken", "mine.txt"]


def test_a_copy_of_the_same_name_stands_before_the_shipped_one(root: Path) -> None:
    assert briefgen(root, "templates", "copy", "newsletter", "newsletter").code == 0
    assert briefgen(root, "check").code == 0
    shown = json.loads(briefgen(root, "templates", "show", "newsletter", "--format", "json").out)
    assert shown["folders"][:2] == ["templates/newsletter", "briefgen:templates/newsletter"]


def test_what_is_described_is_there() -> None:
    """No description outlives what it describes, and every property and block of a shipped template has one."""
    world = MemoryWorld({})
    outlines = [outline(world, load_template(world, name).value) for name in SHIPPED]  # type: ignore[arg-type]  # they load
    known = texts()
    properties = {name for each in outlines for root in each.properties.values() for name in root}
    assert set(known["classes"]) <= {name for each in outlines for name in each.classes}
    assert set(known["properties"]) <= properties
    main = [outline(world, load_template(world, name).value) for name in ("bulletin", "newsletter")]  # type: ignore[arg-type]  # they load
    assert {name for each in main for root in each.properties.values() for name in root} <= set(
        known["properties"]
    )
    assert {name for each in main for name in each.blocks or ()} == set(known["blocks"])
    for table in known.values():
        assert all(entry.keys() == {"en", "zh"} for entry in table.values())
