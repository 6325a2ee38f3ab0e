"""PDFs made for tests, and paper in the hand: what stands where on a page of a PDF."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name

from briefgen.handout.placing import Dimensions
from briefgen.handout.reading import Source, open_source

MM = 72 / 25.4
A4: Dimensions = (210 * MM, 297 * MM)
A5: Dimensions = (148 * MM, 210 * MM)


def made(pages: int, size: Dimensions = A4, rotate: int = 0) -> pikepdf.Pdf:
    """A PDF whose page k says "pk" at a tenth of its width and height, in a frame along its edge."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = pdf.make_indirect(Dictionary(Font=Dictionary(F=pdf.make_indirect(font))))
    for k in range(1, pages + 1):
        x, y = size[0] / 10, size[1] / 10
        text = f"BT /F 24 Tf {x} {y} Td (p{k}) Tj ET 0 0 {size[0]} {size[1]} re S"
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *size]),
            Resources=resources,
            Contents=pdf.make_stream(text.encode()),
            Rotate=rotate,
        )
        pdf.pages.append(pikepdf.Page(page))
    return pdf


def bytes_of(pdf: pikepdf.Pdf, **options: object) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id="encryption" not in options, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def source(pages: int, size: Dimensions = A4, rotate: int = 0) -> Source:
    opened = open_source(bytes_of(made(pages, size, rotate)), "made.pdf")
    assert opened.value is not None
    assert opened.messages == ()
    return opened.value


@dataclass(frozen=True)
class Word:
    """A word on a page; its lower left corner from the lower left of the page, in points. `turned`: it is upside down."""

    text: str
    x: float
    y: float
    turned: bool


def words_on(data: bytes) -> list[list[Word]]:
    """The words of each page as they are seen: clipped ones are not there."""
    pdf = pypdfium2.PdfDocument(data)
    pages = []
    for page in pdf:
        text = page.get_textpage()
        found = []
        whole = text.get_text_range()
        for match in re.finditer(r"\S+", whole):
            left, bottom, *_ = text.get_charbox(match.start(), loose=True)
            right = text.get_charbox(match.end() - 1, loose=True)[0]
            found.append(Word(match[0], left, bottom, len(match[0]) > 1 and right < left))
        pages.append(found)
    pdf.close()
    return pages


def check(data: bytes) -> list[str]:
    """What qpdf has to say about a file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [*pdf.check_pdf_syntax(), *(str(each) for each in pdf.get_warnings())]
