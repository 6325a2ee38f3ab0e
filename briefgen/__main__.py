"""Turn a process's command line into its exit code: `briefgen` and `python -m briefgen` start here."""

from __future__ import annotations

import os
import sys

from briefgen.readyhelp import answer


def main() -> None:
    """Run the process's own command line and end with its exit code."""
    said = answer(sys.argv[1:], os.environ)
    if said is not None and _printed(said):
        return
    import gc

    # Nothing that is imported becomes garbage; looking for it takes a tenth of the time of every import.
    gc.disable()
    from briefgen.later import imported_later

    # click and dataclasses import it, which takes longer than either of them, and need it in cases that are not ours.
    with imported_later("inspect"):
        from briefgen import cli
    cli.main()


def _printed(text: str) -> bool:
    """Whether all of it could be shown."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    main()
