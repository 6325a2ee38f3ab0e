"""Lines of two files are twins where columns stand at other heights, and lists in them are indented."""

from __future__ import annotations

from briefgen.proof.lines import compare_lines
from briefgen.proof.pages import Glyph, PdfPage

SIZE, PITCH = 10.5, 16.5
SIGNS = "会议强调要把学习贯彻主题教育同推动落实"


def _line(text: str, x: float, y: float) -> list[Glyph]:
    return [
        Glyph(sign, x + n * SIZE, x + (n + 1) * SIZE, y, SIZE, None, y - SIZE, y)
        for n, sign in enumerate(text)
    ]


def _page(lower: float) -> PdfPage:
    """Two columns, the right one `lower` by pt; most of its lines belong to a list, four to a table."""
    glyphs = []
    for number in range(16):
        text, y = SIGNS[number:] + SIGNS[:number], 100 + number * PITCH
        glyphs += _line(text, 290 - len(text) * SIZE, y)
        glyphs += _line(text[:8], 372 if number < 12 else 310, y + lower)
    return PdfPage(1, 595, 842, tuple(glyphs), (), tuple(glyphs), ())


def test_what_stands_beside_is_cut_off_and_nothing_else_is() -> None:
    for lower in (0, 6):
        report = compare_lines([_page(0)], [_page(lower)])
        assert (report.lines, report.agreement) == (32, 1.0), report.differences
