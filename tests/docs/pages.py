"""Turn a Markdown page into its headings, code blocks, tables and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCS = tuple(sorted((ROOT / "docs").glob("*.md")))
PAGES = (*READMES, *DOCS)

_FENCE = re.compile(r"(```+)(.*)")
_HEADING = re.compile(r"(#{1,6}) (.+)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CELL_ENDS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block: its language, what else stands on its first line, the line of its first line of text."""

    language: str
    info: str
    text: str
    line: int
    heading: str

    @property
    def path(self) -> str:
        """The file that its first line names in a comment, or ""."""
        first = self.text.partition("\n")[0]
        match = re.fullmatch(r"(?:#|/\*|\{#) ([\w./@-]+\.[\w.]+)(?: \*/| #\})?", first)
        return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a heading; cells without white space around them, `\\|` undone."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


def lines(page: Path) -> Iterator[tuple[int, str, str, str]]:
    """Each line outside code: number, text, heading, and its kind: "heading" or "text"."""
    heading, fence = "", ""
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        mark = _FENCE.fullmatch(line)
        if fence:
            fence = "" if mark and mark[1] == fence and not mark[2] else fence
        elif mark:
            fence = mark[1]
        elif match := _HEADING.fullmatch(line):
            heading = match[2]
            yield number, line, heading, "heading"
        else:
            yield number, line, heading, "text"
    assert not fence, f"{page}: a code block is not closed"


def headings(page: Path) -> list[str]:
    """The headings with their marks: "## Two commands"."""
    return [line for _, line, _, kind in lines(page) if kind == "heading"]


def fences(page: Path) -> list[Fence]:
    """The code blocks, in order."""
    found: list[Fence] = []
    heading, opened, first, words = "", "", 0, list[str]()
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        mark = _FENCE.fullmatch(line)
        if opened and mark and not mark[2]:
            language, _, info = opened.partition(" ")
            found.append(Fence(language, info, "\n".join(words) + "\n", first, heading))
            opened = ""
        elif opened:
            words.append(line)
        elif mark:
            opened, first, words = mark[2], number + 1, []
            assert opened, f"{page}:{number}: a code block names its language"
        elif match := _HEADING.fullmatch(line):
            heading = match[2]
    return found


def tables(page: Path) -> list[Table]:
    """The tables, in order."""
    found: list[Table] = []
    rows: list[tuple[str, ...]] = []
    start, under = 0, ""
    for number, line, heading, _ in [*lines(page), (0, "", "", "")]:
        if line.startswith("|"):
            if not rows:
                start, under = number, heading
            cells = _CELL_ENDS.split(line.strip().removeprefix("|").removesuffix("|"))
            rows.append(tuple(cell.strip().replace("\\|", "|") for cell in cells))
        elif rows:
            found.append(Table(under, rows[0], tuple(rows[2:]), start))
            rows = []
    return found


def links(page: Path) -> list[tuple[int, str]]:
    """Where links and pictures of the page lead, each with its line; what stands in back quotes is none."""
    return [
        (number, target)
        for number, line, _, _ in lines(page)
        for target in _LINK.findall(re.sub("`[^`]*`", "code", line))
    ]


def code(cell: str) -> str:
    """The words between back quotes at the start of a cell."""
    match = re.match(r"`([^`]+)`", cell)
    assert match, f"no code in the cell {cell!r}"
    return match[1]


def slug(heading: str) -> str:
    """The anchor that a heading gets on GitHub."""
    words = re.sub(r"[`*]", "", heading.lstrip("#").strip()).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
