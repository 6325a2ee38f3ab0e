"""The page about handouts: its commands run, its options are those of the command, and what it shows is printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from briefgen.cli.commands.handout import handout
from tests.cli.support import briefgen, write
from tests.docs.pages import ROOT, code, fences, tables
from tests.docs.projects import files_of

PAGE = ROOT / "docs/handouts.md"


def test_every_command_of_the_page_runs(tmp_path: Path) -> None:
    write(tmp_path, files_of(ROOT / "docs/content.md"))
    commands = [
        shlex.split(line)
        for fence in fences(PAGE)
        if fence.language == "sh"
        for line in fence.text.splitlines()
    ]
    assert len(commands) >= 9
    for name, *arguments in commands:
        assert name == "briefgen"
        ran = briefgen(tmp_path, *arguments)
        assert (ran.code, "error" in ran.err) == (0, False), (arguments, ran)
        assert ran.out, arguments


def test_what_the_page_shows_is_printed(tmp_path: Path) -> None:
    (fence,) = [fence for fence in fences(PAGE) if fence.language == "console"]
    command, *shown = fence.text.strip().splitlines()
    _, name, *arguments = shlex.split(command.removeprefix("$ "))
    ran = briefgen(ROOT, name, *arguments, "-o", str(tmp_path))
    assert ran.code == 0
    printed = ran.out.splitlines()

    def settled(line: str) -> str:
        return re.sub(r"^.*?/?([^/ ]+\.pdf)  \d+ KB$", r"\1", line)  # sizes depend on the fonts

    assert [settled(line) for line in shown] == [settled(line) for line in printed[: len(shown)]]


def test_options_of_the_page_are_those_of_the_command() -> None:
    known = {option for parameter in handout.params for option in parameter.opts}
    named = set(re.findall(r"`?(--[a-z][a-z-]*)", PAGE.read_text("utf-8")))
    assert named <= known
    listed = {code(row[0]).split()[0] for table in tables(PAGE) for row in table.rows}
    assert {"--booklet", "--nup", "--cards", "--poster", "--margin", "--marks"} <= listed
    plain = {
        "--help",
        "--signature",
        "--order",
        "--overlap",
        "--digits",
        "--start",
        "--template",
        "--output",
    }
    assert {option for option in known if option.startswith("--")} - named <= plain | {"--format"}
