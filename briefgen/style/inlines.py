"""Turn a line box (all that a paragraph holds) into runs, line ends, pictures and notes of the tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from weasyprint.formatting_structure import boxes

from briefgen.style.charts import ChartImage
from briefgen.style.fetch import PAGE, WorldFetcher, project_path
from briefgen.style.targets import from_elsewhere, takes_from_elsewhere
from briefgen.style.used import Used
from briefgen.style.values import colour, text_of, text_style, word_style
from briefgen.tree import (
    Chart,
    Colour,
    Footnote,
    Inline,
    LineBreak,
    NoteMark,
    Paragraph,
    Picture,
    Run,
    TextStyle,
)
from briefgen.units import ZERO, px

_KEEP_LINE_ENDS = ("pre", "pre-wrap", "pre-line")
_SPACE = " \t\n"
_PICTURES = {"img": "src", "embed": "src", "object": "data"}
_DIGITS, _WORD = re.compile(r"\d+"), re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Around:
    """What enclosing inline boxes add to a text: CSS doesn't inherit these, Word's runs need them."""

    href: str | None = None
    name: str | None = None
    tint: Colour | None = None
    position: str = ""
    instead: tuple[Any, tuple[Inline, ...]] | None = None
    """A box of the line, and what it becomes."""


@dataclass(slots=True)
class Inlines:
    """Converts the lines of one page; text styles are shared between runs, as WeasyPrint shares computed styles."""

    used: Used
    fetcher: WorldFetcher
    note: Callable[[Any], tuple[Paragraph, ...]]
    _styles: dict[tuple[int, Colour | None, str], tuple[Any, TextStyle]] = field(
        default_factory=dict
    )

    def of(self, line: Any, around: Around = Around()) -> tuple[Inline, ...]:
        """The inlines of a line box, without white space at its ends, equal neighbours joined."""
        return _joined(_trimmed(list(self._children(line, around))))

    def style(self, style: Any, around: Around = Around()) -> TextStyle:
        """The text style of a computed style inside `around`."""
        key = (id(style), around.tint, around.position)
        if key not in self._styles:
            made = text_style(style, tint=around.tint, position=around.position)
            self._styles[key] = (
                style,
                made,
            )  # holding the style keeps its id from being used again
        return self._styles[key][1]

    def _children(self, box: Any, around: Around) -> Iterator[Inline]:
        for child in box.children:
            yield from self._inline(child, around)

    def _inline(self, box: Any, around: Around) -> Iterator[Inline]:
        if box.element_tag.endswith(("::marker", "::footnote-marker")) or box.is_running():
            return
        if around.instead is not None and box is around.instead[0]:
            yield from around.instead[1]
        elif isinstance(box, boxes.TextBox):
            yield from self._text(box, around)
        elif isinstance(box, boxes.ReplacedBox):
            yield from self.picture(box)
        elif getattr(box, "footnote", None) is not None:
            yield Footnote(
                self.note(box.footnote), self._note_mark(box), self._note_mark(_marker(box))
            )
        elif takes_from_elsewhere(box):
            inside = self._inside(box, around)
            look = self.style(box.style, inside)
            yield from from_elsewhere(box, look, inside.name, inside.href)
        else:
            yield from self._children(box, self._inside(box, around))

    def _note_mark(self, box: Any) -> NoteMark:
        """The mark that a call or a marker shows: its first number and what stands around that."""
        shown = "".join(text_of(b) for b in box.descendants() if isinstance(b, boxes.TextBox))
        content = box.style["content"]
        counters = [v for k, v in content if k == "counter()"] if content != "normal" else []
        css = counters[0][-1] if counters and isinstance(counters[0][-1], str) else "decimal"
        found = _DIGITS.search(shown) or _WORD.search(shown)
        before, number, after = shown.partition(found[0]) if found else ("", shown, "")
        look = self.style(box.style, self._inside(box, Around()))
        raised = box.style["vertical_align"]
        above = px(raised) if isinstance(raised, (int, float)) else ZERO
        return NoteMark(look, number, before, after, css, above)

    def _inside(self, box: Any, around: Around) -> Around:
        style, href = box.style, around.href
        if getattr(box, "link", None):
            kind, target = box.link[1]
            href = f"#{target}" if kind == "internal" else target
        return Around(
            href=href,
            name=word_style(style) or around.name,
            tint=colour(style["background_color"], style) or around.tint,
            position=_raised(style["vertical_align"]) or around.position,
        )

    def _text(self, box: Any, around: Around) -> Iterator[Inline]:
        text = text_of(box)
        style = self.style(box.style, around)
        keeps = box.style["white_space"] in _KEEP_LINE_ENDS
        for index, part in enumerate(text.split("\n") if keeps else [text]):
            if index:
                yield LineBreak()
            if part:
                yield Run(part, style, around.name, around.href)

    def picture(self, box: Any) -> Iterator[Picture | Chart]:
        """The picture or chart of a replaced box; nothing when its file can't be had (the fetcher tells) or CSS makes it."""
        element = box.element
        if isinstance(box.replacement, ChartImage):
            yield box.replacement.chart(*self.used.sizes[id(element)])
            return
        path, data = self._file(element)
        if data is None or box.style.pseudo_type is not None:
            return
        intrinsic = box.replacement.get_intrinsic_size(box.style["image_resolution"], 16)
        width, height = self.used.sizes.get(
            id(element), (px(intrinsic[0] or 0), px(intrinsic[1] or 0))
        )
        yield Picture(
            path, data, width, height, element.get("alt", ""), element.get("data-src", "")
        )

    def _file(self, element: Any) -> tuple[str, bytes | None]:
        """The project path and the bytes of a picture; a drawing in the page is a file of its own in Word."""
        if _local(element.tag) == "svg":
            return "drawing.svg", ElementTree.tostring(element)
        named = _PICTURES.get(element.tag)
        url = urljoin(PAGE, element.get(named, "")) if named else ""
        path = project_path(url) or url
        return path, self.fetcher.files.get(path)


def _marker(call: Any) -> Any:
    """The box of a note's `::footnote-marker`, which the cascade always makes."""
    boxes_below = call.footnote.descendants()
    return next(b for b in boxes_below if b.element_tag.endswith("::footnote-marker"))


def _local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _raised(vertical_align: object) -> str:
    """Super or sub for a line raised or lowered by a length, which is also what the two keywords compute to."""
    if not isinstance(vertical_align, (int, float)) or not vertical_align:
        return ""
    return "super" if vertical_align > 0 else "sub"


def _trimmed(inlines: list[Inline]) -> list[Inline]:
    """White space at the beginning and end of lines hangs or vanishes (CSS Text 3, 4.1.2)."""
    made: list[Inline] = []
    at_start = True
    for inline in inlines:
        if isinstance(inline, Run):
            text = inline.text.lstrip(_SPACE) if at_start else inline.text
            if not text:
                continue
            made.append(replace(inline, text=text))
            at_start = False
        else:
            if isinstance(inline, LineBreak):
                _strip_end(made)
            made.append(inline)
            at_start = isinstance(inline, LineBreak)
    _strip_end(made)
    return made


def _strip_end(inlines: list[Inline]) -> None:
    while inlines and isinstance(last := inlines[-1], Run):
        inlines.pop()
        if text := last.text.rstrip(_SPACE):
            inlines.append(replace(last, text=text))
            return


def _joined(inlines: list[Inline]) -> tuple[Inline, ...]:
    made: list[Inline] = []
    for inline in inlines:
        last = made[-1] if made else None
        if (
            isinstance(inline, Run)
            and isinstance(last, Run)
            and (last.style, last.name, last.href) == (inline.style, inline.name, inline.href)
        ):
            made[-1] = replace(last, text=last.text + inline.text)
        else:
            made.append(inline)
    return tuple(made)
