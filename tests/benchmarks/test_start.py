"""Command lines that need no project, against Python starting and doing nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import ratio
from tests.test_imports import loaded_by

BAR = 4.0
PARSED_BAR = 6.5
"""Where click reads the command line: importing it takes as long as `python -c pass` three times over (docs/performance.md)."""
HEAVY = {"weasyprint", "pydantic", "docx", "jinja2", "yaml"}
RIGHT, WRONG = 0, 2


@pytest.mark.parametrize(
    ("arguments", "code", "said", "bar"),
    [
        (["--help"], RIGHT, "bulletin", BAR),
        (["build", "--help"], RIGHT, "output/", BAR),
        (["--version"], RIGHT, "briefgen", BAR),
        (["nonsense"], WRONG, "'nonsense'", PARSED_BAR),
        (["build", "--nonsense"], WRONG, "--nonsense", PARSED_BAR),
        (["build", "-f", "nonsense"], WRONG, "'nonsense'", PARSED_BAR),
        (["build", "--set", "nonsense"], WRONG, "'nonsense'", PARSED_BAR),
    ],
)
def test_help_and_wrong_commands_answer_at_once(
    arguments: list[str], code: int, said: str, bar: float, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "briefgen", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == code
    assert said in ran.stdout + ran.stderr
    loaded = loaded_by(f"from briefgen.cli import run\nrun({arguments!r})")
    assert loaded & HEAVY == set()
    found = ratio(command, [sys.executable, "-c", "pass"], tmp_path, rounds=21, code=code)
    print(f"\nbriefgen {' '.join(arguments)}: {found}; bar {bar}, asked for {BAR}")
    assert found.value <= bar
