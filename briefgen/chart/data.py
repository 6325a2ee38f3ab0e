"""Turn what a page says in `data-chart` into the numbers of a chart."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from briefgen.tree import ChartData, ChartNumber, ChartRow


def read_data(written: str) -> ChartData:
    """The data of an attribute. Raises ValueError where it isn't what the filter `chart_data` writes."""
    try:
        return _data(json.loads(written))
    except (KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
        raise ValueError(str(error)) from None


def _data(read: Any) -> ChartData:
    categories = tuple(map(str, read["categories"]))
    rows = tuple(ChartRow(str(row["name"]), tuple(map(_number, row["numbers"]))) for row in read["rows"])  # fmt: skip
    if read["kind"] not in ("bar", "line", "pie") or not categories or not rows:
        raise ValueError("no such chart")
    if any(len(row.numbers) != len(categories) for row in rows):
        raise ValueError("rows of another length")
    numbers = [number for row in rows for number in row.numbers]
    counted = [number for number in numbers if number is not None]
    whole = len(rows) == 1 and len(counted) == len(numbers) and any(n.value for n in counted)
    if not counted or (read["kind"] == "pie" and not whole):
        raise ValueError("nothing to draw")
    return ChartData(read["kind"], categories, rows, bool(read["grouped"]), str(read["over_mark"]))


def _number(read: Any) -> ChartNumber | None:
    if read is None:
        return None
    value = Decimal(str(read[0]))
    if not value.is_finite() or not 0 <= value < Decimal(10) ** 20:
        raise ValueError(f"no number: {read[0]}")
    return ChartNumber(value, bool(read[1]))
