"""Turn a job into what was made of it: the one thing that worker processes do, here and on other machines."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build.machine import lacks_memory
from briefgen.build.records import SeeingWorld
from briefgen.messages import Result, Stop, message
from briefgen.pipeline import Choices, Output, make

if TYPE_CHECKING:
    from briefgen.listing import BriefRef


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to know; `root` is the project's folder."""

    root: Path
    ref: BriefRef
    formats: tuple[str, ...]
    choices: Choices


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker hands back. `exit_code` 3: the machine stopped it; `trace`: an error in briefgen did.

    `again` are the workers that had begun it before and were lost.
    """

    outputs: Mapping[str, Result[Output]]
    seen: Mapping[str, str]
    exit_code: int = 1
    trace: str = ""
    again: tuple[str, ...] = ()


def work(job: Job) -> Made:
    """The outputs of a brief of a project on this machine's disk."""
    return work_in(SeeingWorld(job.root), job)


def work_in(world: SeeingWorld, job: Job) -> Made:
    """The outputs of a brief, made of what is in `world`."""
    try:
        with _undisturbed():
            outputs = make(world, job.ref, job.formats, job.choices)
    except Stop as stop:
        return Made({"": Result(None, stop.messages)}, world.seen, stop.exit_code)
    except Exception as fault:  # noqa: BLE001  an error in briefgen must not stop the other briefs
        if lacks_memory(fault):
            said = message("no-memory", brief=job.ref.id)
            return Made({"": Result(None, (said,))}, world.seen, 3)
        import traceback

        return Made({}, world.seen, trace=traceback.format_exc())
    return Made(outputs, world.seen)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No garbage collection while one brief is made: hardly anything becomes garbage, and looking costs a twentieth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
