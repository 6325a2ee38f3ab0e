"""Turn this machine into a short text that changes when an output could come out differently on it.

Not asked: what WeasyPrint would find, for that takes WeasyPrint half a second. Asked: when fonts, their folders and
the loader's list of libraries last changed, which versions of Python packages are installed, and briefgen's own files.
A change that makes no difference costs one needless build; a change that is overlooked would leave a wrong file.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from briefgen import __version__
from briefgen.build.records import digest_of
from briefgen.resources import data_file

_NO_MEMORY = re.compile(
    "cannot allocate memory|failed to map segment|cannot load library", re.IGNORECASE
)
"""What the loader of libraries says (ld.so, dlopen; cffi, which drops the reason). That they are there was seen before."""

_OWN = (".py", ".toml", ".css", ".conf")


@cache
def fingerprint() -> str:
    """What this machine builds with, as a digest."""
    return digest_of(
        [
            __version__,
            sys.version,
            os.uname().machine if hasattr(os, "uname") else os.name,
            list(_packages()),
            list(_stamps(_own_files())),
            list(_stamps(_system_files())),
            os.environ.get("FONTCONFIG_FILE", ""),
            os.environ.get("LD_LIBRARY_PATH", ""),
        ]
    )


def _packages() -> Iterator[str]:
    """Name and version of every installed package, from the names of their folders (`importlib.metadata` reads them all)."""
    for folder in sorted(set(sys.path)):
        with suppress(OSError):
            yield from sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208  names are all


def _own_files() -> Iterator[str]:
    for folder, _, names in os.walk(data_file("").parent):
        yield from (f"{folder}/{name}" for name in names if name.endswith(_OWN))


def _system_files() -> Iterator[str | Path]:
    try:
        home = Path.home()
    except RuntimeError:  # a user without a name, as containers have them
        home = Path("~")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    configuration = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    yield Path("/etc/ld.so.cache")  # rewritten whenever a library is installed
    for variable in ("FONTCONFIG_FILE", "FONTCONFIG_PATH"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    for folder in (
        Path("/etc/fonts"),
        configuration / "fontconfig",
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        data / "fonts",
        home / ".fonts",
        Path("/Library/Fonts"),
        home / "Library/Fonts",
    ):
        for inside, folders, names in os.walk(folder):
            # Also a font that is written over, and a folder elsewhere that a link leads to.
            yield from (f"{inside}/{name}" for name in (*folders, *names))


def _stamps(paths: Iterable[str | Path]) -> Iterator[tuple[str, int, int]]:
    # Hundreds of files: as objects they take five times as long as their names.
    for path in sorted(map(str, paths)):
        with suppress(OSError):
            found = os.stat(path)  # noqa: PTH116  as above
            yield path, found.st_size, found.st_mtime_ns


def lacks_memory(fault: BaseException) -> bool:
    """Whether a fault, or one that led to it, says that there was not enough memory: also that of a library being loaded."""
    found: BaseException | None = fault
    while found is not None:
        if isinstance(found, MemoryError) or getattr(found, "errno", None) == errno.ENOMEM:
            return True
        if isinstance(found, (ImportError, OSError)) and _NO_MEMORY.search(str(found)):
            return True
        found = found.__cause__ or found.__context__
    return False
