"""Bytes that are not UTF-8: the encoding is named where it can be told, otherwise the first byte that is wrong."""

from __future__ import annotations

import codecs

import pytest

from briefgen.messages import Message, Place
from briefgen.yamltext.encoding import decode

SIMPLE = "标题: 主题教育动员部署会在郑州召开，二百人参加会议。\n"
TRADITIONAL = "標題: 主題教育動員部署會在臺北召開，二百人參加會議。\n"
LATIN = (
    "headline: 郑州, Zhengzhou (Henan), 200 people # a comment in English, longer than the rest\n"
)


def only(raw: bytes) -> Message:
    result = decode(raw, "a.yaml")
    assert result.value is None
    (found,) = result.messages
    return found


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (SIMPLE.encode("gbk"), "GBK"),
        (TRADITIONAL.encode("big5"), "Big5"),
        # Traditional characters that GBK has and GB 2312 lacks, among others.
        ("標題: 全省组织工作会议在郑州召开\n".encode("gbk"), "GBK"),
        # The share of hanzi is that of all but ASCII.
        (LATIN.encode("gbk"), "GBK"),
        # Of a long file only the beginning is looked at, wherever that ends.
        (b"a" + SIMPLE.encode("gbk") * 2_000, "GBK"),
        (b"ab" + SIMPLE.encode("gbk") * 2_000, "GBK"),
        (SIMPLE.encode("gbk") * 2_000 + b"\x01\xff", "GBK"),
        (codecs.BOM_UTF16_LE + SIMPLE.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + SIMPLE.encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF32_LE + SIMPLE.encode("utf-32-le"), "UTF-32"),
        (codecs.BOM_UTF32_BE + SIMPLE.encode("utf-32-be"), "UTF-32"),
        (SIMPLE.encode("utf-16-le"), "UTF-16"),
        (SIMPLE.encode("utf-16-be"), "UTF-16"),
        (SIMPLE.encode("utf-16-le") * 2_000, "UTF-16"),
    ],
)
def test_encodings_that_can_be_told_are_named(raw: bytes, encoding: str) -> None:
    found = only(raw)
    assert (found.code, found.place, found.args["encoding"]) == (
        "wrong-encoding",
        Place("a.yaml"),
        encoding,
    )


@pytest.mark.parametrize(
    ("raw", "line", "column", "byte"),
    [
        ("title: café".encode("latin-1"), 1, 11, "0xE9"),
        ("标题: 全省".encode() + b"\xff", 1, 7, "0xFF"),
        (codecs.BOM_UTF8 + b"a: 1\r\n\r\nb: \xfe\n", 3, 4, "0xFE"),
        # German reads as hanzi in GBK, but as rare ones.
        ("titel: Für Größe, Höhe, Länge; Übermaß\n".encode("latin-1"), 1, 9, "0xFC"),
        # Signs of Chinese are no Chinese: mostly other letters.
        ("a: äöüäöüäöü。\n".encode("gb18030"), 1, 4, "0x81"),
        # One of ten characters is damaged.
        (("全省组织工作会议召开".encode()[:-1] + b"\n") * 9, 1, 10, "0xE5"),
        # A control character is in no encoding's text.
        (SIMPLE.encode("gbk") * 9 + b"\x01", 1, 1, "0xB1"),
    ],
)
def test_otherwise_the_first_wrong_byte_is_shown(
    raw: bytes, line: int, column: int, byte: str
) -> None:
    found = only(raw)
    assert (found.code, found.place, found.args["byte"]) == (
        "not-utf8",
        Place("a.yaml", line, column),
        byte,
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x01\xff" + b"x" * 47, "binary-file"),
        (b"\x01\xff" + b"x" * 48, "not-utf8"),
        (b"\0:\0", "binary-file"),
        (b":\0" * 9 + b"\x01\0", "binary-file"),
        (b"x\0" * 9, "binary-file"),
    ],
)
def test_what_has_many_control_characters_is_no_text(raw: bytes, code: str) -> None:
    found = only(raw)
    assert found.code == code
    assert found.place is not None
    assert found.place.file == "a.yaml"


def test_a_mark_before_good_text_is_left_out() -> None:
    assert decode(codecs.BOM_UTF8 + SIMPLE.encode(), "a.yaml").value == SIMPLE
