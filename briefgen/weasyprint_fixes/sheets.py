"""Turn style sheets that WeasyPrint has parsed into bytes, and these into the same sheets in a thirtieth of the time.

WeasyPrint 70 parses its own three style sheets on every start, and ours once more: together a tenth of the PDF of a short
brief. Parsed sheets are plain data but for the selectors, which are functions that cssselect2 compiles.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from types import FunctionType
from typing import Any

from briefgen import precompiled

_OWN = {"UA_STYLESHEET": "UA", "UA_FORM_STYLESHEET": "UA_FORM", "PH_STYLESHEET": "PH"}
"""WeasyPrint's own sheets and their texts, as `weasyprint.html` names them."""


@contextmanager
def parsed_before() -> Iterator[None]:
    """While WeasyPrint is imported inside, its own sheets stay empty; they get what an earlier run parsed of them at the end."""
    if not precompiled.is_serving():
        yield
        return
    import tinycss2

    parse = tinycss2.parse_stylesheet
    tinycss2.parse_stylesheet = lambda *_arguments, **_options: []
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = parse
    from weasyprint import html

    for name, text in _OWN.items():
        sheet, counters = _own_sheet(getattr(html, text))
        vars(getattr(html, name)).update(vars(sheet))
        if name != "PH_STYLESHEET":
            html.UA_COUNTER_STYLE.update(counters)


def _own_sheet(text: str) -> tuple[Any, Mapping[str, Any]]:
    """A sheet of WeasyPrint's own, and the counter styles in it."""

    def parse() -> bytes:
        from weasyprint import CSS
        from weasyprint.css.counters import CounterStyle

        counters = CounterStyle()
        return packed((CSS(string=text, counter_style=counters), dict(counters)))

    sheet, counters = unpacked(precompiled.get(f"sheet {versions()} {text}", parse))
    return sheet, counters


def versions() -> str:
    """What a parsed sheet depends on besides its text."""
    import cssselect2
    import tinycss2
    import weasyprint

    return f"{weasyprint.__version__} {cssselect2.VERSION} {tinycss2.VERSION}"


def packed(value: object) -> bytes:
    """Sheets, and what belongs to them, as bytes. Raises what `pickle` raises where there is something else in them."""
    stream = BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def unpacked(data: bytes) -> Any:
    """What was packed."""
    return pickle.loads(data)  # noqa: S301  the user's own: see usercache


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        # A function of a module is found there; what cssselect2 evaluates belongs to none.
        if type(value) is FunctionType and getattr(value, "__module__", "") is None:
            return _selector, (marshal.dumps(value.__code__),)
        return NotImplemented


def _selector(code: bytes) -> FunctionType:
    """The test of a compiled selector, with the names that cssselect2 gives it (`CompiledSelector.__init__`)."""
    from cssselect2 import compiler

    names = {
        name: getattr(compiler, name) for name in ("split_whitespace", "ascii_lower", "urlparse")
    }
    return FunctionType(marshal.loads(code), names)  # noqa: S302  the user's own: see usercache
