from __future__ import annotations

from pypdfium2 import PdfDocument

from briefgen.writers.pdf import write_pdf
from tests.style.support import styled

CSS = """
@page { @top-left { content: "简报"; font: 8pt/10pt FangSong }
  @bottom-center { content: "— " counter(page) " —"; font: 8pt/10pt FangSong } }
@page wide { size: 400pt 200pt; margin: 30pt }
.wide { page: wide }
td { padding: 0 }
"""
TABLE = "<table><tr><td>格</td></tr></table>"


def _pages(body: str) -> tuple[list[tuple[int, str]], list[tuple[int, bool, int]]]:
    """Width and words of each page of the PDF; width, new page and number of blocks of each section of the tree."""
    page, messages = styled(body, CSS)
    assert messages == ()
    pdf = write_pdf(page).value
    assert pdf is not None
    pages = [
        (int(p.get_size()[0]), "".join(p.get_textpage().get_text_bounded().split()))
        for p in PdfDocument(pdf)
    ]
    sections = page.tree.sections
    return pages, [(round(s.master.width.pt), s.new_page, len(s.blocks)) for s in sections]


def test_what_follows_a_landscape_box_is_on_a_page_of_its_own() -> None:
    for inside, words in (("<p>乙</p>", "乙"), (f"<p>乙</p>{TABLE}", "乙格")):
        pages, sections = _pages(f"<p>甲</p><div class=wide>{inside}</div><p>丙</p>")
        assert pages == [
            (200, "甲简报—1—"),
            (400, f"{words}简报—2—"),
            (200, "丙简报—3—"),
        ]
        assert sections == [(200, False, 1), (400, True, len(words)), (200, True, 1)]


def test_headers_and_footers_stand_where_the_pages_of_each_name_have_them() -> None:
    page, _ = styled("<p>甲</p><div class=wide><p>乙</p></div><p>丙</p>", CSS)
    found = [
        [round(running.distance.pt, 1) for running in section.master.odd]
        for section in page.tree.sections
    ]
    # 20 pt and 30 pt of margin, a line of 10 pt in the middle
    assert found == [[5, 5], [10, 10], [5, 5]]
    assert [section.master.first for section in page.tree.sections] == [None, None, None]


def test_a_share_of_the_width_is_one_of_the_page_on_which_it_stands() -> None:
    # 400 pt and 30 pt of margin at both sides: a tenth of 340 pt; pages without a name leave 160 pt of 200.
    body = (
        "<p style='padding-left:10%'>甲</p><div class=wide><p style='padding-left:10%'>乙</p></div>"
    )
    page, messages = styled(body, CSS)
    assert messages == ()
    found = [block.style.left.pt for section in page.tree.sections for block in section.blocks]  # type: ignore[union-attr]  # paragraphs
    assert found == [16, 34]
