"""Turn nothing: what Word makes of the properties of pages, lists, generated words and the document as a whole."""

from __future__ import annotations

from briefgen.style.fidelity import cases
from briefgen.style.fidelity.entry import Entry, entry

FURNITURE: tuple[Entry, ...] = (
    entry("exact", "size page counter-increment counter-reset counter-set"),
    entry(
        "partly",
        "content",
        "no generated pictures; one leader to the line, of dots, hyphens, underscores or spaces; "
        "in margin boxes only counter(page) and counter(pages) are counted on, in digits, and named "
        "strings change only with a section",
        "不生成图片；前导符每行一个，限用 . · - _ 或空格；页边框里只有 counter(page) 和 counter(pages) 会逐页变化，且只用数字，"
        "命名字符串只随节变化",
        case=cases.unwritable,
    ),
    entry(
        "approximate",
        "string-set",
        "a section begins in Word where it changes with a page; elsewhere fixed, see `content`",
        "随新页变化处在 Word 中另起一节；其余情况是固定文字，见 `content`",
    ),
    entry(
        "approximate",
        "list-style-type list-style-position",
        "Word's own numbering, hanging before the words",
        "Word 自动编号，悬挂在文字之前",
        others="list-style",
    ),
    entry(
        "none",
        "list-style-image",
        "the items have no sign",
        "列表项没有符号",
        case=cases.picture_as_sign,
    ),
    entry(
        "approximate",
        "footnote-display footnote-policy",
        "Word sets the notes, one below the other",
        "由 Word 排脚注，逐条上下排列",
    ),
    entry(
        "irrelevant",
        "anchor bookmark-label bookmark-level bookmark-state",
        "the PDF's targets and outline; in Word ids are bookmarks and headings make the outline",
        "用于 PDF 的目标和大纲；Word 以 id 作书签，以标题作大纲",
    ),
    entry(
        "irrelevant",
        "bleed-top bleed-right bleed-bottom bleed-left marks",
        "for the printer, outside the page",
        "供印刷用，在版面之外",
        others="bleed",
    ),
    entry("irrelevant", "appearance color-scheme", "for screens", "供屏幕使用"),
)
