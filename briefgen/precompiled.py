"""Turn pieces of code that libraries make and compile on every start into what an earlier run compiled of them.

`dataclasses` writes the methods of each class as text, `cssselect2` each selector, and `re` makes a program of each pattern:
together a fifth of a build of one brief, of which Python's own cache of bytecode knows nothing. Here a piece is found by its
text, which is all that it depends on besides Python's version. Whatever is not found is compiled as ever, and kept.
"""

from __future__ import annotations

import dataclasses
import marshal
import sys
import typing
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import blake2b
from importlib import import_module
from re import DEBUG, LOCALE
from threading import RLock
from types import CodeType, ModuleType
from typing import Any

from briefgen import usercache

_compiler: Any = import_module("re._compiler")

_MOST = 4_000
"""Pieces; where there are more, those go that this run had no use for."""
_LONGEST = 20_000
"""Characters; a longer text comes from data, and not from a library."""
_NEW = 0.02
"""Share of new pieces from which on it pays to write all: some patterns are made of sets, and are others in every run."""
_serving: Pieces | None = None


@contextmanager
def serving() -> Iterator[None]:
    """While inside, `dataclasses` and `re` find what earlier runs compiled; at the end, what is new is kept for later ones."""
    global _serving
    if _serving is not None:
        yield
        return
    _serving = pieces = Pieces()
    pieces.serve(dataclasses, "exec")
    pieces.make_methods_late()
    pieces.serve_annotations()
    pieces.serve_patterns()
    try:
        yield
    finally:
        _serving = None
        pieces.end()


def serve(library: ModuleType, name: str) -> None:
    """Let `library` find the code of what it gives to the built-in `exec` or `eval`, which is its `name`; inside of `serving`."""
    if _serving is not None:
        _serving.serve(library, name)


def is_serving() -> bool:
    """Whether there is anything to find."""
    return _serving is not None


def get(text: str, make: Callable[[], Any]) -> Any:
    """What `make` makes of `text`, and of nothing else: plain data or code, which an earlier run may have made."""
    return make() if _serving is None else _serving.get(text, make)


class Pieces:
    """The pieces of earlier runs and of this one, by digests of their texts."""

    def __init__(self) -> None:
        self._name = _digest(f"pieces\0{sys.version}").hex()
        kept = usercache.find(self._name)
        self._known: dict[bytes, bytes] = {} if kept is None else marshal.loads(kept)  # noqa: S302  the user's own: see usercache
        self._before = len(self._known)
        self._used: set[bytes] = set()
        self._undo: list[Callable[[], None]] = []

    def serve(self, library: ModuleType, name: str) -> None:
        """See the function above."""
        run: Callable[..., Any] = {"exec": exec, "eval": eval}[name]

        def found(text: str | CodeType, *namespaces: Any) -> Any:
            code = text
            if isinstance(text, str):
                code = self.get(f"{name} {text}", lambda: _code(text, name))
            return run(code, *namespaces)

        self._replace(library, name, found)

    def serve_annotations(self) -> None:
        """Let `typing` find what it compiles of annotations that are texts."""

        def found(text: str, file: str, mode: str) -> Any:  # noqa: ARG001  as `compile` has them
            return self.get(f"{mode} {text}", lambda: _code(text, mode))

        self._replace(typing, "compile", found)

    def make_methods_late(self) -> None:
        """Let `dataclasses` write the methods of a class when they are called first: few classes are compared or shown.

        Not `__init__`, whose parameters are asked for. Where Python writes them in another way, they are written at once.
        """
        make: Callable[..., Any] | None = getattr(dataclasses, "_create_fn", None)
        if make is not None:
            self._replace(dataclasses, "_create_fn", partial(_late, make))

    def serve_patterns(self) -> None:
        """Let `re` find what its patterns were compiled to."""
        patterns = _Patterns(self)
        self._replace(_compiler, "_sre", patterns)
        self._replace(_compiler, "compile", patterns.made)

    def get(self, text: str, make: Callable[[], Any]) -> Any:
        """What is known by `text`, made where nothing is."""
        key = _digest(text)
        if key not in self._known:
            made = make()
            with suppress(ValueError):  # another Python may make what can't be kept
                if len(text) <= _LONGEST:
                    self._known[key] = marshal.dumps(made)
                    self._used.add(key)
            return made
        self._used.add(key)
        return marshal.loads(self._known[key])  # noqa: S302  as above

    def end(self) -> None:
        """Give the libraries back as they were, and keep what is new for later runs."""
        while self._undo:
            self._undo.pop()()
        if len(self._known) > (1 + _NEW) * self._before:
            few = len(self._known) <= _MOST
            kept = {key: self._known[key] for key in self._known if few or key in self._used}
            usercache.keep(self._name, marshal.dumps(kept))

    def _replace(self, owner: ModuleType, name: str, value: Any) -> None:
        there, before = name in vars(owner), vars(owner).get(name)
        self._undo.append(lambda: setattr(owner, name, before) if there else delattr(owner, name))
        setattr(owner, name, value)


def _late(make: Callable[..., Any], name: str, *written: Any, **given: Any) -> Any:
    """The method of a data class that `make` makes."""
    if name == "__init__":
        return make(name, *written, **given)
    made: Callable[..., Any] | None = None

    def method(*arguments: Any) -> Any:
        nonlocal made
        if made is None:
            made = make(name, *written, **given)
        return made(*arguments)

    method.__name__ = name
    return method


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=24).digest()


def _code(text: str, mode: str) -> CodeType:
    # What this module asks of the future is no business of a library's text.
    code = compile(text, "<string>", mode, dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


class _Patterns:
    """Stands for the module with which `re` makes its last step: what that is given is what a pattern was compiled to."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._compile: Callable[..., Any] = _compiler.compile
        self._sre: Any = _compiler._sre
        self._given: tuple[Any, ...] = ()
        self._one_by_one = RLock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sre, name)

    def compile(self, *given: Any) -> Any:
        """The last step."""
        self._given = given
        return self._sre.compile(*given)

    def made(self, pattern: Any, flags: int = 0) -> Any:
        """The compiled pattern: all steps, or only the last."""
        if type(pattern) is not str or flags & (DEBUG | LOCALE):
            return self._compile(pattern, flags)

        def steps() -> tuple[Any, ...]:
            with self._one_by_one:
                self._compile(pattern, flags)
                _, all_flags, program, *names = self._given
            return int(all_flags), array("I", program).tobytes(), *names

        all_flags, program, *names = self._pieces.get(f"re {int(flags)} {pattern}", steps)
        return self._sre.compile(pattern, all_flags, array("I", program).tolist(), *names)
