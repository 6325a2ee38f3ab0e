"""Turn every test run into one that leaves the user's own cache alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

_CACHE = "BRIEFGEN_CACHE"


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests() -> Iterator[None]:
    """A cache folder for this run, also for the processes that tests start."""
    if os.environ.get(_CACHE):
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="briefgen-cache-"))
    os.environ[_CACHE] = str(folder)
    yield
    del os.environ[_CACHE]
    rmtree(folder)
