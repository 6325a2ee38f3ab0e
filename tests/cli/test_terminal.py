from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from briefgen.cli.terminal import Terminal, counted, size, table
from briefgen.messages import Place, message
from tests.cli.support import NORTH, another, project, write


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "1 KB"), (499, "1 KB"), (211_700, "212 KB"), (999_400, "999 KB"), (1_250_000, "1.2 MB")],
)
def test_sizes(count: int, shown: str) -> None:
    assert size(count) == shown


def test_tables_line_up_wide_letters_and_numbers() -> None:
    assert table([("简报", "n", "x"), ("ab", "12", "甲"), ("abcde", "3", "")]) == [
        "简报   n   x",
        "ab     12  甲",
        "abcde   3",
    ]


def test_counts() -> None:
    error, warning = message("no-file", file="x"), message("empty-summary")
    assert counted([], "en") == "nothing to say"
    assert counted([error], "en") == "1 error"
    assert counted([error, error, warning], "en") == "2 errors, 1 warning"
    assert counted([error, error, warning], "zh") == "2 个错误，1 个警告"


@pytest.mark.parametrize(
    ("file", "here", "shown"),
    [
        ("content/x.yaml", ".", "content/x.yaml:3"),
        ("content/x.yaml", "content", "x.yaml:3"),
        ("content/x.yaml", "a/b", "../../content/x.yaml:3"),
        ("content/x.yaml", "a/b/c", "{root}/content/x.yaml:3"),
        ("briefgen:templates/x", "a", "briefgen:templates/x:3"),
        ("--set a=b", "a", "--set a=b:3"),
    ],
)
def test_places_as_one_would_type_them(tmp_path: Path, file: str, here: str, shown: str) -> None:
    terminal = Terminal(tmp_path, "en", tmp_path / here)
    found = terminal.placed(message("no-file", Place(file, 3), file="x"), tmp_path)
    assert str(found.place) == shown.format(root=tmp_path)


def started(root: Path, *arguments: str, code: str = "") -> subprocess.Popen[str]:
    script = f"import sys\n{code}\nfrom briefgen.cli import main\nmain()"
    return subprocess.Popen(
        [sys.executable, "-c", script, "-C", str(root), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
    )


class Listener:
    """Reads the lines that a process writes, as they come."""

    def __init__(self, stream: IO[str] | None) -> None:
        assert stream is not None
        self._at = stream.fileno()
        self._left = b""

    def until(self, pattern: str) -> list[str]:
        """The lines up to the one that matches; fails after half a minute of silence."""
        found: list[str] = []
        while not (found and re.search(pattern, found[-1])):
            while b"\n" not in self._left:
                ready, _, _ = select.select([self._at], [], [], 30)
                piece = os.read(self._at, 65536) if ready else b""
                assert piece, f"waited for {pattern!r} after {found}"
                self._left += piece
            line, _, self._left = self._left.partition(b"\n")
            found.append(line.decode())
        return found


def test_watching_builds_on_every_change_and_survives_errors(tmp_path: Path) -> None:
    root = project(tmp_path)
    process = started(root, "build", "--watch", "-f", "json")
    listener = Listener(process.stderr)
    output = root / "output/2026-w06.json"
    try:
        assert len(listener.until("^watching .* files; Ctrl-C ends it$")) == 1
        assert "until **nine**" in output.read_text()

        write(root, {"content/2026-w06/north.yaml": NORTH.replace("nine", "ten")})
        said = listener.until("^watching")
        assert said[0].endswith("content/2026-w06/north.yaml changed")
        good = output.read_bytes()
        assert b"until **ten**" in good

        write(root, {"content/2026-w06/north.yaml": "organisation: [\n"})
        assert any("error[" in line for line in listener.until("^watching"))
        assert output.read_bytes() == good

        another(root, "2026-w07")
        listener.until("^watching")
        assert (root / "output/2026-w07.json").is_file()

        write(root, {"content/2026-w06/north.yaml": NORTH.replace("nine", "eleven")})
        listener.until("^watching")
        assert "until **eleven**" in output.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "interrupted; files already written are whole\n"


def on_a_terminal(root: Path, patience: float) -> str:
    """What a build of a slow brief shows on a terminal."""
    code = f"""
import time
from briefgen.build import job, progress
progress._PATIENCE = {patience}
making = job.make
def slowly(*arguments):
    time.sleep(0.6)
    return making(*arguments)
job.make = slowly
"""
    script = f"import sys\n{code}\nfrom briefgen.cli import main\nmain()"
    near, far = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", script, "-C", str(root), "build", "-f", "json"],
        stdout=far,
        stderr=far,
        env=os.environ | {"LC_ALL": "C.UTF-8", "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(far)
    shown = b""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            piece = os.read(near, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(near)
    assert process.wait(timeout=30) == 0
    return shown.decode()


def test_a_bar_for_those_who_wait(tmp_path: Path) -> None:
    root = project(tmp_path)
    another(root, "2026-w07")
    shown = on_a_terminal(root, 0.1)
    assert "building 2026-w06" in shown
    assert "1/2" in shown
    assert re.search(r"\d+\.\d a (second|minute), 0:\d\d left", shown)
    assert "2 built" in shown
    assert "output/2026-w07.json" in shown


def test_no_bar_for_those_who_do_not(tmp_path: Path) -> None:
    shown = on_a_terminal(project(tmp_path), 20)
    assert "building" not in shown
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 1
