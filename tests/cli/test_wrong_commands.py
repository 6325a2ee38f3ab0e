"""What is said about a wrong command line without the parser is, to the letter, what the parser says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from briefgen.cli import run
from briefgen.cli.commands.teaching import Command
from briefgen.cli.reference import ready_commands
from briefgen.resources import data_file
from briefgen.wrongcommand import WRONG, _tables, complaint

COMMANDS, _TEXTS = _tables()
OPTIONS = sorted({name for each in COMMANDS.values() for name in (*each.long, *each.short)})
VALUES = [
    "pdf", "docx,pdf", "pdf, html", "pfd", "pdf,nonsense", ",", "x" * 50, "json", "text", "hans", "left", "2", "0", "7", "65536",
    "-1", "1_0", " 3 ", "٣", "9" * 30, "65", "dask://host:8786", "dask://host", "tls://a b:1", "tls://:1", "a=b", "=b", " =", "=",
    "key", "zh", "en", "fr", "bash", "", " ", "-", "--", "字", "'", '"', "{text}", "/", "README.md", "nowhere", "\x1b[1m", "\n",
]  # fmt: skip
WRONG_NAMES = [
    "buidl",
    "chekc",
    "templates",
    "nonsense",
    "--forse",
    "--formt",
    "-x",
    "-ff",
    "--lang",
]
LINES = [
    (["nonsense"], "No such command 'nonsense'."),
    (["buidl"], "Did you mean 'build'?"),
    (["templates", "shwo"], "Did you mean 'show'?"),
    (["--nonsense"], "No such option '--nonsense'."),
    (["build", "--forse"], "(Did you mean one of: '--force', "),
    (["build", "-q"], "No such option '-q'."),
    (["build", "--force=x"], "does not take a value"),
    (["build", "-f"], "'-f' requires an argument"),
    (["build", "-f", "pdf,pfd"], "did you mean pdf?"),
    (["build", "-j", "65"], "1 to 64"),
    (["build", "--set", "x"], "key=value"),
    (["build", "--script", "x"], "is not one of 'hans', 'hant'."),
    (["handout", "x", "--notes", "9"], "1<=x<=6"),
    (["handout", "x", "--copies", "0"], "x>=1"),
    (["handout", "x", "--copies", "some"], "not a valid integer"),
    (["handout"], "Missing argument 'SOURCE'."),
    (["completion"], "Choose from:\n\tbash,\n\tzsh,"),
    (["completion", "x"], "'x' is not one of"),
    (["new", "a", "b", "c"], "unexpected extra arguments (b c)"),
    (["doctor", "b"], "unexpected extra argument (b)"),
    (["-C", "nowhere"], "Missing command."),
    (["--lang", "fr", "build"], "'fr' is not one of"),
]


@pytest.fixture(scope="module", autouse=True)
def _nothing_runs() -> Iterator[None]:
    def invoke(self: Command, ctx: object) -> NoReturn:
        raise AssertionError("the command line was right")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "invoke", invoke)
        patch.setenv("COLUMNS", "100")
        patch.setenv("LANG", "en_GB.UTF-8")
        patch.setenv("LC_ALL", "")
        patch.setenv("LC_MESSAGES", "")
        yield


def parser_says(arguments: list[str]) -> tuple[int, str, str]:
    """The parser's exit code, and what it prints on both streams."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return code, out.getvalue(), err.getvalue()


def test_the_table_is_what_the_commands_take() -> None:
    assert data_file("commands.txt").read_text("utf-8") == ready_commands(), "run: make docs"


@pytest.mark.parametrize(("arguments", "said"), LINES, ids=[" ".join(line) for line, _ in LINES])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_wrong_command_line_is_answered_as_by_the_parser(
    arguments: list[str], said: str, language: str
) -> None:
    words = ["--lang", language, *arguments]
    found = complaint(words, os.environ)
    assert found is not None
    assert (WRONG, "", found) == parser_says(words)
    assert said in found or language == "zh"


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A command with some of its options, or others, and values that fit, or don't."""
    command = draw(st.sampled_from(sorted(COMMANDS)))
    own = [*COMMANDS[command].long, *COMMANDS[command].short]
    name = st.sampled_from(own) | st.sampled_from(OPTIONS) | st.sampled_from(WRONG_NAMES)
    value = st.sampled_from(VALUES)
    piece = st.one_of(
        st.tuples(name, value),
        st.builds(lambda a, b: (f"{a}={b}",), name, value),
        st.builds(lambda a, b: (f"{a}{b}",), name, value),
        st.tuples(name),
        st.tuples(value),
        st.tuples(st.text(max_size=4)),
    )
    before = draw(st.sampled_from([[], ["--lang", "zh"], ["--lang=en"], ["-C", "tests"]]))
    pieces = draw(st.lists(piece, max_size=4))
    return [*before, *command.split()[1:], *(word for each in pieces for word in each)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(["build", "--set", "x", "-f", "x"])
@example(["build", "-f", "pdf", "--set", "a", "--lang"])
@example(["--help", "--nonsense"])
@example(["--", "build"])
@example(["build", "--", "--help"])
@given(command_lines())
def test_whatever_is_answered_is_what_the_parser_says(arguments: list[str]) -> None:
    found = complaint(arguments, os.environ)
    if found is not None:
        assert (WRONG, "", found) == parser_says(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["templates"],
        ["build"],
        ["build", "-f", "pdf,docx", "--set", "a=b", "-j", "2"],
        ["build", "-j", "dask://host:8786"],
        ["build", "--help", "-f", "x"],
        ["handout", "x", "--margin", "wide", "--notes", "9"],
        ["init", "x"],
        ["-C", "README.md", "nonsense"],
        ["nonsense\n"],
        ["--", "--nonsense"],
    ],
)
def test_the_parser_looks_at_the_rest(arguments: list[str]) -> None:
    assert complaint(arguments, os.environ) is None


@pytest.mark.parametrize("environment", [{"COLUMNS": "79"}, {"_BRIEFGEN_COMPLETE": "bash_source"}])
def test_the_parser_wraps_for_narrow_terminals_and_completes(environment: dict[str, str]) -> None:
    assert complaint(["nonsense"], environment) is None


def test_the_program_says_it_without_the_parser() -> None:
    code = (
        "import sys\nfrom briefgen.__main__ import main\nsys.argv[1:] = ['--lang', 'zh', 'build', '-f', 'x']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code, *sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    exit_code, *loaded = ran.stdout.split()
    assert exit_code == "2"
    assert "没有格式 'x'" in ran.stderr
    assert set(loaded) & {"click", "typing", "pathlib", "inspect", "briefgen.cli"} == set()


def test_a_terminal_without_chinese_gets_what_the_parser_makes_of_it() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "briefgen", "--lang", "zh", "build", "-f", "x"]
    ran = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert ran.returncode == WRONG
    assert rb"\u6ca1" in ran.stderr
