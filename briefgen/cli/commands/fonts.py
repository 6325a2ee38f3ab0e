"""Turn `briefgen fonts` into which font is drawn for which family, and which characters no named font has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Terminal, table, words
from briefgen.messages import Message, Severity, sorted_messages

if TYPE_CHECKING:
    from pathlib import Path

    from briefgen.messages import Place
    from briefgen.proof.fonts import Report

STYLES = ("text", "json")
_COLUMNS = ("family", "kind", "font", "file")


@click.command(cls=Command)
@teaching.briefs_argument()
@click.option(
    "-t", "--template", cls=Option, metavar="NAME", shell_complete=teaching.complete_template
)
@click.option(
    "--format", "style", cls=Option, type=click.Choice(STYLES), default="text", show_default=True
)
@click.option("--strict", cls=Option, is_flag=True)
@click.pass_obj
def fonts(
    terminal: Terminal, briefs: tuple[str, ...], template: str | None, style: str, strict: bool
) -> int:
    """Show which fonts are drawn."""
    from briefgen.project import open_project

    project = open_project(terminal.base)
    refs = project.find(briefs)
    terminal.show(refs.messages, project.root)
    said: list[Message] = list(refs.messages)
    entries = []
    for ref in refs.value or ():
        found = project.fonts(ref, template)
        report = found.value
        of_fonts = report.messages if report else ()
        said += found.messages
        if report is None or style == "json":
            terminal.show(_others(found.messages, of_fonts), project.root)
        if report is not None and style == "json":
            entries.append(_entry(ref.id, report, terminal, project.root))
        elif report is not None:
            _print(terminal, ref.id, report, project.root)
    if style == "json":
        terminal.print(json.dumps(entries, ensure_ascii=False, indent=2))
    limit = Severity.WARNING if strict else Severity.ERROR
    return int(any(each.severity >= limit for each in said))


def _others(messages: Sequence[Message], of_fonts: Sequence[Message]) -> list[Message]:
    """The errors that are not about fonts; `check` tells the rest."""
    return [
        each
        for each in sorted_messages(messages)
        if each.severity is Severity.ERROR and each not in of_fonts
    ]


def _print(terminal: Terminal, brief: str, report: Report, root: Path) -> None:
    terminal.print(brief)
    head = [words(column, terminal.language) for column in _COLUMNS]
    rows = [[font.family, font.kind, font.font, font.file] for font in report.fonts]
    for line in table([head, *rows]):
        terminal.print(f"  {line}")
    for found in sorted_messages(report.messages):
        terminal.print(terminal.line(found, root))


def _entry(brief: str, report: Report, terminal: Terminal, root: Path) -> dict[str, Any]:
    return {
        "brief": brief,
        "fonts": [
            {"family": f.family, "kind": f.kind, "font": f.font, "file": f.file}
            for f in report.fonts
        ],
        "missing": [
            {
                "letter": m.letter,
                "code": f"U+{ord(m.letter):04X}",
                "families": m.look.families,
                "selector": m.selector,
                "drawn": m.drawn or None,
                "places": [_place(terminal, place, root) for place in m.places],
            }
            for m in report.missing
        ],
        "substituted": [
            {
                "families": s.families,
                "selector": s.selector,
                "font": s.font or None,
                "place": _place(terminal, s.place, root) if s.place else None,
            }
            for s in report.substituted
        ],
    }


def _place(terminal: Terminal, place: Place, root: Path) -> dict[str, Any]:
    """A place as `briefgen check --format json` writes it."""
    shown = terminal.placed(Message("missing-glyph", place), root).place or place
    return {"file": shown.file, "line": shown.line, "column": shown.column}
