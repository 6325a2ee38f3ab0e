"""Turn patterns with fields such as {number} into names of files: that of a copy, and the path of its picture."""

from __future__ import annotations

from briefgen.filenames import is_portable
from briefgen.handout.numbers import Copy, filled


def file_name(pattern: str, brief: str, copy: Copy) -> str:
    """The name of one copy's file; what no system allows in a name becomes a hyphen.

    A pattern without {number} gets it at its end: no two copies have the same name.
    """
    if "{number}" not in pattern:
        stem = pattern[:-4] if pattern.lower().endswith(".pdf") else pattern
        pattern = f"{stem}-{{number}}"
    words = {"brief": brief, "number": copy.number, "recipient": copy.recipient}
    name = _allowed(filled(pattern, words))
    name = name if name.lower().endswith(".pdf") else f"{name}.pdf"
    return name if is_portable(name) else f"{copy.number}.pdf"


def varies(pattern: str) -> bool:
    """Whether the pattern of a picture's path names another picture for another copy."""
    return "{number}" in pattern or "{recipient}" in pattern


def picture_path(pattern: str, brief: str, copy: Copy, total: int, spare: str) -> str:
    """The path of one copy's picture; what no system allows in a name becomes a hyphen, so that names lead into no folder.

    `spare` stands for the recipient of a copy that nobody gets.
    """
    words = {
        "brief": brief,
        "number": copy.number,
        "recipient": copy.recipient or spare,
        "total": str(total),
    }
    return filled(pattern, {key: _allowed(value) for key, value in words.items()})


def _allowed(name: str) -> str:
    return "".join("-" if letter in '<>:"/\\|?*' or letter < " " else letter for letter in name)
