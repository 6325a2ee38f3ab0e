"""Turn work that may crash, hang or want all memory into an exit code, in a process that is forked for it."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import time
from collections.abc import Callable, Sequence

from load import worked

LIBRARIES = (
    "docx", "fontTools.ttLib", "hypothesis", "jinja2", "lxml.etree", "markdown_it", "PIL.Image", "pikepdf", "pydantic",
    "pypdfium2", "pytest", "weasyprint", "yaml",
)  # fmt: skip
"""Imported once, before processes are forked."""
MEMORY = 6_000_000_000
"""Bytes that a process may have; one with a change may want any number."""
OPTIONS = ("-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-W", "ignore", "--tb=no")


def load_libraries() -> None:
    """Import what every process would have to."""
    for name in LIBRARIES:
        importlib.import_module(name)


def run_tests(*arguments: str, plugins: Sequence[object] = ()) -> int:
    """How pytest ends."""
    import pytest

    return int(pytest.main([*OPTIONS, *arguments], plugins=list(plugins)))


def apart(work: Callable[[], int], seconds: float) -> int:
    """The exit code of some work in a process that is forked from this one and says nothing; -9 when it takes too long.

    `seconds` are those of the processor. They are looked at from outside: a limit that the system keeps makes the clock of the
    process go in steps, and tests that look at it fail.
    """
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = work()
        os._exit(code)
    while True:
        done, state = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(state)
        if worked(child) > seconds:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.02)
