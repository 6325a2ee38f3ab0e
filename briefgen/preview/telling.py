"""Turn what is known of a window into JSON for the page in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from briefgen.markup import place_of
from briefgen.messages import Message, Place
from briefgen.preview.pictures import Hit, Pictures
from briefgen.preview.shapes import Setting
from briefgen.preview.studio import Build, Window

Link = Callable[[Place], str]
"""An address that opens a place in an editor; "" when there is none."""


def window_data(window: Window, link: Link) -> dict[str, Any]:
    """Everything that a page shows but for pictures and words."""
    newest = max(window.builds, default=0)
    good = window.good
    early = window.builds[newest] if newest and window.builds[newest].pdf is None else None
    return {
        "state": window.state,
        "brief": window.choice.brief,
        "template": window.template,
        "chosen": window.choice.template,
        "language": window.language,
        "messages": [message_data(found, link) for found in window.messages],
        "settings": [setting_data(setting) for setting in window.settings],
        "trace": window.trace,
        "early": _early(early),
        "build": _build(good) if good else None,
    }


def _early(build: Build | None) -> dict[str, Any] | None:
    if build is None or build.early is None:
        return None
    return {"number": build.number, "page": build.early_page, "size": build.early.sizes[0]}


def _build(build: Build) -> dict[str, Any]:
    return {
        "number": build.number,
        "brief": build.choice.brief,
        "pages": build.pdf.sizes if build.pdf else [],
        "docx": bool(build.docx),
        "word": {"state": build.word_state, "pages": build.word.sizes if build.word else []},
        "seconds": round(build.seconds, 2),
    }


def message_data(found: Message, link: Link) -> dict[str, Any]:
    """A message in both languages."""
    place = found.place
    return {
        "severity": found.severity.name.lower(),
        "code": found.code,
        "place": str(place) if place else "",
        "source": f"{place.file}:{place.line}" if place and place.line else "",
        "link": link(place) if place else "",
        "text": {language: found.text(language) for language in ("en", "zh")},
    }


def setting_data(setting: Setting) -> dict[str, Any]:
    """A parameter as the form needs it."""
    return {
        "name": setting.name,
        "kind": setting.kind,
        "text": setting.text,
        "default": setting.default,
        "origin": setting.origin,
        "label": dict(setting.label),
        "help": dict(setting.help),
        "choices": list(setting.choices),
    }


def spots_data(build: Build, link: Link) -> dict[str, Any]:
    """Where the sources lie on the pages; each source once, with its place and the address that opens it."""
    sources: dict[str, int] = {}
    spots = []
    for spot in build.pages.spots if build.pages else ():
        number = sources.setdefault(spot.src, len(sources))
        spots.append([spot.page, *_rounded(spot.x, spot.y, spot.width, spot.height), number])
    return {"sources": [_source(src, link) for src in sources], "spots": spots}


def _source(src: str, link: Link) -> dict[str, str]:
    place = place_of(src)
    if place is None:
        return {"place": src, "field": "", "link": ""}
    return {"place": str(place), "field": src[len(str(place)) + 1 :], "link": link(place)}


def hits_data(hits: tuple[Hit, ...]) -> list[dict[str, Any]]:
    """Where a searched text stands."""
    return [{"page": hit.page, "parts": [_rounded(*part) for part in hit.parts]} for hit in hits]


def _rounded(*values: float) -> list[float]:
    return [round(value, 2) for value in values]


def sizes_data(pictures: Pictures) -> list[list[float]]:
    """Width and height of the pages."""
    return [_rounded(*size) for size in pictures.sizes]
