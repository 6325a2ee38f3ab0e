"""Turn the files of one brief into marked data: what stands in them, right or wrong, before it becomes a model.

The checks between files work on this and not on the models, so that one wrong value in a file hides no other finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from briefgen.listing import BRIEF
from briefgen.messages import Message, Place, Result, message
from briefgen.model import Summary
from briefgen.world import Unreadable, World
from briefgen.yamltext import Data, Marked, Path, read_yaml

ORGANISATIONS = "organisations.yaml"
THEMES = "themes.yaml"
FIGURES = "figures.yaml"
NO_SUMMARY = frozenset([BRIEF, ORGANISATIONS, THEMES, FIGURES])
"""Names of .yaml files that are something else than a summary."""
_MESSAGES_A_FILE = 100

EACH: Final = "\0each"
KEY: Final = "\0key"


@dataclass(frozen=True, slots=True)
class Draft:
    """The data of one brief's files; None where a file is absent or can't be read as YAML at all.

    `absent` has the names of the registries that don't exist. `complete` says that every summary could be read.
    """

    folder: str
    brief: Marked | None
    summaries: Mapping[str, Marked]
    organisations: Marked | None
    themes: Marked | None
    figures: Marked | None
    absent: frozenset[str]
    complete: bool


def read_draft(world: World, folder: str) -> Result[Draft]:
    """The draft of the brief in `folder`; there is always one, and the messages say what could not be read."""
    messages: list[Message] = []
    brief = _read(world, f"{folder}/{BRIEF}", messages)
    registries: dict[str, Marked | None] = {}
    absent = set()
    for name in (ORGANISATIONS, THEMES, FIGURES):
        path = nearest(world, folder, name)
        registries[name] = _read(world, path, messages) if path else None
        if path is None:
            absent.add(name)
    if ORGANISATIONS in absent:
        messages.append(message("no-organisations", Place(f"{folder}/{BRIEF}")))
    summaries: dict[str, Marked] = {}
    paths = _summary_paths(world, folder)
    for path in paths:
        marked = _read(world, path, messages)
        if marked and not marked.data.keys() & _SUMMARY_KEYS:
            messages.append(message("not-a-summary", marked.marks.value_at(())))
        elif marked:
            summaries[path] = marked
    return Result(
        Draft(
            folder,
            brief,
            summaries,
            registries[ORGANISATIONS],
            registries[THEMES],
            registries[FIGURES],
            frozenset(absent),
            len(summaries) == len(paths),
        ),
        tuple(messages),
    )


_SUMMARY_KEYS = {field.alias or name for name, field in Summary.model_fields.items()}


def _summary_paths(world: World, folder: str) -> list[str]:
    names = world.names(folder)
    return [
        f"{folder}/{name}"
        for name in names
        if name.lower().endswith(".yaml")
        and not name.startswith(".")
        and name not in NO_SUMMARY
        and not world.is_dir(f"{folder}/{name}")
    ]


def nearest(world: World, folder: str, name: str) -> str | None:
    """The registry in the folder or the nearest one above it, up to the top folder of the content."""
    here = PurePosixPath(folder)
    for place in (here, *here.parents):
        if str(place) != "." and world.is_file(f"{place}/{name}"):
            return f"{place}/{name}"
    return None


def _read(world: World, path: str, messages: list[Message]) -> Marked | None:
    try:
        raw = world.read(path)
    except Unreadable as reason:
        messages.append(reason.at())
        return None
    result = read_yaml(raw, path)
    messages.extend(result.messages)
    return result.value


def select(data: Data, *steps: str) -> Iterator[tuple[Path, Data]]:
    """Every value at the end of the steps, with its path; what doesn't have the expected form is passed over.

    A step is a key, EACH (the items of a list) or, as the last one, KEY (the keys of a mapping, as text).
    """
    found: list[tuple[Path, Data]] = [((), data)]
    for step in steps:
        found = [below for path, value in found for below in _step(path, value, step)]
    yield from found


def _step(path: Path, value: Data, step: str) -> Iterator[tuple[Path, Data]]:
    if isinstance(value, list) and step == EACH:
        yield from (((*path, index), item) for index, item in enumerate(value))
    elif isinstance(value, dict) and step == KEY:
        yield from (((*path, key), key) for key in value)
    elif isinstance(value, dict) and step in value:
        yield (*path, step), value[step]


def shortened(messages: list[Message]) -> list[Message]:
    """The messages without those of a file that go beyond a hundred; a last one says how many they are."""
    seen: dict[str, int] = {}
    kept = []
    for each in messages:
        file = each.place.file if each.place else ""
        seen[file] = seen.get(file, 0) + 1
        if seen[file] <= _MESSAGES_A_FILE:
            kept.append(each)
    more = {file: count - _MESSAGES_A_FILE for file, count in seen.items()}
    kept += [
        message("more-problems", Place(file), count=count)
        for file, count in more.items()
        if count > 0
    ]
    return kept
