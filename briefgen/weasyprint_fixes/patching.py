"""Turn replacements of another package's functions into a list that can be taken back."""

from __future__ import annotations

import inspect
import linecache
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Patches:
    """What was replaced, in order: owner (a module or a class), attribute, and what stood there before."""

    done: list[tuple[Any, str, Any]] = field(default_factory=list)

    def replace(self, owner: Any, name: str, function: Any) -> None:
        """Put `function` in the place of `owner.name`."""
        self.done.append((owner, name, getattr(owner, name)))
        setattr(owner, name, function)

    def take_back(self, keep: int = 0) -> None:
        """Restore what was replaced, latest first, but for the first `keep` replacements."""
        while len(self.done) > keep:
            owner, name, before = self.done.pop()
            setattr(owner, name, before)


@dataclass(frozen=True, slots=True)
class Seam:
    """A function that a correction replaces or relies on, and the names of its parameters when this was written."""

    owner: Any
    name: str
    parameters: tuple[str, ...]

    def fits(self) -> bool:
        """Whether the function is there and still takes these parameters, in this order."""
        function = getattr(self.owner, self.name, None)
        return function is not None and tuple(inspect.signature(function).parameters) == (
            self.parameters
        )


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a function, which has to be there once for a correction that changes it."""

    owner: Any
    name: str
    line: str

    def fits(self) -> bool:
        """Whether the function is there and has the line."""
        function = getattr(self.owner, self.name, None)
        return function is not None and source_of(function).count(self.line) == 1


def source_of(function: Any) -> str:
    """The text of a function, decorators aside, as `inspect.getsource` finds it by reading every token, which takes 10 ms."""
    code = function.__code__
    last = max(line for _, _, line in code.co_lines() if line is not None)
    return "".join(linecache.getlines(code.co_filename)[code.co_firstlineno - 1 : last])
