"""Turn a place in a file into the address at which an editor opens it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from briefgen.messages import Place
from briefgen.world import PACKAGE, DiskWorld, Unreadable

VARIABLE = "BRIEFGEN_EDITOR"
"""The environment variable that says what --editor says."""

EDITORS: Mapping[str, str] = MappingProxyType(
    {
        "vscode": "vscode://file/{path}:{line}:{column}",
        "vscodium": "vscodium://file/{path}:{line}:{column}",
        "cursor": "cursor://file/{path}:{line}:{column}",
        "zed": "zed://file/{path}:{line}:{column}",
        "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
        "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
        "idea": "idea://open?file={path}&line={line}&column={column}",
        "pycharm": "pycharm://open?file={path}&line={line}&column={column}",
        "emacs": "org-protocol://open-source?url=file://{path}&line={line}",
    }
)
"""Addresses of well-known editors."""
_NEVER = ("javascript", "data", "vbscript", "blob", "file", "http", "https")
_PATTERN = re.compile(r"([a-z][a-z0-9+.-]*):[^\s\"'<>]*")
_FIELD = re.compile(r"\{(\w*)\}")


def pattern_of(words: str) -> str | None:
    """The pattern that an editor's name, or a pattern, means; "" for no editor, None when it is neither."""
    if not words or words in EDITORS:
        return EDITORS.get(words, "")
    match = _PATTERN.fullmatch(words)
    fields = set(_FIELD.findall(words))
    good = match and match[1] not in _NEVER and "path" in fields <= {"path", "line", "column"}
    return words if good else None


@dataclass(frozen=True, slots=True)
class Editor:
    """Opens files of the project in `root`; with an empty `pattern` none."""

    root: Path
    pattern: str

    def link(self, place: Place) -> str:
        """The address that opens a place; "" when no editor is known or the place is no file."""
        if not self.pattern:
            return ""
        try:
            path = DiskWorld(self.root).locate(place.file)
        except (Unreadable, ValueError):
            return ""
        if not path.is_file() or (place.file.startswith(PACKAGE) and not path.exists()):
            return ""
        words = {
            "path": quote(
                path.as_posix().lstrip("/") if "file/{path}" in self.pattern else path.as_posix()
            ),
            "line": str(place.line or 1),
            "column": str(place.column or 1),
        }
        return _FIELD.sub(lambda match: words[match[1]], self.pattern)
