"""Turn a styled tree into indented text, so that people and tests can look inside.

It shows the dataclasses' fields as they are: a field added to `tree` shows up by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any

from briefgen.tree import (
    Block,
    Border,
    Cell,
    Chart,
    Document,
    Edges,
    Footnote,
    Group,
    Inline,
    LineBreak,
    PageMaster,
    Paragraph,
    Row,
    Run,
    Running,
    Table,
    TabStop,
    TextStyle,
)
from briefgen.units import Length


def dump_tree(document: Document) -> str:
    """The tree as text, a line for each block and each piece of a line; what equals the default or the parent's is left out."""
    return "\n".join(_document(document)) + "\n"


def _document(document: Document) -> Iterator[str]:
    yield f"document {_quoted(document.title)} {document.language} pages={document.pages}"
    for name in ("author", "subject", "keywords", "issued", "identity"):
        if value := getattr(document, name):
            yield f"  {name}={_word(value)}"
    yield f"  text {_attributes(document.text_style)}"
    if document.notes is not None:
        yield f"  notes {_attributes(document.notes)}"
    for section in document.sections:
        yield _joined("section", _attributes(section, "master", "blocks"))
        yield from _deeper(_master(section.master, document.text_style))
        for block in section.blocks:
            yield from _deeper(_block(block, document.text_style))
    for loss in document.losses:
        yield f"lost {loss.line()}"


def _master(master: PageMaster, text: TextStyle) -> Iterator[str]:
    yield _joined("page", _attributes(master, "odd", "even", "first"))
    for name in ("first", "odd", "even"):
        for running in getattr(master, name) or ():
            yield from _deeper(_running(name, running, text))
        if getattr(master, name) == ():
            yield f"  {name} empty"


def _running(name: str, running: Running, text: TextStyle) -> Iterator[str]:
    shown = _attributes(running, "place", "inlines", "style", "text_style")
    own = _difference(running.text_style, text)
    yield _joined(name, running.place, shown, _attributes(running.style), own)
    yield from _inlines(running.inlines, running.text_style)


def _block(block: Block, text: TextStyle) -> Iterator[str]:
    if isinstance(block, Paragraph):
        return _paragraph(block, text)
    return _table(block, text) if isinstance(block, Table) else _group(block, text)


def _paragraph(paragraph: Paragraph, text: TextStyle) -> Iterator[str]:
    shown = _attributes(paragraph, "selector", "inlines", "style", "text_style", "item", "number")
    own = _difference(paragraph.text_style, text)
    yield _joined("paragraph", paragraph.selector, shown, _attributes(paragraph.style), own)
    if paragraph.item:
        yield _joined("  item", _attributes(paragraph.item))
    if number := paragraph.number:
        look = _difference(number.style, paragraph.text_style)
        yield _joined("  number", _quoted(number.text), _attributes(number, "style"), look)
    yield from _inlines(paragraph.inlines, paragraph.text_style)


def _group(group: Group, text: TextStyle) -> Iterator[str]:
    yield _joined("group", group.selector, _attributes(group, "selector", "blocks"))
    for block in group.blocks:
        yield from _deeper(_block(block, text))


def _table(table: Table, text: TextStyle) -> Iterator[str]:
    yield _joined("table", table.selector, _attributes(table, "selector", "rows"))
    for row in table.rows:
        yield from _deeper(_row(row, text))


def _row(row: Row, text: TextStyle) -> Iterator[str]:
    yield _joined("row", _attributes(row, "cells"))
    for cell in row.cells:
        yield from _deeper(_cell(cell, text))


def _cell(cell: Cell, text: TextStyle) -> Iterator[str]:
    yield _joined("cell", _attributes(cell, "blocks"))
    for block in cell.blocks:
        yield from _deeper(_block(block, text))


def _inlines(inlines: tuple[Inline, ...], text: TextStyle) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Run):
            shown = _attributes(inline, "text", "style")
            yield _joined("  run", _quoted(inline.text), shown, _difference(inline.style, text))
        elif isinstance(inline, LineBreak):
            yield "  line-break"
        elif isinstance(inline, Chart):
            yield from _deeper(_chart(inline, text))
        elif isinstance(inline, Footnote):
            marks = (f"{m.before}{m.number}{m.after}" for m in (inline.call, inline.marker))
            call, marker = map(_quoted, marks)
            yield f"  footnote call={call} marker={marker}"
            for block in inline.blocks:
                yield from _deeper(_deeper(_paragraph(block, text)))
        else:
            yield _joined(f"  {type(inline).__name__.lower()}", _attributes(inline, "style"))


def _chart(chart: Chart, text: TextStyle) -> Iterator[str]:
    look = _joined(_attributes(chart.look, "style"), _difference(chart.look.style, text))
    data = _attributes(chart.data, "categories", "rows")
    yield _joined("chart", _attributes(chart, "data", "look"), data, look)
    yield _joined("  categories", _word(chart.data.categories))
    for row in chart.data.rows:
        labels = ["" if n is None else chart.data.label(n) for n in row.numbers]
        yield _joined("  row", _quoted(row.name), _word(labels))


def _deeper(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def _attributes(value: Any, *apart: str) -> str:
    """The fields of a dataclass that differ from their defaults, as name=value; those in `apart` are shown elsewhere."""
    shown = (
        (field.name, getattr(value, field.name), field.default)
        for field in fields(value)
        if field.name not in apart
    )
    return " ".join(f"{name}={_word(found)}" for name, found, usual in shown if found != usual)


def _difference(style: TextStyle, around: TextStyle) -> str:
    changed = (
        field.name
        for field in fields(style)
        if getattr(style, field.name) != getattr(around, field.name)
    )
    return " ".join(f"{name}={_word(getattr(style, name))}" for name in changed)


def _word(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, (Length, int, float, date)):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        plain = value.isascii() and value.isprintable() and value and " " not in value
        return value if plain else _quoted(value)
    if isinstance(value, bytes):
        return f"{len(value)}-bytes-{sha256(value).hexdigest()[:12]}"
    if isinstance(value, Border):
        return f"{value.line}-{value.width}-{value.colour}"
    if isinstance(value, TabStop):
        return f"{value.position}-{_quoted(value.sign)}"
    if isinstance(value, Edges):
        return "/".join(_word(getattr(value, side.name)) for side in fields(value))
    return "[" + ",".join(_word(item) for item in value) + "]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
