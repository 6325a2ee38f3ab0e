"""Turn small changes of the code into the share of them that the tests notice, and the list of those that they don't.

`make mutants MINUTES=60` first runs the tests once to see which of them runs which line. Then it draws changes of mutmut's
kinds (another operator, another constant, an argument left out …) by a seed, and runs for each the tests that run its line,
until the time is over. What no test notices is written to output/mutants.txt, with its place and the changed lines.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import accumulate
from pathlib import Path
from types import ModuleType
from typing import Any

from load import worked

ROOT = Path(__file__).resolve().parent.parent
AREAS: Mapping[str, tuple[str, ...]] = {
    "load": ("briefgen/yamltext", "briefgen/load", "briefgen/fields.py", "briefgen/model"),
    "compile": ("briefgen/compile",),
    "style": ("briefgen/style",),
    "word": ("briefgen/writers/word",),
}
TESTS = (
    "tests/unit", "tests/style", "tests/word", "tests/parity/test_words.py", "tests/parity/test_contents.py",
    "tests/briefs/test_golden_trees.py", "tests/briefs/test_references.py", "tests/briefs/test_samples.py",
    "tests/briefs/test_customising.py", "tests/test_faults.py", "tests/test_content.py",
)  # fmt: skip
FEW_TESTS = 40
"""The quickest tests for a change, which are run first."""
LONGEST = 300
"""Seconds that the others for it may have taken together when they were watched, which takes a multiple."""
SECONDS = 120
"""Of the processor, after which a change counts as noticed: it made something endless."""
LIBRARIES = (
    "docx", "fontTools.ttLib", "hypothesis", "jinja2", "lxml.etree", "markdown_it", "PIL.Image", "pikepdf", "pydantic",
    "pypdfium2", "pytest", "weasyprint", "yaml",
)  # fmt: skip
"""Imported once, before a process is forked for each change."""
MEMORY = 6_000_000_000
"""Bytes that a process may have; one with a change may want any number."""
SEEN = Path("output/mutants.json")
REPORT = Path("output/mutants.txt")


# ---- which test runs which line --------------------------------------------------------------------------------------


class _Watch:
    """A plugin of pytest that tells the coverage which test is running, and takes its time."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        """Some look at the time, which they have less of while they are watched; they are left out."""

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if report.failed:
            self.failed.add(report.nodeid)


def watch(tests: Sequence[str]) -> None:
    """Run the tests once and write down which of them runs which line, and how long it takes."""
    import coverage
    import pytest

    found = coverage.Coverage(data_file=None, source=["briefgen"], branch=False)
    plugin = _Watch(found)
    found.start()
    pytest.main([*_OPTIONS, "-m", "not slow and not office", *tests], plugins=[plugin])
    found.stop()
    if len(plugin.failed) > _MOST_FAILED:
        raise SystemExit(f"the tests fail without any change: {', '.join(sorted(plugin.failed))}")
    for name in sorted(plugin.failed):
        print(f"left out, as it fails while it is watched: {name}")
    data = found.get_data()
    lines = {
        str(Path(file).relative_to(ROOT)): {
            line: [name for name in names if name and name not in plugin.failed]
            for line, names in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    SEEN.parent.mkdir(exist_ok=True)
    SEEN.write_text(json.dumps({"lines": lines, "seconds": plugin.seconds}))


_MOST_FAILED = 5
_OPTIONS = ("-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-W", "ignore", "--tb=no")


# ---- changes ---------------------------------------------------------------------------------------------------------


@dataclass
class Change:
    """A file, the line that is changed, and the whole text after it."""

    area: str
    file: str
    line: int
    make: Callable[[], str]

    @cached_property
    def text(self) -> str:
        """The whole text; made late, as few of all changes are drawn."""
        return self.make()


def changes(area: str) -> Iterator[Change]:
    """Every change of an area."""
    from libcst.metadata import MetadataWrapper, PositionProvider
    from mutmut.mutation.file_mutation import create_mutations

    for path in AREAS[area]:
        found = sorted((ROOT / path).rglob("*.py")) if (ROOT / path).is_dir() else [ROOT / path]
        for file in found:
            module, mutations, *_ = create_mutations(str(file), file.read_text("utf-8"))
            places = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
            for each in mutations:
                line = places[each.original_node].start.line
                make = partial(_text, module, each)
                yield Change(area, str(file.relative_to(ROOT)), line, make)


def _text(module: Any, mutation: Any) -> str:
    from mutmut.mutation.file_mutation import deep_replace

    made: str = deep_replace(module, mutation.original_node, mutation.mutated_node).code
    return made


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module in its changed form."""

    def __init__(self, change: Change) -> None:
        self.path, self.text = ROOT / change.file, change.text
        parts = Path(change.file).with_suffix("").parts
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)

    def find_spec(self, name: str, _path: object, _target: object = None) -> Any:
        if name != self.name:
            return None
        below = [str(self.path.parent)] if self.is_package else None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=self, submodule_search_locations=below
        )

    def create_module(self, _spec: object) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, str(self.path), "exec"), module.__dict__)  # noqa: S102  our own code


def is_noticed(change: Change, tests: Sequence[str]) -> bool:
    """Whether one of the tests fails with the change."""

    def work() -> int:
        sys.meta_path.insert(0, _Changed(change))
        return run_tests("-x", *tests)

    return apart(work, SECONDS) != 0


def load_libraries() -> None:
    """Import what every process would have to."""
    for name in LIBRARIES:
        importlib.import_module(name)


def run_tests(*arguments: str) -> int:
    """How pytest ends."""
    import pytest

    return int(pytest.main([*_OPTIONS, *arguments]))


def apart(work: Callable[[], int], seconds: float) -> int:
    """The exit code of some work in a process that is forked from this one and says nothing; -9 when it takes too long.

    `seconds` are those of the processor. They are looked at from outside: a limit that the system keeps makes the clock of the
    process go in steps, and tests that look at it fail.
    """
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = work()
        os._exit(code)
    while True:
        done, state = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(state)
        if worked(child) > seconds:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.05)


def main() -> int:
    """Draw changes until the time is over, and tell of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--watch", action="store_true", help="run the tests to see which line each runs, and end"
    )
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    given = parser.parse_args()
    os.chdir(ROOT)
    if given.watch:
        watch(given.areas or TESTS)
        return 0
    if not SEEN.is_file():
        subprocess.run([sys.executable, __file__, "--watch"], check=True)
    known = json.loads(SEEN.read_text())
    load_libraries()
    counts, survivors = _tried(known, given)
    REPORT.write_text("".join(survivors), "utf-8")
    _tell(counts, given)
    return 0


def _tried(
    known: Mapping[str, Any], given: argparse.Namespace
) -> tuple[dict[str, Counter[str]], list[str]]:
    """What became of the changes of each area, and the accounts of those that nobody noticed."""
    chance = random.Random(given.seed)  # noqa: S311  no secret
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    drawn: dict[str, list[Change]] = {}
    for area in given.areas or AREAS:
        drawn[area] = list(changes(area))
        counts[area]["in all"] = len(drawn[area])
        chance.shuffle(drawn[area])
    survivors: list[str] = []
    end = time.monotonic() + given.minutes * 60
    # The areas by turns, so that each has its share of the time.
    while any(drawn.values()) and time.monotonic() < end:
        for area in [name for name, left in drawn.items() if left]:
            change = drawn[area].pop()
            what = _outcome(change, _tests_of(change, known), known["seconds"])
            counts[area][what] += 1
            if what != "noticed":
                survivors.append(_account(change, what))
                REPORT.write_text("".join(survivors), "utf-8")
    return counts, survivors


def _tests_of(change: Change, known: Mapping[str, Any]) -> list[str]:
    """The tests that run the changed line; where only an import runs it, those that run any line of the file."""
    lines = known["lines"].get(change.file, {})
    found: list[str] | None = lines.get(str(change.line))
    if found:
        return found
    return sorted({name for names in lines.values() for name in names})


def _outcome(change: Change, tests: Sequence[str], seconds: Mapping[str, float]) -> str:
    if not tests:
        return "run by no test"
    quick = sorted(tests, key=lambda name: seconds.get(name, 0))
    taken = accumulate(seconds.get(name, 0) for name in quick[FEW_TESTS:])
    others = [
        name for name, so_far in zip(quick[FEW_TESTS:], taken, strict=True) if so_far < LONGEST
    ]
    tried = (quick[:FEW_TESTS], others)
    return "noticed" if any(some and is_noticed(change, some) for some in tried) else "survived"


def _account(change: Change, what: str) -> str:
    before = (ROOT / change.file).read_text("utf-8").splitlines()
    lines = difflib.unified_diff(before, change.text.splitlines(), lineterm="", n=0)
    return "\n".join([f"{change.file}:{change.line}: {what}", *[*lines][3:], "", ""])


def _tell(counts: Mapping[str, Counter[str]], given: argparse.Namespace) -> None:
    day = datetime.now(UTC).date().isoformat()
    print(f"{day}, `make mutants MINUTES={given.minutes:g}`, seed {given.seed}\n")
    print(
        "| area | possible | tried | noticed | survived | run by no test | score |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for area, found in counts.items():
        tried = sum(found.values()) - found["in all"]
        score = found["noticed"] / tried if tried else 0
        numbers = (
            found["in all"],
            tried,
            found["noticed"],
            found["survived"],
            found["run by no test"],
        )
        print(f"| {area} | {' | '.join(f'{n:,}' for n in numbers)} | {score:.0%} |")


if __name__ == "__main__":
    sys.exit(main())
