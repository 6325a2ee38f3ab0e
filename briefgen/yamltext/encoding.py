"""Turn the bytes of a file into text, or say in which encoding they are and how to save them as UTF-8."""

from __future__ import annotations

import codecs
import re

from briefgen.messages import Message, Place, Result, message

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_ASCII = re.compile(r"[\x00-\x7f]+")
_HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_SAMPLE = 64_000


def decode(raw: bytes, file: str) -> Result[str]:
    """The text of `raw` without byte-order mark.

    The value is None for wrong-encoding (GBK, Big5, UTF-16, UTF-32), binary-file and not-utf8.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return Result(None, (message("wrong-encoding", Place(file), encoding=name),))
    if b"\0" in raw:
        return Result(None, (_with_zero_bytes(raw, file),))
    # Not by utf-8-sig, which counts the bytes of an error from behind the mark.
    text = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return Result(text.decode())
    except UnicodeDecodeError as error:
        return Result(None, (_not_utf8(text, file, error.start),))


def _with_zero_bytes(raw: bytes, file: str) -> Message:
    """UTF-16 without its mark has zero bytes in the ASCII characters; any other such file is not text."""
    for name in ("utf-16-le", "utf-16-be"):
        text = raw[:_SAMPLE].decode(name, errors="replace")
        if ":" in text and "\ufffd" not in text and not _NOT_TEXT.search(text):
            return message("wrong-encoding", Place(file), encoding="UTF-16")
    return message("binary-file", Place(file))


def _not_utf8(raw: bytes, file: str, bad: int) -> Message:
    name = _east_asian(raw[:_SAMPLE])
    if name:
        return message("wrong-encoding", Place(file), encoding=name)
    sample = raw[:_SAMPLE].decode("latin-1")
    if len(_NOT_TEXT.findall(sample)) * 50 > len(sample):
        return message("binary-file", Place(file))
    before = raw[:bad].decode().replace("\r\n", "\n")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return message("not-utf8", Place(file, line, column), byte=f"0x{raw[bad]:02X}")


def _east_asian(sample: bytes) -> str:
    """GBK or Big5 when the sample reads as Chinese in it, otherwise "".

    UTF-8 with a few damaged bytes also reads as (senseless) Chinese in GBK, so what is mostly UTF-8 counts as that.
    """
    as_utf8 = _ASCII.sub("", sample.decode("utf-8", errors="replace"))
    if as_utf8.count("\ufffd") * 5 < len(as_utf8):
        return ""
    if _NOT_TEXT.search(sample.decode("latin-1")):
        return ""
    for codec, name, frequent in (("gb18030", "GBK", "gb2312"), ("big5", "Big5", "big5")):
        foreign = _ASCII.sub("", sample.decode(codec, errors="replace"))
        if not foreign or len(_HAN.findall(foreign)) * 5 < len(foreign) * 4:
            continue
        known = sum(1 for char in foreign if char.encode(frequent, errors="ignore"))
        if known * 10 >= len(foreign) * 8:
            return name
    return ""
