"""Turn the addresses that a page and its style sheets name into bytes from the world, and refuse all others.

WeasyPrint resolves relative addresses against a base; ours are `file:///project/…` and `file:///briefgen/…`, which name no
real folder. Only these two and `data:` are served; a network address or another file is refused with a message.
"""

from __future__ import annotations

import mimetypes
from urllib.parse import quote, unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefgen.messages import Message, message
from briefgen.world import IMAGE_LIMIT, PACKAGE, Unreadable, World

_PROJECT, _SHIPPED = "file:///project/", "file:///briefgen/"
PAGE = f"{_PROJECT}page.html"
"""The address of the page itself: what it names is relative to the project folder."""
_DATA_LIMIT = 2_000_000


def address(path: str) -> str:
    """The address under which a project path (or one of the package) is known to the page."""
    if path.startswith(PACKAGE):
        return _SHIPPED + quote(path[len(PACKAGE) :])
    return _PROJECT + quote(path)


def project_path(url: str) -> str | None:
    """The project path behind an address, or None when it is no address of ours."""
    plain = url.split("?")[0].split("#")[0]
    if plain.startswith(_PROJECT):
        return unquote(plain[len(_PROJECT) :])
    return PACKAGE + unquote(plain[len(_SHIPPED) :]) if plain.startswith(_SHIPPED) else None


class WorldFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """WeasyPrint's fetcher over a World. `messages` tell what was refused; `files` keeps the bytes by
    project path (by the whole address for `data:`).
    """

    def __init__(self, world: World) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
        self.world = world
        self.messages: list[Message] = []
        self.files: dict[str, bytes] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file behind an address of ours. Raises ValueError for any other, which WeasyPrint takes as missing."""
        del headers  # there is nobody to send them to
        if urlsplit(url).scheme == "data":
            if len(url) > _DATA_LIMIT:
                raise self._refused("data-too-large", limit=f"{_DATA_LIMIT // 1_000_000} MB")
            response = super().fetch(url)
            self.files[url] = response.read()
            return URLFetcherResponse(url, self.files[url], response.headers)
        path = project_path(url)
        if path is None:
            raise self._refused("address-refused", address=url)
        try:
            data = self.files.get(path) or self.world.read(path, IMAGE_LIMIT)
        except Unreadable as error:
            self.messages.append(error.at())
            raise ValueError(path) from None
        self.files[path] = data
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, data, {"Content-Type": kind})

    def _refused(self, code: str, **args: str) -> ValueError:
        self.messages.append(message(code, None, **args))
        return ValueError(code)
