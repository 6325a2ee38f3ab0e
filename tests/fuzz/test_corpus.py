"""Whatever the fuzzers kept goes through every door without an exception."""

from __future__ import annotations

import pytest

from briefgen.style.patience import limited
from tests.fuzz.entries import CORPUS, ENTRIES, LONGEST

LARGEST = 300_000
"""Bytes of the whole corpus."""


@pytest.mark.parametrize("name", ENTRIES)
def test_the_corpus(name: str) -> None:
    found = sorted((CORPUS / name).iterdir())
    assert len(found) >= 10
    for file in found:
        data = file.read_bytes()
        assert len(data) <= LONGEST, file
        with limited(60):
            ENTRIES[name](data)


def test_the_corpus_is_small() -> None:
    files = [file for file in CORPUS.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < LARGEST
    assert {file.parent.name for file in files} == set(ENTRIES)
