"""Turn the words of a command line into calls: one module for each command, listed here in the order of the help."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module

import click

NAMES = (
    "build",
    "check",
    "status",
    "verify",
    "new",
    "init",
    "preview",
    "handout",
    "templates",
    "fonts",
    "schema",
    "doctor",
    "completion",
)
"""Each is the name of a module here, and of the command in it."""


class Commands(MutableMapping[str, click.Command]):
    """Commands by name; the module of one is imported when somebody asks for it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._found: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        found = self._found[name]
        if found is None:
            found = getattr(import_module(f"{__name__}.{name}"), name)
            assert isinstance(found, click.Command)
            self._found[name] = found
        return found

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
