"""Tasks for worker processes, which import them by this module's name."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    time.sleep(0.01 * (5 - number))
    return number * number


def number_of(number: int) -> int:
    return number


def die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def where(number: int) -> tuple[int, int]:
    return number, os.getpid()


def touch(path: str) -> str:
    Path(path).touch()
    return path


def interrupted(number: int) -> int:
    if multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGINT)
    return number
