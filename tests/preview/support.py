"""A project in a temporary folder, the preview of it as a process of its own, and Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
EIGHTEEN = "2019-08-11-theme-education"
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 90_000
"""Milliseconds; the machine that runs the tests may be busy with others."""


def provinces(folder: Path) -> Path:
    """A project with the eighteen-organisation bulletin."""
    source = ROOT / "content/provinces"
    shutil.copytree(source, folder / "content", ignore=shutil.ignore_patterns(".schemas"))
    return folder


@dataclass(frozen=True)
class Served:
    """A preview that runs: its project, its address with the token, and its process."""

    root: Path
    address: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        found = re.search(r":(\d+)/", self.address)
        assert found
        return int(found[1])


@contextmanager
def served(root: Path, *options: str) -> Iterator[Served]:
    """`briefgen preview` in a process; interrupted at the end as with Ctrl-C."""
    command = [sys.executable, "-W", "error", "-m", "briefgen", "-C", str(root), "preview"]
    environment = {key: value for key, value in os.environ.items() if key != "BRIEFGEN_EDITOR"}
    process = subprocess.Popen(
        [*command, "--no-open", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"},
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.communicate()
        yield Served(root, address, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, address: str, **options: object) -> Page:
    """A new page of the preview, with its first pages shown."""
    context = browser.new_context(**{"locale": "en-GB", **options})  # type: ignore[arg-type]  # playwright's own options
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.wait_for_selector("#state[data-state=ready]")
    page.wait_for_selector(".sheet.pdf[data-shown]")
    return page


def shown(page: Page) -> int:
    """The number of the build that the first page shows."""
    return int(page.get_attribute("[data-page='0'] .sheet.pdf", "data-shown") or 0)


def until(page: Page, expression: str) -> None:
    """Wait for an expression to hold; playwright's own way to wait is what the page's policy forbids (eval)."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


def wait_for_build(page: Page, after: int) -> None:
    """Until the first page shows a build after that number."""
    until(
        page,
        f"Number(document.querySelector(\"[data-page='0'] .sheet.pdf\").dataset.shown) > {after}",
    )


def edit(path: Path, old: str, new: str) -> None:
    """Change a file on disk as an editor does."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
