"""The samples' Word files after other programs and after people: text, styles and sources are still there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefgen.template import list_templates
from briefgen.tree import paragraphs
from briefgen.world import DiskWorld
from briefgen.writers.word.sources import read_origin, read_sources
from tests.briefs.built import OWN, ROOT, SAMPLES, build, docx_text, sample
from tests.validity import faults
from tests.word.survival import accepted, changed, styles, through_office, through_python_docx

every_sample = pytest.mark.parametrize("brief", SAMPLES)
SHOWN = {"bulletin", "roundup", "newsletter", *dict(OWN).values()}
"""Templates that a sample is made with."""
WHO = 'w:author="a" w:date="2026-11-21T00:00:00Z"'
RUN = re.compile(
    r"<w:r>(?P<head><w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t>(?P<text>[^<]{4,})</w:t></w:r>"
)


def _assert_whole(before: bytes, after: bytes) -> None:
    assert docx_text(after) == docx_text(before)
    found, wanted = ([(name.casefold(), text) for name, text in styles(f)] for f in (after, before))
    assert found == wanted
    assert read_sources(after) == read_sources(before)
    assert read_origin(after) == read_origin(before)


@every_sample
def test_every_paragraph_with_a_source_is_read_back(brief: str) -> None:
    built = sample(brief)
    wanted = [p.src for p in paragraphs(built.styled.tree) if p.src]
    read = read_sources(built.docx)
    assert [each.source for each in read.values()] == wanted
    assert [name for name, each in read.items() if each.edited is not False] == []
    origin = read_origin(built.docx)
    assert origin is not None
    assert origin.brief == brief


@every_sample
def test_a_sample_survives_python_docx(brief: str) -> None:
    _assert_whole(sample(brief).docx, through_python_docx(sample(brief).docx))


@pytest.mark.office
@pytest.mark.slow
def test_samples_and_templates_survive_libreoffice(tmp_path: Path) -> None:
    """Which writes the names of Word's own styles for contents in capitals; to Word they are the same."""
    files = {brief: sample(brief).docx for brief in (*SAMPLES, *dict(OWN))}
    for template in set(list_templates(DiskWorld(ROOT))) - SHOWN:
        files[template] = build("2026-w47-libraries", template).docx
    assert len(files) >= 9
    for name, saved in through_office(files, tmp_path).items():
        _assert_whole(files[name], saved)


@every_sample
def test_a_sample_survives_tracked_changes(brief: str) -> None:
    """In every run the first two signs are deleted and two others put in their place, with tracked changes."""
    before = sample(brief).docx
    numbers = iter(range(10_000, 99_999))

    def rewrite(run: re.Match[str]) -> str:
        head, text = run["head"] or "", run["text"]
        return (
            f'<w:del w:id="{next(numbers)}" {WHO}><w:r>{head}<w:delText xml:space="preserve">{text[:2]}</w:delText></w:r></w:del>'
            f'<w:ins w:id="{next(numbers)}" {WHO}><w:r>{head}<w:t>改动</w:t></w:r></w:ins>'
            f'<w:r>{head}<w:t xml:space="preserve">{text[2:]}</w:t></w:r>'
        )

    tracked = changed(before, lambda text: RUN.sub(rewrite, text))
    after = accepted(tracked)
    assert faults(after) == []
    assert [name for name, _ in styles(after)] == [name for name, _ in styles(before)]
    old, new = read_sources(before), read_sources(after)
    assert read_sources(tracked) == new
    assert [(n, each.source) for n, each in new.items()] == [(n, e.source) for n, e in old.items()]
    assert sum(each.edited is True for each in new.values()) > len(new) / 2
    assert sum("改动" in each.text for each in new.values()) == sum(
        each.edited is True for each in new.values()
    )
