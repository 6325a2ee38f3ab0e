"""Turn bytes that took long to make into bytes that the next run finds, in the user's own cache folder.

What is kept here is run as code, as Python's own `__pycache__` is. So it is read only where nobody else can have written it:
from a plain file in a plain folder, both the user's, which no one else may write to. Where a system can't say whose a
file is, or anything else is odd, nothing is kept and nothing is found.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

MOST = 300
"""Files; when there are more, those that were written first are removed."""
_LARGEST = 8_000_000  # bytes of a file
_HEAD = (
    12  # bytes in front of what is kept, its length and checksum: a file that was cut off is none
)


def find(key: str) -> bytes | None:
    """What was kept under `key`, the hexadecimal digest of everything that it depends on; None when there is nothing."""
    with suppress(OSError), _folder() as folder:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        with open(os.open(key, flags, dir_fd=folder), "rb") as stream:  # noqa: PTH123  a descriptor
            if not _is_ours(os.fstat(stream.fileno()), stat.S_ISREG):
                return None
            data = stream.read(_LARGEST + 1)
        kept = data[_HEAD:]
        if data[:_HEAD] == _head(kept):
            return kept
    return None


def keep(key: str, data: bytes) -> None:
    """Keep `data` under `key` for later runs, as far as the machine allows it."""
    if len(data) + _HEAD > _LARGEST:
        return
    with suppress(OSError), _folder(make=True) as folder:
        _make_room(folder)
        passing = f".{key}.{os.getpid()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with open(os.open(passing, flags, 0o600, dir_fd=folder), "wb") as stream:  # noqa: PTH123  a descriptor
            stream.write(_head(data) + data)
        os.replace(passing, key, src_dir_fd=folder, dst_dir_fd=folder)


def _head(data: bytes) -> bytes:
    return len(data).to_bytes(8, "big") + crc32(data).to_bytes(4, "big")


@contextmanager
def _folder(*, make: bool = False) -> Iterator[int]:
    """The descriptor of the folder. Raises OSError where there is none, or none that only the user can write to."""
    path = location()
    if path is None:
        raise FileNotFoundError
    if make:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if not _is_ours(os.fstat(folder), stat.S_ISDIR):
            raise PermissionError
        yield folder
    finally:
        os.close(folder)


def location() -> Path | None:
    """Where the folder is or would be: BRIEFGEN_CACHE, or `briefgen` among the user's caches.

    None where BRIEFGEN_CACHE is "off", for users without a home, and on systems that don't say whose a file is.
    """
    chosen = os.environ.get("BRIEFGEN_CACHE", "")
    if not hasattr(os, "geteuid") or chosen == "off":
        return None
    usual = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    folder = Path(chosen or f"{os.environ.get('XDG_CACHE_HOME') or usual}/briefgen")
    try:
        folder = folder.expanduser()
    except RuntimeError:
        return None
    return folder if folder.is_absolute() else None


def _is_ours(found: os.stat_result, is_right_kind: Callable[[int], bool]) -> bool:
    mine = found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return mine and is_right_kind(found.st_mode)


def _make_room(folder: int) -> None:
    with os.scandir(folder) as entries:
        files = sorted(entries, key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns)
    for entry in files[: max(0, len(files) - MOST + 1)]:
        os.unlink(entry.name, dir_fd=folder)
