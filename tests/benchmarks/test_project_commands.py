"""`check` and `status` of a project: they never load WeasyPrint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import ratio
from tests.benchmarks.projects import EIGHTEEN, PLAIN, eighteen, save_pages

IMPORTS = """
import sys
from briefgen.cli import run
code = run(sys.argv[1:])
print(code, *{name.split(".")[0] for name in sys.modules})
"""
BAR = 0.6


@pytest.mark.parametrize("arguments", [["check", EIGHTEEN], ["status"], ["status", EIGHTEEN]])
def test_looking_at_a_project_loads_no_layout(arguments: list[str], tmp_path: Path) -> None:
    root = eighteen(tmp_path / "project")
    command = [sys.executable, "-c", IMPORTS, "-C", str(root), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    code, *loaded = ran.stdout.splitlines()[-1].split()
    assert code == "0"
    assert "briefgen" in loaded
    assert "weasyprint" not in loaded
    page = next(page for page in save_pages(root, tmp_path) if EIGHTEEN in page)
    found = ratio(
        [sys.executable, "-m", "briefgen", "-C", str(root), *arguments],
        [sys.executable, "-c", PLAIN, str(tmp_path), page],
        tmp_path,
        rounds=3,
    )
    print(
        f"\nbriefgen {' '.join(arguments)}, eighteen organisations: {found}, bare WeasyPrint's PDF; bar {BAR}"
    )
    assert found.value <= BAR
