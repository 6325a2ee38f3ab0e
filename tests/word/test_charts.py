"""Charts in Word: a part that can be edited, with the numbers, colours and measures of the drawing in the PDF."""

from __future__ import annotations

import io
from itertools import chain
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from briefgen.chart import plan_of
from briefgen.proof.wordfile import read_docx
from briefgen.tree import Chart, Document, paragraphs
from briefgen.writers.word import write_docx
from tests.style.support import styled
from tests.validity import faults
from tests.word.charts import CSS, KINDS, MEETINGS, QUARTERS, VISITS, chart
from tests.word.support import Written

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WIDE = CSS + "@page { size: 210mm 297mm; margin: 28mm }"


def made(body: str) -> tuple[Chart, Written]:
    page, messages = styled(body, WIDE)
    assert [m.line() for m in messages] == []
    (found,) = charts(page.tree)
    return found, Written(page.tree)


def charts(tree: Document) -> list[Chart]:
    return [inline for p in paragraphs(tree) for inline in p.inlines if isinstance(inline, Chart)]


def values(root: ET.Element, path: str) -> list[str]:
    """The `val` of every element at the end of a path of local names."""
    steps = "/".join(C + step for step in path.split("/"))
    return [node.get("val", "") for node in root.iterfind(f".//{steps}")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_valid_and_the_same_in_every_run(kind: str) -> None:
    _, file = made(KINDS[kind])
    assert faults(file.bytes) == []
    assert made(KINDS[kind])[1].bytes == file.bytes


def test_it_stands_in_the_line_with_its_size_and_its_words() -> None:
    found, file = made(KINDS["columns"])
    (inline,) = file.xml().iter(f"{WP}inline")
    extent, named = inline.find(f"{WP}extent"), inline.find(f"{WP}docPr")
    assert extent is not None
    assert named is not None
    assert extent.attrib == {"cx": str(found.width.emu), "cy": str(found.height.emu)}
    assert named.get("descr") == "各季度"
    (shown,) = file.xml().iter(f"{C}chart")
    (relation,) = (value for name, value in shown.attrib.items() if name.endswith("}id"))
    assert file.relations()[relation] == "charts/chart1.xml"


def test_it_has_the_colours_fonts_and_measures_of_the_drawing() -> None:
    found, file = made(KINDS["columns"])
    plan, root = plan_of(found), file.xml("word/charts/chart1.xml")
    fills = [row.find(f"{C}spPr/{A}solidFill/{A}srgbClr") for row in root.iter(f"{C}ser")]
    assert [fill.get("val") for fill in fills if fill is not None] == ["24476B", "E3B573"]
    assert values(root, "gapWidth") == [str(plan.gap)]
    assert values(root, "valAx/scaling/max") == [str(plan.ticks[-1])]
    assert values(root, "valAx/majorUnit") == [str(plan.ticks[1])]
    assert values(root, "legend/legendPos") == ["b"]
    assert values(root, "autoTitleDeleted") == ["1"]
    x = float(values(root, "plotArea/layout/manualLayout/x")[0])
    assert x == pytest.approx(plan.plot.x / plan.width, abs=1e-3)
    faces = {node.get("typeface") for node in root.iter(f"{A}ea")}
    assert faces == {"宋体"}
    assert {node.get("sz") for node in root.iter(f"{A}defRPr")} == {"1000"}


def test_lower_bounds_keep_their_mark_and_other_numbers_their_format() -> None:
    _, file = made(KINDS["columns"])
    root = file.xml("word/charts/chart1.xml")
    (apart,) = root.iter(f"{C}dLbl")
    assert [(n.get("val"), n.get("formatCode")) for n in apart][:2] == [
        ("1", None),
        (None, '0"余"'),
    ]
    usual = [node.get("formatCode") for node in root.iterfind(f".//{C}dLbls/{C}numFmt")]
    assert usual == ["0", "0"]
    _, grouped = made(KINDS["bars"])
    root = grouped.xml("word/charts/chart1.xml")
    assert {node.get("formatCode") for node in root.iterfind(f".//{C}dLbls/{C}numFmt")} == {"#,##0.0"}  # fmt: skip


def test_long_names_make_bars_that_run_across_from_the_first_down() -> None:
    _, file = made(KINDS["bars"])
    root = file.xml("word/charts/chart1.xml")
    assert values(root, "barDir") == ["bar"]
    assert values(root, "catAx/scaling/orientation") == ["maxMin"]
    assert values(root, "valAx/crosses") == ["max"]
    _, upright = made(KINDS["columns"])
    assert values(upright.xml("word/charts/chart1.xml"), "barDir") == ["col"]


def test_shares_of_lower_bounds_are_not_shown() -> None:
    for kind, shown in (("pie", "1"), ("pie of lower bounds", "0")):
        root = made(KINDS[kind])[1].xml("word/charts/chart1.xml")
        assert set(values(root, "dLbls/showPercent")) == {shown}


def test_lines_differ_by_more_than_colour() -> None:
    root = made(KINDS["lines"])[1].xml("word/charts/chart1.xml")
    assert values(root, "marker/symbol") == ["circle", "square", "triangle"]
    dashes = root.iterfind(f".//{C}ser/{C}spPr/{A}ln/{A}prstDash")
    assert [node.get("val") for node in dashes] == ["solid", "dash", "sysDot"]
    places = {
        (label[0].get("val"), place.get("val"))
        for label in root.iter(f"{C}dLbl")
        for place in label.iter(f"{C}dLblPos")
    }
    assert ("0", "b") in places, "12 and 11 are too close for two numbers between them"


def test_the_workbook_has_the_numbers() -> None:
    _, file = made(KINDS["columns"])
    (read,) = read_docx(file.bytes).charts
    assert read.categories == QUARTERS
    assert read.names == (MEETINGS[0], VISITS[0])
    assert read.numbers == (("12", "8", "15", "9"), ("3", "6", "", "12"))
    assert " ".join(read.cells) == "会议 参观 第一季度 12 3 第二季度 8 6 第三季度 15 第四季度 9 12"
    with ZipFile(io.BytesIO(file.package.read("word/embeddings/chart1.xlsx"))) as book:
        assert {info.date_time[0] for info in book.infolist()} == {1980}


def test_several_charts_have_parts_of_their_own() -> None:
    page, _ = styled(KINDS["columns"] + KINDS["pie"] + KINDS["columns"], WIDE)
    written = write_docx(page.tree).value
    assert written is not None
    assert faults(written) == []
    read = read_docx(written).charts
    assert [len(each.names) for each in read] == [2, 1, 2]


def test_words_that_xml_would_take_as_its_own_are_escaped() -> None:
    names = ('<甲 & "乙">', "]]>", "a", "b")
    found, file = made(
        chart("bar", ("A < B", ("1", "2", "3", "4")), ("", ("1",) * 4), categories=names)
    )
    assert found.data.categories == names
    (read,) = read_docx(file.bytes).charts
    assert read.categories == names
    assert read.names == ("A < B", "")
    assert set(chain(*read.numbers)) == {"1", "2", "3", "4"}
