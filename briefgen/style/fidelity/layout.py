"""Turn nothing: what Word makes of the properties that place boxes, make columns and break pages."""

from __future__ import annotations

from briefgen.style.fidelity import cases
from briefgen.style.fidelity.entry import Entry, entry

LAYOUT: tuple[Entry, ...] = (
    entry(
        "partly",
        "display",
        "what is in flex and grid boxes stands one below the other, what is in an inline-block as plain words in the line",
        "flex、grid 的内容上下排列，inline-block 的内容作为普通文字排在行内",
        case=cases.side_by_side,
    ),
    entry(
        "irrelevant",
        "align-content align-items align-self flex-basis flex-direction flex-grow flex-shrink flex-wrap "
        "grid-auto-columns grid-auto-flow grid-auto-rows grid-column-end grid-column-start grid-row-end "
        "grid-row-start grid-template-areas grid-template-columns grid-template-rows justify-content "
        "justify-items justify-self order row-gap",
        "only flex and grid have them, see `display`",
        "只用于 flex 和 grid，见 `display`",
        others="flex flex-flow grid grid-area grid-column grid-row grid-gap grid-row-gap grid-template "
        "place-content place-items place-self",
    ),
    entry(
        "none",
        "float",
        "it stands in the column, at its place in the text",
        "按文字顺序留在栏内",
        keeps="footnote",
        others="clear",
    ),
    entry(
        "none",
        "position",
        "it stands in the column, at its place in the text",
        "按文字顺序留在栏内",
        case=cases.out_of_place,
        others="top right bottom left inset inset-block inset-block-start inset-block-end inset-inline "
        "inset-inline-start inset-inline-end z-index",
    ),
    entry(
        "none",
        "transform",
        "it is neither turned nor moved nor scaled",
        "不旋转、不移动、不缩放",
        others="transform-origin",
    ),
    entry("none", "clip", "all of it is shown", "显示全部内容"),
    entry(
        "approximate",
        "overflow",
        "all of it is shown",
        "显示全部内容",
    ),
    # A box in columns is told of by the converter, which knows whether it could be made a section.
    entry(
        "partly",
        "column-count",
        "one column: columns inside a box with a rule or a background, in a cell or in other columns are not set",
        "只有一栏：带边框或底色的方框内、单元格内、分栏内的分栏不生效",
        case=lambda _style, _box, _name: False,
        others="columns",
    ),
    entry(
        "none",
        "column-width",
        "one column; say how many with column-count",
        "只有一栏；请用 column-count 写明栏数",
        case=cases.free_columns,
    ),
    entry("exact", "column-gap", others="gap grid-column-gap"),
    entry(
        "none",
        "column-rule-style",
        "no line stands between the columns",
        "栏间没有分隔线",
        keeps="hidden",
        others="column-rule column-rule-color column-rule-width",
    ),
    entry("none", "column-span", "it stands inside its column", "留在所在栏内"),
    entry(
        "approximate",
        "column-fill",
        "columns are balanced, but auto at the end of the text",
        "各栏高度取齐，文末的 auto 除外",
    ),
    entry(
        "partly",
        "break-before break-after",
        "at most a page break: no column break, and no page stays blank",
        "至多分页：不分栏，也不留空白页",
        case=cases.more_than_a_page_break,
        others="page-break-before page-break-after",
    ),
    entry("exact", "break-inside", others="page-break-inside"),
    entry(
        "partly",
        "orphans widows",
        "Word keeps two lines together, and no more",
        "Word 最多保持两行在一起",
        case=cases.above_two,
    ),
    entry(
        "approximate",
        "margin-break box-decoration-break",
        "as Word breaks paragraphs and tables",
        "按 Word 的段落和表格分页方式",
    ),
    entry("exact", "border-collapse caption-side table-layout"),
    entry(
        "none",
        "border-spacing",
        "the cells touch",
        "单元格彼此相接",
        case=cases.apart,
    ),
    entry("approximate", "empty-cells", "empty cells have their rules", "空单元格保留边框"),
)
