"""Turn a project path into what stands outside the program: bytes of files, names in folders, today's date.

Paths are text with forward slashes, relative to the project folder ("content/2019-08/henan.yaml"). What the package brings
along has the prefix `briefgen:` ("briefgen:templates/bulletin/page.html.j2"). A world refuses whatever lies outside both,
also through symbolic links, and remembers what was read, so that building again and watching can ask.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Protocol

from briefgen.messages import Message, Place, Stop, message
from briefgen.resources import builtin_templates

PACKAGE = "briefgen:"
TEXT_LIMIT = 8_000_000
"""Bytes of a YAML, CSS or template file; a larger one is refused."""
IMAGE_LIMIT = 64_000_000
"""Bytes of a picture."""
EPOCH = "SOURCE_DATE_EPOCH"
"""The environment variable that names the day on which files say that they were made."""
_NO_NAMES = frozenset(["", ".", ".."])
_NOTHING_THERE = frozenset([errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ELOOP])


class Unreadable(Exception):
    """A file that can't be had; `message` says why, with the file as its place."""

    def __init__(self, code: str, path: str, **args: object) -> None:
        super().__init__(f"{path}: {code}")
        self.code = code
        self.path = path
        self.args_for_message = args

    def at(self, place: Place | None = None) -> Message:
        """The message, at the spot that named the file (None: the file itself)."""
        return message(
            self.code, place or Place(self.path), file=self.path, **self.args_for_message
        )


class World(Protocol):
    """The only door to files, clock and environment."""

    @property
    def reads(self) -> frozenset[str]:
        """Every path that was asked for so far, found or not."""

    def read(self, path: str, limit: int = TEXT_LIMIT) -> bytes:
        """The file's bytes. Raises Unreadable (no-file, not-a-file, outside-project, too-large, no-permission, io-error)."""

    def is_file(self, path: str) -> bool:
        """Whether a readable path inside the project is a file."""

    def is_dir(self, path: str) -> bool:
        """Whether a path inside the project is a folder."""

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; empty when there is no such folder."""

    def today(self) -> date:
        """Today, or the day that SOURCE_DATE_EPOCH names."""

    def variable(self, name: str) -> str:
        """An environment variable, "" when it is not set."""


def join(folder: str, name: str) -> str:
    """`name` as seen from `folder`, with `.` and `..` worked out; it may start with `..` and then lies outside."""
    prefix, base = (PACKAGE, folder[len(PACKAGE) :]) if folder.startswith(PACKAGE) else ("", folder)
    parts: list[str] = []
    for part in (*PurePosixPath(base).parts, *PurePosixPath(name).parts):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return prefix + "/".join(parts)


def named_day(world: World) -> date | None:
    """The day, in UTC, that SOURCE_DATE_EPOCH names (reproducible-builds.org); None when it is not set.

    Raises Stop (bad-epoch, exit code 2) when it is no number of seconds.
    """
    seconds = world.variable(EPOCH)
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise Stop(message("bad-epoch", value=seconds), exit_code=2) from None


@lru_cache(maxsize=8)
def _resolved(base: Path) -> str:
    """A folder with its links followed, once: a brief asks for hundreds of files in it."""
    return str(base.resolve())


def _step_by_step(base: str, rest: str, known: set[str]) -> tuple[bool, os.stat_result | None]:
    """Whether nothing between a resolved folder and `rest` in it leads elsewhere, and what stands there (None: nothing).

    That is seen with one look at each step. Folders that are `known` not to lead elsewhere are not looked at; those that are
    looked at become known.
    """
    folder, _, last = rest.rpartition("/")
    at = f"{base}/{folder}" if folder else base
    steps = folder.split("/") if folder and at not in known else []
    if os.sep != "/" or last in _NO_NAMES or not _NO_NAMES.isdisjoint(steps):
        return False, None
    try:
        step = base
        for name in steps:
            step = f"{step}/{name}"
            if stat.S_ISLNK(os.lstat(step).st_mode):
                return False, None
        known.add(at)
        found = os.lstat(f"{at}/{last}")
    except FileNotFoundError:
        return True, None
    except OSError:
        return False, None
    return not stat.S_ISLNK(found.st_mode), found


# Hundreds of files are asked for: as objects their paths take five times as long as their names.
# ruff: noqa: PTH116, PTH123, PTH208


@dataclass
class DiskWorld:
    """A project folder on disk. `root` is the project folder, `environment` the process's variables.

    `plain` is for one quick look at many files: it gathers folders that are no links. None: whoever asks for a file looks again.
    """

    root: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    _reads: set[str] = field(default_factory=set)
    plain: set[str] | None = None

    @property
    def reads(self) -> frozenset[str]:
        """Every path that was asked for so far, found or not."""
        return frozenset(self._reads)

    def locate(self, path: str) -> Path:
        """The file behind a project path. Raises Unreadable (outside-project, io-error for links that go in a circle)."""
        return Path(self._way(path)[0])

    def _way(self, path: str) -> tuple[str, os.stat_result | None]:
        """The same as a text, and what was seen to stand there, if anything was."""
        if path.startswith(PACKAGE):
            folder, rest = builtin_templates().parent, path[len(PACKAGE) :]
        else:
            folder, rest = self.root, path
        if "\0" in rest or "\\" in rest or rest.startswith("/"):
            raise Unreadable("outside-project", path)
        try:
            base = _resolved(folder)
            known = set() if self.plain is None else self.plain
            is_plain, found = _step_by_step(base, rest, known)
            if is_plain:
                return f"{base}/{rest}", found
            followed = Path(base, rest).resolve()
        except (RuntimeError, OSError):  # which of them depends on the version of Python
            raise Unreadable("io-error", path, reason=os.strerror(errno.ELOOP)) from None
        if not followed.is_relative_to(base):
            raise Unreadable("outside-project", path)
        return str(followed), None

    def read(self, path: str, limit: int = TEXT_LIMIT) -> bytes:
        """The file's bytes; see World.read."""
        self._reads.add(path)
        at, found = self._way(path)
        try:
            found = found or os.stat(at)
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("not-a-file", path)
            with open(at, "rb", buffering=0) as stream:
                data = more = stream.read(min(limit, found.st_size) + 1)
                while more and len(data) != found.st_size and len(data) <= limit:
                    more = stream.read(limit + 1 - len(data))  # somebody is writing it
                    data += more
        except PermissionError:
            raise Unreadable("no-permission", path) from None
        except OSError as error:
            if error.errno in _NOTHING_THERE:
                raise Unreadable("no-file", path) from None
            reason = os.strerror(error.errno or errno.EIO)
            raise Unreadable("io-error", path, reason=reason) from None
        if len(data) > limit:
            raise Unreadable("too-large", path, limit=f"{limit // 1_000_000} MB")
        return data

    def is_file(self, path: str) -> bool:
        """Whether a readable path inside the project is a file."""
        self._reads.add(path)
        return stat.S_ISREG(self._mode(path))

    def is_dir(self, path: str) -> bool:
        """Whether a path inside the project is a folder."""
        return stat.S_ISDIR(self._mode(path))

    def _mode(self, path: str) -> int:
        """The kind of what is behind a path, 0 when nothing is or it can't be seen."""
        try:
            at, found = self._way(path)
            return (found or os.stat(at)).st_mode
        except (Unreadable, OSError):
            return 0

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; empty when there is no such folder."""
        self._reads.add(folder)
        try:
            return sorted(os.listdir(self._way(folder)[0]))
        except (Unreadable, OSError):
            return []

    def today(self) -> date:
        """Today, or the day that SOURCE_DATE_EPOCH names."""
        return named_day(self) or date.today()

    def variable(self, name: str) -> str:
        """An environment variable, "" when it is not set."""
        return self.environment.get(name, "")


@dataclass
class LaidOver:
    """A world one of whose folders, `root`, holds `files` and nothing else; the rest is the world below."""

    below: World
    files: Mapping[str, bytes]
    root: str
    _reads: set[str] = field(default_factory=set)

    @property
    def reads(self) -> frozenset[str]:
        """Every path that was asked for so far, found or not."""
        return self.below.reads | self._reads

    def _is_over(self, path: str) -> bool:
        return path == self.root or path.startswith(f"{self.root}/")

    def read(self, path: str, limit: int = TEXT_LIMIT) -> bytes:
        """The file's bytes; see World.read."""
        if not self._is_over(path):
            return self.below.read(path, limit)
        self._reads.add(path)
        if path not in self.files:
            raise Unreadable("not-a-file" if self.is_dir(path) else "no-file", path)
        return self.files[path]

    def is_file(self, path: str) -> bool:
        """Whether a path is a file."""
        return path in self.files if self._is_over(path) else self.below.is_file(path)

    def is_dir(self, path: str) -> bool:
        """Whether a path is a folder."""
        if not self._is_over(path):
            return self.below.is_dir(path)
        return any(name.startswith(f"{path}/") for name in self.files)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted."""
        if not self._is_over(folder):
            return self.below.names(folder)
        below = (name[len(folder) + 1 :] for name in self.files if name.startswith(f"{folder}/"))
        return sorted({name.split("/")[0] for name in below})

    def today(self) -> date:
        """Today, as the world below has it."""
        return self.below.today()

    def variable(self, name: str) -> str:
        """An environment variable, as the world below has it."""
        return self.below.variable(name)


@dataclass
class MemoryWorld:
    """A project that exists only in a mapping from path to content, for tests; package files come from disk."""

    files: dict[str, str | bytes]
    day: date = date(2026, 11, 22)
    environment: dict[str, str] = field(default_factory=dict)
    _reads: set[str] = field(default_factory=set)
    _package: DiskWorld = field(default_factory=lambda: DiskWorld(Path("/nonexistent"), {}))

    @property
    def reads(self) -> frozenset[str]:
        """Every path that was asked for so far, found or not."""
        return frozenset(self._reads)

    def read(self, path: str, limit: int = TEXT_LIMIT) -> bytes:
        """The content's bytes; see World.read."""
        self._reads.add(path)
        if path.startswith(PACKAGE):
            return self._package.read(path, limit)
        if path.startswith(("..", "/")):
            raise Unreadable("outside-project", path)
        if path not in self.files:
            raise Unreadable("not-a-file" if self.is_dir(path) else "no-file", path)
        content = self.files[path]
        data = content.encode() if isinstance(content, str) else content
        if len(data) > limit:
            raise Unreadable("too-large", path, limit=f"{limit // 1_000_000} MB")
        return data

    def is_file(self, path: str) -> bool:
        """Whether the mapping holds the path."""
        self._reads.add(path)
        return self._package.is_file(path) if path.startswith(PACKAGE) else path in self.files

    def is_dir(self, path: str) -> bool:
        """Whether the mapping holds anything below the path."""
        if path.startswith(PACKAGE):
            return self._package.is_dir(path)
        return any(name.startswith(f"{path}/") for name in self.files)

    def names(self, folder: str) -> list[str]:
        """The names directly below a folder, sorted."""
        if folder.startswith(PACKAGE):
            return self._package.names(folder)
        start = f"{folder}/" if folder else ""
        below = (name[len(start) :] for name in self.files if name.startswith(start))
        return sorted({name.split("/")[0] for name in below})

    def today(self) -> date:
        """The day that the test chose."""
        return self.day

    def variable(self, name: str) -> str:
        """An environment variable that the test chose, "" when it chose none."""
        return self.environment.get(name, "")
