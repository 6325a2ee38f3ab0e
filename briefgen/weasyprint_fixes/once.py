"""Turn a question about what WeasyPrint does on its way into yes or no, by watching it: what is done once, or not at all.

Each holds with the correction on and fails with it off; an answer that cannot be had is a no.
"""

from __future__ import annotations

import io
from re import Pattern
from types import SimpleNamespace
from typing import Any

from briefgen.weasyprint_fixes import again, cids
from briefgen.weasyprint_fixes.patching import Patches
from briefgen.weasyprint_fixes.probes import no_when_it_breaks, page


@no_when_it_breaks
def font_files_are_not_copied() -> bool:
    """Whether of a text's font only the subset is copied, and has the bytes that WeasyPrint's own subset has."""
    from weasyprint import HTML
    from weasyprint.pdf.fonts import Font
    from weasyprint.text import fonts

    copies = _Counting(fonts.ffi, "unpack")
    document = HTML(string="<p>A").render()
    pretended = Patches()
    pretended.replace(fonts, "ffi", copies)
    try:
        document.write_pdf()
    finally:
        pretended.take_back()
    (font,) = document.fonts.values()
    subset = font.file_content
    Font._harfbuzz_subset(font, font.to_unicode, hinting=False)
    return copies.calls <= 1 and bool(subset == font.file_content or cids.is_bare(subset))


@no_when_it_breaks
def streams_are_packed_once() -> bool:
    """Whether a PDF with an identifier packs no more streams than one without, but for that of its small objects."""
    import zlib

    from weasyprint import HTML
    from weasyprint.pdf import pydyf

    packed = []
    for identifier in (None, b"0" * 16):
        packing = _Counting(zlib, "compressobj")
        pretended = Patches()
        pretended.replace(pydyf, "zlib", packing)
        try:
            HTML(string="<p>A").write_pdf(pdf_identifier=identifier)
        finally:
            pretended.take_back()
        packed.append(packing.calls)
    return packed[0] > 1 >= packed[1] - packed[0]


@no_when_it_breaks
def bare_fonts_are_known() -> bool:
    """Whether a font that is CFF alone is taken for what it is."""
    from weasyprint.pdf.fonts import Font

    kind = Font.type.fget(SimpleNamespace(file_content=b"\1\0\4\4"))
    return bool(kind == "otf")


@no_when_it_breaks
def fonts_are_read_once() -> bool:
    """Whether two documents have the same font configuration."""
    from weasyprint.text import fonts

    return fonts.FontConfiguration() is fonts.FontConfiguration()


@no_when_it_breaks
def fonts_are_cut_once() -> bool:
    """Whether the same glyphs of a font are not cut out again."""
    from weasyprint.pdf import fonts

    return _calls_for_the_second(fonts, "harfbuzz_subset", "hb_subset_or_fail") == 0


@no_when_it_breaks
def nothing_is_packed_again() -> bool:
    """Whether what was packed for one document is not packed again for the next."""
    from weasyprint.pdf import pydyf

    # The correction stands between pydyf and zlib.
    user = again if isinstance(pydyf.zlib, again.Packing) else pydyf
    return _calls_for_the_second(user, "zlib", "compressobj") == 0


@no_when_it_breaks
def patterns_are_found_again() -> bool:
    """Whether a pattern that looks for the end of a word is found under the characters that it looks for."""
    from tinyhtml5 import inputstream
    from weasyprint import HTML

    HTML(string="<p>A")
    known = inputstream.characters_until_regex
    return any(not isinstance(characters, Pattern) for characters, _ in known)


@no_when_it_breaks
def lengths_are_worked_out_once() -> bool:
    """Whether ten boxes of one style have their lengths worked out no more often than one."""
    from weasyprint.layout import percent

    plain, calls = percent.percentage, []

    def percentage(*arguments: Any) -> Any:
        calls.append(arguments)
        return plain(*arguments)

    pretended = Patches()
    pretended.replace(percent, "percentage", percentage)
    try:
        page("<p>A")
        one = len(calls)
        page("<p>A" * 10)
    finally:
        pretended.take_back()
    return len(calls) < 3 * one


@no_when_it_breaks
def plain_properties_are_looked_up() -> bool:
    """Whether a property that no rule sets is not asked for its logical name, which comes before all else."""
    from weasyprint import css

    asked: list[str] = []

    class Asked(dict[str, Any]):
        def get(self, name: str, default: Any = None) -> Any:
            asked.append(name)
            return super().get(name, default)

    pretended = Patches()
    pretended.replace(css, "PHYSICAL_FUNCTIONS", Asked(css.PHYSICAL_FUNCTIONS))
    try:
        page("<p>A")
    finally:
        pretended.take_back()
    return "min_width" not in asked


@no_when_it_breaks
def lines_are_broken_once() -> bool:
    """Whether a text that was there before is not shaped again to break it."""
    from weasyprint.text import line_break

    return _calls_for_the_second(line_break, "pango", "pango_layout_set_width") == 0


@no_when_it_breaks
def lines_are_shaped_once() -> bool:
    """Whether a text that was there before is not shaped again to draw it, and its glyphs are those that WeasyPrint draws."""
    from weasyprint import HTML
    from weasyprint.draw import text
    from weasyprint.text.fonts import FontConfiguration

    words = HTML(string="<p>AVA fi <b style='font-size: 13px; letter-spacing: 1px'>Ta, 汉字</b>")
    ours, theirs = (
        words.write_pdf(font_config=fonts, pdf_identifier=b"0" * 16)
        for fonts in (FontConfiguration(), None)
    )
    function = "pango_layout_set_single_paragraph_mode"
    return ours == theirs and _calls_for_the_second(text, "pango", function) == 0


def _calls_for_the_second(module: Any, library: str, function: str) -> int:
    """How often a function of what `module` knows as `library` is called for a document that is as the one before."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    HTML(string="<p>A").write_pdf(font_config=fonts)
    counting = _Counting(getattr(module, library), function)
    pretended = Patches()
    pretended.replace(module, library, counting)
    try:
        HTML(string="<p>A").write_pdf(font_config=fonts)
    finally:
        pretended.take_back()
    return counting.calls


@no_when_it_breaks
def types_are_read_alone() -> bool:
    """Whether the name of a type is read without the names of others, and is still understood."""
    from cffi import cparser
    from weasyprint.text.ffi import ffi

    seen: list[str] = []
    plain = cparser._get_parser()

    def parse(text: str) -> Any:
        seen.append(text)
        return plain.parse(text)

    pretended = Patches()
    reader = SimpleNamespace(parse=parse)
    pretended.replace(cparser, "_get_parser", lambda: reader)
    ffi._parsed_types.pop("PangoRectangle[7]", None)
    try:
        size = ffi.sizeof("PangoRectangle[7]")
    finally:
        pretended.take_back()
    return size == 7 * 16 and "PangoRectangle;" in seen[0] and "PangoFont;" not in seen[0]


@no_when_it_breaks
def colour_profiles_are_closed() -> bool:
    """Whether the file of a colour profile is closed once the profile is there."""
    from PIL import ImageCms
    from weasyprint import pdf

    file = io.BytesIO(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = pdf.ColorProfile(file, "sRGB.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    return file.closed and len(profile.content) > 100


class _Counting:
    """A library that counts the calls of one of its functions."""

    def __init__(self, library: Any, function: str) -> None:
        self.library, self.function, self.calls = library, function, 0

    def __getattr__(self, name: str) -> Any:
        self.calls += name == self.function
        return getattr(self.library, name)
