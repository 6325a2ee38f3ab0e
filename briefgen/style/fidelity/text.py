"""Turn nothing: what Word makes of the properties of characters, words and lines."""

from __future__ import annotations

from briefgen.style.fidelity import cases
from briefgen.style.fidelity.entry import Entry, entry

TEXT: tuple[Entry, ...] = (
    entry("exact", "color font-family", others="font"),
    entry("approximate", "font-size", "the nearest half point", "最接近的半磅"),
    entry(
        "approximate", "letter-spacing", "the nearest twentieth of a point", "最接近的二十分之一磅"
    ),
    entry(
        "approximate",
        "font-weight",
        "regular below 600, bold from 600 on",
        "600 以下为常规，600 起为加粗",
    ),
    entry("approximate", "font-style", "oblique is italic", "oblique 作 italic"),
    entry(
        "none",
        "font-variant-caps",
        "the letters stay as they are (small-caps is kept)",
        "字母不变（small-caps 保留）",
        keeps="small-caps",
        others="font-variant",
    ),
    entry(
        "none",
        "font-variant-alternates font-variant-east-asian font-variant-ligatures font-variant-numeric "
        "font-variant-position font-feature-settings font-variation-settings font-language-override",
        "the font's usual shapes are shown",
        "显示字体的通常字形",
    ),
    entry("none", "font-stretch", "the usual width of the font is shown", "显示字体的通常宽度"),
    entry(
        "none",
        "font-kerning",
        "Word kerns as the font says",
        "Word 按字体调整字距",
        keeps="normal",
    ),
    entry("none", "word-spacing", "spaces have their usual width", "空格保持通常宽度"),
    entry(
        "partly",
        "text-transform",
        "in margin boxes the words stay as written",
        "页边框里的文字保持原样",
        pages=True,
    ),
    entry(
        "partly",
        "text-decoration-line",
        "no line above the words (underline and line-through are kept)",
        "没有上划线（下划线、删除线保留）",
        case=cases.over_the_line,
        others="text-decoration",
    ),
    entry(
        "approximate",
        "text-decoration-color text-decoration-style text-decoration-thickness text-underline-offset",
        "a single line in the colour of the words, where the font has it",
        "单线，颜色随文字，位置和粗细随字体",
    ),
    entry(
        "approximate",
        "vertical-align",
        "what is raised or lowered becomes superscript or subscript, other words stand on the line; "
        "in cells top, middle and bottom are kept, baseline is top",
        "升高或降低的文字作上标或下标，其余在基线上；单元格内 top、middle、bottom 保留，baseline 作 top",
    ),
    entry(
        "approximate",
        "white-space",
        "line ends and spaces are kept as CSS says; nowrap wraps where a line is full",
        "换行和空格与 CSS 一致；nowrap 在行满时仍换行",
    ),
    entry("approximate", "tab-size", "tab stops stand every 21 pt", "制表位每 21 磅一个"),
    entry(
        "approximate",
        "overflow-wrap word-break",
        "Word breaks a word only where it is longer than a line",
        "单词超过一行时 Word 才拆开",
        others="word-wrap",
    ),
    entry(
        "none",
        "hyphens",
        "words are not divided",
        "单词不断开",
        keeps="none",
        others="hyphenate-character hyphenate-limit-chars hyphenate-limit-zone",
    ),
    entry(
        "approximate",
        "line-height",
        "an exact line pitch; normal is Word's single spacing, which has other line ends of pages",
        "固定行距；normal 为 Word 的单倍行距，分页会不同",
    ),
    entry("exact", "text-indent text-align-all", others="text-align"),
    entry(
        "partly",
        "text-align-last",
        "the last line is set like the others, or from the left where they are justified",
        "末行与其他行相同；其他行两端对齐时，末行左对齐",
        case=cases.last_line_apart,
    ),
    entry(
        "none",
        "direction",
        "the words run from left to right",
        "文字从左向右排",
        others="unicode-bidi",
    ),
    entry("exact", "lang quotes"),
    entry(
        "none",
        "visibility",
        "the words are shown",
        "文字会显示出来",
    ),
    entry("none", "opacity", "the colours are solid", "颜色不透明"),
    entry(
        "none",
        "text-overflow max-lines continue block-ellipsis",
        "all words are shown",
        "显示全部文字",
        others="line-clamp",
    ),
)
