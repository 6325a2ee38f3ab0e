"""The PDF of a sample as other programs see it: tagged, with bookmarks and properties, named by what it is made from."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from briefgen import tree
from briefgen.style import StyledPage
from briefgen.writers.pdf import write_pdf
from tests.briefs.built import SAMPLES, flat, sample

every_sample = pytest.mark.parametrize("brief", SAMPLES)


def _opened(brief: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(sample(brief).pdf))


@every_sample
def test_the_pdf_is_tagged_and_says_its_language(brief: str) -> None:
    with _opened(brief) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == sample(brief).bulletin.language


@every_sample
def test_the_pdf_has_the_properties_of_the_brief(brief: str) -> None:
    built = sample(brief)
    with _opened(brief) as pdf:
        assert str(pdf.docinfo["/Title"]) == built.styled.tree.title
        assert str(pdf.docinfo["/Author"]) == built.bulletin.masthead.issuer
        assert str(pdf.docinfo["/CreationDate"]).startswith(f"D:{built.bulletin.date:%Y%m%d}")


@every_sample
def test_every_heading_is_a_bookmark_in_order(brief: str) -> None:
    headings = [p for p in tree.paragraphs(sample(brief).styled.tree) if p.level is not None]
    with _opened(brief) as pdf, pdf.open_outline() as outline:
        found = [flat(title) for title in _titles(list(outline.root))]
    assert found == [flat(heading.printed) for heading in headings]
    assert len(found) >= 5


def _titles(items: list[pikepdf.OutlineItem]) -> list[str]:
    return [title for item in items for title in (str(item.title), *_titles(list(item.children)))]


def test_the_identifier_is_made_from_the_content() -> None:
    styled = sample(SAMPLES[0]).styled
    name, data = next(iter(styled.attachments.items()))
    for other in (
        replace(styled, identity=b"another"),
        replace(styled, attachments={**styled.attachments, name: data + b"# a comment"}),
        replace(styled, attachments={}),
    ):
        assert _identifier(other) != _identifier(styled)
    assert _identifier(replace(styled)) == _identifier(styled)


def _identifier(styled: StyledPage) -> bytes:
    with pikepdf.open(io.BytesIO(write_pdf(styled).value or b"")) as pdf:
        return bytes(pdf.trailer.ID[0])
