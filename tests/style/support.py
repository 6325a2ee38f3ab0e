"""Turn a few lines of HTML and CSS into a styled tree, and a tree into short text that a test can state whole."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from briefgen import tree
from briefgen.messages import Message
from briefgen.style import StyledPage, style_page
from briefgen.world import MemoryWorld
from tests.soundness import faults

BARRIERS = ("pdf-no-language", "pdf-no-title", "pdf-heading", "pdf-no-alt")
PAGE_CSS = "@page{size:200pt 300pt;margin:20pt} body{margin:0;font:10pt/15pt FangSong} p,h1,h2,ul,ol{margin:0}"


@dataclass(frozen=True)
class Sheet:
    """A style sheet of a test."""

    file: str
    text: str


@dataclass(frozen=True)
class Page:
    """A page of a test."""

    html: str
    sheets: tuple[Sheet, ...]


def png(width: int, height: int) -> bytes:
    """A black PNG of the given size in pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def styled(
    body: str,
    css: str = "",
    files: dict[str, str | bytes] | None = None,
    head: str = "",
    language: str = "zh-Hans",
) -> tuple[StyledPage, tuple[Message, ...]]:
    """Lay out a page; the sound tree is a promise that every test checks.

    What bars a screen reader is not among the messages: a few lines need no title and may begin with any heading.
    """
    html = (
        f'<html lang="{language}"><head><title>标题</title>{head}</head><body>{body}</body></html>'
    )
    sheets = (Sheet("templates/base/style.css", PAGE_CSS), Sheet("templates/t/style.css", css))
    result = style_page(MemoryWorld(files or {}), Page(html, sheets))
    assert result.value is not None
    assert faults(result.value.tree) == []
    return result.value, tuple(each for each in result.messages if each.code not in BARRIERS)


def blocks(body: str, css: str = "", files: dict[str, str | bytes] | None = None) -> list[str]:
    """The blocks of the only section, in short; nothing may be said about them and nothing lost."""
    page, messages = styled(body, css, files)
    assert messages == ()
    assert page.tree.losses == ()
    (section,) = page.tree.sections
    return [line for block in section.blocks for line in short(block)]


def short(block: tree.Block, indent: str = "") -> list[str]:
    """A block in short: selector, distances when there are any, and what is inside."""
    gaps = f" {block.before.pt:g}/{block.after.pt:g}" if block.before or block.after else ""
    head = f"{indent}{block.selector}{gaps}"
    if isinstance(block, tree.Paragraph):
        return [f"{head} {_inlines(block)}"]
    if isinstance(block, tree.Group):
        return [
            f"{head} [",
            *(li for b in block.blocks for li in short(b, indent + "  ")),
            f"{indent}]",
        ]
    lines = [head]
    for row in block.rows:
        lines.append(f"{indent}- head" if row.header else f"{indent}-")
        for cell in row.cells:
            lines += [li for b in cell.blocks for li in short(b, indent + "  ")]
    return lines


def _inlines(paragraph: tree.Paragraph) -> str:
    return "".join(
        inline.text
        if isinstance(inline, tree.Run)
        else {"LineBreak": "⏎", "Picture": "▣", "Field": "#", "Leader": "…", "Footnote": "†"}[
            type(inline).__name__
        ]
        for inline in paragraph.inlines
    )


def only_paragraph(body: str, css: str = "") -> tree.Paragraph:
    """The only paragraph of a page."""
    page, messages = styled(body, css)
    assert messages == ()
    (paragraph,) = tree.paragraphs(page.tree)
    return paragraph
