"""Turn what a template says of the pages that it has to fit into steps that are known to work.

`fit: {pages: 1, order: […]}` in template.yaml: as long as a brief has more pages, one step of the order after the other is
taken. The module `fitting` takes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from briefgen.fields import Id, Line, Strict
from briefgen.messages import Message, message, suggestion
from briefgen.template.parameters import Given, Parameter, canonical, value_of
from briefgen.units import Length, parse_length
from briefgen.world import World
from briefgen.yamltext import Marks

What = Literal[
    "pictures", "charts", "tasks", "figures", "introductions", "note", "closing", "activities"
]  # fmt: skip


class StepEntry(Strict):
    """One step towards fewer pages: one of `texts`, `set`, `shrink` and `leave_out`."""

    texts: Literal["short"] | None = None
    """short: the shorter wording of every activity that has one."""
    set_: dict[Id, str] = Field(default_factory=dict, alias="set")
    """New values for parameters, all at once."""
    shrink: Id | None = None
    """A parameter of the type length that becomes smaller, little by little …"""
    by: Line | None = None
    """… by this much each time …"""
    to: Line | None = None
    """… down to this length, or to the value of the parameter of that name …"""
    not_below: Line | None = None
    """… and never below this one, given in the same way: the floor that a brief may set."""
    leave_out: What | None = None
    """What is left out; activities one after the other, the least weight first."""


class FitEntry(Strict):
    """How many pages a brief may have, and what is done in which order until it does."""

    pages: int | None = Field(default=None, ge=1)
    """The number of pages."""
    order: tuple[StepEntry, ...] = ()
    """The steps, the one that costs the reader least first."""


@dataclass(frozen=True, slots=True)
class Shrink:
    """The length `name` becomes smaller by `by` at a time, down to the largest of `least` (lengths, or their parameters)."""

    name: str
    by: Length
    least: tuple[Length | str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: shorter wordings, values of parameters, a length that shrinks, or something to leave out."""

    short: bool = False
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shrink: Shrink | None = None
    leave_out: What | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A brief has at most `pages` pages; the steps are taken in this order until it has."""

    pages: int
    steps: tuple[Step, ...]


def fit_of(
    entries: Sequence[tuple[FitEntry | None, Marks]],
    parameters: Mapping[str, Parameter],
    world: World,
    messages: list[Message],
) -> Fit | None:
    """What the templates of a chain say, the nearest first; None when none of them has a number of pages to fit.

    Steps that name no parameter, or values that it can't take, are errors at their place.
    """
    given = [(entry, marks) for entry, marks in entries if entry is not None]
    pages = next((entry.pages for entry, _ in given if entry.pages), None)
    order, marks = next(((entry.order, marks) for entry, marks in given if entry.order), ((), None))
    reader = _Reader(parameters, world, marks or Marks(""), messages)
    steps = tuple(chain.from_iterable(reader.step(n, entry) for n, entry in enumerate(order)))
    return Fit(pages, steps) if pages else None


@dataclass(frozen=True, slots=True)
class _Reader:
    parameters: Mapping[str, Parameter]
    world: World
    marks: Marks
    messages: list[Message]

    def step(self, number: int, entry: StepEntry) -> Sequence[Step]:
        """The step, or nothing when something is wrong with it."""
        here = ("fit", "order", number)
        given = [entry.texts, entry.set_, entry.shrink, entry.leave_out]
        if sum(map(bool, given)) != 1:
            self.messages.append(message("fit-step", self.marks.value_at(here)))
            return ()
        if entry.shrink:
            shrink = self._shrink(here, entry)
            return (Step(shrink=shrink),) if shrink else ()
        values = {canonical(name): text for name, text in entry.set_.items()}
        right = [self._value((*here, "set", name), name, text) for name, text in entry.set_.items()]
        step = Step(bool(entry.texts), MappingProxyType(values), None, entry.leave_out)
        return (step,) if all(right) else ()

    def _shrink(self, here: tuple[str | int, ...], entry: StepEntry) -> Shrink | None:
        for key in ("by", "to"):
            if getattr(entry, key) is None:
                self.messages.append(message("missing-key", self.marks.value_at(here), key=key))
        name, by, to = canonical(entry.shrink or ""), entry.by, entry.to
        if by is None or to is None or not self._is_length((*here, "shrink"), name, name):
            return None
        step = parse_length(by)
        if step is None or not step:
            self._no_length((*here, "by"), name, by)
            return None
        least: list[Length | str] = []
        for key, words in (("to", to), ("not_below", entry.not_below)):
            length = parse_length(words) if words else None
            if (
                words
                and length is None
                and not self._is_length((*here, key), canonical(words), name)
            ):
                return None
            least += [length or canonical(words)] if words else []
        return Shrink(name, step, tuple(least))

    def _is_length(self, path: tuple[str | int, ...], name: str, shrunk: str) -> bool:
        """Whether there is a parameter of that name, and it is a length."""
        if not self._known(path, name):
            return False
        if self.parameters[name].kind != "length":
            self._no_length(path, shrunk, name)
            return False
        return True

    def _no_length(self, path: tuple[str | int, ...], name: str, found: str) -> None:
        place = self.marks.value_at(path)
        self.messages.append(message("not-a-length", place, name=name, found=found))

    def _value(self, path: tuple[str | int, ...], name: str, text: str) -> bool:
        """Whether the parameter of that name takes the value."""
        if not self._known(path, canonical(name)):
            return False
        parameter = self.parameters[canonical(name)]
        value = value_of(self.world, parameter, Given(text, self.marks.value_at(path), ""))
        if isinstance(value, Message):
            self.messages.append(value)
        return not isinstance(value, Message)

    def _known(self, path: tuple[str | int, ...], name: str) -> bool:
        if name in self.parameters:
            return True
        near, known = suggestion(name, self.parameters), ", ".join(self.parameters)
        place = self.marks.value_at(path)
        args = {"found": name, "suggestion": near, "known": known}
        self.messages.append(message("unknown-parameter", place, **args))
        return False
