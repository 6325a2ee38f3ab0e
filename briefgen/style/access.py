"""Turn a page's elements into messages about what keeps its PDF from being accessible (PDF/UA-1, ISO 14289-1).

Each names the field of the YAML from which the element comes, as far as the page says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefgen.messages import Message, message
from briefgen.style.losses import place_of

_SVG = "{http://www.w3.org/2000/svg}"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def barriers(root: Any) -> tuple[Message, ...]:
    """What a screen reader would stumble over: no language or title, a heading that skips a level, a picture without words.

    `root` is the html element (ISO 14289-1, 7.1, 7.2, 7.3 and 7.4.2). Empty when there is nothing.
    """
    found = []
    if not (root.get("lang") or "").strip():
        found.append(message("pdf-no-language", None))
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        found.append(message("pdf-no-title", None))
    level = 0
    for element, src in _with_sources(root, ""):
        here = _HEADINGS.get(element.tag)
        if here is not None:
            if here > level + 1:
                found.append(
                    message("pdf-heading", place_of(src), found=f"h{here}", wanted=f"h{level + 1}")
                )
            level = here
        elif _is_mute(element):
            name = element.get("src") or "svg"
            found.append(message("pdf-no-alt", place_of(src), file=name))
    return tuple(found)


def _is_mute(element: Any) -> bool:
    if element.tag == f"{_SVG}svg":
        return not (element.findtext(f"{_SVG}title") or "").strip()
    return element.tag == "img" and not (element.get("alt") or "").strip()


def _with_sources(element: Any, src: str) -> Iterator[tuple[Any, str]]:
    """Every element in reading order, with the nearest `data-src` around it."""
    src = element.get("data-src") or src
    yield element, src
    if element.tag != f"{_SVG}svg":
        for child in element:
            yield from _with_sources(child, src)
