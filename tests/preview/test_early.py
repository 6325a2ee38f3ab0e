"""One page before the others: it is the page that the finished document has, and asking for it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from briefgen.pipeline import Choices, run_stages
from briefgen.preview.pictures import Pictures
from briefgen.style import StyledPage, sheets, style_page
from briefgen.style.early import Glimpse
from briefgen.style.places import spots_of
from briefgen.template import Page
from briefgen.world import DiskWorld
from briefgen.writers import Stage
from briefgen.writers.draft import write_draft
from briefgen.writers.dump import dump_tree
from briefgen.writers.pdf import write_pdf
from tests.briefs.built import ROOT, reference
from tests.preview.support import EIGHTEEN
from tests.style.support import styled


@pytest.fixture(scope="module")
def filled() -> Page:
    world = DiskWorld(ROOT)
    stages = run_stages(world, reference(EIGHTEEN), Choices(), Stage.PAGE)
    page: Page | None = stages[Stage.PAGE].value
    assert page is not None
    return page


def laid_out(page: Page, glimpse: Glimpse | None = None) -> StyledPage:
    result = style_page(DiskWorld(ROOT), page, glimpse)
    assert result.value is not None
    return result.value


def pdf(styled_page: StyledPage) -> bytes:
    written = write_pdf(styled_page).value
    assert written is not None
    return written


@pytest.mark.parametrize("wanted", [0, 3])
def test_the_early_page_is_the_finished_one_and_leaves_no_trace(filled: Page, wanted: int) -> None:
    sheets._KEPT.clear()
    plain = laid_out(filled)
    whole = pdf(plain)
    drafts: list[bytes] = []

    def show(document: Any) -> None:
        drafts.append(write_draft(document))

    after = laid_out(filled, Glimpse(wanted, plain.tree.pages, show))
    assert pdf(after) == whole
    assert dump_tree(after.tree) == dump_tree(plain.tree)
    (draft,) = drafts
    early, finished = Pictures(draft), Pictures(whole)
    assert len(early.sizes) == 1
    assert early.png(0, 700) == finished.png(wanted, 700)
    # A second draft takes the fonts that were cut for the first.
    again: list[bytes] = []
    laid_out(
        filled, Glimpse(wanted, plain.tree.pages, lambda found: again.append(write_draft(found)))
    )
    assert Pictures(again[0]).png(0, 700) == finished.png(wanted, 700)


def test_a_page_that_is_not_there_is_not_shown(filled: Page) -> None:
    drafts: list[object] = []
    laid_out(filled, Glimpse(400, 0, drafts.append))
    assert drafts == []


def test_sheets_are_parsed_once_and_those_with_fonts_each_time() -> None:
    sheets._KEPT.clear()
    plain = "p{color:red} @counter-style dots{system:cyclic;symbols:'·'} q{colour:red}"
    first, said = styled("<ol><li>x</ol>", plain + "ol{list-style:dots}")
    kept = len(sheets._KEPT)
    again, said_again = styled("<ol><li>x</ol>", plain + "ol{list-style:dots}")
    assert len(sheets._KEPT) == kept == 2
    assert dump_tree(first.tree) == dump_tree(again.tree)
    assert said == said_again
    assert [each.code for each in said] == ["css"]
    styled("<p>x", "@font-face{font-family:x;src:url(x.otf)}")
    styled("<p>x", '@import "other.css";', {"templates/t/other.css": "p{color:red}"})
    assert len(sheets._KEPT) == kept


def test_every_part_of_a_divided_paragraph_is_a_spot() -> None:
    text = "一二三四五六七八九十" * 40
    page, _ = styled(f'<p data-src="a.yaml:3:text">{text}</p><p data-src="a.yaml:4:x">末</p>')
    spots = spots_of(page.document)
    assert [(spot.page, spot.src) for spot in spots] == [
        (0, "a.yaml:3:text"),
        (1, "a.yaml:3:text"),
        (1, "a.yaml:4:x"),
    ]
    first, second, last = spots
    assert (first.x, first.y, first.width) == pytest.approx((20, 20, 160), abs=0.1)
    assert first.height == pytest.approx(260, abs=0.1), "down to the end of the page"
    assert second.height == pytest.approx((400 / 16 - 17) * 15, abs=0.1)
    assert last.y == pytest.approx(second.y + second.height, abs=0.1)
    assert last.height == pytest.approx(15, abs=0.1)
