"""Turn nothing: what Word makes of the properties of boxes: distances, sizes, rules, backgrounds."""

from __future__ import annotations

from briefgen.style.fidelity import cases
from briefgen.style.fidelity.entry import Entry, entry

DECORATION: tuple[Entry, ...] = (
    entry(
        "partly",
        "margin-left margin-right padding-left padding-right",
        "no room at the ends of inline words",
        "行内文字两端没有空距",
        case=cases.room_in_a_line,
        others="margin margin-top margin-bottom margin-block margin-block-start margin-block-end "
        "margin-inline margin-inline-start margin-inline-end padding padding-top padding-bottom padding-block "
        "padding-block-start padding-block-end padding-inline padding-inline-start padding-inline-end",
    ),
    entry(
        "exact",
        "width min-width max-width box-sizing",
        others="inline-size min-inline-size max-inline-size",
    ),
    entry(
        "partly",
        "height min-height max-height",
        "it is as high as what is in it (rows of tables and pictures have their height)",
        "高度由内容决定（表格行和图片的高度保留）",
        case=cases.height_of_a_block,
        others="block-size min-block-size max-block-size",
    ),
    entry(
        "partly",
        "border-top-style border-right-style border-bottom-style border-left-style",
        "no rule is drawn around words in a line, tables with separate borders, columns and margin boxes",
        "行内文字、边框分离的表格、分栏和页边框不画边框",
        case=cases.rule,
        pages=True,
        others="border border-style border-top border-right border-bottom border-left border-block "
        "border-block-style border-block-start border-block-start-style border-block-end border-block-end-style "
        "border-inline border-inline-style border-inline-start border-inline-start-style border-inline-end "
        "border-inline-end-style",
    ),
    entry(
        "exact",
        "border-top-color border-right-color border-bottom-color border-left-color border-top-width "
        "border-right-width border-bottom-width border-left-width",
        others="border-color border-width border-block-color border-block-width border-block-start-color "
        "border-block-start-width border-block-end-color border-block-end-width border-inline-color "
        "border-inline-width border-inline-start-color border-inline-start-width border-inline-end-color "
        "border-inline-end-width",
    ),
    entry(
        "none",
        "border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius",
        "the corners are square",
        "四角为直角",
        case=cases.rounded,
        others="border-radius border-start-start-radius border-start-end-radius border-end-start-radius "
        "border-end-end-radius",
    ),
    entry(
        "none",
        "border-image-source",
        "plain rules are drawn",
        "画普通边框",
        others="border-image border-image-outset border-image-repeat border-image-slice border-image-width",
    ),
    entry(
        "none",
        "mask-border-source",
        "it is not masked",
        "没有遮罩",
        others="mask-border mask-border-mode mask-border-outset mask-border-repeat mask-border-slice "
        "mask-border-width",
    ),
    entry("none", "box-shadow", "no shadow", "没有阴影"),
    entry(
        "none",
        "outline-style",
        "no outline",
        "没有轮廓线",
        others="outline outline-color outline-offset outline-width",
    ),
    entry(
        "partly",
        "background-color",
        "no colour: the paper, margin boxes and columns have none; a transparent colour is mixed with white",
        "没有底色：纸张、页边框和分栏没有底色；半透明颜色与白色混合",
        case=cases.tint,
        pages=True,
        others="background",
    ),
    entry(
        "none",
        "background-image",
        "no picture and no gradient behind the words",
        "文字后面没有图片和渐变",
        case=cases.any_picture,
        others="background-attachment background-clip background-origin background-position "
        "background-repeat background-size",
    ),
    entry(
        "none",
        "object-fit",
        "the picture fills its box",
        "图片填满整个框",
        case=cases.cropped,
        others="object-position",
    ),
    entry(
        "none",
        "image-orientation",
        "the picture stands as its file says",
        "图片方向以文件为准",
    ),
    entry("exact", "image-resolution"),
    entry("irrelevant", "image-rendering", "the reader's program decides", "由阅读软件决定"),
)
