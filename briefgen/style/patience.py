"""Turn work that may never end into work that ends: WeasyPrint has no limits, and a few words of CSS keep it busy for days."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

AT_LEAST = 60.0
"""Seconds of the processor that a page and its files may always take."""
FOR_EACH_CHARACTER = 0.0002
"""Seconds more for each character of the page; it takes a tenth of that."""
FOR_EACH_PAGE = 2.0
"""Seconds more for each finished page that is written."""


class TooLong(BaseException):
    """The time is over. No library that goes on after an exception goes on after this one."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooLong when the processor has worked inside for that long, and again each second until it comes through.

    It is raised at the end, too, when somebody inside went on all the same. Where there are no such signals (on Windows,
    outside the main thread) there is no limit.
    """
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return
    over = False

    def stop(signum: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001  a handler's signature
        nonlocal over
        over = True
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if over:
        raise TooLong
