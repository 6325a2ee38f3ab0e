"""`briefgen check --parity` where LibreOffice is not installed: a note, figures, and exit code 0."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import briefgen, project


@pytest.fixture(autouse=True)
def _no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.proof.parity.find_office", lambda: None)


def test_figures_and_a_note(tmp_path: Path) -> None:
    ran = briefgen(project(tmp_path), "check", "--parity")
    assert ran.out.splitlines()[-1] == (
        "info[no-office]: pages and lines were not compared, as LibreOffice is not installed"
    )
    first = ran.err.splitlines()[0]
    assert first.startswith("2026-w06: PDF 1 page; 100% of ")
    assert ran.code == 0


def test_json_has_no_figures(tmp_path: Path) -> None:
    ran = briefgen(project(tmp_path), "check", "--parity", "--format", "json")
    assert "no-office" in [found["code"] for found in json.loads(ran.out)]
    assert ran.err == ""


def test_a_brief_that_cannot_be_built_is_told(tmp_path: Path) -> None:
    ran = briefgen(
        project(tmp_path, north="organisation: north\nheadlin: x\n"), "check", "--parity"
    )
    assert "error[" in ran.out
    assert ran.code == 1
    assert not list(tmp_path.glob("output*"))
