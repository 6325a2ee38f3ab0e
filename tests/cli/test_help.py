from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from briefgen.cli import program, run
from briefgen.cli.commands.teaching import full_name
from briefgen.cli.reference import reference
from briefgen.cli.terminal import texts

ROOT = Path(__file__).parents[2]


def contexts(context: click.Context | None = None) -> Iterator[click.Context]:
    context = context or click.Context(program, info_name="briefgen")
    yield context
    if isinstance(context.command, click.Group):
        for name, command in context.command.commands.items():
            yield from contexts(click.Context(command, parent=context, info_name=name))


NAMES = [full_name(context) for context in contexts()]


def test_every_command_is_described_and_no_text_is_left_over() -> None:
    assert set(NAMES) == set(texts()["commands"])
    assert len(NAMES) >= 12


@pytest.mark.parametrize("context", list(contexts()), ids=NAMES)
def test_every_command_has_both_languages_an_example_and_a_line(context: click.Context) -> None:
    entry = texts()["commands"][full_name(context)]
    assert entry["en"].strip()
    assert entry["zh"].strip()
    assert entry["examples"]
    assert all(len(example) == 3 and all(example) for example in entry["examples"])
    assert full_name(context) == "briefgen" or set(entry["short"]) == {"en", "zh"}
    options = {
        parameter.name
        for parameter in context.command.params
        if isinstance(parameter, click.Option)
    }
    assert options | {"help"} == set(entry.get("options", {})) | {"help"}
    assert all(set(words) == {"en", "zh"} for words in entry.get("options", {}).values())


EXAMPLES = [words[0] for entry in texts()["commands"].values() for words in entry["examples"]]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_command_line_that_is_understood(example: str) -> None:
    words = shlex.split(example.partition(" > ")[0].replace("COMMAND", "build"))
    assert words.pop(0) == "briefgen"
    context = program.make_context("briefgen", list(words)) if words else None
    assert context is not None
    command: click.Command = program
    rest = words
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = click.Context(command, parent=context, info_name=name)
    if rest != ["--help"]:
        command.parse_args(context, list(rest))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_says_it_all(name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [] if name == "briefgen" else name.split()
    assert run(["--lang", language, *words, "--help"]) == 0
    out, err = capsys.readouterr()
    entry = texts()["commands"][name]
    flat = re.sub(r"\s+", "", out)
    assert re.sub(r"\s+", "", entry[language]) in flat
    for command, english, chinese in entry["examples"]:
        assert command in out, "an example must stand on one line, to be copied"
        assert re.sub(r"\s+", "", chinese if language == "zh" else english) in flat
    assert err == ""


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "例子:"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "Examples:"),
        ({"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_GB.UTF-8"}, "例子:"),
        ({}, "Examples:"),
    ],
)
def test_the_environment_chooses_the_language(
    environment: dict[str, str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert run(["build", "--help"]) == 0
    assert expected in capsys.readouterr().out


def test_plain_briefgen_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    out, err = capsys.readouterr()
    assert "Commands:" in out + err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert re.fullmatch(r"briefgen \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["bild"], "'build'"),
        (["build", "--fromat", "pdf"], "'--format'"),
        (["build", "-f", "pfd"], "pdf, docx, html, json, tree; did you mean pdf?"),
        (["build", "--set", "colour"], "write key=value, not 'colour'"),
        (["check", "--format", "xml"], "github"),
        (["build", "-j", "0"], "no number from 1 to 64"),
        (["new"], "NAME"),
    ],
)
def test_a_wrong_command_line_says_what_is_right(
    arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--lang", "en", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hint in err
    assert "Traceback" not in err


def test_the_reference_is_current() -> None:
    assert (ROOT / "docs/cli.md").read_text("utf-8") == reference(), (
        "run: python -m briefgen.cli.reference > docs/cli.md"
    )
    assert all(f"\n## briefgen {name}\n" in reference() for name in NAMES if name != "briefgen")


def test_every_word_is_used_and_in_both_languages() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "briefgen").rglob("*.py"))
    entries = texts()["words"]
    assert len(entries) > 30
    assert all(set(entry) == {"en", "zh"} for entry in entries.values())
    said = {
        name for name in entries if f'"{name}"' in code or f'"{name.removesuffix("s")}"' in code
    }
    assert set(entries) - said == set()
