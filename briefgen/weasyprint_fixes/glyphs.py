"""Turn the line of a text into the glyphs that it was drawn with before.

WeasyPrint has Pango shape every line again to draw it, and reads its glyphs one by one. They depend on the line's text, the
style's look (see `looks`) and what the line is stretched by; what the PDF says of them depends on how wide it says that they are.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from briefgen.kept import Kept
from briefgen.weasyprint_fixes.looks import look_of
from briefgen.weasyprint_fixes.patching import Patches, Seam


@dataclass(frozen=True, slots=True)
class _Face:
    """A font of Pango's in one size. `owner` keeps it alive; `widths` are those of its glyphs, in thousandths of the size."""

    key: Any
    font: Any
    size: float
    plain: bool
    owner: Any
    widths: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Run:
    """Glyphs of one font: `words` is what the PDF says where they are as wide as in `widths`; `texts` is what they stand for."""

    face: _Face
    words: str
    widths: Mapping[int, int]
    texts: Mapping[int, str]

    def holds(self, known: Mapping[int, int]) -> bool:
        """Whether the words are right in a file that says these widths."""
        if self.widths.items() <= known.items():
            return True
        own = self.face.widths
        return all(known.get(glyph, own[glyph]) == width for glyph, width in self.widths.items())


_FACES: Kept[_Face] = Kept(1_000_000)
_RUNS: Kept[tuple[_Run, ...]] = Kept(16_000_000)
"""The glyphs of lines; none where WeasyPrint has to draw it."""


def seams() -> tuple[Seam, ...]:
    """What `fix_glyphs` replaces, and relies on."""
    from weasyprint import draw
    from weasyprint.draw import text
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.line_break import Layout

    whole = ("stream", "textbox", "offset_x", "text_overflow", "block_ellipsis")
    first = ("stream", "textbox", "text_overflow", "block_ellipsis", "matrix")
    return (
        Seam(draw, "draw_text", whole),
        Seam(text, "draw_first_line", first),
        Seam(Stream, "add_font", ("self", "pango_font")),
        Seam(Layout, "reactivate", ("self", "style")),
    )


def sizes_are_known() -> bool:
    """Whether fonts know their size; those of older versions of Pango don't (GNOME/pango#530)."""
    from weasyprint.text.ffi import pango

    return bool(pango.pango_version() >= 14802)


def fix_glyphs(patches: Patches) -> None:
    """Shape no line again to draw it."""
    from weasyprint import draw
    from weasyprint.draw import text

    plain_text, plain_line = draw.draw_text, text.draw_first_line

    def draw_text(
        stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: Any
    ) -> None:
        layout = textbox.pango_layout
        textbox.pango_layout = _Asleep(layout)
        try:
            plain_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        finally:
            textbox.pango_layout = layout

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> Any:
        asleep = textbox.pango_layout
        if not isinstance(asleep, _Asleep):  # the text of a drawing
            return plain_line(stream, textbox, text_overflow, block_ellipsis, matrix)
        whole = text_overflow != "ellipsis" and block_ellipsis == "none"
        runs = _runs_of(stream, asleep.layout, textbox) if whole and textbox.text.strip() else ()
        if runs:
            stream.set_text_matrix(*matrix.values)
            _draw(stream, runs)
            return []
        textbox.pango_layout = asleep.layout
        asleep.layout.reactivate(textbox.style)
        try:
            return plain_line(stream, textbox, text_overflow, block_ellipsis, matrix)
        finally:
            asleep.layout.deactivate()
            textbox.pango_layout = asleep

    patches.replace(draw, "draw_text", draw_text)
    patches.replace(text, "draw_first_line", draw_first_line)


class _Asleep:
    """A layout whose objects of Pango's are not made because somebody may want them."""

    def __init__(self, layout: Any) -> None:
        self.layout = layout

    def __getattr__(self, name: str) -> Any:
        return getattr(self.layout, name)

    def reactivate(self, style: Any) -> None:
        """Nothing."""

    def deactivate(self) -> None:
        """Nothing."""


def _draw(stream: Any, runs: tuple[_Run, ...]) -> None:
    """Say the glyphs to the PDF, as `draw_first_line` does."""
    before, words, font = None, "", None
    for run in runs:
        face = run.face
        if font is None or face is not before:
            before, font = face, stream._fonts.get(face.key) or stream.add_font(face.font)[0]
            if words:
                stream.show_text(words)
            words = ""
            stream.set_font_size(font.hash, face.size)
        # In this order, in which the PDF lists them.
        for known, new in ((font.to_unicode, run.texts), (font.widths, run.widths)):
            if not new.keys() <= known.keys():
                known.update((glyph, what) for glyph, what in new.items() if glyph not in known)
        words += run.words
    stream.show_text(words)


def _runs_of(stream: Any, layout: Any, textbox: Any) -> tuple[_Run, ...]:
    """The glyphs of a layout's only line, kept or new; none where WeasyPrint has to draw it."""
    look = look_of(textbox.style)
    if not look:
        return ()
    gap = getattr(layout, "elastic_gap", 0)
    key = glyph_key(layout.text, look, layout.justification_spacing, gap)
    runs = _RUNS.find(key)
    if runs is None or not all(run.holds(_widths(stream, run.face)) for run in runs):
        layout.reactivate(textbox.style)
        try:
            runs = _shaped(stream, layout)
        finally:
            layout.deactivate()
        letters = sum(len(run.texts) for run in runs)
        _RUNS.keep(key, runs, 1000 + 200 * letters + 8 * len(layout.text))
    return runs


def glyph_key(*parts: Hashable) -> tuple[Hashable, ...]:
    """What the glyphs of a line depend on: its text, the look, and how much wider its spaces and its hanzi are made."""
    return parts


def _widths(stream: Any, face: _Face) -> Mapping[int, int]:
    """How wide glyphs of a font are in this file so far."""
    font = stream._fonts.get(face.key)
    return font.widths if font else {}


def _shaped(stream: Any, layout: Any) -> tuple[_Run, ...]:
    from weasyprint.draw.text import ffi, pango

    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    text, runs, run = layout.text.encode(), [], line.runs[0]
    while run != ffi.NULL:
        made = _run(stream, layout, run.data, text)
        if made is None:
            return ()
        runs.append(made)
        run = run.next
    return tuple(runs)


def _run(stream: Any, layout: Any, item: Any, text: bytes) -> _Run | None:
    """One run of glyphs; None where it has pictures, raised glyphs or letters without one."""
    from weasyprint.text.ffi import FROM_UNITS, pango

    face = _face(stream, item.item.analysis.font, layout)
    if not face.plain:
        return None
    known = _widths(stream, face)
    count, clusters, size = item.glyphs.num_glyphs, item.glyphs.log_clusters, face.size
    start, length = item.item.offset, item.item.length
    ends = [*clusters[0:count], length]
    backwards = item.item.analysis.level % 2
    widths: dict[int, int] = {}
    texts: dict[int, str] = {}
    words = "<"
    for index, info in enumerate(item.glyphs.glyphs[0:count]):
        glyph, width = info.glyph, info.geometry.width
        if glyph == pango.PANGO_GLYPH_EMPTY:
            words += f">{-width / size}<"
            continue
        if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG or info.geometry.y_offset:
            return None
        if glyph not in texts:
            end = ends[index - 1 if backwards else index + 1]
            texts[glyph] = text[start + ends[index] : start + end].decode()
            own = _width(stream, face, glyph)
            widths[glyph] = known.get(glyph, own)
        offset = info.geometry.x_offset / size
        if offset:
            words += f">{-offset}<"
        words += f"{glyph:04x}"
        kerning = widths[glyph] + offset - width * 1000 * FROM_UNITS / size
        if kerning:
            words += f">{int(kerning)}<"
    words = words[:-1] if words[-1] == "<" else words + ">"
    return _Run(face, words, widths, texts)


def _face(stream: Any, font: Any, layout: Any) -> _Face:
    from weasyprint.text.ffi import ffi
    from weasyprint.text.fonts import get_pango_font_key

    address = int(ffi.cast("uintptr_t", font))
    face = _FACES.find(address)
    if face is None:
        made, size = stream.add_font(font)
        plain = not (made.bitmap or made.svg or made.png or made.colr)
        face = _Face(get_pango_font_key(font)[0], font, size, plain, layout.layout)
        _FACES.keep(address, face, 2000)
    elif face.key not in stream._fonts:
        stream.add_font(font)  # now, as the PDF lists fonts in the order in which they came
    return face


def _width(stream: Any, face: _Face, glyph: int) -> int:
    """How wide a glyph is, as `draw_first_line` measures those that it meets for the first time."""
    from weasyprint.text.ffi import FROM_UNITS, pango

    if glyph not in face.widths:
        pango.pango_font_get_glyph_extents(face.font, glyph, stream.ink_rect, stream.logical_rect)
        face.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / face.size)
    return face.widths[glyph]
