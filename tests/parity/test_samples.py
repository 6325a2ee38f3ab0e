"""Every sample with every template: the same words, the same pages, the same lines, and the layout that the template promises."""

from __future__ import annotations

import pytest

from briefgen.office import find_office, to_pdf
from briefgen.proof.layout import NEAR, SHARE, check_layout
from briefgen.proof.lines import compare_lines
from briefgen.proof.office import as_word_means
from briefgen.proof.pages import flat, read_pdf
from briefgen.proof.parity import wanted_agreement
from briefgen.proof.setting import setting_of
from briefgen.proof.wordfile import read_docx
from briefgen.proof.words import compare_words
from briefgen.tree import paragraphs
from briefgen.units import mm
from tests.briefs.built import SAMPLES
from tests.parity.edges import office_ends
from tests.parity.support import EVERY, SHORT, built
from tests.validity import faults

WHOLE = ("bulletin", "newsletter", "roundup", "schedule")
"""Templates whose lines are as long as whole characters: LibreOffice, too, brings them to the edge."""

every = pytest.mark.parametrize(("brief", "template"), EVERY)


@every
def test_the_words_are_the_same_and_the_word_file_is_valid(brief: str, template: str) -> None:
    sample = built(brief, template)
    assert faults(sample.docx) == []
    report = compare_words(read_pdf(sample.pdf), read_docx(sample.docx), sample.styled.tree)
    assert [said.line() for said in report.messages] == []
    assert report.same == report.characters > SHORT.get(brief, (1500, 100))[0]


@every
def test_the_layout_is_as_promised(brief: str, template: str) -> None:
    sample = built(brief, template)
    pages = read_pdf(sample.pdf)
    report = check_layout(pages, sample.styled.tree)
    assert [said.line() for said in report.messages] == []
    assert report.flush >= SHARE
    assert report.lines > SHORT.get(brief, (1500, 100))[1]
    known = {id(line.paragraph) for line in setting_of(pages, sample.styled.tree).lines}
    texts = [p for p in paragraphs(sample.styled.tree) if flat(p.printed)]
    assert [p.text for p in texts if id(p) not in known] == [], "paragraphs that nobody looked at"


@pytest.mark.parametrize("template", ["bulletin", "roundup"])
@pytest.mark.parametrize("brief", SAMPLES[:2])
def test_the_page_is_the_standards(brief: str, template: str) -> None:
    """GB/T 9704-2012: 156 by 225 mm with 37 mm above and 28 mm beside it, 22 lines of 28 characters."""
    (section,) = built(brief, template).styled.tree.sections
    master, margins = section.master, section.master.margins
    assert (master.width, master.height, master.grid) == (mm(210), mm(297), (28, 22))
    assert (margins.top, margins.left) == (mm(37), mm(28))
    assert master.width - margins.left - margins.right == mm(156)
    assert master.height - margins.top - margins.bottom == mm(225)


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_pages_lines_and_edges_are_the_same() -> None:
    """All in one test, as LibreOffice takes most of its time to start.

    95 of 100 justified lines of all samples end within 0.3 mm of the edge, in the PDF and in LibreOffice's.
    """
    names = {f"{brief} {template}": (brief, template) for brief, template in EVERY}
    program = find_office() or ""
    made = to_pdf(program, {n: as_word_means(built(*key).docx) for n, key in names.items()})
    assert made.keys() == names.keys()
    found: list[tuple[str, object]] = []
    off: list[tuple[float, float]] = []
    for name, key in names.items():
        sample = built(*key)
        report = compare_lines(read_pdf(sample.pdf), read_pdf(made[name]))
        good = report.agreement >= wanted_agreement(sample.styled.tree)
        same_pages = report.pages[0] == report.pages[1]
        enough = report.lines > SHORT.get(key[0], (1500, 100))[1]
        if not (good and same_pages and abs(report.down) < 0.1 and enough):
            found.append((name, report))
        ends = list(office_ends(sample.styled.tree, read_pdf(sample.pdf), read_pdf(made[name])))
        unexplained = [end for end in ends if not end.explained]
        if len(unexplained) > (1 - SHARE) * len(ends):
            found.append((name, unexplained))
        off += [end.off for end in ends]
        short = [end for end in ends if end.off[1] > NEAR]
        if key[1] in WHOLE and key[0] in SAMPLES[:2] and len(short) > (1 - SHARE) * len(ends):
            found.append((name, short))
    assert found == []
    assert len(off) > 600
    for edges in zip(*off, strict=True):
        assert sum(edge <= NEAR for edge in edges) >= SHARE * len(edges)
