"""The corrections to WeasyPrint's import: each does what it is for, can be switched off, and changes no byte of a PDF."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.weasyprint_fixes import START

SCRIPT = """
import hashlib, mimetypes, subprocess, sys
from briefgen.precompiled import Pieces, serving
from briefgen.weasyprint_fixes import install, quick_import
started = []
class Popen(subprocess.Popen):
    def __init__(self, *arguments, **options):
        started.append(arguments)
        super().__init__(*arguments, **options)
subprocess.Popen = Popen
import tinycss2
parse, parsed = tinycss2.parse_stylesheet, []
def parse_stylesheet(text, *others, **options):
    parsed.append(text)
    return parse(text, *others, **options)
tinycss2.parse_stylesheet = parse_stylesheet
with serving():
    with quick_import(sys.argv[1:]):
        import weasyprint
    own = len(parsed)
    from cssselect2 import compiler
    said = install(sys.argv[1:])
    page = "<style>p:not(.x) > b { color: red; font-size: 20px }</style><p>字 <b>Aé</b>"
    pdf = weasyprint.HTML(string=page).write_pdf(pdf_identifier=b"0" * 16)
    found = {
        "libraries": not started,
        "font-tools": "fontTools.ttLib" not in sys.modules,
        "pictures": "PIL._imaging" not in sys.modules,
        "network": not {"_ssl", "email.parser"} & set(sys.modules),
        "media-types": not mimetypes.inited,
        "selectors": "eval" in vars(compiler),
        "declarations": "pycparser" not in sys.modules,
        "sheets": own == 0,
    }
print(hashlib.sha256(pdf).hexdigest(), said, *(name for name, holds in found.items() if holds))
"""


def outcome(cache: Path, *without: str) -> tuple[str, str, set[str]]:
    """The digest of a PDF, what `install` said, and which corrections showed; in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, *without],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BRIEFGEN_CACHE": str(cache)},
    )
    digest, said, *shown = ran.stdout.split()
    return digest, said, set(shown)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder that an earlier run has filled."""
    folder = tmp_path_factory.mktemp("cache")
    outcome(folder)
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the libraries' names are Linux's")
@pytest.mark.parametrize("off", [None, *START])
def test_a_correction_shows_unless_it_is_switched_off(off: str | None, cache: Path) -> None:
    digest, said, shown = outcome(cache, *([off] if off else []))
    assert said == "()"
    assert shown == set(START) - {off}
    assert digest == outcome(cache, *START)[0]


def test_without_a_cache_everything_is_parsed_as_ever(cache: Path, tmp_path: Path) -> None:
    first = outcome(tmp_path / "new")
    assert "declarations" not in first[2]
    assert first[0] == outcome(cache)[0]
