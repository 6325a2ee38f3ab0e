"""Projects in a temporary folder, and the command line run in this process."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from briefgen.cli import run

REGISTRY = """\
organisations:
  - {id: north, name: North Library, short: North, level: library}
  - {id: south, name: South Library, short: South, level: library}
  - {id: west, name: West Library, short: West, level: library}
"""

BRIEF = """\
# The head of one issue.
template: newsletter
language: en
masthead: {name: The Trolley, number: 6, total: 206, issuer: Office}   # two numbers
date: 2026-02-10
period: {from: 2026-02-02, to: 2026-02-08}
deadline: 2026-02-09
title: "{{ organisations | count }} libraries report"
lead: |
  {{ organisations | names }} wrote in.
expects: all
"""

NORTH = """\
organisation: north
headline: The lights stay on
received: 2026-02-08
activities:
  - title: Late opening
    date: 2026-02-03
    text: |
      Doors were open until **nine**.
"""

SOUTH = """\
organisation: south
headline: A bus in the snow
received: 2026-02-10
activities:
  - date: 2026-02-05
    text: The book bus came through.
"""

FILES: Mapping[str, str] = {
    "content/organisations.yaml": REGISTRY,
    "content/2026-w06/brief.yaml": BRIEF,
    "content/2026-w06/north.yaml": NORTH,
    "content/2026-w06/south.yaml": SOUTH,
}


NOBODY = 65534
"""The user who owns nothing."""


def as_nobody() -> list[str]:
    """What stands before a command so that nobody runs it, who may read everything and write only what is theirs.

    Reading everything, as the interpreter may lie where only its owner comes. Nothing where one is not root, who alone may
    become another.
    """
    if os.geteuid() or not shutil.which("setpriv"):
        return []
    rights = ("--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", *rights]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def project(folder: Path, **changed: str) -> Path:
    """A project with one brief of two summaries, one organisation missing and one late; `changed` replaces by file stem."""
    files = {name: changed.get(Path(name).stem, text) for name, text in FILES.items()}
    write(folder, files)
    return folder


def another(folder: Path, name: str, brief: str = BRIEF) -> None:
    """A second brief in the project, with one summary."""
    write(
        folder,
        {f"content/{name}/brief.yaml": brief, f"content/{name}/north.yaml": NORTH},
    )


def briefgen(folder: Path, *arguments: str) -> Ran:
    """Run a command line as if started in `folder`."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["--lang", "en", "-C", str(folder), *arguments])
    return Ran(code, out.getvalue(), err.getvalue())
