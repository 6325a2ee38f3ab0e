"""Tables of the package's TOML files, read one at a time, are those of the whole file."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from briefgen.resources import data_file, toml_table


@pytest.mark.parametrize("name", ["messages.toml", "help.toml"])
def test_a_table_is_that_of_the_whole_file(name: str) -> None:
    whole = tomllib.loads(data_file(name).read_text("utf-8"))
    tables: dict[str, Any] = {
        header: table for header, table in whole.items() if header != "commands"
    }
    assert tables
    assert {header: toml_table(name, header) for header in tables} == tables


def test_there_is_no_other_table() -> None:
    with pytest.raises(KeyError):
        toml_table("messages.toml", "no such code")
