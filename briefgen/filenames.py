"""Turn a name into a verdict: whether it can name a file or folder on every system, in an archive and on a command line."""

from __future__ import annotations

import re

_REFUSED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
_LONGEST = 200


def is_portable(name: str) -> bool:
    """Whether `name` can be used everywhere: no separators, no `..`, no leading dash, no Windows device, not too long."""
    stem = name.split(".")[0].strip().lower()
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return False
    return (
        0 < size <= _LONGEST
        and not name.startswith(("-", ".", " "))
        and not name.endswith((".", " "))
        and _REFUSED.search(name) is None
        and stem not in _DEVICES
    )
