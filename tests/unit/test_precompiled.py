"""What earlier runs compiled does what the text says, and nothing is left behind in the libraries."""

from __future__ import annotations

import dataclasses
import re
import sys
import typing
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from briefgen import precompiled
from briefgen.precompiled import Pieces, serving

_compiler: Any = import_module("re._compiler")
PATTERNS = [
    (r"(?P<year>\d{4})年(?P<month>\d{1,2})月", 0, "2019年8月 2020年12月"),
    (r"[^\s\u3041-\u3096\u4e00-\u9fff\U00020000-\U0003ffff]+", 0, "a 字 b\U00020001c"),
    (r"(?<=[一-龥])[“”‘’·]|x(?!y)", re.IGNORECASE, "字“X xy"),
    (r"^ b (c) # a comment", re.VERBOSE | re.MULTILINE, "abc\nbc"),
    (r"(?>a+|b)*c", re.ASCII, "aabc"),
    (r"(?i:straße)|\ud800", 0, "STRASSE straße"),
    (r"(a)?(?(1)b|c)", 0, "ab c"),
]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFGEN_CACHE", str(tmp_path / "cache"))
    re.purge()


def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are compiled from now on."""
    texts: list[str] = []
    get = Pieces.get

    def noted(self: Pieces, text: str, make: object) -> object:
        def making() -> object:
            texts.append(text)
            assert callable(make)
            return make()

        return get(self, text, making)

    monkeypatch.setattr(Pieces, "get", noted)
    return texts


@pytest.mark.parametrize(("pattern", "flags", "words"), PATTERNS)
def test_a_kept_pattern_is_the_same(
    pattern: str, flags: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = re.compile(pattern, flags)
    compiled = made(monkeypatch)
    for _ in range(2):
        re.purge()
        with serving():
            kept = re.compile(pattern, flags)
        assert kept == plain
        assert (kept.pattern, kept.flags, kept.groups) == (pattern, plain.flags, plain.groups)
        assert kept.groupindex == plain.groupindex
        assert kept.findall(words) == plain.findall(words)
        assert plain.findall(words)
    assert len(compiled) == 1


def test_the_same_pattern_with_other_flags_is_another() -> None:
    for _ in range(2):
        with serving():
            re.purge()
            assert re.compile("a").match("A") is None
            assert re.compile("a", re.IGNORECASE).match("A")


def test_a_class_made_with_kept_methods_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = made(monkeypatch)
    kinds = []
    for _ in range(2):
        with serving():

            @dataclasses.dataclass(frozen=True, order=True)
            class Place:
                file: str
                line: int = 1

            kinds.append(Place)
    first, second = kinds
    assert compiled
    assert len(set(compiled)) == len(compiled)
    assert second("a") == second("a", 1) < second("a", 2)
    assert repr(second("a")).endswith("Place(file='a', line=1)")
    assert second.__init__.__annotations__ == first.__init__.__annotations__
    with pytest.raises(dataclasses.FrozenInstanceError):
        second("a").line = 2  # type: ignore[misc]  # which is the point


def test_a_method_is_written_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = made(monkeypatch)
    with serving():

        @dataclasses.dataclass(frozen=True)
        class Point:
            x: int

        assert len(compiled) == 1
        assert {Point(1), Point(1), Point(2)} == {Point(2), Point(1)}
        at_once = (
            1 if sys.version_info >= (3, 13) else 3
        )  # Python 3.13 writes all methods of a class as one text
        assert len(compiled) == at_once
    assert repr(Point(1)).endswith("Point(x=1)")
    assert Point(1) != Point(3)
    assert Point.__eq__.__qualname__.endswith("Point.__eq__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point(1).x = 2  # type: ignore[misc]  # which is the point


def test_an_annotation_that_is_a_text_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = made(monkeypatch)
    for _ in range(2):
        with serving():
            found = typing.ForwardRef("int | None")
            with pytest.raises(SyntaxError, match="must be an expression"):
                typing.ForwardRef("a b")
        assert found == typing.ForwardRef("int | None")
        assert found.__forward_code__.co_names == ("int",)
    assert compiled.count("eval int | None") == 1


def test_annotations_are_those_of_the_library_that_wrote_the_text() -> None:
    module = ModuleType("library")
    with serving():
        precompiled.serve(module, "exec")
        space: dict[str, object] = {}
        vars(module)["exec"]("def f(x: int): ...", space)
    assert getattr(space["f"], "__annotations__") == {"x": int}  # noqa: B009  an object, for mypy


def test_an_expression_is_found_by_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = made(monkeypatch)
    module = ModuleType("library")
    for number in (1, 2):
        with serving():
            precompiled.serve(module, "eval")
            assert vars(module)["eval"]("a + 1", {"a": number}) == number + 1
    assert compiled == ["eval a + 1"]


def test_a_fault_is_what_it_always_is() -> None:
    with serving(), pytest.raises(re.error, match="unterminated"):
        re.compile("[a")


def test_libraries_are_given_back() -> None:
    before = vars(dataclasses).get("exec"), _compiler.compile, vars(_compiler)["_sre"]
    late = vars(typing).get("compile"), vars(dataclasses).get("_create_fn")
    with serving(), serving():
        assert _compiler.compile is not before[1]
    assert (vars(dataclasses).get("exec"), _compiler.compile, vars(_compiler)["_sre"]) == before
    assert (vars(typing).get("compile"), vars(dataclasses).get("_create_fn")) == late
    precompiled.serve(dataclasses, "exec")
    assert "exec" not in vars(dataclasses)


def test_threads_do_not_mix_their_patterns_up() -> None:
    patterns = [f"{letter}{{{n}}}" for letter in "abcdefgh" for n in range(1, 60)]
    with serving(), ThreadPoolExecutor(8) as pool:
        list(pool.map(re.compile, patterns))
    re.purge()
    with serving():
        found = [re.compile(pattern) for pattern in patterns]
    assert [p.fullmatch(p.pattern[0] * int(p.pattern[2:-1])) is not None for p in found] == [
        True
    ] * len(patterns)


def test_what_is_not_used_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "_MOST", 3)
    for text in ("1", "2", "3", "4"):
        with serving():
            precompiled.serve(module := ModuleType("library"), "eval")
            vars(module)["eval"](text)
    assert len(Pieces()._known) == 1


def test_long_texts_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "_LONGEST", 10)
    with serving():
        re.compile("a" * 20)
    assert Pieces()._known == {}
