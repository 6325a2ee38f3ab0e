"""What the writer makes is valid, and the judge that says so sees the faults that it should see."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from zipfile import ZipFile

import pytest

from briefgen.tree import Edges, Field, Footnote, Group, Run, Running, Section
from briefgen.units import ZERO, mm, pt
from tests.validity import faults, hand_checks
from tests.word.support import (  # fmt: skip
    A4,
    CALL,
    FLUSH,
    MARK,
    RULE,
    SQUARE,
    TEXT,
    Written,
    cell,
    document,
    li,
    p,
    picture,
    png,
    table,
    written,
)

RUNNING = Running("bottom-right", (Run("— ", TEXT), Field("page", TEXT)), FLUSH, TEXT, mm(24))
MASTER = replace(
    A4,
    odd=(RUNNING,),
    even=(replace(RUNNING, place="bottom-left"),),
    first=(),
    first_margins=replace(A4.margins, top=mm(50)),
)
LINKED = Run(
    "网站", replace(TEXT, underline=True, bold=True), "超链接", "https://example.org/?a=1&b=2"
)


def everything() -> Written:
    ruled = replace(FLUSH, borders=Edges(RULE, None, RULE, None), padding=Edges(pt(2), ZERO, pt(2), ZERO))  # fmt: skip
    padding = Edges(pt(8), pt(8), pt(8), pt(8))
    blocks = (
        p("题", level=1, selector="h1", id="top"),
        p("甲", LINKED, Run("回顶", TEXT, None, "#top"), Footnote((p("注", style=FLUSH),), CALL, MARK)),
        p("框", style=ruled, name="红框"),
        li("一", "一、", "cjk-ideographic", 1),
        li("子", "•", "disc", 2, 1),
        li("再", "5)", "decimal", 3, style=replace(FLUSH, first_line=pt(32), first_line_em=2.0)),
        Group("div", (p("灰"), table((cell("乙", 0),), columns=1)), padding=padding, background="EEEEEE"),
        table((cell("丙", 0, rowspan=2), cell("丁", 1, colspan=2)), (cell("戊", 1),), headers=1),
        p(picture(), picture(SQUARE.encode(), file="a.svg", alt=""), picture(png("L", form="JPEG"))),
        table((cell("报", 0),), columns=1, anchor="page-bottom", before=pt(20)),
    )  # fmt: skip
    sections = (
        Section(MASTER, blocks),
        Section(MASTER, (p("两栏"),), columns=2, gap=mm(8)),
        Section(replace(MASTER, width=A4.height, height=A4.width), (p("横"),), new_page=True),
    )
    return Written(replace(document(), sections=sections))


def test_a_file_with_everything_in_it_is_valid() -> None:
    assert faults(everything().bytes) == []


def test_an_empty_document_is_valid() -> None:
    assert faults(written().bytes) == []


def _changed(docx: bytes, change: Callable[[str], str]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(docx)) as old, ZipFile(stream, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                before = data.decode()
                after = change(before)
                assert after != before
                data = after.encode()
            new.writestr(info, data)
    return stream.getvalue()


def _swap(old: str, new: str, times: int = -1) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, times)


def _control(properties: str) -> Callable[[str], str]:
    return _swap("<w:body>", f"<w:body><w:sdt><w:sdtPr>{properties}</w:sdtPr></w:sdt>")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_swap('docPr id="2"', 'docPr id="1"'), "docPr id 1 used 2 times"),
        (
            _swap('<w:fldChar w:fldCharType="end"/>', "", 1),
            "word/document.xml: a field without an end",
        ),
        (
            _swap('<w:bookmarkEnd w:id="1"/>', ""),
            "word/document.xml: bookmarks without start or end: ['1']",
        ),
        (
            _swap("<w:r>", '<w:r><w:rPr><w:sz w:val="12.5"/></w:rPr>', 1),
            'word/document.xml: w:sz with w:val="12.5"',
        ),
        (
            _swap("<w:p>", "<w:p>stray", 1),
            "word/document.xml: text in a paragraph outside its runs",
        ),
        (
            _swap("</w:tc>", "<w:tbl/></w:tc>", 1),
            "word/document.xml: a cell that doesn't end with a paragraph",
        ),
        (
            _control(f'<w:tag w:val="{"t" * 65}"/>'),
            "word/document.xml: a content control's tag over 64 characters",
        ),
        (
            _control('<w:id w:val="7"/></w:sdtPr><w:sdtPr><w:id w:val="7"/>'),
            "sdt id 7 used 2 times",
        ),
    ],
)
def test_the_hand_checks_see_what_the_validators_do_not(
    change: Callable[[str], str], fault: str
) -> None:
    sound = written(p(picture(), picture(), Field("page", TEXT), id="a"), table((cell("", 0),)))
    assert hand_checks(sound.bytes) == []
    assert hand_checks(_changed(sound.bytes, change)) == [fault]


def test_the_validators_are_asked() -> None:
    broken = _changed(written(p("甲")).bytes, _swap("<w:body>", "<w:body><w:nonsense/>"))
    assert any(fault.startswith("openxml-audit:") for fault in faults(broken))
    dangling = _changed(written(p(LINKED)).bytes, _swap('r:id="rId', 'r:id="rId9'))
    assert any(fault.startswith("ooxml-integrity:") for fault in faults(dangling))
