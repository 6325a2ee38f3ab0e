"""A template's reference.docx: what an editor changed in Word holds in the Word file, and the difference from the PDF is told."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from briefgen.office import find_office
from briefgen.proof.wordfile import read_docx
from briefgen.tree import Block, Document, Edges, NumberMark, Paragraph, Run, Running
from briefgen.units import mm
from briefgen.world import MemoryWorld
from briefgen.writers.word.reference import Reference, read_reference
from tests.form.support import with_parts
from tests.validity import faults
from tests.word.support import (
    A4,
    FLUSH,
    TEXT,
    W,
    Written,
    attributes,
    cell,
    document,
    every,
    find,
    p,
    picture,
    table,
    value,
)

FILE = "templates/ours/reference.docx"
HEAD = f"{FILE}: info[reference-style]: Word follows this file, the PDF follows style.css: "
PAGE = (
    f"{FILE}: info[reference-page]: Word follows this file, the PDF follows style.css: page setup: "
)
Edit = Callable[[Any], None]


def h1(text: str) -> Paragraph:
    return p(text, selector="h1", level=1, style=FLUSH)


def h2(text: str, number: str = "") -> Paragraph:
    mark = NumberMark(0, "%1、", (number,), "simp-chinese-informal", TEXT) if number else None
    return p(text, selector="h2", level=2, style=FLUSH, number=mark)


def sample(*more: Block, **fields: Any) -> Document:
    return document(
        h1("题目"),
        h2("学习", "一"),
        p("正文一段。"),
        h2("服务", "二"),
        table((cell("甲", 0), cell("乙", 1), cell("丙", 2))),
        p("寄语", name="寄语", style=replace(FLUSH, align="center")),
        *more,
        **fields,
    )


def edited(data: bytes, edits: dict[str, Edit]) -> bytes:
    """The file with some of its parts changed, as an editor's program would save it."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as copy:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename in edits:
                root = etree.fromstring(part)
                edits[entry.filename](root)
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            copy.writestr(entry, part)
    return stream.getvalue()


def styles(edit: Callable[[dict[str, Any]], None]) -> dict[str, Edit]:
    """An edit of the styles, which are given by name."""

    def change(root: Any) -> None:
        found = {each.find(f"{W}name").get(f"{W}val"): each for each in root.iter(f"{W}style")}
        edit(found)

    return {"word/styles.xml": change}


def told(style: Any, kind: str, name: str, **attributes: str) -> None:
    """Write one property into a style, as Word does when somebody changes it."""
    holder = style.find(f"{W}{kind}")
    if holder is None:
        holder = etree.SubElement(style, f"{W}{kind}")
    for old in holder.findall(f"{W}{name}"):
        holder.remove(old)
    made = etree.SubElement(holder, f"{W}{name}")
    for key, words in attributes.items():
        made.set(f"{W}{key}", words)


def reference(data: bytes) -> Reference:
    result = read_reference(MemoryWorld({FILE: data}), FILE)
    assert result.messages == ()
    assert result.value is not None
    return result.value


def followed(data: bytes, tree: Document | None = None) -> Written:
    """The Word file of a tree that follows a reference."""
    made = Written(tree or sample(), reference(data))
    assert faults(made.bytes) == []
    return made


def said(made: Written) -> list[str]:
    return [line for line in made.said if "[reference" in line]


OWN = Written(sample()).bytes


def test_a_file_that_nobody_changed_changes_nothing() -> None:
    made = followed(OWN)
    assert said(made) == []
    assert made.text("word/document.xml") == Written(sample()).text("word/document.xml")
    assert made.bytes == followed(OWN).bytes


def test_changed_styles_hold_and_are_told() -> None:
    def change(found: dict[str, Any]) -> None:
        told(found["heading 1"], "rPr", "color", val="C00000")
        told(found["heading 1"], "rPr", "sz", val="44")
        told(found["寄语"], "pPr", "spacing", before="240")

    made = followed(edited(OWN, styles(change)))
    assert value(made.styles()["heading 1"], "rPr/color") == "C00000"
    assert value(made.styles()["寄语"], "pPr/spacing", "before") == "240"
    assert said(made) == [
        HEAD + "Heading 1: size 22 pt (16 pt in the PDF), colour C00000 (000000 in the PDF)",
        HEAD + "寄语: space before 12 pt (0 pt in the PDF)",
    ]


def test_what_is_inherited_is_told_once() -> None:
    def change(found: dict[str, Any]) -> None:
        told(found["Normal"], "rPr", "sz", val="28")

    made = followed(edited(OWN, styles(change)))
    assert said(made) == [HEAD + "Normal: size 14 pt (16 pt in the PDF)"]


def test_defaults_of_the_document_count() -> None:
    def change(root: Any) -> None:
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}color")
        defaults.set(f"{W}val", "333333")

    tree = sample(p(Run("链接", TEXT, href="https://example.org")))
    made = followed(edited(Written(tree).bytes, {"word/styles.xml": change}), tree)
    assert said(made) == [HEAD + "Normal: colour 333333 (000000 in the PDF)"]


def test_styles_are_matched_by_name_whatever_their_ids() -> None:
    def change(root: Any) -> None:
        new = {"Heading1": "1", "Heading2": "2", "Normal": "a", "ListParagraph": "Heading1"}
        for each in root.iter(f"{W}style"):
            each.set(f"{W}styleId", new.get(each.get(f"{W}styleId"), "x" + each.get(f"{W}styleId")))
        for each in root.iter(f"{W}basedOn", f"{W}next"):
            each.set(f"{W}val", new.get(each.get(f"{W}val"), "x" + each.get(f"{W}val")))
        found = {e.find(f"{W}name").get(f"{W}val"): e for e in root.iter(f"{W}style")}
        found["heading 1"].find(f"{W}name").set(f"{W}val", "Heading 1")
        told(found["heading 1"], "rPr", "i", val="1")

    made = followed(edited(OWN, {"word/styles.xml": change}))
    assert made.text("word/document.xml") == Written(sample()).text("word/document.xml")
    heading = made.styles()["Heading 1"]
    assert heading.get(f"{W}styleId") == "Heading1"
    assert value(heading, "basedOn") == "Normal"
    assert said(made) == [HEAD + "Heading 1: italic yes (no in the PDF)"]


def test_missing_styles_stay_ours_and_added_ones_stay_in_the_gallery() -> None:
    def change(root: Any) -> None:
        for each in list(root.iter(f"{W}style")):
            if (
                each.get(f"{W}type") == "paragraph"
                and each.find(f"{W}name").get(f"{W}val") == "寄语"
            ):
                root.remove(each)
        added = etree.SubElement(root, f"{W}style")
        added.set(f"{W}type", "paragraph")
        added.set(f"{W}styleId", "Heading1")  # the id of one of ours
        etree.SubElement(added, f"{W}name").set(f"{W}val", "Pull Quote")
        etree.SubElement(added, f"{W}basedOn").set(f"{W}val", "Heading2")
        for each in root.iter(f"{W}style"):
            if each.find(f"{W}name").get(f"{W}val") == "heading 1":
                each.set(f"{W}styleId", "berschrift1")

    made = followed(edited(OWN, {"word/styles.xml": change}))
    assert value(made.styles()["寄语"], "pPr/jc") == "center"
    assert made.styles()["heading 1"].get(f"{W}styleId") == "Heading1"
    assert made.styles()["Pull Quote"].get(f"{W}styleId") == "Heading1_2"
    assert value(made.styles()["Pull Quote"], "basedOn") == "Heading2"
    assert said(made) == []


def test_styles_based_on_themselves_open_all_the_same() -> None:
    def change(found: dict[str, Any]) -> None:
        for name, base in (("heading 1", "Heading2"), ("heading 2", "Heading1")):
            found[name].find(f"{W}basedOn").set(f"{W}val", base)

    made = followed(edited(OWN, styles(change)))
    bases = {value(style, "basedOn") for style in made.styles().values()}
    assert not {"Heading1", "Heading2"} <= bases


def test_hidden_styles_are_ours_on_whatever_normal_is() -> None:
    def change(found: dict[str, Any]) -> None:
        told(
            found["Normal"],
            "pPr",
            "spacing",
            before="200",
            after="200",
            line="360",
            lineRule="auto",
        )
        told(found["Table Separator"], "pPr", "spacing", before="500")

    made = followed(edited(OWN, styles(change)))
    assert attributes(made.styles()["Table Separator"], "pPr/spacing") == {
        "before": "0", "after": "0", "line": "20", "lineRule": "exact",
    }  # fmt: skip


# ---- lists -----------------------------------------------------------------------------------------------------------


def shown_headings(made: Written) -> list[str]:
    return [paragraph.text for paragraph in read_docx(made.bytes).body if paragraph.level]


def test_numbers_of_headings_take_the_new_look() -> None:
    def change(root: Any) -> None:
        (level,) = [e for e in root.iter(f"{W}lvl") if e.find(f"{W}pStyle") is not None]
        level.find(f"{W}lvlText").set(f"{W}val", "第%1章 ")
        level.find(f"{W}numFmt").set(f"{W}val", "decimal")

    made = followed(edited(OWN, {"word/numbering.xml": change}))
    assert shown_headings(made) == ["题目", "第1章 学习", "第2章 服务"]
    assert said(made) == [
        HEAD + "Heading 2: numbering 第%1章  (decimal) (%1、 (chineseCountingThousand) in the PDF)"
    ]


def test_numbers_that_only_the_reference_has_are_taken_over() -> None:
    def change(found: dict[str, Any]) -> None:
        told(found["heading 1"], "pPr", "numPr")
        holder = found["heading 1"].find(f"{W}pPr/{W}numPr")
        for name, words in (("ilvl", "0"), ("numId", "77")):
            etree.SubElement(holder, f"{W}{name}").set(f"{W}val", words)

    def lists(root: Any) -> None:
        made = etree.fromstring(
            f'<w:r xmlns:w="{W[1:-1]}"><w:abstractNum w:abstractNumId="9"><w:multiLevelType w:val="multilevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>'
            '<w:suff w:val="nothing"/><w:lvlText w:val="第%1部分"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="77"><w:abstractNumId w:val="9"/></w:num></w:r>'
        )
        root.insert(0, made[0])
        root.append(made[0])

    data = edited(OWN, styles(change) | {"word/numbering.xml": lists})
    made = followed(data)
    assert shown_headings(made)[0].startswith("第1部分")
    assert said(made) == [HEAD + "Heading 1: numbering 第%1部分 (decimal) (– in the PDF)"]
    # Where a brief has no lists of its own, too.
    assert shown_headings(followed(data, document(h1("题目"))))[0].startswith("第1部分")


def test_a_heading_without_its_number_is_told() -> None:
    def change(found: dict[str, Any]) -> None:
        holder = found["heading 2"].find(f"{W}pPr")
        holder.remove(holder.find(f"{W}numPr"))

    made = followed(edited(OWN, styles(change)))
    assert said(made) == [
        HEAD + "Heading 2: numbering – (%1、 (chineseCountingThousand) in the PDF)"
    ]


# ---- pages and theme -------------------------------------------------------------------------------------------------


def margins(**changed: str) -> dict[str, Edit]:
    def change(root: Any) -> None:
        for name, words in changed.items():
            tag, _, attribute = name.partition("_")
            for each in root.iter(f"{W}{tag}"):
                each.set(f"{W}{attribute}", words)

    return {"word/document.xml": change}


def test_the_page_is_the_references_and_tables_stay_as_wide_as_the_text() -> None:
    tree = sample(p(picture(width=mm(156), height=mm(78)), selector="figure"))
    data = edited(
        OWN, margins(pgMar_left="1134", pgMar_right="1134", pgSz_w="8391", pgSz_h="11906")
    )
    made = followed(data, tree)
    section = every(made.body, "sectPr")[-1]
    assert (value(section, "pgSz", "w"), value(section, "pgMar", "left")) == ("8391", "1134")
    ratio = (8391 - 2 * 1134) / (A4.width - A4.margins.left - A4.margins.right).twips
    (width,) = [int(value(each, "tblPr/tblW", "w")) for each in every(made.body, "tbl")]
    assert width == pytest.approx(mm(150).twips * ratio, abs=3)
    (extent,) = re.findall(r'<wp:extent cx="(\d+)"', made.text("word/document.xml"))
    assert int(extent) == pytest.approx((8391 - 2 * 1134) * 635, abs=635)  # as wide as the text
    assert said(made) == [
        PAGE
        + "paper 148 × 210 mm (210 × 297 mm in the PDF), margin left 20 mm (28 mm in the PDF), "
        "margin right 20 mm (26 mm in the PDF)"
    ]


def test_headers_stay_the_templates_and_move_with_the_page() -> None:
    running = Running("bottom-right", p("页脚").inlines, FLUSH, TEXT, mm(20))
    tree = sample(
        master=replace(
            A4, odd=(running,), first=(), first_margins=Edges(mm(60), mm(26), mm(35), mm(28))
        )
    )
    own = Written(tree)
    before = attributes(every(own.body, "sectPr")[-1], "pgMar")
    data = edited(own.bytes, margins(pgMar_top=str(int(before["top"]) + 567), pgMar_footer="567"))
    made = followed(data, tree)
    after = attributes(every(made.body, "sectPr")[-1], "pgMar")
    assert after == before | {"top": str(int(before["top"]) + 567), "footer": "567"}
    assert "页脚" in made.text("word/footer1.xml")
    assert said(made) == [
        PAGE + "margin top 47 mm (37 mm in the PDF), footer from the edge 10 mm (20 mm in the PDF)"
    ]


def test_the_grid_and_page_borders_are_taken() -> None:
    def change(root: Any) -> None:
        section = next(root.iter(f"{W}sectPr"))
        section.find(f"{W}docGrid").set(f"{W}type", "lines")
        borders = etree.Element(f"{W}pgBorders")
        etree.SubElement(borders, f"{W}top").set(f"{W}val", "double")
        section.find(f"{W}pgMar").addnext(borders)

    made = followed(edited(OWN, {"word/document.xml": change}))
    section = every(made.body, "sectPr")[-1]
    assert value(section, "docGrid", "type") == "lines"
    assert value(section, "pgBorders/top") == "double"
    assert said(made) == [
        PAGE + "page border yes (no in the PDF), document grid yes (no in the PDF)"
    ]


def test_a_page_without_room_is_not_taken() -> None:
    made = followed(edited(OWN, margins(pgMar_left="6000", pgMar_right="5800")))
    assert value(every(made.body, "sectPr")[-1], "pgMar", "left") == str(A4.margins.left.twips)


def test_fonts_of_the_theme_are_taken_with_it() -> None:
    def fonts(found: dict[str, Any]) -> None:
        told(found["heading 1"], "rPr", "rFonts", eastAsiaTheme="majorEastAsia", asciiTheme="majorHAnsi")  # fmt: skip

    def theme(root: Any) -> None:
        for each in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}ea"):
            each.set("typeface", "华文中宋")

    made = followed(edited(OWN, styles(fonts) | {"word/theme/theme1.xml": theme}))
    assert "华文中宋" in made.text("word/theme/theme1.xml")
    assert said(made)[0].startswith(HEAD + "Heading 1: font 华文中宋")


def test_a_theme_that_leads_elsewhere_is_not_taken() -> None:
    image = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{image}" Target="http://127.0.0.1:9/x.png" TargetMode="External"/></Relationships>'
    )
    assert reference(OWN).theme is not None
    outside = with_parts(OWN, {"word/theme/_rels/theme1.xml.rels": rels.encode()})
    assert reference(outside).theme is None


# ---- files of other programs, and bad ones -----------------------------------------------------------------------------


@pytest.mark.skipif(find_office() is None, reason="needs LibreOffice")
def test_saved_again_by_libreoffice_nothing_differs(tmp_path: Path) -> None:
    (tmp_path / "reference.docx").write_bytes(OWN)
    program = find_office()
    assert program is not None
    subprocess.run(
        [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "docx",
         "--outdir", str(tmp_path / "saved"), str(tmp_path / "reference.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    data = (tmp_path / "saved/reference.docx").read_bytes()
    made = followed(data)
    assert said(made) == []
    normal = made.styles()["Normal"]
    assert value(normal, "pPr/overflowPunct") == "0", "LibreOffice saves this the wrong way round"
    assert find(normal, "pPr/kinsoku") is not None, "LibreOffice leaves this out"

    def change(found: dict[str, Any]) -> None:
        told(found["Heading 1"], "rPr", "color", val="C00000")

    assert said(followed(edited(data, styles(change)))) == [
        HEAD + "Heading 1: colour C00000 (000000 in the PDF)"
    ]


def test_what_is_wrong_with_a_file_is_one_message() -> None:
    def codes(data: bytes) -> list[str]:
        return [m.code for m in read_reference(MemoryWorld({FILE: data}), FILE).messages]

    assert codes(OWN[:500]) == ["docx-no-zip"]

    def dtd(data: bytes) -> bytes:
        stream = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as copy:
            for entry in source.infolist():
                part = source.read(entry)
                if entry.filename == "word/styles.xml":
                    part = part.replace(b"<w:styles", b'<!DOCTYPE w:styles SYSTEM "x"><w:styles', 1)
                copy.writestr(entry, part)
            if data is OWN:
                copy.writestr("word/vbaProject.bin", b"\0")
        return stream.getvalue()

    assert codes(dtd(OWN)) == ["docx-dtd"]
    stream = BytesIO(OWN)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\0")
    assert codes(stream.getvalue()) == ["reference-macros"]
    result = read_reference(MemoryWorld({FILE: stream.getvalue()}), FILE)
    assert result.value is not None
    assert not any("vba" in name for name in Written(sample(), result.value).package.namelist())
