"""Pictures as they come: which can be used, and what is said of the others."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from briefgen.picture import picture_fault, picture_kind


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise(size, 50).convert(mode).save(stream, form, **more)
    return stream.getvalue()


def animated(form: str) -> bytes:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "green")]
    frames[0].save(stream, form, save_all=True, append_images=frames[1:])
    return stream.getvalue()


def huge(side: int) -> bytes:
    """A PNG of a few kilobytes that says that it is `side` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = {b"IHDR": head, b"IDAT": zlib.compress(bytes(9)), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks.items())


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture("JPEG", exif=exif)


def deep() -> bytes:
    stream = io.BytesIO()
    Image.new("I;16", (40, 20), 0x8080).save(stream, "PNG")
    return stream.getvalue()


SOUND = {
    "PNG": picture("PNG"),
    "PNG of 16 bits": deep(),
    "JPEG": picture("JPEG"),
    "JPEG in CMYK": picture("JPEG", "CMYK"),
    "JPEG that is turned": turned(),
    "GIF": picture("GIF", "P"),
    "GIF that moves": animated("GIF"),
    "WebP": picture("WEBP"),
    "WebP that moves": animated("WEBP"),
    "SVG": b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.mark.parametrize("what", SOUND)
def test_sound_pictures_are_used(what: str) -> None:
    assert picture_kind(SOUND[what]) == what.split()[0]
    assert picture_fault(SOUND[what]) is None


@pytest.mark.parametrize("what", SOUND)
def test_whatever_is_cut_off_is_noticed(what: str) -> None:
    data = SOUND[what]
    for length in {len(data) // 2, len(data) * 9 // 10, len(data) - 2}:
        if picture_kind(data[:length]) is not None:
            fault = picture_fault(data[:length])
            assert fault is not None
            assert fault.code == "image-damaged"


@pytest.mark.parametrize("data", [b"GIF89a;", b"\xff\xd8\xff\xda\xff\xd9", b"RIFF\4\0\0\0WEBP"])
def test_pictures_that_begin_and_end_well_with_nothing_between_are_noticed(data: bytes) -> None:
    assert picture_kind(data) is not None
    fault = picture_fault(data)
    assert fault is not None
    assert fault.code == "image-damaged"


def test_a_changed_byte_of_a_png_is_noticed() -> None:
    data = bytearray(SOUND["PNG"])
    data[len(data) // 2] ^= 1
    fault = picture_fault(bytes(data))
    assert fault is not None
    assert fault.code == "image-damaged"


@pytest.mark.parametrize(("side", "pixels"), [(9_000, "81"), (30_000, "900"), (2**31 - 1, None)])
def test_pictures_that_would_fill_the_memory_are_refused_unopened(
    side: int, pixels: str | None
) -> None:
    fault = picture_fault(huge(side))
    assert fault is not None
    assert fault.code == "image-too-large"
    assert pixels is None or fault.args == {"pixels": pixels, "limit": 80}


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%!PS-Adobe-3.0 EPSF-3.0\n", picture("TIFF"), picture("BMP"), b"%PDF-1.7", b"<html><p>x", b"MZ"],
)  # fmt: skip
def test_other_files_are_no_pictures(data: bytes) -> None:
    assert picture_kind(data) is None
