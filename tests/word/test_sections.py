from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from briefgen.proof.wordfile import read_docx
from briefgen.tree import Field, MarginPicture, Run, Running, Section
from briefgen.units import ZERO, Length, mm, pt
from tests.validity import faults
from tests.word.support import (  # fmt: skip
    A4,
    FLUSH,
    TEXT,
    Written,
    attributes,
    cell,
    document,
    every,
    find,
    p,
    picture,
    shown,
    table,
    value,
    written,
)

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
LOW = mm(24)
LINE = replace(FLUSH, pitch=pt(18), first_line=ZERO)


def _box(place: str, *texts: str, distance: Length = LOW) -> Running:
    inlines = tuple(Field("page", TEXT) if t == "#" else Run(t, TEXT) for t in texts)
    return Running(place, inlines, LINE, TEXT, distance, inset=pt(14))


def _references(section: ET.Element) -> list[tuple[str, str]]:
    found = [n for n in section if n.tag.endswith("Reference")]
    return [(n.tag.split("}")[1].removesuffix("Reference"), value(n, attribute="type")) for n in found]  # fmt: skip


def _part(made: Written, section: ET.Element, part: str, kind: str) -> ET.Element:
    r = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    (number,) = [
        n.get(r, "")
        for n in every(section, f"{part}Reference")
        if value(n, attribute="type") == kind
    ]
    return made.xml(f"word/{made.relations()[number]}")


def test_the_page_is_that_of_the_master() -> None:
    section = every(written(p("甲")).body, "sectPr")[0]
    assert attributes(section, "pgSz") == {"w": "11906", "h": "16838"}
    margins = attributes(section, "pgMar")
    assert [margins[side] for side in ("top", "right", "bottom", "left")] == ["2098", "1474", "1984", "1587"]  # fmt: skip
    assert attributes(section, "docGrid") == {"linePitch": "579"}
    assert _references(section) == []
    free = every(written(p("甲"), master=replace(A4, grid_pitch=None)).body, "sectPr")[0]
    assert attributes(free, "docGrid") == {"linePitch": "312"}


def test_odd_and_even_pages_have_footers_of_their_own() -> None:
    master = replace(A4, odd=(_box("bottom-right", "— ", "#", " —"),), even=(_box("bottom-left", "— ", "#", " —"),))  # fmt: skip
    made = written(p("甲"), master=master)
    section = every(made.body, "sectPr")[0]
    assert _references(section) == [("footer", "default"), ("footer", "even")]
    assert find(made.xml("word/settings.xml"), "evenAndOddHeaders") is not None
    odd, even = (_part(made, section, "footer", kind) for kind in ("default", "even"))
    assert shown(odd) == shown(even) == "— 1 —"
    assert value(section, "pgMar", "footer") == str(mm(24).twips)
    style = made.styles()["footer"]
    assert value(style, "pPr/jc") == "right"
    assert value(style, "pPr/ind", "right") == "280"
    assert value(even, "p/pPr/jc") == "left"
    assert attributes(even, "p/pPr/ind") == {"left": "280", "right": "0"}


def test_pages_that_are_alike_have_one_footer() -> None:
    made = written(p("甲"), master=replace(A4, odd=(_box("bottom-center", "#"),)))
    section = every(made.body, "sectPr")[0]
    assert _references(section) == [("footer", "default")]
    assert find(made.xml("word/settings.xml"), "evenAndOddHeaders") is None
    assert find(section, "titlePg") is None


def test_several_boxes_in_one_line_stand_at_tab_stops() -> None:
    boxes = (_box("top-left", "左"), _box("top-center", "中"), _box("top-right", "右"))
    made = written(p("甲"), master=replace(A4, odd=boxes))
    header = made.xml("word/header1.xml")
    stops = [(value(t), value(t, attribute="pos")) for t in every(header, "tab") if value(t)]
    assert stops == [("center", str(mm(78).twips)), ("right", str(mm(156).twips - 280))]
    runs = ["\t" if find(r, "tab") is not None else shown(r) for r in every(header, "r")]
    assert runs == ["左", "\t", "中", "\t", "右"]


def test_a_first_page_without_header_has_an_empty_one() -> None:
    master = replace(A4, odd=(_box("top-left", "题"),), first=())
    made = written(p("甲"), master=master)
    section = every(made.body, "sectPr")[0]
    assert _references(section) == [("header", "default"), ("header", "first")]
    assert find(section, "titlePg") is not None
    first = _part(made, section, "header", "first")
    assert shown(first) == ""
    assert value(first, "p/pPr/pStyle") == "TableSeparator"


@pytest.mark.parametrize("top", [mm(18), mm(60)])
def test_a_first_page_with_its_own_margin_has_a_header_of_another_height(top: Length) -> None:
    box = _box("top-left", "题", distance=mm(10))
    margins = replace(A4.margins, top=top)
    made = written(p("甲"), master=replace(A4, odd=(box,), first=(), first_margins=margins))
    section = every(made.body, "sectPr")[0]
    assert value(section, "pgMar", "header") == str(mm(10).twips)
    assert value(section, "pgMar", "top") == str(min(top, A4.margins.top).twips)
    after = value(made.styles()["header"], "pPr/spacing", "after")
    assert (mm(10) + pt(18)).twips + int(after) == pytest.approx(A4.margins.top.twips, abs=1)
    first = _part(made, section, "header", "first")
    height = int(value(first, "p/pPr/spacing", "line"))
    assert mm(10).twips + height == pytest.approx(top.twips, abs=1)


def test_pictures_in_the_margin_hang_on_every_header_behind_the_text() -> None:
    odd = MarginPicture("odd", picture(alt=""), mm(150), mm(37))
    even = replace(odd, pages="even", left=mm(5))
    made = written(p("甲"), master=replace(A4, pictures=(odd, even)))
    assert made.said == []
    section = every(made.body, "sectPr")[0]
    assert _references(section) == [("header", "default"), ("header", "even")]
    for kind, left in (("default", mm(150)), ("even", mm(5))):
        header = _part(made, section, "header", kind)
        (anchor,) = header.iter(f"{WP}anchor")
        assert (anchor.get("behindDoc"), anchor.get("layoutInCell")) == ("1", "0")
        places = {each.tag.removeprefix(WP): each for each in anchor}
        assert (
            places["positionH"].get("relativeFrom")
            == places["positionV"].get("relativeFrom")
            == "page"
        )
        assert [places[axis][0].text for axis in ("positionH", "positionV")] == [
            str(left.emu),
            str(mm(37).emu),
        ]
        assert places["extent"].get("cx") == str(mm(40).emu)
    assert faults(made.bytes) == []


def test_a_first_page_has_the_picture_of_the_others_unless_it_has_its_own() -> None:
    odd = MarginPicture("odd", picture(alt=""), mm(150), mm(37))
    first = replace(odd, pages="first", top=mm(60))
    for pictures, wanted in (((odd,), 37), ((odd, first), 60)):
        box = _box("top-left", "题", distance=mm(10))
        made = written(p("甲"), master=replace(A4, odd=(box,), first=(), pictures=pictures))
        section = every(made.body, "sectPr")[0]
        (anchor,) = _part(made, section, "header", "first").iter(f"{WP}anchor")
        assert anchor[2][0].text == str(mm(wanted).emu)


def test_margin_boxes_that_word_has_no_place_for_are_told() -> None:
    made = written(p("甲"), master=replace(A4, odd=(_box("left-middle", "旁"),)))
    (said,) = made.said
    assert said.startswith(
        "warning[word-margin-box]: Word has no place for the margin box @left-middle; it is left out"
    )
    wide = replace(A4.margins, left=mm(40))
    made = written(p("甲"), master=replace(A4, first_margins=wide))
    assert [line.split(":")[0] for line in made.said] == ["warning[word-first-margins]"]


def test_sections_end_in_their_last_paragraph_and_landscape_says_so() -> None:
    turned = replace(A4, width=A4.height, height=A4.width)
    tree = document()
    sections = (
        Section(A4, (p("甲"),)),
        Section(A4, (p("乙"), p("丙")), columns=2, gap=mm(8)),
        Section(turned, (table((cell("丁", 0),), columns=1),), new_page=True),
        Section(A4, (p("戊"),), new_page=True),
    )
    made = Written(replace(tree, sections=sections))
    properties = every(made.body, "sectPr")
    assert [value(s, "type") for s in properties] == ["nextPage", "continuous", "nextPage", "nextPage"]  # fmt: skip
    assert attributes(properties[1], "cols") == {"num": "2", "space": str(mm(8).twips), "equalWidth": "1"}  # fmt: skip
    assert [value(s, "pgSz", "orient") for s in properties] == ["", "", "landscape", ""]
    # Otherwise Word would set notes in columns, too, the first of which stands below the first column wherever its call is.
    assert [len(s.findall(f"{W15}footnoteColumns")) for s in properties] == [0, 1, 0, 0]
    holders = [x for x in every(made.body, "p") if find(x, "pPr/sectPr") is not None]
    assert [shown(x) for x in holders] == ["甲", "丙", ""]
    assert faults(made.bytes) == []


def test_headers_are_written_once_for_a_master_and_the_first_page_is_one() -> None:
    master = replace(A4, odd=(_box("bottom-center", "#"),), first=())
    sections = (Section(master, (p("甲"),)), Section(master, (p("乙"),), new_page=True))
    made = Written(replace(document(), sections=sections))
    assert [n for n in made.package.namelist() if "footer" in n] == ["word/footer1.xml", "word/footer2.xml"]  # fmt: skip
    assert [find(s, "titlePg") is not None for s in every(made.body, "sectPr")] == [True, False]


def test_only_the_documents_first_page_is_a_first_page() -> None:
    masters = [replace(A4, odd=(_box("bottom-center", text),), first=()) for text in "甲乙"]
    sections = (Section(masters[0], (p("甲"),)), Section(masters[1], (p("乙"),), new_page=True))
    made = Written(replace(document(), sections=sections))
    second = every(made.body, "sectPr")[1]
    assert _references(second) == [("footer", "default")]
    assert find(second, "titlePg") is None


def test_a_section_without_a_header_does_not_inherit_one() -> None:
    headed = replace(A4, odd=(_box("top-center", "甲"),))
    sections = (
        Section(headed, (p("一"),)),
        Section(A4, (p("二"),), new_page=True),
        Section(headed, (p("三"),), new_page=True),
    )
    made = Written(replace(document(), sections=sections))
    names = [
        [attributes(each)["type"] for each in every(properties, "headerReference")]
        for properties in every(made.body, "sectPr")
    ]
    assert names == [["default"], ["default"], ["default"]]
    said = read_docx(made.bytes)
    assert [said.heads(n, "header", n + 1, 3) for n in range(3)] == ["甲", "", "甲"]
