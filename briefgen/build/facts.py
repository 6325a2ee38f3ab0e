"""Turn this machine into facts that must be the same on all that make files together, and two machines into what differs."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from briefgen import fontconfig
from briefgen.build.records import digest_of
from briefgen.build.versions import versions
from briefgen.office import find_office
from briefgen.resources import data_file

_OFFICE = "libreoffice"
_OWN = {".py", ".toml", ".css", ".conf", ".j2", ".html", ".yaml"}


@dataclass(frozen=True, slots=True)
class Facts:
    """`programs`: versions by name, and what else has one value; `fonts`: the name of a font's file by its SHA-256."""

    programs: Mapping[str, str]
    fonts: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The same where everything is the same, but for what need not be there."""
        needed = {key: value for key, value in self.programs.items() if key != _OFFICE}
        return digest_of([needed, sorted(self.fonts)])


@cache
def facts() -> Facts:
    """Those of this machine; font files are read once."""
    programs = {
        **versions(paged=True),
        "machine": platform.machine(),
        "briefgen-files": _own_files(),
    }
    programs |= _office()
    return Facts(programs, {digest: Path(file).name for file, digest in fonts().items()})


@cache
def fonts() -> Mapping[str, str]:
    """The SHA-256 of every font file of this machine by its path; without fontconfig there are none."""
    found: dict[str, str] = {}
    with suppress(OSError):
        for file in sorted(fontconfig.files()):
            with suppress(OSError):
                found[file] = sha256(Path(file).read_bytes()).hexdigest()
    return found


def _office() -> dict[str, str]:
    """LibreOffice's build, which shapes the PDFs of Word forms; nothing where it is not installed: a form would say so."""
    folder = Path(find_office() or "").resolve().parent
    known = ""
    with suppress(OSError):
        known = "".join((folder / name).read_text("utf-8") for name in ("bootstraprc", "versionrc"))
    found = re.findall(r"^(?:ProductKey=LibreOffice |buildid=)(\S+)", known, re.MULTILINE)
    return {_OFFICE: " ".join(each[:12] for each in found)} if found else {}


def _own_files() -> str:
    """A short digest of briefgen's own files: two checkouts of the same version may differ."""
    package = data_file("").parent
    own = sorted(path for path in package.rglob("*") if path.suffix in _OWN)
    named = [
        (path.relative_to(package).as_posix(), sha256(path.read_bytes()).hexdigest())
        for path in own
    ]
    return digest_of(named)[:12]


def differences(here: Facts, there: Facts) -> Iterator[str]:
    """What is not the same: `weasyprint 69.0 ≠ 70.0` (there, here), `+ Lato.ttf` (only there), `− Lato.ttf` (only here)."""
    for name in sorted({*here.programs, *there.programs}):
        ours, theirs = here.programs.get(name, "–"), there.programs.get(name, "–")
        if ours != theirs and not (name == _OFFICE and "–" in (ours, theirs)):
            yield f"{name} {theirs} ≠ {ours}"
    yield from (f"+ {name}" for name in _only(there.fonts, here.fonts))
    yield from (f"− {name}" for name in _only(here.fonts, there.fonts))


def _only(some: Mapping[str, str], others: Mapping[str, str]) -> list[str]:
    return sorted(name for digest, name in some.items() if digest not in others)
