"""The styled trees of the sample briefs, as they were when their pages were looked at.

After a wanted change: `BRIEFGEN_GOLDEN=write python -m pytest tests/briefs/test_golden_trees.py`, then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from briefgen.writers.dump import dump_tree
from tests.briefs.built import OWN, SAMPLES, sample

FOLDER = Path(__file__).with_name("golden")
_MEASURED = re.compile(r"-?\d+\.\d{2,}pt")


def _rounded(dump: str) -> str:
    """The dump with lengths to a tenth of a point: font files of another release move text by less."""
    return _MEASURED.sub(lambda found: f"{float(found[0][:-2]):.1f}pt", dump)


@pytest.mark.parametrize("brief", [*SAMPLES, *(brief for brief, _ in OWN)])
def test_a_sample_has_the_tree_that_was_looked_at(brief: str) -> None:
    found = _rounded(dump_tree(sample(brief).styled.tree))
    path = FOLDER / f"{brief}.tree.txt"
    if os.environ.get("BRIEFGEN_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert found.splitlines() == path.read_text("utf-8").splitlines()
