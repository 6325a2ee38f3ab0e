"""Turn computed styles that Word has no words for into messages, one for each selector and property."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from briefgen.messages import Message, Place, message
from briefgen.style.blocks import selector, source

_ZERO_RADIUS = ("px", 0)
LOST: Mapping[str, Callable[[Any], bool]] = {
    "transform": lambda s: bool(s["transform"]) and s["transform"] != "none",
    "opacity": lambda s: s["opacity"] != 1,
    "background-image": lambda s: any(kind != "none" for kind, _ in s["background_image"]),
    "border-radius": lambda s: any(
        side.value
        for corner in ("top_left", "top_right", "bottom_left", "bottom_right")
        for side in s[f"border_{corner}_radius"]
    ),
    "height": lambda s: getattr(s["height"], "unit", "") in ("px", "%"),
    "min-height": lambda s: getattr(s["min_height"], "value", 0) != 0,
    "orphans": lambda s: s["orphans"] > 2,
    "widows": lambda s: s["widows"] > 2,
}
"""Properties that the PDF shows and Word can't, with the test whether a style uses them."""


@dataclass(slots=True)
class Losses:
    """Collects what Word can't express."""

    messages: list[Message] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def tell(self, what: str, box: Any) -> None:
        """Note that `what` (a property, or a kind of box) is lost at `box` (None: on every page)."""
        where = selector(box) if box is not None else "@page"
        if (what, where) in self._seen:
            return
        self._seen.add((what, where))
        src = source(box.element) if box is not None else ""
        self.messages.append(message("word-loss", _place(src), what=what, selector=where))

    def look(self, box: Any) -> None:
        """Note every property of a box that Word can't express."""
        for name, uses in LOST.items():
            if uses(box.style):
                self.tell(name, box)


def _place(src: str) -> Place | None:
    file, _, rest = src.partition(":")
    line = rest.split(":")[0]
    return Place(file, int(line) if line.isdigit() else None) if file else None
