"""Turn bytes into files that appear whole or not at all, and leave nothing else behind.

Everything is first written beside its place under a passing name and forced to the disk; only then is each file moved
into place, which the file system does in one step. Whoever is stopped on the way leaves the last good files.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from briefgen.messages import Place, Stop, message

_PASSING = ".part"
_ABANDONED_AFTER = 3600.0  # seconds; a file still being written is younger


def publish(files: Mapping[Path, bytes]) -> None:
    """Write all of `files`, making their folders; they appear in the order of the mapping, after all are written.

    Raises Stop (cannot-write, exit code 3) when the disk or the permissions do not allow it.
    """
    passing: dict[Path, Path] = {}
    at = Path()
    try:
        for at, data in files.items():
            passing[at] = _write_beside(at, data, passing)
        for at, written in passing.items():
            written.replace(at)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise Stop(
            message("cannot-write", Place(str(at)), file=at.name, reason=reason), exit_code=3
        ) from None
    finally:
        for written in passing.values():
            written.unlink(missing_ok=True)


def _write_beside(path: Path, data: bytes, passing: dict[Path, Path]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}-{len(passing)}{_PASSING}")
    passing[path] = written  # known before it exists, so that an interruption finds it
    with written.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    return written


def sweep(folder: Path) -> None:
    """Remove what a killed process left in `folder`: files under passing names that nobody has written to for an hour."""
    for left in folder.glob(f".*{_PASSING}"):
        try:
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                left.unlink()
        except OSError:
            continue
