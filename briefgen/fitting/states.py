"""Turn the steps of a template's `fit` into the states that a bulletin may be printed in, the most generous first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from briefgen.bulletin import Bulletin, Item
from briefgen.fitting.reducing import key_of, reduced, shortened
from briefgen.template.fit import Fit, Shrink, Step
from briefgen.template.parameters import Value
from briefgen.units import ZERO, Length, parse_length


@dataclass(frozen=True, slots=True)
class State:
    """How a bulletin is printed.

    `parameters` are values instead of those that were chosen, `short` is for shorter wordings, `without` are kinds of things
    that are left out whole, `held` the keys of the items that are held over.
    """

    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    short: bool = False
    without: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def states_of(fit: Fit, bulletin: Bulletin, values: Mapping[str, Value]) -> tuple[State, ...]:
    """All states, from the bulletin as it is to what is left after the last step; steps that change nothing make none.

    `values` are the values of the template's parameters that the brief is printed with otherwise.
    """
    states = [State()]
    for step in fit.steps:
        states += _after(step, states[-1], bulletin, values)
    return tuple(states)


def _after(
    step: Step, last: State, bulletin: Bulletin, values: Mapping[str, Value]
) -> Iterator[State]:
    """The states that a step adds to `last`."""
    if step.short and shortened(bulletin):
        yield replace(last, short=True)
    if step.values:
        yield replace(last, parameters=MappingProxyType({**last.parameters, **step.values}))
    if step.shrink:
        yield from _shrinking(step.shrink, last, values)
    if step.leave_out == "activities":
        yield from _holding(last, bulletin)
    elif step.leave_out:
        state = replace(last, without=last.without | {step.leave_out})
        if len(reduced(bulletin, state).left_out) > len(reduced(bulletin, last).left_out):
            yield state


def _shrinking(shrink: Shrink, last: State, values: Mapping[str, Value]) -> Iterator[State]:
    now = _length(shrink.name, last, values)
    floors = (
        each if isinstance(each, Length) else _length(each, last, values) for each in shrink.least
    )
    least = max(floors)
    while now > least:
        now = max(now - shrink.by, least)
        parameters = MappingProxyType({**last.parameters, shrink.name: str(now)})
        yield replace(last, parameters=parameters)


def _length(name: str, state: State, values: Mapping[str, Value]) -> Length:
    length = parse_length(state.parameters.get(name) or str(values[name]))
    return length or ZERO  # a parameter that may be left empty


def _holding(last: State, bulletin: Bulletin) -> Iterator[State]:
    """One item less each time: the least weight first, of equal ones the longest, so that as many as can be stay."""
    items = [item for section in reduced(bulletin, last).sections for item in section.items]
    held = last.held
    for _, item in sorted(enumerate(items), key=_in_turn):
        held |= {key_of(item)}
        yield replace(last, held=held)


def _in_turn(numbered: tuple[int, Item]) -> tuple[int, int, int]:
    number, item = numbered
    weight = max(activity.weight for activity in item.activities)
    words = [item.sentence or "", *(each.text or each.short or "" for each in item.activities)]
    return weight, -sum(map(len, words)), -number
