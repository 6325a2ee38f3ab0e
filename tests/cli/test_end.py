"""The end of a command: what was said is shown, what was registered is done, and nothing is taken apart for nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import atexit, os, sys
end = os._exit

def at_once(code):
    os.write(1, b"at once")
    end(code)

def look(*event):
    pass

os._exit = at_once
atexit.register(print, "registered")
sys.argv = ["briefgen", "-C", sys.argv[1], *sys.argv[2:]]
from briefgen.__main__ import main
"""
QUICK = "main()"
WATCHED = "sys.setprofile(look)\nmain()"
WITH_PROCESSES = "import multiprocessing\nmain()"
WITH_A_THREAD = """
import threading, time
from briefgen import cli

def last():
    threading.main_thread().join()
    print("from a thread")

threading.Thread(target=last).start()
main()
"""


def ran(tmp_path: Path, how: str, *arguments: str) -> tuple[int, list[str], str]:
    command = [sys.executable, "-c", RUN + how, str(tmp_path), *arguments]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout.splitlines(), found.stderr


def test_the_end_is_quick_and_whole(tmp_path: Path) -> None:
    code, out, err = ran(tmp_path, QUICK, "check")
    assert code == 2
    assert "error[no-project]" in err
    assert out == ["registered", "at once"]
    (tmp_path / "content").mkdir()
    code, out, err = ran(tmp_path, QUICK, "templates", "list")
    assert (code, err) == (0, "")
    assert len(out) > 3
    assert out[-2:] == ["registered", "at once"]


@pytest.mark.parametrize("how", [WATCHED, WITH_PROCESSES])
def test_where_more_may_be_left_to_do_python_ends_itself(tmp_path: Path, how: str) -> None:
    code, out, _ = ran(tmp_path, how, "check")
    assert (code, out) == (2, ["registered"])


def test_a_thread_comes_to_its_end(tmp_path: Path) -> None:
    code, out, _ = ran(tmp_path, WITH_A_THREAD, "check")
    assert (code, out) == (2, ["from a thread", "registered"])
