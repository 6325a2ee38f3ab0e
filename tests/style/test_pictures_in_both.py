"""Pictures of every kind look the same in the PDF and in the Word file: colours, and which side is up."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
from PIL import Image

from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_docx
from tests.style.support import styled

CSS = "@page { size: 40pt 20pt; margin: 0 } img { width: 40pt; height: 20pt; display: block }"
RED, BLUE = (255, 0, 0), (0, 0, 255)
NEAR = 40  # CMYK and JPEG come back a little different


def halves(mode: str, form: str, turned: int = 1) -> bytes:
    """A picture that is red on the left and blue on the right, once it is turned as it says."""
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (20, 0, 40, 20))
    exif = Image.Exif()
    if turned != 1:
        image = image.transpose(Image.Transpose.ROTATE_180)
        exif[0x0112] = turned
    stream = io.BytesIO()
    image.convert(mode).save(stream, form, **({"exif": exif} if turned != 1 else {}))
    return stream.getvalue()


def moving() -> bytes:
    stream = io.BytesIO()
    first = Image.open(io.BytesIO(halves("RGB", "PNG")))
    first.save(stream, "GIF", save_all=True, append_images=[Image.new("RGB", (40, 20), "green")])
    return stream.getvalue()


def deep() -> bytes:
    stream = io.BytesIO()
    image = Image.new("I;16", (40, 20), 0x4040)
    image.paste(0xC0C0, (20, 0, 40, 20))
    image.save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "colours"),
    [
        ("a.png", halves("RGB", "PNG"), (RED, BLUE)),
        ("a.jpg", halves("RGB", "JPEG"), (RED, BLUE)),
        ("cmyk.jpg", halves("CMYK", "JPEG"), (RED, BLUE)),
        ("turned.jpg", halves("RGB", "JPEG", turned=3), (RED, BLUE)),
        ("a.webp", halves("RGB", "WEBP"), (RED, BLUE)),
        ("a.gif", halves("P", "GIF"), (RED, BLUE)),
        ("moving.gif", moving(), (RED, BLUE)),
        ("deep.png", deep(), ((0x40,) * 3, (0xC0,) * 3)),
    ],
)
def test_left_and_right(name: str, data: bytes, colours: tuple[tuple[int, ...], ...]) -> None:
    page, said = styled(f'<img src="content/{name}" alt="x">', CSS, {f"content/{name}": data})
    assert said == ()
    pdf, docx = write_pdf(page).value, write_docx(page.tree).value
    assert pdf is not None
    assert docx is not None
    document = pypdfium2.PdfDocument(pdf)
    printed = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        (part,) = (each for each in package.namelist() if "media/" in each)
        shown = Image.open(io.BytesIO(package.read(part))).convert("RGB")
    for image in (printed, shown):
        for side, colour in zip((0.25, 0.75), colours, strict=True):
            point = image.getpixel((int(image.width * side), image.height // 2))
            assert isinstance(point, tuple)
            assert max(abs(a - b) for a, b in zip(point, colour, strict=True)) < NEAR, (
                image.size,
                point,
            )
