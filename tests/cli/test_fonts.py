"""`briefgen fonts`: what is drawn with what, as text and as JSON, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen import fontconfig
from tests.cli.support import NORTH, briefgen, project, write

FACE = "font-family: Nowhere Sans"
STYLE = f"/* ours */\n.masthead-name {{ {FACE} }}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path)


def test_a_table_for_each_brief(root: Path) -> None:
    ran = briefgen(root, "fonts")
    head, columns, *rows = ran.out.splitlines()
    assert (ran.code, ran.err, head) == (0, "", "2026-w06")
    assert columns.split() == ["family", "kind", "drawn", "file"]
    assert ["Calibri", "stand-in", "Carlito"] in [row.split()[:3] for row in rows]
    assert ["Caladea", "real", "Caladea"] in [row.split()[:3] for row in rows]


def test_characters_and_families_that_are_not_there(root: Path) -> None:
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("nine", "nine 閱 and 閱")})
    write(root, {"templates/ours/template.yaml": "title: {en: Ours}\nextends: newsletter\n"})
    write(root, {"templates/ours/style.css": STYLE})
    ran = briefgen(root, "fonts", "-t", "ours")
    found = [line for line in ran.out.splitlines() if "warning[" in line]
    assert ran.code == 0
    north, style = found
    where = "content/2026-w06/north.yaml:8:36: warning[missing-glyph]: "
    assert where + 'no font of p (Cambria, Caladea) has "閱" (U+95B1 ×2); ' in north
    sheet = "templates/ours/style.css:2:31: warning[font-substituted]: "
    assert sheet + 'none of the fonts "Nowhere Sans" is on this machine' in style
    assert briefgen(root, "fonts", "-t", "ours", "--strict").code == 1


def test_json_has_every_place(root: Path) -> None:
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("nine", "nine 閱 and 閱")})
    ran = briefgen(root, "fonts", "2026-w06", "--format", "json")
    (brief,) = json.loads(ran.out)
    assert (ran.code, ran.err, brief["brief"], brief["substituted"]) == (0, "", "2026-w06", [])
    assert {"family", "kind", "font", "file"} == set(brief["fonts"][0])
    (missing,) = brief["missing"]
    assert (missing["letter"], missing["code"], missing["selector"]) == ("閱", "U+95B1", "p")
    assert [(place["line"], place["column"]) for place in missing["places"]] == [(8, 36), (8, 42)]
    assert missing["places"][0]["file"].endswith("content/2026-w06/north.yaml")


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_brief_with_errors_has_no_fonts(root: Path, style: str) -> None:
    write(root, {"content/2026-w06/north.yaml": "organisation: nobody\n"})
    ran = briefgen(root, "fonts", "--format", style)
    assert ran.code == 1
    assert ran.out == ("[]\n" if style == "json" else "")
    assert "error[" in ran.err


def test_a_brief_that_is_not_there(root: Path) -> None:
    ran = briefgen(root, "fonts", "2026-w07")
    assert (ran.code, ran.out) == (2, "")
    assert "error[unknown-brief]" in ran.err


def test_without_fontconfig(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` says what it can; `fonts` says what is missing."""

    def missing(*_: object, **__: object) -> None:
        raise OSError("libnowhere.so.1: cannot open shared object file")

    monkeypatch.setattr(fontconfig, "face", missing)
    from dataclasses import replace

    from briefgen import doctor

    lost = [
        replace(each, files=("libnowhere.so.9",)) if "ontconfig" in each.name else each
        for each in doctor.LIBRARIES
    ]
    monkeypatch.setattr(doctor, "LIBRARIES", tuple(lost))
    ran = briefgen(root, "fonts")
    assert ran.code == 3
    assert ran.err.startswith("error[no-library]: ")
    assert briefgen(root, "check").code == 0


@pytest.mark.parametrize("command", ["check", "fonts"])
def test_neither_waits_for_weasyprint(root: Path, command: str) -> None:
    script = f"""
import sys
from briefgen.cli import run
code = run(["--lang", "en", "-C", {str(root)!r}, {command!r}])
assert "weasyprint" not in sys.modules
assert "tinycss2" in sys.modules
sys.exit(code)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr.count("Traceback")) == (0, 0)


def test_our_templates_have_the_signs_that_markdown_makes(root: Path) -> None:
    text = "- 甲\n        - 乙\n          - 丙\n\n      1. 丁\n         - 戊\n\n      `代码`\n"
    brief = root / "content/2026-w06/brief.yaml"
    written = brief.read_text("utf-8").replace("language: en", "language: zh-Hans")
    write(root, {"content/2026-w06/brief.yaml": written})
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("Doors", f"{text}\n      Doors")})
    for template in ("base", "bulletin", "roundup", "newsletter"):
        ran = briefgen(root, "fonts", "-t", template)
        assert (ran.code, [line for line in ran.out.splitlines() if "warning[" in line]) == (0, [])
