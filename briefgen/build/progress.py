"""Turn the news that a brief is done into a bar on the terminal, with how fast it goes and how long it still takes.

It appears once a build has taken more than a second.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 1.0  # seconds

Wording = Callable[[float, float], str]
"""Turns things a second and seconds that are left into words."""


class Bar:
    """A bar on standard error that shows itself late, and never when that is no terminal."""

    def __init__(self, total: int, wording: Wording | None = None) -> None:
        self._total, self._wording = total, wording
        self._done = 0
        self._began = self._last = time.monotonic()
        self._label = ""
        self._rich: Progress | None = None
        self._over = False
        self._lock = Lock()

    def working_on(self, label: str) -> None:
        """Say what is being done now."""
        with self._lock:
            self._label = label
            self._refresh()

    def one_done(self) -> None:
        """Move on by one."""
        with self._lock:
            self._done += 1
            self._last = time.monotonic()
            self._refresh()

    def pace(self, now: float) -> tuple[float, float] | None:
        """Things a second so far, and the seconds that the others will take; None as long as nothing is done."""
        if not self._done:
            return None
        rate = self._done / max(self._last - self._began, 1e-3)
        return rate, max((self._total - self._done) / rate - (now - self._last), 0)

    def _refresh(self) -> None:
        if self._rich is not None:
            task = self._rich.task_ids[0]
            self._rich.update(task, completed=self._done, description=self._label)

    def _appear(self) -> None:
        # rich takes a while to import: it is asked for only by those who wait anyway.
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            SpinnerColumn,
            Task,
            TextColumn,
        )
        from rich.text import Text

        bar = self

        class Pace(ProgressColumn):
            def render(self, task: Task) -> Text:  # noqa: ARG002  it is asked of the bar
                pace = bar.pace(time.monotonic())
                return Text(bar._wording(*pace) if bar._wording and pace else "")

        with self._lock:
            if self._over:
                return
            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
            several = (BarColumn(), MofNCompleteColumn(), Pace()) if self._total > 1 else ()
            self._rich = Progress(
                *columns,
                *several,
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=sys.stdout.isatty(),
            )
            self._rich.add_task(self._label, total=self._total)
            self._rich.start()
            self._refresh()

    def _vanish(self) -> None:
        with self._lock:
            self._over = True
            if self._rich is not None:
                self._rich.stop()


@contextmanager
def progress(total: int, wording: Wording | None = None) -> Iterator[Bar]:
    """A bar for `total` things; it is gone when the block ends."""
    bar = Bar(total, wording)
    if not sys.stderr.isatty():
        yield bar
        return
    timer = Timer(_PATIENCE, bar._appear)
    timer.daemon = True
    timer.start()
    try:
        yield bar
    finally:
        timer.cancel()
        bar._vanish()
