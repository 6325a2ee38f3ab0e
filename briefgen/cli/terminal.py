"""Turn messages and results into lines on a terminal: the only module that writes to the screen.

What was made goes to standard output, what there is to say about it to standard error. Paths are shown as they can be
clicked or typed where the command was started.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from briefgen.messages import Message
    from briefgen.readyhelp import Language


@cache
def texts() -> Mapping[str, Any]:
    """Everything that the command line says, as `data/help.toml` has it."""
    import tomllib

    from briefgen.resources import data_file

    return tomllib.loads(data_file("help.toml").read_text("utf-8"))


def words(key: str, language: str, **values: object) -> str:
    """The words for `key`, `values` filled in."""
    found: str = _words()[key][language]
    return found.format_map(values)


@cache
def _words() -> Mapping[str, Any]:
    from briefgen.resources import toml_table

    return toml_table("help.toml", "words")


class ReaderGone(Exception):
    """Whoever read what we print has seen enough."""


def echo(line: str, *, err: bool = False) -> None:
    """Print a line. Raises ReaderGone."""
    try:
        click.echo(line, err=err)
    except BrokenPipeError:
        raise ReaderGone from None


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the command was started (`base`, -C included), where the shell is (`here`), and the language to speak."""

    base: Path
    language: Language = "en"
    here: Path = Path()

    def print(self, line: str) -> None:
        """A line on standard output: what the command was asked for."""
        echo(line)

    def say(self, key: str, **values: object) -> None:
        """A line on standard error: how it went."""
        echo(words(key, self.language, **values), err=True)

    def show(self, messages: Iterable[Message], root: Path | None = None) -> None:
        """The messages on standard error, a line each."""
        for found in messages:
            echo(self.line(found, root), err=True)

    def trace(self, trace: str) -> None:
        """Python's account of an error, for those who asked for it with BRIEFGEN_DEBUG=1."""
        if os.environ.get("BRIEFGEN_DEBUG"):
            echo(trace, err=True)

    def line(self, found: Message, root: Path | None = None) -> str:
        """A message as it is shown, its place as seen from where the shell is."""
        return self.placed(found, root).line(self.language)

    def placed(self, found: Message, root: Path | None) -> Message:
        """The message with its place as seen from where the shell is; `root` is the project's folder."""
        from briefgen.messages import Place
        from briefgen.world import PACKAGE

        if found.place is None or found.place.file.startswith((PACKAGE, "--")):
            return found  # a file of briefgen's own, or an option
        at = self.path((root or Path()) / found.place.file)
        return replace(found, place=Place(at, found.place.line, found.place.column))

    def path(self, path: Path) -> str:
        """A path as one would type it here: relative, unless that climbs more than two folders."""
        here = os.path.abspath(self.here)  # noqa: PTH100  hundreds of files: as objects they take long
        folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100  as above
        above = _near(folder, here)
        is_here = above == os.curdir or above.endswith(os.pardir)  # or may be a folder above
        near = os.path.relpath(path, here) if is_here else f"{above}{os.sep}{name}"
        return str(path) if near.startswith(_FAR) or near == _FAR[:-1] else near


_FAR = f"{os.pardir}{os.sep}" * 3


@cache
def _near(path: str, here: str) -> str:
    return os.path.relpath(path, here)


def counted(messages: Iterable[Message], language: str) -> str:
    """How many errors, warnings and notes: "2 errors, 1 warning"."""
    from briefgen.messages import Severity

    counts = Counter(found.severity for found in messages)
    kinds = ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
    found = [plural(counts[grave], kind, language) for grave, kind in kinds if counts[grave]]
    return words("comma", language).join(found) or words("nothing-found", language)


def plural(count: int, key: str, language: str) -> str:
    """A count with its noun: `key` for one, `key`s for any other number."""
    return words(key if count == 1 else f"{key}s", language, count=count)


def size(count: int) -> str:
    """A number of bytes as people read it."""
    return f"{max(1, round(count / 1000))} KB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"


def pace(language: str) -> Callable[[float, float], str]:
    """What words things a second and seconds that are left: "3.1 a second, 0:24 left"."""

    def worded(rate: float, left: float) -> str:
        key, shown = ("pace", rate) if rate >= 1 else ("pace-slow", rate * 60)
        minutes, seconds = divmod(round(left), 60)
        hours, minutes = divmod(minutes, 60)
        clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        return words(key, language, rate=f"{shown:.1f}", left=clock)

    return worded


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows with their columns lined up, wide characters counted as two; numbers to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _padded(cell: str, width: int) -> str:
    space = " " * (width - _width(cell))
    return space + cell if cell.isdigit() else cell + space


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def forgive_encoding() -> None:
    """Show what the terminal's encoding can't say as an escape rather than fail over it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
