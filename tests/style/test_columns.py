"""What stands over, under and between columns."""

from __future__ import annotations

from tests.style.support import styled

CSS = ".c { columns: 2; column-gap: 10pt; margin: 4pt 0 } p { margin: 3pt 0 } h2 { margin: 6pt 0 2pt; font: inherit }"
TWO = "<h2>甲</h2><p>乙</p><h2>丙</h2><p>丁</p>"


def test_margins_over_columns_add_up_and_what_is_over_a_section_is_over_its_first_block() -> None:
    page, messages = styled(f"<p>前</p><div class=c>{TWO}</div><p>后</p>", CSS)
    assert messages == ()
    gaps = [
        [(b.before.pt, round(b.after.pt, 2)) for b in section.blocks]
        for section in page.tree.sections
    ]
    # Under the first paragraph 3, over the columns 4, over the heading 6; under the columns 3 and 4, over the last paragraph 3.
    assert gaps == [[(3, 0)], [(13, 0), (3, 0), (6, 0), (3, 0)], [(10, 3)]]
    assert [(s.columns, s.new_page) for s in page.tree.sections] == [
        (1, False),
        (2, False),
        (1, False),
    ]
