"""Turn the import of a module into one that happens when something in the module is used, if ever."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module; what is looked up in it imports it, a function of `called` only when it is called."""

    def __init__(self, name: str, called: Collection[str]) -> None:
        super().__init__(name)
        self._called = called

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._called:
            return lambda *args, **options: getattr(self._real(), name)(*args, **options)
        return getattr(self._real(), name)

    def _real(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)


@contextmanager
def imported_later(*names: str, called: Collection[str] = ()) -> Iterator[None]:
    """Whoever imports one of these modules inside this context gets it when something in it is used.

    What is looked up in them on import already, but hardly ever used, are the functions `called`. Outside of the context, and
    where a module was imported before, an import is what it always is.
    """
    later = [_Later(name, called) for name in names if name not in sys.modules]
    sys.modules.update({module.__name__: module for module in later})
    try:
        yield
    finally:
        for module in later:
            if sys.modules.get(module.__name__) is module:
                del sys.modules[module.__name__]
