"""Turn the charts of a tree and of both finished files into what a file does not show of them.

The PDF has a chart as drawn text, the Word file as numbers of its own and a workbook: all are held against the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefgen.messages import Message
from briefgen.proof.chartfile import WordChart
from briefgen.proof.pages import FIGURE, PdfPage, flat
from briefgen.tree import Chart, ChartData, Document, paragraphs
from briefgen.writers.word.places import told


def check_charts(
    pages: Sequence[PdfPage], word: Sequence[WordChart], tree: Document
) -> Iterator[Message]:
    """A message for each chart of the tree and each file that lacks one of its names or numbers."""
    drawn = [piece.text for page in pages for piece in page.pieces if piece.tag == FIGURE]
    for index, chart in enumerate(_charts(tree)):
        wanted = [flat(each) for each in _printed(chart.data)]
        lacking = [[each for each in wanted if each not in text] for text in drawn] or [wanted]
        least = min(lacking, key=len)
        if least:
            yield _lacks(chart, "PDF", least)
        else:
            del drawn[lacking.index(least)]
        shown = _stored(chart.data)
        if index >= len(word):
            yield _lacks(chart, "Word", [*shown.categories, *shown.cells])
        elif word[index] != shown:
            yield _lacks(chart, "Word", list(_apart(shown, word[index])))


def _charts(tree: Document) -> Iterator[Chart]:
    for paragraph in paragraphs(tree):
        yield from (inline for inline in paragraph.inlines if isinstance(inline, Chart))


def _printed(data: ChartData) -> Iterator[str]:
    """What a reader of the drawing finds."""
    yield from data.categories
    yield from (row.name for row in data.rows if len(data.rows) > 1)
    yield from (data.label(n) for row in data.rows for n in row.numbers if n is not None)


def _stored(data: ChartData) -> WordChart:
    """What the Word file has of a chart when nothing is lost."""
    numbers = tuple(
        tuple("" if n is None else str(n.value) for n in row.numbers) for row in data.rows
    )
    names = tuple(row.name for row in data.rows)
    lines = [names, *zip(data.categories, *numbers, strict=True)]
    cells = tuple(cell for line in lines for cell in line if cell)
    return WordChart(data.categories, names, numbers, cells)


def _apart(wanted: WordChart, found: WordChart) -> Iterator[str]:
    """What of the wanted differs, in the words of the tree; all of it where only the order does."""
    pairs = (
        (wanted.categories, found.categories),
        (wanted.names, found.names),
        (tuple(v for row in wanted.numbers for v in row), tuple(v for row in found.numbers for v in row)),
        (wanted.cells, found.cells),
    )  # fmt: skip
    for ours, theirs in pairs:
        if ours != theirs:
            yield from [each for each in ours if each not in theirs] or ours


def _lacks(chart: Chart, file: str, missing: Sequence[str]) -> Message:
    return told("chart-differs", chart.src, file=file, missing=list(dict.fromkeys(missing))[:10])
