"""Word files that somebody sent: whole ones are read, all others are one message that names the part."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from briefgen.docxfile import LARGEST_PART, MOST_PARTS, read_word_file
from tests.fuzz.entries import CORPUS
from tests.word.support import p, written

FILE = "templates/ours/reference.docx"


def whole() -> dict[str, bytes]:
    """The parts of a sound Word file."""
    with zipfile.ZipFile(BytesIO(written(p("甲")).bytes)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def only(data: bytes) -> tuple[str, str]:
    """The code of the one message about a file, and the part that it names."""
    result = read_word_file(data, FILE)
    assert result.value is None
    (said,) = result.messages
    assert said.place is not None
    assert said.place.file == FILE
    return said.code, said.args.get("part", "")


def changed(name: str, data: bytes) -> bytes:
    return packed(whole() | {name: data})


def test_a_sound_file_is_read() -> None:
    found = read_word_file(packed(whole()), FILE)
    assert found.messages == ()
    assert found.value is not None
    assert found.value.document == "word/document.xml"
    assert found.value.related("styles") == ["word/styles.xml"]
    assert found.value.macros == ()


def test_what_is_no_word_file() -> None:
    assert only(b"") == ("docx-no-zip", "")
    assert only(b"PK\x03\x04 cut off") == ("docx-no-zip", "")
    assert only(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest") == ("docx-old", "")
    assert only(packed({"mimetype": b"application/vnd.oasis.opendocument.text"})) == ("docx-no-document", "")  # fmt: skip
    strict = whole()["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert only(changed("word/document.xml", strict)) == ("docx-strict", "")


def test_a_damaged_part_is_named() -> None:
    assert only(changed("word/styles.xml", b"<w:styles")) == ("docx-damaged", "word/styles.xml")
    data = bytearray(packed(whole()))
    at = data.find(b"word/styles.xml") + len("word/styles.xml") + 40
    data[at : at + 20] = b"\xff" * 20
    assert only(bytes(data)) == ("docx-damaged", "word/styles.xml")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "word\\styles.xml"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert only(packed(whole() | {name: b"<a/>"}))[0] in ("docx-damaged", "docx-no-zip")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = b"\0" * (LARGEST_PART + 1)
    assert only(changed("word/media/bomb.png", bomb)) == ("docx-too-large", "word/media/bomb.png")
    many = {f"word/media/{number}.png": b"" for number in range(MOST_PARTS)}
    assert only(packed(whole() | many)) == ("docx-too-large", FILE)
    large = {f"word/media/{number}.png": b"\0" * (LARGEST_PART - 1) for number in range(5)}
    assert only(packed(whole() | large)) == ("docx-too-large", FILE)


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>',
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]><a b="&l9;"/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_document_types_are_refused_in_every_encoding(declared: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    data = (head + declared).encode(encoding)
    assert only(changed("word/settings.xml", data)) == ("docx-dtd", "word/settings.xml")


def test_an_encoding_that_could_hide_one_is_refused() -> None:
    data = '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037")
    code, part = only(changed("word/settings.xml", data))
    assert code in ("docx-dtd", "docx-damaged")
    assert part == "word/settings.xml"
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>'
    assert only(changed("word/settings.xml", latin)) == ("docx-dtd", "word/settings.xml")


def test_macros_and_addresses_outside_are_told_of() -> None:
    rels = whole()["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        b' Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/></Relationships>',
    )
    data = packed(whole() | {"word/vbaProject.bin": b"\0", "word/_rels/document.xml.rels": rels})
    found = read_word_file(data, FILE).value
    assert found is not None
    assert found.macros == ("word/vbaProject.bin",)
    (outside,) = [link for link in found.links if link.outside]
    assert (outside.kind, outside.target) == ("attachedTemplate", "http://127.0.0.1:9/evil.dotm")


def test_an_archive_whose_directory_lies_is_no_word_file() -> None:
    """Found by fuzzing: zipfile seeks to before the beginning and raises what it does not announce."""
    data = packed(whole())
    cut = data[:20] + data[27:]  # seven bytes are missing of what the directory counts
    assert only(cut)[0] in ("docx-no-zip", "docx-damaged")
    newer = data.find(b"PK\1\2") + 6  # which version of the format is wanted
    assert only(data[:newer] + b"\x7f" + data[newer + 1 :])[0] == "docx-no-zip"
    end = data.rfind(b"PK\5\6")
    # How large the directory is, and where it begins.
    for at in (end + 12, end + 16):
        for wrong in (b"\xff" * 4, b"\0" * 4, (len(data) * 2).to_bytes(4, "little")):
            assert only(data[:at] + wrong + data[at + 4 :])[0] in (
                "docx-no-zip",
                "docx-damaged",
                "docx-no-document",
            )


def test_a_part_without_a_name_is_refused() -> None:
    """Found by fuzzing. zipfile writes no such archive: the name of the last part is cut out, of both its headers."""
    data = bytearray(packed(whole() | {"Z": b""}))
    end, central, local = (data.rfind(mark) for mark in (b"PK\5\6", b"PK\1\2", b"PK\3\4"))
    for at, less in ((end + 16, 1), (end + 12, 1)):
        number = int.from_bytes(data[at : at + 4], "little") - less
        data[at : at + 4] = number.to_bytes(4, "little")
    for header, length, name in ((central, 28, 46), (local, 26, 30)):
        data[header + length : header + length + 2] = b"\0\0"
        del data[header + name]
    result = read_word_file(bytes(data), FILE)
    assert [(each.code, each.args["part"], each.args["reason"]) for each in result.messages] == [
        ("docx-damaged", "", "name")
    ]
    assert only((CORPUS / "docx/part-without-a-name").read_bytes())[0] == "docx-damaged"


def test_two_parts_of_one_name_are_refused() -> None:
    stream = BytesIO(packed(whole()))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/styles.xml", b"<a/>")
    assert only(stream.getvalue()) == ("docx-damaged", "word/styles.xml")


def test_programs_are_known_by_their_type_too() -> None:
    types = whole()["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"ms-word.document.macroEnabled.main+xml",
    )
    found = read_word_file(changed("[Content_Types].xml", types), FILE).value
    assert found is not None
    assert found.macros == ("word/document.xml",)
