"""Turn one page into a PDF for the screen, while the rest of the document is still laid out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_CUT: dict[tuple[str, int, int], tuple[frozenset[int], bytes]] = {}
"""By font: the glyphs that are in what was cut out of it so far, and its bytes."""


def write_draft(document: Any) -> bytes:
    """A PDF for the screen only: nothing compressed, and in its fonts also the glyphs of earlier drafts.

    Cutting fonts is most of the work of writing a page, and from one change to the next a page hardly needs new glyphs.
    """
    with _fonts_cut_once():
        made: bytes = document.write_pdf(uncompressed_pdf=True)
    return made


@contextmanager
def _fonts_cut_once() -> Iterator[None]:
    from weasyprint.pdf.fonts import Font

    plain, logger = Font.subset, logging.getLogger("weasyprint")

    def subset(font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        key = (font.hash, font.index, font.glyph_count)
        known, content = _CUT.get(key, (frozenset(), b""))
        wanted = known | set(to_unicode)
        if wanted != known:
            plain(font, dict.fromkeys(wanted, "") | to_unicode, hinting)
            content = font.file_content
            _CUT[key] = wanted, content
        if to_unicode:
            font.file_content = content

    Font.subset = subset
    # A link to a page that isn't there yet is no fault of the template.
    logger.disabled, before = True, logger.disabled
    try:
        yield
    finally:
        Font.subset, logger.disabled = plain, before
