"""Turn the bytes of a picture into its kind, and into what is wrong with it before anybody draws it.

Nothing in a picture is trusted: its size is read before its points are, and a drawing (SVG) has to hold everything that it
shows. One that runs something, or leads to another file or address, would be drawn here without it and fetched by whatever
opens the Word file.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import sha256
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat
from zlib import crc32

PICTURE_KINDS: Mapping[str, tuple[str, ...]] = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "GIF": (".gif",),
    "WebP": (".webp",),
    "SVG": (".svg",),
}
"""The pictures that can be used, with the endings of their names."""
MOST_PIXELS = 80_000_000
"""Width times height; a page of A4 at 600 dots an inch has 35 million."""

_SVG = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:.*<)?(?:\w+:)?svg[\s>/]", re.DOTALL)
_HEAD = 4_096
_RUNS = frozenset(("script", "handler", "foreignobject", "iframe", "object", "embed"))
_INCLUDE = "http://www.w3.org/2001/XInclude"
_FETCHED = re.compile(
    r"@import|image-set\(|url\(\s*[\"']?\s*(?!#|data:image/|[\"'#\s])", re.IGNORECASE
)
_MOST_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the code of a message, and what it says."""

    code: str
    args: Mapping[str, object] = field(default_factory=dict)


def picture_kind(data: bytes) -> str | None:
    """PNG, JPEG, GIF, WebP or SVG by the first bytes of the file; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP"
    return "SVG" if _SVG.match(data[:_HEAD]) else None


_KNOWN: dict[bytes, Fault | None] = {}


def picture_fault(data: bytes) -> Fault | None:
    """What keeps a picture of a known kind from being used; None for nothing. The same bytes are looked at once."""
    key = sha256(data).digest()
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KEPT:
            _KNOWN.clear()
        kind = picture_kind(data)
        assert kind is not None
        _KNOWN[key] = drawing_fault(data) if kind == "SVG" else _raster_fault(data, kind)
    return _KNOWN[key]


@lru_cache(maxsize=16)
def printable(data: bytes) -> bytes:
    """The picture as a PDF takes it: 16 bits a point made 8, and CMYK, which says nothing without a profile, made RGB.

    Raises OSError, SyntaxError, ValueError or EOFError where the points can't be read.
    """
    deep = picture_kind(data) == "PNG" and data[24] == _DEEP
    if not deep and picture_kind(data) != "JPEG":
        return data
    from PIL import Image

    image: Image.Image = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
    stream = BytesIO()
    if deep:
        if image.mode.startswith("I"):
            image = image.convert("I").point(lambda value: value / 257).convert("L")
        image.save(stream, "PNG")
    elif image.mode == "CMYK":
        image.convert("RGB").save(stream, "JPEG", quality=92, exif=image.getexif())
    else:
        return data
    return stream.getvalue()


def _raster_fault(data: bytes, kind: str) -> Fault | None:
    if not _WHOLE[kind](data):
        return Fault("image-damaged", {"reason": f"{kind}, {len(data):,} bytes"})
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=(kind,)) as image:
                pixels = image.width * image.height
    except Image.DecompressionBombError as error:
        pixels = int(re.findall(r"\d+", str(error))[0])
    except (OSError, SyntaxError, ValueError, EOFError):
        return Fault("image-damaged", {"reason": f"{kind}, {len(data):,} bytes"})
    if pixels > MOST_PIXELS:
        sizes = {"pixels": f"{pixels // 1_000_000:,}", "limit": MOST_PIXELS // 1_000_000}
        return Fault("image-too-large", sizes)
    return None


def _png_is_whole(data: bytes) -> bool:
    """Whether every chunk is there with its check sum, up to the last (PNG 1.2, section 3.2)."""
    at = 8
    while len(data) - at >= _CHUNK:
        end = at + _CHUNK + int.from_bytes(data[at : at + 4])
        kind, check = data[at + 4 : at + 8], data[end - 4 : end]
        if end > len(data) or crc32(data[at + 4 : end - 4]) != int.from_bytes(check):
            return False
        if kind == b"IEND":
            return True
        at = end
    return False


_DEEP = 16  # bits a point
_CHUNK = 12  # bytes of length, kind and check sum
_WHOLE: Mapping[str, Callable[[bytes], bool]] = {
    "PNG": _png_is_whole,
    # A small picture inside the first segments has an end of its own: the one that counts follows the last start.
    "JPEG": lambda data: data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda"),
    "GIF": lambda data: data.rstrip(b"\0").endswith(b";"),
    "WebP": lambda data: int.from_bytes(data[4:8], "little") + 8 <= len(data),
}


# ---- drawings -------------------------------------------------------------------------------------------------------


class _Refused(Exception):
    """What was found in a drawing that may not be there."""


def drawing_fault(data: bytes) -> Fault | None:
    """What a drawing has in it that runs or leads on, or that it can't be read; None for nothing."""
    parser = expat.ParserCreate(namespace_separator="}")
    style: list[str] = []
    open_elements: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition("}")
        open_elements.append(local.lower())
        if local.lower() in _RUNS or space == _INCLUDE:
            raise _Refused(f"<{local}>")
        for attribute, value in attributes.items():
            _check_attribute(local, attribute.rpartition("}")[2], value)

    def end(name: str) -> None:  # noqa: ARG001  expat's signature
        if open_elements.pop() == "style" and (found := _FETCHED.search(_plain("".join(style)))):
            raise _Refused(found[0])
        style.clear()

    def words(text: str) -> None:
        if open_elements[-1:] == ["style"]:
            style.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    # A document type is harmless, and old programs write one; what it declares is not.
    parser.EntityDeclHandler = partial(_refuse, "<!ENTITY>")
    parser.ProcessingInstructionHandler = _instruction
    try:
        parser.Parse(data, True)
    except _Refused as refused:
        return Fault("svg-refused", {"found": str(refused), "line": parser.CurrentLineNumber})
    except (expat.ExpatError, ValueError, LookupError) as error:
        return Fault("image-damaged", {"reason": str(error)})
    return None


def _check_attribute(element: str, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise _Refused(f"{name}=")
    if name == "base" or (name in {"href", "src"} and element != "a"):
        target = re.sub(r"[\x00-\x20]", "", value).lower()
        if target and not target.startswith(("#", "data:image/")):
            raise _Refused(f'{name}="{value[:60]}"')
        if target.startswith("data:image/svg"):
            raise _Refused(f'{name}="data:image/svg…"')
    elif name in {"href", "src"} and value.strip().lower().startswith("javascript:"):
        raise _Refused(f'{name}="{value[:60]}"')
    elif found := _FETCHED.search(_plain(value)):
        raise _Refused(f'{name}="{found[0]}…"')


def _plain(css: str) -> str:
    """CSS without escapes, behind which an address could hide. What looks like a comment may stand in a text: it stays."""
    return re.sub(r"\\([0-9A-Fa-f]{1,6})\s?|\\(.)", _unescaped, css)


def _unescaped(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code <= 0x10FFFF else " "


def _instruction(target: str, data: str) -> None:  # noqa: ARG001  expat's signature
    if target.lower() == "xml-stylesheet":
        raise _Refused(f"<?{target}?>")


def _refuse(what: str, *declared: object) -> NoReturn:  # noqa: ARG001  expat's signature
    raise _Refused(what)
