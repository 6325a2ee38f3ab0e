"""Turn a style into a word for all of it that the shape of a text depends on: two styles with the same word set it alike."""

from __future__ import annotations

from sys import intern
from typing import Any

from briefgen.weasyprint_fixes.fontmap import is_shared

PROPERTIES = (
    "direction", "font_family", "font_feature_settings", "font_kerning", "font_language_override", "font_size",
    "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps", "font_variant_east_asian",
    "font_variant_ligatures", "font_variant_numeric", "font_variant_position", "font_variation_settings", "font_weight",
    "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphens", "lang", "letter_spacing",
    "overflow_wrap", "tab_size", "text_decoration_line", "white_space", "word_break", "word_spacing",
)  # fmt: skip
"""What WeasyPrint 70 and the corrections ask of a style when they break, measure and shape its texts."""


def look_of(style: Any) -> str:
    """The word; "" where the text must be set anew each time: with fonts of its own, or with sums that more goes into."""
    look: str | None = getattr(style, "look", None)
    if look is None:
        look = repr([style[name] for name in PROPERTIES]) if is_shared(style.font_config) else ""
        # What is not known by its value but as an object is a token of CSS.
        look = style.look = "" if "<" in look else intern(look)
    return look
