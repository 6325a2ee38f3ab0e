"""Turn the protections of briefgen, taken out one by one, into the list of those that no test misses.

`make protections` goes through tests/protections.toml: each line of it names a spot in the code and what stands there when the
protection is gone. The change is made in a copy of the repository, the tests that hold it are run there, and one has to fail.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apart import apart, load_libraries, run_tests

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests/protections.toml"
COPIED = (
    "briefgen",
    "tests",
    "templates",
    "content",
    "docs",
    "scripts",
    "pyproject.toml",
    "README.md",
    "README.zh-CN.md",
)
FAILED = 1
"""What pytest ends with when a test failed; anything else would say that it could not be asked."""
SECONDS = 60
"""Of the processor, after which a protection counts as missed: without it something never ends."""


@dataclass(frozen=True, slots=True)
class Protection:
    """`what` it keeps out; `file` has `old` once, and `new` in its place without it; `tests` are those that hold it."""

    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def protections() -> Iterator[Protection]:
    """All of them, in the order of the table."""
    for name, group in tomllib.loads(TABLE.read_text("utf-8")).items():
        for what, old, new, *tests in group["without"]:
            old, new = (code.replace("\\n", "\n") for code in (old, new))
            yield Protection(
                f"{name}: {what}", group["file"], old, new, tuple(tests or group["tests"])
            )


def code_of(folder: Path, tests: tuple[str, ...]) -> int:
    """How pytest ends in a copy; FAILED also when it has to be stopped."""

    def work() -> int:
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        os.environ |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return run_tests("-x", *tests)

    code = apart(work, SECONDS)
    return FAILED if code < 0 else code


def outcome(folder: Path, each: Protection) -> str:
    """What becomes of the tests without a protection: "missed", or what is wrong."""
    path = folder / each.file
    text = path.read_text("utf-8")
    if text.count(each.old) != 1:
        return f"stands there {text.count(each.old)} times"
    path.write_text(text.replace(each.old, each.new), "utf-8")
    try:
        compile(path.read_text("utf-8"), each.file, "exec")
        code = code_of(folder, each.tests)
    except SyntaxError as error:
        return f"no Python without it: {error}"
    finally:
        path.write_text(text, "utf-8")
    if code == FAILED:
        return "missed"
    return "NO TEST FAILS" if code == 0 else f"pytest ended with {code}"


def main() -> int:
    """Take out what was asked for; 1 when there is something that no test misses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help="only those in whose line this is"
    )
    parser.add_argument("--sound", action="store_true", help="first run all the tests as they are")
    parser.add_argument("--tell", action="store_true", help="also tell of those that are missed")
    given = parser.parse_args()
    wanted = [
        each for each in protections()
        if not given.words or any(word in f"{each.what} {each.file}" for word in given.words)
    ]  # fmt: skip
    load_libraries()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="briefgen-") as made:
        folder = Path(made)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        if given.sound and code_of(
            folder, tuple(sorted({t for each in wanted for t in each.tests}))
        ):
            raise SystemExit("the tests fail as they are")
        for each in wanted:
            said = outcome(folder, each)
            missed += said == "missed"
            if said != "missed":
                print(f"{each.file}: {each.what}: {said}", flush=True)
            elif given.tell:
                print(f"{each.what}: missed", flush=True)
    print(f"{missed} of {len(wanted)} protections are missed by a test when they are taken out")
    return int(missed != len(wanted))


if __name__ == "__main__":
    sys.exit(main())
