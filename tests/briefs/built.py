"""Turn a sample brief into its outputs, once for all tests, and the outputs back into text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2

from briefgen.bulletin import Bulletin
from briefgen.load import BriefRef, list_briefs
from briefgen.messages import Message
from briefgen.pipeline import Choices, run_stages
from briefgen.style import StyledPage
from briefgen.tree import PageMaster
from briefgen.world import DiskWorld
from briefgen.writers import Stage
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_docx

ROOT = Path(__file__).parents[2]
SAMPLES = ("2019-08-11-theme-education", "2019-chongqing-roundup", "2026-w47-libraries")
OWN = (
    ("2026-11-linjiang-feature", "feature"),
    ("2026-w48-study-plan", "schedule"),
    ("2019-theme-education-compendium", "compendium"),
)
"""Samples that show one template, with its name; shorter than the others."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = dict.fromkeys(map(ord, "\u200b\u2060\u00ad\ufffe"))


@dataclass(frozen=True)
class Built:
    """A sample with everything that was made of it, and all that was said on the way."""

    bulletin: Bulletin
    styled: StyledPage
    pdf: bytes
    docx: bytes
    messages: tuple[Message, ...]


def reference(brief: str) -> BriefRef:
    """The sample's place in the repository."""
    found = list_briefs(DiskWorld(ROOT)).value or ()
    (ref,) = [ref for ref in found if ref.id == brief]
    return ref


def build(brief: str, template: str | None = None, **parameters: str) -> Built:
    """The sample, built with its own template or another, and with parameters for it."""
    world = DiskWorld(ROOT)
    stages = run_stages(world, reference(brief), Choices(template, parameters), Stage.STYLED)
    styled = stages[Stage.STYLED]
    assert styled.value is not None, [m.line() for m in styled.messages]
    pdf, docx = write_pdf(styled.value), write_docx(styled.value.tree)
    assert pdf.value is not None
    assert docx.value is not None
    bulletin: Bulletin | None = stages[Stage.BULLETIN].value
    assert bulletin is not None
    messages = (*styled.messages, *pdf.messages, *docx.messages)
    return Built(bulletin, styled.value, pdf.value, docx.value, messages)


@cache
def sample(brief: str) -> Built:
    """The sample with its own template."""
    return build(brief)


def flat(text: str) -> str:
    """Text without white space and break marks: what must be the same in both formats."""
    return re.sub(r"\s+", "", text.translate(_MARKS))


def pdf_text(pdf: bytes, master: PageMaster) -> str:
    """The flat text inside the margins of all pages, in reading order."""
    document = pypdfium2.PdfDocument(pdf)
    edges = master.margins
    pieces = []
    for page in document:
        width, height = page.get_size()
        pieces.append(
            page.get_textpage().get_text_bounded(
                edges.left.pt - 2,
                edges.bottom.pt - 2,
                width - edges.right.pt + 2,
                height - edges.top.pt + 2,
            )
        )
    return flat("".join(pieces))


def docx_text(docx: bytes) -> str:
    """The flat text of the document's body, in reading order."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = ET.fromstring(package.read("word/document.xml"))
    return flat("".join(node.text or "" for node in root.iter(f"{_W}t")))


def missing_in_order(wanted: list[str], text: str) -> list[str]:
    """Those of the wanted texts that don't come, each after the one before it, in a flat text."""
    missing, at = [], 0
    for piece in wanted:
        found = text.find(flat(piece), at)
        if found < 0:
            missing.append(piece)
        else:
            at = found + 1
    return missing
