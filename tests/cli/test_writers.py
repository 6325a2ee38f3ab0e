from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.messages import message
from briefgen.template import Page, Sheet
from briefgen.tree import (
    Border,
    Cell,
    Document,
    Edges,
    Field,
    Footnote,
    Group,
    LineBreak,
    ListItem,
    NoteMark,
    PageMaster,
    Paragraph,
    ParagraphStyle,
    Picture,
    Row,
    Run,
    Running,
    Section,
    Table,
    TextStyle,
)
from briefgen.units import mm, pt
from briefgen.world import MemoryWorld
from briefgen.writers import USUAL, WRITERS
from briefgen.writers.dump import dump_tree
from briefgen.writers.html import write_html

PAGE = "<!DOCTYPE html><html><head><title>x</title></head><body>{}</body></html>"


def html(body: str, *sheets: Sheet, **files: bytes) -> tuple[str, list[str]]:
    world = MemoryWorld({name.replace("__", "/") + ".png": data for name, data in files.items()})
    page = Page(PAGE.format(body), tuple(sheets), (), "en", "x", {})
    result = write_html(page, world)
    assert result.value is not None
    return result.value.decode(), [said.line() for said in result.messages]


def test_the_table_of_writers() -> None:
    assert set(USUAL) <= set(WRITERS)
    assert len({writer.suffix for writer in WRITERS.values()}) == len(WRITERS)


def test_sheets_stand_in_the_head_in_their_order() -> None:
    text, said = html("", Sheet("a.css", "p { color: red }"), Sheet("b.css", "p { color: blue }"))
    assert said == []
    assert text.index("red") < text.index("blue") < text.index("</head>")
    assert text.count("<style>") == 2


def test_a_sheet_cannot_end_its_element() -> None:
    text, _ = html("", Sheet("a.css", 'p::after { content: "</style><script>" }'))
    assert text.count("</style>") == 1
    assert r"<\/style><script>" in text


@pytest.mark.parametrize(
    "image",
    [
        '<img src="a/hall.png" alt="x > y">',
        "<img alt='a' src='a/hall.png'>",
        '<IMG SRC="a/%68all.png">',
    ],
)
def test_pictures_are_put_inside(image: str) -> None:
    text, said = html(image, a__hall=b"PNG")
    assert said == []
    assert 'src="data:image/png;base64,UE5H"' in text.replace("SRC", "src")
    assert "hall.png" not in text


def test_files_of_a_sheet_are_relative_to_it() -> None:
    sheet = Sheet(
        "templates/t/style.css", "p { background: url( 'rule.png' ) } q { background: url(#x) }"
    )
    text, said = html("", sheet, templates__t__rule=b"PNG")
    assert said == []
    assert 'url("data:image/png;base64,UE5H")' in text
    assert 'url("#x")' in text


def test_what_cannot_be_read_is_said_and_other_addresses_stay() -> None:
    text, said = html(
        '<img src="gone.png"><img src="https://example.org/a.png"><img src="../../etc/passwd">'
    )
    assert [line.partition("]")[0] for line in said] == [
        "gone.png: error[no-file",
        "../../etc/passwd: error[outside-project",
    ]
    assert 'src="https://example.org/a.png"' in text


TEXT = TextStyle(("Serif",), pt(12), "en")
RULE = Border("solid", pt(2.25), "D7000F")


def paragraph(*inlines: object, **fields: object) -> Paragraph:
    made = Paragraph("p", (), ParagraphStyle(), TEXT)
    return replace(made, inlines=inlines, **fields)  # type: ignore[arg-type]  # any field of a paragraph


def test_a_tree_as_text() -> None:
    bold = replace(TEXT, bold=True, colour="FF0000")
    cell = Cell(
        (paragraph(Run("12", TEXT)),),
        pt(30),
        0,
        header=True,
        padding=Edges(pt(1), pt(2), pt(1), pt(2)),
    )
    blocks = (
        paragraph(
            Run("Head", bold, name="Strong", href="#a"),
            LineBreak(),
            Run("引", replace(bold, bold=False)),
            text_style=bold,
            name="标题 1",
            level=1,
            style=ParagraphStyle(align="center", borders=Edges(RULE, None, None, None)),
        ),
        paragraph(Run("one", TEXT), item=ListItem(1, 0, "disc", "•")),
        Table("table.data", (pt(30),), (Row((cell,), pt(14), header=True),)),
        Group(
            "section.tail",
            (paragraph(Picture("a.svg", b"<svg/>", mm(10), mm(5), "A hall")),),
            left=pt(2),
        ),
        paragraph(
            Footnote((paragraph(Run("note", TEXT)),), NoteMark(TEXT), NoteMark(TEXT, after=". "))
        ),
    )
    foot = Running("bottom-right", (Field("page", TEXT),), ParagraphStyle(), TEXT, mm(7))
    master = PageMaster(
        mm(210), mm(297), Edges(mm(37), mm(26), mm(35), mm(28)), odd=(foot,), first=()
    )
    document = Document(
        "A “title”", "en", TEXT, (Section(master, blocks),), author="Office", pages=2,
        losses=(message("no-file", file="x"),),
    )  # fmt: skip
    assert dump_tree(document).splitlines() == [
        'document "A “title”" en pages=2',
        "  author=Office",
        "  text families=[Serif] size=12pt language=en",
        "section",
        "  page width=595.276pt height=841.89pt margins=104.882pt/73.7008pt/99.2126pt/79.3701pt",
        "    first empty",
        "    odd bottom-right distance=19.8425pt",
        "      field kind=page",
        '  paragraph p name="标题 1" level=1 align=center borders=solid-2.25pt-D7000F/none/none/none bold=yes colour=FF0000',
        '    run "Head" name=Strong href=#a',
        "    line-break",
        '    run "引" bold=no',
        "  paragraph p",
        '    item list=1 level=0 format=disc marker="•"',
        '    run "one"',
        "  table table.data columns=[30pt]",
        "    row height=14pt header=yes",
        "      cell width=30pt column=0 header=yes padding=1pt/2pt/1pt/2pt",
        "        paragraph p",
        '          run "12"',
        "  group section.tail left=2pt",
        "    paragraph p",
        '      picture file=a.svg data=6-bytes-d4dc56669143 width=28.3465pt height=14.1732pt alt="A hall"',
        "  paragraph p",
        '    footnote call="1" marker="1. "',
        "      paragraph p",
        '        run "note"',
        'lost error[no-file]: no file "x"',
    ]
