"""Turn a picture's bytes into bytes that Word shows upright and in the right colours; most pass through untouched."""

from __future__ import annotations

import re
import warnings
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from briefgen.units import Length

if TYPE_CHECKING:
    from PIL.Image import Image

_SVG = re.compile(rb"<(?:\w+:)?svg[\s>]")
_PASSED = {
    "PNG": ("png", {"1", "L", "LA", "P", "RGB", "RGBA"}),
    "JPEG": ("jpg", {"L", "RGB"}),
    "GIF": ("gif", {"P", "L", "RGB"}),
}
_READ = ("PNG", "JPEG", "GIF", "WEBP", "BMP")  # never EPS, which is a program
_EXIF_ORIENTATION = 0x0112
_RASTER_DPI = 300
_RASTER_LIMIT = 3000  # pixels on the longer side


class NotAPicture(Exception):
    """The bytes are no picture that can be read."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A picture for Word: bytes, file ending, and the drawing it was made from (None: it was no drawing)."""

    data: bytes
    extension: str
    drawing: bytes | None = None


def ready(data: bytes, width: Length, height: Length) -> Ready:
    """The picture as Word takes it, drawings with a PNG of the size for what can't draw. Raises NotAPicture."""
    if _SVG.search(data[:4096]):
        try:
            ElementTree.fromstring(data)  # noqa: S314  WeasyPrint has read it before us
            return Ready(_rasterised(data, width, height), "png", data)
        except (ElementTree.ParseError, ValueError, OSError, RuntimeError) as error:
            raise NotAPicture(str(error)) from None
    return _upright(data)


@lru_cache(maxsize=64)
def _upright(data: bytes) -> Ready:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=_READ)
            extension, modes = _PASSED.get(image.format or "", ("", set()))
            turned = image.getexif().get(_EXIF_ORIENTATION, 1) != 1
            moves = getattr(image, "is_animated", False)
            if extension and image.mode in modes and not turned and not moves:
                return Ready(data, extension)
            return _encoded(ImageOps.exif_transpose(image), photo=image.format in {"JPEG", "MPO"})
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:  # fmt: skip
        raise NotAPicture(str(error)) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise NotAPicture(str(error)) from None


def _encoded(image: Image, *, photo: bool) -> Ready:
    stream = BytesIO()
    if photo:
        image.convert("L" if image.mode == "L" else "RGB").save(stream, "JPEG", quality=92)
        return Ready(stream.getvalue(), "jpg")
    see_through = image.mode in {"LA", "RGBA", "PA", "La", "RGBa"} or "transparency" in image.info
    if image.mode.startswith("I"):
        # 16 bits a sample; converting as it stands would cut, not scale.
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    image.convert("RGBA" if see_through else "RGB").save(stream, "PNG")
    return Ready(stream.getvalue(), "png")


@lru_cache(maxsize=64)
def _rasterised(data: bytes, width: Length, height: Length) -> bytes:
    """The drawing as a PNG: WeasyPrint, which draws it for the PDF, draws it alone on a page, PDFium makes dots of that."""
    import pypdfium2
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    address = "data:image/svg+xml;base64," + b64encode(data).decode()
    wide, high = max(1.0, width.pt), max(1.0, height.pt)
    markup = (
        f"<style>@page{{size:{wide:.3f}pt {high:.3f}pt;margin:0}}body{{margin:0}}"
        f"img{{display:block;width:{wide:.3f}pt;height:{high:.3f}pt}}</style><img alt='' src='{address}'>"
    )
    page = HTML(string=markup, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf()
    scale = min(_RASTER_DPI / 72, _RASTER_LIMIT / max(wide, high))
    document = pypdfium2.PdfDocument(page)
    try:
        dots = document[0].render(scale=scale, fill_color=(255, 255, 255, 0)).to_pil()
    finally:
        document.close()
    stream = BytesIO()
    dots.save(stream, "PNG")
    return stream.getvalue()
