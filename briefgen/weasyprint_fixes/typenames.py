"""Turn the name of a C type into the type without reading the names of all types that WeasyPrint knows.

WeasyPrint 70 names types in words ("PangoRectangle *"), and cffi reads each of them in front of a list of every typedef it was
ever told, twenty times in a run. Those that do not occur in the words change nothing (C11, 6.7.8: a typedef is a name). Where
WeasyPrint's declarations come from tables (see `declarations`), cffi reads types without any of this.
"""

from __future__ import annotations

import re
from typing import Any

from briefgen.weasyprint_fixes.declarations import is_from_tables
from briefgen.weasyprint_fixes.patching import Patches, Seam

_WORD = re.compile(r"\w+")


def types_are_words() -> bool:
    """Whether there is anything to correct."""
    from weasyprint.text.ffi import ffi

    return not is_from_tables(ffi)


def type_seams() -> tuple[Seam, ...]:
    """What this correction replaces."""
    from cffi.cparser import Parser

    return (Seam(Parser, "_parse", ("self", "csource")),)


def fix_types(patches: Patches) -> None:
    """Show cffi's parser only those typedefs that the words at hand mention."""
    from weasyprint.text.ffi import ffi

    parser = ffi._parser
    parse = parser._parse

    def _parse(csource: str) -> Any:
        known = parser._declarations
        words = _WORD.findall(csource)
        names = [f"typedef {word}" for word in words]
        parser._declarations = {name: known[name] for name in names if name in known}
        try:
            return parse(csource)
        finally:
            parser._declarations = known

    patches.replace(parser, "_parse", _parse)
