"""Turn a process's command line into its exit code: `briefgen` and `python -m briefgen` start here."""

from __future__ import annotations

import os
import sys

from briefgen.readyhelp import answer
from briefgen.wrongcommand import WRONG, complaint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def main() -> None:
    """Run the process's own command line and end with its exit code."""
    said = answer(sys.argv[1:], os.environ)
    if said is not None and _printed(said, sys.stdout):
        return
    said = complaint(sys.argv[1:], os.environ)
    if said is not None and _speaks(sys.stderr, said) and _printed(said, sys.stderr):
        sys.exit(WRONG)
    import gc

    # Nothing that is imported becomes garbage; looking for it takes a tenth of the time of every import.
    gc.disable()
    from briefgen.later import imported_later

    # click and dataclasses import it, which takes longer than either of them, and need it in cases that are not ours.
    with imported_later("inspect"):
        from briefgen import cli
    cli.main()


def _speaks(stream: TextIO | None, text: str) -> bool:
    """Whether the stream has all letters of a text; where it hasn't, the parser finds another way."""
    return stream is not None and (text.isascii() or stream.encoding.lower() == "utf-8")


def _printed(text: str, stream: TextIO) -> bool:
    """Whether all of it could be shown."""
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    main()
