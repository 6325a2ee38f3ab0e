"""What the form of handouts says becomes a print run, or is refused."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from briefgen.handout import Subject
from briefgen.preview.sheets import BadWish, sheets_of, wish_of
from briefgen.units import mm
from briefgen.world import MemoryWorld
from tests.handout.paper import bytes_of, made


def test_a_booklet_has_its_sheets_its_plan_and_its_file() -> None:
    form = {"layout": "booklet", "paper": "A4", "fold": True, "margin": "5mm"}
    result = sheets_of(MemoryWorld({}), bytes_of(made(8)), Subject("x", "X"), form)
    assert result.value is not None
    assert len(result.value.pictures.sizes) == 4
    assert result.value.duplex
    assert list(result.value.files) == ["x-booklet.pdf"]
    assert dict(result.value.plan["en"])
    assert dict(result.value.plan["zh"])


def test_the_form_is_read() -> None:
    wish = wish_of({"layout": "cards", "rows": 4, "columns": 2, "gap": "2mm", "crop": True,
                    "copies": 7, "rules": True, "number": True, "duplex": "none", "binding": "right"})  # fmt: skip
    assert (wish.layout.rows, wish.layout.columns, wish.copies) == (4, 2, 7)
    assert wish.press.gap == pytest.approx(mm(2).pt)
    assert set(wish.press.marks) == {"crop"}
    assert wish.press.rules
    assert not wish_of({"layout": "booklet", "rules": True}).press.rules
    assert (wish.press.duplex, wish.press.binding) == ("none", "right")
    assert wish.numbering is not None
    assert not wish.paper_chosen


def test_pages_with_lines_beside_them_and_in_grey() -> None:
    form = {"layout": "notes", "beside": 2, "grey": True, "paper": "A4"}
    coloured = made(3, (960, 540))
    coloured.pages[0].obj.Contents = coloured.make_stream(b"0.84 0 0.06 rg 0 0 900 500 re f")
    result = sheets_of(MemoryWorld({}), bytes_of(coloured), Subject("x", "X"), form)
    assert result.value is not None
    ((name, data),) = result.value.files.items()
    assert name == "x-notes-grey.pdf"
    assert len(result.value.pictures.sizes) == 2
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].obj.Contents.read_bytes().count(b" l S") > 15, "lines to write on"
    assert "In colour" in dict(result.value.plan["en"])
    assert dict(result.value.plan["en"])["In colour"] == "0"
    assert wish_of({"layout": "notes"}).layout.each == 3


@pytest.mark.parametrize(
    "form",
    [
        {"layout": "scroll"},
        {"paper": "A99"},
        {"layout": "nup", "each": 5},
        {"layout": "cards", "rows": 0},
        {"layout": "cards", "rows": "2"},
        {"layout": "notes", "beside": 7},
        {"layout": "notes", "beside": "2"},
        {"margin": "wide"},
        {"margin": "-5mm"},
        {"margin": 5},
        {"duplex": "both"},
        {"duplex": []},
        {"copies": 100_000},
    ],
)
def test_what_no_print_run_can_be_is_refused(form: dict[str, Any]) -> None:
    with pytest.raises(BadWish):
        wish_of(form)
