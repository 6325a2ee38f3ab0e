"""The Word writer against python-docx's documented calls and docxtpl, for the same words, in one process."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate

from briefgen.load import list_briefs
from briefgen.pipeline import Choices, run_stages
from briefgen.tree import Document, Paragraph, Run, Table
from briefgen.world import DiskWorld
from briefgen.writers import Stage
from briefgen.writers.word import write_docx
from tests.benchmarks.projects import EIGHTEEN, ROOT

BAR = 0.5
TEMPLATE_BAR = 1.0


@cache
def tree(times: int) -> Document:
    """The styled tree of the eighteen-organisation bulletin, what is in it as often as said."""
    world = DiskWorld(ROOT)
    (ref,) = [ref for ref in list_briefs(world).value or () if ref.id == EIGHTEEN]
    styled = run_stages(world, ref, Choices(), Stage.STYLED)[Stage.STYLED].value
    assert styled is not None
    whole: Document = styled.tree
    return replace(
        whole, sections=tuple(replace(s, blocks=tuple(s.blocks) * times) for s in whole.sections)
    )


def paragraphs(blocks: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """What a tree prints: "p" and the words of its runs for a paragraph, "t" and rows of cells for a table."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "p", [run.text for run in block.inlines if isinstance(run, Run)]
        elif isinstance(block, Table):
            yield "t", [["".join(_words(cell.blocks)) for cell in row.cells] for row in block.rows]
        else:
            yield from paragraphs(getattr(block, "blocks", ()))


def _words(blocks: Iterable[Any]) -> Iterator[str]:
    for kind, found in paragraphs(blocks):
        if kind == "p":
            yield from found


def with_python_docx(content: list[tuple[str, Any]]) -> bytes:
    """The same words by the calls that its documentation shows."""
    made = docx.Document()
    for kind, found in content:
        if kind == "p":
            paragraph = made.add_paragraph(style="Body Text")
            for words in found:
                paragraph.add_run(words)
        else:
            table = made.add_table(rows=0, cols=max(map(len, found)))
            for row in found:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def seconds(call: Callable[[], object]) -> float:
    before = time.process_time()
    call()
    return time.process_time() - before


@pytest.mark.parametrize(("organisations", "rounds"), [(18, 9), (180, 5), (1_800, 3)])
def test_the_writer_costs_a_fraction_of_python_docx(organisations: int, rounds: int) -> None:
    whole = tree(organisations // 18)
    content = list(paragraphs([block for section in whole.sections for block in section.blocks]))
    result = write_docx(whole)
    assert result.value is not None
    ours, theirs = (
        docx.Document(io.BytesIO(data)).element.xml
        for data in (result.value, with_python_docx(content))
    )
    words = {w for kind, found in content if kind == "p" for w in found if w.isalnum()}
    assert len(words) > 3  # the same eighteen organisations, over and over
    assert [w for w in words if w not in ours or w not in theirs] == []
    ratios = [
        seconds(lambda: write_docx(whole)) / seconds(lambda: with_python_docx(content))
        for _ in range(rounds)
    ]
    ratio = statistics.median(ratios)
    print(
        f"\nWord writer, {organisations} organisations: {ratio:.3f} of python-docx (median of {rounds}); bar {BAR}"
    )
    assert ratio <= BAR


def test_the_writer_costs_no_more_than_docxtpl(tmp_path: Path) -> None:
    whole = tree(1)
    content = list(paragraphs([block for section in whole.sections for block in section.blocks]))
    lines = ["".join(found) for kind, found in content if kind == "p"]
    rows = [row for kind, found in content if kind == "t" for row in found]
    made = docx.Document()
    for words in (
        "{%p for line in lines %}",
        "{{ line }}",
        "{%p endfor %}",
        "{%p for row in rows %}",
        "{% for cell in row %}{{ cell }} {% endfor %}",
        "{%p endfor %}",
    ):
        made.add_paragraph(words)
    file = tmp_path / "template.docx"
    made.save(str(file))

    def theirs() -> None:
        template = DocxTemplate(file)
        template.render({"lines": lines, "rows": rows}, autoescape=True)
        template.save(io.BytesIO())

    theirs()
    ratios = [seconds(lambda: write_docx(whole)) / seconds(theirs) for _ in range(15)]
    ratio = statistics.median(ratios)
    print(f"\nWord writer, 18 organisations: {ratio:.2f} of docxtpl, 15 rounds; bar {TEMPLATE_BAR}")
    assert ratio <= TEMPLATE_BAR
