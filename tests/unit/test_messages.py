"""The message catalogue against the code: every code that is used exists, every code that exists is used, both languages
say the same with the same arguments; and how a message is put into words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import briefgen
from briefgen.messages import (
    Place,
    Result,
    Severity,
    catalogue,
    message,
    sorted_messages,
    suggestion,
)

PACKAGE = Path(briefgen.__file__).parent
MAKERS = {"message", "Message", "Unreadable"}
SENTENCES = ("en", "zh", "en-hint", "zh-hint")
HAN = re.compile("[\u4e00-\u9fff]")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def maker(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def made() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Where, which code and with which arguments a message is made; None: the arguments come from elsewhere (`**`)."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = maker(node)
            code = node.args[0]
            if (
                name not in MAKERS
                or not isinstance(code, ast.Constant)
                or not isinstance(code.value, str)
            ):
                continue
            names = [keyword.arg for keyword in node.keywords]
            known = None if None in names or name != "message" else frozenset(filter(None, names))
            yield f"{path.relative_to(PACKAGE)}:{node.lineno}", code.value, known


def patterns() -> Iterator[str]:
    """What codes that are put together in the code (`f"not-a-{kind}"`) look like."""
    for _, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if maker(node) in MAKERS and isinstance(node.args[0], ast.JoinedStr):
                parts = node.args[0].values
                words = [part.value if isinstance(part, ast.Constant) else None for part in parts]
                yield "".join(
                    re.escape(word) if isinstance(word, str) else "[a-z-]+" for word in words
                )


def placeholders(code: str, *which: str) -> set[str]:
    entry = catalogue()[code]
    return {
        name
        for key in which
        for _, name, _, _ in Formatter().parse(entry.get(key, ""))
        if name is not None
    }


def test_codes_in_the_code_exist() -> None:
    calls = list(made())
    assert len(calls) > 60
    assert [f"{where} {code}" for where, code, _ in calls if code not in catalogue()] == []


def test_codes_in_the_catalogue_are_used() -> None:
    words = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made_up = re.compile("|".join(patterns()))
    unused = catalogue().keys() - words
    assert sorted(code for code in unused if not made_up.fullmatch(code)) == []


def test_the_code_passes_every_argument() -> None:
    lacking = [
        f"{where} {code}: {sorted(placeholders(code, *SENTENCES) - names)}"
        for where, code, names in made()
        if names is not None and code in catalogue() and placeholders(code, *SENTENCES) - names
    ]
    assert lacking == []


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_an_entry(code: str) -> None:
    entry = catalogue()[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert entry.keys() <= {"severity", *SENTENCES}
    assert entry["severity"] in ("error", "warning", "info")
    assert bool(entry.get("en-hint")) == bool(entry.get("zh-hint"))

    def bare(name: str) -> str:
        return re.sub("_(en|zh)$", "", name)

    for english, chinese in (("en", "zh"), ("en-hint", "zh-hint")):
        assert {bare(name) for name in placeholders(code, english)} == {
            bare(name) for name in placeholders(code, chinese)
        }
    assert HAN.search(entry["zh"])
    for key in ("zh", "zh-hint"):
        if entry.get(key):
            assert not re.search(r"[\u4e00-\u9fff][,;?!]", entry[key]), (
                "half-width punctuation in Chinese"
            )
    for key in SENTENCES:
        assert not entry.get(key, "x").endswith((".", "。", " ")), key


def test_words() -> None:
    found = message(
        "unknown-theme",
        Place("a.yaml", 9, 14),
        id="studdy",
        suggestion="study",
        known=["study", "duty"],
    )
    assert found.severity is Severity.ERROR
    assert found.line() == (
        'a.yaml:9:14: error[unknown-theme]: no theme "studdy"; did you mean "study"? (themes: study, duty)'
    )
    assert found.text("zh") == "没有专题“studdy”；是不是“study”？（已有的专题：study, duty）"
    plain = message("unknown-theme", None, id="x", suggestion="", known="study")
    assert plain.line() == 'error[unknown-theme]: no theme "x" (themes: study)'


def test_nothing_from_a_file_reaches_the_terminal_as_control() -> None:
    found = message("no-file", Place("a\x1b[2J.yaml"), file="x\u202e\u200b\ud800\r\n")
    assert (
        found.line()
        == 'a\\u001b[2J.yaml: error[no-file]: no file "x\\u202e\\u200b\\ud800\\u000d\\u000a"'
    )
    found.line().encode()


def test_suggestion() -> None:
    assert suggestion("studdy", ["duty", "study"]) == "study"
    assert suggestion("zzz", ["duty", "study"]) == ""


def test_sorted_without_repeats() -> None:
    first, second = (message("no-file", Place("a", line, 1), file="x") for line in (2, 10))
    whole, nowhere = message("empty-file", Place("a")), message("no-file", None, file="x")
    assert sorted_messages([nowhere, second, first, whole, first]) == [
        whole,
        first,
        second,
        nowhere,
    ]


def test_result_goes_on_only_with_a_value() -> None:
    bad = message("no-file", None, file="x")
    good = Result(1, (bad,)).then(lambda value: Result(value + 1))
    assert good == Result(2, (bad,))
    assert good.failed
    none: Result[int] = Result(None, (bad,))
    assert none.then(lambda value: Result(value + 1)) == none
