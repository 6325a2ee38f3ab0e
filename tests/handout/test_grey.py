"""Print runs in grey: no colour is left, a red rule stays dark, pale stays pale, words and soundness stay."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from briefgen.handout import Layout, Subject, Wish, prepare
from briefgen.handout.grey import grey_of, to_grey
from briefgen.handout.placing import Press
from briefgen.handout.plan import coloured
from briefgen.world import MemoryWorld
from tests.briefs.built import SAMPLES, sample
from tests.handout.paper import A4, check

PHOTO = Image.new("RGB", (8, 8), (200, 30, 40))


def page(content: bytes, **resources: Any) -> pikepdf.Pdf:
    """A page of 100 pt with this content."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    made = {key: Dictionary(value) for key, value in resources.items()}
    pdf.pages[0].obj.Resources = Dictionary(made)
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    return pdf


def seen(pdf: pikepdf.Pdf, x: int, y: int) -> tuple[int, int, int]:
    """The colour of a spot, counted from the upper left corner."""
    stream = io.BytesIO()
    pdf.save(stream)
    image = pypdfium2.PdfDocument(stream.getvalue())[0].render(scale=1).to_pil().convert("RGB")
    colour = image.getpixel((x, y))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


@pytest.mark.parametrize(
    ("colour", "least", "most"),
    [
        ((0.84, 0, 0.06), 0, 0.2),  # the red of a masthead
        ((1, 1, 0), 0, 0.5),
        ((0.93, 0.95, 0.95), 0.9, 1),  # a tint
        ((0, 0, 0), 0, 0),
        ((1, 1, 1), 1, 1),
        ((0.5, 0.5, 0.5), 0.5, 0.5),
        ((0, 0, 0, 1), 0, 0),
        ((0, 1, 1, 0), 0, 0.2),
    ],
)
def test_colours_become_dark_and_greys_stay(colour: Any, least: float, most: float) -> None:
    assert least - 1e-9 <= grey_of(colour) <= most + 1e-9


@pytest.mark.parametrize(
    "paint",
    [
        b"0.84 0 0.06 rg",
        b"0 1 1 0 k",
        b"/DeviceRGB cs 0.84 0 0.06 sc",
        b"/Icc cs 0.84 0 0.06 scn",
        b"q /DeviceRGB cs Q /DeviceRGB cs 0.84 0 0.06 scn",
    ],
)
def test_every_way_to_choose_a_colour(paint: bytes) -> None:
    pdf = page(paint + b" 0 0 100 100 re f")
    profile = pdf.make_stream(b"", N=3, Alternate=Name.DeviceRGB)
    pdf.pages[0].obj.Resources.ColorSpace = Dictionary(Icc=Array([Name.ICCBased, profile]))
    assert to_grey(pdf) == 0
    red, green, blue = seen(pdf, 50, 50)
    assert red == green == blue < 60


def test_greys_that_were_set_stay() -> None:
    pdf = page(b"/DeviceGray cs 0.5 sc 0 0 50 100 re f 0.25 g 50 0 50 100 re f")
    assert to_grey(pdf) == 0
    assert [seen(pdf, x, 50)[0] for x in (25, 75)] == [128, 64]


@pytest.mark.parametrize("filtered", ["JPEG", None])
def test_pictures_and_forms(filtered: str | None) -> None:
    pdf = page(b"q 100 0 0 50 0 0 cm /Im Do Q /Fm Do")
    stream = io.BytesIO()
    PHOTO.save(stream, "JPEG")
    data = stream.getvalue() if filtered else PHOTO.tobytes()
    image = pdf.make_stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, BitsPerComponent=8, ColorSpace=Name.DeviceRGB,
    )  # fmt: skip
    if filtered:
        image.write(data, filter=Name.DCTDecode)
    form = pdf.make_stream(
        b"0.84 0 0.06 rg 0 60 100 20 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 100, 100]),
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im=image, Fm=form)
    assert to_grey(pdf) == 0
    for y in (30, 75):
        red, green, blue = seen(pdf, 50, y)
        assert red == green == blue < 120, y


def test_what_keeps_its_colour_is_counted() -> None:
    pdf = page(b"/Spot cs 1 scn 0 0 10 10 re f /Sh sh")
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 0, 0], N=1)
    spot = Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, tint])
    pdf.pages[0].obj.Resources.ColorSpace = Dictionary(Spot=spot)
    assert to_grey(pdf) == 2


@pytest.mark.parametrize("brief", SAMPLES)
@pytest.mark.parametrize("kind", ["pages", "booklet"])
def test_a_run_in_grey_has_no_colour(brief: str, kind: Any) -> None:
    data = sample(brief).pdf
    wish = Wish(Layout(kind), Press(A4), paper_chosen=False, grey=True)
    made = prepare(MemoryWorld({}), data, Subject("job", "Title"), wish).value
    assert made is not None
    assert made.plan.colour == 0
    assert made.plan.black > 0
    ((name, grey),) = made.files
    assert name == ("job-grey.pdf" if kind == "pages" else "job-booklet-grey.pdf")
    assert any(coloured(data))
    assert not any(coloured(grey))
    check(grey)
    if kind == "pages":
        words = [
            [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(each)]
            for each in (data, grey)
        ]
        assert words[0] == words[1]


def test_the_red_rule_is_dark_enough_to_print() -> None:
    """The darkest line across the first page, above the title, before and after."""
    wish = Wish(Layout("pages"), Press(A4), paper_chosen=False, grey=True)
    made = prepare(MemoryWorld({}), sample(SAMPLES[0]).pdf, Subject("job", "Title"), wish).value
    assert made is not None
    ((_, grey),) = made.files
    rows = []
    for data in (sample(SAMPLES[0]).pdf, grey):
        image = pypdfium2.PdfDocument(data)[0].render(scale=4).to_pil().convert("RGB")
        column = [image.getpixel((image.width // 2, y)) for y in range(image.height // 2)]
        rows.append(column)
    reds = [y for y, (r, g, b) in enumerate(rows[0]) if r > 180 and g < 40 and b < 60]
    assert reds, "the sample has a red rule"
    middle = reds[-len(reds) // 2]
    assert max(rows[1][middle]) <= 80
