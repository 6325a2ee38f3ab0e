"""Turn the provenance of a block into the place of a message."""

from __future__ import annotations

import re

from briefgen.messages import Message, Place, message

_SRC = re.compile(r"(?P<file>.+?)(?::(?P<line>\d+))?(?::[^:]*)?")


def place(src: str) -> Place | None:
    """The file and line that `src` ("file:line:path/inside") names; None when it names none."""
    match = _SRC.fullmatch(src)
    if match is None:
        return None
    return Place(match["file"], int(match["line"]) if match["line"] else None)


def told(code: str, src: str, **args: object) -> Message:
    """A message of `code` about what `src` names."""
    return message(code, place(src), **args)
