"""Turn one run of the tests into which of them runs which line of the code, and how long each takes.

The lines mark themselves, so that nothing has to be traced: a mark is set before each statement when a module is imported.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from apart import load_libraries, run_tests

ROOT = Path(__file__).resolve().parent.parent
AREAS: Mapping[str, tuple[str, ...]] = {
    "load": ("briefgen/yamltext", "briefgen/load", "briefgen/fields.py", "briefgen/model"),
    "compile": ("briefgen/compile",),
    "style": ("briefgen/style",),
    "word": ("briefgen/writers/word",),
}
TESTS = (
    "tests/unit/test_yamltext.py", "tests/unit/test_load.py", "tests/unit/test_binding.py", "tests/unit/test_charts.py",
    "tests/unit/test_compile.py", "tests/unit/test_narrowed.py", "tests/unit/test_weeks.py", "tests/unit/test_schema.py",
    "tests/unit/test_encoding.py", "tests/unit/test_message_lines.py", "tests/unit/test_sources.py",
    "tests/test_faults.py", "tests/style", "tests/word",
)  # fmt: skip
"""Those that test the areas, and are quick."""
SEEN = Path("output/mutants.json")


def sources(area: str) -> Iterator[Path]:
    """The modules of an area."""
    for name in AREAS[area]:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def digest() -> str:
    """What tells the code of the areas from any other."""
    files = chain.from_iterable(map(sources, AREAS))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def name_of(file: Path) -> str:
    """The name that a module is imported by."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def spec_of(name: str, file: Path, loader: importlib.abc.Loader) -> Any:
    """What tells the import system of a module that `loader` makes."""
    below = [str(file.parent)] if file.stem == "__init__" else None
    return importlib.util.spec_from_file_location(
        name, file, loader=loader, submodule_search_locations=below
    )


class _Marked(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules of the areas with a mark set before each statement."""

    def __init__(self) -> None:
        files = chain.from_iterable(map(sources, AREAS))
        self.files = {name_of(file): file for file in files}
        self.marks = bytearray(20_000)
        self.lines: dict[str, dict[int, int]] = {}
        """The mark of the innermost statement of each line, by files."""
        self.set_up = 0

    def set_now(self) -> list[int]:
        """The marks that are set."""
        return [mark for mark, is_set in enumerate(self.marks) if is_set]

    def set(self, marks: Sequence[int]) -> None:
        """Set these marks and no others."""
        self.marks[:] = bytes(len(self.marks))
        for mark in marks:
            self.marks[mark] = 1

    def find_spec(self, name: str, _path: object, _target: object = None) -> Any:
        return spec_of(name, self.files[name], self) if name in self.files else None

    def create_module(self, _spec: object) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = self.files[module.__name__]
        tree = ast.parse(file.read_bytes())
        self._mark(tree, self.lines.setdefault(str(file.relative_to(ROOT)), {}))
        module.__dict__["__marks__"] = self.marks
        exec(compile(tree, str(file), "exec", dont_inherit=True), module.__dict__)  # noqa: S102  our own code

    def _mark(self, tree: ast.Module, lines: dict[int, int]) -> None:
        # From outside in, so that the marks of inner statements stand in the end.
        for node in ast.walk(tree):
            for name in ("body", "orelse", "finalbody"):
                body = getattr(node, name, None)
                if isinstance(body, list):
                    setattr(node, name, [made for each in body for made in self._both(each, lines)])

    def _both(self, statement: ast.stmt, lines: dict[int, int]) -> Iterator[ast.stmt]:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_text and not (
            isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        ):
            self.set_up += 1
            for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1):
                lines[line] = self.set_up
            mark = ast.parse(f"__marks__[{self.set_up}] = 1").body[0]
            for part in ast.walk(mark):
                ast.copy_location(part, statement)
            yield mark
        yield statement


class _Watch:
    """A plugin of pytest that reads the marks of each test, and takes its time."""

    def __init__(self, marked: _Marked) -> None:
        self.marked = marked
        self.tests: dict[str, tuple[float, list[int]]] = {}
        self.failed: set[str] = set()
        """Some look at the time or at the code itself; they are left out."""
        self.shared: dict[int, list[int]] = {}
        """The marks of fixtures, which several tests may use."""

    def pytest_runtest_logstart(self) -> None:
        """Begin with no mark set."""
        from briefgen import kept

        # What an earlier test has left there would not be made again.
        kept.forget()
        self.marked.set([])
        self.started = time.process_time()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Keep the marks of a fixture apart, when it is one for several tests."""
        if fixturedef.scope == "function":
            return (yield)
        before = self.marked.set_now()
        self.marked.set([])
        made = yield
        self.shared[id(fixturedef)] = self.marked.set_now()
        self.marked.set(before)
        return made

    def pytest_runtest_teardown(self, item: Any) -> None:
        """Give a test the marks of its fixtures, which another may have asked for before."""
        for *_, last in item._fixtureinfo.name2fixturedefs.values():
            for mark in self.shared.get(id(last), ()):
                self.marked.marks[mark] = 1

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note those that fail."""
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Keep the marks."""
        self.tests[nodeid] = time.process_time() - self.started, self.marked.set_now()


def watch(tests: Sequence[str]) -> None:
    """Run the tests once and write down which of them runs which line, and how long it takes.

    When only some files are given, what is known of the others stays.
    """
    load_libraries()
    of, marked = digest(), _Marked()
    sys.meta_path.insert(0, marked)
    for name in marked.files:
        importlib.import_module(name)
    on_import = marked.set_now()
    plugin = _Watch(marked)
    run_tests("-m", "not slow and not office", *(tests or TESTS), plugins=[plugin])
    if not plugin.tests:
        raise SystemExit("no test was run")
    for name in sorted(plugin.failed):
        print(f"left out, as it fails while it is watched: {name}")
        del plugin.tests[name]
    before = json.loads(SEEN.read_text())["tests"] if tests and SEEN.is_file() else {}
    known = {name: each for name, each in before.items() if name.partition("::")[0] not in tests}
    seen = {
        "of": of, "lines": marked.lines, "on import": on_import, "tests": known | plugin.tests,
    }  # fmt: skip
    SEEN.parent.mkdir(exist_ok=True)
    SEEN.write_text(json.dumps(seen))


class Seen:
    """What `watch` has written down."""

    def __init__(self) -> None:
        found = json.loads(SEEN.read_text())
        self.lines: dict[str, dict[str, int]] = found["lines"]
        self.seconds = {name: taken for name, (taken, _) in found["tests"].items()}
        self.on_import = frozenset(found["on import"])
        self.runs: dict[int, list[str]] = defaultdict(list)
        for name, (_, marks) in found["tests"].items():
            for mark in marks:
                self.runs[mark].append(name)

    def of_line(self, file: str, line: int) -> list[str]:
        """The tests that run a line."""
        return self.runs.get(self.lines[file].get(str(line), 0), [])

    def of_file(self, file: str) -> list[str]:
        """The tests that run any line of a file."""
        return sorted({name for line in self.lines[file] for name in self.of_line(file, int(line))})

    def is_run_on_import_only(self, file: str, line: int) -> bool:
        """Whether no test runs a line, but the import does."""
        mark = self.lines[file].get(str(line))
        return mark in self.on_import and mark not in self.runs

    def quickest(self, tests: Sequence[str], most: float) -> list[str]:
        """The quickest of some tests, which take up to `most` seconds together."""
        quick = sorted(tests, key=lambda name: self.seconds[name])
        so_far = accumulate(self.seconds[name] for name in quick)
        return [name for name, taken in zip(quick, so_far, strict=True) if taken < most]
