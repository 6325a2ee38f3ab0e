"""Turn nothing: what Word makes of HTML elements."""

from __future__ import annotations

from briefgen.style.fidelity.entry import Entry, entry

ELEMENTS: tuple[Entry, ...] = (
    entry(
        "exact",
        "html body main header footer section article aside nav hgroup div address figure figcaption center",
        "boxes: paragraphs, or a frame where they have rules or a background",
        "块：成为段落；有边框或底色时成为框",
    ),
    entry("exact", "h1 h2 h3 h4 h5 h6", "headings, in the navigation pane", "标题，显示在导航窗格"),
    entry(
        "exact",
        "p pre blockquote dl dt dd listing plaintext xmp hr",
        "paragraphs; hr a rule",
        "段落；hr 为横线",
    ),
    entry("exact", "ul ol li menu dir", "real lists", "真正的列表"),
    entry(
        "exact",
        "table caption colgroup col thead tbody tfoot tr th td",
        "tables; thead is repeated on every page",
        "表格；thead 每页重复",
    ),
    entry(
        "exact",
        "a b strong i em cite dfn var u ins s strike del small big sub sup mark code kbd samp tt q abbr acronym "
        "span font data time label output bdi br wbr nobr basefont",
        "words in their style; a is a link, br a line end",
        "带样式的文字；a 为链接，br 为换行",
    ),
    entry("exact", "img picture source", "pictures with their alt text", "图片及其替代文字"),
    entry(
        "exact",
        "svg embed object",
        "pictures (an object without one shows its words)",
        "图片（没有图片的 object 显示其文字）",
    ),
    entry(
        "approximate",
        "ruby rb rt rp",
        "the reading stands behind its characters, as in the PDF",
        "注音排在字后，与 PDF 相同",
    ),
    entry(
        "approximate",
        "bdo",
        "the words run from left to right",
        "文字从左向右排",
    ),
    entry(
        "approximate",
        "details summary dialog",
        "all words are shown, as in the PDF",
        "显示全部文字，与 PDF 相同",
    ),
    entry(
        "approximate",
        "fieldset legend form",
        "a frame; the legend stands inside it",
        "框；标题在框内",
    ),
    entry(
        "none",
        "input textarea select option optgroup button keygen",
        "only its words are shown; nobody can fill it in",
        "只显示文字，不能填写",
    ),
    entry(
        "none",
        "meter progress",
        "only its words are shown, no bar",
        "只显示文字，没有进度条",
    ),
    entry(
        "none",
        "iframe frame frameset video audio canvas math noframes noembed",
        "only the words inside it are shown; use a picture",
        "只显示其中的文字；请改用图片",
    ),
    entry("exact", "noscript", "its words", "其中的文字"),
    entry(
        "irrelevant",
        "head title base link meta style script template param track area map datalist command slot",
        "nothing to show",
        "不显示",
    ),
)
