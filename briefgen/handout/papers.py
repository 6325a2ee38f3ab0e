"""Turn a print run into the pages that go with it: the receipt sheet that recipients sign, and the ticket for the printer."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from briefgen.handout.numbers import Copy
from briefgen.messages import Result
from briefgen.resources import data_file
from briefgen.style import style_page
from briefgen.template import Page, Sheet
from briefgen.world import World
from briefgen.writers.pdf import write_pdf

_CSS = "handout.css"


@cache
def words() -> Mapping[str, Any]:
    """Everything that these pages and the plan say, as `data/handout.toml` has it."""
    return tomllib.loads(data_file("handout.toml").read_text("utf-8"))


def receipt(
    world: World, title: str, copies: Sequence[Copy], language: str, sheets: Sequence[Sheet]
) -> Result[bytes]:
    """A PDF with a line for each copy: its number, its recipient, and room to sign. `sheets` are the brief's own."""
    said = words()["receipt"][language]
    keys = ("number", "recipient", "name", "date")
    cols = "".join(f'<col class="{key}">' for key in keys)
    head = "".join(f'<th scope="col">{said[key]}</th>' for key in keys)
    # Where recipients are known, what nobody gets is spare; otherwise who gets which copy is written by hand.
    spare = said["spare"] if any(copy.recipient for copy in copies) else ""
    rows = "".join(
        f"<tr><td>{html.escape(copy.number)}</td>"
        f"<td>{html.escape(copy.recipient or spare)}</td><td></td><td></td></tr>"
        for copy in copies
    )
    table = (
        f'<table class="paper receipt"><colgroup>{cols}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return _paper(world, said["title"], title, table, language, sheets)


def ticket(
    world: World,
    title: str,
    lines: Iterable[tuple[str, str]],
    language: str,
    sheets: Sequence[Sheet],
) -> Result[bytes]:
    """A PDF that tells the printer what to do: `lines` are labels and values."""
    rows = "".join(
        f'<tr><th scope="row">{html.escape(label)}</th><td>{html.escape(value)}</td></tr>'
        for label, value in lines
    )
    table = (
        '<table class="paper ticket"><colgroup><col class="label"><col></colgroup>'
        f"<tbody>{rows}</tbody></table>"
    )
    return _paper(world, words()["ticket"][language]["title"], title, table, language, sheets)


def _paper(
    world: World, heading: str, of: str, table: str, language: str, sheets: Sequence[Sheet]
) -> Result[bytes]:
    own = Sheet(_CSS, data_file(_CSS).read_text("utf-8"))
    title = f"{of} · {heading}"
    text = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title></head><body>"
        f'<h1 class="paper-title">{heading}</h1><p class="paper-of">{html.escape(of)}</p>'
        f"{table}</body></html>"
    )
    page = Page(text, (*sheets, own), (), language, title, {})
    return style_page(world, page).then(write_pdf)
