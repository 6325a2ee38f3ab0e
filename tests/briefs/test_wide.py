"""The table of figures with every organisation's share on a landscape page: in both files, between upright ones."""

from __future__ import annotations

from pypdfium2 import PdfDocument

from briefgen.pipeline import Choices, run_stages
from briefgen.world import DiskWorld
from briefgen.writers import Stage
from briefgen.writers.pdf import write_pdf
from tests.briefs.built import ROOT, reference


def test_the_wide_table_has_a_landscape_page() -> None:
    choices = Choices("bulletin", {"breakdown": "yes", "breakdown-page": "landscape"})
    brief = reference("2019-08-11-theme-education")
    styled = run_stages(DiskWorld(ROOT), brief, choices, Stage.STYLED)[Stage.STYLED]
    assert styled.value is not None
    pdf = write_pdf(styled.value).value
    assert pdf is not None
    turned = [page.get_width() > page.get_height() for page in PdfDocument(pdf)]
    assert turned.count(True) == 1
    assert turned[0] is turned[-1] is False
    masters = [section.master for section in styled.value.tree.sections]
    assert [master.width > master.height for master in masters] == [False, True, False]
