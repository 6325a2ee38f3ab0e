"""The parts of one rich Word file, element by element, against what was looked at and found right.

After a wanted change: `BRIEFGEN_GOLDEN=write python -m pytest tests/word/test_golden.py`, then read the difference in git.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.word.support import Written
from tests.word.test_validity import everything

FOLDER = Path(__file__).with_name("golden")
PARTS = ("document", "styles", "numbering", "footnotes", "settings", "footer1", "header1")


def _outline(node: ET.Element, depth: int = 0) -> Iterator[str]:
    """A line for each element: its name, its attributes by name, its text; namespaces left out."""
    attributes = " ".join(
        f"{name.split('}')[-1]}={value}" for name, value in sorted(node.attrib.items())
    )
    yield f"{' ' * depth}{node.tag.split('}')[-1]} {attributes} {node.text or ''}".rstrip()
    for child in node:
        yield from _outline(child, depth + 1)


@pytest.fixture(scope="module")
def rich() -> Written:
    return everything()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_as_it_was(rich: Written, part: str) -> None:
    found = "\n".join(_outline(rich.xml(f"word/{part}.xml"))) + "\n"
    path = FOLDER / f"{part}.txt"
    if os.environ.get("BRIEFGEN_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert found.splitlines() == path.read_text("utf-8").splitlines()
