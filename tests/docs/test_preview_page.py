"""The page about the preview: its commands are understood, its editors and keys are those of the code."""

from __future__ import annotations

import re
import shlex

from briefgen.cli.commands.preview import preview
from briefgen.preview.editors import EDITORS
from briefgen.resources import data_file
from tests.docs.pages import ROOT, code, fences, tables

PAGE = ROOT / "docs/preview.md"


def test_every_command_is_understood() -> None:
    lines = [
        shlex.split(line)
        for fence in fences(PAGE)
        if fence.language == "sh"
        for line in fence.text.splitlines()
    ]
    commands = [words for words in lines if words[0] == "briefgen"]
    assert len(commands) >= 5
    for _, name, *arguments in commands:
        assert name == "preview"
        preview.make_context("preview", list(arguments))  # raises when it is not


def test_the_editors_are_those_that_are_known() -> None:
    (table,) = [table for table in tables(PAGE) if table.head[0] == "`--editor`"]
    assert {code(name): code(address) for name, address in table.rows} == EDITORS


def test_the_keys_are_those_of_the_page() -> None:
    (table,) = [table for table in tables(PAGE) if table.head[0] == "key"]
    said = {key for row in table.rows for key in row[0].split()}
    script = data_file("preview").joinpath("main.js").read_text("utf-8")
    (keys,) = re.findall(r"const KEYS = \{(.*?)\n\};", script, re.DOTALL)
    names = {"←": "ArrowLeft", "→": "ArrowRight", "Esc": "Escape", "−": "-"}
    for key in said - {"1", "2", "3", "4"}:
        assert re.search(rf'(?:^|[\s"]){re.escape(names.get(key, key))}"?:', keys), key
