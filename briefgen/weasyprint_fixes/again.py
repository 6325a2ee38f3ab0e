"""Turn what WeasyPrint makes anew for every document into what this process has made before of the same.

Subsets of fonts and packed streams: a text that is changed has the characters of the one before, mostly, and most pages are
as they were.
"""

from __future__ import annotations

import re
import zlib
from hashlib import blake2b
from typing import Any

from briefgen.kept import Kept
from briefgen.weasyprint_fixes import fontfiles
from briefgen.weasyprint_fixes.patching import Patches, Seam, SourceLine

_SUBSETS: Kept[tuple[bytes, Any]] = Kept(16_000_000)
"""Subsets by the address of their face, glyphs and flags; with that face, so that its address stays its own."""
_PACKED: Kept[bytes] = Kept(16_000_000)
"""Packed streams by level and digest of what was packed."""


def subset_seams() -> tuple[Seam, ...]:
    """What `fix_subsets` relies on, besides the correction `fonts`."""
    from weasyprint.text import fonts

    return (Seam(fonts, "get_pango_font_hb_face", ("pango_font",)),)


def fix_subsets(patches: Patches) -> None:
    """Cut no font again for the same glyphs."""
    from weasyprint.text.ffi import ffi

    cut = fontfiles.subset

    def subset(font: Any, glyphs: tuple[int, ...], hinting: bool) -> bytes | None:
        face = int(ffi.cast("uintptr_t", font.hb_face))
        key = face, glyphs, hinting, bool(font.missing)
        if found := _SUBSETS.find(key):
            return found[0]
        made = cut(font, glyphs, hinting)
        if made:
            _SUBSETS.keep(key, (made, font.hb_face), len(made))
        return made

    patches.replace(fontfiles, "subset", subset)


def pack_seams() -> tuple[Seam, ...]:
    """What `fix_packs` relies on."""
    from weasyprint.pdf import pydyf

    return (Seam(pydyf.Stream, "__init__", ("self", "stream", "extra", "compress")),)


def fix_packs(patches: Patches) -> None:
    """Pack no stream again that was packed before."""
    from weasyprint.pdf import pydyf

    patches.replace(pydyf, "zlib", Packing())


class Packing:
    """zlib for pydyf."""

    def __getattr__(self, name: str) -> Any:
        return getattr(zlib, name)

    def compressobj(self, level: int) -> _Packer:
        """What packs one stream, given at once."""
        return _Packer(level)


class _Packer:
    def __init__(self, level: int) -> None:
        self._level = level

    def compress(self, data: bytes) -> bytes:
        key = self._level, blake2b(data, digest_size=32).digest()
        packed = _PACKED.find(key)
        if packed is None:
            packing = zlib.compressobj(level=self._level)
            packed = packing.compress(data) + packing.flush()
            _PACKED.keep(key, packed, len(packed))
        return packed

    def flush(self) -> bytes:
        return b""


def pattern_seams() -> tuple[SourceLine, ...]:
    """What `fix_patterns` relies on."""
    from tinyhtml5.inputstream import HTMLUnicodeInputStream

    line = "characters = characters_until_regex[(characters, opposite)] = regex"
    return (SourceLine(HTMLUnicodeInputStream, "chars_until", line),)


def fix_patterns(patches: Patches) -> None:
    """Find tinyhtml5's patterns, of which it makes one for every word: it keeps them under themselves, not the characters."""
    from tinyhtml5 import inputstream

    patches.replace(inputstream, "characters_until_regex", _Patterns())


class _Patterns(dict[Any, Any]):
    """The patterns that look for the first character that is among some, or is not, as `chars_until` makes them."""

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, opposite = key
        found = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[key] = pattern = re.compile(f"[{found}]+" if opposite else f"[^{found}]+")
        return pattern
