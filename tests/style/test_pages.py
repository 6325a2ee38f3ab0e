"""What @page rules and the properties of `body` say of a page."""

from __future__ import annotations

import pytest

from tests.style.support import styled


@pytest.mark.parametrize(
    ("words", "grid"),
    [
        ("28 / 22", (28, 22)),
        ("28/22", (28, 22)),
        ("28 / 22 / 1", (28, 22)),
        ("28 / 22 / 0", None),
        ("28", None),
        ("wide / high", None),
        ("none", None),
    ],
)
def test_the_grid_of_a_page(words: str, grid: tuple[int, int] | None) -> None:
    page, messages = styled("<p>甲</p>", f"body {{ --page-grid: {words} }}")
    assert messages == ()
    assert page.tree.sections[0].master.grid == grid
