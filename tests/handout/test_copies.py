"""Numbered copies: what is stamped where, what is shared, and what a file still says of itself."""

from __future__ import annotations

import io
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from briefgen.handout import (
    Handout,
    Layout,
    Numbering,
    Subject,
    Wish,
    file_name,
    prepare,
)
from briefgen.handout.imposition import Binding
from briefgen.handout.numbers import Copy, Share, number_copies
from briefgen.handout.placing import Press
from briefgen.handout.plan import coloured
from briefgen.handout.stamps import NUMBER_SIZE
from briefgen.messages import Result
from briefgen.world import DiskWorld, MemoryWorld, World
from tests.handout.paper import A4, MM, Word, bytes_of, check, made, words_on

WORLD = MemoryWorld({})
SHARES = (Share("中央办公厅", 2), Share("各省级组织", 1))


def run(data: bytes, wish: Wish, world: World = WORLD, **subject: Any) -> Result[Handout]:
    return prepare(world, data, Subject("job", "Title", **subject), wish)


def files(result: Result[Handout]) -> dict[str, bytes]:
    assert result.value is not None, result.messages
    return dict(result.value.files)


def wish(kind: Any = "pages", **options: Any) -> Wish:
    return Wish(Layout(kind), Press(A4), paper_chosen=False, **options)


def find(words: list[Word], text: str) -> Word:
    (found,) = [word for word in words if word.text == text]
    return found


def test_numbers_and_recipients_are_dealt_in_order() -> None:
    copies = number_copies(4, start=9, digits=3, shares=SHARES)
    assert copies == (
        Copy("009", "中央办公厅"),
        Copy("010", "中央办公厅"),
        Copy("011", "各省级组织"),
        Copy("012", ""),
    )
    assert [copy.recipient for copy in number_copies(1, shares=SHARES)] == ["中央办公厅"]


def test_the_number_stands_where_the_standard_puts_it() -> None:
    result = run(bytes_of(made(3)), wish(copies=2, numbering=Numbering()))
    assert result.messages == ()
    ((name, data),) = files(result).items()
    assert name == "job-numbered.pdf"
    assert check(data) == []
    pages = words_on(data)
    assert [[word.text for word in page] for page in pages] == [
        ["p1", "000001"], ["p2"], ["p3"], ["p1", "000002"], ["p2"], ["p3"],
    ]  # fmt: skip
    assert find(pages[0], "000001").x / MM == pytest.approx(28, abs=0.2)
    matrix, size = text_state(data, 0)
    # the letters' square stands in the middle of the first of 22 lines in 225 mm
    middle = A4[1] - 37 * MM - 225 * MM / 22 / 2
    baseline = middle + NUMBER_SIZE / 2 - 0.88 * NUMBER_SIZE
    assert [matrix[4] / MM, matrix[5] / MM] == pytest.approx([28, baseline / MM], abs=0.2)
    assert size == NUMBER_SIZE == 16


def text_state(data: bytes, page: int) -> tuple[list[float], float]:
    """The text matrix and size of the last words on a page."""
    matrix, size = [1.0, 0, 0, 1, 0, 0], 0.0
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for instruction in pikepdf.parse_content_stream(pdf.pages[page]):
            values = [str(value) for value in instruction.operands]
            if str(instruction.operator) == "Tm":
                matrix = [float(value) for value in values]
            elif str(instruction.operator) == "Tf":
                size = float(values[1])
    return matrix, size


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_the_number_is_upright_on_turned_pages(rotate: int) -> None:
    data = files(run(bytes_of(made(1, A4, rotate)), wish(copies=1, numbering=Numbering())))
    (a, b, _, _, e, f), _ = text_state(data["job-numbered.pdf"], 0)
    width, height = A4
    seen = {  # a point and a direction in user space, as they are seen after the rotation
        90: ((f, width - e), (b, -a)),
        180: ((width - e, height - f), (-a, -b)),
        270: ((height - f, e), (-b, a)),
    }[rotate]
    assert seen[1] == pytest.approx((1, 0), abs=1e-6), "it runs to the right"
    assert seen[0][0] / MM == pytest.approx(28, abs=0.2)


@pytest.mark.parametrize("binding", ["left", "right"])
def test_a_numbered_booklet_has_its_number_on_the_first_page(binding: Binding) -> None:
    chosen = Wish(Layout("booklet"), Press(A4, binding=binding), copies=2, numbering=Numbering())
    data = files(run(bytes_of(made(5)), chosen))["job-booklet-numbered.pdf"]
    pages = words_on(data)
    assert [[w.text for w in page if len(w.text) == 6] for page in pages] == [
        ["000001"], [], [], [], ["000002"], [], [], [],
    ]  # fmt: skip
    scale = A4[0] / A4[1]
    edge = A4[1] / 2 if binding == "left" else 0
    matrix, _ = text_state(data, 0)
    x = find(pages[0], "000001").x
    assert (x - edge) / MM == pytest.approx(28 * scale, abs=0.2)
    assert matrix[0] in (1.0, pytest.approx(scale, abs=1e-4))


def test_recipients_are_stamped_and_sign() -> None:
    chosen = wish(numbering=Numbering(), receipt=True, ticket=True)
    result = run(bytes_of(made(1)), chosen, shares=SHARES, copies=4, day=date(2026, 11, 22))
    out = files(result)
    assert list(out) == ["job-numbered.pdf", "job-receipt.pdf", "job-ticket.pdf"]
    assert [[w.text for w in page] for page in words_on(out["job-numbered.pdf"])] == [
        ["p1", "000001", "中央办公厅"],
        ["p1", "000002", "中央办公厅"],
        ["p1", "000003", "各省级组织"],
        ["p1", "000004"],
    ]
    signed = [word.text for page in words_on(out["job-receipt.pdf"]) for word in page]
    assert signed == [
        "签收单", "Title", "份号", "收件单位", "签收人", "日期",
        "000001", "中央办公厅", "000002", "中央办公厅", "000003", "各省级组织", "000004", "留存",
    ]  # fmt: skip
    told = [word.text for page in words_on(out["job-ticket.pdf"]) for word in page]
    assert told[:6] == ["印制通知单", "Title", "印件", "Title", "日期", "2026年11月22日"]
    for data in out.values():
        assert check(data) == []


def test_a_blank_that_the_template_left_takes_the_number() -> None:
    pdf = made(1)
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(b"BT /F 10 Tf 300 700 Td (No. ______) Tj ET")
    result = run(bytes_of(pdf), wish(copies=1, numbering=Numbering()))
    assert result.messages == ()
    matrix, size = text_state(files(result)["job-numbered.pdf"], 0)
    assert matrix[5] == pytest.approx(700, abs=0.1)
    assert size == pytest.approx(10)
    start = 300 + 10 * (0.722 + 0.556 + 0.278 + 0.278)  # Helvetica's N, o, full stop, space
    middle = start + 6 * 0.556 * 10 / 2
    assert matrix[4] + 6 * 0.555 * 10 / 2 == pytest.approx(middle, abs=0.3)


def test_filled_fields_are_in_every_copy() -> None:
    pdf = made(1)
    look = pdf.make_stream(b"0 0 50 20 re f", Type=Name.XObject, Subtype=Name.Form)
    look.BBox = Array([0, 0, 50, 20])
    entries = {"/Type": Name.Annot, "/Subtype": Name.Stamp, "/Rect": Array([100, 100, 150, 120])}
    stamp = Dictionary({**entries, "/F": 4, "/AP": Dictionary(N=look)})
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])
    out = files(run(bytes_of(pdf), wish(copies=2, numbering=Numbering())))
    with pikepdf.open(io.BytesIO(out["job-numbered.pdf"])) as together:
        assert [len(page.obj.Resources.XObject) for page in together.pages] == [1, 1]
        assert all("/Annots" not in page.obj for page in together.pages)


def test_a_number_over_words_is_told() -> None:
    pdf = made(1)
    page = pdf.pages[0].obj
    top = A4[1] - 37 * MM - 20
    page.Contents = pdf.make_stream(
        f"BT /F 14 Tf 80 {top} Td (SECRET PAPER) Tj ET BT /F 14 Tf 80 {A4[1] - 46} Td (HEAD OF IT) Tj ET".encode()
    )
    result = run(bytes_of(pdf), wish(copies=1, numbering=Numbering()))
    assert [(m.code, m.args["number"]) for m in result.messages] == [("stamp-covers", "000001")]
    moved = run(bytes_of(pdf), wish(copies=1, numbering=Numbering(at=(300, 300))))
    assert moved.messages == ()


def test_separate_copies_keep_what_they_are() -> None:
    pdf = made(2)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
    with pdf.open_metadata() as claims:
        claims["pdfuaid:part"] = "1"
        claims["pdfaid:part"] = "3"
        claims["pdfaid:conformance"] = "A"
    data = bytes_of(pdf)
    numbering = Numbering(names="{brief} {number} {recipient}", text="第{number}号 共{total}份")
    apart = files(run(data, wish(numbering=numbering), shares=SHARES))
    assert list(apart) == [
        "job-copies/job 000001 中央办公厅.pdf",
        "job-copies/job 000002 中央办公厅.pdf",
        "job-copies/job 000003 各省级组织.pdf",
    ]
    for number, each in enumerate(apart.values(), 1):
        assert check(each) == []
        assert f"第00000{number}号" in [word.text for word in words_on(each)[0]]
        with pikepdf.open(io.BytesIO(each)) as out:
            assert claims_of(out) == {
                "pdfuaid:part": "1",
                "pdfaid:part": "3",
                "pdfaid:conformance": "A",
            }
            assert out.Root.MarkInfo.Marked
            assert len(out.pages[0].obj.Annots) == 1
            content = out.pages[0].obj.Contents[-1].read_bytes()
            assert content.startswith(b"/Artifact <</Type /Pagination>> BDC")
    together = files(run(data, wish(numbering=Numbering()), shares=SHARES))
    with pikepdf.open(io.BytesIO(together["job-numbered.pdf"])) as out:
        assert claims_of(out) == {"pdfaid:part": "3", "pdfaid:conformance": "B"}
        assert "/MarkInfo" not in out.Root
        assert "/StructTreeRoot" not in out.Root
        with out.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert titles == ["000001 中央办公厅", "000002 中央办公厅", "000003 各省级组织"]


def claims_of(pdf: pikepdf.Pdf) -> dict[str, str]:
    with pdf.open_metadata() as claims:
        names = ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")
        return {name: str(claims[name]) for name in names if name in claims}


def test_a_watermark_is_faint_and_on_every_page() -> None:
    out = files(run(bytes_of(made(2)), wish(watermark="内部资料")))
    assert list(out) == ["job-marked.pdf"]
    data = out["job-marked.pdf"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            assert float(str(page.obj.Resources.ExtGState.StampFaint.ca)) < 0.3
    each = files(run(bytes_of(made(2)), wish(watermark="{recipient}"), shares=SHARES))
    words = words_on(each["job-numbered.pdf"])
    assert len(words) == 6
    assert all(any("中" in w.text or "各" in w.text for w in page) for page in words)


def test_many_copies_cost_little() -> None:
    base = bytes_of(made(4))
    data = files(run(base, wish(copies=1000, numbering=Numbering())))["job-numbered.pdf"]
    again = files(run(base, wish(copies=1000, numbering=Numbering())))["job-numbered.pdf"]
    assert data == again
    assert len(data) - len(base) < 700_000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 4000
        fonts = {page.obj.Resources.Font["/Stamp0"].objgen for page in list(pdf.pages)[::4]}
        assert len(fonts) == 1
    assert check(data) == []


@pytest.mark.parametrize(
    ("chosen", "subject", "said"),
    [
        (wish(numbering=Numbering()), {}, ["copies-unknown"]),
        (wish(numbering=Numbering(), copies=20_001), {}, ["copies-too-many"]),
        (wish(numbering=Numbering(), copies=2), {"shares": SHARES}, ["copies-short"]),
        (Wish(Layout("nup"), Press(A4, margin=104 * MM)), {}, ["does-not-fit"]),
        (Wish(Layout("booklet"), Press(A4, size=A4)), {}, ["does-not-fit"]),
        (
            Wish(
                Layout("booklet"), Press(A4, size=(148 * MM, 210 * MM), marks=frozenset(["crop"]))
            ),
            {},
            ["no-room-for-marks"],
        ),
        (Wish(Layout("nup"), Press(A4, bleed=9)), {}, ["no-bleed"]),
        (
            wish(numbering=Numbering(text="{number}\U0001f9ff\ue000"), copies=1),
            {},
            ["stamp-letters"],
        ),
    ],
)
def test_what_is_told(chosen: Wish, subject: dict[str, Any], said: list[str]) -> None:
    result = run(bytes_of(made(1)), chosen, **subject)
    assert [each.code for each in result.messages if each.code != "font-substituted"] == said
    assert (result.value is None) == any(each.severity == 2 for each in result.messages)


def test_names_of_files_suit_every_system() -> None:
    assert file_name("{number}/{recipient}", "b", Copy("01", "a:b")) == "01-a-b.pdf"
    assert file_name("../{number}", "b", Copy("01")) == "01.pdf"
    assert file_name("x{number}.PDF", "b", Copy("01")) == "x01.PDF"
    assert file_name("{recipient}.pdf", "b", Copy("01", "甲")) == "甲-01.pdf"


def test_the_plan_counts() -> None:
    chosen = Wish(Layout("booklet", signature=2), Press(A4), copies=3, numbering=Numbering())
    result = run(bytes_of(made(13)), chosen)
    assert result.value is not None
    plan = result.value.plan.data()
    assert plan["paper"] == {"name": "A4", "width": 210.0, "height": 297.0}
    assert (plan["layout"], plan["sheets"], plan["duplex"]) == ("signatures", 2, "short")
    assert (plan["pages"], plan["blanks"]) == (13, 3)
    assert plan["each"] == {"sheets": 4, "sides": 8, "colour": 0, "black": 8, "folds": 4}
    assert plan["total"] == {"sheets": 12, "sides": 24, "colour": 0, "black": 24, "folds": 12}
    assert plan["numbers"] == ["000001", "000003"]
    lines = dict(result.value.plan.lines("en"))
    assert lines["Sheets"] == "12 (4 a copy)"
    assert lines["Layout"] == "booklet in signatures of 2 sheets"
    assert dict(result.value.plan.lines("zh-Hans"))["单双面"] == "双面，沿短边翻转"


def test_colour_is_seen() -> None:
    pdf = made(3)
    pdf.pages[1].obj.Contents = pdf.make_stream(b"1 0 0 rg 50 50 200 200 re f")
    result = run(bytes_of(pdf), wish())
    assert result.value is not None
    assert (result.value.plan.colour, result.value.plan.black) == (1, 2)
    assert [Path(name).name for name, _ in result.value.files] == ["job-sheets.pdf"]


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (40, 20)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGBA", size, (*colour, 255)).save(stream, "PNG")
    return stream.getvalue()


RED, GREEN = (255, 0, 0), (0, 160, 0)
SEALS = MemoryWorld(
    {
        "seals/中央办公厅.png": picture(RED),
        "seals/各省级组织.png": picture(GREEN, (20, 40)),
        "seals/留存.png": picture((90, 90, 90)),
    }
)


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("kind", ["pages", "nup"])
def test_a_picture_is_a_faint_watermark_in_the_middle(kind: Any, rotate: int) -> None:
    world = MemoryWorld({"seal.png": picture(RED)})
    data = bytes_of(made(2, rotate=rotate))
    found = files(run(data, wish(kind, picture="seal.png"), world))
    ((name, marked),) = found.items()
    assert name == ("job-marked.pdf" if kind == "pages" else "job-nup-marked.pdf")
    assert check(marked) == []
    if kind == "pages":
        assert middles(marked) == [RED, RED]
        for page in pypdfium2.PdfDocument(marked):
            image = page.render(scale=1).to_pil().convert("RGB")
            assert image.getpixel((image.width // 2, image.height // 8)) == (255, 255, 255)
        with pikepdf.open(io.BytesIO(marked)) as pdf:
            first, second = (
                page.obj.Resources.XObject["/MarkPicture"].objgen for page in pdf.pages
            )
            assert first == second, "the picture is in the file once"


def middles(data: bytes) -> list[tuple[int, ...]]:
    """The colour in the middle of each page, as it was before it was made fifteen parts of a hundred."""
    found = []
    for page in pypdfium2.PdfDocument(data):
        image = page.render(scale=1).to_pil().convert("RGB")
        colour = image.getpixel((image.width // 2, image.height // 2))
        assert isinstance(colour, tuple)
        full = [round((value - 255) / 0.15 + 255) for value in colour]
        found.append(tuple(min((0, 90, 160, 255), key=lambda near: abs(near - v)) for v in full))
    return found


@pytest.mark.parametrize("rotate", [0, 180])
@pytest.mark.parametrize("names", ["", "{recipient}-{number}"])
def test_each_copy_has_the_picture_of_its_recipient(names: str, rotate: int) -> None:
    chosen = wish(picture="seals/{recipient}.png", numbering=Numbering(names=names))
    data = bytes_of(made(2, rotate=rotate))
    out = files(run(data, chosen, SEALS, shares=SHARES, copies=4))
    expected = [RED] * 4 + [GREEN] * 2 + [(90, 90, 90)] * 2
    assert list(chain.from_iterable(middles(each) for each in out.values())) == expected
    for each in out.values():
        assert check(each) == []
        with pikepdf.open(io.BytesIO(each)) as pdf:
            pictures = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/SMask" in o]
        assert len(pictures) == (1 if names else 3), "each once, and nobody else's"
    again = files(run(data, chosen, SEALS, shares=SHARES, copies=4))
    assert out == again


def test_pictures_of_copies_lie_on_the_pages_of_a_booklet() -> None:
    chosen = Wish(Layout("booklet"), Press(A4), picture="seals/{recipient}.png")
    result = run(bytes_of(made(4)), chosen, SEALS, shares=SHARES)
    assert result.value is not None
    assert (result.value.plan.colour, result.value.plan.black) == (2, 0), "pictures are in colour"
    ((name, data),) = result.value.files
    assert name == "job-booklet-marked-numbered.pdf"
    for page, colour in zip(pypdfium2.PdfDocument(data), [RED] * 4 + [GREEN] * 2, strict=True):
        image = page.render(scale=1).to_pil().convert("RGB")
        for part in (1, 3):
            seen = image.getpixel((image.width * part // 4, image.height // 2))
            assert isinstance(seen, tuple)
            assert (max(seen) > min(seen), seen[0] > seen[1]) == (True, colour == RED)
    grey = Wish(Layout("booklet"), Press(A4), picture="seals/{recipient}.png", grey=True)
    made_grey = run(bytes_of(made(4)), grey, SEALS, shares=SHARES)
    assert made_grey.value is not None
    assert (made_grey.value.plan.colour, made_grey.value.plan.black) == (0, 2)
    ((_, data),) = made_grey.value.files
    assert not any(coloured(data))


def test_pictures_that_are_missing_are_told_together_before_anything_is_made() -> None:
    shares = (Share("中央办公厅", 1), Share("A/B", 2), Share("..", 1))
    result = run(bytes_of(made(1)), wish(picture="seals/{recipient}.png"), SEALS, shares=shares)
    assert result.value is None
    (said,) = result.messages
    assert said.text() == (
        "2 pictures of the watermark are not there: "
        "seals/A-B.png (000002…000003); seals/...png (000004); "
        "put them there; behind each stand the copies that want it"
    )


def test_pictures_stay_inside_the_project(tmp_path: Path) -> None:
    (tmp_path / "project/seals").mkdir(parents=True)
    (tmp_path / "out.png").write_bytes(picture(RED))
    (tmp_path / "project/seals/link.png").symlink_to(tmp_path / "out.png")
    world = DiskWorld(tmp_path / "project")
    for pattern in (
        "{recipient}/out.png",
        "../out.png",
        "seals/link.png",
        str(tmp_path / "out.png"),
    ):
        chosen = wish(picture=pattern)
        result = run(bytes_of(made(1)), chosen, world, shares=(Share("..", 1),))
        assert result.value is None
        assert [each.code for each in result.messages] == ["outside-project"], pattern


def test_what_is_no_picture_is_told() -> None:
    world = MemoryWorld({"seal.png": b"not a picture"})
    found = run(bytes_of(made(1)), wish(picture="seal.png"), world)
    assert [said.code for said in found.messages] == ["watermark-picture"]
    assert found.value is None
