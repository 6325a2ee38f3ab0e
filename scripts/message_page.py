"""Turn the catalogue of messages into the page docs/messages.md: `python scripts/message_page.py > docs/messages.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from string import Formatter

from briefgen.messages import catalogue
from briefgen.resources import data_file

HEAD = """\
# Messages · 提示

This page is made from `briefgen/data/messages.toml` (`make docs`).
Every message has the form `file:line:column: severity[code]: what was found; what to write instead`.
An **error** keeps the brief from being built, a **warning** doesn't (unless you say `--strict`), an **info** only tells.
`--lang zh` and `--lang en` choose the language; without them it is that of your environment.
*Words in italics* stand for what was found in your file.

本页由 `briefgen/data/messages.toml` 生成（`make docs`）。
每条提示的形式是 `文件:行:列: 级别[代码]: 发现了什么；该怎么写`。
**error**（错误）时不生成该期简报；**warning**（警告）照常生成，除非加 `--strict`；**info** 只作告知。
用 `--lang zh` 或 `--lang en` 选择语言，不写时随系统环境。*斜体字*代表你文件里的实际内容。
"""
COLUMNS = "| code | severity | English | 中文 |\n| --- | --- | --- | --- |"
_GROUP = re.compile(r"# -{4} (.+?) -+")
_ENTRY = re.compile(r"\[([a-z0-9-]+)\]")


def main() -> int:
    """Print the page."""
    print(page(), end="")
    return 0


def page() -> str:
    """The page: a table for each group of the catalogue, in its order."""
    entries = catalogue()
    parts = [HEAD]
    for title, codes in groups():
        rows = "\n".join(_row(code, entries[code]) for code in codes)
        parts.append(f"## {title[0].upper()}{title[1:]}\n\n{COLUMNS}\n{rows}\n")
    return "\n".join(parts)


def groups() -> Iterator[tuple[str, list[str]]]:
    """The headings of the catalogue, each with the codes below it; comments are all that says so."""
    title, codes = "", list[str]()
    for line in data_file("messages.toml").read_text("utf-8").splitlines():
        if heading := _GROUP.fullmatch(line):
            if codes:
                yield title, codes
            title, codes = heading[1], []
        elif entry := _ENTRY.fullmatch(line):
            codes.append(entry[1])
    yield title, codes


def _row(code: str, entry: Mapping[str, str]) -> str:
    return (
        f"| `{code}` | {entry['severity']} | {_sentence(entry, 'en')} | {_sentence(entry, 'zh')} |"
    )


def _sentence(entry: Mapping[str, str], language: str) -> str:
    hint = entry.get(f"{language}-hint")
    return _marked(entry[language]) + (f"<br>→ {_marked(hint)}" if hint else "")


def _marked(pattern: str) -> str:
    """The sentence in Markdown, its arguments in italics."""
    pieces = []
    for words, name, _, _ in Formatter().parse(pattern):
        pieces.append(re.sub(r"([\\|*<_])", r"\\\1", words))
        if name is not None:
            pieces.append(f"*{name.removesuffix('_en').removesuffix('_zh')}*")
    return "".join(pieces)


if __name__ == "__main__":
    sys.exit(main())
