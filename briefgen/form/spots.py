"""Turn the parts of a Word form into its paragraphs, each with words that say where it stands, and with its tags.

Nobody who edits a form in Word sees lines or columns: a spot is a paragraph counted outside tables and the heading before it, or
a cell of a table.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from briefgen.docxfile import W, WordFile
from briefgen.messages import Message, visible
from briefgen.resources import data_file

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
PREFIX = re.compile(r"(\{[{%]-?)(tr|tc|p|r)\s")
_KINDS = ("header", "footer", "footnotes", "endnotes")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph: its part as docxtpl-lint calls it ("body", "header1"), its number among all of the part, and its words.

    `where` are the words for its place by language; `pending`: a revision that nobody has accepted yet has tags in it.
    """

    part: str
    index: int
    text: str
    where: Mapping[str, str]
    pending: bool = False


@dataclass(slots=True)
class _Walk:
    """The state while a part is walked through: what was counted so far."""

    paragraphs: int = 0
    outside: int = 0
    tables: int = 0
    heading: str = ""
    cells: list[list[int]] = field(default_factory=list)


def spots_of(word: WordFile) -> list[Spot]:
    """Every paragraph of every part that is filled in, in the order in which docxtpl does it."""
    headings = _headings(word)
    found: list[Spot] = []
    for name in parts_of(word):
        walk = _Walk()
        found += _spots(word.root(name), label_of(name, word), headings, walk)
    return found


def parts_of(word: WordFile) -> list[str]:
    """The names of the parts that are filled in."""
    return [word.document, *(name for kind in _KINDS for name in word.related(kind))]


def label_of(name: str, word: WordFile) -> str:
    """A part's name as docxtpl-lint calls it."""
    return "body" if name == word.document else name.rpartition("/")[2].removesuffix(".xml")


def at(said: Message, spot: Spot | None, tag: str = "") -> Message:
    """The message with the words for its spot."""
    if spot is None:
        return said
    words = {}
    for language, where in spot.where.items():
        told = where
        if tag:
            told = _phrase("tag", language, where=where, tag=" ".join(tag.split())[:80])
        words[f"spot_{language}"] = visible(told)
    return replace(said, args=MappingProxyType({**said.args, **words}))


def property_spot(name: str) -> Spot:
    """The spot of one of the document's properties."""
    where = {language: _phrase("properties", language, called=name) for language in ("en", "zh")}
    return Spot("properties", 0, "", where)


def key_of(tag: str) -> str:
    """What makes two tags the same: docxtpl changes prefixes, quotes and spaces before Jinja sees a tag."""
    plain = PREFIX.sub(r"\1", html.unescape(tag)).translate(_QUOTES)
    return re.sub(r"[\s\-+]+", "", plain)


def tags_of(spot: Spot) -> list[str]:
    """The tags in a paragraph, comments left out."""
    return TAG.findall(spot.text)


class Finder:
    """Finds the spot of a tag of a part: the tag's look, and how many of the same look stood before it."""

    def __init__(self, spots: list[Spot]) -> None:
        self._spots: dict[tuple[str, str, int], Spot] = {}
        seen: Counter[tuple[str, str]] = Counter()
        for spot in spots:
            for tag in tags_of(spot):
                key = spot.part, key_of(tag)
                self._spots[*key, seen[key]] = spot
                seen[key] += 1

    def spot(self, part: str, tag: str, before: int) -> Spot | None:
        """The spot, None for what docxtpl made itself."""
        return self._spots.get((part, key_of(tag), before))


def _headings(word: WordFile) -> frozenset[str]:
    """The ids of the styles of headings."""
    found = set()
    for name in word.related("styles"):
        for style in word.root(name).iter(f"{W}style"):
            called = style.find(f"{W}name")
            words = "" if called is None else (called.get(f"{W}val") or "").lower()
            outlined = style.find(f"{W}pPr/{W}outlineLvl") is not None
            if outlined or words.startswith("heading") or words == "title":
                found.add(style.get(f"{W}styleId"))
    return frozenset(found)


def _spots(node: Any, part: str, headings: frozenset[str], walk: _Walk) -> Iterator[Spot]:
    if node.tag == f"{W}p":
        yield _paragraph(node, part, headings, walk)
    for child in node:
        if not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}tbl":
            walk.tables += 1
            walk.cells.append([walk.tables, 0, 0])
            yield from _spots(child, part, headings, walk)
            walk.cells.pop()
            continue
        if child.tag == f"{W}tr" and walk.cells:
            walk.cells[-1][1:] = [walk.cells[-1][1] + 1, 0]
        elif child.tag == f"{W}tc" and walk.cells:
            walk.cells[-1][2] += 1
        yield from _spots(child, part, headings, walk)


def _paragraph(node: Any, part: str, headings: frozenset[str], walk: _Walk) -> Spot:
    walk.paragraphs += 1
    walk.outside += not walk.cells
    text = "".join(_words(node))
    where = {language: _where(part, walk, language) for language in ("en", "zh")}
    style = node.find(f"{W}pPr/{W}pStyle")
    if style is not None and style.get(f"{W}val") in headings and text.strip():
        words = " ".join(text.split())
        walk.heading = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    revised = node.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")
    pending = any("{" in "".join(each.itertext()) for each in revised)
    return Spot(part, walk.paragraphs, text, where, pending)


def _words(node: Any) -> Iterator[str]:
    """The words of a paragraph, without those of text boxes inside it, which are paragraphs of their own."""
    for child in node:
        if child.tag in (f"{W}t", f"{W}delText", f"{W}instrText"):
            yield child.text or ""
        elif child.tag == f"{W}tab" or child.tag == f"{W}br":
            yield " "
        elif child.tag != f"{W}p" and isinstance(child.tag, str):
            yield from _words(child)


def _where(part: str, walk: _Walk, language: str) -> str:
    kind = part.rstrip("0123456789")
    number = part[len(kind) :] or "1"
    head = "" if kind not in _KINDS else _phrase(kind, language, number=number)
    if walk.cells:
        table, row, column = walk.cells[-1]
        return head + _phrase("cell", language, table=table, row=row, column=column)
    after = _phrase("after", language, heading=walk.heading) if walk.heading else ""
    return head + _phrase("paragraph", language, number=walk.outside) + after


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(data_file("form.toml").read_text("utf-8"))


def _phrase(name: str, language: str, **words: object) -> str:
    return _phrases()[name][language].format(**words)
