"""Turn nothing: the shape of what is wanted of a print run, and of what is known about the PDF besides its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from briefgen.handout.imposition import Order
from briefgen.handout.numbers import Share
from briefgen.handout.placing import Press
from briefgen.handout.stamps import GB_PLACE
from briefgen.template import Sheet
from briefgen.units import mm

Kind = Literal["pages", "booklet", "nup", "cards", "poster", "notes"]
_ABOVE_THE_TEXT = (GB_PLACE[0], mm(30).pt)


@dataclass(frozen=True, slots=True)
class Layout:
    """How pages lie on sheets. `signature` is in sheets; `each` pages on a side; `rows`, `columns` of cards or a poster.

    `overlap` is in points.
    """

    kind: Kind = "pages"
    signature: int | None = None
    each: int = 2
    rows: int = 1
    columns: int = 1
    order: Order = "across"
    overlap: float = 0


@dataclass(frozen=True, slots=True)
class Numbering:
    """How copies are numbered. `text` may hold {number}, {recipient}, {total}; `at` None is the template's or standard's place.

    `names` makes each copy a file of its own, named by this pattern ("": all in one file).
    """

    start: int = 1
    digits: int = 6
    text: str = "{number}"
    at: tuple[float, float] | None = None
    recipients_at: tuple[float, float] = _ABOVE_THE_TEXT
    names: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted. `copies` None: as many as the brief says; `watermark` may hold the same fields as a number's text;
    `picture` is the path of an image that is printed
    faintly on every page ("": none), a pattern with the fields of names and texts.
    `word` is for a Word file of each numbered copy as well.

    Without `paper_chosen` pages that are not rearranged stay on paper of their own size.
    """

    layout: Layout
    press: Press
    paper_chosen: bool = True
    copies: int | None = None
    numbering: Numbering | None = None
    watermark: str = ""
    picture: str = ""
    grey: bool = False
    word: bool = False
    receipt: bool = False
    ticket: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of the PDF besides its pages: `name` begins the names of the files; `tail` keeps the last page last.

    `shares` are the recipients in order; `copies` how many the brief says are printed; `sheets` its style sheets; `edition`
    is what the names of files add to its name ("large", the id of an organisation).
    """

    name: str
    title: str
    language: str = "zh-Hans"
    day: date | None = None
    tail: bool = False
    shares: tuple[Share, ...] = ()
    copies: int | None = None
    sheets: tuple[Sheet, ...] = ()
    edition: str = ""

    @property
    def stem(self) -> str:
        """How the names of the files begin."""
        return f"{self.name}-{self.edition}" if self.edition else self.name
