"""Turn what a form asks of a print run into its sheets: pictures to look at, the printer's plan, and the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from briefgen.handout import Layout, Numbering, Subject, Wish, prepare
from briefgen.handout.imposition import GRIDS
from briefgen.handout.placing import Press
from briefgen.messages import Result
from briefgen.preview.pictures import Pictures
from briefgen.units import PAPER_MM, mm, parse_length
from briefgen.world import World

Kind = Literal["pages", "booklet", "nup", "notes", "cards", "poster"]
_EDGES: Mapping[str, Literal["long", "short", "none"] | None] = {
    "auto": None,
    "long": "long",
    "short": "short",
    "none": "none",
}
_MOST_COPIES = 500
"""A run is made in memory here; `briefgen handout` makes larger ones."""


class BadWish(ValueError):
    """The form says what no print run can be."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """A print run: its first file as pictures, whether sheets have backs, the plan in both languages, all files by name."""

    pictures: Pictures
    duplex: bool
    plan: Mapping[str, list[tuple[str, str]]]
    files: Mapping[str, bytes]


def sheets_of(
    world: World, data: bytes, subject: Subject, form: Mapping[str, Any]
) -> Result[Sheets]:
    """The print run of a PDF as the form wishes; None when it can't be printed so. Raises BadWish."""
    made = prepare(world, data, subject, wish_of(form))
    if made.value is None:
        return Result(None, made.messages)
    files = dict(made.value.files)
    plan = {"en": list(made.value.plan.lines("en")), "zh": list(made.value.plan.lines("zh-Hans"))}
    first = next(iter(files.values()))
    duplex = made.value.plan.duplex != "single"
    return Result(Sheets(Pictures(first), duplex, plan, files), made.messages)


def wish_of(form: Mapping[str, Any]) -> Wish:
    """The form as what the handout room takes. Raises BadWish."""
    kind = form.get("layout", "pages")
    if kind not in get_args(Kind):
        raise BadWish("layout")
    paper = form.get("paper", "")
    if paper and paper not in PAPER_MM:
        raise BadWish("paper")
    width, height = PAPER_MM[paper or "A4"]
    layout = Layout(
        kind=kind,
        each=_number(form, "beside", 1, 6, 3)
        if kind == "notes"
        else _one_of(form, "each", GRIDS, 2),
        rows=_number(form, "rows", 1, 12, 2),
        columns=_number(form, "columns", 1, 12, 2),
        overlap=mm(10).pt,
    )
    marks = {name for name in ("crop", "fold", "registration") if form.get(name) is True}
    press = Press(
        paper=(mm(width).pt, mm(height).pt),
        margin=_points(form, "margin"),
        gap=_points(form, "gap"),
        duplex=_EDGES[_one_of(form, "duplex", _EDGES, "auto")],
        binding=_one_of(form, "binding", ("left", "right"), "left"),
        marks=frozenset(marks),  # type: ignore[arg-type]  # the three above
        frames=form.get("frames") is True,
        rules=form.get("rules") is True and kind in ("nup", "cards"),
    )
    return Wish(
        layout,
        press,
        paper_chosen=bool(paper),
        copies=_number(form, "copies", 1, _MOST_COPIES, 0) or None,
        numbering=Numbering() if form.get("number") is True else None,
        grey=form.get("grey") is True,
        receipt=form.get("receipt") is True,
        ticket=form.get("ticket") is True,
    )


def _one_of(form: Mapping[str, Any], key: str, known: Any, usual: Any) -> Any:
    found = form.get(key, usual)
    if not isinstance(found, (str, int)) or found not in known:
        raise BadWish(key)
    return found


def _number(form: Mapping[str, Any], key: str, least: int, most: int, usual: int) -> int:
    found = form.get(key)
    if found in (None, ""):
        return usual
    if not isinstance(found, int) or not least <= found <= most:
        raise BadWish(key)
    return found


def _points(form: Mapping[str, Any], key: str) -> float:
    words = form.get(key, "")
    if words == "":
        return 0
    found = parse_length(words) if isinstance(words, str) else None
    if found is None or found.emu < 0:
        raise BadWish(key)
    return found.pt
