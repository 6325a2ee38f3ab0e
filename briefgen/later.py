"""Turn the import of a module into one that happens when something in the module is used, if ever, or that does less."""

from __future__ import annotations

import sys
import typing
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module; what is looked up in it imports it, what is `named` only when something is done with it."""

    _named: Collection[str]
    _given: dict[str, Any]
    _group: list[_Later]

    def __init__(self, name: str, named: Collection[str]) -> None:
        super().__init__(name)
        vars(self).update(_named=named, _given={}, _group=[self])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._named:
            return _Name(self, name)
        return getattr(self._real(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            super().__setattr__(name, value)
        elif sys.modules.get(self.__name__) is self:
            self._given[name] = value
        else:
            setattr(self._real(), name, value)

    def _real(self) -> ModuleType:
        """The module, imported with those of its group, which get what was set in their places."""
        for each in self._group:
            if sys.modules.get(each.__name__) is each:
                del sys.modules[each.__name__]
        for each in self._group:
            vars(import_module(each.__name__)).update(each._given)
            each._given.clear()
        return sys.modules[self.__name__]


class _Name:
    """Stands for something in a module that is imported later: a function, a class or a module."""

    def __init__(self, module: _Later, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._real()(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._real(), name)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self._real())

    def _real(self) -> Any:
        """The real one. Whoever imported a stand-in from the module has the real one from now on, which `except` needs."""
        module = self._module._real()
        for importer in list(sys.modules.values()):
            for key, value in list(getattr(importer, "__dict__", {}).items()):
                if type(value) is _Name and value._module is self._module:
                    setattr(importer, key, _in(module, value._name))
        return _in(module, self._name)


def _in(module: ModuleType, name: str) -> Any:
    """What `from module import name` gives."""
    if not hasattr(module, name):
        return import_module(f"{module.__name__}.{name}")
    return getattr(module, name)


@contextmanager
def imported_later(*names: str, named: Collection[str] = (), stays: bool = False) -> Iterator[None]:
    """Whoever imports one of these modules inside this context gets it when something in it is used.

    What is looked up in them on import already, but hardly ever used, are those `named`. Outside of the context, and
    where a module was imported before, an import is what it always is.

    Where an importer sets something in them, it `stays`: others who import them after the context share the
    stand-ins, so that all modules come at once and have what was set.
    """
    later = [_Later(name, named) for name in names if name not in sys.modules]
    sys.modules.update({module.__name__: module for module in later})
    if stays:
        for module in later:
            module._group[:] = later
            package, _, name = module.__name__.rpartition(".")
            setattr(import_module(package), name, module)
    try:
        yield
    finally:
        for module in later:
            if not stays and sys.modules.get(module.__name__) is module:
                del sys.modules[module.__name__]


@contextmanager
def annotated_as_written() -> Iterator[None]:
    """While inside, annotations of typed dictionaries stay the texts that they are; `typing` compiles each of them otherwise."""
    name = "_type_check"
    plain = getattr(typing, name)
    setattr(typing, name, lambda written, *_arguments, **_options: written)
    try:
        yield
    finally:
        setattr(typing, name, plain)
