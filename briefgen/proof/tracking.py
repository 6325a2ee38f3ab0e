"""Turn letter-spaced runs of one of our Word files into runs that LibreOffice sets as wide as Word does.

`w:spacing` is added to each character (ECMA-376-1, 17.3.2.35). LibreOffice cuts a line into portions, where the script or the
look of letters changes, and leaves it out after the last character of each. The two last characters of a portion get it for
those without any, in the copy that is measured: they stand apart by some tenths of a point more, and the portion is as wide.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from briefgen.proof.wordfile import W, inside

_LATIN = "\u0020-\u024f\u0370-\u04ff"
# What scripts share, as quotation marks, is of the one before it.
_PORTION = re.compile(f"[{_LATIN}][{_LATIN}\u2000-\u206f]*|[^{_LATIN}]+")
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Spacings:
    """The letter spacing of styles, in twentieths of a point."""

    _own: Mapping[str, tuple[str, int | None]]
    _default_style: str
    _default: int

    @classmethod
    def read(cls, styles: ET.Element) -> Spacings:
        """Those of the part word/styles.xml."""
        own, default = {}, ""
        for style in styles.iter(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            own[name] = _value(style, "basedOn"), _spacing(style.find(f"{W}rPr"))
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default"):
                default = name
        all_text = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        return cls(own, default, _spacing(all_text) or 0)

    def of(self, run: ET.Element, paragraph: ET.Element) -> int:
        """What is added to each character of a run."""
        properties = run.find(f"{W}rPr")
        own = _spacing(properties)
        if own is None and properties is not None:
            own = self._inherited(_value(properties, "rStyle"))
        if own is None:
            style = paragraph.find(f"{W}pPr")
            named = _value(style, "pStyle") if style is not None else ""
            own = self._inherited(named or self._default_style)
        return self._default if own is None else own

    def _inherited(self, name: str) -> int | None:
        seen = set()
        while name in self._own and name not in seen:
            seen.add(name)
            name, spacing = self._own[name]
            if spacing is not None:
                return spacing
        return None


@dataclass(slots=True)
class _Piece:
    text: str
    spacing: int


def space_as_word_does(part: ET.Element, spacings: Spacings) -> None:
    """Divide the letter-spaced runs of a part, so that LibreOffice leaves nothing out."""
    parents = {child: parent for parent in part.iter() for child in parent}
    for paragraph in part.iter(f"{W}p"):
        divided: list[tuple[ET.Element, list[_Piece]]] = []
        before: _Piece | None = None
        owed = 0  # a lone character has no gap: the portion before it has its share, or at the start the one behind
        for run in inside(paragraph):
            if run.tag == f"{W}r" and (spacing := spacings.of(run, paragraph)) and _is_text(run):
                pieces: list[_Piece] = []
                for portion in _PORTION.findall(run.findtext(f"{W}t") or ""):
                    pieces += _pieces(portion, spacing)
                    if len(portion) > 1:
                        before = pieces[-1]
                    else:
                        owed += spacing
                    if before is not None:
                        before.spacing += owed
                        owed = 0
                divided.append((run, pieces))
        for run, pieces in divided:
            _put(parents[run], run, pieces)


def _is_text(run: ET.Element) -> bool:
    return [node.tag for node in run if node.tag != f"{W}rPr"] == [f"{W}t"]


def _pieces(portion: str, spacing: int) -> Iterator[_Piece]:
    if len(portion) < 3:
        yield _Piece(portion, len(portion) * spacing)
        return
    yield _Piece(portion[:-2], spacing)
    # The gap before this piece and the one behind it are left out.
    yield _Piece(portion[-2:], 3 * spacing)


def _put(parent: ET.Element, run: ET.Element, pieces: list[_Piece]) -> None:
    """The pieces in the run's place."""
    place = list(parent).index(run)
    parent.remove(run)
    for number, piece in enumerate(pieces):
        made = copy.deepcopy(run)
        properties, text = made.find(f"{W}rPr"), made.find(f"{W}t")
        if properties is None:
            properties = ET.Element(f"{W}rPr")
            made.insert(0, properties)
        spacing = properties.find(f"{W}spacing")
        if spacing is None:
            spacing = ET.SubElement(properties, f"{W}spacing")
        spacing.set(f"{W}val", str(piece.spacing))
        if text is not None:
            text.text = piece.text
            text.set(_PRESERVE, "preserve")
        parent.insert(place + number, made)


def _spacing(properties: ET.Element | None) -> int | None:
    spacing = properties.find(f"{W}spacing") if properties is not None else None
    return int(spacing.get(f"{W}val", "0")) if spacing is not None else None


def _value(properties: ET.Element, name: str) -> str:
    found = properties.find(f"{W}{name}")
    return found.get(f"{W}val", "") if found is not None else ""
