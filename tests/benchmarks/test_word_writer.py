"""The Word writer against python-docx's documented calls, for the same paragraphs, in one process."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

import docx

from briefgen.writers.word import write_docx
from tests.word.support import document, p

BAR = 0.3
TEXTS = [f"第{n}段：截至8月9日，各省级组织已召开会议，共200人参加。" for n in range(1_000)]


def _ours() -> None:
    write_docx(document(*(p(text, name="段落") for text in TEXTS)))


def _theirs() -> None:
    made = docx.Document()
    for text in TEXTS:
        made.add_paragraph(text, style="Body Text")
    made.save(io.BytesIO())


def _seconds(call: Callable[[], None]) -> float:
    before = time.process_time()
    call()
    return time.process_time() - before


def test_paragraphs_cost_a_fraction_of_python_docx() -> None:
    _ours()
    ratios = [_seconds(_ours) / _seconds(_theirs) for _ in range(5)]
    print(f"Word writer / python-docx: {statistics.median(ratios):.3f}")
    assert statistics.median(ratios) < BAR
