"""What the properties of a Word style look like, in the words in which an editor is told of them."""

from __future__ import annotations

import pytest
from lxml import etree

from briefgen.writers.word.reference.looks import Looks
from briefgen.writers.word.reference.parts import number, tidy, value
from tests.word.support import W

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
THEME = f"""<a:theme xmlns:a="{A}">
<a:majorFont><a:latin typeface="Cambria"/><a:ea typeface="黑体"/></a:majorFont>
<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface="宋体"/></a:minorFont></a:theme>"""
LISTS = """<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>"""


def xml(inside: str, tag: str = "styles") -> etree._Element:
    return etree.fromstring(f'<w:{tag} xmlns:w="{W[1:-1]}">{inside}</w:{tag}>')


def looks(inside: str) -> Looks:
    return Looks(xml(inside), xml(LISTS, "numbering"), etree.fromstring(THEME))


def style(inside: str, name: str = "s", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}">{inside}</w:style>'


@pytest.mark.parametrize(
    ("letters", "name", "shown"),
    [
        ("", "size", "10 pt"),
        ('<w:sz w:val="32"/>', "size", "16 pt"),
        ('<w:sz w:val="big"/>', "size", "10 pt"),
        ('<w:rFonts w:ascii="A" w:eastAsia="A"/>', "font", "A"),
        ('<w:rFonts w:ascii="A" w:eastAsia="甲"/>', "font", "甲 / A"),
        ('<w:rFonts w:eastAsia="甲"/>', "font", "甲"),
        ('<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="majorEastAsia"/>', "font", "黑体 / Calibri"),
        ('<w:rFonts w:asciiTheme="majorHAnsi" w:eastAsiaTheme="minorEastAsia"/>', "font", "宋体 / Cambria"),
        ("<w:b/>", "bold", "on"),
        ('<w:b w:val="0"/>', "bold", "off"),
        ('<w:i w:val="false"/>', "italic", "off"),
        ('<w:i w:val="1"/>', "italic", "on"),
        ('<w:strike w:val="off"/>', "strike", "off"),
        ("<w:smallCaps/>", "small-caps", "on"),
        ("<w:caps/>", "capitals", "on"),
        ("", "colour", "000000"),
        ('<w:color w:val="auto"/>', "colour", "000000"),
        ('<w:color w:val="c00000"/>', "colour", "C00000"),
        ("", "underline", "–"),
        ('<w:u w:val="none"/>', "underline", "–"),
        ('<w:u w:val="single"/>', "underline", "single"),
        ('<w:spacing w:val="-5"/>', "tracking", "-0.25 pt"),
        ('<w:shd w:fill="ffff00"/>', "background", "FFFF00"),
        ('<w:shd w:fill="auto"/>', "background", "–"),
    ],
)  # fmt: skip
def test_of_letters(letters: str, name: str, shown: str) -> None:
    assert looks(style(f"<w:rPr>{letters}</w:rPr>")).of("s")[name].shown == shown


@pytest.mark.parametrize(
    ("lines", "name", "shown"),
    [
        ("", "align", "left"),
        ('<w:jc w:val="start"/>', "align", "left"),
        ('<w:jc w:val="end"/>', "align", "right"),
        ('<w:jc w:val="both"/>', "align", "justify"),
        ('<w:jc w:val="center"/>', "align", "center"),
        ('<w:ind w:left="200" w:right="100"/>', "indent-left", "10 pt"),
        ('<w:ind w:left="200" w:right="100"/>', "indent-right", "5 pt"),
        ('<w:ind w:firstLine="640"/>', "first-line", "32 pt"),
        ('<w:ind w:firstLine="640" w:firstLineChars="200"/>', "first-line", "2 em"),
        ('<w:ind w:hanging="400"/>', "first-line", "-20 pt"),
        ('<w:spacing w:before="120" w:after="60"/>', "space-before", "6 pt"),
        ('<w:spacing w:before="120" w:after="60"/>', "space-after", "3 pt"),
        ("", "line", "1 ×"),
        ('<w:spacing w:line="360"/>', "line", "1.5 ×"),
        ('<w:spacing w:line="579" w:lineRule="exact"/>', "line", "28.95 pt"),
        ('<w:pBdr><w:top w:val="single" w:sz="8" w:color="d7000f"/></w:pBdr>', "border-top", "single 1 pt D7000F"),
        ('<w:pBdr><w:left w:val="double" w:sz="4" w:color="auto"/></w:pBdr>', "border-left", "double 0.5 pt 000000"),
        ('<w:pBdr><w:bottom w:val="nil" w:sz="4"/></w:pBdr>', "border-bottom", "–"),
        ('<w:pBdr><w:right w:val="none"/></w:pBdr>', "border-right", "–"),
        ("", "border-right", "–"),
        ('<w:shd w:fill="eeeeee"/>', "fill", "EEEEEE"),
        ("<w:keepNext/>", "keep-next", "on"),
        ('<w:pageBreakBefore w:val="0"/>', "page-break", "off"),
        ("", "number", "–"),
        ('<w:numPr><w:numId w:val="3"/></w:numPr>', "number", "%1. (decimal)"),
        ('<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>', "number", "%2) (lowerLetter)"),
        ('<w:numPr><w:ilvl w:val="8"/><w:numId w:val="3"/></w:numPr>', "number", "–"),
        ('<w:numPr><w:numId w:val="0"/></w:numPr>', "number", "–"),
        ('<w:numPr><w:numId w:val="9"/></w:numPr>', "number", "–"),
    ],
)  # fmt: skip
def test_of_lines(lines: str, name: str, shown: str) -> None:
    assert looks(style(f"<w:pPr>{lines}</w:pPr>")).of("s")[name].shown == shown


def test_what_a_style_does_not_say_is_from_its_bases_and_the_defaults() -> None:
    found = looks(
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/><w:b/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:ind w:left="100"/></w:pPr></w:pPrDefault></w:docDefaults>'
        + style('<w:rPr><w:i/><w:rFonts w:asciiTheme="minorHAnsi"/></w:rPr><w:pPr><w:ind w:firstLine="200"/></w:pPr>', "a")
        + style('<w:basedOn w:val="a"/><w:rPr><w:rFonts w:ascii="B"/></w:rPr><w:pPr><w:ind w:hanging="60"/></w:pPr>', "b")
        + style('<w:basedOn w:val="c"/><w:rPr><w:u w:val="single"/></w:rPr>', "c")
        + style("<w:rPr><w:i/></w:rPr>", "of letters", "character")
    )  # fmt: skip
    one, other, letters = found.of("a"), found.of("b"), found.of("of letters")
    names = ("size", "bold", "italic", "font", "indent-left", "first-line")
    assert [one[name].shown for name in names] == [
        "10.5 pt", "on", "on", " / Calibri", "5 pt", "10 pt",
    ]  # fmt: skip
    assert [other[name].shown for name in names] == [
        "10.5 pt", "on", "on", " / B", "5 pt", "-3 pt",
    ]  # fmt: skip
    assert found.of("c")["underline"].shown == "single"
    assert (letters["bold"].shown, "align" in letters) == ("off", False)
    assert [found.base(name) for name in ("a", "b", "nowhere")] == ["", "a", ""]


def test_older_and_newer_forms_of_a_part_become_those_that_we_know() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    root = xml(
        f'<w:pPr xmlns:mc="{mc}"><w:jc w:val="start"/><w:ind w:start="20" w:endChars="5"/><w:keepNext/><w:keepNext w:val="0"/>'
        '<w:pPrChange><w:pPr/></w:pPrChange></w:pPr>'
        f'<w:tblBorders><w:start w:val="single"/><w:end w:val="none"/></w:tblBorders>'
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x"><w:b/></mc:Choice>'
        "<mc:Fallback><w:i/></mc:Fallback></mc:AlternateContent>"
    )  # fmt: skip
    made = tidy(root)
    (properties,) = made.iter(f"{W}pPr")
    assert [each.tag.removeprefix(W) for each in properties] == ["keepNext", "ind", "jc"]
    assert [value(properties, name) for name in ("jc", "keepNext")] == ["left", None]
    (indent,) = made.iter(f"{W}ind")
    assert (number(indent, "left"), number(indent, "rightChars"), number(indent, "start")) == (20, 5, None)  # fmt: skip
    (borders,) = made.iter(f"{W}tblBorders")
    assert [each.tag.removeprefix(W) for each in borders] == ["left", "right"]
    assert [each.tag.removeprefix(W) for each in made][-1] == "i"


@pytest.mark.parametrize(("said", "found"), [("2", 2), ("2.0", 2), ("-3", -3), ("two", None)])
def test_numbers_may_have_a_point(said: str, found: int | None) -> None:
    assert number(xml(f'<w:sz w:val="{said}"/>')[0], "val") == found
    assert number(xml("<w:sz/>")[0], "val") is None
