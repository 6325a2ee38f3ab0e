"""Sheets are folded, cut and stacked here as hands would do it; what comes out is read in order."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.handout.imposition import (
    GRIDS,
    Binding,
    Cells,
    Imposition,
    Order,
    booklet,
    cards,
    nup,
    padded,
    tiled,
    tiles,
)

counts = st.integers(1, 400)
bindings: st.SearchStrategy[Binding] = st.sampled_from(["left", "right"])
orders: st.SearchStrategy[Order] = st.sampled_from(["across", "down"])


def printed(imposition: Imposition) -> Counter[int | None]:
    return Counter(chain.from_iterable(side for sheet in imposition.sheets for side in sheet.sides))


def each_once(imposition: Imposition, count: int, most_blanks: int) -> None:
    seen = printed(imposition)
    assert imposition.blanks == seen.pop(None, 0) <= most_blanks
    assert seen == Counter(range(count))


def folded(imposition: Imposition, binding: Binding) -> list[int | None]:
    """The pages in the order in which a reader turns them: each signature nested, folded, laid behind the one before."""
    pages: list[int | None] = []
    signature: list[tuple[Cells, Cells]] = []

    def close() -> None:
        leaves: list[tuple[int | None, int | None]] = []  # front and back of each leaf
        for front, back in signature:
            outer, inner = (front, back) if binding == "left" else (front[::-1], back[::-1])
            leaves.append((outer[1], inner[0]))  # the half under the reader's hand, and its back
        for front, back in reversed(signature):
            outer, inner = (front, back) if binding == "left" else (front[::-1], back[::-1])
            leaves.append((inner[1], outer[0]))
        pages.extend(chain.from_iterable(leaves))
        signature.clear()

    for sheet in imposition.sheets:
        if sheet.depth == 0 and signature:
            close()
        assert sheet.depth == len(signature)
        signature.append((sheet.front, sheet.back))
    close()
    return pages


@given(counts, st.none() | st.integers(1, 20), bindings, st.booleans())
def test_a_folded_booklet_reads_in_order(
    count: int, signature: int | None, binding: Binding, tail: bool
) -> None:
    made = booklet(count, signature, binding, tail)
    each_once(made, count, 3)
    pages = folded(made, binding)
    assert [page for page in pages if page is not None] == list(range(count))
    assert made.folds == len(made.sheets) == -(-count // 4)
    if signature:
        assert max(sheet.depth for sheet in made.sheets) < signature
    if tail and count > 1:
        assert pages[-1] == count - 1, "the distribution block lies on the outside of the back"
        assert None not in pages[: count - 1]
    else:
        assert None not in pages[:count]


def test_thirteen_pages_make_four_sheets() -> None:
    made = booklet(13, tail=True)
    assert [(sheet.front, sheet.back) for sheet in made.sheets] == [
        ((12, 0), (1, None)),
        ((None, 2), (3, None)),
        ((11, 4), (5, 10)),
        ((9, 6), (7, 8)),
    ]
    assert booklet(13, binding="right").sheets[0].front == (0, None)


@given(counts, st.sampled_from(sorted(GRIDS)), orders, bindings, st.booleans())
def test_n_up_reads_in_order(
    count: int, each: int, order: Order, binding: Binding, duplex: bool
) -> None:
    rows, columns = GRIDS[each]
    made = nup(count, rows, columns, order, binding, duplex)
    each_once(made, count, each - 1)
    read: list[int | None] = []
    for side in chain.from_iterable(sheet.sides for sheet in made.sheets):
        lines = [list(side[row * columns : (row + 1) * columns]) for row in range(rows)]
        if binding == "right":
            lines = [line[::-1] for line in lines]
        if order == "down":
            lines = [[line[column] for line in lines] for column in range(columns)]
        read += chain.from_iterable(lines)
    assert read[:count] == list(range(count))
    assert set(read[count:]) <= {None}
    sides = -(-count // each)
    assert len(made.sheets) == (-(-sides // 2) if duplex else sides)


@given(counts, st.integers(1, 5), st.integers(1, 5), st.booleans())
def test_piles_of_cut_cards_are_in_order(count: int, rows: int, columns: int, duplex: bool) -> None:
    made = cards(count, rows, columns, duplex)
    number = -(-count // 2) if duplex else count
    assert len(made.sheets) == -(-number // (rows * columns))
    stack: list[int | None] = []
    for row in range(rows):
        for column in range(columns):
            for sheet in made.sheets:  # a pile, from its top
                stack.append(sheet.front[row * columns + column])
                if duplex:  # the card is turned over like a page: what was left is right
                    stack.append(sheet.back[row * columns + columns - 1 - column])
    assert stack[:count] == list(range(count))
    assert set(stack[count:]) <= {None}
    assert printed(made)[0] == 1


@given(counts, st.integers(1, 16), st.booleans())
def test_blanks_are_padding(count: int, multiple: int, tail: bool) -> None:
    pages = padded(count, multiple, tail)
    assert len(pages) == -(-count // multiple) * multiple
    assert [page for page in pages if page is not None] == list(range(count))


@given(
    st.integers(1, 6), st.integers(1, 6), st.floats(50, 900), st.floats(50, 900), st.floats(0, 40)
)
def test_tiles_cover_the_poster_and_share_strips(
    rows: int, columns: int, width: float, height: float, overlap: float
) -> None:
    made = tiles(rows, columns, width, height, overlap)
    whole = tiled(rows, columns, width, height, overlap)
    assert len(made) == rows * columns
    assert min(tile.x for tile in made) == min(tile.y for tile in made) == 0
    assert max(tile.x for tile in made) + width == pytest.approx(whole[0])
    assert max(tile.y for tile in made) + height == pytest.approx(whole[1])
    for one, other in pairwise(made):
        if one.row == other.row:
            assert one.x + width - other.x == pytest.approx(overlap)
            assert one.y == other.y
        else:
            assert one.y - other.y == pytest.approx(height - overlap)
            assert other.x == 0
