"""Turn bytes into files that appear whole or not at all, and leave nothing else behind.

Everything is first written beside its place under a passing name and forced to the disk; only then is each file moved
into place, which the file system does in one step. Whoever is stopped on the way leaves the last good files.

The files of a brief belong together. No file system moves several in one step, so what is to be moved is written down
first: whoever comes after a process that was killed in between moves the rest. Meanwhile a lock keeps others out.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from briefgen.build.records import FOLDER
from briefgen.messages import Message, Place, Stop, message

try:
    import fcntl
except ImportError:  # there are no such locks on Windows
    fcntl = None  # type: ignore[assignment]  # a module or nothing

_PASSING = ".part"
_MOVING = ".moving"
_PATIENCE = 60.0  # seconds; whoever has the lock moves a few files and is done
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
        raise Stop(_cannot_write(at, error), exit_code=3) from None
    finally:
        for written in passing.values():
            written.unlink(missing_ok=True)


def _cannot_write(at: Path, error: OSError) -> Message:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return message("cannot-write", Place(str(at)), file=at.name, reason=reason)


def _write_beside(path: Path, data: bytes, passing: dict[Path, Path]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}-{len(passing)}{_PASSING}")
    passing[path] = written  # known before it exists, so that an interruption finds it
    _write(written, data)
    return written


def _write(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)  # a link of that name would lead elsewhere
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


# ---- files that belong together -------------------------------------------------------------------------------------


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from changing `folder` together with its records while inside; the folder is made.

    Raises Stop (exit code 3): cannot-write, or output-busy when somebody else has kept the lock for a minute.
    """
    inside = folder / FOLDER
    try:
        inside.mkdir(parents=True, exist_ok=True)
        if inside.is_symlink():
            raise OSError(errno.ELOOP, "")
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        lock = os.open(inside / "lock", flags, 0o666)
    except OSError as error:
        raise Stop(_cannot_write(inside, error), exit_code=3) from None
    try:
        _take(lock, folder)
        yield
    finally:
        os.close(lock)  # which frees it, as the end of the process does


def _take(lock: int, folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while fcntl is not None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Stop(message("output-busy", Place(str(folder))), exit_code=3) from None
            time.sleep(0.02)
        except OSError:
            return  # some file systems have no locks
        else:
            return


def publish_together(folder: Path, files: Mapping[Path, bytes], name: str) -> None:
    """Write `files`, which stand in `folder` or among its records, so that all of them appear or none; inside `locked`.

    `name` is that of the note of what is being moved. Raises Stop (cannot-write, exit code 3).
    """
    inside = folder / FOLDER
    note = inside / f"{name}{_MOVING}"
    parts: dict[Path, Path] = {}
    at = folder
    try:
        if note.exists():
            _move(folder, note)  # what somebody else could not: its parts have the names of ours
        for at, data in files.items():
            if at.is_dir():
                raise IsADirectoryError(errno.EISDIR, "")
            at.parent.mkdir(exist_ok=True)
            if not _is_ours(folder, at.parent):
                raise OSError(errno.ELOOP, "")
            parts[at] = inside / f"{at.name}.{len(parts)}{_PASSING}"
            _write(parts[at], data)
        moves = {part: path for path, part in parts.items()}
        noted = [[part.name, str(path.relative_to(folder))] for part, path in moves.items()]
        at = parts[note] = note.with_name(note.name + _PASSING)
        _write(at, json.dumps(noted).encode())
        at.replace(note)
        _move_or_undo(moves)
        note.unlink()
    except OSError as error:
        note.unlink(missing_ok=True)
        at = Path(error.filename2 or at)  # where it should have been moved
        raise Stop(_cannot_write(at, error), exit_code=3) from None
    except BaseException:
        if note.exists():
            _move(folder, note)  # half of it may have been done
        raise
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _move_or_undo(moves: Mapping[Path, Path]) -> None:
    """Move files; when the file system refuses one (somebody has it open), those that were moved before go back."""
    before = {part: part.with_name(f"{part.name}.before{_PASSING}") for part in moves}
    moved: list[Path] = []
    try:
        for part, path in moves.items():
            _copy(path, before[part])
            part.replace(path)
            moved.append(part)
    except OSError:
        for part in moved:
            if os.path.lexists(before[part]):
                before[part].replace(moves[part])
            else:
                moves[part].unlink()
        raise
    finally:
        for copy in before.values():
            copy.unlink(missing_ok=True)


def _copy(path: Path, copy: Path) -> None:
    """Keep a file, if there is one, under a second name."""
    copy.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        try:
            os.link(path, copy, follow_symlinks=False)
        except FileNotFoundError:
            raise
        except OSError:  # there are file systems without links
            _write(copy, path.read_bytes())


def _move(folder: Path, note: Path) -> None:
    """Move what a note says, which may have been moved in part."""
    inside = folder / FOLDER
    with suppress(ValueError, TypeError):  # a note that nobody of us wrote
        for part, target in json.loads(note.read_bytes()):
            path = folder / target
            if Path(part).name == part and _is_ours(folder, path.parent):
                with suppress(FileNotFoundError):
                    (inside / part).replace(path)
    note.unlink()


def _is_ours(folder: Path, place: Path) -> bool:
    """Whether files are published in `place`: the output folder, that of the records, and one below that."""
    inside = folder / FOLDER
    return place in {folder, inside} or (place.parent == inside and not place.is_symlink())


@contextmanager
def settled(folder: Path) -> Iterator[None]:
    """Inside, the sets of files in `folder` are whole: what a killed process left half moved is moved, and nobody moves more.

    Where one may not write, the files are as they are.
    """
    with ExitStack() as stack:
        if (folder / FOLDER).is_dir():
            with suppress(Stop, OSError):
                stack.enter_context(locked(folder))
                for note in sorted((folder / FOLDER).glob(f"*{_MOVING}")):
                    _move(folder, note)
                for left in (folder / FOLDER).glob(f"*{_PASSING}"):
                    left.unlink()
        yield


def sweep(folder: Path) -> None:
    """Put right what a killed process left in `folder`: move what it has not moved any more, remove what it only began.

    Files that are written one by one are known by their passing names; those that nobody has written to for an hour go.
    """
    with settled(folder):
        pass
    for left in folder.glob(f".*{_PASSING}"):
        try:
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                left.unlink()
        except OSError:
            continue
