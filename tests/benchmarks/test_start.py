"""Command lines that need no project, against Python starting and doing nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import ratio
from tests.test_imports import loaded_by

BAR = 4.0
HEAVY = {"weasyprint", "pydantic", "docx", "jinja2", "yaml"}
RIGHT, WRONG = 0, 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], RIGHT, "bulletin"),
        (["build", "--help"], RIGHT, "output/"),
        (["--version"], RIGHT, "briefgen"),
        (["nonsense"], WRONG, "'nonsense'"),
        (["buidl"], WRONG, "'build'?"),
        (["build", "--forse"], WRONG, "'--force'"),
        (["build", "-f"], WRONG, "requires"),
        (["build", "-f", "pfd"], WRONG, "mean pdf?"),
        (["build", "--set", "nonsense"], WRONG, "'nonsense'"),
        (["build", "--script", "nonsense"], WRONG, "'hans'"),
        (["handout"], WRONG, "'SOURCE'"),
        (["handout", "x", "--notes", "9"], WRONG, "1<=x<=6"),
        (["new", "a", "b"], WRONG, "(b)"),
    ],
)
def test_help_and_wrong_commands_answer_at_once(
    arguments: list[str], code: int, said: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "briefgen", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == code
    assert said in ran.stdout + ran.stderr
    loaded = loaded_by(f"from briefgen.cli import run\nrun({arguments!r})")
    assert loaded & HEAVY == set()
    found = ratio(command, [sys.executable, "-c", "pass"], tmp_path, rounds=21, code=code)
    print(f"\nbriefgen {' '.join(arguments)}: {found}; bar {BAR}")
    assert found.value <= BAR
