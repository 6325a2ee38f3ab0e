"""Turn the name of something that ships with briefgen into its path, in a checkout and in an installed wheel.

A checkout is itself a project folder, so the templates and the sample content lie at its top; the wheel carries
both inside the package (pyproject.toml, force-include).
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("briefgen")))
_CHECKOUT = _PACKAGE.parent


def data_file(name: str) -> Path:
    """The path of a file under briefgen/data."""
    return _PACKAGE / "data" / name


def builtin_templates() -> Path:
    """The folder whose folders are the templates that ship with briefgen."""
    return _first(_PACKAGE / "templates", _CHECKOUT / "templates")


def builtin_example() -> Path:
    """The content folder that `briefgen init` copies: registries, and one brief with its summaries."""
    return _first(_PACKAGE / "example", _CHECKOUT / "content" / "libraries")


def _first(installed: Path, checkout: Path) -> Path:
    return installed if installed.is_dir() else checkout
