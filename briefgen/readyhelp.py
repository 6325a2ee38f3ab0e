"""Turn a command line that asks for help or for the version into the answer, which lies ready in `data`.

The parser of the command line takes four times as long to import as Python takes to start, and the texts of the help as long
again. `make docs` makes the files; a test holds every page against what the parser prints.
"""

from __future__ import annotations

import os
import sys

from briefgen import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    Language = Literal["en", "zh"]

WIDE = 80
"""Columns from which on the help is the same on every terminal."""
_PAGE = "\f"  # stands before each page, which begins with the name of its command


def answer(arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """What to print for `--version`, `--help` and `COMMAND --help`; None where the parser has to look at it."""
    *words, last = arguments or [""]
    if arguments == ["--version"]:
        return f"briefgen {__version__}\n"
    if last != "--help" or "_BRIEFGEN_COMPLETE" in environment or columns(environment) < WIDE:
        return None
    chosen: Language = language_of(environment)
    if len(words) > 1 and words[0] == "--lang" and words[1] in {"en", "zh"}:
        chosen = "zh" if words[1] == "zh" else "en"
        words = words[2:]
    return _pages(chosen).get(" ".join(words)) if all(words) else None


def language_of(environment: Mapping[str, str]) -> Language:
    """The language that the environment asks for."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return "zh" if environment[variable].lower().startswith("zh") else "en"
    return "en"


def bound(pages: Mapping[str, str]) -> str:
    """The content of a file of help: pages by the words of their command ("" is briefgen itself)."""
    return "".join(f"{_PAGE}{words}\n{page}" for words, page in pages.items())


def _pages(language: Language) -> Mapping[str, str]:
    file = os.path.join(os.path.dirname(__file__), "data", f"help.{language}.txt")  # noqa: PTH118, PTH120  pathlib is slow to import
    with open(file, encoding="utf-8") as stream:  # noqa: PTH123  as above
        pages = stream.read().split(_PAGE)[1:]
    return dict(page.split("\n", 1) for page in pages)


def columns(environment: Mapping[str, str]) -> int:
    """How wide the terminal is, as `shutil.get_terminal_size` says it, which takes a fifth of Python's start to import."""
    asked = environment.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or WIDE  # type: ignore[union-attr]  # None: AttributeError
    except (AttributeError, ValueError, OSError):
        return WIDE  # no terminal
