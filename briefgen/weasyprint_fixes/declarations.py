"""Turn WeasyPrint's declarations of C functions into what cffi made of them in an earlier run.

WeasyPrint 70 lets cffi parse 450 lines of C on every start, and a few words of C whenever it names a type. cffi can also take
what it made of them from tables, and reads types by itself then.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any

from briefgen import precompiled


@contextmanager
def from_tables() -> Iterator[None]:
    """Whoever imports cffi inside gets one that takes tables, unless nothing is kept or cffi is there already."""
    if not precompiled.is_serving() or "cffi" in sys.modules:
        yield
        return
    sys.modules["cffi"] = _Cffi("cffi")
    try:
        yield
    finally:
        del sys.modules["cffi"]


def is_from_tables(ffi: Any) -> bool:
    """Whether WeasyPrint's `ffi` is one of these."""
    return isinstance(ffi, _Interface)


class _Cffi(ModuleType):
    """What WeasyPrint uses of cffi."""

    FFI: type[Any]


class _Interface:
    """cffi's interface to what it is told of once."""

    def dlopen(self, name: str, flags: int) -> Any:
        """The library of that name, or the one that the system finds for it, as cffi does it. Raises OSError."""
        try:
            return self._made.dlopen(name, flags)
        except OSError:
            path = ctypes.util.find_library(name)
            if path is None:
                raise
            return self._made.dlopen(path, flags)

    def cdef(self, source: str) -> None:
        """Learn the declarations in `source`."""
        import _cffi_backend

        version = _cffi_backend.__version__
        tables = precompiled.get(f"cffi {version} {source}", lambda: _tables(source))
        self._made = _cffi_backend.FFI("weasyprint", **tables)
        # Its functions become ours, so that calling them takes no detour.
        for name in dir(self._made):
            if not name.startswith("_") and name not in ("dlopen", "errno"):
                setattr(self, name, getattr(self._made, name))


_Cffi.FFI = _Interface


def _tables(source: str) -> dict[str, Any]:
    """What cffi writes into the Python module that it makes of declarations (cffi: out-of-line, ABI level)."""
    stand_in = sys.modules.pop("cffi")
    try:
        import cffi
        from cffi.recompiler import Recompiler

        ffi = cffi.FFI()
        ffi.cdef(source)
        recompiler = Recompiler(ffi, "weasyprint", target_is_python=True)
        recompiler.collect_type_table()
        recompiler.collect_step_tables()
        module = StringIO()
        recompiler.write_source_to_f(module, None)
    finally:
        sys.modules["cffi"] = stand_in
    _, _, call = module.getvalue().partition("ffi = ")
    backend = SimpleNamespace(FFI=lambda _name, **tables: tables)
    tables: dict[str, Any] = eval(call, {"_cffi_backend": backend})  # noqa: S307  cffi's own
    return tables
