"""Turn what a build has read into the moment when some of it changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from briefgen.build.records import look_again
from briefgen.world import DiskWorld, Unreadable

INTERVAL = 0.3
"""Seconds between two looks; files must also have been still for as long before anything is built."""

_Stamp = tuple[int, int, int]


def wait_for_change(
    root: Path, reads: Mapping[str, str], sleep: Callable[[float], None] = time.sleep
) -> list[str]:
    """Wait until something differs from what was read (see SeeingWorld) and is still; the paths that differ.

    What changed while the build was running differs from the start. A file that was only touched doesn't.
    """
    world = DiskWorld(root)
    stamps: dict[str, _Stamp | None] | None = None
    while True:
        now = _stamps(world, reads)
        if now != stamps:
            changed = [
                path for path, then in reads.items() if look_again(world, path, then) != then
            ]
            sleep(INTERVAL)
            if changed and _stamps(world, reads) == now:
                return changed
            stamps = None if changed else now
        else:
            sleep(INTERVAL)


def _stamps(world: DiskWorld, paths: Mapping[str, str]) -> dict[str, _Stamp | None]:
    return {path: _stamp(world, path) for path in paths}


def _stamp(world: DiskWorld, path: str) -> _Stamp | None:
    try:
        found = world.locate(path).stat()
    except (OSError, Unreadable):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
