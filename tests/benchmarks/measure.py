"""Turn commands into CPU seconds, in turn with a baseline, so that a noisy machine disturbs both alike."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ratio:
    """The median of the per-round ratios, with the median CPU seconds of both sides for orientation."""

    value: float
    subject: float
    baseline: float
    rounds: int

    def __str__(self) -> str:
        return (
            f"{self.value:.2f} ({self.subject:.2f} s against {self.baseline:.2f} s CPU, "
            f"median of {self.rounds} rounds in turn)"
        )


def cpu_seconds(
    command: Sequence[str | Path], folder: Path, extra: Mapping[str, str], code: int = 0
) -> float:
    """User and system seconds of a command and its children, which must end with `code`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, **extra}
    # Installed packages have their bytecode; a checkout has it after the first round, unless the machine forbids it.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    ran = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    assert ran.returncode == code, ran.stderr.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def ratio(
    subject: Sequence[str | Path],
    baseline: Sequence[str | Path],
    folder: Path,
    rounds: int = 7,
    extra: Mapping[str, str] | None = None,
    code: int = 0,
) -> Ratio:
    """CPU of `subject`, which ends with `code`, over that of `baseline`; the first round of each does not count."""
    pairs = [
        (
            cpu_seconds(subject, folder, extra or {}, code),
            cpu_seconds(baseline, folder, extra or {}),
        )
        for _ in range(rounds + 1)
    ][1:]
    return Ratio(
        statistics.median(one / other for one, other in pairs),
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        rounds,
    )


@dataclass(frozen=True)
class Spent:
    """What one run of a command took: CPU seconds with its children, seconds on the clock, and the most memory of a process."""

    cpu: float
    wall: float
    peak: int


def cpu_and_wall(command: Sequence[str | Path], folder: Path) -> Spent:
    """What a command takes, run once; it must end well. Workers that no longer have a parent count, too (Linux)."""
    asking = [sys.executable, "-c", _ASK, *map(str, command)]
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    ran = subprocess.run(asking, cwd=folder, env=environment, check=False, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
    cpu, peak = ran.stdout.split()[-2:]
    return Spent(float(cpu), time.perf_counter() - start, int(peak) * 1024)


# Processes that lose their parent become children of this one (PR_SET_CHILD_SUBREAPER), which waits for all of them.
_ASK = """
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
try:
    while True:
        os.wait()
except ChildProcessError:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
