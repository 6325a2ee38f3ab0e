"""Turn a chart of the tree into an inline drawing with a chart part and its workbook, which Word can go on editing."""

from __future__ import annotations

from briefgen.tree import Chart
from briefgen.writers.word.chart.part import CHART, chart_part
from briefgen.writers.word.chart.workbook import workbook
from briefgen.writers.word.draft import Text
from briefgen.writers.word.opc import RelationshipType
from briefgen.writers.word.pictures import drawn, in_line
from briefgen.writers.word.xml import element, w

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def chart_drawing(text: Text, chart: Chart) -> str:
    """The content of a run that shows the chart."""
    part = text.draft.package.chart(chart_part(chart), workbook(chart.data))
    relation = text.story.relate(part, RelationshipType.CHART)
    number = str(next(text.draft.drawing_ids))
    named = {"id": number, "name": f"Chart {number}", "descr": chart.alt}
    shown = element("c:chart", {"xmlns:c": CHART, "xmlns:r": _RELATIONS, "r:id": relation})
    graphic = element("a:graphicData", {"uri": CHART}, shown)
    size = {"cx": str(chart.width.emu), "cy": str(chart.height.emu)}
    return w("drawing", in_line(drawn(size, named, graphic)))
