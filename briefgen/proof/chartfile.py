"""Turn the chart parts of a Word file and their workbooks into the names and numbers that they hold."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class WordChart:
    """A chart of a Word file: what its part shows, and the cells of its workbook by their names."""

    categories: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]
    cells: tuple[str, ...]


def read_charts(data: bytes, targets: Sequence[str]) -> tuple[WordChart, ...]:
    """The charts whose parts the main text names, in its order; of a part that isn't there, nothing."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = [f"word/{target}" for target in targets]
        return tuple(_chart(package, name) for name in names if name in package.namelist())


def _chart(package: zipfile.ZipFile, name: str) -> WordChart:
    root = _xml(package, name)
    rows = list(root.iter(f"{C}ser"))
    length = max((_length(row.find(f"{C}val")) for row in rows), default=0)
    return WordChart(
        categories=_points(rows[0].find(f"{C}cat"), length) if rows else (),
        names=tuple("".join(_points(row.find(f"{C}tx"), 1)) for row in rows),
        numbers=tuple(_points(row.find(f"{C}val"), length) for row in rows),
        cells=tuple(_cells(package, name)),
    )


def _length(node: ET.Element | None) -> int:
    count = node.find(f".//{C}ptCount") if node is not None else None
    return int(count.get("val", "0")) if count is not None else 0


def _points(node: ET.Element | None, length: int) -> tuple[str, ...]:
    """The cached points of a row, "" where there is none."""
    points = node.iter(f"{C}pt") if node is not None else ()
    found = {point.get("idx"): point.findtext(f"{C}v") or "" for point in points}
    return tuple(found.get(str(index), "") for index in range(length))


def _cells(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    """What stands in the cells of the workbook, row by row."""
    part = PurePosixPath(name)
    relations = f"{part.parent}/_rels/{part.name}.rels"
    for relation in _xml(package, relations) if relations in package.namelist() else ():
        book = str(PurePosixPath("word", relation.get("Target", "").removeprefix("../")))
        if not book.endswith(".xlsx") or book not in package.namelist():
            continue
        with zipfile.ZipFile(BytesIO(package.read(book))) as workbook:
            texts = [
                each.findtext(f"{_S}t") or "" for each in _xml(workbook, "xl/sharedStrings.xml")
            ]
            for cell in _xml(workbook, "xl/worksheets/sheet1.xml").iter(f"{_S}c"):
                value = cell.findtext(f"{_S}v") or ""
                yield texts[int(value)] if cell.get("t") == "s" else value


def _xml(package: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(package.read(name))  # noqa: S314  briefgen wrote the file
