"""Turn a picture into a watermark: faint, in the middle of every page, and no part of what a screen reader reads."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from briefgen.handout.geometry import inverse
from briefgen.handout.marks import n
from briefgen.handout.reading import Source

_FAINT = 0.15
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
    image = _embedded(pdf, picture)
    faint = pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=_FAINT))
    for page, seen in zip(pdf.pages, source.pages, strict=True):
        scale = min(_SHARE * seen.width / picture.width, _SHARE * seen.height / picture.height)
        width, height = picture.width * scale, picture.height * scale
        x, y = (seen.width - width) / 2, (seen.height - height) / 2
        upright = " ".join(n(value, 7) for value in inverse(seen.upright))
        drawn = (
            f"/Artifact <</Type /Pagination>> BDC q {upright} cm /MarkFaint gs "
            f"{n(width)} 0 0 {n(height)} {n(x)} {n(y)} cm /MarkPicture Do Q EMC"
        )
        _add(
            pdf, page.obj, {"XObject": ("/MarkPicture", image), "ExtGState": ("/MarkFaint", faint)}
        )
        old = page.obj.get("/Contents", Array())
        parts = list(old) if isinstance(old, Array) else [old]
        ends = [pdf.make_stream(b"q\n"), pdf.make_stream(b"\nQ\n" + drawn.encode())]
        page.obj.Contents = Array([ends[0], *parts, ends[1]])


def _embedded(pdf: pikepdf.Pdf, picture: Image.Image) -> Any:
    def stream(image: Image.Image, space: Any) -> Any:
        return pdf.make_stream(
            image.tobytes(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            BitsPerComponent=8,
            ColorSpace=space,
        )

    made = stream(picture.convert("RGB"), Name.DeviceRGB)
    made.SMask = stream(picture.getchannel("A"), Name.DeviceGray)
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
