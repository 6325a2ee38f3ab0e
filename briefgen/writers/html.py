"""Turn a page with its style sheets and pictures into one HTML file that needs no other file."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from briefgen.chart import browser_drawing, read_data
from briefgen.messages import Message, Result
from briefgen.template import Page
from briefgen.world import IMAGE_LIMIT, Unreadable, World, join

_PICTURE = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_SOURCE = re.compile(r"""(\ssrc=)("[^"]*"|'[^']*')""", re.IGNORECASE)
_CHART = re.compile(r"""\sdata-chart=("[^"]*"|'[^']*')""", re.IGNORECASE)
_ALT = re.compile(r"""\salt=("[^"]*"|'[^']*')""", re.IGNORECASE)
_ADDRESS = re.compile(r"""url\(\s*("[^"]*"|'[^']*'|[^)"'\s]*)\s*\)""", re.IGNORECASE)
_QUOTES = "\"'"
_HEAD_ENDS = re.compile(r"</head\s*>", re.IGNORECASE)


def write_html(page: Page, world: World) -> Result[bytes]:
    """The page as one file, UTF-8: sheets in `<style>`, pictures as `data:` addresses.

    A picture that can't be read is an error; an address that leads out of the project stays as it is.
    """
    embed = _Embedder(world)
    sheets = "".join(
        f"<style>\n{embed.sheet(sheet.text, _folder(sheet.file))}</style>\n"
        for sheet in page.sheets
    )
    text = _PICTURE.sub(embed.picture, page.html)
    ends = _HEAD_ENDS.search(text)
    at = ends.start() if ends else 0
    whole = text[:at] + sheets + text[at:]
    return Result(whole.encode("utf-8", "replace"), tuple(embed.messages))


class _Embedder:
    """Puts files in the place of their addresses and collects what could not be read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.messages: list[Message] = []

    def picture(self, element: re.Match[str]) -> str:
        """An `<img>` with its file inside; one of a chart as the drawing that the browser can show."""
        if (chart := _CHART.search(element[0])) is not None:
            alt = _ALT.search(element[0])
            try:
                data = read_data(unescape(chart[1][1:-1]))
            except ValueError:
                return element[0]
            return browser_drawing(data, unescape(alt[1][1:-1]) if alt else "")
        return _SOURCE.sub(
            lambda found: f'{found[1]}"{escape(self._embedded(unescape(found[2][1:-1]), ""))}"',
            element[0],
        )

    def sheet(self, text: str, folder: str) -> str:
        """A style sheet with its files inside; nothing in it can end the element around it."""
        inside = _ADDRESS.sub(lambda found: self._address(found[1], folder), text)
        return inside.replace("</", "<\\/")

    def _address(self, written: str, folder: str) -> str:
        return f'url("{self._embedded(written.strip(_QUOTES), folder)}")'

    def _embedded(self, address: str, folder: str) -> str:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return address
        path = join(folder, unquote(parts.path))
        try:
            data = self._world.read(path, IMAGE_LIMIT)
        except Unreadable as problem:
            self.messages.append(problem.at())
            return address
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return f"data:{kind};base64,{b64encode(data).decode('ascii')}"


def _folder(file: str) -> str:
    above = str(PurePosixPath(file).parent)
    return "" if above == "." else above
