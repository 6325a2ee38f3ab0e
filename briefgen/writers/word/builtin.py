"""Turn the names that templates give to styles into Word's own names where they mean a style that Word has.

Word knows its styles by English names and shows them in the user's language; a style of ours with the translated name
would stand beside Word's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from briefgen.tree import Paragraph


@dataclass(frozen=True, slots=True)
class Builtin:
    """A style that Word has: its id and its English name."""

    id: str
    name: str


_PARAGRAPH = {
    ("Normal", "Normal"): "normal 正文 內文",
    ("Title", "Title"): "title 标题 標題",
    ("Subtitle", "Subtitle"): "subtitle 副标题 副標題",
    ("Quote", "Quote"): "quote 引用 引文",
    ("Caption", "caption"): "caption 题注 標號",
    ("ListParagraph", "List Paragraph"): "list-paragraph 列表段落 列出段落 清單段落",
    ("Header", "header"): "header 页眉 頁首",
    ("Footer", "footer"): "footer 页脚 頁尾",
    ("FootnoteText", "footnote text"): "footnote-text 脚注文本 註腳文字",
    **{(f"TOC{n}", f"toc {n}"): f"toc-{n} 目录-{n} 目錄-{n}" for n in range(1, 7)},
    ("Date", "Date"): "date 日期",
    ("Signature", "Signature"): "signature 签名 簽名",
    ("Salutation", "Salutation"): "salutation 称呼 稱呼",
    ("Closing", "Closing"): "closing 结束语 結語",
}
_CHARACTER = {
    ("Hyperlink", "Hyperlink"): "hyperlink 超链接 超連結",
    ("Strong", "Strong"): "strong 要点 強調粗體",
    ("Emphasis", "Emphasis"): "emphasis 强调 強調",
}
_ELEMENTS = {
    "p": "Normal",
    "li": "List Paragraph",
    "blockquote": "Quote",
    "caption": "caption",
    "figcaption": "caption",
    "td": "Table Text",
    "th": "Table Heading",
    "img": "Picture",
    "figure": "Picture",
    "pre": "Preformatted",
    "": "Block",
}
_UNSAFE = re.compile(r"[,;{}\\\x00-\x1f]+")


def _by_name(table: dict[tuple[str, str], str]) -> dict[str, Builtin]:
    return {
        word.replace("-", " "): Builtin(*key)
        for key, words in table.items()
        for word in words.split()
    }


_PARAGRAPH_NAMES, _CHARACTER_NAMES = _by_name(_PARAGRAPH), _by_name(_CHARACTER)
NAMES = frozenset(b.name for b in (*_PARAGRAPH_NAMES.values(), *_CHARACTER_NAMES.values()))
"""The English names of Word's styles that are known here; headings apart."""
_IDS = {b.name: b.id for b in (*_PARAGRAPH_NAMES.values(), *_CHARACTER_NAMES.values())}


def paragraph_style(name: str) -> Builtin | None:
    """Word's own paragraph style of this name (English, Simplified or Traditional Chinese), or None."""
    return _PARAGRAPH_NAMES.get(name.strip().lower())


def label(paragraph: Paragraph) -> str:
    """The name of the style that a paragraph asks for: given by the template, or made from its selector."""
    if paragraph.name:
        known = paragraph_style(paragraph.name)
        return known.name if known else clean(paragraph.name)
    if paragraph.item is not None and paragraph.selector in {"li", "p", ""}:
        return "List Paragraph"
    return _ELEMENTS.get(paragraph.selector, clean(paragraph.selector))


def character_label(name: str | None, *, linked: bool) -> str:
    """The name of the character style for a run that has a name or is a link."""
    if not name:
        return "Hyperlink" if linked else ""
    known = _CHARACTER_NAMES.get(name.strip().lower())
    return known.name if known else clean(name)


@lru_cache(maxsize=1024)
def clean(name: str) -> str:
    """A name that Word takes: it gives a meaning to commas, semicolons and braces, and stops at 253 characters."""
    return _UNSAFE.sub(" ", name).strip()[:200] or "Block"


def free(name: str, taken: set[str]) -> str:
    """The name, or the name with a number when it is taken."""
    tries = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in tries if candidate not in taken)


def style_id(name: str) -> str:
    """The id of a style: its name without spaces where that is plain Latin, else a digest, so that it never changes."""
    if name in _IDS:
        return _IDS[name]
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,40}( [A-Z][A-Za-z0-9]*)*", name):
        return name.replace(" ", "")
    return "S" + sha256(name.encode()).hexdigest()[:8]
