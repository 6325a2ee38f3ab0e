"""Turn a printed character into the file, line and column where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from briefgen.markup import place_of
from briefgen.messages import Place
from briefgen.world import Unreadable, World

_WRITTEN_IN = (".yaml", ".yml", ".j2", ".css")


@dataclass
class Spots:
    """Looks through the files that the brief was made from."""

    world: World
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def find(self, src: str, text: str, index: int) -> Place | None:
        """Where `text[index]` stands, which was printed in a block of provenance `src`.

        A block may print words from elsewhere, a name from the registry or a label of the template: the spot whose
        neighbours are the same counts, the block's own file first. The block's line alone when the files don't have the
        character (it was written as an escape), None when there is no provenance either.
        """
        home = place_of(src)
        letter = text[index]
        earlier = text[:index].count(letter)
        around = text[max(0, index - 1) : index], text[index + 1 : index + 2]
        ranked = sorted(
            (_rank(home, spot, same), spot.line or 0, spot.column or 0, spot)
            for spot, same in self._neighbours(letter, around)
        )
        if not ranked:
            return home
        equal = [spot for rank, _, _, spot in ranked if rank == ranked[0][0]]
        return equal[min(earlier, len(equal) - 1)]

    def line_with(self, files: list[str], words: str) -> Place | None:
        """The first place in `files` where `words` stand, None when they don't."""
        for file in files:
            for number, line in enumerate(self._read(file), 1):
                if words in line:
                    return Place(file, number, line.index(words) + 1)
        return None

    def _neighbours(self, letter: str, around: tuple[str, str]) -> Iterator[tuple[Place, int]]:
        """Every spot of the letter, with how many of its neighbours are the same."""
        for file in self._files:
            for number, line in enumerate(self._read(file), 1):
                at = line.find(letter)
                while at >= 0:
                    before, after = line[max(0, at - 1) : at], line[at + 1 : at + 2]
                    same = _alike(around[0], before) + _alike(around[1], after)
                    yield Place(file, number, at + 1), same
                    at = line.find(letter, at + 1)

    @cached_property
    def _files(self) -> list[str]:
        return sorted(path for path in self.world.reads if path.endswith(_WRITTEN_IN))

    def _read(self, file: str) -> list[str]:
        if file not in self._lines:
            try:
                self._lines[file] = self.world.read(file).decode("utf-8-sig", "replace").split("\n")
            except Unreadable:
                self._lines[file] = []
        return self._lines[file]


def _alike(printed: str, written: str) -> bool:
    """Whether neighbours may be the same; a space is often a line end, and beyond the text anything may follow."""
    return not printed.strip() or printed == written


def _rank(home: Place | None, spot: Place, same: int) -> tuple[bool, int, int]:
    """Small for a likely spot: some neighbour is the same, then near the block, then both neighbours."""
    if home is None or spot.file != home.file:
        return same == 0, 2, -same
    return same == 0, int((spot.line or 0) < (home.line or 0)), -same
