"""Turn the fonts of a PDF into the same subsets in half the time, without a copy of their whole files.

WeasyPrint 70 copies every font file (a CJK collection has 20 MB) and cuts it twice: once so that glyphs keep their numbers, once
more to drop what came along after the last glyph in use. In fonts with Chinese text nothing did, mostly, and the second
pass, over 60,000 glyphs, gives the bytes that it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

# Tables that no PDF viewer reads (ISO 32000-2, table 124, names those that it does).
_USELESS = (
    b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ",
)  # fmt: skip


def font_seams() -> tuple[Seam, ...]:
    """What this correction replaces, and relies on."""
    from weasyprint.pdf import fonts, stream

    return (
        Seam(fonts, "get_hb_object_data", ("hb_object", "ot_color", "glyph")),
        Seam(fonts.Font, "__init__", ("self", "pango_font", "description", "font_size")),
        Seam(fonts.Font, "_harfbuzz_subset", ("self", "to_unicode", "hinting")),
        Seam(stream, "Font", ("pango_font", "description", "font_size")),
    )


def fix_fonts(patches: Patches) -> None:
    """Read font files when somebody wants them whole, and cut them once."""
    from weasyprint.logger import LOGGER
    from weasyprint.pdf import fonts, stream

    whole = fonts.get_hb_object_data

    class Font(fonts.Font):  # type: ignore[misc]  # WeasyPrint has no types
        _content: bytes | Callable[[], bytes]

        @property
        def file_content(self) -> bytes:
            if callable(self._content):
                self._content = self._content()
            return self._content

        @file_content.setter
        def file_content(self, content: bytes | Callable[[], bytes]) -> None:
            self._content = content

        def _harfbuzz_subset(self, to_unicode: Mapping[int, str], hinting: bool) -> None:
            made = subset(self, tuple(sorted(to_unicode)), hinting)
            if made:
                self.file_content = made
            else:
                LOGGER.warning('Unable to subset "%s" with HarfBuzz', self.family)

    patches.replace(fonts, "get_hb_object_data", partial(partial, whole))
    patches.replace(stream, "Font", Font)


def subset(font: Any, glyphs: tuple[int, ...], hinting: bool) -> bytes | None:
    """The font with those glyphs, which keep their numbers; None when HarfBuzz can't make it."""
    from weasyprint.text.fonts import get_hb_object_data

    made: bytes | None = get_hb_object_data(_subset(font, glyphs, hinting))
    return made


def flags(font: Any, hinting: bool) -> int:
    """HarfBuzz's flags for a subset of the font that keeps no numbers."""
    from weasyprint.pdf.fonts import harfbuzz_subset

    found: int = (
        harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
        | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
    )
    if not hinting:
        found |= harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    if font.missing:
        found |= harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    return found


def _subset(font: Any, glyphs: Sequence[int], hinting: bool) -> Any:
    """HarfBuzz's face with those glyphs; NULL when it can't make one."""
    from weasyprint.pdf.fonts import harfbuzz, harfbuzz_subset

    wanted = flags(font, hinting)
    face = cut(font.hb_face, glyphs, wanted | harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS)
    kept = glyphs[-1] + 1
    if "CFF " in font.tables and harfbuzz.hb_face_get_glyph_count(face) == kept:
        return face
    # Glyphs that stand for others (ligatures, alternates) came along, beyond the last one in use.
    return cut(face, range(kept), wanted)


def cut(face: Any, glyphs: Sequence[int], flags: int) -> Any:
    """HarfBuzz's face with those glyphs, in order; NULL when it can't make one."""
    from weasyprint.pdf.fonts import ffi, harfbuzz, harfbuzz_subset

    wish = ffi.gc(
        harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy
    )
    useless = [harfbuzz.hb_tag_from_string(name, -1) for name in _USELESS]
    for target, numbers in (
        (harfbuzz_subset.hb_subset_input_glyph_set(wish), glyphs),
        (
            harfbuzz_subset.hb_subset_input_set(
                wish, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG
            ),
            useless,
        ),
    ):
        array = ffi.new("hb_codepoint_t[]", list(numbers))
        harfbuzz.hb_set_add_sorted_array(target, array, len(numbers))
    harfbuzz_subset.hb_subset_input_set_flags(wish, flags)
    return ffi.gc(harfbuzz_subset.hb_subset_or_fail(face, wish), harfbuzz.hb_face_destroy)
