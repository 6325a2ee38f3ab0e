"""Turn what happens in the project folder into the project paths that changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

_FOLDERS = ("content", "templates")
_STEP = 15
"""Milliseconds of stillness after which a change counts."""
_LONGEST = 200
"""Milliseconds after which it counts even when others keep coming."""
_PARTS_OF_EDITORS = ("~", ".swp", ".swx", ".tmp", ".part", "4913")


def _counts(change: Change, path: str) -> bool:  # noqa: ARG001  watchfiles' signature
    """Whether it is a file that people write: editors put others beside it."""
    name = path.rpartition("/")[2]
    return not name.startswith((".", "#")) and not name.endswith(_PARTS_OF_EDITORS)


async def changes(root: Path) -> AsyncIterator[set[str]]:
    """Sets of project paths that changed, for as long as somebody asks; a folder that is added later is watched, too."""
    while True:
        there = [root / name for name in _FOLDERS if (root / name).is_dir()]
        async for found in awatch(
            *there, watch_filter=_counts, debounce=_LONGEST, step=_STEP, yield_on_timeout=True,
            rust_timeout=1000,
        ):  # fmt: skip
            paths = {_project_path(root, Path(path)) for _, path in found} - {""}
            if paths:
                yield paths
            if [root / name for name in _FOLDERS if (root / name).is_dir()] != there:
                yield {"templates", "content"}
                break
        else:
            return


def _project_path(root: Path, path: Path) -> str:
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return ""
