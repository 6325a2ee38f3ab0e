"""Turn the addresses that a page and its style sheets name into bytes from the world, and refuse all others.

WeasyPrint resolves relative addresses against a base; ours are `file:///project/…` and `file:///briefgen/…`, which name no
real folder. Only these two and `data:` are served; a network address or another file is refused with a message.
"""

from __future__ import annotations

import mimetypes
from copy import deepcopy
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree.ElementTree import tostring

from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefgen.markup import place_of
from briefgen.messages import Message, Place, message
from briefgen.picture import PICTURE_KINDS, drawing_fault, picture_fault, picture_kind, printable
from briefgen.world import IMAGE_LIMIT, PACKAGE, Unreadable, World

_PROJECT, _SHIPPED = "file:///project/", "file:///briefgen/"
PAGE = f"{_PROJECT}page.html"
"""The address of the page itself: what it names is relative to the project folder."""
_DATA_LIMIT = 2_000_000
_DECLARATION = "{http://www.w3.org/2000/xmlns/}"
_DRAWING = "{http://www.w3.org/2000/svg}svg"


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


def no_picture(file: str) -> Message:
    """The message about a file that stands where a picture should, and is none that can be used."""
    return message("image-broken", Place(file), file=file, known=", ".join(PICTURE_KINDS))


def _bare(element: Any) -> Any:
    """A copy without the declarations of namespaces, which in HTML are attributes that XML can't write."""
    copy = deepcopy(element)
    for each in copy.iter():
        for name in [name for name in each.attrib if name.startswith(_DECLARATION)]:
            del each.attrib[name]
    return copy


class WorldFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """WeasyPrint's fetcher over a World. `messages` tell what was refused, `refused` are those addresses; `files` keeps the
    bytes by project path (by the whole address for `data:`).
    """

    def __init__(self, world: World) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
        self.world = world
        self.messages: list[Message] = []
        self.files: dict[str, bytes] = {}
        self.refused: set[str] = set()

    def look_ahead(self, html: Any) -> None:
        """Say what is wrong with all that WeasyPrint asks for only while it draws, when nobody hears of it any more."""
        for element in html.etree_element.iter():
            place = place_of(element.get("data-src", ""))
            if element.tag == _DRAWING:
                if fault := drawing_fault(tostring(_bare(element))):
                    self._refused(message(fault.code, place, file="<svg>", **fault.args))
                continue
            attached = "attachment" in element.get("rel", "").lower().split()
            named = element.get("href" if attached else "data")
            if named is None or not (attached or element.tag == "object"):
                continue
            address = urljoin(html.base_url, named.strip())
            if urlsplit(address).scheme == "data":
                continue
            path = project_path(address)
            if path is None:
                self._refused(message("address-refused", place, address=named))
            elif attached:
                self._look(path, place)

    def _look(self, path: str, place: Place | None) -> None:
        try:
            self.world.read(path, IMAGE_LIMIT)
        except Unreadable as error:
            self.messages.append(error.at(place))

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file behind an address of ours. Raises ValueError for any other, which WeasyPrint takes as missing."""
        del headers  # there is nobody to send them to
        try:
            return self._answer(url)
        except ValueError:
            self.refused.add(url)
            raise

    def _answer(self, url: str) -> URLFetcherResponse:
        if urlsplit(url).scheme == "data":
            if len(url) > _DATA_LIMIT:
                raise self._refused(
                    message("data-too-large", None, limit=f"{_DATA_LIMIT // 1_000_000} MB")
                )
            response = super().fetch(url)
            self.files[url] = response.read()
            self._check(self.files[url], response.content_type, Place("data:"))
            return URLFetcherResponse(url, printable(self.files[url]), response.headers)
        path = project_path(url)
        if path is None:
            raise self._refused(message("address-refused", None, address=url))
        try:
            data = self.files.get(path) or self.world.read(path, IMAGE_LIMIT)
        except Unreadable as error:
            self.messages.append(error.at())
            raise ValueError(path) from None
        self.files[path] = data
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self._check(data, kind, Place(path))
        return URLFetcherResponse(url, printable(data), {"Content-Type": kind})

    def _check(self, data: bytes, kind: str, place: Place) -> None:
        """Refuse a picture that can't be drawn, or that leads on to something else."""
        if picture_kind(data) is None:
            if kind.startswith("image/"):
                raise self._refused(no_picture(place.file))
        elif fault := picture_fault(data):
            raise self._refused(message(fault.code, place, file=place.file, **fault.args))

    def _refused(self, said: Message) -> ValueError:
        if said not in self.messages:
            self.messages.append(said)
        return ValueError(said.code)
