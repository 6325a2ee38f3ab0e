"""Turn a bulletin that is too long for its template into one that fits the pages, and say what that took.

A template's `fit` gives an order of steps (shorter wordings, smaller type, less of it). Every step makes a state; each state
needs no more room than the one before, so that halving finds the first that fits with few layouts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from briefgen.bulletin import Bulletin, LeftOut
from briefgen.fitting.reducing import reduced, shortened
from briefgen.fitting.search import first_that_fits
from briefgen.fitting.states import State, states_of
from briefgen.messages import Message, Place, message
from briefgen.template.fit import Fit

__all__ = ["Fitted", "State", "fitted", "reduced", "states_of", "told"]

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Fitted(Generic[L]):
    """The state that was chosen and what was laid out in it; `fits` is False where even the last state has too many pages."""

    state: State
    laid: L
    fits: bool


def fitted(
    states: tuple[State, ...], pages: int, lay: Callable[[State], L], count: Callable[[L], int]
) -> Fitted[L]:
    """The first of the states that has no more than `pages` pages; the last when none has.

    `lay` makes the pages of a state, `count` counts them; a state is laid out once at most.
    """
    laid: dict[int, L] = {}

    def fits(number: int) -> bool:
        laid[number] = lay(states[number])
        return count(laid[number]) <= pages

    found = first_that_fits(len(states), fits)
    chosen = len(states) - 1 if found is None else found
    return Fitted(states[chosen], laid[chosen], found is not None)


def told(
    fit: Fit,
    whole: Bulletin,
    bulletin: Bulletin,
    outcome: Fitted[L],
    pages: int,
    place_of: Callable[[str], Place | None],
) -> list[Message]:
    """What fitting took: one message for all, and one for each thing that is left out.

    `whole` is the bulletin before and `bulletin` the one that is printed, on `pages` pages.
    """
    state = outcome.state
    messages = [
        message("left-out", place_of(left.text.src), **_named(left), pages=fit.pages)
        for left in bulletin.left_out
    ]
    if not outcome.fits:
        messages.append(
            message("too-many-pages", place_of(whole.title.src), pages=fit.pages, found=pages)
        )
    elif state != State():
        values = ", ".join(f"{name} {value}" for name, value in state.parameters.items())
        counts = {"short": shortened(whole) if state.short else 0, "left": len(bulletin.left_out)}
        args = {"pages": fit.pages, "values": values or "-", **counts}
        messages.append(message("fitted", place_of(whole.title.src), **args))
    return messages


_EXCERPT = 40
_KINDS = {
    "activity": ("an activity", "活动"),
    "picture": ("a picture", "图片"),
    "chart": ("a chart", "图表"),
    "task": ("a task", "任务"),
    "figure": ("a figure", "数据"),
    "introduction": ("an introduction", "引言"),
    "note": ("the editor's note", "编者按"),
    "closing": ("the closing words", "结束语"),
    "section": ("a section", "一节"),
}


def _named(left: LeftOut) -> dict[str, str]:
    words = " ".join(left.text.split())
    english, chinese = _KINDS[left.kind]
    found = words if len(words) <= _EXCERPT else f"{words[: _EXCERPT - 1]}…"
    return {"what_en": english, "what_zh": chinese, "found": found}
