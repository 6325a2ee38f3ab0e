"""Turn small changes of the code into the share of them that the tests notice, and the list of those that they don't.

`make mutants MINUTES=60` first runs the tests once to see which of them runs which line. Then it draws changes of mutmut's
kinds (another operator, another constant, an argument left out …) by a seed, and runs for each the tests that run its line,
until the time is over. What no test notices is written to output/mutants.txt, with its place and the changed lines.

It is quick because little is done again: the lines mark themselves while the tests run, so that nothing is traced; the tests
are collected once; and a change is put into the functions of a forked process, where the quickest tests come first and the
first that fails ends it. What is made on import (tables, defaults, classes) can't be put in like this: it is counted by
itself, with --tables, and each such change imports everything anew.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import accumulate, chain
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from apart import apart, load_libraries, run_tests

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
    "tests/unit/test_encoding.py", "tests/test_faults.py", "tests/style", "tests/word",
)  # fmt: skip
"""Those that test the areas, and are quick."""
FEW_TESTS = 40
"""The quickest tests for a change, which are run first."""
LONGEST = 3
"""Seconds that all tests for a change may take together; the slower ones are left out."""
SEEN = Path("output/mutants.json")
REPORT = Path("output/mutants.txt")


def sources(area: str) -> Iterator[Path]:
    """The modules of an area."""
    for name in AREAS[area]:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def digest() -> str:
    """What tells the code of the areas from any other."""
    files = chain.from_iterable(map(sources, AREAS))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


# ---- which test runs which line --------------------------------------------------------------------------------------


class _Marked(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules of the areas with a mark set before each statement."""

    def __init__(self) -> None:
        files = chain.from_iterable(map(sources, AREAS))
        self.files = {_name(file): file for file in files}
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
        return _spec(name, self.files[name], self) if name in self.files else None

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
    marked = _Marked()
    sys.meta_path.insert(0, marked)
    for name in marked.files:
        importlib.import_module(name)
    on_import = marked.set_now()
    plugin = _Watch(marked)
    run_tests("-m", "not slow and not office", *(tests or TESTS), plugins=[plugin])
    for name in sorted(plugin.failed):
        print(f"left out, as it fails while it is watched: {name}")
        del plugin.tests[name]
    before = json.loads(SEEN.read_text())["tests"] if tests and SEEN.is_file() else {}
    known = {name: each for name, each in before.items() if name.partition("::")[0] not in tests}
    seen = {
        "of": digest(), "lines": marked.lines, "on import": on_import, "tests": known | plugin.tests,
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

    def by_turns(self, tests: Sequence[str]) -> tuple[list[str], list[str]]:
        """The quickest tests, and the others."""
        quick = sorted(tests, key=lambda name: self.seconds[name])
        so_far = accumulate(self.seconds[name] for name in quick)
        some = [name for name, taken in zip(quick, so_far, strict=True) if taken < LONGEST]
        return some[:FEW_TESTS], some[FEW_TESTS:]


# ---- changes ---------------------------------------------------------------------------------------------------------


@dataclass
class Change:
    """A file, the line that is changed, whether that is made on import, and the whole text after it."""

    area: str
    file: str
    line: int
    is_table: bool
    make: Callable[[], str]

    @cached_property
    def text(self) -> str:
        """The whole text; made late, as few of all changes are drawn."""
        return self.make()

    @property
    def account(self) -> str:
        """The place and the lines that differ."""
        before = (ROOT / self.file).read_text("utf-8").splitlines()
        lines = difflib.unified_diff(before, self.text.splitlines(), lineterm="", n=0)
        return "\n".join([f"{self.file}:{self.line}", *[*lines][3:]])


def changes(area: str) -> Iterator[Change]:
    """Every change of an area."""
    from libcst.metadata import MetadataWrapper, PositionProvider
    from mutmut.mutation.file_mutation import create_mutations

    for file in sources(area):
        module, mutations, *_ = create_mutations(str(file), file.read_text("utf-8"))
        places = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
        for each in mutations:
            line = places[each.original_node].start.line
            function = each.contained_by_top_level_function
            body = getattr(function, "body", None)
            is_table = body is None or line <= places[body].start.line
            make = partial(_text, module, each)
            yield Change(area, str(file.relative_to(ROOT)), line, is_table, make)


def _text(module: Any, mutation: Any) -> str:
    from mutmut.mutation.file_mutation import deep_replace

    made: str = deep_replace(module, mutation.original_node, mutation.mutated_node).code
    return made


def _name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _spec(name: str, file: Path, loader: importlib.abc.Loader) -> Any:
    below = [str(file.parent)] if file.stem == "__init__" else None
    return importlib.util.spec_from_file_location(
        name, file, loader=loader, submodule_search_locations=below
    )


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module in its changed form."""

    def __init__(self, change: Change) -> None:
        self.path, self.text = ROOT / change.file, change.text

    def find_spec(self, name: str, _path: object, _target: object = None) -> Any:
        return _spec(name, self.path, self) if name == _name(self.path) else None

    def create_module(self, _spec: object) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        code = compile(self.text, str(self.path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102  our own code


class Functions:
    """All functions of the areas, where a change can be put in."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                self.found[_key(each.__code__)].append(each)

    def put_in(self, change: Change) -> None:
        """Give them the code of the changed text; those behind it may be found no more, and are as they were."""
        left: list[Any] = [compile(change.text, str(ROOT / change.file), "exec", dont_inherit=True)]
        while left:
            code = left.pop()
            left += [each for each in code.co_consts if isinstance(each, CodeType)]
            for function in self.found.get(_key(code), ()):
                function.__code__ = code


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


# ---- trying them -----------------------------------------------------------------------------------------------------


class Collected:
    """A plugin of pytest that, instead of running the tests that were collected, does some work with them."""

    def __init__(self, work: Callable[[Collected], None]) -> None:
        self.work = work
        self.sound: dict[str, bool] = {}
        """Whether a test that noticed something passes without any change."""

    def pytest_runtestloop(self, session: Any) -> bool:
        """Do the work; True tells pytest that the tests are done."""
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        for file in chain.from_iterable(map(sources, AREAS)):
            importlib.import_module(_name(file))
        self.functions = Functions()
        gc.freeze()
        self.work(self)
        return True

    def is_noticed(self, change: Change | None, tests: Sequence[str], seconds: float) -> bool:
        """Whether one of the tests fails with the change, or it takes too long."""
        with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
            failed = Path(folder, "failed")

            def work() -> int:
                tempfile.tempdir = os.environ["TMPDIR"] = folder
                os.environ["BRIEFGEN_CACHE"] = f"{folder}/cache"
                if change:
                    self.functions.put_in(change)
                return self._run([self.items[name] for name in tests], failed)

            code = apart(work, seconds)
            culprit = failed.read_text() if failed.exists() else ""
        if not culprit or not change:
            return code != 0
        if culprit not in self.sound:
            self.sound[culprit] = not self.is_noticed(None, [culprit], seconds)
        if self.sound[culprit]:
            return True
        return self.is_noticed(change, [name for name in tests if name != culprit], seconds)

    def _run(self, items: Sequence[Any], failed: Path) -> int:
        for item, after in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.session.testsfailed:
                failed.write_text(item.nodeid)
                return 1
        return 0


def is_noticed_on_import(change: Change, tests: Sequence[str], seconds: float) -> bool:
    """Whether one of the tests fails when everything is imported with the change."""

    def work() -> int:
        sys.meta_path.insert(0, _Changed(change))
        return run_tests("-x", *tests)

    return apart(work, seconds + 20) != 0


@dataclass
class Trial:
    """Draws changes and asks `is_noticed` for each, until the time is over."""

    given: argparse.Namespace
    seen: Seen
    is_noticed: Callable[[Change, Sequence[str], float], bool]

    def run(self) -> None:
        """Write the accounts of those that nobody noticed, and print how many there are."""
        again = set(REPORT.read_text("utf-8").split("\n\n")) if self.given.again else set()
        chance = random.Random(self.given.seed)  # noqa: S311  no secret
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        drawn: dict[str, list[Change]] = {}
        for area in self.given.areas or AREAS:
            found = [each for each in changes(area) if self._is_meant(each)]
            counts[area]["in all"] = len(found)
            chance.shuffle(found)
            drawn[area] = [each for each in found if _is_among(each, again)] if again else found
        end = time.monotonic() + self.given.minutes * 60
        with REPORT.open("w", encoding="utf-8") as report:
            # The areas by turns, so that each has its share of the time.
            while any(drawn.values()) and time.monotonic() < end:
                for area in [name for name, left in drawn.items() if left]:
                    change = drawn[area].pop()
                    what = self._outcome(change)
                    counts[area][what] += 1
                    if what != "noticed":
                        report.write(f"{change.account}\n({what})\n\n")
                        report.flush()
        _tell(counts, self.given)

    def _is_meant(self, change: Change) -> bool:
        on_import = change.is_table or self.seen.is_run_on_import_only(change.file, change.line)
        return bool(on_import == self.given.tables)

    def _outcome(self, change: Change) -> str:
        tests = self.seen.of_line(change.file, change.line)
        if self.given.tables:
            tests = tests or self.seen.of_file(change.file)
        if not tests:
            return "run by no test"
        for some in self.seen.by_turns(tests):
            seconds = 20 + 4 * sum(self.seen.seconds[name] for name in some)
            if some and self.is_noticed(change, some, seconds):
                return "noticed"
        return "survived"


def _is_among(change: Change, accounts: set[str]) -> bool:
    place = f"{change.file}:{change.line}\n"
    return any(
        account.startswith(place) and account.startswith(f"{change.account}\n(")
        for account in accounts
    )


def _tell(counts: Mapping[str, Counter[str]], given: argparse.Namespace) -> None:
    day = datetime.now(UTC).date().isoformat()
    print(f"{day}, {given.minutes:g} minutes, seed {given.seed}{', tables' * given.tables}\n")
    columns = ("in all", "noticed", "survived", "run by no test")
    print("| area | possible | tried | noticed | survived | run by no test |")
    print("| --- | --- | --- | --- | --- | --- |")
    for area, found in counts.items():
        possible, *others = (found[name] for name in columns)
        print(f"| {area} | {' | '.join(f'{n:,}' for n in (possible, sum(others), *others))} |")


def main() -> int:
    """Draw changes until the time is over, and tell of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", action="store_true", help="only what is made on import")
    parser.add_argument("--again", action="store_true", help="those that nothing noticed last time")
    parser.add_argument(
        "--watch",
        action="store_true",
        help="only run the tests (of these files) to see their lines",
    )
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.dont_write_bytecode = False
    if given.watch:
        watch(given.areas)
        return 0
    if not SEEN.is_file() or json.loads(SEEN.read_text())["of"] != digest():
        subprocess.run([sys.executable, __file__, "--watch"], check=True)
    seen = Seen()
    load_libraries()
    if given.tables:
        Trial(given, seen, is_noticed_on_import).run()
        return 0
    files = sorted({name.partition("::")[0] for name in seen.seconds})
    plugin = Collected(lambda tests: Trial(given, seen, tests.is_noticed).run())
    return run_tests("--capture=sys", *files, plugins=[plugin])


if __name__ == "__main__":
    sys.exit(main())
