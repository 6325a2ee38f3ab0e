"""Turn `--text-emphasis: dot` into dots under the characters, which is how Chinese emphasises words (着重号).

CSS Text Decoration 3, 3: WeasyPrint 70 doesn't know `text-emphasis`. The custom property inherits as that does; the dots take no
room in the line, and spaces and punctuation have none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_RADIUS, _BELOW = 0.07, 0.27
"""In type sizes: how large a dot is, and how far under the base line its middle stands."""
_ARC = 0.5523
"""Four curves with this make a circle."""
_BARE = ("P", "Z", "C", "M")


def emphasis_seams() -> tuple[Seam, ...]:
    """What this correction replaces, and relies on."""
    from weasyprint import draw
    from weasyprint.text.line_break import Layout

    parameters = ("stream", "textbox", "offset_x", "text_overflow", "block_ellipsis")
    return (
        Seam(draw, "draw_text", parameters),
        Seam(Layout, "reactivate", ("self", "style")),
        Seam(Layout, "get_first_line", ("self",)),
    )


def is_dotted(style: Any) -> bool:
    """Whether the characters of a style have dots."""
    tokens = style["__text_emphasis"]
    return bool(tokens) and "".join(token.serialize() for token in tokens).strip() == "dot"


def fix_emphasis(patches: Patches) -> None:
    """Draw the dots after the text."""
    from weasyprint import draw

    draw_text = draw.draw_text

    def with_dots(stream: Any, textbox: Any, *others: Any) -> None:
        draw_text(stream, textbox, *others)
        if textbox.style["visibility"] != "visible" or not is_dotted(textbox.style):
            return
        size = textbox.style["font_size"]
        x, y = textbox.position_x, textbox.position_y + textbox.baseline + _BELOW * size
        stream.set_color(textbox.style["color"])
        textbox.pango_layout.reactivate(textbox.style)
        for middle in _middles(textbox, size):
            _dot(stream, x + middle, y, _RADIUS * size)
        textbox.pango_layout.deactivate()

    patches.replace(draw, "draw_text", with_dots)


def _middles(textbox: Any, size: float) -> Iterator[float]:
    """Where the middles of the characters are, from the beginning of the box."""
    from weasyprint.text.ffi import FROM_UNITS, ffi

    line, _ = textbox.pango_layout.get_first_line()
    text = textbox.pango_layout.text.encode()
    run, x = line.runs[0], 0
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        for index in range(glyphs.num_glyphs):
            geometry = glyphs.glyphs[index].geometry
            character = text[item.offset + glyphs.log_clusters[index] :].decode()[:1]
            if character and unicodedata.category(character)[0] not in _BARE:
                # The width has letter-spacing in it, on one side or on both; a hanzi is as wide as its size.
                wide = unicodedata.east_asian_width(character) in "WF"
                own = size / FROM_UNITS if wide else geometry.width - geometry.x_offset
                yield (x + geometry.x_offset + own / 2) * FROM_UNITS
            x += geometry.width
        run = run.next


def _dot(stream: Any, x: float, y: float, r: float) -> None:
    c = r * _ARC
    stream.move_to(x + r, y)
    stream.curve_to(x + r, y + c, x + c, y + r, x, y + r)
    stream.curve_to(x - c, y + r, x - r, y + c, x - r, y)
    stream.curve_to(x - r, y - c, x - c, y - r, x, y - r)
    stream.curve_to(x + c, y - r, x + r, y - c, x + r, y)
    stream.fill()
