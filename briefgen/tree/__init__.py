"""Turn nothing: the styled tree, which is what the Word writer receives and what `-f tree` prints.

It is the box tree of the page after the cascade: paragraphs, tables and pictures in reading order, every style resolved
(var(), calc(), counters, generated text), lengths absolute. `style` makes it; writers only read it.
"""

from briefgen.tree.blocks import (
    Block,
    Cell,
    Field,
    Footnote,
    Group,
    Inline,
    Leader,
    LineBreak,
    ListItem,
    NoteMark,
    NumberMark,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from briefgen.tree.charts import Chart, ChartData, ChartLook, ChartNumber, ChartRow
from briefgen.tree.pages import (
    Document,
    MarginPicture,
    PageMaster,
    Running,
    Section,
    blocks_within,
    paragraphs,
)
from briefgen.tree.styles import (
    NO_BORDERS,
    NO_SPACE,
    Border,
    Colour,
    Edges,
    ParagraphStyle,
    TabStop,
    TextStyle,
)

__all__ = [
    "NO_BORDERS",
    "NO_SPACE",
    "Block",
    "Border",
    "Cell",
    "Chart",
    "ChartData",
    "ChartLook",
    "ChartNumber",
    "ChartRow",
    "Colour",
    "Document",
    "Edges",
    "Field",
    "Footnote",
    "Group",
    "Inline",
    "Leader",
    "LineBreak",
    "ListItem",
    "MarginPicture",
    "NoteMark",
    "NumberMark",
    "PageMaster",
    "Paragraph",
    "ParagraphStyle",
    "Picture",
    "Row",
    "Run",
    "Running",
    "Section",
    "TabStop",
    "Table",
    "TextStyle",
    "blocks_within",
    "paragraphs",
]
