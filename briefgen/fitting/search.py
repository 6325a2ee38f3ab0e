"""Turn a row of states, each taking less room than the one before, into the first that fits, with few tries."""

from __future__ import annotations

from collections.abc import Callable


def first_that_fits(count: int, fits: Callable[[int], bool]) -> int | None:
    """The number of the first of `count` states that fits, from 0; None when none does.

    The first state is tried first, because most briefs need no more; then by halving, so that n states take about
    log2(n) + 1 tries. What is returned was tried and fits; when None is returned, the last was tried.
    """
    low, high = -1, count  # `low` does not fit, `high` does, both without being tried
    number = 0
    while high - low > 1:
        if fits(number):
            high = number
        else:
            low = number
        number = (low + high) // 2
    return high if high < count else None
