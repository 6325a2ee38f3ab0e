"""Turn a picture into a watermark: faint, in the middle of every page, and no part of what a screen reader reads."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from briefgen.handout.geometry import Matrix, inverse
from briefgen.handout.marks import n
from briefgen.handout.reading import Source

FAINT = 0.15
"""How much of a watermark is seen."""
_SHARE = 0.6  # of the page's width or height, whichever it reaches first
_MOST_PIXELS = 40_000_000


def read_picture(data: bytes) -> Image.Image | None:
    """The picture with its transparency; None when it can't be read or is absurdly large."""
    try:
        with Image.open(io.BytesIO(data)) as found:
            if found.width * found.height > _MOST_PIXELS:
                return None
            return found.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def mark_pages(source: Source, picture: Image.Image) -> None:
    """Draw the picture faintly in the middle of every page, as it is seen when the page is upright."""
    pdf = source.pdf
    image = embedded(pdf, picture)
    faint = pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=FAINT))
    for page, seen in zip(pdf.pages, source.pages, strict=True):
        where = inverse(seen.upright)
        drawing = drawn(picture.size, (seen.width, seen.height), where, "MarkPicture", "MarkFaint")
        shown = b"/Artifact <</Type /Pagination>> BDC %b EMC" % drawing
        _add(
            pdf, page.obj, {"XObject": ("/MarkPicture", image), "ExtGState": ("/MarkFaint", faint)}
        )
        old = page.obj.get("/Contents", Array())
        parts = list(old) if isinstance(old, Array) else [old]
        ends = [pdf.make_stream(b"q\n"), pdf.make_stream(b"\nQ\n" + shown)]
        page.obj.Contents = Array([ends[0], *parts, ends[1]])


def drawn(
    size: tuple[int, int], page: tuple[float, float], matrix: Matrix, name: str, state: str
) -> bytes:
    """Content that draws a picture of `size` pixels in the middle of a page of this width and height.

    `matrix` takes the page's upright coordinates to those of what is drawn on; `name` and `state` are resources there.
    """
    scale = min(_SHARE * page[0] / size[0], _SHARE * page[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    x, y = (page[0] - width) / 2, (page[1] - height) / 2
    turned = " ".join(n(value, 7) for value in matrix)
    placed = f"{n(width)} 0 0 {n(height)} {n(x)} {n(y)}"
    return f"q {turned} cm /{state} gs {placed} cm /{name} Do Q".encode()


def embedded(pdf: pikepdf.Pdf, picture: Image.Image, into: Any = None) -> Any:
    """The picture as an image of a PDF; it takes the place of the image `into`, if there is one."""

    def stream(image: Image.Image, space: Any, old: Any) -> Any:
        made = pdf.make_stream(b"") if old is None else old
        made.write(zlib.compress(image.tobytes()), filter=Name.FlateDecode)
        entries = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            BitsPerComponent=8,
            ColorSpace=space,
        )
        for key, value in entries.items():
            made[key] = value
        return made

    grey = picture.mode == "LA"
    space = Name.DeviceGray if grey else Name.DeviceRGB
    mask = into.SMask if into is not None else None
    made = stream(picture.convert("L" if grey else "RGB"), space, into)
    made.SMask = stream(picture.getchannel("A"), Name.DeviceGray, mask)
    return made


def _add(pdf: pikepdf.Pdf, page: Any, entries: dict[str, tuple[str, Any]]) -> None:
    """Give a page resources without changing what other pages share."""
    node = page
    while "/Resources" not in node and "/Parent" in node:
        node = node.Parent
    resources = Dictionary(dict(node.get("/Resources", Dictionary()).items()))
    for kind, (name, value) in entries.items():
        known = dict(resources.get(f"/{kind}", Dictionary()).items())
        resources[f"/{kind}"] = Dictionary({**known, name: value})
    page.Resources = pdf.make_indirect(resources)
