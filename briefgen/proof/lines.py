"""Turn a PDF and the PDF that LibreOffice makes of the Word file into how far pages and lines agree.

A line has a twin when the other file has a line of the same characters on the same page. Cells and columns that stand side by
side are lines of their own; where only one of the files shows a gap between them, whole lines are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from statistics import median

from briefgen.proof.pages import Glyph, Line, PdfPage, lines_of

_WIDE_GAP = 2.5  # ems: what stands further apart belongs to two cells
_GAP = 0.9  # ems: wider than a space, and a gutter when it recurs
_APART = 0.5  # ems: what stands on both sides of a gutter; words across both columns are nearer
_RECURRING = 5  # lines
_SHARE = 0.6
_NEAR = 6.0  # pt
_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the PDF without a twin, and the nearest line of the Word file on that page ("" for none)."""

    page: int
    pdf: str
    word: str


@dataclass(frozen=True, slots=True)
class LinesReport:
    """`agreement` is the share of lines of both files that have a twin, from 0 to 1; `lines` counts the PDF's.

    `down` is the median distance of twins in mm, positive when the PDF's stands lower; `right` that of their right ends.
    """

    pages: tuple[int, int]
    lines: int
    agreement: float
    down: float
    right: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Twins:
    """Lines that were paired, and what is left of both."""

    pairs: list[tuple[Line, Line]]
    ours: list[Line]
    theirs: list[Line]


def compare_lines(pdf: Sequence[PdfPage], word: Sequence[PdfPage]) -> LinesReport:
    """How far the pages of `pdf` and those of the Word file agree."""
    ours = [_lines(page, page.drawn) for page in pdf]
    theirs = [
        _lines(page, _within(page, pdf[number].drawn) if number < len(pdf) else ())
        for number, page in enumerate(word)
    ]
    pairs, hits = [], 0
    left, other = [], []
    total = 0
    for number in range(max(len(ours), len(theirs))):
        mine = ours[number] if number < len(ours) else {}
        others = theirs[number] if number < len(theirs) else {}
        whole = _paired(list(mine), list(others))
        pieces = _paired(
            [piece for line in whole.ours for piece in mine[line]],
            [piece for line in whole.theirs for piece in others[line]],
        )
        total += sum(map(len, mine.values())) + sum(map(len, others.values()))
        hits += sum(len(mine[a]) + len(others[b]) for a, b in whole.pairs) + 2 * len(pieces.pairs)
        pairs += [*whole.pairs, *pieces.pairs]
        left += pieces.ours
        other += pieces.theirs
    return LinesReport(
        pages=(len(pdf), len(word)),
        lines=sum(len(pieces) for page in ours for pieces in page.values()),
        agreement=hits / total if total else 1.0,
        down=median([b.y - a.y for a, b in pairs] or [0.0]) * -_MM,
        right=median([abs(a.right - b.right) for a, b in pairs] or [0.0]) * _MM,
        differences=tuple(_differences(left, other)),
    )


def _within(page: PdfPage, drawn: Iterable[Glyph]) -> frozenset[Glyph]:
    """The glyphs of a page that stand where the other file's page has drawings: charts are no lines of text."""
    edges = [(glyph.top, glyph.bottom) for glyph in drawn]
    if not edges:
        return frozenset()
    top, bottom = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
    return frozenset(g for g in page.glyphs if top - _NEAR <= g.y <= bottom + _NEAR)


def _lines(page: PdfPage, hidden: Iterable[Glyph]) -> dict[Line, list[Line]]:
    """Each line of a page with the pieces into which gaps divide it; `hidden` glyphs are not of the text."""
    apart = frozenset(hidden)
    lines = lines_of((glyph for glyph in page.glyphs if glyph not in apart), page.number)
    gutters = _gutters(lines)
    return {line: _pieces(line, gutters) for line in lines}


def _pieces(line: Line, gutters: Sequence[float]) -> list[Line]:
    pieces = [[line.glyphs[0]]]
    size = line.size
    for a, b in zip(line.glyphs, line.glyphs[1:], strict=False):
        apart = b.x - a.right > _APART * size
        crossed = apart and any(a.right <= gutter <= b.x for gutter in gutters)
        if crossed or b.x - a.right > _WIDE_GAP * size:
            pieces.append([])
        pieces[-1].append(b)
    return [Line(line.page, tuple(piece)) for piece in pieces]


def _gutters(lines: Sequence[Line]) -> list[float]:
    """Where most of the lines that reach from one side to the other have a gap: between columns and cells, once for each."""
    gaps = {line: list(_gaps(line)) for line in lines}
    open_at: dict[float, dict[Line, tuple[float, float]]] = {}
    for middle in {(low + high) / 2 for spans in gaps.values() for low, high in spans}:
        across = [line for line in lines if line.x < middle < line.right]
        open_ = {a: span for a in across for span in gaps[a] if span[0] <= middle <= span[1]}
        if len(open_) >= max(_RECURRING, _SHARE * len(across)):
            open_at[middle] = open_
    found: list[float] = []
    for middle in sorted(open_at, key=lambda m: (-len(open_at[m]), m)):
        here = open_at[middle].items()
        # Where a line is indented, the middle of its gap lies elsewhere: what most lines have in one gap is one gutter.
        if not any(2 * len(here & open_at[other].items()) > len(here) for other in found):
            found.append(middle)
    return found


def _gaps(line: Line) -> Iterable[tuple[float, float]]:
    for a, b in zip(line.glyphs, line.glyphs[1:], strict=False):
        if b.x - a.right > _GAP * line.size:
            yield a.right, b.x


def _paired(ours: Sequence[Line], theirs: Sequence[Line]) -> _Twins:
    """Lines of one page with the same characters, the nearest ones first."""
    free: dict[str, list[Line]] = defaultdict(list)
    for line in theirs:
        free[line.text].append(line)
    pairs, left = [], []
    for line in ours:
        same = free[line.text]
        if not same:
            left.append(line)
            continue
        twin = min(same, key=lambda other: abs(other.y - line.y) + abs(other.x - line.x))
        same.remove(twin)
        pairs.append((line, twin))
    return _Twins(pairs, left, [line for lines in free.values() for line in lines])


def _differences(ours: Sequence[Line], theirs: Sequence[Line]) -> Iterable[Difference]:
    for line in ours:
        near = [other.text for other in theirs if other.page == line.page]
        word = next(iter(get_close_matches(line.text, near, n=1, cutoff=0.3)), "")
        yield Difference(line.page, line.text, word)
