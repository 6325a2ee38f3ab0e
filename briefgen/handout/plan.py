"""Turn sheets and copies into what a printer needs to know: paper, sides, colour, folds, in words and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pypdfium2
from PIL import ImageChops

from briefgen.handout.papers import words
from briefgen.handout.placing import Dimensions
from briefgen.locale import locale
from briefgen.units import PAPER_MM, mm, pt

_SCALE = 0.3  # of 72 dots an inch: enough to see whether there is colour on a page
TINT = 24
"""Of 255: what a grey may differ between its channels."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The facts of a print run. What counts `sheets`, `blanks`, `folds`, `colour` and `black` sides is for one copy.

    `layout` is a key of data/handout.toml with what it needs; `duplex` is long, short or single; `binding` is left, right or
    "" (not bound); `numbers` are the first and the last copy number (None: not numbered).
    """

    job: str
    date: date | None
    layout: str
    details: dict[str, int]
    paper: Dimensions
    duplex: str
    binding: str
    pages: int
    blanks: int
    sheets: int
    colour: int
    black: int
    folds: int
    copies: int
    numbers: tuple[str, str] | None

    def lines(self, language: str) -> list[tuple[str, str]]:
        """Labels and values in words."""
        said = words()

        def fact(key: str, **values: object) -> str:
            return str(said["facts"][key][language]).format(**values)

        def each(value: int) -> str:
            if self.copies == 1:
                return str(value)
            return fact("each", total=value * self.copies, each=value)

        values = {
            "job": self.job,
            "date": locale(language).date(self.date) if self.date else "",
            "layout": str(said["layouts"][self.layout][language]).format(**self.details),
            "paper": fact("paper", **_paper(self.paper)),
            "duplex": fact(self.duplex),
            "binding": fact(self.binding) if self.binding else "",
            "pages": fact("pages", pages=self.pages, blanks=self.blanks)
            if self.blanks
            else str(self.pages),
            "copies": str(self.copies),
            "numbers": fact("numbers", first=self.numbers[0], last=self.numbers[1])
            if self.numbers
            else "",
            "sheets": each(self.sheets),
            "sides": each(self.colour + self.black),
            "colour": each(self.colour),
            "black": each(self.black),
            "folds": each(self.folds) if self.folds else "",
        }
        return [(said["plan"][key][language], value) for key, value in values.items() if value]

    def data(self) -> dict[str, Any]:
        """The same as plain data; totals are those of all copies."""
        return {
            "job": self.job,
            "date": self.date.isoformat() if self.date else None,
            "layout": self.layout,
            **self.details,
            "paper": _paper(self.paper),
            "duplex": self.duplex,
            "binding": self.binding or None,
            "pages": self.pages,
            "blanks": self.blanks,
            "copies": self.copies,
            "numbers": list(self.numbers) if self.numbers else None,
            "each": {
                "sheets": self.sheets,
                "sides": self.colour + self.black,
                "colour": self.colour,
                "black": self.black,
                "folds": self.folds,
            },
            "total": {
                "sheets": self.sheets * self.copies,
                "sides": (self.colour + self.black) * self.copies,
                "colour": self.colour * self.copies,
                "black": self.black * self.copies,
                "folds": self.folds * self.copies,
            },
        }


def _paper(size: Dimensions) -> dict[str, Any]:
    """Name and millimetres of a paper."""
    width, height = (round(pt(value).mm, 1) for value in size)
    for name, (w, h) in PAPER_MM.items():
        if abs(mm(w).pt - size[0]) < 1 and abs(mm(h).pt - size[1]) < 1:
            return {"name": name, "width": w, "height": h}
    return {"name": f"{width:g}×{height:g}", "width": width, "height": height}


def coloured(data: bytes) -> Sequence[bool]:
    """For each page of a PDF whether anything on it is not grey."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [_is_coloured(page.render(scale=_SCALE).to_pil().convert("RGB")) for page in pdf]
    finally:
        pdf.close()


def _is_coloured(image: Any) -> bool:
    red, green, blue = image.split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return any(max(each.tobytes()) > TINT for each in differences)
