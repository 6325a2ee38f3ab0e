"""Turn @page rules into page masters: size, margins, and what runs in the margin boxes of first, odd and even pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from weasyprint.css.properties import Dimension
from weasyprint.layout.page import PageType, set_page_type_computed_styles

from briefgen.style.engine import Laid
from briefgen.style.fetch import project_path
from briefgen.style.fidelity.cases import is_page_number
from briefgen.style.losses import Losses
from briefgen.style.used import RunningLine, Used
from briefgen.style.values import custom, length, paragraph_style, pitch, sides, text_style
from briefgen.tree import (
    Field,
    Inline,
    MarginPicture,
    PageMaster,
    Picture,
    Run,
    Running,
    TextStyle,
)
from briefgen.units import ZERO, Length

_PLACES = tuple(
    f"{edge}-{place}" for edge in ("top", "bottom") for place in ("left", "center", "right")
)
_ELSEWHERE = (
    *(f"{edge}-{side}-corner" for edge in ("top", "bottom") for side in ("left", "right")),
    *(f"{edge}-{place}" for edge in ("left", "right") for place in ("top", "middle", "bottom")),
)
_BESIDE = ("left-middle", "right-middle")
_PAGES: dict[str, Literal["first", "odd", "even"]] = {
    "right": "odd",
    "left": "even",
    "first": "first",
}
_WHOLE = Dimension(100, "%")
_COUNTERS = {"page": "page", "pages": "pages"}
_EMPTY = ("none", "normal", "inhibit")


@dataclass(frozen=True, slots=True)
class Masters:
    """Makes page masters by page name."""

    laid: Laid
    used: Used
    losses: Losses
    files: Mapping[str, bytes]
    _named: dict[str, bool] = field(default_factory=dict)

    def master(self, name: str, start: int | None = None, starts: Sequence[int] = ()) -> PageMaster:
        """The master for pages of this name ("" for unnamed ones); `start`: for those from that page up to the next of
        `starts`, counted from 0.
        """
        if start is not None:
            end = next((each for each in starts if each > start), None)
            return replace(self, used=self.used.within(start, end)).master(name)
        odd, even, first = (
            self._styled("right", 2, name),
            self._styled("left", 1, name),
            self._styled("right", 0, name),
        )
        style = self.laid.style_for(odd)
        runs = {
            key: self._running(page, key)
            for key, page in (("right", odd), ("left", even), ("first", first))
        }
        width, height = (length(side) for side in style["size"])
        margins = sides(style, "margin", width)
        on_first = sides(self.laid.style_for(first), "margin", width)
        return PageMaster(
            width=width,
            height=height,
            margins=margins,
            odd=runs["right"],
            even=runs["left"] if runs["left"] != runs["right"] else None,
            first=runs["first"] if runs["first"] != runs["right"] else None,
            first_margins=on_first if on_first != margins else None,
            grid_pitch=pitch(self._body()),
            grid=_grid(custom(self._body(), "page-grid")),
            pictures=_distinct(
                (
                    *self._beside(odd, "right"),
                    *self._beside(even, "left"),
                    *self._beside(first, "first"),
                )
            ),
        )

    def text_width(self, name: str) -> Length:
        """The width of the text on pages of this name."""
        style = self.laid.style_for(self._styled("right", 2, name))
        width = length(style["size"][0])
        margins = sides(style, "margin", width)
        return width - margins.left - margins.right

    def runs_strings(self, name: str) -> bool:
        """Whether named strings (`string()`) run on pages of this name."""
        if name not in self._named:
            page = self._styled("right", 2, name)
            styles = [self.laid.style_for(page, f"@{place}") for place in _PLACES]
            kinds = {kind for style in styles if style is not None for kind, _ in _pieces(style)}
            self._named[name] = "string()" in kinds
        return self._named[name]

    def _body(self) -> Any:
        element = self.laid.html.etree_element.find("body")
        return self.laid.style_for(element)

    def _styled(self, side: str, index: int, name: str) -> PageType:
        page = PageType(side, False, name, index, ())
        set_page_type_computed_styles(page, self.laid.html, self.laid.style_for)
        return page

    def _running(self, page: PageType, key: str) -> tuple[Running, ...]:
        made = []
        self.losses.of_page(self.laid.style_for(page), "")
        for place in _ELSEWHERE:
            style = self.laid.style_for(page, f"@{place}")
            if style is None or style["content"] in _EMPTY:
                continue
            if place not in _BESIDE or self._picture(style) is None:
                self.losses.margin_box(place, style)
        for place in _PLACES:
            style = self.laid.style_for(page, f"@{place}")
            if style is None or style["content"] in _EMPTY:
                continue
            self.losses.of_page(style, f"@{place}", steady=self._steady(style, page, key, place))
            inlines = self._content(style, page, key, place)
            if inlines:
                made.append(self._one(page, key, place, style, inlines))
        return tuple(made)

    def _beside(self, page: PageType, key: str) -> Iterator[MarginPicture]:
        """The pictures in the left and right margins; of pages that were not laid out they stand as on those that were."""
        for place in _BESIDE:
            style = self.laid.style_for(page, f"@{place}")
            found = self._picture(style) if style is not None else None
            sides_to_ask = dict.fromkeys((key, "right", "first", "left"))
            asked = [(page.name, side, place) for side in sides_to_ask]
            box = next((self.used.beside[at] for at in asked if at in self.used.beside), None)
            if found is not None and box is not None:
                left, top, width, height = box
                picture = Picture(*found, width, height, "")
                yield MarginPicture(_PAGES[key], picture, left, top)

    def _picture(self, style: Any) -> tuple[str, bytes] | None:
        """Path and bytes of the one picture that fills a box without words; None for any other box."""
        (kind, address), *others = style["background_image"]
        path = (project_path(address) or address) if kind == "url" else ""
        whole = tuple(style["background_size"]) == ((_WHOLE, _WHOLE),)
        once = tuple(style["background_repeat"]) == (("no-repeat", "no-repeat"),)
        if others or style["content"] != (("string", ""),) or path not in self.files:
            return None
        return (path, self.files[path]) if whole and once else None

    def _one(
        self, page: PageType, key: str, place: str, style: Any, inlines: tuple[Inline, ...]
    ) -> Running:
        padding = sides(style, "padding")
        side = place.split("-")[1]
        return Running(
            place=place,
            inlines=inlines,
            style=paragraph_style(style, ZERO, ZERO, ZERO),
            text_style=text_style(style),
            distance=self._distance(page, key, place, style),
            inset={"left": padding.left, "right": padding.right}.get(side, ZERO),
        )

    def _distance(self, page: PageType, key: str, place: str, style: Any) -> Length:
        height = length(self.laid.style_for(page)["size"][1])
        line = self._line(page, key, place)
        if line is None:
            found = self.used.running
            line = next((found[at] for at in found if _same(at, page, place)), None)
        if place.startswith("top"):
            return line.top if line else sides(style, "padding").top
        return height - line.bottom if line else sides(style, "padding").bottom

    def _line(self, page: PageType, key: str, place: str) -> RunningLine | None:
        sides_to_ask = (key, "first") if key == "right" else (key,)
        asked = ((page.name, side, place) for side in sides_to_ask)
        return next((self.used.running[at] for at in asked if at in self.used.running), None)

    def _content(self, style: Any, page: PageType, key: str, place: str) -> tuple[Inline, ...]:
        look = text_style(style)
        line = self._line(page, key, place)
        pieces = _pieces(style)
        texts = _texts(pieces, line.text if line else "")
        made = [
            self._piece(kind, value, look, text)
            for (kind, value), text in zip(pieces, texts, strict=True)
        ]
        return tuple(piece for piece in made if not isinstance(piece, Run) or piece.text)

    def _steady(self, style: Any, page: PageType, key: str, place: str) -> bool:
        """Whether named strings (`string()`) read the same on all pages that there are of the kind."""
        pieces = _pieces(style)
        if any(kind not in ("string", "string()", "counter()") for kind, _ in pieces):
            return False
        if any(kind == "counter()" and not is_page_number(kind, value) for kind, value in pieces):
            return False
        sides_to_ask = (key, "first") if key == "right" else (key,)
        lines = [
            each.lines.get(place)
            for each in self.used.on_page
            if each.name == page.name and each.side in sides_to_ask
        ]
        said = [_texts(pieces, line.text) if line else ("",) * len(pieces) for line in lines]
        named = [n for n, (kind, _) in enumerate(pieces) if kind == "string()"]
        return len({tuple(texts[n] for n in named) for texts in said}) <= 1

    def _piece(self, kind: str, value: Any, look: TextStyle, text: str) -> Inline:
        if kind == "string":
            return Run(value, look)
        if kind == "counter()" and value[0] in _COUNTERS:
            cached = "1" if value[0] == "page" else str(self.used.pages)
            return Field(_COUNTERS[value[0]], look, cached)  # type: ignore[arg-type]  # values of _COUNTERS
        return Run(text, look)


def _pieces(style: Any) -> list[tuple[str, Any]]:
    content = style["content"]
    return list(content) if isinstance(content, (tuple, list)) else []


def _texts(pieces: Sequence[tuple[str, Any]], shown: str) -> Sequence[str]:
    """What each piece of a rule's content has of the line that is shown."""
    wanted = "".join(f"({re.escape(v)})" if kind == "string" else "(.*?)" for kind, v in pieces)
    found = re.fullmatch(wanted, shown, re.DOTALL)
    return found.groups() if found else [v if kind == "string" else shown for kind, v in pieces]


def _grid(words: str) -> tuple[int, int] | None:
    """`28 / 22`: characters to the line, lines to the page. A third number of 0 is a parameter that switches the grid off."""
    numbers = [int(word) for word in words.split("/") if word.strip().isdigit()]
    return (numbers[0], numbers[1]) if len(numbers) > 1 and numbers[2:] != [0] else None


def _distinct(pictures: Iterable[MarginPicture]) -> tuple[MarginPicture, ...]:
    """The pictures without those that stand on first or even pages as on odd ones."""
    listed = list(pictures)
    odd = [each for each in listed if each.pages == "odd"]
    return tuple(each for each in listed if each in odd or replace(each, pages="odd") not in odd)


def _same(at: tuple[str, str, str], page: PageType, place: str) -> bool:
    """Whether a line that was laid out stands on a page of the same name, on the same edge of the paper as `place`."""
    return at[0] == page.name and at[2].split("-")[0] == place.split("-")[0]
