"""Documents that nobody would write, the same ones every time: pages and lines of Word and PDF are the same in them, too."""

from __future__ import annotations

from functools import cache

import pytest

from briefgen.office import find_office, to_pdf
from briefgen.proof.lines import compare_lines
from briefgen.proof.office import as_word_means
from briefgen.proof.pages import read_pdf
from briefgen.proof.parity import AGREEMENT, TRACKED_AGREEMENT
from briefgen.style import StyledPage
from tests.parity.stress import KINDS, Plan, plans
from tests.parity.support import files, words
from tests.validity import faults

COUNT = 36
DOWN = 0.1
"""mm: how far half of a document's lines may be above or below their twins."""


@cache
def made() -> dict[Plan, StyledPage]:
    """The documents, laid out."""
    return {plan: plan.styled() for plan in plans(COUNT)}


def test_there_is_some_of_everything() -> None:
    found = plans(COUNT)
    assert len(found) == len(set(found)) == COUNT
    assert {plan.tracked for plan in found} == {True, False}
    assert {plan.columns for plan in found} == {1, 2}
    assert {plan.notes > 0 for plan in found} == {True, False}
    assert len({plan.face for plan in found}) == 3
    assert {kind for plan in found for kind in plan.kinds} == set(KINDS)


@pytest.mark.slow
def test_no_word_differs_and_every_file_is_sound() -> None:
    for plan, page in made().items():
        report = words(page)
        assert [said.line() for said in report.messages] == [], plan
        assert report.same == report.characters > 100
        assert faults(files(page)[1]) == [], plan


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_pages_and_lines_are_the_same() -> None:
    """One run of LibreOffice for all of them."""
    both = {plan: files(page) for plan, page in made().items()}
    names = {str(index): plan for index, plan in enumerate(both)}
    program = find_office() or ""
    office = to_pdf(program, {n: as_word_means(both[plan][1]) for n, plan in names.items()})
    reports = {
        plan: compare_lines(read_pdf(both[plan][0]), read_pdf(office[name]))
        for name, plan in names.items()
    }
    assert [plan for plan, r in reports.items() if r.pages[0] != r.pages[1]] == []
    assert [(plan, r) for plan, r in reports.items() if r.agreement < _least(plan)] == []
    # LibreOffice sets columns that begin with a framed paragraph lower by what its frame takes.
    lower = [(plan, r) for plan, r in reports.items() if abs(r.down) >= DOWN and plan.columns == 1]
    assert lower == []
    for tracked in (False, True):
        assert sum(r.lines for plan, r in reports.items() if plan.tracked is tracked) > 1000


def _least(plan: Plan) -> float:
    return TRACKED_AGREEMENT if plan.tracked else AGREEMENT
