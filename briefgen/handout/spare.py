"""Turn a first page into the place for its copy number: the blank that the template left, or the standard's."""

from __future__ import annotations

from ctypes import byref, c_double
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from briefgen.handout.stamps import GB_PLACE, NUMBER_SIZE, Letters, Stamp
from briefgen.units import mm

BLANK = "______"
"""Six low lines, one for each digit, are what a template prints where the copy number goes."""
_ASCENT = 0.88
_IN_THE_MARGIN = (GB_PLACE[0], mm(12).pt)


def place_number(data: bytes, stamp: Stamp, width_of: Letters, sample: str) -> tuple[Stamp, str]:
    """The stamp at its place on the first page of a PDF, and the words that it covers there ("" when nothing).

    `sample` is a number as it will be printed. A stamp that has a place of its own keeps it; otherwise it takes the blank
    after 份号, the first line of the standard's text block, or, when there are words, the upper margin.
    """
    pdf = pypdfium2.PdfDocument(data)
    try:
        page = pdf[0]
        text = page.get_textpage()
        if stamp.place != GB_PLACE:
            return stamp, covered(page, text, stamp, width_of.width(sample, stamp.size))
        found = _on_blank(page, text, stamp, width_of, sample)
        if found is not None:
            return found, ""
        width = width_of.width(sample, stamp.size)
        if not covered(page, text, stamp, width):
            return stamp, ""
        moved = replace(stamp, place=_IN_THE_MARGIN)
        return moved, covered(page, text, moved, width)
    finally:
        pdf.close()


def covered(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, stamp: Stamp, width: float
) -> str:
    """The words that stand where a stamp will be; "" for a page that is turned, of which we can't tell."""
    if stamp.place is None or page.get_rotation():
        return ""
    left, bottom, _, top = page.get_cropbox()
    x, y = left + stamp.place[0], top - stamp.place[1]
    if y - stamp.size < bottom:
        return ""
    found = text.get_text_bounded(x, y - stamp.size * 0.9, x + width, y - stamp.size * 0.1)
    return " ".join(str(found).split())


def _on_blank(
    page: pypdfium2.PdfPage,
    text: pypdfium2.PdfTextPage,
    stamp: Stamp,
    letters: Letters,
    sample: str,
) -> Stamp | None:
    """The stamp above the blank, as large as the words before it; None when the template left none."""
    if page.get_rotation():
        return None
    search = text.search(BLANK)
    hit = search.get_next()
    search.close()
    if hit is None:
        return None
    first, count = hit
    left, top = page.get_cropbox()[0], page.get_cropbox()[3]
    x0, _, _, _ = text.get_charbox(first)
    _, _, x1, _ = text.get_charbox(first + count - 1)
    x, baseline = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(text, first, byref(x), byref(baseline))
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, first, byref(matrix))
    size = min(raw.FPDFText_GetFontSize(text, first) * abs(matrix.d), NUMBER_SIZE)
    start = (x0 + x1) / 2 - left - letters.width(sample, size) / 2
    return replace(stamp, size=size, place=(start, top - baseline.value - size * _ASCENT))
