"""Turn the spaces of a justified line into wider ones that stay kerned with the letters around them.

CSS Text 3, 7.4 (text-justify: auto) widens spaces; WeasyPrint 70 has Pango do so by letter spacing, for which it shapes each word
by itself: what fonts kern between a letter and a space (A, T, a full stop) is lost, though the line was measured with it.
Lines of English so stood out of their block by up to 0.5 mm.
"""

from __future__ import annotations

from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_SPACES = (b" ", "\u00a0".encode())


def space_seams() -> tuple[Seam, ...]:
    """What `fix_spaces` relies on."""
    from weasyprint.text import line_break

    return (
        Seam(line_break.Layout, "set_text", ("self", "text", "justify")),
        Seam(line_break.Layout, "get_first_line", ("self",)),
    )


def fix_spaces(patches: Patches) -> None:
    """Widen the spaces of the finished line."""
    from weasyprint.text import line_break

    plain = line_break.Layout.set_text

    def set_text(self: Any, text: str, justify: bool = False) -> None:
        wider = self.justification_spacing if justify else 0
        plain(self, text, justify and not wider)
        if wider:
            _widen(self, wider)

    patches.replace(line_break.Layout, "set_text", set_text)


def _widen(layout: Any, wider: float) -> None:
    """Make the spaces of a layout wider by px; it has to be drawn as it is then."""
    from weasyprint.text.ffi import TO_UNITS, ffi, pango

    # What draws it asks for this mode, which would have the line made anew.
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    text, run = layout.text.encode(), line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        for index in range(glyphs.num_glyphs):
            start = item.offset + glyphs.log_clusters[index]
            if text.startswith(_SPACES, start):
                glyphs.glyphs[index].geometry.width += round(wider * TO_UNITS)
        run = run.next
