"""Turn a few words into pages with charts, as templates print them."""

from __future__ import annotations

import json
from html import escape

CSS = """
figure { margin: 8pt 0 } img { display: block; width: 100%; font: 10pt/14pt 宋体, SimSun, "Noto Serif CJK SC" }
:root { --first: #24476b; --chart-1: var(--first); --chart-2: #e3b573; --chart-3: #8199ad; --chart-axis: #4a4a4a }
"""
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
NAMES = ("主题教育领导小组办公室综合协调组", "沙坪坝", "九龙坡")
Row = tuple[str, tuple[str | None, ...]]
MEETINGS: Row = ("会议", ("12", "8+", "15", "9"))
VISITS: Row = ("参观", ("3", "6", None, "12"))


def chart(
    kind: str, *rows: Row, categories: tuple[str, ...] = QUARTERS, grouped: bool = False
) -> str:
    """An image of a chart; "8+" is a lower bound."""
    made = [
        {"name": name, "numbers": [None if n is None else [n.rstrip("+"), "+" in n] for n in row]}
        for name, row in rows
    ]
    data = {"kind": kind, "categories": categories, "rows": made, "grouped": grouped, "over_mark": "余"}  # fmt: skip
    attribute = escape(json.dumps(data, ensure_ascii=False))
    return f'<figure><img data-chart="{attribute}" alt="各季度" data-src="content/a/brief.yaml:9:charts/0/caption"></figure>'


KINDS = {
    "columns": chart("bar", MEETINGS, VISITS),
    "bars": chart("bar", ("", ("1200.5", "80", "3", "7", "9", "4")), categories=NAMES * 2, grouped=True),
    "lines": chart("line", MEETINGS, VISITS, ("来信", ("11", "9", "14", "1"))),
    "pie": chart("pie", ("", ("45", "20", "15", "20"))),
    "pie of lower bounds": chart("pie", ("", ("45", "20+", "0", "20"))),
}  # fmt: skip
