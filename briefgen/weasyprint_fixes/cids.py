"""Turn a font whose glyphs are named by CIDs (ISO 32000-1, 9.7.4.2) into the few glyphs in use, close together.

WeasyPrint 70 keeps the number of every glyph, so that a subset has a place for each glyph up to the last one in use: some
60,000 in a font of hanzi. In a CID-keyed CFF font, readers find a glyph by its CID in the font's own list. Where the
CIDs are the numbers of the glyphs, as in fonts that hold a whole collection, the numbers need not be kept; the font is
embedded as bare CFF then, since that list holds for readers only there.

HarfBuzz takes nine tenths of a cut to read which characters a font has, and then adds variants of those in use. Nobody asks for
these, so it is given a font without that table.
"""

from __future__ import annotations

import ctypes
import sys
from bisect import bisect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from briefgen.weasyprint_fixes import fontfiles
from briefgen.weasyprint_fixes.patching import Patches, Seam

_ROS, _CHARSET, _CHARSTRINGS = (12, 30), 15, 17
"""Operators of a Top DICT (Adobe Technical Note 5176, section 9)."""


def cid_seams() -> tuple[Seam, ...]:
    """What `fix_cids` replaces, and relies on, besides the correction `fonts`."""
    from weasyprint import pdf
    from weasyprint.pdf import fonts

    return (
        Seam(pdf, "build_fonts_dictionary", ("pdf", "fonts", "compress", "subset", "options")),
        Seam(fonts.Font, "clean", ("self", "to_unicode", "hinting")),
    )


def fix_cids(patches: Patches) -> None:
    """Keep no place for glyphs that are not in use, where CIDs find the others."""
    from weasyprint import pdf
    from weasyprint.pdf import fonts

    plain, build = fontfiles.subset, pdf.build_fonts_dictionary

    def subset(font: Any, glyphs: tuple[int, ...], hinting: bool) -> bytes | None:
        fixed = "CFF " in font.tables and "fvar" not in font.tables
        try:
            bare = _bare(font, glyphs, hinting) if fixed else b""
        except (IndexError, KeyError):  # a font that is not as the specification says
            bare = b""
        return bare or plain(font, glyphs, hinting)

    def kind(font: Any) -> str:
        return "otf" if font.file_content[:4] == b"OTTO" or is_bare(font.file_content) else "ttf"

    def build_fonts_dictionary(document: Any, *arguments: Any) -> Any:
        made = build(document, *arguments)
        for each in document.objects:
            extra = getattr(each, "extra", {})
            if extra.get("Subtype") == "/OpenType" and is_bare(each.stream[0]):
                extra["Subtype"] = "/CIDFontType0C"
        return made

    patches.replace(fontfiles, "subset", subset)
    patches.replace(fonts.Font, "type", property(kind))
    patches.replace(pdf, "build_fonts_dictionary", build_fonts_dictionary)


def is_bare(font: bytes) -> bool:
    """Whether a font is CFF without the tables of OpenType around it: major version 1, which no other font begins with."""
    return font[:2] == b"\x01\x00"


def _bare(font: Any, glyphs: tuple[int, ...], hinting: bool) -> bytes:
    """The font's CFF with little more than those glyphs; b"" where their CIDs are not their numbers."""
    from weasyprint.pdf.fonts import ffi, harfbuzz_subset

    whole, _owner = _table(font.hb_face)
    if not _are_numbers(whole, glyphs):
        return b""
    flags = fontfiles.flags(font, hinting) | harfbuzz_subset.HB_SUBSET_FLAGS_NO_LAYOUT_CLOSURE
    face = fontfiles.cut(_outlines(font.hb_face), glyphs, flags)
    if face == ffi.NULL:
        return b""
    table, _owner = _table(face)
    return bytes(table) if {*glyphs} <= {0, *cids(table)} else b""


def _outlines(face: Any) -> Any:
    """A face with the outlines of another and no more; the other one where HarfBuzz can't be asked for it."""
    from weasyprint.pdf.fonts import ffi, harfbuzz

    library = _harfbuzz()
    if library is None:
        return face
    made = library.hb_face_builder_create()
    for name in (b"CFF ", b"head", b"maxp"):
        tag = harfbuzz.hb_tag_from_string(name, -1)
        table = ffi.gc(harfbuzz.hb_face_reference_table(face, tag), harfbuzz.hb_blob_destroy)
        library.hb_face_builder_add_table(made, tag, int(ffi.cast("uintptr_t", table)))
    return ffi.gc(ffi.cast("hb_face_t *", made), harfbuzz.hb_face_destroy)


@cache
def _harfbuzz() -> ctypes.CDLL | None:
    """The library that WeasyPrint has, with functions that it doesn't declare; None where another may have that name."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL("libharfbuzz.so.0")
    except OSError:
        return None
    pointer = ctypes.c_void_p
    library.hb_face_builder_create.restype = pointer
    library.hb_face_builder_add_table.argtypes = [pointer, ctypes.c_uint32, pointer]
    return library


def _are_numbers(table: memoryview, glyphs: tuple[int, ...]) -> bool:
    """Whether the CIDs of these glyphs are their numbers."""
    right = [range(first, first + count) for first, cid, count in _charset(table) if first == cid]
    starts = [each.start for each in right]
    return bool(right) and all(
        not glyph or glyph in right[bisect(starts, glyph) - 1] for glyph in glyphs
    )


def _table(face: Any) -> tuple[memoryview, Any]:
    """The CFF table of a face, empty when it has none, and what keeps it in memory."""
    from weasyprint.pdf.fonts import ffi, harfbuzz

    tag = harfbuzz.hb_tag_from_string(b"CFF ", -1)
    owner = ffi.gc(harfbuzz.hb_face_reference_table(face, tag), harfbuzz.hb_blob_destroy)
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(owner, length)
    return memoryview(ffi.buffer(data, length[0]) if length[0] else b""), owner


def cids(table: memoryview) -> list[int]:
    """The CIDs of the glyphs of a CFF table with one font, but for the first glyph; none when it has none."""
    return [cid + more for _, cid, count in _charset(table) for more in range(count)]


def _charset(table: memoryview) -> Iterator[tuple[int, int, int]]:
    """Runs of glyphs (section 13): the first one, its CID, and how many there are; none in a font without CIDs."""
    if not table:
        return
    _, at = _index(table, table[2])  # the names
    tops, _ = _index(table, at)
    operators = dict(_operators(tops[0]))
    if _ROS not in operators or _CHARSET not in operators:
        return
    at = operators[_CHARSTRINGS][-1]
    glyph, glyphs = 1, int.from_bytes(table[at : at + 2], "big")
    at = operators[_CHARSET][-1]
    wide, at = table[at], at + 1  # how many bytes say how many follow: none, one or two
    while glyph < glyphs:
        cid = int.from_bytes(table[at : at + 2], "big")
        count = 1 + int.from_bytes(table[at + 2 : at + 2 + wide], "big")
        yield glyph, cid, count
        glyph, at = glyph + count, at + 2 + wide


def _index(table: memoryview, at: int) -> tuple[list[memoryview], int]:
    """The entries of an INDEX (section 5), and where it ends."""
    count, at = int.from_bytes(table[at : at + 2], "big"), at + 2
    if not count:
        return [], at
    size, at = table[at], at + 1
    ends = [
        int.from_bytes(table[at + n * size : at + (n + 1) * size], "big") for n in range(count + 1)
    ]
    start = at + (count + 1) * size - 1
    return [table[start + a : start + b] for a, b in pairwise(ends)], start + ends[-1]


def _operators(data: memoryview) -> Iterator[tuple[int | tuple[int, int], list[int]]]:
    """The operators of a DICT (section 4) with what stands before them; real numbers are left out."""
    at, operands = 0, list[int]()
    while at < len(data):
        first, at = data[at], at + 1
        if first == 12:
            yield (12, data[at]), operands
            at, operands = at + 1, []
        elif first < 22:
            yield first, operands
            operands = []
        elif first in (28, 29):
            size = 2 if first == 28 else 4
            operands.append(int.from_bytes(data[at : at + size], "big", signed=True))
            at += size
        elif first == 30:
            while data[at] & 15 != 15 and data[at] >> 4 != 15:
                at += 1
            at += 1
        elif first < 247:
            operands.append(first - 139)
        else:
            low, high = data[at], first - 247 if first < 251 else first - 251
            operands.append((high * 256 + low + 108) * (1 if first < 251 else -1))
            at += 1
