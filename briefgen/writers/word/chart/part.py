"""Turn a chart into the XML of its part (ECMA-376, part 1, 21.2), drawn after the plan that the PDF's drawing follows."""

from __future__ import annotations

from collections.abc import Collection

from briefgen.chart import Plan, plan_of
from briefgen.chart.svg import DASHES, SIGNS
from briefgen.tree import Chart, ChartData, ChartLook, ChartRow
from briefgen.units import Length, pt
from briefgen.writers.word.chart.workbook import column
from briefgen.writers.word.fonts import slots
from briefgen.writers.word.xml import NAMESPACES, element, part, words

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_HAIR, _THIN, _THICK = pt(0.4), pt(0.6), pt(1.5)
_CATEGORIES, _VALUES = "1", "2"
_DASHES = dict(zip(DASHES, ("solid", "dash", "sysDot", "dashDot"), strict=True))
_SIGN_SIZE = "5"


def chart_part(chart: Chart) -> str:
    """The part; the numbers in it are those of the workbook, which is its first relationship."""
    plan = plan_of(chart)
    look = _Look(chart.look)
    kind = {"bar": _bars, "line": _curves, "pie": _pie}[chart.data.kind]
    axes = "" if chart.data.kind == "pie" else _axes(chart.data, plan, look)
    nothing = _c("spPr", element("a:noFill"))
    area = _c("plotArea", _layout(plan) + kind(chart.data, plan, look) + axes + nothing)
    legend = _legend(look) if plan.legend else ""
    shown = _c("plotVisOnly", val="1") + _c("dispBlanksAs", val="gap")
    whole = (
        _c("date1904", val="0")
        + _c("roundedCorners", val="0")
        + _c("chart", _c("autoTitleDeleted", val="1") + area + legend + shown)
        + _c("spPr", element("a:noFill") + element("a:ln", {}, element("a:noFill")))
        + look.letters()
        + element("c:externalData", {"r:id": "rId1"}, _c("autoUpdate", val="0"))
    )
    names = {"xmlns:c": CHART, "xmlns:a": NAMESPACES["a"], "xmlns:r": NAMESPACES["r"]}
    return part(element("c:chartSpace", names, whole))


class _Look:
    """The pieces of XML that say how the parts of one chart look."""

    def __init__(self, look: ChartLook) -> None:
        self.look = look
        style = look.style
        fonts = slots(style.families, style.language)
        size = {"sz": str(round(style.size.pt * 100)), "b": str(int(style.bold))}
        faces = element("a:latin", {"typeface": fonts.latin})
        faces += element("a:ea", {"typeface": fonts.east_asian})
        faces += element("a:cs", {"typeface": fonts.latin})
        self._letters = element("a:defRPr", size, _solid(style.colour) + faces)

    def letters(self, **body: str) -> str:
        """The properties of text: font, size, colour."""
        paragraph = element("a:pPr", {}, self._letters)
        return _c("txPr", element("a:bodyPr", body) + element("a:lstStyle") + element("a:p", {}, paragraph))  # fmt: skip

    def filled(self, index: int, outline: str, width: Length) -> str:
        """The area of a bar, a piece or a sign."""
        return _c("spPr", _solid(self.look.colour(index)) + _stroke(outline, width))


def _c(tag: str, content: str = "", **attributes: str) -> str:
    return element(f"c:{tag}", attributes, content)


def _solid(colour: str) -> str:
    return element("a:solidFill", {}, element("a:srgbClr", {"val": colour}))


def _stroke(colour: str, width: Length, dash: str = "solid") -> str:
    line = _solid(colour) + element("a:prstDash", {"val": dash}) + element("a:round")
    return element("a:ln", {"w": str(width.emu)}, line)


def _layout(plan: Plan) -> str:
    box = plan.plot
    shares = {
        "x": box.x / plan.width,
        "y": box.y / plan.height,
        "w": box.width / plan.width,
        "h": box.height / plan.height,
    }
    inside = _c("layoutTarget", val="inner") + _c("xMode", val="edge") + _c("yMode", val="edge")
    inside += "".join(_c(name, val=f"{value:.4f}") for name, value in shares.items())
    return _c("layout", _c("manualLayout", inside))


def _bars(data: ChartData, plan: Plan, look: _Look) -> str:
    made = _c("barDir", val="bar" if plan.across else "col") + _c("grouping", val="clustered")
    made += _c("varyColors", val="0")
    for index, row in enumerate(data.rows):
        middle = look.filled(index, look.look.axis, _HAIR) + _c("invertIfNegative", val="0")
        made += _row(data, index, row, middle + _labels(data, row, "outEnd"))
    made += _c("gapWidth", val=str(plan.gap)) + _c("overlap", val="0")
    return _c("barChart", made + _c("axId", val=_CATEGORIES) + _c("axId", val=_VALUES))


def _curves(data: ChartData, plan: Plan, look: _Look) -> str:
    made = _c("grouping", val="standard") + _c("varyColors", val="0")
    for index, row in enumerate(data.rows):
        colour = look.look.colour(index)
        line = _stroke(colour, _THICK, _DASHES[DASHES[index % len(DASHES)]])
        sign = _c("symbol", val=SIGNS[index % len(SIGNS)]) + _c("size", val=_SIGN_SIZE)
        middle = _c("spPr", line) + _c("marker", sign + look.filled(index, look.look.axis, _HAIR))
        middle += _labels(
            data, row, "t", [i for i in range(len(row.numbers)) if plan.label_below(data, index, i)]
        )
        made += _row(data, index, row, middle, _c("smooth", val="0"))
    made += _c("marker", val="1") + _c("axId", val=_CATEGORIES) + _c("axId", val=_VALUES)
    return _c("lineChart", made)


def _pie(data: ChartData, plan: Plan, look: _Look) -> str:  # noqa: ARG001  every kind is called alike
    row = data.rows[0]
    pieces = "".join(
        _c("dPt", _c("idx", val=str(i)) + _c("bubble3D", val="0") + look.filled(i, "FFFFFF", pt(1)))
        for i in range(len(data.categories))
    )
    made = _c("varyColors", val="1") + _row(data, 0, row, pieces + _labels(data, row, "outEnd"))
    return _c("pieChart", made + _c("firstSliceAng", val="0"))


def _row(data: ChartData, index: int, row: ChartRow, middle: str, last: str = "") -> str:
    rows, here = len(data.categories) + 1, column(index + 1)
    start = _c("idx", val=str(index)) + _c("order", val=str(index))
    if row.name:
        start += _c("tx", _texts(f"Sheet1!${here}$1", (row.name,)))
    categories = _c("cat", _texts(f"Sheet1!$A$2:$A${rows}", data.categories))
    points = "".join(
        _c("pt", _c("v", str(number.value)), idx=str(i))
        for i, number in enumerate(row.numbers)
        if number is not None
    )
    cache = _c("formatCode", words(_code(data))) + _c("ptCount", val=str(len(row.numbers))) + points
    formula = _c("f", f"Sheet1!${here}$2:${here}${rows}")
    values = _c("val", _c("numRef", formula + _c("numCache", cache)))
    return _c("ser", start + middle + categories + values + last)


def _texts(formula: str, texts: tuple[str, ...]) -> str:
    points = "".join(_c("pt", _c("v", words(text)), idx=str(i)) for i, text in enumerate(texts))
    cache = _c("strCache", _c("ptCount", val=str(len(texts))) + points)
    return _c("strRef", _c("f", formula) + cache)


def _code(data: ChartData, *, over: bool = False) -> str:
    """The number format that prints what the page prints; that of a lower bound has its mark."""
    code = "#,##0" if data.grouped else "0"
    code += "." + "0" * data.decimals if data.decimals else ""
    return f'{code}"{data.over_mark}"' if over else code


def _labels(data: ChartData, row: ChartRow, place: str, below: Collection[int] = ()) -> str:
    """The numbers beside a row, those of the points `below` under them; a pie's with names, with shares where these are known."""
    if data.kind == "pie" and data.exact:
        # The format of the numbers would be that of the shares, too.
        return _c("dLbls", _shown(place, name="1", share="1"))
    name = "1" if data.kind == "pie" else "0"
    apart = "".join(
        _c("dLbl", _c("idx", val=str(i)) + _format(_code(data, over=number.over)) + _shown("b" if i in below else place, name))
        for i, number in enumerate(row.numbers)
        if number is not None and (number.over or i in below)
    )  # fmt: skip
    return _c("dLbls", apart + _format(_code(data)) + _shown(place, name))


def _shown(place: str, name: str = "0", share: str = "0") -> str:
    return (
        _c("dLblPos", val=place)
        + _c("showLegendKey", val="0")
        + _c("showVal", val="1")
        + _c("showCatName", val=name)
        + _c("showSerName", val="0")
        + _c("showPercent", val=share)
        + _c("showBubbleSize", val="0")
        + _c("separator", " ")
    )


def _format(code: str) -> str:
    return _c("numFmt", formatCode=code, sourceLinked="0")


def _axes(data: ChartData, plan: Plan, look: _Look) -> str:
    line = _c("spPr", _stroke(look.look.axis, _THIN))
    # Bars from the top down, as one reads; their values then stand where the categories end.
    order, ends = ("maxMin", "max") if plan.across else ("minMax", "autoZero")
    names = (
        _c("axId", val=_CATEGORIES)
        + _c("scaling", _c("orientation", val=order))
        + _c("delete", val="0")
        + _c("axPos", val="l" if plan.across else "b")
        + _ticks("General", line + look.letters(rot="0", vert="horz"))
        + _c("crossAx", val=_VALUES)
        + _c("crosses", val="autoZero")
        + _c("auto", val="0")
        + _c("lblAlgn", val="ctr")
        + _c("lblOffset", val="50")
        + _c("noMultiLvlLbl", val="1")
    )
    scale = (
        _c("orientation", val="minMax") + _c("max", val=str(plan.ticks[-1])) + _c("min", val="0")
    )
    grid = _c("majorGridlines", _c("spPr", _stroke(look.look.grid, _HAIR)))
    bare = _c("spPr", element("a:ln", {}, element("a:noFill")))
    values = (
        _c("axId", val=_VALUES)
        + _c("scaling", scale)
        + _c("delete", val="0")
        + _c("axPos", val="b" if plan.across else "l")
        + grid
        + _ticks(_code(data), bare + look.letters())
        + _c("crossAx", val=_CATEGORIES)
        + _c("crosses", val=ends)
        + _c("crossBetween", val="between")
        + _c("majorUnit", val=str(plan.ticks[1]))
    )
    return _c("catAx", names) + _c("valAx", values)


def _ticks(code: str, look: str) -> str:
    """An axis without tick marks, its labels beside it."""
    marks = _c("majorTickMark", val="none") + _c("minorTickMark", val="none")
    return _format(code) + marks + _c("tickLblPos", val="nextTo") + look


def _legend(look: _Look) -> str:
    return _c("legend", _c("legendPos", val="b") + _c("overlay", val="0") + look.letters())
