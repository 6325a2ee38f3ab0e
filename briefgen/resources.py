"""Turn the name of something that ships with briefgen into its path, in a checkout and in an installed wheel.

A checkout is itself a project folder, so the templates and the sample content lie at its top; the wheel carries
both inside the package (pyproject.toml, force-include).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent


def data_file(name: str) -> Path:
    """The path of a file under briefgen/data."""
    return _PACKAGE / "data" / name


_HEADER = re.compile(r"^\[([^\[\]]+)\]$", re.MULTILINE)


def toml_table(name: str, header: str) -> dict[str, Any]:
    """The table under `[header]` in a TOML file under briefgen/data, without reading the others, which takes long.

    Raises KeyError when there is none.
    """
    import tomllib

    return tomllib.loads(_toml_tables(name)[header])


@cache
def _toml_tables(name: str) -> Mapping[str, str]:
    """The text of each table of a TOML file; our files have no line within a value that looks like a header."""
    _, *pieces = _HEADER.split(data_file(name).read_text("utf-8"))
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def builtin_templates() -> Path:
    """The folder whose folders are the templates that ship with briefgen."""
    return _first(_PACKAGE / "templates", _CHECKOUT / "templates")


def builtin_example() -> Path:
    """The content folder that `briefgen init` copies: registries, and one brief with its summaries."""
    return _first(_PACKAGE / "example", _CHECKOUT / "content" / "libraries")


def _first(installed: Path, checkout: Path) -> Path:
    return installed if installed.is_dir() else checkout
