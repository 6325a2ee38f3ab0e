"""Turn the question how long to look into settings of hypothesis, and a project into what a build of it said and left behind."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from tests.cli.support import Ran, briefgen, write

COUNT = "BRIEFGEN_FUZZ"
"""The variable that says how many examples a campaign tries, always new ones (`make fuzz`); without it they are the same few."""
LONGEST = 60.0
"""Seconds of the processor that a build of any small input may take."""
MOST_MEMORY = 1_000
"""MB by which a build of any small input may raise what this process has needed at most."""


def looking(usual: int) -> Callable[[Any], Any]:
    """Settings of a test: so many examples, the same every time; in a campaign as many as it wants."""
    wanted = os.environ.get(COUNT)
    return settings(
        max_examples=int(wanted or usual),
        derandomize=wanted is None,
        database=None,
        deadline=None,
        # Making what fails smaller takes builds by the hundred: that is for campaigns.
        phases=list(Phase) if wanted else [Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=wanted is not None,
    )


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a project: what was printed, and the files of the output folder by name."""

    ran: Ran
    files: Mapping[str, bytes]


def built(files: Mapping[str, str | bytes], *arguments: str) -> Built:
    """Build a project on disk. Whatever is in it, the promises that hold for every input are looked at here.

    There is a message or a file, never a traceback; it ends in time and within memory; nothing outside output/ is touched.
    """
    with TemporaryDirectory() as made:
        folder = Path(made) / "project"
        write(folder, files)
        before = _listed(Path(made))
        started, needed = time.process_time(), memory()
        ran = briefgen(folder, "build", *arguments)
        taken = time.process_time() - started
        after = _listed(Path(made))
        output = {
            path.name: path.read_bytes()
            for path in (folder / "output").glob("*")
            if path.is_file() and not path.name.startswith(".")
        }
    told = ran.out + ran.err
    assert "Traceback" not in told, told
    assert "error[internal]" not in told, told
    assert ran.code in (0, 1), told
    assert ran.code == 0 or "error[" in ran.err, told
    assert taken < LONGEST, f"{taken:.0f} s\n{told}"
    assert memory() - needed < MOST_MEMORY, told
    strays = {name for name in after if not name.startswith("project/output")} ^ set(before)
    assert strays == set()
    assert {name: after[name] for name in before} == before
    return Built(ran, output)


def memory() -> float:
    """MB that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _listed(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): b"" if "output" in path.parts else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
