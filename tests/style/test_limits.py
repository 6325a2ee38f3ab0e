"""What would keep WeasyPrint busy for days is given up with a message, or written in another way."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from briefgen.messages import Result
from briefgen.pipeline import write
from briefgen.style import patience, style_page
from briefgen.style.patience import TooLong, limited
from briefgen.world import MemoryWorld
from tests.style.support import PAGE_CSS, Page, Sheet, styled

SHEET = Sheet("templates/t/style.css", PAGE_CSS)


def said(body: str) -> list[str]:
    html = f"<html lang=zh-Hans><title>x</title><body>{body}</body></html>"
    return [each.line() for each in style_page(MemoryWorld({}), Page(html, (SHEET,))).messages]


def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.style.AT_LEAST", 0.05)
    monkeypatch.setattr("briefgen.style.FOR_EACH_CHARACTER", 0.0)
    assert said("<p>字</p>" * 900)[-1].startswith(
        "templates/t/style.css: error[takes-too-long]: making the page takes more than "
    )
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_a_page_that_fills_the_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "MOST_MEMORY", 40)
    monkeypatch.setattr("briefgen.style.AT_LEAST", 10.0)  # the memory is used up before
    bomb = "--b0: x x;" + "".join(f"--b{n}:{f' var(--b{n - 1})' * 10};" for n in range(1, 9))
    assert said(f"<p style='{bomb} color: var(--b8)'>字</p>")[-1].startswith(
        "templates/t/style.css: error[takes-too-much]: making the page takes more than 40 MB of memory"
    )


def test_so_is_a_drawing_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn only when the PDF is written."""
    uses = [f"<use href='#a{n}'/>" * 10 for n in range(4)]
    many = "".join(f"<g id='a{n}'>{below}</g>" for n, below in enumerate(uses, 1))
    drawing = f"<svg width='9' height='9'><defs><g id='a0'><rect width='1' height='1'/></g>{many}</defs><use href='#a4'/></svg>"
    page, _ = styled(drawing)
    monkeypatch.setattr(patience, "AT_LEAST", 0.3)
    monkeypatch.setattr(patience, "FOR_EACH_PAGE", 0.0)
    made = write("pdf", Result(page), MemoryWorld({}))
    assert made.value is None
    assert [each.code for each in made.messages] == ["takes-too-long"]


def test_a_drawing_that_cannot_be_drawn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint leaves it out and writes a line into its log."""

    def fail(*_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr("weasyprint.svg.SVG.draw", fail)
    files: dict[str, str | bytes] = {
        "content/a.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    }
    for body, line in (
        (
            "<p><img src='content/a.svg' alt='x'></p>",
            'content/a.svg: error[drawing-failed]: the drawing "content/a.svg" cannot',
        ),
        ("<svg width='9' height='9'></svg>", 'error[drawing-failed]: the drawing "<svg>" cannot'),
    ):
        page, _ = styled(body, files=files)
        made = write("pdf", Result(page), MemoryWorld({}))
        assert made.value is None
        assert [each.line()[: len(line)] for each in made.messages] == [line]


def stubborn() -> None:
    end = time.process_time() + 3
    going = True
    while going:
        try:
            while going:
                going = time.process_time() < end
        except Exception:  # noqa: BLE001  as libraries do
            continue
    pytest.fail("nobody stopped it")


def test_what_goes_on_after_an_exception_is_stopped_too() -> None:
    with pytest.raises(TooLong), limited(0.05):
        stubborn()
    with pytest.raises(TooLong), limited(0.05), suppress(TooLong):
        stubborn()


def in_a_thread(work: Callable[[], str]) -> str:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(30)


@pytest.mark.parametrize("forgiving", [False, True])
def test_other_threads_have_their_limit_too(forgiving: bool) -> None:
    def work() -> str:
        try:
            with limited(0.05):
                if not forgiving:
                    stubborn()
                with suppress(TooLong):
                    stubborn()
        except TooLong:
            time.sleep(1.2)  # nothing comes after it
            return "stopped"
        return "went on"

    assert in_a_thread(work) == "stopped"


def test_a_thread_that_waits_or_is_quick_is_not_stopped() -> None:
    def work() -> str:
        with limited(0.3):
            time.sleep(0.6)
        for _ in range(100):
            with limited(5):
                pass
        return "done"

    assert in_a_thread(work) == "done"


@pytest.mark.parametrize(
    ("style", "number"),
    [
        ('system: symbolic; symbols: "x"', 10**15),
        ('system: additive; additive-symbols: 1 "x"', 10**15),
        (f'system: numeric; symbols: "0" "1"; pad: {10**15} "0"', 7),
        (f'system: symbolic; symbols: "{"x" * 3_000_000}"', 99_999),
    ],
    ids=["symbolic", "additive", "padded", "of long signs"],
)
def test_counters_without_measure_are_written_in_digits(style: str, number: int) -> None:
    """No memory is large enough for their signs."""
    css = f"@counter-style s {{ {style} }} p {{ counter-reset: x {number} }} p::before {{ content: counter(x, s) }}"
    page, _ = styled("<p>甲</p>", css)
    (paragraph,) = page.tree.sections[0].blocks
    assert paragraph.printed == f"{number}甲"  # type: ignore[union-attr]  # a paragraph, as the page has no other


def test_so_are_those_of_many_signs() -> None:
    css = '@counter-style s { system: symbolic; symbols: "x" } p { counter-reset: x 90000 } p::before { content: counter(x, s) }'
    page, _ = styled("<p>甲</p>", css)
    (paragraph,) = page.tree.sections[0].blocks
    assert paragraph.printed == "90000甲"  # type: ignore[union-attr]  # as above


def test_short_ones_are_not() -> None:
    css = "p { counter-reset: x 2026 } p::before { content: counter(x, upper-roman) counter(x, s) }"
    page, _ = styled(
        "<p>甲</p>", css + '@counter-style s { system: numeric; symbols: "0" "1"; pad: 20 "0" }'
    )
    (paragraph,) = page.tree.sections[0].blocks
    assert paragraph.printed == "MMXXVI00000000011111101010甲"  # type: ignore[union-attr]  # as above


def test_cells_span_no_more_than_html_lets_them() -> None:
    """HTML Standard, 4.9.11: 1000 columns; a thousand million would not be found in any memory."""
    for name, wide in (("td colspan", 1000), ("col span", 1000), ("td colspan", 3)):
        number = wide if wide < 1000 else 10**9
        page, _ = styled(
            f"<table><{name}={number}>甲</table>"
            if "td" in name
            else f"<table><{name}={number}><tr><td>甲</table>"
        )
        (table,) = page.tree.sections[0].blocks
        assert len(table.columns) <= wide  # type: ignore[union-attr]  # a table, as the page has nothing else
    page, _ = styled(f"<table><tr><td rowspan={10**9}>甲<td>乙<tr><td>丙</table>")
    assert page.tree.pages == 1


def test_after_a_limit_in_a_thread_python_runs_on_under_a_tracer() -> None:
    """What CPython 3.11 was told to raise and not to raise it looked for at every step; with a tracer it stood still."""
    script = """
import sys
from concurrent.futures import ThreadPoolExecutor
from briefgen.style.patience import limited

def quick():
    with limited(60):
        return sum(range(1000))

def called():
    return 1

with ThreadPoolExecutor(1) as pool:
    pool.submit(quick).result()
sys.settrace(lambda *given: None)
for _ in range(10):
    called()
sys.settrace(None)
print("done")
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout == "done\n"
