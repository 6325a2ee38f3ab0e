"""One brief of 18, 180 and 1,800 organisations: how its time grows, and its peak memory beside that of bare WeasyPrint."""

from __future__ import annotations

import math
import sys
from itertools import pairwise
from pathlib import Path

import docx

from tests.benchmarks.measure import cpu_and_wall
from tests.benchmarks.projects import PLAIN, grown, headline, save_pages, text_of

SIZES = (18, 180, 1_800)
POWER_BAR = 1.05
MEMORY_BAR = 1.2


def test_time_grows_with_the_number_of_organisations(tmp_path: Path) -> None:
    found, plain = {}, {}
    for size in SIZES:
        root, saved = grown(tmp_path / f"p{size}", size), tmp_path / f"saved{size}"
        saved.mkdir()
        (page,) = save_pages(root, saved)
        command = [sys.executable, "-m", "briefgen", "-C", str(root), "build", "--force"]
        found[size] = cpu_and_wall(command, tmp_path)
        plain[size] = cpu_and_wall([sys.executable, "-c", PLAIN, str(saved), page], tmp_path)
        text, xml = (
            text_of(root / "output/b.pdf"),
            docx.Document(str(root / "output/b.docx")).element.xml,
        )
        assert [n for n in range(size) if headline(n) not in text or headline(n) not in xml] == []
    for small, large in pairwise(SIZES):
        power = math.log(found[large].cpu / found[small].cpu) / math.log(large / small)
        print(
            f"\n{small} to {large} organisations: {found[small].cpu:.1f} to {found[large].cpu:.1f} s CPU, n^{power:.2f}"
        )
        assert power <= POWER_BAR
    largest = SIZES[-1]
    memory = found[largest].peak / plain[largest].peak
    print(
        f"{largest} organisations: {found[largest].cpu / plain[largest].cpu:.2f} of the CPU and {memory:.2f} of the peak memory "
        f"of bare WeasyPrint ({found[largest].peak / 1e6:.0f} and {plain[largest].peak / 1e6:.0f} MB); "
        f"bar {MEMORY_BAR}"
    )
    assert memory <= MEMORY_BAR
