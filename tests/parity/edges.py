"""Turn a PDF and LibreOffice's PDF of the Word file into how far justified lines end from the edge of the text, in both.

LibreOffice widens the gaps of a line by whole twips only and drops what is left over; and its PDF says the distances of glyphs
in tenths of a point, each as a whole number of thousandths of the type size. A line of n gaps may so end short by n twips and a
little; it must not end short by more, nor stand out. A line of words may end short by as much again, since each word, too, is as
long as whole twips: on lines of some fifteen words that is up to 0.6 mm, which no setting of the Word file changes. A measure of
whole characters does: its full lines need no widening. The templates have such measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefgen.kinsoku import WIDE
from briefgen.proof.layout import NEAR
from briefgen.proof.pages import Line, PdfPage, lines_of
from briefgen.proof.setting import SetLine, setting_of
from briefgen.tree import Document

_TWIP = 0.05
_TENTH = 0.1
_GRID = 0.25
"""pt: where a line begins is a tenth of a point, and the edge in twips is not the edge in the PDF."""
_SPACE = 0.15
"""Type sizes: where words are no further apart there is no space between them."""
_ELASTIC = re.compile(f"[{WIDE}“”‘’—…·]")


@dataclass(frozen=True)
class End:
    """How far a justified line ends before the edge, in pt, and how far LibreOffice's roundings may bring it to.

    `off` is how far the PDF's and LibreOffice's line end from the edge of the text block.
    """

    text: str
    short: float
    least: float
    most: float
    off: tuple[float, float]

    @property
    def explained(self) -> bool:
        """Whether nothing but those roundings keeps the line from the edge."""
        return self.least <= self.short <= self.most


def office_ends(tree: Document, pdf: Sequence[PdfPage], office: Sequence[PdfPage]) -> Iterator[End]:
    """The ends of LibreOffice's justified lines that are lines of the PDF, too."""
    theirs = {page.number: lines_of(page.glyphs, page.number) for page in office}
    for ours in setting_of(pdf, tree).lines:
        justified = ours.paragraph.style.align == "justify" and not ours.last
        if not justified or ours.edges is None:
            continue
        twin = _twin(ours.line, theirs.get(ours.line.page, ()))
        if twin is not None:
            yield _end(ours, twin, ours.edges[1])


def _twin(line: Line, others: Sequence[Line]) -> Line | None:
    """The nearest line of the same characters, which may stand beside another in a column; None where there is none."""
    found = [part for other in others if line.text in other.text for part in _parts(line, other)]
    return min(found, key=lambda p: abs(p.y - line.y) + abs(p.x - line.x), default=None)


def _parts(line: Line, other: Line) -> Iterator[Line]:
    letters = [glyph for glyph in other.glyphs for _ in glyph.text]
    for start in range(len(letters)):
        if other.text.startswith(line.text, start):
            glyphs = dict.fromkeys(letters[start : start + len(line.text)])
            yield Line(other.page, tuple(glyphs))


def _end(ours: SetLine, line: Line, edge: float) -> End:
    glyphs, tracking = line.glyphs, ours.paragraph.text_style.spacing.pt
    # An indent below zero lets lines stand out of the text block, whose edge is what counts.
    block = edge + min(0.0, ours.paragraph.style.right.pt)
    widths = sum(glyph.right - glyph.x for glyph in glyphs) + tracking * (len(glyphs) - 1)
    free = max(edge - line.x - widths, 0.0)
    gaps = sum(
        bool(_ELASTIC.match(a.text + b.text) or _ELASTIC.match(b.text)) for a, b in pairwise(glyphs)
    )
    spaces = sum(b.x - a.right > _SPACE * line.size for a, b in pairwise(glyphs))
    twips = gaps + 2 * spaces if gaps < spaces else gaps
    # A tenth of a point is, in thousandths of the type size, no whole number.
    tenth = 1000 * _TENTH / line.size
    said = free * (1 - round(tenth) / tenth)
    return End(
        line.text,
        edge - line.right,
        min(said, 0.0) - NEAR,
        max(said, 0.0) + (twips * _TWIP if twips else NEAR) + _GRID,
        (abs(block - ours.line.right), abs(block - line.right)),
    )
