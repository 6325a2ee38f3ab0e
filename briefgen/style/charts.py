"""Turn the images that a page has for charts (`data-chart`) into drawings that WeasyPrint sets, and into charts of the tree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import inf
from typing import Any
from xml.etree import ElementTree

from tinycss2.color5 import parse_color
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.images import SVGImage
from weasyprint.text.line_break import split_first_line

from briefgen.chart import drawing, natural_height, read_data
from briefgen.messages import Message, message
from briefgen.style.values import colour, custom, text_style
from briefgen.tree import Chart, ChartData, ChartLook
from briefgen.units import Length, pt, px

_ATTRIBUTE = "data-chart"
_ADDRESS = "chart:"
_COLOURS = 12
_USUAL = ("444444", "BBBBBB", "777777", "DDDDDD")


class _Style(dict[str, Any]):
    """A style that isn't from the cascade."""

    font_config: Any = None


class ChartImage:
    """The chart of one element as WeasyPrint takes images: it is drawn when its size is known."""

    def __init__(self, data: ChartData, look: ChartLook, element: Any, context: Any) -> None:
        self.data, self.look = data, look
        self._alt, self._src = element.get("alt", ""), element.get("data-src", "")
        self._context = context

    def chart(self, width: Length, height: Length) -> Chart:
        """The chart for the tree."""
        return Chart(self.data, self.look, width, height, self._alt, self._src)

    def get_intrinsic_size(
        self, _resolution: Any, _font_size: Any
    ) -> tuple[float | None, float, None]:
        """No width of its own (CSS Images 3, 4.1), and the height that it wants."""
        return None, pt(natural_height(self.data, self.look.style.size.pt)).px, None

    def _measured(self, text: str) -> float:
        """How wide a text is set, in pt (WeasyPrint sets that of drawings in these very properties)."""
        style = _Style(INITIAL_VALUES)
        style.font_config = self._context.font_config
        style["font_family"] = list(self.look.style.families)
        style["font_weight"] = 700 if self.look.style.bold else 400
        style["font_size"] = self.look.style.size.pt
        return float(split_first_line(text, style, self._context, inf, 0)[3])

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw it at its used size (in px)."""
        if width <= 0 or height <= 0:
            return
        svg = drawing(self.chart(px(width), px(height)), self._measured)
        tree = ElementTree.fromstring(svg)  # noqa: S314  made by our own code
        SVGImage(tree, None, None, self._context).draw(stream, width, height, style)


def add_charts(html: Any, context: Any, messages: list[Message]) -> None:
    """Give each chart of the page an address, and WeasyPrint the image behind it: what it has seen it doesn't fetch."""
    seen: dict[str, Any] = context.get_image_from_uri.keywords["cache"]
    numbers = count(1)
    for element in html.etree_element.iter("img"):
        if (written := element.get(_ATTRIBUTE)) is None:
            continue
        try:
            data = read_data(written)
        except ValueError:
            messages.append(message("chart-data", None, found=written[:60]))
            continue
        address = f"{_ADDRESS}{next(numbers)}"
        element.set("src", address)
        seen[address] = ChartImage(data, _look(context.style_for(element)), element, context)


def _look(style: Any) -> ChartLook:
    """Letters as CSS sets them for the element; the colours are those of --chart-1, --chart-2 …, --chart-axis, --chart-grid."""
    named = list(_named(style))
    axis, grid = (_colour(style, name) for name in ("chart-axis", "chart-grid"))
    letters = text_style(style)
    return ChartLook(letters, tuple(named) or _USUAL, axis or letters.colour, grid or "CCCCCC")


def _named(style: Any) -> Iterator[str]:
    for number in range(1, _COLOURS + 1):
        if found := _colour(style, f"chart-{number}"):
            yield found


def _colour(style: Any, name: str) -> str | None:
    words = custom(style, name)
    return colour(parse_color(words), style) if words else None
