"""Turn a finished PDF into what is wrong with its layout: what every template owes, and what a grid promises.

A template promises a grid by `--page-grid: 28 / 22` on its root: 28 characters to the line, 22 lines to the page. A third
number is for a parameter: 0 takes the promise back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefgen.kinsoku import NOT_AT_END, NOT_AT_START, has_wide
from briefgen.messages import Message, message
from briefgen.proof.grid import grid_findings
from briefgen.proof.pages import PdfPage, lines_of
from briefgen.proof.setting import MM, SHOWN, SetLine, Setting, about, setting_of, text_block
from briefgen.tree import Document

NEAR = 0.3 * MM
"""How far the ends of a justified line may be from the edges …"""
SHARE = 0.95
"""… in this share of the lines."""
_TOLERANCE = 1.0 * MM
_AT_MOST = 10
"""Messages of one kind; the others would say the same."""


@dataclass(frozen=True, slots=True)
class LayoutReport:
    """`lines` were looked at; of the `justified` ones the share `flush` ends within 0.3 mm of both edges."""

    lines: int
    justified: int
    flush: float
    messages: tuple[Message, ...]


def check_layout(pages: Sequence[PdfPage], tree: Document) -> LayoutReport:
    """What is wrong with the pages; each message names the page, the line on it and, where it is known, the source."""
    setting = setting_of(pages, tree)
    lines = list(setting.lines)
    full = [line for line in lines if _is_full(line)]
    near = [line for line in full if _off(line) <= NEAR]
    flush = len(near) / len(full) if full else 1.0
    found = [
        *_sizes(setting),
        *_outside(setting),
        *_edges(full, flush),
        *_punctuation(lines),
        *_headings(setting),
        *grid_findings(setting),
    ]
    return LayoutReport(len(lines), len(full), flush, tuple(_few(found)))


def _few(messages: Iterable[Message]) -> Iterator[Message]:
    counts: dict[str, int] = {}
    for found in messages:
        counts[found.code] = counts.get(found.code, 0) + 1
        if counts[found.code] <= _AT_MOST:
            yield found


def _is_full(set_line: SetLine) -> bool:
    """Whether a line has to reach the right edge: justified, and not the last of its paragraph."""
    justified = set_line.paragraph.style.align == "justify"
    return justified and not set_line.last and set_line.edges is not None


def _off(set_line: SetLine) -> float:
    """How far a line's ends are from where they should be."""
    left, right = set_line.edges or (0.0, 0.0)
    at_right = abs(set_line.line.right - right)
    # The mark of a list item, or an indent, stands before a first line.
    return at_right if set_line.first else max(at_right, abs(set_line.line.x - left))


def _sizes(setting: Setting) -> Iterator[Message]:
    for page, master in setting.pages:
        wanted = (master.width.pt, master.height.pt)
        if max(abs(page.width - wanted[0]), abs(page.height - wanted[1])) > _TOLERANCE:
            size, paper = (_size(page.width, page.height), _size(*wanted))
            yield message("layout-paper", None, page=page.number, found=size, wanted=paper)


def _size(width: float, height: float) -> str:
    return f"{width / MM:.0f} × {height / MM:.0f} mm"


def _outside(setting: Setting) -> Iterator[Message]:
    """Text that stands outside the text block by more than a millimetre."""
    for page, master in setting.pages:
        block = text_block(page, master)
        for piece in page.pieces:
            for number, line in enumerate(lines_of(piece.glyphs, page.number), 1):
                beyond = max(
                    block.left - line.x,
                    line.right - block.right,
                    block.top - min(glyph.top for glyph in line.glyphs),
                    max(glyph.bottom for glyph in line.glyphs) - block.bottom,
                )
                if beyond > _TOLERANCE:
                    args = {"page": page.number, "line": number, "text": line.text[:SHOWN]}
                    yield message("layout-outside", None, by=f"{beyond / MM:.1f}", **args)


def _edges(full: Sequence[SetLine], flush: float) -> Iterator[Message]:
    if flush < SHARE:
        worst = max(full, key=_off)
        share = f"{flush:.0%}"
        yield about("layout-edges", worst, share=share, by=f"{_off(worst) / MM:.1f}")


def _punctuation(lines: Iterable[SetLine]) -> Iterator[Message]:
    """Lines that begin or end with what may not stand there; the ends that a paragraph or its writer makes are free."""
    for set_line in lines:
        text = set_line.line.text
        if not text or not has_wide(set_line.paragraph.text):
            continue
        if not set_line.first and text[0] in NOT_AT_START:
            yield about("layout-line-start", set_line, character=text[0])
        if not set_line.last and text[-1] in NOT_AT_END:
            yield about("layout-line-end", set_line, character=text[-1])


def _headings(setting: Setting) -> Iterator[Message]:
    """Headings after which nothing comes on their page, though the text goes on."""
    lowest: dict[int, SetLine] = {}
    for set_line in setting.lines:
        lowest[set_line.line.page] = set_line
    final = max(lowest, default=0)
    for number, set_line in lowest.items():
        if set_line.paragraph.level is not None and number != final:
            yield about("layout-heading-last", set_line)
