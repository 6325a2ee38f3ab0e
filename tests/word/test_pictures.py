from __future__ import annotations

import io

import pytest
from PIL import Image

from briefgen.units import mm
from briefgen.writers.word.images import NotAPicture, ready
from tests.word.support import SQUARE, p, picture, png, shown, written

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EXIF_TURNED = 6  # a quarter to the right


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = EXIF_TURNED
    return png(size=(40, 20), form="JPEG", exif=exif)


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (png(), "png"),
        (png("L", form="JPEG"), "jpg"),
        (png("P", form="GIF"), "gif"),
    ],
)
def test_pictures_that_word_shows_pass_untouched(data: bytes, extension: str) -> None:
    made = ready(data, mm(10), mm(10))
    assert (made.data, made.extension, made.drawing) == (data, extension, None)


@pytest.mark.parametrize(
    ("data", "form", "mode", "size"),
    [
        (_turned(), "JPEG", "RGB", (20, 40)),
        (png("CMYK", form="JPEG"), "JPEG", "RGB", (4, 2)),
        (png("RGB", form="WEBP"), "PNG", "RGB", (4, 2)),
        (png("RGBA", form="WEBP"), "PNG", "RGBA", (4, 2)),
        (png("I;16"), "PNG", "RGB", (4, 2)),
        (png("RGB", form="BMP"), "PNG", "RGB", (4, 2)),
    ],
)
def test_others_are_turned_upright_and_made_into_what_word_shows(
    data: bytes, form: str, mode: str, size: tuple[int, int]
) -> None:
    made = ready(data, mm(10), mm(10))
    image = Image.open(io.BytesIO(made.data))
    image.load()
    assert (image.format, image.mode, image.size) == (form, mode, size)


def test_sixteen_bits_are_scaled_not_cut() -> None:
    stream = io.BytesIO()
    Image.new("I;16", (1, 1), 0x8080).save(stream, "PNG")
    image = Image.open(io.BytesIO(ready(stream.getvalue(), mm(10), mm(10)).data))
    assert image.getpixel((0, 0)) == (0x80, 0x80, 0x80)


def test_the_drawing_has_size_words_and_an_id_of_its_own() -> None:
    made = written(p(picture(), picture(alt="")), p(picture(png(size=(5, 5)))))
    drawings = list(made.xml().iter(f"{WP}inline"))
    properties = [d.find(f"{WP}docPr") for d in drawings]
    assert [n.get("id") for n in properties if n is not None] == ["1", "2", "3"]
    assert [n.get("descr") for n in properties if n is not None] == ["会场", None, "会场"]
    extent = drawings[0].find(f"{WP}extent")
    assert extent is not None
    assert extent.attrib == {"cx": str(mm(40).emu), "cy": str(mm(20).emu)}
    assert sum(1 for n in made.xml().iter() if n.tag.endswith("}decorative")) == 1


def test_a_picture_that_comes_twice_is_stored_once() -> None:
    made = written(p(picture(), picture(file="content/b/other.png")))
    assert [n for n in made.package.namelist() if "media" in n] == ["word/media/image1.png"]


def test_a_drawing_comes_with_dots_for_those_who_cannot_draw() -> None:
    made = written(p(picture(SQUARE.encode(), file="a.svg")))
    dots = Image.open(io.BytesIO(made.package.read("word/media/image1.png")))
    assert made.package.read("word/media/image2.svg") == SQUARE.encode()
    assert dots.size == pytest.approx((40 / 25.4 * 300, 20 / 25.4 * 300), abs=1)
    assert dots.getpixel((dots.width // 2, dots.height // 2)) == (0, 0x88, 0xCC, 255)
    assert any(node.tag.endswith("}svgBlip") for node in made.xml().iter())


@pytest.mark.parametrize(
    "data", [b"", b"no picture", png()[:40], b"<svg xmlns='http://www.w3.org/2000/svg'"]
)
def test_what_is_no_picture_is_told_and_its_words_stay(data: bytes) -> None:
    made = written(p(picture(data, src="content/a/x.yaml:4:images/0")))
    (said,) = made.said
    assert said.startswith('content/a/x.yaml:4: warning[word-picture]: the picture "content/a/hall.png" cannot be')  # fmt: skip
    assert shown(made.body) == "[会场]"


def test_a_picture_that_moves_stands_still_as_in_print() -> None:
    frames = [Image.new("RGB", (4, 2), colour) for colour in ("red", "green")]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    image = Image.open(io.BytesIO(ready(stream.getvalue(), mm(10), mm(10)).data))
    assert (image.format, image.convert("RGB").getpixel((0, 0))) == ("PNG", (255, 0, 0))


def test_no_printers_program_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "PIL.EpsImagePlugin.Ghostscript", lambda *_, **__: pytest.fail("it was run")
    )
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 20\n%%EndComments\nshowpage\n%%EOF\n"
    with pytest.raises(NotAPicture):
        ready(eps, mm(10), mm(10))
