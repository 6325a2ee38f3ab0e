"""The page about the inside: its rooms are those that the import test knows, and its Python runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, code, fences, tables
from tests.docs.projects import files_of
from tests.test_imports import LEVEL

PAGE = ROOT / "docs/architecture.md"


def test_rooms_are_as_built() -> None:
    (table,) = [table for table in tables(PAGE) if table.heading == "Rooms"]
    rooms = {code(room): int(row) - 1 for row, room, _ in table.rows}
    assert rooms == LEVEL
    assert all(meaning for _, _, meaning in table.rows)


def test_the_folders_of_tests_that_the_page_names_are_there() -> None:
    (table,) = [table for table in tables(PAGE) if table.heading == "Tests"]
    folders = [ROOT / code(row[0]) for row in table.rows]
    assert len(folders) >= 8
    assert [str(folder) for folder in folders if not folder.is_dir()] == []


def test_the_python_of_the_page_runs(tmp_path: Path) -> None:
    (fence,) = [fence for fence in fences(PAGE) if fence.language == "python"]
    folder = tmp_path / "my-bulletin"
    for name, content in files_of(ROOT / "docs/content.md").items():
        path = folder / name.replace("2026-w48", "2026-w47-libraries")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", fence.text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stderr, ran.returncode) == ("", 0)
    assert ran.stdout == "2026-w47-libraries.pdf 2\n"
