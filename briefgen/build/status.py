"""Turn a brief into where it stands: who has reported and who has not, and whether the files in output/ are still true."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefgen.build.files import settled
from briefgen.build.machine import fingerprint
from briefgen.build.records import is_true, read_records
from briefgen.compile import coverage_of
from briefgen.load import load_brief
from briefgen.messages import Message
from briefgen.world import DiskWorld
from briefgen.writers import USUAL

if TYPE_CHECKING:
    from briefgen.bulletin import Coverage
    from briefgen.listing import BriefRef

State = Literal["current", "stale", "absent"]


@dataclass(frozen=True, slots=True)
class OutputState:
    """A file of the output folder: `current` is what would be built now, `stale` is not, `absent` was never built."""

    format: str
    state: State


@dataclass(frozen=True, slots=True)
class BriefStatus:
    """Where a brief stands. `coverage` is None when errors in the content (see `messages`) keep it from being known."""

    brief: str
    coverage: Coverage | None
    outputs: tuple[OutputState, ...]
    messages: tuple[Message, ...]


def brief_status(root: Path, ref: BriefRef, output: Path) -> BriefStatus:
    """Where one brief stands; nothing is built and no page is laid out."""
    loaded = load_brief(DiskWorld(root), ref)
    coverage = coverage_of(loaded.value) if loaded.value else None
    return BriefStatus(ref.id, coverage, output_states(root, ref, output), loaded.messages)


def output_states(root: Path, ref: BriefRef, output: Path) -> tuple[OutputState, ...]:
    """The usual formats and every other one that was built, each with its state."""
    world = DiskWorld(root)
    states: dict[str, State] = dict.fromkeys(USUAL, "absent")
    with settled(output):
        for name, record in read_records(output, ref.id).items():
            if (output / record.file).is_file():
                current = is_true(record, world, fingerprint(), output)
                states[name] = "current" if current else "stale"
    return tuple(OutputState(name, state) for name, state in states.items())
