"""Turn an empty folder into a project that builds at once: registries, a first brief, a note on templates, schemas.

In English it starts from the sample brief that comes with briefgen, in Chinese from a small one in `data/starter/zh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from briefgen.build.files import publish
from briefgen.messages import Place, Stop, message
from briefgen.resources import builtin_example, data_file

SCHEMAS = "content/.schemas"
"""Where a project keeps the JSON Schemas, as its YAML files name them."""

_KEPT = ("README.md", ".gitignore")
_WEEK = re.compile(r"(\d{4})-w(\d\d)")
_DEEPER_SCHEMAS = re.compile(r"(?m)^(# yaml-language-server: \$schema=)\.\./")


def start_project(folder: Path, language: Literal["en", "zh"], today: date) -> list[Path]:
    """Fill `folder` (made when it isn't there) with a new project; the files, sorted.

    Files that are there already are never touched; a README or .gitignore of the user's own stays.
    Raises Stop (exists-already, exit code 2) when anything else is in the way.
    """
    files = {
        folder / name: data
        for name, data in project_files(language, today).items()
        if name not in _KEPT or not (folder / name).exists()
    }
    if folder.is_file():
        raise Stop(message("exists-already", Place(str(folder)), file=folder.name), exit_code=2)
    taken = [path for path in (folder / "content", *files) if path.exists()]
    if taken:
        found = [message("exists-already", Place(str(path)), file=path.name) for path in taken]
        raise Stop(*found, exit_code=2)
    publish(files)
    return sorted(files)


def project_files(language: Literal["en", "zh"], today: date) -> dict[str, bytes]:
    """The files of a new project by path."""
    from briefgen.schema import schemas

    starter = data_file("starter")
    brief = _example_brief() if language == "en" else _week(_last_monday(today))
    files = dict(_filled(starter / language, brief, today))
    if language == "en":
        files |= dict(_example())
    files |= {f"{SCHEMAS}/{name}": text.encode() for name, text in schemas().items()}
    files[".gitignore"] = b"/output/\n"
    return files


def _filled(folder: Path, brief: str, today: date) -> Iterator[tuple[str, bytes]]:
    """The files of a starter, with the days of the week before `today` and the name of the brief filled in."""
    monday = _last_monday(today)
    values = {
        "@ID@": brief,
        "@NEXT@": _next(brief),
        "@DATE@": today.isoformat(),
        "@FROM@": monday.isoformat(),
        "@TO@": (monday + timedelta(6)).isoformat(),
        "@DUE@": (today + timedelta(14)).isoformat(),
    }
    for path in _files(folder):
        name, text = path.relative_to(folder).as_posix(), path.read_text("utf-8")
        for mark, value in values.items():
            name, text = name.replace(mark, value), text.replace(mark, value)
        yield name, text.encode()


def _last_monday(today: date) -> date:
    """The first day of the last whole week."""
    return today - timedelta(today.weekday() + 7)


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-w{week:02}"


def _next(brief: str) -> str:
    """The name of the following week's brief; "next" when the name is not a week's."""
    found = _WEEK.match(brief)
    if found is None:
        return "next"
    return _week(date.fromisocalendar(int(found[1]), int(found[2]), 1) + timedelta(7))


def _example() -> Iterator[tuple[str, bytes]]:
    """The sample's files, one folder nearer to the schemas than where they lie in this repository."""
    folder = builtin_example()
    for path in _files(folder):
        data = path.read_bytes()
        if path.suffix == ".yaml":
            data = _DEEPER_SCHEMAS.sub(r"\1", data.decode()).encode()
        yield f"content/{path.relative_to(folder).as_posix()}", data


def _example_brief() -> str:
    return next(path.parent.name for path in _files(builtin_example()) if path.name == "brief.yaml")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
