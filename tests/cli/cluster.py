"""A Dask cluster on loopback: a scheduler and workers as processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cluster:
    """A scheduler that runs; `address` is as `--jobs` takes it."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[str]
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def add_worker(self, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a worker with a thread, in a folder of its own that has nothing to do with any project."""
        command = ["worker", self.address.replace("dask", "tcp"), "--nthreads", "1"]
        options = ["--no-nanny", "--no-dashboard", "--local-directory", str(self.folder)]
        worker = _started(*command, *options, folder=self.folder, environment=environment)
        _until(worker, r"Registered to:")
        self.workers.append(worker)
        return worker


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A scheduler without workers."""
    scheduler = _started(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", folder=folder
    )
    address = _until(scheduler, r"Scheduler at:\s+(tcp://\S+)").replace("tcp", "dask")
    made = Cluster(address, folder, scheduler)
    try:
        yield made
    finally:
        for process in (*made.workers, scheduler):
            process.kill()
            process.communicate()


def _started(
    *arguments: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, **(environment or {}), "PYTHONUNBUFFERED": "1"},
    )


def _until(process: subprocess.Popen[str], pattern: str) -> str:
    """What the first line that matches says; the process's later lines are not read."""
    said = ""
    assert process.stderr is not None
    for line in process.stderr:
        said += line
        found = re.search(pattern, line)
        if found:
            return found[found.lastindex or 0]
    raise AssertionError(said)
