"""Turn work that this process has done before into its result: stores of values, each under all that it depends on.

A store is bounded: what was not asked for the longest goes first. Nothing here outlives the process; that is what `usercache`
is for.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

_stores: list[Kept[object]] = []


class Kept(Generic[Value]):
    """Values by keys, together of no more than `most` bytes, as those say who put them in."""

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._size = 0
        # What was put in or found lately, and what was before; when the first is full, the second goes.
        self._young: dict[Hashable, tuple[Value, int]] = {}
        self._old: dict[Hashable, tuple[Value, int]] = {}
        _stores.append(self)  # type: ignore[arg-type]  # of any kind

    def find(self, key: Hashable) -> Value | None:
        """What is kept under the key; None when there is nothing."""
        entry = self._young.get(key)
        if entry is None:
            entry = self._old.pop(key, None)
            if entry is None:
                return None
            self.keep(key, *entry)
        return entry[0]

    def keep(self, key: Hashable, value: Value, size: int) -> None:
        """Keep `value`, which takes up about `size` bytes, under the key; what is larger than half a store is not kept."""
        if size > self._half:
            return
        if self._size + size > self._half:
            self._old, self._young, self._size = self._young, {}, 0
        self._young[key] = value, size
        self._size += size

    def clear(self) -> None:
        """Forget everything."""
        self._old, self._young, self._size = {}, {}, 0

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size + sum(size for _, size in self._old.values())


def forget() -> None:
    """Empty all stores."""
    for store in _stores:
        store.clear()


def size() -> int:
    """How many bytes all stores hold."""
    return sum(store.size for store in _stores)
