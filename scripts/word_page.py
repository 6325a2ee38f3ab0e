"""Turn the tables of CSS properties and HTML elements into docs/word.md: `python scripts/word_page.py > docs/word.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from briefgen.style.fidelity import ELEMENTS, GROUPS, Entry

HEAD = """\
# CSS and HTML in the Word file · Word 文件里的 CSS 与 HTML

This page is made from `briefgen/style/fidelity` (`make docs`). It has every property that WeasyPrint knows, and every HTML
element.

- **exact**: the Word file shows the same as the PDF.
- **approximate**: nearly the same; the table says how.
- **partly**: the same, but not everywhere; where it isn't, a message says so.
- **none**: the message `word-loss` (`word-element` for elements) names the place and says what the Word file shows instead.
- **irrelevant**: there is nothing to show, or another property decides it.

A message stands at the declaration: file, line and column of the style sheet; for a `style` attribute and for elements, at the
place of the content that `data-src` names. The initial value of a property is never lost. What `::first-line` says is always
lost (`word-first-line`), and margin boxes have a place in Word at the top and the bottom only (`word-margin-box`), but for a
picture that fills `@left-middle` or `@right-middle` (`content: ""; background: url(…) 0 0 / 100% 100% no-repeat`). A property
that WeasyPrint doesn't know (`text-shadow`, `text-emphasis`, `writing-mode`, `filter`, …) is in neither file: the message
`css` says so.

本页由 `briefgen/style/fidelity` 生成（`make docs`），列出 WeasyPrint 支持的全部属性和全部 HTML 元素。
**exact** 与 PDF 相同；**approximate** 相近，表中说明差别；**partly** 部分情形不同，届时给出提示；**none** 不能实现，
提示 `word-loss`（元素为 `word-element`）注明位置和 Word 里的样子；**irrelevant** 无须显示，或由其他属性决定。
WeasyPrint 不支持的属性（如 `text-shadow`）两种文件里都没有，由提示 `css` 指出。
"""
COLUMNS = "| | Word | English | 中文 |\n| --- | --- | --- | --- |"


def main() -> int:
    """Print the page."""
    print(page(), end="")
    return 0


def page() -> str:
    """The page: a table for each group of properties, and one of the elements."""
    parts = [HEAD]
    for title, entries in GROUPS.items():
        parts.append(f"## {title}\n\n{COLUMNS}\n{_rows(entries)}\n")
    parts.append(f"## Elements · 元素\n\n{COLUMNS}\n{_rows(ELEMENTS, '<{}>')}\n")
    return "\n".join(parts)


def _rows(entries: Iterable[Entry], shape: str = "{}") -> str:
    return "\n".join(
        f"| {_names(each, shape)} | {each.word} | {each.en} | {each.zh} |" for each in entries
    )


def _names(each: Entry, shape: str) -> str:
    return " ".join(f"`{shape.format(name)}`" for name in (*each.names, *each.others))


if __name__ == "__main__":
    sys.exit(main())
