"""Turn the list of real font names into a fontconfig file that maps each to an installed stand-in.

The list is `data/fonts.conf`: what Word calls a font, and the open fonts that may stand in for it, best first.
It is fontconfig's own format, so the one file serves three readers: WeasyPrint (`style` calls `activate`), LibreOffice
(installed by scripts/install-system, or through `environment`), and `briefgen doctor` (through `match`).

It also tells which file is drawn for a family, and which characters that file has (`face`).

Only libfontconfig is used, by ctypes: no program is started, and nothing of WeasyPrint is imported.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import count, takewhile
from pathlib import Path
from xml.etree import ElementTree as ET

from briefgen.resources import data_file

FILES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")
"""What the library is called on Linux, macOS and Windows."""

_FC_MATCH_PATTERN = 0
_FC_SET_SYSTEM, _FC_SET_APPLICATION = 0, 1
_FC_RESULT_MATCH = 0
_FC_WEIGHT_REGULAR, _FC_WEIGHT_BOLD = 80, 200
_FC_SLANT_ITALIC = 100


@dataclass(frozen=True, slots=True)
class WordFont:
    """A font name that Word documents use, and the open families that may stand in for it, best first."""

    name: str
    stand_ins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """An installed font. `names` are its family names in every language, the usual one first; `charset` is fontconfig's."""

    names: tuple[str, ...]
    file: str
    charset: int

    def has(self, letter: str) -> bool:
        """Whether the font has a glyph for the character."""
        return bool(_library().FcCharSetHasChar(self.charset, ord(letter)))


@dataclass(frozen=True, slots=True)
class Use:
    """A font that draws words, and how it was asked for (see `face`): `font` is its family name, `file` where it lies."""

    families: tuple[str, ...]
    bold: bool
    italic: bool
    language: str
    letter: str
    font: str
    file: str


def aliases_file() -> Path:
    """The fontconfig file with the stand-ins; a FcConfig that loads it knows the Word names."""
    return data_file("fonts.conf")


@cache
def word_fonts() -> tuple[WordFont, ...]:
    """Every Word name that has a stand-in, in the order of the file."""
    root = ET.parse(aliases_file()).getroot()  # noqa: S314  our own file
    return tuple(_word_font(rule) for rule in root if rule.tag in {"alias", "match"})


def stand_ins(family: str) -> tuple[str, ...]:
    """The open families that may stand in for `family`, best first; empty when it has none."""
    folded = family.casefold()
    return next((f.stand_ins for f in word_fonts() if f.name.casefold() == folded), ())


def configuration(*font_folders: Path) -> str:
    """A whole fontconfig configuration: the system's, the stand-ins, and the fonts in `font_folders`."""
    root = ET.Element("fontconfig")
    ET.SubElement(root, "include", ignore_missing="yes").text = _system_configuration()
    ET.SubElement(root, "include").text = str(aliases_file())
    for folder in font_folders:
        ET.SubElement(root, "dir").text = str(folder)
    head = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
    return head + ET.tostring(root, encoding="unicode") + "\n"


def environment(folder: Path, *font_folders: Path) -> dict[str, str]:
    """Write the configuration into `folder`; the variables that make another program (LibreOffice) use it."""
    path = folder / "briefgen-fonts.conf"
    path.write_text(configuration(*font_folders), "utf-8")
    return {"FONTCONFIG_FILE": str(path)}


def activate(*configurations: int) -> None:
    """Load the stand-ins into this process: fontconfig's current configuration, and these (addresses of FcConfig).

    Pango 1.50 asks the current one, whichever it was given; others may ask the one they were given.
    Calling it for every document is cheap. Raises OSError when libfontconfig is not on this machine.
    """
    _activate_current()
    for address in configurations:
        _load(address)


def is_up_to_date(configuration: int) -> bool:
    """Whether no font and no file of a configuration (the address of a FcConfig) has changed since it was read."""
    return bool(_library().FcConfigUptoDate(configuration))


def match(families: Iterable[str]) -> Mapping[str, str]:
    """The installed family that is drawn for each of `families`, stand-ins applied ("" when there is no font).

    Raises OSError when libfontconfig is not on this machine.
    """
    activate()
    library = _library()
    config = library.FcConfigGetCurrent()
    return {family: _match_one(library, config, family) for family in families}


class _FontSet(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int),
        ("room", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    )


def files() -> frozenset[str]:
    """The files of all fonts that are installed. Raises OSError when libfontconfig is not on this machine."""
    library = _library()
    config, found = library.FcConfigGetCurrent(), set()
    for kind in (_FC_SET_SYSTEM, _FC_SET_APPLICATION):
        fonts = library.FcConfigGetFonts(config, kind)
        if fonts:
            of_kind = fonts.contents
            found |= {_text(library, of_kind.fonts[n], b"file", 0) for n in range(of_kind.count)}
    return frozenset(found - {""})


def version() -> str:
    """The version of libfontconfig. Raises OSError when it is not on this machine."""
    number: int = _library().FcGetVersion()
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


@cache
def face(
    families: tuple[str, ...],
    *,
    bold: bool = False,
    italic: bool = False,
    language: str = "",
    letter: str = "",
) -> Face | None:
    """The font that is drawn for a list of families, stand-ins applied; with a `letter`, the one that draws it.

    None when no font is installed, or none has the letter. Raises OSError when libfontconfig is not on this machine.
    """
    activate()
    library = _library()
    pattern = library.FcPatternCreate()
    for family in families:
        library.FcPatternAddString(pattern, b"family", family.encode("utf-8", "replace"))
    library.FcPatternAddInteger(pattern, b"weight", _FC_WEIGHT_BOLD if bold else _FC_WEIGHT_REGULAR)
    if italic:
        library.FcPatternAddInteger(pattern, b"slant", _FC_SLANT_ITALIC)
    if language:
        library.FcPatternAddString(pattern, b"lang", language.encode("utf-8", "replace"))
    if letter:
        wanted = library.FcCharSetCreate()
        library.FcCharSetAddChar(wanted, ord(letter))
        library.FcPatternAddCharSet(pattern, b"charset", wanted)
        library.FcCharSetDestroy(wanted)
    found = _face(library, _best(library, library.FcConfigGetCurrent(), pattern))
    return found if found is None or not letter or found.has(letter) else None


def _word_font(rule: ET.Element) -> WordFont:
    if rule.tag == "alias":
        accepted = rule.findall("accept/family")
        return WordFont(rule.findtext("family", ""), tuple(f.text or "" for f in accepted))
    edits = rule.findall("edit[@name='family']/string")
    return WordFont(rule.findtext("test/string", ""), tuple(e.text or "" for e in edits))


def _system_configuration() -> str:
    return os.environ.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"


@cache
def _activate_current() -> None:
    _load(_library().FcConfigGetCurrent())


def _load(config: int) -> None:
    _library().FcConfigParseAndLoad(config, os.fsencode(aliases_file()), True)


def _open() -> ctypes.CDLL:
    for file in FILES[:-1]:
        with suppress(OSError):
            return ctypes.CDLL(file)
    return ctypes.CDLL(FILES[-1])


@cache
def _library() -> ctypes.CDLL:
    library = _open()
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("FcGetVersion", number, []),
        ("FcConfigGetCurrent", pointer, []),
        ("FcConfigUptoDate", number, [pointer]),
        ("FcConfigGetFonts", ctypes.POINTER(_FontSet), [pointer, number]),
        ("FcConfigParseAndLoad", number, [pointer, text, number]),
        ("FcConfigSubstitute", number, [pointer, pointer, number]),
        ("FcPatternCreate", pointer, []),
        ("FcPatternAddString", number, [pointer, text, text]),
        ("FcDefaultSubstitute", None, [pointer]),
        ("FcFontMatch", pointer, [pointer, pointer, ctypes.POINTER(number)]),
        ("FcPatternGetString", number, [pointer, text, number, ctypes.POINTER(text)]),
        ("FcPatternDestroy", None, [pointer]),
        ("FcPatternAddInteger", number, [pointer, text, number]),
        ("FcPatternAddCharSet", number, [pointer, text, pointer]),
        ("FcPatternGetCharSet", number, [pointer, text, number, ctypes.POINTER(pointer)]),
        ("FcCharSetCreate", pointer, []),
        ("FcCharSetAddChar", number, [pointer, ctypes.c_uint32]),
        ("FcCharSetHasChar", number, [pointer, ctypes.c_uint32]),
        ("FcCharSetDestroy", None, [pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _match_one(library: ctypes.CDLL, config: int, family: str) -> str:
    pattern = library.FcPatternCreate()
    library.FcPatternAddString(pattern, b"family", family.encode())
    font = _best(library, config, pattern)
    if not font:
        return ""
    name = _text(library, font, b"family", 0)
    library.FcPatternDestroy(font)
    return name


def _best(library: ctypes.CDLL, config: int, pattern: int) -> int | None:
    """The installed font nearest to `pattern`, which is used up; the caller owns the answer."""
    library.FcConfigSubstitute(config, pattern, _FC_MATCH_PATTERN)
    library.FcDefaultSubstitute(pattern)
    result = ctypes.c_int()
    font: int | None = library.FcFontMatch(config, pattern, ctypes.byref(result))
    library.FcPatternDestroy(pattern)
    return font


def _face(library: ctypes.CDLL, font: int | None) -> Face | None:
    """The font as a value. It is never given back to fontconfig: its set of characters lives as long as the process."""
    charset = ctypes.c_void_p()
    if not font or library.FcPatternGetCharSet(font, b"charset", 0, ctypes.byref(charset)):
        return None
    names = tuple(takewhile(bool, (_text(library, font, b"family", n) for n in count())))
    return Face(names, _text(library, font, b"file", 0), charset.value or 0)


def _text(library: ctypes.CDLL, font: int, key: bytes, index: int) -> str:
    """A text of a font by its number, "" when there is none."""
    found = ctypes.c_char_p()
    status = library.FcPatternGetString(font, key, index, ctypes.byref(found))
    return (found.value or b"").decode("utf-8", "replace") if status == _FC_RESULT_MATCH else ""
