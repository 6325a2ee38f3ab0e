"""Turn changes on disk and wishes of windows into builds, newest first, and into what each window is told.

A window (a browser tab) has one choice: brief, template, parameters. What was good stays until something better is there, also
over errors and reloads. All of it lives in one event loop; builds run in the worker's process, LibreOffice in another.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from briefgen.messages import Message, message
from briefgen.preview.office import Office
from briefgen.preview.pictures import Pictures
from briefgen.preview.shapes import Broken, Choice, Early, Pages, Setting, Step, Word
from briefgen.preview.worker import Died

_MOST_WINDOWS = 12
_KEPT_BUILDS = 3  # a window may still be fetching pictures of the one before


class Maker(Protocol):
    """Who builds; `worker.Worker` is one."""

    def start(self) -> None:
        """Get ready."""

    def run(self, choice: Choice, page: int, pages: int, tell: Callable[[Step], bool]) -> None:
        """Tell each step of a build. Blocks. Raises Died."""

    def stop(self) -> None:
        """End at once."""


@dataclass(eq=False, slots=True)
class Build:
    """What one build has made so far. `seconds` is how long it took from the change to its first page."""

    number: int
    choice: Choice
    early: Pictures | None = None
    early_page: int = 0
    pdf: Pictures | None = None
    pages: Pages | None = None
    docx: bytes = b""
    word: Pictures | None = None
    word_state: str = "waiting"
    """waiting, working, done, failed, missing (no LibreOffice here)."""
    seconds: float = 0


@dataclass(eq=False, slots=True)
class Window:
    """A browser tab: what it wants, what was last good, what there is to say, and who listens."""

    name: str
    choice: Choice
    page: int = 0
    wants_word: bool = True
    state: str = "building"
    """building, ready, failed, broken."""
    builds: dict[int, Build] = field(default_factory=dict)
    good: Build | None = None
    messages: tuple[Message, ...] = ()
    settings: tuple[Setting, ...] = ()
    template: str = ""
    language: str = ""
    reads: frozenset[str] = frozenset()
    trace: str = ""
    stale: bool = True
    changed: float = field(default_factory=time.monotonic)
    listeners: set[asyncio.Event] = field(default_factory=set)

    def tell(self) -> None:
        """Let every listener look again."""
        for listener in self.listeners:
            listener.set()


class Studio:
    """All windows, and the one task that builds for them."""

    def __init__(self, maker: Maker, office: Office) -> None:
        self.windows: dict[str, Window] = {}
        self.closing = False
        self._maker, self._office = maker, office
        self._numbers = count(1)
        self._work = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._word_work = asyncio.Event()

    # ---- life -------------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Begin to work."""
        self._maker.start()
        self._tasks = [asyncio.create_task(self._builds()), asyncio.create_task(self._words())]

    async def close(self) -> None:
        """End every stream, build and LibreOffice."""
        self.end_streams()
        self._maker.stop()
        self._office.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def end_streams(self) -> None:
        """Let every stream come to its end."""
        self.closing = True
        for window in self.windows.values():
            window.tell()

    # ---- wishes -----------------------------------------------------------------------------------------------------

    def window(self, name: str, choice: Choice) -> Window:
        """The window of that name, made when it isn't there; the one that was silent for longest makes room."""
        window = self.windows.pop(name, None) or Window(name, choice)
        self.windows[name] = window  # at the end: the one that spoke last
        if len(self.windows) > _MOST_WINDOWS:
            silent = [each for each in self.windows.values() if not each.listeners]
            for each in silent[: len(self.windows) - _MOST_WINDOWS]:
                if each is not window:
                    del self.windows[each.name]
        self._work.set()
        return window

    @contextmanager
    def listening(self, window: Window) -> Iterator[asyncio.Event]:
        """The event that is set when there is news of a window, for as long as somebody listens."""
        news = asyncio.Event()
        window.listeners.add(news)
        self._work.set()
        self._word_work.set()
        try:
            yield news
        finally:
            window.listeners.discard(news)

    def choose(self, window: Window, choice: Choice) -> None:
        """Show something else in a window."""
        window.choice = choice
        self._renew([window])

    def changed(self, paths: Iterable[str]) -> None:
        """Files of the project changed: build again where they were read."""
        touched = {
            each for path in paths for each in (path, path.rpartition("/")[0])
        }  # a folder that was listed
        self._renew(
            window for window in self.windows.values() if not window.reads or window.reads & touched
        )

    def _renew(self, windows: Iterable[Window]) -> None:
        now = time.monotonic()
        for window in windows:
            window.stale, window.state, window.changed = True, "building", now
            window.tell()
        self._work.set()

    # ---- builds -----------------------------------------------------------------------------------------------------

    async def _builds(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            window = self._next_window()
            if window is None:
                self._work.clear()
                await self._work.wait()
                continue
            window.stale = False
            build = Build(next(self._numbers), window.choice)

            def tell(step: Step, window: Window = window, build: Build = build) -> bool:
                return asyncio.run_coroutine_threadsafe(
                    self._take(window, build, step), loop
                ).result()

            pages = len(window.good.pdf.sizes) if window.good and window.good.pdf else 0
            page = min(window.page, max(0, pages - 1))
            try:
                await asyncio.to_thread(self._maker.run, build.choice, page, pages, tell)
            except Died:
                if not self.closing:
                    self._failed(window, "broken", (message("preview-died"),))
            except Exception:  # noqa: BLE001  one build that can't be taken must not be the last
                await self._take(window, build, Broken(traceback.format_exc()))

    def _next_window(self) -> Window | None:
        """The window whose wish is newest, of those that somebody looks at."""
        waiting = [each for each in self.windows.values() if each.stale and each.listeners]
        return max(waiting, key=lambda each: each.changed, default=None)

    async def _take(self, window: Window, build: Build, step: Step) -> bool:
        """Take a step of a build; whether the following ones are wanted."""
        if window.stale and isinstance(step, Pages) and not step.data:
            return False  # a file that was half written: what it is now is being built next
        match step:
            case Early():
                build.early = await asyncio.to_thread(Pictures, step.data)
                build.early_page = step.page
                build.seconds = time.monotonic() - window.changed
                self._keep(window, build)
            case Pages():
                await self._take_pages(window, build, step)
            case Word():
                build.docx = step.data
                build.word_state = "working" if self._office.program else "missing"
                if not step.data:
                    build.word_state = "failed"
                window.messages = step.messages
                self._word_work.set()
            case Broken():
                window.trace = step.trace
                kind = step.trace.strip().rpartition("\n")[2]
                self._failed(window, "broken", (message("preview-broken", kind=kind),))
        window.tell()
        return not window.stale

    async def _take_pages(self, window: Window, build: Build, pages: Pages) -> None:
        window.reads, window.settings = pages.reads, pages.settings
        window.template = pages.template
        if not pages.data:
            self._failed(window, "failed", pages.messages)
            return
        build.pdf, build.pages = await asyncio.to_thread(Pictures, pages.data), pages
        build.seconds = build.seconds or time.monotonic() - window.changed
        window.messages, window.language = pages.messages, pages.language
        window.good = build
        self._keep(window, build)
        if not window.stale:
            window.state = "ready"

    def _keep(self, window: Window, build: Build) -> None:
        window.builds[build.number] = build
        for number in sorted(window.builds)[:-_KEPT_BUILDS]:
            if window.builds[number] is not window.good:
                del window.builds[number]

    def _failed(self, window: Window, state: str, messages: tuple[Message, ...]) -> None:
        window.state, window.messages = state, messages
        window.tell()

    # ---- Word -------------------------------------------------------------------------------------------------------

    async def _words(self) -> None:
        """Let LibreOffice draw the newest Word files, one at a time, while nothing else is waiting."""
        while True:
            found = self._undrawn()
            if found is None:
                self._word_work.clear()
                await self._word_work.wait()
                continue
            window, build = found
            try:
                data = await asyncio.to_thread(self._office.draw, build.docx)
                build.word = await asyncio.to_thread(Pictures, data) if data else None
            except Exception:  # noqa: BLE001  whatever LibreOffice made of it, the next file is another
                build.word = None
            build.word_state = "done" if build.word else "failed"
            window.tell()

    def _undrawn(self) -> tuple[Window, Build] | None:
        for window in reversed(self.windows.values()):
            build = window.good
            looked_at = window.listeners and window.wants_word
            if build and looked_at and build.docx and build.word_state == "working":
                return window, build
        return None

    def want_word(self, window: Window, wanted: bool) -> None:
        """Whether a window shows the Word file: drawing it takes seconds of a processor."""
        window.wants_word = wanted
        self._word_work.set()
