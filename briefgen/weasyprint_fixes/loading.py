"""Turn WeasyPrint's slow import into one that starts no program, loads nothing that it may never use and parses nothing twice."""

from __future__ import annotations

import ctypes.util
import mimetypes
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import MappingProxyType

from briefgen.later import imported_later
from briefgen.precompiled import serve
from briefgen.weasyprint_fixes.declarations import from_tables
from briefgen.weasyprint_fixes.sheets import parsed_before

# Linux's names of the libraries that WeasyPrint asks for, by the names that it asks with.
_SONAMES: Mapping[str, str] = MappingProxyType(
    {
        "gobject-2.0": "libgobject-2.0.so.0",
        "pango-1.0": "libpango-1.0.so.0",
        "pangoft2-1.0": "libpangoft2-1.0.so.0",
        "harfbuzz": "libharfbuzz.so.0",
        "harfbuzz-subset": "libharfbuzz-subset.so.0",
        "fontconfig": "libfontconfig.so.1",
    }
)
# Names that other systems give them, and a library that is still rare; WeasyPrint tries its full name afterwards.
_NOT_ON_LINUX = frozenset(
    {f"lib{name}-0" for name in (*_SONAMES, "harfbuzz-vector")}
    | {f"{name}-0" for name in _SONAMES}
    | {"harfbuzz-0.0", "harfbuzz-subset-0.0", "fontconfig-1", "libfontconfig-1"}
    | {"harfbuzz-vector", "harfbuzz-vector-0.0", "libharfbuzz-vector.so.0"}
    | {"libharfbuzz-vector.0.dylib", "libharfbuzz-vector-0.dll"}
)
# Modules that WeasyPrint imports and uses only for fonts that are no plain files, or that HarfBuzz cannot subset.
_FONT_TOOLS = ("fontTools.subset", "fontTools.varLib.instancer", "fontTools.ttLib")
_OF_FONT_TOOLS = ("instantiateVariableFont", "TTFont", "TTLibError", "ttFont", "woff2")
_PICTURES = ("PIL.Image", "PIL.ImageCms", "PIL.ImageFile", "PIL.ImageOps", "PIL.EpsImagePlugin")
_OF_PICTURES = ("ImageCmsProfile",)


@contextmanager
def quick_import(without: Collection[str] = ()) -> Iterator[None]:
    """Import WeasyPrint inside this context, with the corrections of START but for those named in `without`.

    Everything that is changed for them is restored at the end. Nothing is changed where WeasyPrint is imported already.
    """
    if "weasyprint" in sys.modules:
        yield
        return
    with ExitStack() as stack:
        for name, correction in _START.items():
            if name not in without:
                stack.enter_context(correction())
        yield


@contextmanager
def _libraries() -> Iterator[None]:
    """On Linux, find WeasyPrint's libraries by name, without gcc and ldconfig.

    `ctypes.util.find_library` answers for libraries that are not WeasyPrint's, and for those that have another name on
    this machine, as it always does.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    plain = ctypes.util.find_library

    def find_library(name: str) -> str | None:
        if name in _NOT_ON_LINUX:
            return None
        soname = _SONAMES.get(name)
        return soname if soname and _loads(soname) else plain(name)

    ctypes.util.find_library = find_library
    try:
        yield
    finally:
        ctypes.util.find_library = plain


def _font_tools() -> AbstractContextManager[None]:
    """Import fontTools only for fonts that are no plain files, or that HarfBuzz cannot subset."""
    return imported_later(*_FONT_TOOLS, named=_OF_FONT_TOOLS)


def _pictures() -> AbstractContextManager[None]:
    """Import Pillow only where there is a picture. WeasyPrint sets how it reads them when it is imported."""
    return imported_later(*_PICTURES, named=_OF_PICTURES, stays=True)


@contextmanager
def _network() -> Iterator[None]:
    """Import what makes and encrypts connections only where there is one: never, as a page has no network."""
    with (
        imported_later("http.client", named=["HTTPSConnection"], stays=True),
        imported_later("email.message", "ssl", named=["EmailMessage"]),
    ):
        yield


@contextmanager
def _media_types() -> Iterator[None]:
    """Leave the system's list of media types unread: WeasyPrint looks into Python's own only, which making it reads both."""
    before = mimetypes.inited
    mimetypes.inited = True
    try:
        yield
    finally:
        mimetypes.inited = before


@contextmanager
def _selectors() -> Iterator[None]:
    """Compile the selectors of WeasyPrint's own style sheets, and of ours, once for all runs."""
    from cssselect2 import compiler

    serve(compiler, "eval")
    yield


_START: Mapping[str, Callable[[], AbstractContextManager[None]]] = {
    "libraries": _libraries,
    "font-tools": _font_tools,
    "pictures": _pictures,
    "network": _network,
    "media-types": _media_types,
    "selectors": _selectors,
    "declarations": from_tables,
    "sheets": parsed_before,
}
START = tuple(_START)
"""The names of the corrections to WeasyPrint's import, as `quick_import(without=...)` takes them."""


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
