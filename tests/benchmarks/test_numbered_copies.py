"""A thousand numbered copies of four pages: the time and the bytes beyond the brief's own, and pypdf doing the same."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path

import pypdf

from briefgen.handout import Layout, Numbering, Subject, Wish, prepare
from briefgen.handout.placing import Press
from briefgen.style import style_page
from briefgen.template import Page, Sheet
from briefgen.world import DiskWorld
from briefgen.writers.pdf import write_pdf

COPIES = 1000
PAGES = 4
WORLD = DiskWorld(Path())


def brief() -> bytes:
    """A Chinese brief of four pages."""
    sentence = "会议设一个主会场和三十二个分会场，参加会议的有各专门委员会和机关各部门的负责同志。"
    body = "".join(
        f"<section><h1>第{n + 1}部分</h1>{f'<p>{sentence * 3}</p>' * 3}</section>"
        for n in range(PAGES)
    )
    sheet = Sheet(
        "b.css",
        "@page { size: A4; margin: 37mm 26mm 35mm 28mm } body { font: 16pt/29pt 仿宋 } "
        "section { break-after: page } h1 { font: 22pt 黑体 }",
    )
    html = f"<!DOCTYPE html><html lang='zh-Hans'><head><title>b</title></head><body>{body}</body></html>"
    page = Page(html, (sheet,), (), "zh-Hans", "b", {})
    data = style_page(WORLD, page).then(write_pdf).value
    assert data is not None
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == PAGES
    return data


def with_pypdf(data: bytes, stamp: bytes) -> int:
    """The same with pypdf: a page with a number laid over the first page of each copy; the size of the file."""
    source = pypdf.PdfReader(io.BytesIO(data))
    overlay = pypdf.PdfReader(io.BytesIO(stamp))
    writer = pypdf.PdfWriter()
    for _ in range(COPIES):
        for number, page in enumerate(source.pages):
            added = writer.add_page(page)
            if number == 0:
                added.merge_page(overlay.pages[0])
    out = io.BytesIO()
    writer.write(out)
    return len(out.getvalue())


def test_a_thousand_numbered_copies() -> None:
    data = brief()
    wish = Wish(
        Layout(), Press((595.28, 841.89)), paper_chosen=False, copies=COPIES, numbering=Numbering()
    )
    start = time.perf_counter()
    result = prepare(WORLD, data, Subject("b", "b"), wish)
    assert result.value is not None
    ((_, made),) = result.value.files
    ours = time.perf_counter() - start
    more = len(made) - len(data)
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == COPIES * PAGES

    page = Page("<p>000001</p>", (), (), "zh-Hans", "s", {})
    stamp = style_page(WORLD, page).then(write_pdf).value
    assert stamp is not None
    start = time.perf_counter()
    size = with_pypdf(data, stamp)
    theirs = time.perf_counter() - start
    print(
        f"\n{COPIES} numbered copies of {PAGES} pages: {ours:.2f} s and {more / 1e6:.2f} MB beyond the brief's "
        f"{len(data) / 1e6:.2f} MB; pypdf, with the same number on every copy: {theirs:.2f} s, {size / 1e6:.2f} MB; "
        f"ratio of times {theirs / ours:.1f}"
    )
    assert ours <= 1.5
    assert more <= 1_000_000


SCRIPT = """
import resource, sys
from tests.benchmarks.test_numbered_copies import WORLD, brief
from briefgen.handout.copies import as_original, separate
from briefgen.handout.numbers import number_copies
from briefgen.handout.reading import open_source
from briefgen.handout.stamps import Stamp, set_letters
drawn = set_letters(WORLD, "0123456789", "zh-Hans").value
source = open_source(brief(), "b").value
for _ in separate(as_original(source, None), number_copies(int(sys.argv[1])), [Stamp("{number}")], drawn):
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_separate_files_need_no_more_memory_for_more_copies() -> None:
    def peak(copies: int) -> int:
        """The most memory of a process that makes so many, in KiB."""
        command = [sys.executable, "-c", SCRIPT, str(copies)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(ran.stdout)

    few, many = peak(10), peak(1000)
    print(f"\nseparate files: {few / 1024:.0f} MB for 10 copies, {many / 1024:.0f} MB for 1000")
    assert many < 1.05 * few
