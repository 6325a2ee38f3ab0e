"""The parts of one rich Word file, element by element, against what was looked at and found right.

After a wanted change: `BRIEFGEN_GOLDEN=write python -m pytest tests/word/test_golden.py`, then read the difference in git.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.style.support import styled
from tests.word.charts import CSS, KINDS
from tests.word.support import Written
from tests.word.test_validity import everything

FOLDER = Path(__file__).with_name("golden")
PARTS = (
    "[Content_Types]", "docProps/app", "docProps/core", "word/_rels/document.xml.rels", "word/document",
    "word/fontTable", "word/footer1", "word/footnotes", "word/header1", "word/numbering", "word/settings", "word/styles",
    "word/theme/theme1",
)  # fmt: skip
MEASURED = {"x", "y", "w", "h"}
"""Of a chart's plot, by the fonts that are there."""


def _outline(node: ET.Element, depth: int = 0) -> Iterator[str]:
    """A line for each element: its name, its attributes by name, its text; namespaces left out."""
    attributes = " ".join(
        f"{name.split('}')[-1]}={value}" for name, value in sorted(node.attrib.items())
    )
    yield f"{' ' * depth}{node.tag.split('}')[-1]} {attributes} {node.text or ''}".rstrip()
    for child in node:
        if child.tag.split("}")[-1] not in MEASURED:
            yield from _outline(child, depth + 1)


def _is_as_it_was(part: ET.Element, name: str) -> None:
    found = list(_outline(part))
    path = FOLDER / f"{name}.txt"
    if os.environ.get("BRIEFGEN_GOLDEN") == "write":
        path.write_text("\n".join([*found, ""]), "utf-8")
    assert found == path.read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def rich() -> Written:
    return everything()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_as_it_was(rich: Written, part: str) -> None:
    name = part if part.endswith(".rels") else f"{part}.xml"
    _is_as_it_was(rich.xml(name), part.rpartition("/")[2])


@pytest.mark.parametrize("kind", ["columns", "lines", "pie"])
def test_so_is_that_of_a_chart(kind: str) -> None:
    page, _ = styled(KINDS[kind], CSS)
    _is_as_it_was(Written(page.tree).xml("word/charts/chart1.xml"), f"chart-{kind}")
