"""Turn samples and small pages into their finished files and what the proof says of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

from briefgen.proof.layout import LayoutReport, check_layout
from briefgen.proof.pages import read_pdf
from briefgen.proof.wordfile import read_docx
from briefgen.proof.words import WordsReport, compare_words
from briefgen.style import StyledPage
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_docx
from tests.briefs.built import OWN, SAMPLES, Built, build

TEMPLATES = ("base", "bulletin", "feature", "handout-notes", "newsletter", "roundup", "schedule")
EVERY = [(brief, template) for brief in SAMPLES for template in TEMPLATES]
EVERY += [(brief, template) for brief, template in OWN if brief not in SAMPLES]
SHORT = dict.fromkeys((brief for brief, _ in OWN if brief not in SAMPLES), (500, 40))
"""The fewest characters and lines of samples that are shorter than the usual 1500 and 100."""


@cache
def built(brief: str, template: str) -> Built:
    """A sample with a template."""
    return build(brief, template)


def files(page: StyledPage) -> tuple[bytes, bytes]:
    """The PDF and the Word file of a page."""
    pdf, docx = write_pdf(page).value, write_docx(page.tree).value
    assert pdf is not None
    assert docx is not None
    return pdf, docx


def words(
    page: StyledPage, bend: Callable[[str], str] = str, part: str = "document"
) -> WordsReport:
    """What is said of a page's words, one part of its Word file bent."""
    pdf, docx = files(page)
    return compare_words(read_pdf(pdf), read_docx(bent(docx, bend, part)), page.tree)


def layout(page: StyledPage) -> LayoutReport:
    """What is said of a page's layout."""
    return check_layout(read_pdf(files(page)[0]), page.tree)


def bent(docx: bytes, bend: Callable[[str], str], part: str) -> bytes:
    """A Word file with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(made, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            copy.writestr(name, bend(data.decode()) if name == f"word/{part}.xml" else data)
    return made.getvalue()
