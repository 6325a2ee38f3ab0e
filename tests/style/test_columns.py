"""What stands over, under and between columns."""

from __future__ import annotations

from briefgen.units import ZERO
from tests.style.support import styled

CSS = ".c { columns: 2; column-gap: 10pt; margin: 4pt 0 } p { margin: 3pt 0 } h2 { margin: 6pt 0 2pt; font: inherit }"
TWO = "<h2>甲</h2><p>乙</p><h2>丙</h2><p>丁</p>"


def test_margins_over_columns_add_up_and_stand_over_all_of_them() -> None:
    page, messages = styled(f"<p>前</p><div class=c>{TWO}</div><p>后</p>", CSS)
    assert messages == ()
    gaps = [
        [(b.before.pt, round(b.after.pt, 2)) for b in section.blocks]
        for section in page.tree.sections
    ]
    # Under the first paragraph 3, over the columns 4, over the heading 6; under the columns 3 and 4, over the last paragraph 3.
    assert gaps == [[(3, 0)], [(6, 0), (3, 0), (6, 0), (3, 0)], [(10, 3)]]
    assert [section.above.pt for section in page.tree.sections] == [0, 7, 0]
    assert [(s.columns, s.new_page) for s in page.tree.sections] == [
        (1, False),
        (2, False),
        (1, False),
    ]


def test_columns_at_the_top_of_a_page_have_nothing_to_stand_apart_from() -> None:
    page, _ = styled(f"<p>前</p><div class=c style='break-before: page'>{TWO}</div>", CSS)
    first, second = page.tree.sections
    assert (first.above, second.above, second.new_page) == (ZERO, ZERO, True)
    assert second.blocks[0].before.pt == 10
