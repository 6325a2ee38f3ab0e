"""The commands of the README: what `make` runs, what the system installer says, what the locks hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("bash", "dirname", "cmp", "mktemp", "rm", "tail", "cat", "grep", "chmod")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )


def plan(target: str) -> list[str]:
    """What `make TARGET` would run, everything installed."""
    ready = ["-o", ".venv/brief-ready", "-o", ".venv/test-ready", "-o", ".venv/bin/python"]
    finished = run("make", "--no-print-directory", "-n", *ready, target, MAKEFLAGS="")
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A PATH with the common tools, an ordinary user, no package manager, no fontconfig."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / tool).symlink_to(found)
    write_tool(tmp_path / "id", "echo 1000")
    write_tool(tmp_path / "ldconfig", "exit 0")
    write_tool(tmp_path / "python3", "exit 0")
    return tmp_path


def write_tool(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)


def install(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = machine / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [str(machine / "bash"), str(ROOT / "scripts/install-system"), *arguments],
        env={"PATH": str(machine), "HOME": str(home)},
        capture_output=True,
        text=True,
    )


def test_brief_installs_and_builds() -> None:
    lines = plan("brief")
    assert lines[0].split() == ["scripts/install-system"]
    assert lines[-1] == ".venv/bin/briefgen build"


def test_test_installs_lints_and_tests() -> None:
    lines = plan("test")
    assert lines[0] == "scripts/install-system --test"
    assert ".venv/bin/ruff format --check briefgen tests scripts" in lines
    assert ".venv/bin/mypy" in lines
    assert lines[-1] == ".venv/bin/python -m pytest -n 2"


def test_lint_changes_nothing_and_installs_nothing() -> None:
    assert [line.split()[0] for line in plan("lint")] == [
        ".venv/bin/ruff",
        ".venv/bin/ruff",
        ".venv/bin/mypy",
    ]


def test_help_names_every_command() -> None:
    printed = run("make", "help").stdout
    assert re.findall(r"make (\w+)", printed)[:2] == ["help", "brief"]
    for command in ("test", "lint", "format", "bench", "clean"):
        assert f"make {command} " in printed


def test_no_python_is_said(tmp_path: Path) -> None:
    finished = run("make", "brief", f"VENV={tmp_path / 'venv'}", "PYTHON=", "-o", "system")
    assert finished.returncode == 2
    assert "briefgen needs Python 3.11 or later" in finished.stderr


def test_ci_runs_the_test_command_and_nothing_else() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    lines = [line for line in script.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[0] == "set -euo pipefail"
    assert lines[-1] == "make test"
    assert len(lines) == 3


def test_not_debian_says_what_to_install_and_goes_on(bare_machine: Path) -> None:
    finished = install(bare_machine)
    assert finished.returncode == 0
    assert finished.stdout == ""
    assert "Not Debian or Ubuntu" in finished.stderr
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk"
    assert packages in finished.stderr
    assert "libreoffice" not in finished.stderr
    assert "https://ctan.org/pkg/fandol" in finished.stderr
    assert str(bare_machine / "home/.local/share/fonts/briefgen") in finished.stderr


def test_not_root_says_the_command_and_goes_on(bare_machine: Path) -> None:
    write_tool(bare_machine / "apt-get", "exit 100")
    finished = install(bare_machine, "--test")
    assert finished.returncode == 0
    command = next(line for line in finished.stderr.splitlines() if "sudo apt-get" in line)
    assert command.split()[:4] == ["sudo", "apt-get", "install", "--no-install-recommends"]
    assert {"libpango-1.0-0", "libreoffice-writer-nogui", "poppler-utils", "qpdf"} <= set(
        command.split()
    )


def test_a_failing_package_manager_is_reported(bare_machine: Path) -> None:
    write_tool(bare_machine / "id", "echo 0")
    write_tool(bare_machine / "env", 'shift; "$@"')
    write_tool(bare_machine / "apt-get", 'echo "E: no network" >&2; exit 100')
    for tool in ("mkdir", "install"):
        write_tool(bare_machine / tool, "exit 1")
    finished = install(bare_machine)
    assert finished.returncode == 0
    assert "E: no network" in finished.stderr
    assert "apt-get could not install: libpango-1.0-0" in finished.stderr


def test_a_wrong_argument(bare_machine: Path) -> None:
    finished = install(bare_machine, "--tests")
    assert (finished.returncode, finished.stderr) == (2, "usage: scripts/install-system [--test]\n")


def test_everything_there_means_nothing_said(bare_machine: Path) -> None:
    sonames = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
    write_tool(bare_machine / "ldconfig", "\n".join(f'echo "{name} (x)"' for name in sonames))
    for tool in ("fc-match", "apt-get", "dpkg-deb"):
        write_tool(bare_machine / tool, "echo called >&2; exit 1")
    write_tool(bare_machine / "fc-list", 'echo "$1"')
    aliases = bare_machine / "home/.config/fontconfig/conf.d"
    aliases.mkdir(parents=True)
    shutil.copy(ROOT / "briefgen/data/fonts.conf", aliases / "35-briefgen.conf")
    finished = install(bare_machine)
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize(
    "lock", ["requirements.txt", "requirements-build.txt", "requirements-dev.txt"]
)
def test_locks_pin_exact_versions_and_no_place(lock: str) -> None:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert pinned
    for line in pinned:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", line), line


@pytest.mark.parametrize(
    ("table", "lock"), [("run", "requirements.txt"), ("dev", "requirements-dev.txt")]
)
def test_every_requirement_is_locked(table: str, lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = dict(project["optional-dependencies"])
    dev = extras.pop("dev")
    every = [*project["dependencies"], *(each for extra in extras.values() for each in extra)]
    ranges = {"run": every, "dev": dev}[table]
    wanted = {normal(re.split(r"[<>=,;\s\[]", requirement)[0]) for requirement in ranges}
    files = ("requirements-build.txt", "requirements.txt", lock)
    lines = [line for file in files for line in (ROOT / file).read_text("utf-8").splitlines()]
    assert wanted <= {normal(line.split("==")[0]) for line in lines}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
