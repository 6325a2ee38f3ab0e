"""Turn a page that promises a grid into where it breaks the promise: lines, characters, page number, rule and tail.

The numbers that CSS can't say are GB/T 9704-2012's: the page number between two dashes, 7 mm below the text, one character in
from the outer edge; a coloured rule as wide as the text under the masthead; the last rule of the tail on the text's lower edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefgen.kinsoku import may_break
from briefgen.messages import Message, message
from briefgen.proof.pages import PdfPage, Rule, lines_of
from briefgen.proof.setting import MM, Box, SetLine, Setting, about, text_block
from briefgen.tree import PageMaster, Table, blocks_within
from briefgen.writers.word.places import place

_TOLERANCE = 1.0 * MM
_PITCH = 0.1 * MM
_NUMBER_BELOW = 7 * MM
_COLOURED = 80
"""Between the strongest and the weakest of red, green and blue; greys have none."""
_THICK = 3 * MM
_FULL_WIDTH = re.compile("[\u3000-\u303f\u4e00-\u9fff\u3400-\u4dbf\uff00-\uff60“”‘’—…·]+")


def grid_findings(setting: Setting) -> Iterator[Message]:
    """Where the pages break the promise; nothing when the template promises no grid."""
    masters = [master for _, master in setting.pages if master.grid is not None]
    if not masters:
        return
    for master in dict.fromkeys(masters):
        yield from _lines_that_fit(setting, master)
    for lines in setting.paragraphs:
        if lines and lines[0].master.grid is not None:
            yield from _pitch(lines)
            yield from _characters(setting, lines)
    for page, master in setting.pages:
        if master.grid is not None:
            yield from _page_number(page, text_block(page, master))
    first, last = setting.pages[0], setting.pages[-1]
    if first[1].grid is not None:
        yield from _masthead_rule(first[0], text_block(*first))
    if last[1].grid is not None:
        yield from _tail(setting, last[0], text_block(*last))


def _lines_that_fit(setting: Setting, master: PageMaster) -> Iterator[Message]:
    """How many lines a page of text holds."""
    page = next(page for page, its in setting.pages if its is master)
    wanted, pitch = (master.grid or (0, 0))[1], master.grid_pitch
    height = page.height - master.margins.top.pt - master.margins.bottom.pt
    fit = int(height / pitch.pt + 0.001) if pitch else 0
    if fit != wanted:
        yield message("layout-lines", None, found=fit, wanted=wanted)


def _pitch(lines: Sequence[SetLine]) -> Iterator[Message]:
    """Lines of one paragraph whose distance isn't the one that its style says."""
    pitch = lines[0].paragraph.style.pitch
    for upper, lower in pairwise(lines):
        if pitch is None or upper.line.page != lower.line.page:
            continue
        found = lower.line.y - upper.line.y
        if found > 0 and abs(found - pitch.pt) > _PITCH:
            args = {"found": f"{found:.2f}", "wanted": f"{pitch.pt:.2f}"}
            yield about("layout-pitch", lower, **args)


def _characters(setting: Setting, lines: Sequence[SetLine]) -> Iterator[Message]:
    """Full-width lines with more or fewer characters than promised, but for those that punctuation keeps from it."""
    for here, below in pairwise(lines):
        wanted = (here.master.grid or (0, 0))[0]
        text = here.line.text + below.line.text
        if here.first or here.last or not _on_grid(setting, here):
            continue
        if not _FULL_WIDTH.fullmatch(text[: wanted + 2]):
            continue
        found = len(here.line.text)
        better = (n for n in range(found + 1, min(wanted, len(text) - 1) + 1))
        room = any(may_break(text, n, cjk=True) is not False for n in better)
        if found > wanted or (found < wanted and room):
            yield about("layout-characters", here, found=found, wanted=wanted)


def _on_grid(setting: Setting, set_line: SetLine) -> bool:
    """Whether a line is of the text's own size and as wide as the text."""
    master, paragraph = set_line.master, set_line.paragraph
    if set_line.edges is None or paragraph.text_style.size != setting.tree.text_style.size:
        return False
    width = master.width.pt - master.margins.left.pt - master.margins.right.pt
    return abs(set_line.edges[1] - set_line.edges[0] - width) < _TOLERANCE


def _page_number(page: PdfPage, block: Box) -> Iterator[Message]:
    wanted = f"—{page.number}—"
    below = [glyph for glyph in page.running if glyph.y > block.bottom]
    lines = [line for line in lines_of(below, page.number) if line.text == wanted]
    if not lines:
        yield message("layout-page-number", None, page=page.number, wanted=f"— {page.number} —")
        return
    (line, *_) = lines
    odd = page.number % 2 == 1
    inset = block.right - line.right if odd else line.x - block.left
    dash = line.glyphs[0]
    down = (dash.top + dash.bottom) / 2 - block.bottom
    if abs(inset - line.size) > _TOLERANCE or abs(down - _NUMBER_BELOW) > _TOLERANCE:
        args = {"inset": f"{inset / MM:.1f}", "below": f"{down / MM:.1f}"}
        character = f"{line.size / MM:.1f}"
        yield message("layout-number-place", None, page=page.number, character=character, **args)


def _masthead_rule(page: PdfPage, block: Box) -> Iterator[Message]:
    """Whether a coloured rule as wide as the text stands on the first page."""
    rules = [rule for rule in _level(page.rules) if _is_coloured(rule)]
    widths = [_span(rules, rule) for rule in rules]
    if not any(
        abs(left - block.left) < _TOLERANCE and abs(right - block.right) < _TOLERANCE
        for left, right in widths
    ):
        yield message("layout-rule", None)


def _span(rules: Sequence[Rule], rule: Rule) -> tuple[float, float]:
    """From where to where a rule goes, with its continuations at the same height."""
    same = [other for other in rules if abs(other.top - rule.top) < 1]
    return min(other.left for other in same), max(other.right for other in same)


def _level(rules: Sequence[Rule]) -> list[Rule]:
    return [r for r in rules if r.bottom - r.top < _THICK and r.right - r.left > _THICK]


def _is_coloured(rule: Rule) -> bool:
    return max(rule.colour) - min(rule.colour) > _COLOURED


def _tail(setting: Setting, page: PdfPage, block: Box) -> Iterator[Message]:
    blocks = (b for section in setting.tree.sections for b in blocks_within(section.blocks))
    tails = [b for b in blocks if isinstance(b, Table) and b.anchor == "page-bottom"]
    if not tails:
        return
    lowest = max((rule.bottom for rule in _level(page.rules)), default=0.0)
    if abs(lowest - block.bottom) > _TOLERANCE:
        by = f"{abs(block.bottom - lowest) / MM:.1f}"
        inside = (b for b in blocks_within((tails[-1],)) if b.src)
        src = next((block.src for block in inside), "")
        yield message("layout-tail", place(src), page=page.number, by=by)
