"""Turn work that may never end into work that ends: WeasyPrint has no limits, and a few words of CSS keep it busy for days."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from briefgen.messages import Message, Place, message

AT_LEAST = 60.0
"""Seconds of the processor that a page and its files may always take."""
FOR_EACH_CHARACTER = 0.0002
"""Seconds more for each character of the page; it takes a tenth of that."""
FOR_EACH_PAGE = 2.0
"""Seconds more for each finished page that is written."""
MOST_MEMORY = 3_000
"""MB more than before; a page for three thousand organisations takes seven hundred."""
_LOOK = 0.5  # seconds of the processor between two looks


class TooLong(BaseException):
    """The time is over. No library that goes on after an exception goes on after this one."""


class TooMuch(TooLong):
    """The memory is used up."""


def told(limit: TooLong, seconds: float, place: Place | None) -> Message:
    """The message about work that was given up after as many seconds, or before them for want of memory."""
    if isinstance(limit, TooMuch):
        return message("takes-too-much", place, megabytes=f"{MOST_MEMORY:,}")
    return message("takes-too-long", place, seconds=int(seconds))


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooLong when the processor has worked inside for that long, TooMuch when the memory is used up, and again.

    It is raised at the end, too, when somebody inside went on all the same. In other threads than the main one, as workers of a
    cluster have them, one more thread looks at the clock, and nobody at the memory. Where there are no such signals and clocks
    (Windows) there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        with _watched(seconds):
            yield
        return
    if not hasattr(signal, "SIGPROF"):
        yield
        return
    until, most = time.process_time() + seconds, _memory() + MOST_MEMORY
    over: list[TooLong] = []

    def look(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001  a handler's signature
        if not over and time.process_time() >= until:
            over.append(TooLong())
        elif not over and _memory() > most:
            over.append(TooMuch())
        if over:
            raise over[0]

    before = signal.signal(signal.SIGPROF, look)
    signal.siginterrupt(signal.SIGPROF, False)  # libraries that read a file need not begin again
    signal.setitimer(signal.ITIMER_PROF, min(_LOOK, seconds), _LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if over:
        raise over[0]


def _memory() -> float:
    """MB of this process that are in memory; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """The same by a thread beside this one, which has no signals of its own."""
    if not hasattr(time, "pthread_getcpuclockid"):
        yield
        return
    thread = threading.get_ident()
    clock = time.pthread_getcpuclockid(thread)
    end = time.clock_gettime(clock) + seconds
    done, over = threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(min(max(end - time.clock_gettime(clock), 0.05), 1.0)):
            if time.clock_gettime(clock) >= end:
                over.set()
                _raise_in(thread)
                done.wait(1.0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        while True:
            try:
                done.set()
                watcher.join()
                time.sleep(0)  # what has not come yet comes here
                break
            except TooLong:  # it came just now, and comes once a second
                continue
    if over.is_set():
        raise TooLong


def _raise_in(thread: int) -> None:
    """Raise TooLong in another thread as soon as it runs Python.

    It is never taken back: CPython 3.11 would go on looking for it at every step, and for ever where a tracer is set.
    """
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TooLong))
