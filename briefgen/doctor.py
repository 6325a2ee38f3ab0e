"""Turn the machine into a list of checks: what briefgen needs of it, what was found, and what to install.

Nothing of WeasyPrint is imported and no program is started: a library is asked for as WeasyPrint will ask for it
(by its file name), a font as it will be drawn (through fontconfig). The words are in `data/doctor.toml`.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Literal
from unicodedata import east_asian_width

from briefgen import fontconfig
from briefgen.resources import data_file

Status = Literal["ok", "missing", "optional"]

LACKING = 3
"""The exit code when something needed is missing."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked for.

    `status`: "ok"; "missing": briefgen needs it and it isn't there; "optional": it isn't there, and that is all right.
    `found` says what is there, `fix` what to do about it ("" when nothing need be done).
    """

    name: str
    status: Status
    found: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library: its name, its file names by platform (any will do), and the Debian package that holds it.

    `version` names a function of the library without arguments that returns its version as text.
    """

    name: str
    files: tuple[str, ...]
    package: str
    needed: bool = True
    version: str = ""


@dataclass(frozen=True, slots=True)
class Font:
    """A stand-in family, and where it comes from ("" for the two that no Debian package installs)."""

    family: str
    package: str
    needed: bool = True


LIBRARIES = (
    Library(
        "GObject",
        ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
        "libglib2.0-0",
    ),
    Library(
        "Pango",
        ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
        "libpango-1.0-0",
        version="pango_version_string",
    ),
    Library(
        "PangoFT2",
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        "libpangoft2-1.0-0",
    ),
    Library(
        "HarfBuzz",
        ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
        "libharfbuzz0b",
        version="hb_version_string",
    ),
    Library(
        "Fontconfig",
        fontconfig.FILES,
        "libfontconfig1",
    ),
    Library(
        "HarfBuzz-Subset",
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        "libharfbuzz-subset0",
        needed=False,
    ),
)

FONTS = (
    Font("FandolFang", ""),
    Font("FandolKai", ""),
    Font("Noto Sans CJK SC", "fonts-noto-cjk"),
    Font("Noto Serif CJK SC", "fonts-noto-cjk"),
    Font("Liberation Serif", "fonts-liberation", needed=False),
    Font("Liberation Sans", "fonts-liberation", needed=False),
    Font("Carlito", "fonts-crosextra-carlito", needed=False),
    Font("Caladea", "fonts-crosextra-caladea", needed=False),
)


def examine(language: str = "en") -> list[Check]:
    """Everything that briefgen needs or can use, worded in `language` ("en" or "zh")."""
    return [
        check_python(sys.version_info[:3], language),
        *(check_library(library, language) for library in LIBRARIES),
        *check_fonts(FONTS, language),
        *check_packages(language),
        check_office(language),
    ]


def missing_libraries() -> list[Library]:
    """The libraries without which `import weasyprint` fails; empty when it will work. Takes some milliseconds."""
    return [each for each in LIBRARIES if each.needed and check_library(each).status == "missing"]


def library_versions() -> dict[str, str]:
    """The libraries that are here and can tell their version, each with it."""
    found = {each.name: _version_of(each) for each in LIBRARIES if each.version}
    with suppress(OSError):
        found["Fontconfig"] = fontconfig.version()
    return {name: version for name, version in found.items() if version}


def exit_code(checks: Iterable[Check]) -> int:
    """0, or 3 when something that briefgen needs is missing."""
    return LACKING if any(check.status == "missing" for check in checks) else 0


def report(checks: Sequence[Check], language: str = "en") -> list[str]:
    """The checks as lines for a terminal, with what to do, and a last line that sums up."""
    statuses = {key: words[language] for key, words in _words()["status"].items()}
    width = max(map(_columns, statuses.values()))
    lines = []
    for check in checks:
        status = statuses[check.status]
        lines.append(f"{status}{' ' * (width - _columns(status))}  {check.name}: {check.found}")
        if check.fix:
            lines.append(" " * (width + 2) + _say("words", "fix", language, fix=check.fix))
    missing = [check for check in checks if check.status == "missing"]
    if missing and shutil.which("apt-get") and not _is_root():
        lines.extend(_say("fix", "without-root", language).splitlines())
    if missing:
        lines.append(_say("words", "lacking", language, count=len(missing)))
    else:
        lines.append(_say("words", "all-well", language))
    return lines


def check_python(version: tuple[int, ...], language: str = "en") -> Check:
    """Whether `version` of Python is one that briefgen runs with."""
    found = ".".join(str(part) for part in version)
    if version >= (3, 11):
        return Check("Python", "ok", f"{found} ({platform.system()} {platform.machine()})")
    return Check("Python", "missing", found, _say("fix", "python", language))


def check_library(library: Library, language: str = "en") -> Check:
    """Whether the loader finds `library`, and its version where the library tells it."""
    name = _say("words", "library", language, name=library.name)
    for file in library.files:
        try:
            loaded = ctypes.CDLL(file)
        except OSError:
            continue
        return Check(
            name, "ok", " ".join(part for part in (file, _version(loaded, library)) if part)
        )
    fix = _say(
        "fix",
        "library" if library.needed else "library-optional",
        language,
        package=library.package,
        name=library.name,
    )
    absent = _say("words", "absent", language)
    return Check(name, "missing" if library.needed else "optional", absent, fix)


def check_fonts(fonts: Sequence[Font], language: str = "en") -> list[Check]:
    """One check for each font: is it there, and which Word names does it serve?

    Empty when fontconfig itself is missing (which is a library check's business).
    """
    try:
        drawn = fontconfig.match(
            [f.family for f in fonts] + [w.name for w in fontconfig.word_fonts()]
        )
    except OSError:
        return []
    return [_check_font(font, drawn, language) for font in fonts]


def check_packages(language: str = "en") -> list[Check]:
    """The Python packages that briefgen's own metadata asks for, with the versions that are installed."""
    from importlib import metadata

    try:
        wanted = metadata.requires("briefgen") or []
        own = Check("briefgen", "ok", metadata.version("briefgen"))
    except metadata.PackageNotFoundError:
        absent = _say("words", "absent", language)
        return [Check("briefgen", "missing", absent, _say("fix", "briefgen", language))]
    needed = [requirement for requirement in wanted if "extra ==" not in requirement]
    return [own, *(check_package(requirement, language) for requirement in needed)]


def check_package(requirement: str, language: str = "en") -> Check:
    """Whether the package of a requirement ("weasyprint<71,>=70") is installed, in a version that it allows."""
    from importlib import metadata

    distribution = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    name = _say("words", "package", language, name=distribution)
    fix = _say("fix", "package", language, requirement=requirement.replace(" ", ""))
    try:
        found = metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return Check(name, "missing", _say("words", "absent", language), fix)
    if _allows(requirement, found):
        return Check(name, "ok", found)
    return Check(name, "missing", found, fix)


def check_office(language: str = "en") -> Check:
    """LibreOffice, which only the PDFs of Word forms and the comparison of Word pages with PDF pages need."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path:
        return Check("LibreOffice", "ok", path)
    absent = _say("words", "absent", language)
    return Check("LibreOffice", "optional", absent, _say("fix", "office", language))


def _check_font(font: Font, drawn: Mapping[str, str], language: str) -> Check:
    name = _say("words", "font", language, name=font.family)
    word_names = [w.name for w in fontconfig.word_fonts() if font.family in w.stand_ins[:1]]
    if drawn[font.family] == font.family:
        served = [word for word in word_names if drawn[word] == font.family]
        if not served:
            return Check(name, "ok", _say("words", "installed", language))
        names = _few(served, language)
        return Check(name, "ok", _say("words", "serves", language, names=names))
    instead = drawn[word_names[0]] if word_names else drawn[font.family]
    found = (
        _say("words", "instead", language, names=_few(word_names, language), family=instead)
        if instead
        else _say("words", "nothing", language)
    )
    fix = _say(
        "fix",
        "font" if font.package else "fandol",
        language,
        package=font.package,
        family=font.family,
    )
    return Check(name, "missing" if font.needed else "optional", found, fix)


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _few(names: Sequence[str], language: str) -> str:
    shown = _words()["words"]["join"][language].join(names[:3])
    if len(names) <= 3:
        return shown
    # In Chinese the count is of all of them ("甲、乙、丙等 9 个"), in English of the rest.
    count = len(names) if language == "zh" else len(names) - 3
    return _say("words", "and-more", language, names=shown, count=count)


def _version_of(library: Library) -> str:
    for file in library.files:
        with suppress(OSError):
            return _version(ctypes.CDLL(file), library)
    return ""


def _version(loaded: ctypes.CDLL, library: Library) -> str:
    if not library.version:
        return ""
    function = getattr(loaded, library.version)
    function.restype = ctypes.c_char_p
    value: bytes | None = function()
    return (value or b"").decode("ascii", "replace")


def _allows(requirement: str, found: str) -> bool:
    """Whether version `found` satisfies every >= and < of the requirement (all that pyproject.toml uses)."""
    version = _numbers(found)
    bounds = re.findall(r"(>=|<)\s*([\d.]+)", requirement)
    return all(
        version >= _numbers(bound) if sign == ">=" else version < _numbers(bound)
        for sign, bound in bounds
    )


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, without trailing zeros: 70 and 70.0 are the same."""
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(data_file("doctor.toml").read_text("utf-8"))


def _say(table: str, key: str, language: str, **values: object) -> str:
    return _words()[table][key][language].format_map(values)
