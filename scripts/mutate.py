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
import difflib
import gc
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import _lru_cache_wrapper, cached_property, partial
from itertools import chain
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from apart import apart, load_libraries, run_tests
from testlines import AREAS, ROOT, SEEN, Seen, digest, name_of, sources, spec_of, watch

REPORT = Path("output/mutants.txt")


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


def changes(area: str, file: Path) -> Iterator[Change]:
    """Every change of a module."""
    from libcst import FunctionDef
    from libcst.metadata import MetadataWrapper, PositionProvider
    from mutmut.mutation.file_mutation import create_mutations

    module, mutations, *_ = create_mutations(str(file), file.read_text("utf-8"))
    places = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    for each in mutations:
        line = places[each.original_node].start.line
        function = each.contained_by_top_level_function
        in_body = isinstance(function, FunctionDef) and line >= places[function.body].start.line
        make = partial(_text, module, each)
        yield Change(area, str(file.relative_to(ROOT)), line, not in_body, make)


class Deck:
    """The changes of an area, drawn by chance; a module's are listed when the first of them is drawn."""

    def __init__(self, area: str, chance: random.Random, wanted: Callable[[Change], bool]) -> None:
        self.area, self.chance, self.wanted = area, chance, wanted
        self.files = {file: file.stat().st_size for file in sources(area)}
        self.left: dict[Path, list[Change]] = {}
        self.listed = self.size = 0

    def draw(self) -> Change | None:
        """One more; None when there is none."""
        while self.files:
            (file,) = self.chance.choices([*self.files], [*self.files.values()])
            if file not in self.left:
                self._list(file)
            if self.left[file]:
                return self.left[file].pop()
            del self.files[file]
        return None

    def _list(self, file: Path) -> None:
        found = [each for each in changes(self.area, file) if self.wanted(each)]
        self.listed, self.size = self.listed + len(found), self.size + self.files[file]
        self.chance.shuffle(found)
        self.left[file] = found

    def possible(self) -> int:
        """How many there are; of modules that were not listed, as many as there would be for their size."""
        size = sum(file.stat().st_size for file in sources(self.area))
        return round(self.listed * size / self.size) if self.size else 0


def _text(module: Any, mutation: Any) -> str:
    from mutmut.mutation.file_mutation import deep_replace

    made: str = deep_replace(module, mutation.original_node, mutation.mutated_node).code
    return made


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module in its changed form."""

    def __init__(self, change: Change) -> None:
        self.path, self.text = ROOT / change.file, change.text

    def find_spec(self, name: str, _path: object, _target: object = None) -> Any:
        return spec_of(name, self.path, self) if name == name_of(self.path) else None

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
            importlib.import_module(name_of(file))
        self.functions = Functions()
        self._warm_up()
        gc.freeze()
        self.work(self)
        return True

    def _warm_up(self) -> None:
        """Run a test of each folder, so that WeasyPrint is ready, and forget what came of it."""
        from briefgen import kept

        ready = {item.path.parent: item for item in self.session.items}
        self.cache = tempfile.TemporaryDirectory(prefix="briefgen-")
        os.environ["BRIEFGEN_CACHE"] = self.cache.name
        self._run([*ready.values()], Path(os.devnull))
        kept.forget()
        for each in gc.get_objects():
            if isinstance(each, _lru_cache_wrapper) and each.__module__.startswith("briefgen"):
                each.cache_clear()

    def is_noticed(self, change: Change | None, tests: Sequence[str], seconds: float) -> bool:
        """Whether one of the tests fails with the change, or it takes too long."""
        with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
            failed = Path(folder, "failed")

            def work() -> int:
                tempfile.tempdir = os.environ["TMPDIR"] = folder
                os.environ["BRIEFGEN_CACHE"] = f"{folder}/cache"
                shutil.copytree(self.cache.name, f"{folder}/cache")
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
        self.again = set(REPORT.read_text("utf-8").split("\n\n")) if self.given.again else set()
        chance = random.Random(self.given.seed)  # noqa: S311  no secret
        decks = {area: Deck(area, chance, self._is_meant) for area in self.given.areas or AREAS}
        counts: dict[str, Counter[str]] = {area: Counter() for area in decks}
        self.end, left = time.monotonic() + self.given.minutes * 60, dict(decks)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self._stop)
        with REPORT.open("w", encoding="utf-8") as report:
            # The areas by turns, so that each has its share of the time.
            while left and time.monotonic() < self.end:
                for area, deck in list(left.items()):
                    change = deck.draw()
                    if change is None:
                        del left[area]
                        continue
                    what = self._outcome(change)
                    counts[area][what] += 1
                    if what != "noticed":
                        report.write(f"{change.account}\n({what})\n\n")
                        report.flush()
        _tell(decks, counts, self.given)

    def _stop(self, *_: object) -> None:
        self.end = 0.0

    def _is_meant(self, change: Change) -> bool:
        on_import = change.is_table or self.seen.is_run_on_import_only(change.file, change.line)
        if on_import != self.given.tables:
            return False
        place = f"{change.file}:{change.line}\n"
        near = [each for each in self.again if each.startswith(place)]
        return not self.given.again or any(each.startswith(f"{change.account}\n(") for each in near)

    def _outcome(self, change: Change) -> str:
        tests = self.seen.of_line(change.file, change.line)
        if self.given.tables:
            tests = tests or self.seen.of_file(change.file)
        some = self.seen.quickest(tests, self.given.seconds)
        if not some:
            return "run by no test"
        seconds = 20 + 4 * sum(self.seen.seconds[name] for name in some)
        return "noticed" if self.is_noticed(change, some, seconds) else "survived"


def _tell(
    decks: Mapping[str, Deck], counts: Mapping[str, Counter[str]], given: argparse.Namespace
) -> None:
    day = datetime.now(UTC).date().isoformat()
    print(f"{day}, {given.minutes:g} minutes, seed {given.seed}{', tables' * given.tables}\n")
    print("| area | possible, about | tried | noticed | survived | run by no test |")
    print("| --- | --- | --- | --- | --- | --- |")
    for area, found in counts.items():
        others = [found[name] for name in ("noticed", "survived", "run by no test")]
        numbers = (decks[area].possible(), sum(others), *others)
        print(f"| {area} | {' | '.join(f'{n:,}' for n in numbers)} |")


def main() -> int:
    """Draw changes until the time is over, and tell of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--seconds", type=float, default=3, help="of tests for one change, the quickest first; 3"
    )
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
