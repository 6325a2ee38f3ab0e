"""Turn the text of a style sheet into WeasyPrint's rules, once for as long as the text stays the same; its log into messages.

Parsing takes as long as the cascade. A sheet is kept when nothing but its own text goes into it: one that loads
fonts or other sheets is parsed each time. Sheets of files are kept for later runs, too.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from weasyprint import CSS
from weasyprint.css import Pending
from weasyprint.text.fonts import FontConfiguration

from briefgen import usercache
from briefgen.messages import Message, Place, message
from briefgen.precompiled import is_serving
from briefgen.style.counters import Counters
from briefgen.style.fetch import WorldFetcher, address, no_picture, project_path
from briefgen.weasyprint_fixes.sheets import packed, unpacked, versions

_AT = re.compile(r" at (\d+):(\d+)")
_NO_PICTURE = re.compile(r"Failed to load image at '(.*?)'")
_NO_TARGET = re.compile(r"Content discarded: .*'#?(.*?)'\)+$")
_OURS = ("decimal", "disc")
"""Counter styles that only the first sheet may define."""
_Kept = tuple[CSS, dict[str, Any], tuple[Message, ...]]
_KEPT: dict[tuple[str, ...], _Kept] = {}
_MOST_KEPT = 50


def parsed_sheet(
    file: str,
    text: str,
    fetcher: WorldFetcher,
    fonts: FontConfiguration,
    counters: Counters,
    messages: list[Message],
) -> CSS:
    """The rules of a sheet; its counter styles go into `counters`, its fonts into `fonts`."""
    taken = [name for name in _OURS if name in counters]
    key = (file, text, *taken)
    kept = _KEPT.get(key) or _of_earlier_run(key)
    if kept is None:
        found: list[Message] = []
        own = Counters({name: counters[name] for name in taken})
        doors = _Noticed(fetcher), _Noticed(fonts)
        with logged(found, file, fetcher):
            css = CSS(
                string=text,
                base_url=address(file),
                url_fetcher=doors[0],
                font_config=doors[1],
                counter_style=own,
            )
        kept = css, dict(own), tuple(found)
        if not any(door.used for door in doors):
            _keep(key, kept)
    css, styles, said = kept
    for each in _waiting(css):
        # WeasyPrint tells of each once; it has to be told of every page.
        each._reported_error = False
    counters.update(styles)
    messages += [each for each in said if each not in messages]
    return css


def _waiting(css: CSS) -> list[Pending]:
    """The declarations of a sheet that wait for variables."""
    if "waiting" not in vars(css):
        matchers = vars(css.matcher).values()
        lists = [one for each in matchers if isinstance(each, dict) for one in each.values()]
        lists += [each for each in matchers if isinstance(each, list)]
        payloads = [entry[-1][0] for each in lists for entry in each]
        payloads += [declarations for _, _, declarations in css.page_rules]
        values = {id(value): value for each in payloads for _, value, _ in each}
        css.waiting = [value for value in values.values() if isinstance(value, Pending)]
    waiting: list[Pending] = css.waiting
    return waiting


def _keep(key: tuple[str, ...], kept: _Kept) -> None:
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.clear()
    _KEPT[key] = kept
    if _is_for_later(key):
        usercache.keep(_name(key), packed(kept))


def _of_earlier_run(key: tuple[str, ...]) -> _Kept | None:
    """What an earlier run made of a sheet; None where there is nothing."""
    data = usercache.find(_name(key)) if _is_for_later(key) else None
    if data is not None:
        _KEPT[key] = unpacked(data)
    return _KEPT.get(key)


def _is_for_later(key: tuple[str, ...]) -> bool:
    """Whether later runs may see the sheet: it is a file, and not made for one brief, and libraries are served as well."""
    return is_serving() and not key[0].startswith("(")


def _name(key: tuple[str, ...]) -> str:
    return sha256("\0".join((versions(), sys.version, *key)).encode()).hexdigest()


class _Noticed:
    """Stands before something and knows whether anything was asked of it."""

    def __init__(self, behind: Any) -> None:
        self.behind, self.used = behind, False

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.used = True
        return self.behind(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        self.used = True
        return getattr(self.behind, name)


class _Collector(logging.Handler):
    def __init__(self, messages: list[Message], file: str | None, fetcher: WorldFetcher) -> None:
        super().__init__(logging.WARNING)
        self.collected, self.file, self.fetcher = messages, file, fetcher

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if any(refused in text for refused in self.fetcher.refused):
            return  # the fetcher has said it, with the reason
        if image := _NO_PICTURE.match(text):
            self.collected.append(no_picture(project_path(image[1]) or image[1]))
            return
        if target := _NO_TARGET.match(text):
            dead = {each.args["target"] for each in self.collected if each.code == "dead-link"}
            if f"#{target[1]}" not in dead:
                self.collected.append(message("no-target", name=target[1]))
            return
        at = _AT.search(text)
        place = None
        if self.file is not None:
            place = Place(self.file, int(at[1]), int(at[2])) if at else Place(self.file)
        found = message("css", place, found=_AT.sub("", text).rstrip("."))
        if found not in self.collected:
            self.collected.append(found)


@contextmanager
def logged(messages: list[Message], file: str | None, fetcher: WorldFetcher) -> Iterator[None]:
    """While inside, what WeasyPrint logs is added to `messages`, with the style sheet `file` as its place (None: none).

    What the `fetcher` has refused it has told itself.
    """
    logger = logging.getLogger("weasyprint")
    collector = _Collector(messages, file, fetcher)
    logger.addHandler(collector)
    try:
        yield
    finally:
        logger.removeHandler(collector)
