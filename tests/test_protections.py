"""The table of `make protections` says of each protection where it stands; code that moves on takes its line along."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GROUPS = tomllib.loads((ROOT / "tests/protections.toml").read_text("utf-8"))


@pytest.mark.parametrize("group", GROUPS)
def test_every_protection_stands_where_the_table_says(group: str) -> None:
    code = (ROOT / GROUPS[group]["file"]).read_text("utf-8")
    spots = [old.replace("\\n", "\n") for _, old, *_ in GROUPS[group]["without"]]
    assert spots
    assert [spot for spot in spots if code.count(spot) != 1] == []
