"""Help that lies ready is the parser's own, and nothing else is answered without the parser."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from briefgen import __version__
from briefgen.cli import run
from briefgen.cli.reference import ready_help
from briefgen.readyhelp import answer
from briefgen.resources import data_file
from tests.cli.test_help import NAMES

ENGLISH = {"LANG": "en_GB.UTF-8"}
WORDS = [[] if name == "briefgen" else name.split() for name in NAMES]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_files_are_what_the_parser_prints(language: str) -> None:
    assert data_file(f"help.{language}.txt").read_text("utf-8") == ready_help(language), (
        "run: make docs"
    )


@pytest.mark.parametrize("words", WORDS, ids=NAMES)
@pytest.mark.parametrize("width", ["80", "200"])
def test_an_answer_is_what_the_parser_prints(
    words: list[str],
    width: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for asked in (["--lang", "en"], ["--lang", "zh"]):
        assert run([*asked, *words, "--help"]) == 0
        assert answer([*asked, *words, "--help"], os.environ) == capsys.readouterr().out


def test_the_language_is_that_of_the_environment() -> None:
    chinese = answer(["build", "--help"], {"LANG": "zh_CN.UTF-8"})
    assert chinese is not None
    assert "生成简报" in chinese
    assert answer(["--lang", "en", "build", "--help"], {"LANG": "zh_CN.UTF-8"}) == answer(
        ["build", "--help"], ENGLISH
    )


def test_the_version() -> None:
    assert answer(["--version"], ENGLISH) == f"briefgen {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["build"],
        ["nonsense", "--help"],
        ["--help", "build"],
        ["build", "x", "--help"],
        ["--lang", "nonsense", "--help"],
        ["--lang", "--help"],
        ["-C", "x", "--help"],
        ["", "--help"],
        ["build", "--version"],
    ],
)
def test_the_parser_looks_at_the_rest(arguments: list[str]) -> None:
    assert answer(arguments, ENGLISH) is None


@pytest.mark.parametrize("environment", [{"COLUMNS": "79"}, {"_BRIEFGEN_COMPLETE": "bash_source"}])
def test_the_parser_wraps_for_narrow_terminals_and_completes(environment: dict[str, str]) -> None:
    assert answer(["--help"], ENGLISH | environment) is None


def test_a_terminal_without_chinese_gets_escapes() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "briefgen", "--lang", "zh", "--help"]
    ran = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert rb"\u628a" in ran.stdout
    assert ran.stderr == b""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]])
def test_nothing_is_imported_for_it(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom briefgen.__main__ import main\n"
        f"sys.argv[1:] = {arguments!r}\nmain()\nprint(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "briefgen.readyhelp" in loaded
    assert loaded & {"click", "typing", "pathlib", "inspect", "briefgen.cli"} == set()
