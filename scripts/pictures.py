"""Turn the sample briefs into the pictures of the documentation: first pages as PDF and as Word, and one of every template.

The Word file is drawn by LibreOffice, as no Word is at hand. Run it with `make pictures`; it needs `soffice`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {
    "first-page": "2019-08-11-theme-education",
    "newsletter": "2026-w47-libraries",
}
"""The picture's name and the sample brief that it shows."""
SAMPLES = {
    "base": "2026-w47-libraries",
    "roundup": "2019-chongqing-roundup",
    "feature": "2026-11-linjiang-feature",
    "handout-notes": "2026-11-linjiang-feature",
    "schedule": "2026-w48-study-plan",
    "newsletter": "2026-w47-libraries",
    "compendium": "2019-theme-education-compendium",
}
"""The sample brief that shows a template; the others are shown with `USUAL`."""
USUAL = "2019-08-11-theme-education"
LARGEST = 200_000
"""Bytes of a picture …"""
LARGEST_OF_TEMPLATE = 60_000
"""… and of one of a template."""
THUMB_WIDTH, THUMB_COLOURS = 300, 32
PAGE_WIDTH = 560
GAP = 28
COLOURS = 48


def main() -> int:
    """Write docs/images/*.png and docs/images/templates/*.png; 3 when LibreOffice is not there."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice draws the Word file: install libreoffice-writer-nogui", file=sys.stderr)
        return 3
    folder = ROOT / "docs/images"
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name, brief in PICTURES.items():
            pdf, docx = built(brief, Path(work))
            pages = [first_page(pdf), first_page(as_pdf(docx, office, Path(work)))]
            save(side_by_side(pages), folder / f"{name}.png", LARGEST)
        for template in templates():
            pdf, _ = built(SAMPLES.get(template, USUAL), Path(work), template)
            page = first_page(pdf, THUMB_WIDTH)
            few = page.quantize(THUMB_COLOURS, dither=Image.Dither.NONE)
            save(few, folder / f"templates/{template}.png", LARGEST_OF_TEMPLATE)
    return 0


def templates() -> list[str]:
    """The templates that come with briefgen."""
    return sorted(path.parent.name for path in (ROOT / "templates").glob("*/template.yaml"))


def save(picture: Image.Image, path: Path, largest: int) -> None:
    """Write a picture. Raises SystemExit when it is too large."""
    picture.save(path, optimize=True)
    size = path.stat().st_size
    if size > largest:
        raise SystemExit(f"{path}: {size} bytes are too many, at most {largest}")
    print(f"{path.relative_to(ROOT)}  {size // 1000} KB")


def built(brief: str, folder: Path, template: str = "") -> tuple[Path, Path]:
    """The brief's PDF and Word file, newly built with its own template or another."""
    command = [sys.executable, "-m", "briefgen", "-C", str(ROOT), "build", brief, "-o", str(folder)]
    # What a sample has that a template leaves out is told, and no matter here.
    chosen = ["-t", template, "-f", "pdf"] if template else []
    subprocess.run([*command, *chosen], check=True, stdout=subprocess.DEVNULL)
    return folder / f"{brief}.pdf", folder / f"{brief}.docx"


def as_pdf(docx: Path, office: str, work: Path) -> Path:
    """The Word file as LibreOffice lays it out, in a user profile of its own."""
    folder = work / "office"
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    # It warns about a missing Java on the error stream, which it does not need here.
    subprocess.run([*command, str(docx)], check=True, capture_output=True)
    return folder / f"{docx.stem}.pdf"


def first_page(pdf: Path, width: int = PAGE_WIDTH) -> Image.Image:
    """The first page, so many pixels wide, with a thin frame."""
    page = pypdfium2.PdfDocument(pdf)[0]
    # Drawn larger and made smaller: small hanzi stay legible.
    drawn = page.render(scale=3 * width / page.get_width()).to_pil().convert("RGB")
    height = round(drawn.height * width / drawn.width)
    small = drawn.resize((width, height), Image.Resampling.LANCZOS)
    return ImageOps.expand(small, 1, "#b0b0b0")


def side_by_side(pages: list[Image.Image]) -> Image.Image:
    """The pages in a row, in few colours."""
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    sheet = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), "#f2f2f2")
    left = GAP
    for page in pages:
        sheet.paste(page, (left, GAP))
        left += page.width + GAP
    return sheet.quantize(COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main())
