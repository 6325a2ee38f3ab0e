"""Turn ranges of a text into letter spacing of its Pango layout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def letter_spacing(layout: Any, ranges: Iterable[tuple[int, int, int]]) -> None:
    """Set the letter spacing of a WeasyPrint Layout whose text is set and not yet laid out.

    A range is first byte, byte after the last, spacing in Pango's units (TO_UNITS a px); it replaces what was there.
    """
    from weasyprint.text.ffi import ffi, pango

    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for start, end, units in ranges:
        attribute = pango.pango_attr_letter_spacing_new(units)
        attribute.start_index, attribute.end_index = start, end
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
