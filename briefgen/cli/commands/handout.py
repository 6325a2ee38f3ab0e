"""Turn `briefgen handout` into a print run: sheets, numbered copies, receipt sheet, ticket and plan."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import SCRIPTS, Command, Option
from briefgen.cli.terminal import Terminal, size, words
from briefgen.units import PAPER_MM, mm, parse_length

if TYPE_CHECKING:
    from briefgen.handout import Handout, Wish
    from briefgen.messages import Result

_MARKS = ("crop", "fold", "registration")
_NUP = ("2", "4", "6", "8", "9")
_ONLY_WITH = {
    "signature": ("booklet",),
    "creep": ("booklet",),
    "order": ("nup",),
    "rules": ("nup", "cards"),
    "overlap": ("poster",),
    "start": ("number", "names", "docx"),
    "digits": ("number", "names", "docx"),
    "number_text": ("number", "names", "docx"),
    "number_at": ("number", "names"),
    "one_file": ("per_organisation",),
}
"""Options that say nothing without one of others."""
_OF_A_BRIEF = {"docx": "docx-brief", "large_print": "large-brief", "per_organisation": "own-parts"}
_EXACT = re.compile(r"(\d+(?:\.\d+)?)\s*[xX×*]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)")
_CELLS = re.compile(r"([1-9]\d?)[xX×*]([1-9]\d?)")


def _wrong(key: str, ctx: click.Context, param: click.Parameter, **values: object) -> Exception:
    return click.BadParameter(words(key, teaching.language(ctx), **values), ctx, param)


def _length(ctx: click.Context, param: click.Parameter, value: str | None) -> float:
    """Points; 0 when nothing is given."""
    length = parse_length(value) if value is not None else mm(0)
    if length is None or length.emu < 0:
        raise _wrong("bad-length", ctx, param, text=repr(value))
    return length.pt


def _paper(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[float, float] | None:
    """Width and height in points; None when nothing is given."""
    if value is None:
        return None
    for name, (width, height) in PAPER_MM.items():
        if name.lower() == value.strip().lower():
            return mm(width).pt, mm(height).pt
    match = _EXACT.fullmatch(value.strip())
    sides = [parse_length(f"{match[n]}{match[3]}") for n in (1, 2)] if match else []
    first, second = sides or (None, None)
    if first is None or second is None or not first.emu or not second.emu:
        raise _wrong("bad-paper", ctx, param, text=repr(value), papers=", ".join(PAPER_MM))
    return first.pt, second.pt


def _cells(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Rows and columns; None when nothing is given."""
    if value is None:
        return None
    match = _CELLS.fullmatch(value.strip())
    if match is None:
        raise _wrong("bad-cells", ctx, param, text=repr(value))
    return int(match[1]), int(match[2])


def _place(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[float, float] | None:
    """From the left and the upper edge, in points; None when nothing is given."""
    if value is None:
        return None
    found = [parse_length(part) for part in value.split(",")]
    if len(found) != 2 or found[0] is None or found[1] is None:
        raise _wrong("bad-place", ctx, param, text=repr(value))
    return found[0].pt, found[1].pt


def _marks(ctx: click.Context, param: click.Parameter, value: str | None) -> frozenset[str]:
    names = [name.strip() for name in (value or "").split(",") if name.strip()]
    for name in names:
        if name not in _MARKS:
            raise _wrong("bad-marks", ctx, param, text=repr(name), marks=", ".join(_MARKS))
    return frozenset(names)


def _measure(name: str, default: str | None = None) -> Callable[[Any], Any]:
    return click.option(
        name, cls=Option, metavar="LENGTH", callback=_length, default=default,
        show_default=default is not None,
    )  # fmt: skip


@click.command(cls=Command)
@click.argument("source", metavar="SOURCE", shell_complete=teaching.complete_brief)
@click.option("--booklet", cls=Option, is_flag=True)
@click.option("--nup", cls=Option, type=click.Choice(_NUP))
@click.option("--notes", cls=Option, type=click.IntRange(1, 6), metavar="N")
@click.option("--cards", cls=Option, metavar="RxC", callback=_cells)
@click.option("--poster", cls=Option, metavar="RxC", callback=_cells)
@click.option("--signature", cls=Option, type=click.IntRange(1, 100), metavar="N")
@click.option("--binding", cls=Option, type=click.Choice(("left", "right")), default="left")
@click.option("--order", cls=Option, type=click.Choice(("across", "down")), default="across")
@click.option("--paper", cls=Option, metavar="PAPER", callback=_paper)
@click.option("--size", "finished", cls=Option, metavar="PAPER", callback=_paper)
@click.option("--duplex", cls=Option, type=click.Choice(("long", "short", "none")))
@_measure("--margin")
@_measure("--gap")
@_measure("--bleed")
@_measure("--shift")
@_measure("--creep")
@_measure("--overlap", "10mm")
@click.option("--marks", cls=Option, metavar="LIST", callback=_marks)
@click.option("--frames", cls=Option, is_flag=True)
@click.option("--rules", cls=Option, is_flag=True)
@click.option("--copies", cls=Option, type=click.IntRange(1), metavar="N")
@click.option("--number", cls=Option, is_flag=True)
@click.option("--start", cls=Option, type=click.IntRange(0), default=1, metavar="K")
@click.option("--digits", cls=Option, type=click.IntRange(1, 12), default=6, metavar="N")
@click.option("--number-text", cls=Option, default="{number}", metavar="TEXT", show_default=True)
@click.option("--number-at", cls=Option, metavar="X,Y", callback=_place)
@click.option("--names", cls=Option, metavar="PATTERN", default="")
@click.option("--watermark", cls=Option, metavar="TEXT", default="")
@click.option("--per-organisation", cls=Option, is_flag=True)
@click.option("--one-file", cls=Option, is_flag=True)
@click.option("--large-print", cls=Option, is_flag=True)
@click.option("--grey", cls=Option, is_flag=True)
@click.option("--watermark-image", cls=Option, metavar="FILE", default="")
@click.option("--docx", cls=Option, is_flag=True)
@click.option("--receipt", cls=Option, is_flag=True)
@click.option("--ticket", cls=Option, is_flag=True)
@click.option("--plan", cls=Option, is_flag=True)
@click.option("--format", "style", cls=Option, type=click.Choice(("text", "json")), default="text")
@click.option(
    "-t", "--template", cls=Option, metavar="NAME", shell_complete=teaching.complete_template
)
@click.option("--script", cls=Option, type=click.Choice(SCRIPTS))
@click.option("-o", "--output", cls=Option, type=click.Path(file_okay=False), metavar="DIR")
@click.pass_obj
def handout(terminal: Terminal, /, source: str, **given: Any) -> int:
    """Put pages on paper."""
    _refuse(terminal, source, given)
    wish = _wish(terminal, given)
    output = terminal.base / given["output"] if given["output"] else None
    if given["per_organisation"]:
        return _organisations(terminal, source, output, wish, given)
    made, root, folder = _run(terminal, source, given, output, wish)
    terminal.show(made.messages, root)
    if made.value is None:
        return 1
    entry = _write(terminal, made.value, folder, given["plan"], given["style"])
    if given["style"] == "json":
        terminal.print(json.dumps(entry, ensure_ascii=False, indent=2))
    return 0


def _refuse(terminal: Terminal, source: str, given: dict[str, Any]) -> None:
    """Raise click.UsageError for options that say nothing together."""
    ctx = click.get_current_context()
    names = {param.name: param.opts[-1] for param in ctx.command.params}
    for key, needed in _ONLY_WITH.items():
        chosen = ctx.get_parameter_source(key) is ParameterSource.COMMANDLINE
        if chosen and not any(given[each] for each in needed):
            others = ", ".join(str(names[each]) for each in needed)
            said = words("only-with", terminal.language, option=names[key], others=others)
            raise click.UsageError(said)
    if source.lower().endswith(".pdf"):
        for key in ("docx", "large_print", "per_organisation"):
            if given[key]:
                raise click.UsageError(words(_OF_A_BRIEF[key], terminal.language))
    if given["one_file"] and given["docx"]:
        raise click.UsageError(words("one-word-file", terminal.language))


def _wish(terminal: Terminal, given: dict[str, Any]) -> Wish:
    """The options as what the print run is to be. Raises click.UsageError for two layouts at once."""
    layouts = [name for name in ("booklet", "nup", "notes", "cards", "poster") if given[name]]
    if len(layouts) > 1:
        raise click.UsageError(words("one-layout", terminal.language))
    from briefgen.handout import Layout, Numbering, Wish
    from briefgen.handout.placing import Press

    rows, columns = given["cards"] or given["poster"] or (1, 1)
    layout = Layout(
        kind=layouts[0] if layouts else "pages",  # type: ignore[arg-type]  # one of the five above
        signature=given["signature"],
        each=int(given["nup"] or given["notes"] or 2),
        rows=rows,
        columns=columns,
        order=given["order"],
        overlap=given["overlap"],
    )
    measures = {key: given[key] for key in ("margin", "gap", "bleed", "shift", "creep")}
    press = Press(
        paper=given["paper"] or (mm(210).pt, mm(297).pt),
        size=given["finished"],
        duplex=given["duplex"],
        binding=given["binding"],
        marks=given["marks"],
        frames=given["frames"],
        rules=given["rules"],
        **measures,
    )
    numbering = Numbering(
        start=given["start"],
        digits=given["digits"],
        text=given["number_text"],
        at=given["number_at"],
        names=given["names"],
    )
    return Wish(
        layout,
        press,
        paper_chosen=given["paper"] is not None,
        copies=given["copies"],
        numbering=numbering if given["number"] or given["names"] or given["docx"] else None,
        watermark=given["watermark"],
        picture=given["watermark_image"],
        grey=given["grey"],
        word=given["docx"],
        receipt=given["receipt"],
        ticket=given["ticket"],
    )


def _seen_from(root: Path, terminal: Terminal, wish: Wish) -> Wish:
    """The wish with the path of its picture as it is seen from the folder in which pictures may be."""
    if not wish.picture:
        return wish
    path = os.path.realpath(terminal.base / wish.picture)
    return replace(wish, picture=os.path.relpath(path, root.resolve()).replace(os.sep, "/"))


def _picture_folder(terminal: Terminal, wish: Wish) -> Path:
    """Where there is no project: the folder with which the path of the picture begins, before any field."""
    return Path(os.path.realpath(terminal.base / wish.picture.partition("{")[0])).parent


def _run(
    terminal: Terminal, source: str, given: dict[str, Any], output: Path | None, wish: Wish
) -> tuple[Result[Handout], Path | None, Path]:
    """The print run, the folder of the project (None: there is none) and that of its files."""
    from briefgen.messages import Result, Stop
    from briefgen.pipeline import Choices
    from briefgen.project import open_project, printing

    path = terminal.base / source
    if source.lower().endswith(".pdf") and path.is_file():
        language = "zh-Hans" if terminal.language == "zh" else "en"
        try:
            root = pictures = open_project(terminal.base).root
        except Stop:
            root, pictures = terminal.base, _picture_folder(terminal, wish)
        wish = _seen_from(pictures, terminal, wish)
        made = printing.of_file(path, language, wish, pictures)
        return made, None, output or root / "output"
    project = open_project(terminal.base)
    found = project.find([source])
    refs = found.value or ()
    if len(refs) != 1:
        raise click.UsageError(words("one-brief", terminal.language, count=len(refs)))
    choices = Choices(given["template"], script=given["script"])
    wish, large = _seen_from(project.root, terminal, wish), given["large_print"]
    runs = printing.of_brief(project, refs[0], choices, output, wish, large=large)
    said = Result(runs.value, (*found.messages, *runs.messages))
    return said, project.root, output or project.root / "output"


def _organisations(
    terminal: Terminal, source: str, output: Path | None, wish: Wish, given: dict[str, Any]
) -> int:
    """A print run for each organisation of a brief, or one for all of them."""
    from briefgen.pipeline import Choices
    from briefgen.project import open_project
    from briefgen.project.perorganisation import of_organisations

    project = open_project(terminal.base)
    found = project.find([source])
    refs = found.value or ()
    if len(refs) != 1:
        raise click.UsageError(words("one-brief", terminal.language, count=len(refs)))
    choices = Choices(given["template"], script=given["script"])
    wish, together = _seen_from(project.root, terminal, wish), given["one_file"]
    large = given["large_print"]
    runs = of_organisations(project, refs[0], choices, wish, together=together, large=large)
    terminal.show((*found.messages, *runs.messages), project.root)
    folder = output or project.root / "output"
    entries = [
        _write(terminal, run, folder, given["plan"], given["style"]) for run in runs.value or ()
    ]
    if given["style"] == "json" and runs.value is not None:
        entry = entries[0] if together else entries
        terminal.print(json.dumps(entry, ensure_ascii=False, indent=2))
    return 0 if runs.value is not None else 1


def _write(
    terminal: Terminal, made: Handout, folder: Path, plan: bool, style: str
) -> dict[str, Any]:
    """Publish the files and tell of each; the run as data."""
    from briefgen.project import printing

    written = []
    for file in printing.write(folder, made):
        written.append(file)
        if style == "text":
            terminal.print(f"{terminal.path(file.path)}  {size(file.size)}")
    if plan and style == "text":
        language = "zh-Hans" if terminal.language == "zh" else "en"
        for label, value in made.plan.lines(language):
            terminal.print(f"  {label}: {value}" if language == "en" else f"  {label}：{value}")
    files = [{"file": terminal.path(file.path), "size": file.size} for file in written]
    return {"plan": made.plan.data(), "files": files}
