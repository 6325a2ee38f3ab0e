"""Pages on sheets: measured in the PDF that comes out, folded and read again."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from briefgen.handout import Layout, Numbering, Subject, Wish, prepare
from briefgen.handout.imposition import booklet, cards, nup
from briefgen.handout.marks import LENGTH, OFFSET
from briefgen.handout.placing import (
    Arrangement,
    Press,
    best_arrangement,
    place,
    place_notes,
    place_poster,
)
from briefgen.handout.reading import Source, open_source
from briefgen.handout.sheets import impose, saved
from briefgen.world import MemoryWorld
from tests.handout.paper import A4, A5, MM, bytes_of, check, made, source, words_on


def booklet_of(pages: Source, press: Press, **options: Any) -> bytes:
    sheets = booklet(len(pages.pages), **options)
    arrangement = best_arrangement(press, pages.sizes[0], [(1, 2)])
    return saved(impose(pages, place(sheets, pages.sizes, press, arrangement), False).pdf)


def sides_of(data: bytes, width: float, height: float) -> list[tuple[str, str]]:
    """The words left and right on each side, upside-down sides turned upright."""
    sides = []
    for words in words_on(data):
        halves = ["", ""]
        for word in words:
            x = width - word.x if word.turned else word.x
            halves[x > width / 2] = word.text
        sides.append((halves[0], halves[1]))
    return sides


def folded(sides: list[tuple[str, str]], binding: str) -> list[str]:
    """What is read when the sheets are nested, folded and opened page by page."""
    fronts, backs = sides[0::2], sides[1::2]
    if binding == "right":
        fronts, backs = [f[::-1] for f in fronts], [b[::-1] for b in backs]
    first = [page for f, b in zip(fronts, backs, strict=True) for page in (f[1], b[0])]
    second = [
        page for f, b in reversed(list(zip(fronts, backs, strict=True))) for page in (b[1], f[0])
    ]
    return first + second


@pytest.mark.parametrize("binding", ["left", "right"])
@pytest.mark.parametrize("duplex", [None, "short", "long"])
def test_a_printed_booklet_is_folded_and_read(binding: Any, duplex: Any) -> None:
    press = Press(A4, binding=binding, duplex=duplex)
    data = booklet_of(source(13), press, binding=binding, tail=True)
    assert check(data) == []
    turned = [any(word.turned for word in words) for words in words_on(data)]
    assert turned[0::2] == [False] * 4
    assert turned[1::2] == [duplex == "long"] * 4
    read = folded(sides_of(data, A4[1], A4[0]), binding)
    assert read == [f"p{k}" for k in range(1, 13)] + ["", "", "", "p13"]


def test_pages_lie_where_they_should() -> None:
    data = booklet_of(source(4, A5), Press(A4))
    first = next(word for word in words_on(data)[0] if word.text == "p1")
    scale = min(A4[1] / 2 / A5[0], A4[0] / A5[1])
    assert first.x == pytest.approx(A4[1] / 2 + A5[0] / 10 * scale, abs=1.5)
    moved = booklet_of(source(8, A5), Press(A4, shift=10 * MM, creep=1 * MM))
    places = {word.text: word.x for words in words_on(moved) for word in words}
    still = {
        word.text: word.x
        for words in words_on(booklet_of(source(8, A5), Press(A4)))
        for word in words
    }
    steps = {text: round((places[text] - still[text]) / MM, 2) for text in places}
    assert steps == {
        "p1": 10, "p8": -10, "p2": -10, "p7": 10, "p3": 9, "p6": -9, "p4": -9, "p5": 9,
    }  # fmt: skip


def lines_of(data: bytes, page: int = 0) -> set[tuple[float, ...]]:
    """The strokes on a page in millimetres."""
    found: set[tuple[float, ...]] = set()
    start = (0.0, 0.0)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for instruction in pikepdf.parse_content_stream(pdf.pages[page]):
            operator = str(instruction.operator)
            if operator not in ("m", "l"):
                continue
            point = tuple(float(str(value)) for value in instruction.operands)
            if operator == "m":
                start = (point[0], point[1])
            else:
                found.add(tuple(round(v / MM, 2) for v in (*start, *point)))
    return found


def test_bleed_is_printed_but_not_over_the_fold() -> None:
    pdf = made(4, (A5[0] + 10 * MM, A5[1] + 10 * MM))
    for page in pdf.pages:
        page.obj.TrimBox = Array([5 * MM, 5 * MM, 5 * MM + A5[0], 5 * MM + A5[1]])
        page.obj.BleedBox = page.obj.MediaBox
    opened = open_source(bytes_of(pdf), "bleed.pdf").value
    assert opened is not None
    assert opened.sizes[0] == pytest.approx(A5)
    press = Press((297 * MM, 420 * MM), size=A5, bleed=3 * MM)
    arrangement = best_arrangement(press, A5, [(1, 2)])
    left, right = place(booklet(4), opened.sizes, press, arrangement)[0].placements
    spine = left.trim.x1
    seen = [(each.clip.x0, each.clip.x1, each.clip.height) for each in (left, right)]
    assert seen[0] == pytest.approx((left.trim.x0 - 3 * MM, spine, A5[1] + 6 * MM))
    assert seen[1] == pytest.approx((spine, right.trim.x1 + 3 * MM, A5[1] + 6 * MM))


def test_crop_and_fold_marks_are_measured() -> None:
    a3 = (297 * MM, 420 * MM)
    press = Press(a3, size=A5, marks=frozenset(["crop", "fold"]), bleed=3 * MM)
    lines = lines_of(booklet_of(source(4, A5), press))
    away, far = 3 + OFFSET / MM, 3 + (OFFSET + LENGTH) / MM
    # two A5 pages, 296 by 210 mm, in the middle of a sheet of 297 by 420 mm or 420 by 297 mm
    wide = max(line[0] for line in lines) > 300
    x0, y0 = ((420 - 296) / 2, (297 - 210) / 2) if wide else ((297 - 296) / 2, (420 - 210) / 2)
    expected = {(x, y0 + 210 + away, x, y0 + 210 + far) for x in (x0, x0 + 148, x0 + 296)}
    expected |= {(x, y0 - far, x, y0 - away) for x in (x0, x0 + 148, x0 + 296)}
    for y in (y0, y0 + 210):
        expected |= {(x0 - far, y, x0 - away, y), (x0 + 296 + away, y, x0 + 296 + far, y)}
    assert len(lines) == len(expected) == 10
    for line in expected:
        assert any(other == pytest.approx(line, abs=0.2) for other in lines), line


def frames_of(data: bytes) -> list[list[tuple[float, ...]]]:
    """The rectangles that are stroked on each page in millimetres; none of them may be dashed."""
    pages = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            found: list[tuple[float, ...]] = []
            box: tuple[float, ...] = ()
            dash: list[object] = []
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator == "d":
                    dash = list(instruction.operands[0])
                elif operator == "re":
                    box = tuple(float(str(value)) / MM for value in instruction.operands)
                elif operator == "S" and box:
                    assert dash == []
                    found.append(box)
                if operator != "re":
                    box = ()
            pages.append(found)
    return pages


def test_frames_are_around_the_pages_and_nothing_else() -> None:
    """Not around the cells, which are of another shape here, nor around blanks; and no fold mark dashes them."""
    press = Press(A4, margin=5 * MM, gap=4 * MM, frames=True, marks=frozenset(["fold", "crop"]))
    data = booklet_of(source(3, (960, 540)), press)
    ((one,), (two, three)) = frames_of(data)
    for x, y, width, height in (one, two, three):
        assert width / height == pytest.approx(960 / 540, abs=0.01)
        assert x >= 5
        assert y + height <= 210 - 5
    assert one == pytest.approx(three, abs=0.01)
    assert one[0] - (two[0] + two[2]) == pytest.approx(4, abs=0.01)


@pytest.mark.parametrize(("each", "rows", "columns"), [(2, 1, 2), (6, 2, 3), (9, 3, 3)])
def test_rules_are_in_the_middle_between_pages(each: int, rows: int, columns: int) -> None:
    pages = source(each, (columns * 100.0, rows * 100.0))
    press = Press((420 * MM, 420 * MM), margin=10 * MM, gap=4 * MM, rules=True)
    arrangement = Arrangement(420 * MM, 420 * MM, rows, columns)
    surfaces = place(nup(each, rows, columns), pages.sizes, press, arrangement)
    lines = lines_of(saved(impose(pages, surfaces, True).pdf))
    steps = [10 + k * 404 / columns - 2 for k in range(1, columns)]
    expected = {(x, 10.0, x, 410.0) for x in steps}
    levels = [10 + k * 404 / rows - 2 for k in range(1, rows)]
    expected |= {(10.0, y, 410.0, y) for y in levels}
    assert len(lines) == len(expected) == rows + columns - 2
    for line in expected:
        assert any(other == pytest.approx(line, abs=0.05) for other in lines), line


def first_matrix(data: bytes) -> list[float]:
    """The first transformation on the first page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for instruction in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(instruction.operator) == "cm":
                return [float(str(value)) for value in instruction.operands]
    raise AssertionError("nothing is moved")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_pages_come_upright_and_whole(rotate: int) -> None:
    pages = source(2, (400, 300), rotate)
    seen = [400, 300] if rotate in (0, 180) else [300, 400]
    assert list(pages.sizes[0]) == pytest.approx(seen)
    press = Press(A4)
    arrangement = best_arrangement(press, pages.sizes[0], [(1, 2), (2, 1)])
    sheets = nup(2, arrangement.rows, arrangement.columns)
    surfaces = place(sheets, pages.sizes, press, arrangement)
    data = saved(impose(pages, surfaces, True).pdf)
    assert check(data) == []
    one = first_matrix(data)
    a, b, c, d, e, f = one
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (0, 400) for y in (0, 300)]
    cell = surfaces[0].placements[0].trim
    assert min(x for x, _ in corners) >= cell.x0 - 0.01
    assert max(x for x, _ in corners) <= cell.x1 + 0.01
    assert min(y for _, y in corners) >= cell.y0 - 0.01
    assert max(y for _, y in corners) <= cell.y1 + 0.01
    # the page's own upward direction, turned clockwise by its /Rotate, points up on the sheet
    up = {0: (c, d), 90: (-a, -b), 180: (-c, -d), 270: (a, b)}[rotate]
    assert up[1] > 0.1
    assert up[0] == pytest.approx(0, abs=1e-6)


def test_cards_are_cut_and_stacked() -> None:
    pages = source(10, (200, 100))
    press = Press(A4, duplex="long")
    arrangement = best_arrangement(press, (200, 100), [(2, 2)])
    sheets = cards(10, 2, 2, duplex=True)
    surfaces = place(sheets, pages.sizes, press, arrangement)
    data = saved(impose(pages, surfaces, False).pdf)
    width, height = surfaces[0].width, surfaces[0].height
    grid: list[dict[tuple[bool, bool], str]] = []
    for words in words_on(data):
        cells = {}
        for word in words:
            x, y = (width - word.x, height - word.y) if word.turned else (word.x, word.y)
            cells[(y < height / 2, x > width / 2)] = word.text
        grid.append(cells)
    pile = []
    for row in (False, True):
        for column in (False, True):
            for front, back in zip(grid[0::2], grid[1::2], strict=True):
                pile += [front.get((row, column), ""), back.get((row, not column), "")]
    assert [text for text in pile if text] == [f"p{k}" for k in range(1, 11)]


def test_posters_show_every_part() -> None:
    pages = source(1)
    surfaces = place_poster(A4, 0, 2, 2, Press(A4), 10 * MM)
    data = saved(impose(pages, surfaces, False).pdf)
    assert check(data) == []
    assert len(surfaces) == 4
    seen = [[word.text for word in words] for words in words_on(data)]
    assert seen[2] == ["p1"], "the lower left tile has the word at a tenth of the page"


def test_resources_are_shared_and_bytes_are_stable() -> None:
    def once() -> bytes:
        return booklet_of(source(400, A5), Press(A4, marks=frozenset(["registration"])))

    data = once()
    assert data == once()
    assert len(data) < 2.5 * len(bytes_of(made(400, A5)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        forms = [
            o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"
        ]
        fonts = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Type") == "/Font"]
        assert (len(forms), len(fonts)) == (400, 1)
        assert "/StructTreeRoot" not in pdf.Root


def with_links() -> Source:
    pdf = made(4)
    pages = [page.obj for page in pdf.pages]

    def link(y: float, **entries: Any) -> Any:
        made_link = {"/Type": Name.Annot, "/Subtype": Name.Link, "/Rect": [10, y, 110, y + 20]}
        return pdf.make_indirect(
            Dictionary({**made_link, **{f"/{key}": value for key, value in entries.items()}})
        )

    away = link(10, A=Dictionary(S=Name.URI, URI="https://example.org"))
    inside = link(50, Dest=pikepdf.String("there"))
    script = link(90, A=Dictionary(S=Name.JavaScript, JS="x"))
    pages[0].Annots = Array([away, inside, script])
    there = Array([pages[2], Name.XYZ, 0, 400, 0])
    pdf.Root.Dests = Dictionary(there=there)
    with pdf.open_outline() as outline:
        item = pikepdf.OutlineItem("Third", Array([pages[2], Name.Fit]))
        item.children.append(pikepdf.OutlineItem("Fourth", Array([pages[3], Name.Fit])))
        outline.root.append(item)
    opened = open_source(bytes_of(pdf), "links.pdf").value
    assert opened is not None
    return opened


def test_links_are_kept_where_they_lead_somewhere() -> None:
    pages = with_links()
    press = Press(A4)
    arrangement = best_arrangement(press, A4, [(1, 2)])
    surfaces = place(nup(4, 1, 2), pages.sizes, press, arrangement)
    with pikepdf.open(io.BytesIO(saved(impose(pages, surfaces, True).pdf))) as pdf:
        away, inside = pdf.pages[0].obj.Annots
        scale = (A4[0]) / A4[1]
        assert str(away.A.URI) == "https://example.org"
        x0, _, x1, _ = (float(v) for v in away.Rect)
        assert x1 - x0 == pytest.approx(100 * scale, abs=0.1)
        assert inside.Dest[0].objgen == pdf.pages[1].obj.objgen
        with pdf.open_outline() as outline:
            (item,) = outline.root
            assert (item.title, item.children[0].title) == ("Third", "Fourth")
    folded_sheets = booklet_of(with_links(), press)
    with pikepdf.open(io.BytesIO(folded_sheets)) as pdf:
        kept = [a for page in pdf.pages for a in page.obj.get("/Annots", ())]
        assert [str(a.A.URI) for a in kept] == ["https://example.org"]
        assert "/Outlines" not in pdf.Root


def test_filled_fields_are_printed() -> None:
    pdf = made(1)
    look = pdf.make_stream(b"0 0 50 20 re f", Type=Name.XObject, Subtype=Name.Form)
    look.BBox = Array([0, 0, 50, 20])
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([100, 100, 150, 120]), F=4,
        AP=Dictionary(N=look),
    )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])
    opened = open_source(bytes_of(pdf), "stamp.pdf").value
    assert opened is not None
    data = booklet_of(opened, Press(A4))
    with pikepdf.open(io.BytesIO(data)) as out:
        form = out.pages[0].obj.Resources.XObject["/P1"]
        assert "/XObject" in form.Resources, "the stamp became part of the page"


LOCKED = pikepdf.Encryption(user="secret", owner="owner")
NO_PRINT = pikepdf.Encryption(
    user="",
    owner="owner",
    allow=pikepdf.Permissions(print_lowres=False, print_highres=False),
)


def huge() -> bytes:
    pdf = made(1)
    pdf.pages[0].obj.MediaBox = Array([0, 0, 0, 0])
    return bytes_of(pdf)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bytes_of(made(2), encryption=LOCKED), "pdf-encrypted"),
        (bytes_of(made(2), encryption=NO_PRINT), "pdf-no-printing"),
        (bytes_of(pikepdf.new()), "pdf-no-pages"),
        (b"not a PDF at all", "pdf-damaged"),
        (b"", "pdf-damaged"),
        (huge(), "pdf-page-size"),
    ],
)
def test_what_cannot_be_printed_is_refused(data: bytes, said: str) -> None:
    opened = open_source(data, "in.pdf")
    assert opened.value is None
    assert [each.code for each in opened.messages] == [said]


def test_what_can_be_repaired_is_repaired() -> None:
    data = bytes_of(made(3)).replace(b"startxref", b"startxxxx")
    opened = open_source(data, "in.pdf")
    assert [each.code for each in opened.messages] == ["pdf-repaired"]
    assert opened.value is not None
    assert check(booklet_of(opened.value, Press(A4))) == []


@pytest.mark.parametrize("kind", ["pages", "booklet", "notes"])
@pytest.mark.parametrize("names", ["", "{number}"])
def test_half_a_file_is_printed_as_far_as_it_goes(kind: Any, names: str) -> None:
    """Cut off in the middle: no table of its objects, no trailer, some pages missing."""
    data = bytes_of(made(3), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    half = data[: data.index(b"endobj", data.index(b"/Type /Page >>")) + 8]
    wish = Wish(Layout(kind), Press(A4), copies=2, numbering=Numbering(names=names), grey=True)
    result = prepare(MemoryWorld({}), half, Subject("job", "Title"), wish)
    assert [each.code for each in result.messages] == ["pdf-repaired"]
    assert result.value is not None
    for _, each in result.value.files:
        assert check(each) == []


def test_a_file_that_may_be_printed_needs_no_password() -> None:
    data = bytes_of(made(2), encryption=pikepdf.Encryption(user="", owner="owner"))
    wish = Wish(Layout("booklet"), Press(A4), copies=1, numbering=Numbering(names="{number}"))
    result = prepare(MemoryWorld({}), data, Subject("job", "Title"), wish)
    assert (result.value is not None, result.messages) == (True, ())
    assert result.value is not None
    ((_, each),) = result.value.files
    with pikepdf.open(io.BytesIO(each)) as out:
        assert not out.is_encrypted
    assert [word.text for word in words_on(each)[0]] == ["p1", "000001"]


@pytest.mark.parametrize("size", [(20_000.0, 14_400.0), (30.0, 40.0)])
def test_any_size_comes_to_any_size(size: tuple[float, float]) -> None:
    pages = source(2, size)
    data = booklet_of(pages, Press((105 * MM, 148 * MM)))
    assert check(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sheet = [float(str(value)) for value in pdf.pages[0].mediabox]
    assert sheet == pytest.approx([0, 0, 148 * MM, 105 * MM], abs=0.01)


@pytest.mark.parametrize("size", [(960.0, 540.0), A4])
@pytest.mark.parametrize("each", [2, 3, 4])
def test_notes_have_lines_beside_every_page(size: tuple[float, float], each: int) -> None:
    """Every page once, from the top; the lines 8 mm apart, right of the page, and as high as its cell."""
    count = 7
    pages_sizes = (size,) * count
    press = Press(A4, margin=12 * MM, gap=8 * MM)
    arrangement = Arrangement(*A4, each, 1)
    sheets = nup(count, each, 1)
    surfaces = place_notes(sheets, pages_sizes, press, arrangement)
    pages = [p.page for surface in surfaces for p in surface.placements]
    assert pages == list(range(count))
    assert len(surfaces) % 2 == 0, "every sheet has its back, so that copies don't run on"
    for surface in surfaces:
        if not surface.placements:
            continue
        for placement in surface.placements:
            box = placement.trim
            assert box.x0 == pytest.approx(12 * MM)
            assert box.width <= (A4[0] - 24 * MM) / 2 + 0.01
            assert box.width / box.height == pytest.approx(size[0] / size[1])
        assert surface.rules
        right = max(placement.trim.x1 for placement in surface.placements)
        assert all(rule.x0 == pytest.approx(right + 6 * MM) for rule in surface.rules)
        assert all(rule.x1 == pytest.approx(A4[0] - 12 * MM) for rule in surface.rules)
        levels = sorted((rule.y0 for rule in surface.rules), reverse=True)
        assert {round((a - b) / MM, 2) >= 8 for a, b in pairwise(levels)} == {True}
        assert min(levels) >= 12 * MM - 0.01


def test_notes_move_away_from_the_binding() -> None:
    sheets, arrangement = nup(4, 2, 1), Arrangement(*A4, 2, 1)
    lefts = []
    for shift in (0, 5 * MM):
        press = Press(A4, margin=12 * MM, gap=8 * MM, shift=shift)
        surfaces = place_notes(sheets, (A4,) * 4, press, arrangement)
        lefts.append([surface.placements[0].trim.x0 for surface in surfaces])
    front, back = (after - before for before, after in zip(*lefts, strict=True))
    assert (front, back) == pytest.approx((5 * MM, -5 * MM))


def test_the_lines_are_in_the_file() -> None:
    wish = Wish(Layout("notes", each=3), Press(A4, frames=True))
    ran = prepare(
        MemoryWorld({}), bytes_of(made(4, (960, 540))), Subject("job", "Title"), wish
    ).value
    assert ran is not None
    assert ran.plan.data()["each"]["sheets"] == 1
    ((name, data),) = ran.files
    assert name == "job-notes.pdf"
    check(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        contents = [page.obj.Contents.read_bytes() for page in pdf.pages]
    assert [content.count(b" l S") > 15 for content in contents] == [True, False]
    assert all(b"0.4 w 0.5 G" in content for content in contents)
