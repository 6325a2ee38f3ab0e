from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from briefgen.build.records import SeeingWorld
from briefgen.build.watch import wait_for_change
from tests.cli.support import write


class Clock:
    """Sleeps for no time and does something at each sleep."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.steps = list(steps)
        self.slept = 0

    def __call__(self, seconds: float) -> None:
        self.slept += 1
        assert self.slept < 50, "the change was never noticed"
        if self.steps:
            self.steps.pop(0)()


def start(tmp_path: Path) -> SeeingWorld:
    write(tmp_path, {"content/a.yaml": "1", "content/b.yaml": "1"})
    world = SeeingWorld(tmp_path, {})
    world.read("content/a.yaml")
    world.read("content/b.yaml")
    world.is_file("content/c.yaml")
    return world


def test_a_change_is_noticed_once_the_file_is_still(tmp_path: Path) -> None:
    world = start(tmp_path)
    clock = Clock(
        lambda: None,
        lambda: write(tmp_path, {"content/a.yaml": "half"}),
        lambda: write(tmp_path, {"content/a.yaml": "half and half"}),
    )
    assert wait_for_change(tmp_path, world.seen, clock) == ["content/a.yaml"]
    assert (tmp_path / "content/a.yaml").read_text() == "half and half"
    assert clock.steps == []


def test_a_change_during_the_build_is_not_lost(tmp_path: Path) -> None:
    world = start(tmp_path)
    write(tmp_path, {"content/b.yaml": "2"})
    assert wait_for_change(tmp_path, world.seen, Clock()) == ["content/b.yaml"]


def test_files_that_come_and_go_are_changes(tmp_path: Path) -> None:
    world = start(tmp_path)
    clock = Clock(lambda: write(tmp_path, {"content/c.yaml": ""}))
    assert wait_for_change(tmp_path, world.seen, clock) == ["content/c.yaml"]
    clock = Clock((tmp_path / "content/a.yaml").unlink)
    assert "content/a.yaml" in wait_for_change(tmp_path, world.seen, clock)


def test_a_touch_is_no_change(tmp_path: Path) -> None:
    world = start(tmp_path)
    clock = Clock(
        lambda: os.utime(tmp_path / "content/a.yaml", (1, 1)),
        lambda: None,
        lambda: None,
        lambda: write(tmp_path, {"content/b.yaml": "2"}),
    )
    assert wait_for_change(tmp_path, world.seen, clock) == ["content/b.yaml"]
