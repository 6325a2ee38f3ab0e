"""Turn the news that a brief is done into a bar on the terminal, once a build has taken more than a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 1.0  # seconds


class Bar:
    """A bar on standard error that shows itself late, and never when that is no terminal."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
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
            self._refresh()

    def _refresh(self) -> None:
        if self._rich is not None:
            task = self._rich.task_ids[0]
            self._rich.update(task, completed=self._done, description=self._label)

    def _appear(self) -> None:
        # rich takes a while to import: it is asked for only by those who wait anyway.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        with self._lock:
            if self._over:
                return
            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
            several = (BarColumn(), MofNCompleteColumn()) if self._total > 1 else ()
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
def progress(total: int) -> Iterator[Bar]:
    """A bar for `total` things; it is gone when the block ends."""
    bar = Bar(total)
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
