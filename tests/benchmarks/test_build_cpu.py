"""A cold build of the eighteen-organisation bulletin against plain WeasyPrint making only the PDF of the same HTML."""

from __future__ import annotations

import sys
from pathlib import Path

from briefgen.load import list_briefs
from briefgen.pipeline import Choices, run_stages
from briefgen.world import DiskWorld
from briefgen.writers import Stage
from tests.benchmarks.measure import ratio

BRIEF = "2019-08-11-theme-education"
BAR = 0.8
ROOT = Path(__file__).parents[2]
PLAIN = """
import sys
from weasyprint import CSS, HTML
page, target, *sheets = sys.argv[1:]
HTML(filename=page).write_pdf(target, stylesheets=[CSS(filename=s) for s in sheets], pdf_tags=True)
"""


def _save_page(folder: Path) -> list[str]:
    """Write the brief's HTML and style sheets into `folder`; the paths, the page first."""
    world = DiskWorld(ROOT)
    (ref,) = [r for r in list_briefs(world).value or () if r.id == BRIEF]
    page = run_stages(world, ref, Choices(), Stage.PAGE)[Stage.PAGE].value
    assert page is not None
    files = [folder / "page.html"]
    files[0].write_text(page.html, "utf-8")
    for number, sheet in enumerate(page.sheets):
        files.append(folder / f"{number}.css")
        files[-1].write_text(sheet.text, "utf-8")
    return [str(file) for file in files]


def test_pdf_and_word_cost_little_more_than_plain_weasyprint_pdf(tmp_path: Path) -> None:
    page, *sheets = _save_page(tmp_path)
    out = tmp_path / "out"
    build = [sys.executable, "-m", "briefgen", "-C", str(ROOT), "build", BRIEF]
    subject = [*build, "--force", "-f", "pdf,docx", "-o", str(out)]
    baseline = [sys.executable, "-c", PLAIN, page, str(tmp_path / "plain.pdf"), *sheets]
    found = ratio(subject, baseline, tmp_path)
    print(f"\nbuild -f pdf,docx, cold, 18 organisations: {found}; bar {BAR}")
    _verify(out / f"{BRIEF}.pdf")
    assert found.value <= BAR


def _verify(pdf: Path) -> None:
    """Every headline stands in the PDF that was timed."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    world = DiskWorld(ROOT)
    (ref,) = [r for r in list_briefs(world).value or () if r.id == BRIEF]
    bulletin = run_stages(world, ref, Choices(), Stage.BULLETIN)[Stage.BULLETIN].value
    assert bulletin is not None
    flat = "".join(text.split())
    missing = [h.headline for h in bulletin.headlines if "".join(h.headline.split()) not in flat]
    assert not missing
