"""The corrections to WeasyPrint: each does what it says, can be switched off, and notices when WeasyPrint has changed."""

from __future__ import annotations

import ctypes
import io
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from fontTools.cffLib import CFFFontSet
from PIL import ImageChops
from pypdfium2 import raw

from briefgen import kinsoku, weasyprint_fixes
from briefgen.messages import message
from briefgen.weasyprint_fixes import cids
from briefgen.weasyprint_fixes import lines as line_fixes
from briefgen.weasyprint_fixes.marks import tailor_boxes

with weasyprint_fixes.quick_import():
    import weasyprint
    import weasyprint.document as weasyprint_document
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.pdf import fonts as pdf_fonts
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi

TEXT = (
    "深入学习贯彻重要讲话精神和主题教育工作会议精神，认真落实决策部署和要求，对开展“不忘合作初心，"
    "继续携手前进”主题教育活动进行动员部署。"
)
GRID = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
html { font: 16pt/28.95pt FandolFang, 'Noto Serif CJK SC'; text-align: justify }
body, p { margin: 0 } p { text-indent: 2em }
"""
RIGHT_MM, WIDTH_PX = 184.0, 156 / 25.4 * 96


@pytest.fixture(autouse=True)
def fixes() -> Iterator[Callable[..., object]]:
    """Every correction on; calling it installs others. Afterwards the process is as `style` wants it."""
    weasyprint_fixes.install()
    yield lambda *without: weasyprint_fixes.install(without)
    weasyprint_fixes.install()


def render(body: str, css: str = "", *, language: str = "zh-Hans", tailored: bool = True) -> Any:
    """The laid-out document, with the break marks put in as `style` does."""
    plain = weasyprint_document.build_formatting_structure

    def build(*arguments: Any, **options: Any) -> Any:
        root = plain(*arguments, **options)
        if tailored:
            tailor_boxes(root)
        return root

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weasyprint_document, "build_formatting_structure", build)
        return weasyprint.HTML(
            string=f"<html lang={language}><style>{GRID}{css}</style>{body}"
        ).render()


def below(box: Any, kind: type[Any]) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if isinstance(child, kind):
            yield child
        yield from below(child, kind)


def line_boxes(document: Any) -> list[Any]:
    return [line for page in document.pages for line in below(page._page_box, boxes.LineBox)]


def text_of(line: Any) -> str:
    return kinsoku.unmark("".join(text.text for text in below(line, boxes.TextBox)))


@dataclass(frozen=True, slots=True)
class Printed:
    """One line as it stands in the PDF, millimetres from the left and the top; `xs` are the glyphs' origins."""

    page: int
    top: float
    left: float
    right: float
    text: str
    xs: tuple[float, ...]


def printed(document: Any) -> list[Printed]:
    """The lines of the finished PDF by glyph positions, in reading order."""
    pdf = pdfium.PdfDocument(document.write_pdf())
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    found = []
    for number in range(len(pdf)):
        page = pdf[number]
        words, by_line = page.get_textpage(), defaultdict(list)
        for index in range(raw.FPDFText_CountChars(words.raw)):
            if raw.FPDFText_IsGenerated(words.raw, index) == 1:
                continue
            raw.FPDFText_GetCharOrigin(words.raw, index, ctypes.byref(x), ctypes.byref(y))
            raw.FPDFText_GetLooseCharBox(words.raw, index, ctypes.byref(box))
            letter = chr(raw.FPDFText_GetUnicode(words.raw, index))
            by_line[round(page.get_height() - y.value, 1)].append((x.value, box.right, letter))
        for top in sorted(by_line):
            glyphs = sorted(by_line[top])
            found.append(
                Printed(
                    number,
                    top * 25.4 / 72,
                    glyphs[0][0] * 25.4 / 72,
                    max(right for _, right, _ in glyphs) * 25.4 / 72,
                    "".join(letter for _, _, letter in glyphs),
                    tuple(x * 25.4 / 72 for x, _, _ in glyphs),
                )
            )
        words.close()
    pdf.close()
    return found


def mixed(seed: int, length: int = 400) -> str:
    """A paragraph of hanzi, punctuation, digits and Latin words."""
    dice = random.Random(seed)
    pieces: list[str] = []
    words = [
        "2019",
        "ISO 27001",
        "GB/T 9704",
        "100%",
        "“初心”",
        "（试行）",
        "《关于》",
        "——",
        "……",
        "Word",
    ]
    while len("".join(pieces)) < length:
        kind = dice.random()
        if kind < 0.10:
            pieces.append(dice.choice("，。、；："))
        elif kind < 0.15:
            pieces.append(dice.choice(words))
        else:
            pieces.append(dice.choice(TEXT[:22]))
    return "".join(pieces)


# ---- switches and checks ---------------------------------------------------------------------------------------------
def test_importing_the_corrections_does_not_import_weasyprint() -> None:
    code = "import sys; from briefgen import weasyprint_fixes, kinsoku; print('weasyprint' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


@pytest.mark.parametrize("name", weasyprint_fixes.NAMES)
def test_each_correction_is_needed_and_works(name: str, fixes: Callable[..., object]) -> None:
    probe = weasyprint_fixes._FIXES[name].holds
    fixes(*weasyprint_fixes.NAMES)
    assert not probe()
    others = {"strut", "configuration", "fonts"}  # on these, some of them stand
    fixes(*(set(weasyprint_fixes.NAMES) - {name, *others}))
    assert probe()


def test_all_is_well_with_this_weasyprint() -> None:
    assert weasyprint_fixes.self_test() == ()


def test_the_pages_of_a_pdf_are_listed_once_for_as_many() -> None:
    from weasyprint.pdf import pydyf

    pdf = pydyf.PDF()
    pdf.add_page(pydyf.Dictionary())
    one = pdf.page_references
    assert pdf.page_references is one
    pdf.add_page(pydyf.Dictionary())
    assert len(set(pdf.page_references)) == 2
    assert pdf.page_references[:1] == one


def test_install_twice_is_install_once() -> None:
    first = inline.justify_line
    assert weasyprint_fixes.install() == ()
    assert inline.justify_line is first


def test_uninstall_gives_weasyprint_back() -> None:
    weasyprint_fixes.uninstall()
    functions = (inline.justify_line, inline.split_text_box, inline.strut, line_break.line_size)
    assert {function.__module__.partition(".")[0] for function in functions} == {"weasyprint"}
    weasyprint_fixes.install()
    weasyprint_fixes.uninstall()
    assert functions == (
        inline.justify_line,
        inline.split_text_box,
        inline.strut,
        line_break.line_size,
    )


def test_a_correction_can_be_switched_off(fixes: Callable[..., object]) -> None:
    assert fixes("justify") == ()
    assert inline.justify_line.__module__ == "weasyprint.layout.inline"
    assert inline.split_text_box.__module__ != "weasyprint.layout.inline"


def test_the_environments_words_become_names() -> None:
    assert weasyprint_fixes.switched_off(" justify,strut ,") == {"justify", "strut"}
    assert weasyprint_fixes.switched_off("") == frozenset()


def test_switching_off_an_unknown_name_is_told(fixes: Callable[..., object]) -> None:
    assert fixes("justfy") == (
        message("unknown-fix", name="justfy", known=weasyprint_fixes.NAMES, suggestion="justify"),
    )


def test_a_function_with_other_parameters_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def justify_line(line: object, extra_width: float) -> None: ...

    weasyprint_fixes.uninstall()
    monkeypatch.setattr(inline, "justify_line", justify_line)
    assert weasyprint_fixes.install() == (
        message(
            "fix-does-not-fit",
            name="justify",
            version=weasyprint.__version__,
            functions=["justify_line"],
        ),
    )
    assert inline.justify_line is justify_line
    weasyprint_fixes.uninstall()


def test_a_function_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    weasyprint_fixes.uninstall()
    monkeypatch.delattr(line_break, "line_size")
    assert [m.args["functions"] for m in weasyprint_fixes.install()] == ["line_size"]
    weasyprint_fixes.uninstall()


def test_another_version_is_tried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    weasyprint_fixes.uninstall()
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    monkeypatch.setattr(line_fixes, "WORD_BASELINE", 0.5)
    assert weasyprint_fixes.install() == (
        message("fix-does-not-work", name="baseline", version="71.0"),
    )
    assert inline._adjust_line_height.__module__ == "weasyprint.layout.inline"
    weasyprint_fixes.uninstall()


def test_a_correction_that_weasyprint_no_longer_needs_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weasyprint_fixes.uninstall()
    plain = line_break.line_size

    def line_size(line: Any, style: Any) -> tuple[float, float]:
        width, height = plain(line, style)
        return width + (0.001 if style["letter_spacing"] != "normal" else 0), height

    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    monkeypatch.setattr(line_break, "line_size", line_size)
    assert weasyprint_fixes.install() == (message("fix-not-needed", name="shrink", version="71.0"),)
    assert line_break.line_size is line_size
    weasyprint_fixes.uninstall()


# ---- justify ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tracking", ["0", "-0.25pt", "1pt"])
def test_justified_lines_end_flush(tracking: str) -> None:
    body = "".join(f"<p>{mixed(seed)}" for seed in range(8))
    found = printed(render(body, f"html {{ letter-spacing: {tracking} }}"))
    ends = [line.right for line, following in pairwise(found) if following.left < 29.0]
    assert len(ends) > 80
    assert max(abs(end - RIGHT_MM) for end in ends) < 0.11


def test_without_the_correction_they_do_not(fixes: Callable[..., object]) -> None:
    fixes("justify")
    found = printed(render(f"<p>{mixed(1)}"))
    assert max(abs(line.right - RIGHT_MM) for line in found[:-1]) > 2


def test_the_last_line_is_not_stretched_unless_asked() -> None:
    last = line_boxes(render(f"<p>{TEXT}"))[-1]
    assert last.width == pytest.approx(len(text_of(last)) * 16 / 0.75, abs=0.1)
    last = line_boxes(render(f"<p>{TEXT}", "p { text-align-last: justify }"))[-1]
    assert last.width == pytest.approx(WIDTH_PX, abs=0.1)


def test_a_lone_latin_space_does_not_take_all() -> None:
    (line, *_) = printed(render(f"<p>{TEXT[:12]} A{TEXT[12:]}"))
    steps = [b - a for a, b in pairwise(line.xs)]
    assert max(steps) < 2.2 * 16 * 25.4 / 72


@pytest.mark.parametrize(
    "inside",
    [
        "{0}<b>{1}</b>{2}",
        "{0}<span style='padding: 0 7px; border: 1px solid'>{1}</span>{2}",
        "{0} <em>{1}</em> {2}",
        "{0}<span style='display: inline-block; width: 33px; height: 5px'></span>{1}{2}",
        "<a href='#x'>{0}</a><i>{1}</i><b>{2}</b>",
        "{0}<span style='letter-spacing: 3px'>{1}</span>{2}",
        "{0}<span style='word-spacing: 9px'>a b {1}</span>{2}",
        "{0}葛\U000e0100か\u3099e\u0301{1}<b>葛\ufe00</b>{2}",
        "{0}<span style='position: absolute'>x</span>{1}<sup>注1</sup>{2}",
    ],
)
def test_inline_elements_share_the_gaps(inside: str) -> None:
    markup = inside.format(TEXT[:19], TEXT[19:44], TEXT[44:])
    document = render(f"<p>{markup}")
    lines = [line for line in line_boxes(document) if line.width > 100]
    # A line whose last letter is tracked is wider by that letter's spacing, which lies beyond the edge.
    assert {round(line.width - WIDTH_PX, 1) for line in lines[:-1]} <= {0.0, 3.0}
    rows: dict[int, list[Printed]] = defaultdict(list)
    for line in printed(document):
        rows[round(line.top / 10.21)].append(line)
    ends = [max(part.right for part in row) for row in rows.values()]
    assert ends[:-1] == pytest.approx([RIGHT_MM] * (len(ends) - 1), abs=0.2)


def test_a_line_may_end_at_a_space_in_an_element_of_its_own() -> None:
    """WeasyPrint drops that space, and the last letter is the one before it."""
    dropped = 0
    for at in range(22, 28):
        found = printed(
            render(f"<p>{TEXT[:at]}<i> </i>2019{TEXT[at:]}", "html {letter-spacing: 1pt}")
        )
        dropped += found[1].text.startswith("2019")
        assert found[0].right == pytest.approx(RIGHT_MM, abs=0.08)
    assert dropped


def test_neighbours_in_two_elements_have_the_gap_of_neighbours_in_one() -> None:
    def steps(markup: str) -> list[float]:
        (line, *_) = printed(render(f"<p>{markup}"))
        return [b - a for a, b in pairwise(line.xs)]

    parted = TEXT[:6] + "<b>" + TEXT[6:9] + "</b>" + TEXT[9:]
    assert steps(parted) == pytest.approx(steps(TEXT), abs=0.03)


def test_a_dash_is_not_torn() -> None:
    (line, *_) = printed(render("<p>深入学习贯彻——重要讲话精神和主题教育工作会议精神，认真落实"))
    at = line.text.index("—")
    dash, letters = line.xs[at + 1] - line.xs[at], line.xs[1] - line.xs[0]
    assert dash == pytest.approx(16 * 25.4 / 72, abs=0.02)
    assert letters > dash + 0.05


@pytest.mark.parametrize(
    ("body", "css"),
    [
        (f"<p>{TEXT}", "p { text-align: center }"),
        (f"<p>{TEXT}", "p { text-align: right }"),
        (f"<p>{TEXT}", "p { text-align: left }"),
        (f"<p>{TEXT}", "p { white-space: pre-wrap }"),
        (f"<pre>{TEXT[:20]}\n{TEXT[20:30]}</pre>", ""),
    ],
)
def test_other_alignments_are_as_they_were(
    body: str, css: str, fixes: Callable[..., object]
) -> None:
    with_it = printed(render(body, css))
    fixes("justify")
    assert printed(render(body, css)) == with_it


def test_text_from_right_to_left_is_left_to_weasyprint(fixes: Callable[..., object]) -> None:
    with_it = printed(render(f"<p dir=rtl>{TEXT}"))
    fixes("justify")
    assert printed(render(f"<p dir=rtl>{TEXT}")) == with_it


def test_words_end_flush_though_fonts_kern_spaces(fixes: Callable[..., object]) -> None:
    """A and T, a full stop and others are nearer to a space than its width."""
    body = (
        "<p>" + "A Table by Alder. At Tide A Year, <b>A Vat</b> was the winter&nbsp;reading. " * 9
    )

    def off() -> list[float]:
        css = "html { font-family: Liberation Serif }"
        *lines, _ = printed(render(body, css, language="en"))
        return [abs(line.right - RIGHT_MM) for line in lines]

    assert max(off()) < 0.05
    fixes("spaces")
    assert max(off()) > 0.25


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_english_is_laid_out_as_by_plain_weasyprint(direction: str) -> None:
    body = (
        f"<p dir={direction}>The quick brown <b>fox jumps</b> over the lazy<u> </u>dog; “it’s the <i>well</i>-known "
        "end of the story”, they said — and that was all there was to it, of course, in the end. "
        * 3
    )
    for spacing in ("", "p { word-spacing: 5px; letter-spacing: 2px }"):
        weasyprint_fixes.install()
        with_them = [(r.text, r.xs) for r in printed(render(body, spacing, language="en"))]
        weasyprint_fixes.install(
            set(weasyprint_fixes.NAMES) - {"space", "spaces"}
        )  # these are for English
        plain = printed(render(body, spacing, language="en", tailored=False))
        assert [(r.text, r.xs) for r in plain] == with_them


def test_table_cells_and_columns_end_flush() -> None:
    cell = f"<table><tr><td style='width: 50mm'>{TEXT}<td>{TEXT}</table>"
    for body, css in [
        (cell, "table { border-collapse: collapse; width: 100% } td { padding: 2mm }"),
        (f"<div>{TEXT * 3}</div>", "div { columns: 2; column-gap: 8mm }"),
    ]:
        by_block = defaultdict(list)
        for line in line_boxes(render(body, css)):
            by_block[round(line.position_x)].append(line.width)
        assert len(by_block) == 2
        for widths in by_block.values():
            assert len(set(map(round, widths[:-1]))) == 1


def test_a_page_laid_out_twice_is_the_same() -> None:
    """Page counters make WeasyPrint lay pages out again; boxes that repeat are copies of each other."""
    body = f"<p>{TEXT}</p>" * 20 + "<a href='#end'></a><p id=end>x"
    css = "a::after { content: target-counter(attr(href), page) } @page { @top-left { content: '本期简报内容' } }"
    once, again = (printed(render(body, css)) for _ in range(2))
    assert once == again


# ---- strut and baseline ----------------------------------------------------------------------------------------------
MIXED_FONTS = "html { font-family: 'DejaVu Sans', FandolFang; orphans: 1; widows: 1 }"


def test_twenty_two_lines_a_page_with_mixed_fonts(fixes: Callable[..., object]) -> None:
    body = "".join(f"<p>{i} 为 Ág {TEXT}" for i in range(20))
    pages = [len(list(below(p._page_box, boxes.LineBox))) for p in render(body, MIXED_FONTS).pages]
    assert pages[:-1] == [22] * (len(pages) - 1)
    fixes("strut")
    pages = [len(list(below(p._page_box, boxes.LineBox))) for p in render(body, MIXED_FONTS).pages]
    assert pages[0] < 22


def test_every_line_has_the_pitch_that_was_asked_for() -> None:
    found = printed(
        render(f"<p>{TEXT}<b>Ág</b>{TEXT}", MIXED_FONTS + "b { font-family: FandolFang }")
    )
    steps = {round(b.top - a.top, 1) for a, b in pairwise(found)}
    assert steps == {10.2}


def test_the_baseline_lies_where_word_puts_it(fixes: Callable[..., object]) -> None:
    expected = 37 + 0.8 * 28.95 * 25.4 / 72
    assert printed(render("<p>字"))[0].top == pytest.approx(expected, abs=0.05)
    assert printed(render("<p>A", MIXED_FONTS))[0].top == pytest.approx(expected, abs=0.05)
    fixes("baseline")
    assert printed(render("<p>字"))[0].top < expected - 0.5


def test_a_normal_line_height_keeps_its_baseline(fixes: Callable[..., object]) -> None:
    css = "p { line-height: normal }"
    with_it = printed(render("<p>字Ág", css))
    fixes("baseline", "strut")
    assert printed(render("<p>字Ág", css)) == with_it


def test_the_background_of_an_inline_element_moves_with_its_text(
    fixes: Callable[..., object],
) -> None:
    def rise() -> float:
        (line, *_) = line_boxes(render("<p><b>字</b>"))
        (mark,) = below(line, boxes.InlineBox)
        (text,) = below(mark, boxes.TextBox)
        return float(text.position_y + text.baseline - mark.position_y - mark.margin_top)

    with_it = rise()
    fixes("baseline")
    assert rise() == pytest.approx(with_it, abs=0.01)


# ---- shrink ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spacing", ["-0.25pt", "-0.1px", "-0.7px", "0.1pt", "1.3pt", "0.02em"])
@pytest.mark.parametrize(
    "css",
    [
        "p { float: left }",
        "p { display: inline-block }",
        "body { display: flex; justify-content: space-between }",
        "body { display: flex; flex-direction: column; align-items: flex-start }",
        "p { display: table-cell; padding: 0 1.7mm }",
        "p { position: absolute }",
        "p { width: max-content }",
    ],
)
def test_a_box_as_wide_as_its_tracked_text_holds_it(spacing: str, css: str) -> None:
    texts = ["宣传部", "“九三”——总第245期", "2019年8月11日印发"]
    css += f"p {{ letter-spacing: {spacing}; text-indent: 0; text-align: left }}"
    document = render("".join(f"<p>{text}</p>" for text in texts), css)
    found = [text for line in line_boxes(document) if (text := text_of(line)) in texts]
    assert found == texts


def test_a_margin_box_holds_its_tracked_text(fixes: Callable[..., object]) -> None:
    css = "@page { @top-left { content: '宣传部'; letter-spacing: -0.25pt; margin-left: 3.3mm } }"
    assert [text_of(line) for line in line_boxes(render("<p>x", css))].count("宣传部") == 1


def test_the_grid_of_28_letters_holds() -> None:
    lines = line_boxes(
        render(f"<p>{TEXT.replace('，', '字') * 2}", "html { letter-spacing: -.25pt }")
    )
    assert [len(text_of(line)) for line in lines[:2]] == [26, 28]


# ---- space -----------------------------------------------------------------------------------------------------------
BEFORE = "Next week: the winter festival and the count of "
ROOM = "p { font: 16px/20px 'DejaVu Serif'; text-indent: 0; hyphens: %s; letter-spacing: %s }"
IN_ELEMENTS = [
    "{}<em>everything</em> that is left",
    "{}<em>everything</em>",
    "<span>{}</span><em>everything</em>",
    "<i style='font-style: normal'><span>{}</span></i>everything",
    "{}<span style='display: inline-block; width: 90px; height: 9px'></span>",
    "<span style='padding-right: 4px; margin-right: -4px'>{}</span><em>everything</em>",
    "<em>everything</em> <br>{}<em>everything</em>",
]


def width_of(text: str, css: str = "") -> float:
    (line,) = line_boxes(render(f"<p>{text}</p>", css + "p { white-space: pre }"))
    return float(line.width)


@pytest.mark.parametrize("markup", IN_ELEMENTS)
@pytest.mark.parametrize("hyphens", ["manual", "auto"])
@pytest.mark.parametrize("tracking", ["normal", "-0.25pt", "2pt"])
def test_a_text_before_an_element_keeps_its_line(markup: str, hyphens: str, tracking: str) -> None:
    css = ROOM % (hyphens, tracking)
    least, most = width_of(BEFORE.rstrip(), css), width_of(BEFORE, css)
    for room in (least + 0.01, (least + most) / 2, most - 0.01, most + 0.01):
        document = render(
            f"<p>{markup.format(BEFORE)}", css + f"p {{ width: {room}px }}", language="en"
        )
        lines = [text_of(line).strip() for line in line_boxes(document)]
        assert BEFORE.rstrip() in lines
    lines = line_boxes(
        render(
            f"<p>{BEFORE}<em>all</em>", ROOM % ("none", tracking) + f"p {{ width: {least - 1}px }}"
        )
    )
    assert [text_of(line) for line in lines] == [
        "Next week: the winter festival and the count",
        "of all",
    ]


def test_plain_weasyprint_cuts_it_after_its_first_word(fixes: Callable[..., object]) -> None:
    css = (
        ROOM % ("auto", "normal")
        + f"p {{ width: {width_of(BEFORE, ROOM % ('auto', 'normal')) - 1}px }}"
    )
    weasyprint_fixes.uninstall()
    cut = line_boxes(render(f"<p>{BEFORE}<em>everything", css, language="en", tailored=False))
    assert text_of(cut[0]) == "Next"
    fixes("space")
    assert (
        text_of(line_boxes(render(f"<p>{BEFORE}<em>everything", css, language="en"))[0]) == "Next"
    )


@pytest.mark.parametrize(
    "before",
    [
        "ISO 27001认证工作有 ",
        "Word 和 PDF ",
        "认证 ISO ",
        "认证工作 ",
        "“认证”——ISO ",
        "well-known “facts” ",
        "won\u00adder\u00adful and won\u00adder\u00adful ",
        "one ",
    ],
)
@pytest.mark.parametrize("wrap", ["normal", "anywhere"])
def test_hanzi_words_and_hyphens_keep_their_line_too(before: str, wrap: str) -> None:
    css = ROOM % ("manual", "normal") + f"p {{ overflow-wrap: {wrap} }}"
    least, most = width_of(before.rstrip(), css), width_of(before, css)
    for room in (least + 0.01, most - 0.01):
        document = render(f"<p>{before}<b>通过审核</b>", css + f"p {{ width: {room}px }}")
        assert text_of(line_boxes(document)[0]) == before.rstrip()


def test_no_text_is_lost_or_parted_too_early_at_any_width() -> None:
    """What stays for the next line must begin with a word that had no room."""
    markup = "The <i>annual</i> count of <em>everything we have</em> in the <b>long <i>reading </i></b>room <u>is</u> over."
    words = [
        "The",
        "annual",
        "count",
        "of",
        "everything",
        "we",
        "have",
        "in",
        "the",
        "long",
        "reading",
        "room",
        "is",
        "over.",
    ]
    css = ROOM % ("manual", "normal") + "i, em, b, u { font: inherit; text-decoration: none }"
    widths = {word: width_of(word, css) for word in words}
    space = width_of("a a", css) - 2 * width_of("a", css)
    for room in range(100, 420):
        document = render(
            f"<p>{markup}", css + f"p {{ width: {room}.3px; text-align: left }}", language="en"
        )
        lines = [text_of(line).split() for line in line_boxes(document)]
        assert [word for line in lines for word in line] == words
        for line, following in pairwise(lines):
            used = sum(widths[word] + space for word in line)
            assert used + widths[following[0]] > room - 0.5, (room, line, following)


@pytest.mark.parametrize("tracking", ["normal", "2pt", "-0.5pt"])
def test_a_word_kerned_with_a_space_is_measured_without_it(
    tracking: str, fixes: Callable[..., object]
) -> None:
    css = ROOM.replace("DejaVu Serif", "Caladea") % ("manual", tracking) + "i { font: inherit }"
    start, end = "The <i>new books</i>", " or more, again,"
    line = "The new books or more, again,"
    least = width_of(line, css)
    kerned = width_of(line + " ", css) - least
    assert kerned < width_of("a a", css) - width_of("aa", css) - 0.3
    css += f"p {{ width: {least - 0.1}px; text-align: left }}"
    laid = render(f"<p>{start}{end} and a long word that is not there", css, language="en")
    assert text_of(line_boxes(laid)[0]) == "The new books or more,"
    fixes("space")
    laid = render(f"<p>{start}{end} and a long word that is not there", css, language="en")
    assert text_of(line_boxes(laid)[0]) == "The new"


@pytest.mark.parametrize("tracking", ["0", "-0.25pt", "1pt"])
def test_lines_of_hanzi_with_spaces_end_where_they_did(
    tracking: str, fixes: Callable[..., object]
) -> None:
    body = "".join(f"<p>{mixed(seed).replace('Word', ' Word 和 ')}" for seed in range(6))
    css = f"html {{ letter-spacing: {tracking} }}"
    with_it = [text_of(line) for line in line_boxes(render(body, css))]
    fixes("space")
    assert [text_of(line) for line in line_boxes(render(body, css))] == with_it


def test_such_a_line_is_justified_and_centred_like_others() -> None:
    for align, tracking in (("justify", "normal"), ("justify", "1pt"), ("right", "normal")):
        css = ROOM % ("none", tracking) + f"p {{ text-align: {align}; width: %spx }}"
        room = width_of(BEFORE, ROOM % ("none", tracking)) - 1
        for before in (BEFORE, f"报告：{BEFORE}"[: len(BEFORE)].rstrip() + " "):
            first, *_ = line_boxes(render(f"<p>{before}<em>everything", css % room))
            (text,) = below(first, boxes.TextBox)
            assert text.text == text.text.rstrip()
            if align == "justify":
                assert first.width == pytest.approx(room, abs=2)
            else:
                assert first.position_x + first.width == pytest.approx(
                    first.position_x + text.width
                )


def test_preserved_spaces_are_left_to_weasyprint(fixes: Callable[..., object]) -> None:
    css = ROOM % ("none", "normal") + "p { width: %spx; white-space: pre-wrap }"
    body, room = f"<p>{BEFORE}<em>all</em>", width_of(BEFORE, ROOM % ("none", "normal")) - 1
    with_it = [text_of(line) for line in line_boxes(render(body, css % room))]
    fixes("space")
    assert [text_of(line) for line in line_boxes(render(body, css % room))] == with_it


def test_the_second_look_is_rare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a line of one word before a text's last space is measured again."""
    weasyprint_fixes.uninstall()
    asked: list[str] = []
    plain = inline.split_first_line

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        asked.append(text)
        return plain(text, style, context, max_width, justification_spacing, is_line_start, minimum)

    monkeypatch.setattr(inline, "split_first_line", split_first_line)
    body = "<p>" + f"{BEFORE * 9}<em>all</em> " * 9
    counts = []
    for without in ((), ("space",)):
        asked.clear()
        weasyprint_fixes.install(without)
        render(body, ROOM % ("none", "normal"))
        counts.append(len(asked))
    weasyprint_fixes.uninstall()
    assert counts[0] == counts[1] > 20


# ---- lines that are full -----------------------------------------------------------------------------------------------
CELL = "<table style='width: 100%; table-layout: fixed; border-spacing: 0'><tr><td style='padding: 0'>{}</td></tr></table>"


@pytest.mark.parametrize(
    ("css", "frame", "short", "count"),
    [
        ("", "<p>{}</p>", 0.06, 1),
        ("", "<p>{}</p>", 0.08, 2),
        ("letter-spacing: -.1px", "<p>{}</p>", 0.06, 2),
        ("", CELL, 0.06, 2),
    ],
)  # fmt: skip
def test_a_line_holds_a_twip_more(
    fixes: Callable[..., object], css: str, frame: str, short: float, count: int
) -> None:
    def lines(by: float) -> int:
        width = 20 * (15.9 if css else 16) - by
        style = (
            f"p, td {{ font: 16px FandolFang; text-indent: 0; {css} }} body {{ width: {width}px }}"
        )
        return len(line_boxes(render(frame.format("字" * 20), style)))

    assert lines(short) == count
    fixes("full")
    assert (lines(0.06), lines(-1)) == (2, 1)


# ---- columns -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("paragraphs", "lines", "plain"),
    [((5,), 3, 3.5), ((7,), 4, 4.5), ((3, 3, 3), 6, 6), ((4, 3, 2), 5, 5), ((2,), 2, 2)],
)
def test_columns_are_as_low_as_orphans_and_widows_let_them_be(
    fixes: Callable[..., object], paragraphs: tuple[int, ...], lines: float, plain: float
) -> None:
    def height() -> float:
        text = "".join(f"<p>{'<br>'.join('字' * count)}</p>" for count in paragraphs)
        css = "html { line-height: 20px; orphans: 2; widows: 2 } p { text-indent: 0 }"
        document = render(f"<div style='columns: 2'>{text}</div><p>字</p>", css)
        *_, last = line_boxes(document)
        first, *_ = line_boxes(document)
        return float(last.position_y - first.position_y) / 20

    assert height() == pytest.approx(lines, abs=0.01)
    fixes("balance")
    assert height() == pytest.approx(plain, abs=0.01)


# ---- leaders ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spacing", ["0", "-0.3pt", "2pt"])
def test_a_leader_is_as_long_as_possible(spacing: str, fixes: Callable[..., object]) -> None:
    """And its dots stand below each other. The plain ones may be one less, and the more the closer they are."""
    markup = "".join(f"<p>{'字' * count}{'.' * count}" for count in range(1, 16))
    css = f"p {{ letter-spacing: {spacing}; text-align: left; text-indent: 0 }} p::after {{ content: leader('.') '1' }}"

    def leaders() -> list[tuple[float, float, list[float]]]:
        """Where each has room, in px from the left, and where its dots begin."""
        found = []
        for line in line_boxes(render(markup, css)):
            before, after = line.children
            leader, number = after.children
            dots = [dot.position_x for dot in leader.children]
            found.append((before.position_x + before.width, number.position_x, dots))
        return found

    width = 0.278 * 16 * 96 / 72  # FandolFang's, which is 89 twips but for a hair

    def room(left: float, right: float) -> int:
        return int((right - left) * 15 // 89)

    for left, right, dots in leaders():
        assert len(dots) == room(left, right)
        gaps = [b - a for a, b in pairwise([*dots, right])]
        assert gaps == pytest.approx([width] * len(dots), abs=0.01)
    fixes("leaders")
    assert any(len(dots) != room(left, right) for left, right, dots in leaders())


# ---- marks and kinsoku -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tracking", ["0", "-0.25pt"])
@pytest.mark.parametrize("seed", range(4))
def test_no_line_starts_or_ends_with_what_it_must_not(seed: int, tracking: str) -> None:
    text = mixed(seed).replace("初心", f"初<b>{TEXT[25:28]}</b>心")
    lines = [
        text_of(line)
        for line in line_boxes(
            render(f"<p>{text}", f"p {{ width: 73mm; letter-spacing: {tracking} }}")
        )
    ]
    assert len(lines) > 25
    assert [line for line in lines if line[0] in kinsoku.NOT_AT_START] == []
    assert [line for line in lines if line.rstrip()[-1] in kinsoku.NOT_AT_END] == []
    assert [pair for pair in pairwise(lines) if pair[0][-1] == pair[1][0] in {"—", "…"}] == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("一二三四“五六”七八九", ["一二三四", "“五六”七", "八九"]),
        ("一二三四<b>“五六”</b>七八", ["一二三四", "“五六”七", "八"]),
        ("一二三四“<b>五六</b>”七八", ["一二三四", "“五六”七", "八"]),
        ("一二三四五<b>·</b>六七", ["一二三四", "五·六七"]),
        ("一二三四——五六", ["一二三四", "——五六"]),
        ("一二三四五<i></i>·六七", ["一二三四", "五·六七"]),
    ],
)
def test_lines_end_where_the_table_says(markup: str, expected: Sequence[str]) -> None:
    css = "p { width: 5.2em; text-indent: 0 }"
    lines = [text_of(line) for line in line_boxes(render(f"<p>{markup}", css))]
    assert lines == expected


NOTE = "<i style='float: footnote; footnote-policy: line'>注</i>"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("一二三四五", "六七", ["一二三四", "五1六七"]),  # the call does not begin a line
        ("一二三。", "GDP四", ["一二三。1", "GDP四"]),  # the word after it does
        ("一二三四", "。五六", ["一二三", "四1。五六"]),  # and what may not does not
        ("一二三 ", "四五六", ["一二三 1四", "五六"]),
        ("一二三四<b>五</b>", "六七八九", ["一二三四", "五1六七八", "九"]),
    ],
)
def test_the_call_of_a_note_stays_with_what_it_is_a_note_to(
    before: str, after: str, expected: list[str]
) -> None:
    css = "p { width: 5.2em; text-indent: 0 } ::footnote-call { font-size: .58em }"
    page = render(f"<p>{before}{NOTE}{after}", css).pages[0]._page_box
    lines = [kinsoku.unmark(text_of(line)) for line in below(page.children[0], boxes.LineBox)]
    assert lines == expected


def pages_of_calls_and_notes(css: str) -> list[tuple[str, str]]:
    """The words of each page's text and of its notes."""
    body = f"<p>甲{NOTE}</p>" + "<p>乙</p>" * 7 + "<p class=last>丙<br>丙<br>丙<br>丙</p>"
    sheet = "@page { size: 400px 250px; margin: 0 } body, p { margin: 0; font: 16px/20px FangSong; text-indent: 0 }"
    found = []
    for page in render(body, sheet + css).pages:
        root, *rest = page._page_box.children
        areas = [box for box in rest if isinstance(box, boxes.FootnoteAreaBox)]
        texts = [
            "".join(text_of(line) for line in below(box, boxes.LineBox)) for box in (root, *areas)
        ]
        found.append((texts[0], "".join(texts[1:])))
    return found


def test_a_note_stays_on_the_page_of_its_call(fixes: Callable[..., object]) -> None:
    """Three lines of the last paragraph have to stand together: two fit, and the note's room is not theirs."""
    css = ".last { orphans: 3; widows: 1 }"
    assert [notes for _, notes in pages_of_calls_and_notes(css)] == ["1. 注", ""]
    free = css + "i { footnote-policy: auto !important }"
    assert [notes for _, notes in pages_of_calls_and_notes(free)] == ["", "1. 注"]
    fixes("notes")
    assert [notes for _, notes in pages_of_calls_and_notes(css)] == ["", "1. 注"]


def test_what_is_nowrap_gets_no_marks() -> None:
    document = render("<p>说“好”·布", "p { white-space: nowrap }")
    assert [text.text for text in below(document.pages[0]._page_box, boxes.TextBox)] == [
        "说“好”·布"
    ]


@pytest.mark.parametrize("position", ["float: footnote", "position: running(head)"])
def test_footnotes_and_running_elements_get_marks(position: str) -> None:
    css = "@page { @top-left { content: element(head) } }"
    document = render(f"<p>文<span style='{position}'>说“<b>好</b>”的</span></p>", css)
    texts = [box.text for box in below(document.pages[0]._page_box, boxes.TextBox)]
    found = texts.index("好")
    assert texts[found - 1 : found + 2] == ["说\u200b“", "好", "”\u200b的"]


def test_a_changed_box_keeps_its_text() -> None:
    (text,) = below(render("<p>说“好”的").pages[0]._page_box, boxes.TextBox)
    assert text.text == "说\u200b“好”\u200b的"
    assert text.word_text == "说“好”的"


def test_tailor_agrees_with_the_boxes() -> None:
    assert weasyprint_fixes.tailor("说“好”的", "zh-Hans") == "说\u200b“好”\u200b的"
    english = "“Quotes” don’t change—at all"
    assert weasyprint_fixes.tailor(english, "en") is english
    assert weasyprint_fixes.tailor("GB/T", None) == "GB/\u2060T"


@pytest.mark.parametrize("tracking", ["0", "-0.25pt"])
def test_the_marks_are_not_in_the_pdf(tracking: str) -> None:
    document = render(f"<p>说“好”·{mixed(3)}<p>说“好”的", f"p {{ letter-spacing: {tracking} }}")
    found = list(below(document.pages[0]._page_box, boxes.TextBox))
    assert any(kinsoku.has_marks(box.text) for box in found)
    assert not any(kinsoku.has_marks(box.pango_layout.text) for box in found)
    pdf = pdfium.PdfDocument(document.write_pdf())
    words = pdf[0].get_textpage()
    text = words.get_text_range()
    assert not kinsoku.has_marks(text)
    assert text.startswith("说“好”·")
    searcher = words.search("说“好”·")
    assert searcher.get_next() == (0, 5)
    searcher.close()
    words.close()
    pdf.close()


@pytest.mark.parametrize("tracking", ["-0.25pt", "2pt"])
def test_marks_take_no_room(tracking: str) -> None:
    def lines(text: str) -> list[tuple[str, tuple[float, ...]]]:
        document = render(f"<p>{text}", f"p {{ letter-spacing: {tracking} }}", tailored=False)
        return [(line.text, line.xs) for line in printed(document)]

    plain = TEXT.replace("“", "「").replace("”", "」")
    marked = plain.replace("，", "，\u200b").replace("会议", "会\u2060议")
    expected = lines(plain)
    assert lines(marked) == expected


# ---- start-up --------------------------------------------------------------------------------------------------------
QUICK = """
import ctypes.util, subprocess, sys
from briefgen.weasyprint_fixes import quick_import
plain, started, asked = ctypes.util.find_library, [], []
class Popen(subprocess.Popen):
    def __init__(self, *arguments, **options):
        started.append(arguments)
        super().__init__(*arguments, **options)
subprocess.Popen = Popen
with quick_import():
    import weasyprint
    assert ctypes.util.find_library is not plain
    before = len(started)
    ctypes.util.find_library("no-such-library")
    asked = len(started) - before
assert ctypes.util.find_library is plain
print(before, asked > 0, "fontTools.subset" in sys.modules, "fontTools.varLib" in sys.modules)
from weasyprint.pdf import fonts
print(fonts.subset.Options.__module__, callable(fonts.instantiateVariableFont))
weasyprint.HTML(string="<p>字").write_pdf()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the names are Linux's")
def test_quick_import_starts_no_program_and_changes_nothing_for_good() -> None:
    output = subprocess.check_output([sys.executable, "-c", QUICK], text=True)
    assert output.splitlines() == ["0 True False False", "fontTools.subset True"]


def test_quick_import_of_what_is_imported_does_nothing() -> None:
    plain = ctypes.util.find_library
    with weasyprint_fixes.quick_import():
        assert ctypes.util.find_library is plain


# ---- what WeasyPrint does twice --------------------------------------------------------------------------------------
@pytest.mark.parametrize("hinting", [False, True])
@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("FandolFang", "汉字“引号”——，。"),
        ("Noto Serif CJK SC", "汉字 Latin 123"),
        ("Carlito", "efficient flyer"),  # ligatures come along in the first pass
        ("Caladea", "A\u0378"),  # a sign that no font has
        ("serif", "A 汉字"),
    ],
)
def test_fonts_are_cut_to_the_same_bytes(
    family: str, text: str, hinting: bool, fixes: Callable[..., object]
) -> None:
    fixes("cids")
    document = render(f"<p style='font-family: \"{family}\"'>{text}</p>")
    document.write_pdf(hinting=hinting)
    for font in document.fonts.values():
        ours = font.file_content
        pdf_fonts.Font._harfbuzz_subset(font, font.to_unicode, hinting)
        assert ours == font.file_content


_HANZI = "<p style='font-family: \"{family}\"'>汉字“引号”——，。１２３ Latin 123</p>"


@pytest.mark.parametrize("family", ["FandolFang", "Noto Serif CJK SC"])
def test_glyphs_found_by_cids_have_no_empty_places(
    family: str, fixes: Callable[..., object]
) -> None:
    body = _HANZI.format(family=family)
    ours = render(body).write_pdf()
    fixes("cids")
    theirs = render(body).write_pdf()
    assert [_font_kinds(pdf) for pdf in (ours, theirs)] == [["/CIDFontType0C"], ["/OpenType"]]
    assert len(ours) < len(theirs) / 2
    (page,), (before,) = pdfium.PdfDocument(ours), pdfium.PdfDocument(theirs)
    assert page.get_textpage().get_text_range() == before.get_textpage().get_text_range()
    pictures = [each.render(scale=3).to_pil().convert("L") for each in (page, before)]
    most = max(ImageChops.difference(*pictures).tobytes())
    assert most < 64, "edges are rounded another way; glyphs are where they were"
    assert min(pictures[0].tobytes()) < 64


def _font_kinds(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        return [str(each.FontDescriptor.FontFile3.Subtype) for each in font.DescendantFonts]


def test_glyphs_that_have_other_cids_keep_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    document = render(_HANZI.format(family="FandolFang"))
    document.write_pdf()
    (font,) = document.fonts.values()
    glyphs = tuple(sorted(font.to_unicode))
    assert cids.is_bare(cids._bare(font, glyphs, hinting=False))
    plain, last = cids._charset, glyphs[-1]
    moved = [(last - 1, last - 1, 1), (last, last + 1, 1)]
    monkeypatch.setattr(cids, "_charset", lambda table: [*plain(table), *moved])
    assert cids._bare(font, glyphs, hinting=False) == b""


def test_variants_of_characters_do_not_come_along() -> None:
    document = render(_HANZI.format(family="Noto Serif CJK SC"))
    document.write_pdf()
    for font in document.fonts.values():
        _, *glyphs = sorted({0, *font.to_unicode})
        assert cids.cids(memoryview(font.file_content)) == glyphs


@pytest.mark.parametrize("family", ["FandolFang", "Noto Sans CJK SC", "Carlito"])
def test_cids_are_those_that_font_tools_reads(family: str) -> None:
    document = render(_HANZI.format(family=family))
    document.write_pdf()
    for font in document.fonts.values():
        table, _owner = cids._table(font.hb_face)
        names = []
        if table:
            whole = CFFFontSet()
            whole.decompile(io.BytesIO(bytes(table)), None)
            top = whole[0]
            names = [int(name.removeprefix("cid")) for name in top.charset[1:]]
        assert cids.cids(table) == names


def test_a_pdf_with_whole_fonts_has_them_whole(fixes: Callable[..., object]) -> None:
    page = "<p style='font-family: Caladea'>A</p>"
    ours = render(page).write_pdf(full_fonts=True, pdf_identifier=b"0" * 16)
    fixes("fonts")
    assert ours == render(page).write_pdf(full_fonts=True, pdf_identifier=b"0" * 16)


def test_types_are_what_they_were(fixes: Callable[..., object]) -> None:
    names = ("PangoRectangle *", "hb_codepoint_t[3]", "char **", "PangoGlyphItem *", "FcConfig *")
    types = [ffi.typeof(name) for name in names]
    fixes("types")
    for name in names:
        ffi._parsed_types.pop(name)
    assert types == [ffi.typeof(name) for name in names]
