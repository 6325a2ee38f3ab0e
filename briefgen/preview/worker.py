"""Turn choices into steps of builds in a process of its own, which stays warm from one to the next.

WeasyPrint holds Python's lock for as long as it lays out, and a page may crash a library or never end: neither may stop the
server. The process is started anew when that happened.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from briefgen.preview.shapes import Broken, Choice, Step

_PATIENCE = 120.0
"""Seconds that a step may take; templates that never end are stopped long before by the sandbox."""


class Died(Exception):
    """The process ended, or was ended because it took too long."""


@dataclass(slots=True)
class Worker:
    """The process that builds; one build at a time. `run` blocks and is for a thread; `stop` may come from any other."""

    root: Path
    _process: Any = field(default=None)
    _pipe: Any = field(default=None)

    def start(self) -> None:
        """Start the process if it isn't running; it imports what it needs while nobody waits."""
        if self._process is not None and self._process.is_alive():
            return
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, self.root), daemon=True)
        self._process.start()
        theirs.close()

    def run(self, choice: Choice, page: int, pages: int, tell: Callable[[Step], bool]) -> None:
        """Build; see `making.make`. Raises Died."""
        self.start()
        try:
            self._pipe.send((choice, page, pages))
            while (step := self._next()) is not None:
                self._pipe.send(tell(step))
        except (EOFError, OSError):
            self.stop()
            raise Died from None

    def _next(self) -> Step | None:
        if not self._pipe.poll(_PATIENCE):
            raise EOFError
        step: Step | None = self._pipe.recv()
        return step

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


# ---- in the process -------------------------------------------------------------------------------------------------


def _work(pipe: Connection, root: Path) -> None:
    # Ctrl-C reaches every process of the terminal; the one that started this decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from briefgen.preview.making import make

    _warm()
    # What is loaded stays; what a build leaves behind is cleared away when nobody waits.
    gc.freeze()
    gc.disable()

    def tell(step: Step) -> bool:
        pipe.send(step)
        wanted: bool = pipe.recv()
        return wanted

    while True:
        try:
            choice, page, pages = pipe.recv()
            try:
                make(root, choice, page, pages, tell)
            except (EOFError, BrokenPipeError):
                return
            except Exception:  # noqa: BLE001  an error of briefgen is told, and the next build is another
                tell(Broken(traceback.format_exc()))
            pipe.send(None)
        except (EOFError, OSError):
            return  # the server is gone
        gc.collect()


def _warm() -> None:
    """Import what every build needs, and let the font list be read."""
    from briefgen.weasyprint_fixes import quick_import

    with quick_import():
        import briefgen.compile
        import briefgen.proof.fonts
        import briefgen.style.convert
        import briefgen.writers.word  # noqa: F401  for the time that it takes
