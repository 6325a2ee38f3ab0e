"""The READMEs, typed into a shell line by line: every command of theirs runs and prints what the page shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.docs.pages import READMES, ROOT, Fence, fences, headings, links

BIN = Path(sys.executable).parent
NOT_COPIED = (".git", ".venv", "output", "dist", ".*_cache", "__pycache__", ".hypothesis")
FRIDAY = "1795132800"  # 20 November 2026, so that `init` makes the week that the pages show
MARK = "=== done"

# What would install something runs without doing so: `make` takes the environment as it is, and the tests don't run
# themselves. test_makefile.py and test_wheel.py look at the installing.
PRELUDE = f"""\
ready="-o system -o .venv/brief-ready -o .venv/test-ready -o .venv/bin/python"
make() {{ if [ "$1" = brief ]; then command make -s $ready brief; else command make -n $ready "$@" >/dev/null; fi; }}
pip() {{ test "$*" = "install ." && grep -q 'name = "briefgen"' pyproject.toml; }}
done_() {{ local code=$?; printf '\\n{MARK} %s %s\\n' "$1" $code; return $code; }}
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a page and the lines that the page shows after it (None: it shows nothing)."""

    command: str
    shown: tuple[str, ...] | None
    line: int


def steps(page: Path) -> Iterator[Step]:
    for fence in fences(page):
        if fence.language == "sh":
            for offset, line in enumerate(fence.text.splitlines()):
                yield Step(line, None, fence.line + offset)
        elif fence.language == "console":
            yield from console(fence)
        elif fence.path:
            yield Step(f"cat > {fence.path} <<'.'\n{fence.text}.", None, fence.line)


def console(fence: Fence) -> Iterator[Step]:
    written = fence.text.splitlines()
    starts = [number for number, line in enumerate(written) if line.startswith("$ ")]
    assert starts[:1] == [0], f"line {fence.line}: a console block begins with a command"
    for start, end in zip(starts, [*starts[1:], len(written)], strict=True):
        shown = tuple(written[start + 1 : end])
        yield Step(written[start].removeprefix("$ "), shown, fence.line + start)


def run(page: Path, folder: Path) -> list[tuple[Step, list[str], int]]:
    """Every step of a page with what it printed and its exit code, in one shell that starts in a copy of the repository."""
    checkout = folder / "briefgen"
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (checkout / ".venv").symlink_to(BIN.parent)
    todo = list(steps(page))
    script = PRELUDE + "".join(f"{step.command}\ndone_ {n}\n" for n, step in enumerate(todo))
    environment = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "zh_CN.UTF-8" if "zh" in page.name else "en_GB.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": FRIDAY,
    }
    for name in ("FONTCONFIG_FILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        if name in os.environ:
            environment[name] = os.environ[name]
    finished = subprocess.run(
        ["bash", "-c", script],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    parts = re.split(rf"\n{MARK} (\d+) (\d+)\n", finished.stdout)
    assert len(parts) == 3 * len(todo) + 1, finished.stdout
    return [(step, parts[3 * n].splitlines(), int(parts[3 * n + 2])) for n, step in enumerate(todo)]


def differs(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Whether the lines are others; … in a shown line stands for anything."""
    wanted = [".*".join(map(re.escape, line.split("…"))) for line in shown]
    return len(wanted) != len(printed) or not all(
        re.fullmatch(pattern, line) for pattern, line in zip(wanted, printed, strict=True)
    )


@pytest.mark.slow
@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_command_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    ran = run(page, tmp_path)
    assert len(ran) >= 15
    wrong = []
    for number, (step, printed, code) in enumerate(ran):
        asked = number + 1 < len(ran) and ran[number + 1][0].command == "echo $?"
        if code != 0 and not asked:
            wrong.append(f"{page.name}:{step.line}: exit code {code} of {step.command}: {printed}")
        if step.shown is not None and differs(step.shown, printed):
            found = "\n".join(printed)
            wrong.append(f"{page.name}:{step.line}: {step.command} prints\n{found}")
    assert not wrong, "\n".join(wrong)


def test_a_page_that_shows_something_else_is_noticed() -> None:
    assert differs(("a  5 pages, … KB",), ["a  6 pages, 5 KB"])
    assert differs(("a",), ["a", "b"])
    assert differs(("a.b",), ["axb"])
    assert not differs(("a  5 pages, … KB", "b"), ["a  5 pages, 12 KB", "b"])


def test_both_languages_have_the_same_parts() -> None:
    english, chinese = READMES
    assert [h.split()[0] for h in headings(english)] == [h.split()[0] for h in headings(chinese)]
    assert len(headings(english)) >= 7
    blocks = [[fence.language for fence in fences(page)] for page in READMES]
    assert blocks[0] == blocks[1]

    def targets(page: Path) -> list[str]:
        return [target.replace(".zh-CN.md", ".md") for _, target in links(page)]

    assert targets(english) == targets(chinese)


def test_the_readmes_name_the_two_commands_and_the_licence() -> None:
    for page in READMES:
        commands = [step.command for step in steps(page)]
        assert commands.index("make brief") < commands.index("make test")
        assert (len(commands) - commands.index("make test")) > 8
        assert "LICENSE" in [target for _, target in links(page)]


@pytest.mark.parametrize("name", ["first-page", "newsletter"])
def test_pictures_are_small_and_made_by_a_command(name: str) -> None:
    path = ROOT / f"docs/images/{name}.png"
    assert path.stat().st_size <= 200_000
    with Image.open(path) as picture:
        assert picture.width > 1000
    for page in READMES:
        assert f"docs/images/{name}.png" in [target for _, target in links(page)]
    assert f'"{name}":' in (ROOT / "scripts/pictures.py").read_text("utf-8")
