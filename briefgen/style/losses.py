"""Turn what Word can't show of a page into messages, each at the declaration in the CSS or the element in the content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.messages import Message, Place, message, sorted_messages
from briefgen.style.blocks import selector, source
from briefgen.style.declared import Declarations, Declared
from briefgen.style.engine import Laid
from briefgen.style.fidelity import LOST_ELEMENTS, Entry, entry_of, loses, lossy

_NUMBERED = re.compile(r"@page\b[^{]*:(nth\(|blank\b)", re.IGNORECASE)
_BROWSER = 1
"""WeasyPrint's precedence of the rules that it brings itself; those of templates and contents are stronger."""


@dataclass(frozen=True, slots=True)
class _Loss:
    """A property that a box loses. `pseudo` is "before" and the like; `value` what the cascade chose."""

    key: str
    entry: Entry
    element: Any
    pseudo: str | None
    value: Any
    src: str


@dataclass(slots=True)
class Losses:
    """Collects what Word can't show, and finds the places at the end."""

    laid: Laid
    sheets: Sequence[tuple[str, str]]
    files: Mapping[str, bytes]
    _lost: dict[tuple[object, ...], _Loss] = field(default_factory=dict)
    _pages: dict[tuple[object, ...], tuple[str, str, Entry, Any]] = field(default_factory=dict)
    _elements: dict[int, tuple[Any, Entry, str]] = field(default_factory=dict)
    _first_lines: dict[int, Any] = field(default_factory=dict)
    _margin_boxes: dict[str, Any] = field(default_factory=dict)

    def look(self, root: Any) -> None:
        """Note what the boxes from `root` on lose."""
        self._below(root, "")

    def of_box(self, box: Any, key: str, src: str = "") -> None:
        """Note that a box loses a property, whatever its value."""
        style = box.style
        declared = getattr(style, "cascaded", {}).get(key)
        if declared is not None and declared[1][0] > _BROWSER:
            value, weight = declared
            name = selector(box)
            loss = _Loss(key, entry_of(key), box.element, style.pseudo_type, value, src or source(box.element))  # fmt: skip
            self._lost.setdefault((key, id(value), weight, name, style.pseudo_type), loss)

    def of_page(self, style: Any, margin_box: str, *, steady: bool = False) -> None:
        """Note what a page ("") or one of its margin boxes ("@top-left") loses; `steady`: its words are no loss."""
        for key in lossy(style.cascaded):
            if steady and key == "content":
                continue
            found = loses(key, style, None)
            if found is not None:
                value = style.cascaded[key][0]
                self._pages.setdefault((margin_box, key, id(value)), (margin_box, key, found, value))  # fmt: skip

    def margin_box(self, name: str, style: Any) -> None:
        """Note that there is no place for a margin box."""
        self._margin_boxes[name] = style

    def messages(self) -> tuple[Message, ...]:
        """What was noted, each declaration once."""
        numbered = any(_NUMBERED.search(text) for _, text in self.sheets)
        if not (numbered or self._lost or self._pages or self._first_lines or self._margin_boxes):
            return tuple(self._of_elements())
        declarations = Declarations(self.files)
        for file, text in self.sheets:
            declarations.read(file, text)
        wrapped = {
            id(each.etree_element): each for each in self.laid.html.wrapper_element.iter_subtree()
        }
        told: dict[tuple[object, ...], Message] = {}
        for each in (
            *self._of_properties(declarations, wrapped),
            *self._of_pages(declarations),
            *_of_numbered_pages(declarations),
            *self._of_first_lines(declarations, wrapped),
            *self._of_elements(),
        ):
            told.setdefault((each.code, each.place, *each.args.values()), each)
        # The cascade is met in no order that would be the same in the next run.
        return tuple(
            sorted_messages(sorted(told.values(), key=lambda m: (m.code, *m.args.values())))
        )

    def _below(self, box: Any, src: str) -> None:
        element = box.element
        if element is not None and not isinstance(box, boxes.TextBox):
            src = source(element) or src
            self._one(box, src)
        for child in getattr(box, "children", ()):
            self._below(child, src)

    def _one(self, box: Any, src: str) -> None:
        style, element = box.style, box.element
        cascaded = getattr(style, "cascaded", {})
        for key in lossy(cascaded):
            if cascaded[key][1][0] > _BROWSER and loses(key, style, box):
                self.of_box(box, key, src)
        if box.element_tag.endswith("::first-letter") and not box.is_in_normal_flow():
            # Its style hides which rules it is from.
            loss = _Loss("float", entry_of("float"), element, "first-letter", style["float"], src)
            self._lost.setdefault(("float", "first-letter", selector(box)), loss)
        if box.element_tag in LOST_ELEMENTS:
            self._elements.setdefault(id(element), (element, LOST_ELEMENTS[box.element_tag], src))
        if getattr(box, "first_line_style", None) is not None:
            self._first_lines.setdefault(id(element), element)

    def _of_properties(
        self, declarations: Declarations, wrapped: dict[int, Any]
    ) -> Iterator[Message]:
        for each in self._lost.values():
            wrapper = wrapped[id(each.element)]
            found = declarations.of_element(wrapper, each.pseudo, each.key, each.value)
            if found is None or found.place is None:
                name = found.name if found else each.key.replace("_", "-")
                value = found.value if found else "…"
                where = selector(each)
                yield _told(each.entry, place_of(each.src), name, value, where)
            else:
                yield _at(each.entry, found)

    def _of_pages(self, declarations: Declarations) -> Iterator[Message]:
        for margin_box, key, entry, value in self._pages.values():
            for found in declarations.of_page(margin_box, key, value):
                yield _at(entry, found)
        for name, style in self._margin_boxes.items():
            value = style.cascaded["content"][0]
            for found in declarations.of_page(f"@{name}", "content", value):
                yield message("word-margin-box", found.place, box=name)

    def _of_first_lines(
        self, declarations: Declarations, wrapped: dict[int, Any]
    ) -> Iterator[Message]:
        for element in self._first_lines.values():
            for found in declarations.of_first_lines(wrapped[id(element)]):
                yield message(
                    "word-first-line",
                    found.place,
                    what=found.name,
                    value=found.value,
                    selector=found.selector,
                )

    def _of_elements(self) -> Iterator[Message]:
        for element, entry, src in self._elements.values():
            tag = element.tag.rpartition("}")[2]
            instead = {"instead_en": entry.en, "instead_zh": entry.zh}
            yield message("word-element", place_of(src), element=tag, **instead)


def _of_numbered_pages(declarations: Declarations) -> Iterator[Message]:
    """Rules for the n-th or for empty pages, of which Word knows nothing."""
    for place, name in declarations.pages:
        if _NUMBERED.search(name):
            yield message("word-page-selector", place, selector=name)


def _at(entry: Entry, found: Declared) -> Message:
    return _told(entry, found.place, found.name, found.value, found.selector)


def _told(entry: Entry, place: Place | None, name: str, value: str, where: str) -> Message:
    instead = {"instead_en": entry.en, "instead_zh": entry.zh}
    return message("word-loss", place, what=name, value=value, selector=where, **instead)


def place_of(src: str) -> Place | None:
    """The place that a `data-src` names; None for "" ."""
    file, _, rest = src.partition(":")
    line = rest.split(":")[0]
    return Place(file, int(line) if line.isdigit() else None) if file else None
