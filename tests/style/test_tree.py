"""HTML and CSS in, styled tree out."""

from __future__ import annotations

import pytest
from weasyprint.formatting_structure import boxes

from briefgen import kinsoku, tree
from briefgen.style import style_page
from briefgen.tree import Border, Field, LineBreak, ListItem, Picture, Run
from briefgen.units import ZERO, mm, pt, px
from briefgen.world import MemoryWorld
from tests.style.support import Page, Sheet, blocks, only_paragraph, png, styled


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>甲</p><p>乙</p>", ["p 甲", "p 乙"]),
        ("<p>  甲\n  乙 </p>", ["p 甲 乙"]),
        ("<p>甲<br>乙</p>", ["p 甲⏎乙"]),
        ("<p></p><div><div></div></div><p>甲</p>", ["p 甲"]),
        ("<div class=a>甲<p>乙</p>丙</div>", ["div.a 甲", "p 乙", "div.a 丙"]),
        ("<section><header><h1>甲</h1></header><p>乙</p></section>", ["h1 甲", "p 乙"]),
        ("<p style='display:none'>甲</p><p>乙</p>", ["p 乙"]),
        ("<p>甲 <b>乙</b> 丙</p>", ["p 甲 乙 丙"]),
        ("<ul><li>甲<li>乙<ol><li>丙</ol></ul>", ["li 甲", "li 乙", "li 丙"]),
    ],
)
def test_blocks_in_reading_order(body: str, expected: list[str]) -> None:
    assert blocks(body) == expected


def test_generated_text_and_counters_are_in_the_tree() -> None:
    css = "p{counter-increment:n} p::before{content:'附件' counter(n) '：'} p::after{content:'。'}"
    assert blocks("<p>甲</p><p>乙</p>", css) == ["p 附件1：甲。", "p 附件2：乙。"]


def test_margins_collapse_and_add_up() -> None:
    css = "p{margin:6pt 0} p.big{margin:20pt 0 2pt} div{margin:9pt 0}"
    assert blocks("<p>甲</p><p class=big>乙</p><div><p>丙</p></div>", css) == [
        "p 6/0 甲",
        "p.big 20/0 乙",
        "p 9/9 丙",
    ]


def test_padding_without_a_rule_is_distance_and_keeps_margins_apart() -> None:
    css = "div{padding:4pt 0 3pt} p{margin:6pt 0}"
    assert blocks("<div><p>甲</p></div><p>乙</p>", css) == ["p 10/3 甲", "p 6/6 乙"]


def test_a_decorated_box_is_a_group_with_its_own_column() -> None:
    css = ".box{border:1pt solid #c00;padding:4pt 6pt;margin:5pt 10pt} .box p{text-indent:2em}"
    page, messages = styled("<div class=box data-src='a.yaml:3:note'><p>甲</p></div>", css)
    assert messages == ()
    (group,) = page.tree.sections[0].blocks
    assert isinstance(group, tree.Group)
    assert group.borders.left == Border("solid", pt(1), "CC0000")
    assert (group.left, group.width, group.before, group.src) == (
        pt(10),
        pt(140),
        pt(5),
        "a.yaml:3:note",
    )
    (paragraph,) = group.blocks
    assert isinstance(paragraph, tree.Paragraph)
    assert (paragraph.style.left, paragraph.style.first_line_em) == (ZERO, 2.0)


def test_a_paragraphs_style() -> None:
    css = (
        "p{text-align:justify;text-indent:2em;line-height:14.5pt;margin:3pt 5pt 4pt 7pt;"
        "break-inside:avoid;break-after:avoid;orphans:1;widows:1}"
    )
    style = only_paragraph("<p>甲</p>", css).style
    assert (style.align, style.first_line, style.first_line_em) == ("justify", pt(20), 2.0)
    assert (style.left, style.right, style.before, style.after) == (pt(7), pt(5), pt(3), pt(4))
    assert style.pitch == pt(14.5)
    assert (style.keep_together, style.keep_with_next, style.widow_control) == (True, True, False)


def test_a_last_line_that_is_justified_too() -> None:
    last = "p{text-align-last:justify}"
    found = [
        only_paragraph("<p>甲</p>", css).style.align
        for css in ("p{text-align:justify}" + last, "p{text-align:justify-all}", last)
    ]
    assert found == ["distribute", "distribute", "left"]


def test_a_calculation_with_percentages_is_a_distance() -> None:
    css = "p{padding:0 calc((100% - 4em) / 2) 0 max(0pt, 10% - 9em);text-indent:calc(10% + 1em)}"
    style = only_paragraph("<p>甲</p>", css).style
    assert (style.left, style.right, style.first_line) == (ZERO, pt(60), pt(26))


def test_a_runs_style_knows_what_css_does_not_inherit() -> None:
    css = "b{color:#123456;font-family:黑体,SimHei;letter-spacing:1pt} .m{background:#ff0} a{text-decoration:underline}"
    body = "<p>甲<b>乙<sup>2</sup></b><span class=m>丙</span><a href='https://example.org/x'>丁</a></p>"
    plain, bold, raised, marked, link = only_paragraph(body, css).inlines
    assert isinstance(plain, Run)
    assert isinstance(bold, Run)
    assert isinstance(raised, Run)
    assert isinstance(marked, Run)
    assert isinstance(link, Run)
    assert (plain.style.families, plain.style.size, plain.style.language) == (
        ("FangSong",),
        pt(10),
        "zh-Hans",
    )
    assert (bold.style.bold, bold.style.colour, bold.style.families) == (
        True,
        "123456",
        ("黑体", "SimHei"),
    )
    assert bold.style.spacing == pt(1)
    assert (raised.style.position, raised.style.bold) == ("super", True)
    assert marked.style.background == "FFFF00"
    assert (link.href, link.style.underline) == ("https://example.org/x", True)


def test_word_names_come_from_an_elements_own_rules_only() -> None:
    css = ".a{--word-style: 正文} b{--word-style: '强调 字'} .c{--word-style:按语;--word-base:正文}"
    page, _ = styled(
        "<div class=a><p>甲</p></div><p class=a>乙<b>丙</b>丁</p><p class=c>戊</p>", css
    )
    first, second, third = tree.paragraphs(page.tree)
    assert (first.name, second.name, third.name, third.base) == ("", "正文", "按语", "正文")
    assert [run.name for run in second.inlines if isinstance(run, Run)] == [None, "强调 字", None]


@pytest.mark.parametrize(
    ("language", "names"), [("zh-Hans", ("期号", "要, 目")), ("en", ("Issue Number", "Tag"))]
)
def test_a_word_style_may_have_a_chinese_and_an_english_name(
    language: str, names: tuple[str, ...]
) -> None:
    css = ".a { --word-style: 期号, 'Issue Number' } .b { --word-style: '要, 目', 'Tag' }"
    page, _ = styled("<p class=a>甲</p><p class=b>乙</p>", css, language=language)
    assert tuple(each.name for each in tree.paragraphs(page.tree)) == names


def test_headings_have_levels_and_anchors() -> None:
    page, _ = styled("<h1 id=top>甲</h1><h2>乙</h2><p>丙</p>")
    assert [(p.level, p.id) for p in tree.paragraphs(page.tree)] == [
        (1, "top"),
        (2, ""),
        (None, ""),
    ]


def test_lists_restart_and_nest() -> None:
    body = "<ol><li><p>甲</p><p>续</p></li><li>乙<ul><li>丙</li></ul></li></ol><ol start=5><li>丁</li></ol>"
    page, _ = styled(body, "ul,ol{padding-left:20pt}")
    items = [p.item for p in tree.paragraphs(page.tree)]
    assert items == [
        ListItem(1, 0, "decimal", "1.", 1, True),
        ListItem(1, 0, "decimal", "1.", 1, False),
        ListItem(1, 0, "decimal", "2.", 1, True),
        ListItem(2, 1, "circle", "◦", 1, True),
        ListItem(3, 0, "decimal", "5.", 5, True),
    ]
    assert [p.style.left.pt for p in tree.paragraphs(page.tree)] == [20, 20, 20, 40, 20]


def test_a_table_has_used_widths_and_winning_borders() -> None:
    css = (
        "table{border-collapse:collapse;width:160pt} td,th{border:1pt solid #000;padding:2pt 3pt}"
        "th{border-bottom:2pt solid #c00}"
    )
    body = (
        "<table><thead><tr><th>项<th>数</thead>"
        "<tr><td rowspan=2 style='width:100pt;vertical-align:middle'>甲<td>1<tr><td>2</table>"
    )
    page, messages = styled(body, css)
    assert messages == ()
    (table,) = page.tree.sections[0].blocks
    assert isinstance(table, tree.Table)
    assert sum((c.emu for c in table.columns), 0) == pytest.approx(pt(160 - 1).emu, abs=20000)
    head, first, second = table.rows
    assert (head.header, first.header) == (True, False)
    assert head.cells[0].borders.bottom == Border("solid", pt(2), "CC0000")
    assert first.cells[0].borders.top == Border("solid", pt(2), "CC0000")
    assert (first.cells[0].rowspan, first.cells[0].valign) == (2, "middle")
    assert first.cells[0].padding.left == pt(3.5)
    assert (second.cells[0].column, second.cells[0].blocks[0].selector) == (1, "td")


def test_table_margins_stand_on_the_table() -> None:
    css = "table{margin:8pt 0 9pt} p{margin:2pt 0} td{padding:0}"
    lines = blocks("<p>甲</p><table><tr><td>乙</table><p>丙</p>", css)
    assert lines == ["p 2/0 甲", "table 8/7", "-", "  td 乙", "p 2/2 丙"]


def test_pictures_keep_their_file_and_used_size() -> None:
    files: dict[str, str | bytes] = {"content/甲.png": png(300, 100)}
    page, messages = styled(
        "<figure><img src='content/甲.png' alt='图' data-src='a.yaml:9:images/0'></figure>",
        "figure{margin:0} img{width:120pt}",
        files,
    )
    assert messages == ()
    (paragraph,) = tree.paragraphs(page.tree)
    (picture,) = paragraph.inlines
    assert isinstance(picture, Picture)
    assert (picture.file, picture.alt, picture.src) == ("content/甲.png", "图", "a.yaml:9:images/0")
    assert (picture.width, picture.height) == (pt(120), pt(40))
    assert picture.data == files["content/甲.png"]


def test_pages_columns_and_running_parts() -> None:
    css = (
        "@page{@bottom-right{content:'— ' counter(page) ' —';padding-right:14pt}}"
        "@page:left{@bottom-right{content:none} @bottom-left{content:counter(page) '/' counter(pages)}}"
        "@page:first{@bottom-right{content:none}}"
        "@page wide{size:300pt 200pt} .wide{page:wide} .two{columns:2;column-gap:12pt}"
    )
    page, messages = styled(
        "<p>甲</p><div class=two><p>乙</p></div><p>丙</p><div class=wide><p>丁</p></div>", css
    )
    assert messages == ()
    sections = page.tree.sections
    assert [(s.columns, s.gap, s.new_page) for s in sections] == [
        (1, ZERO, False),
        (2, pt(12), False),
        (1, ZERO, False),
        (1, ZERO, True),
    ]
    master, wide = sections[0].master, sections[-1].master
    assert (master.width, wide.width, master.margins.left, master.grid_pitch) == (
        pt(200),
        pt(300),
        pt(20),
        pt(15),
    )
    assert master.first == ()
    (odd,) = master.odd
    (even,) = master.even or ()
    assert (odd.place, odd.inset, odd.style.align) == ("bottom-right", pt(14), "right")
    assert [type(i).__name__ for i in odd.inlines] == ["Run", "Field", "Run"]
    assert even.inlines[-1] == Field("pages", even.text_style, "2")


def test_page_breaks_before_and_after_are_breaks_before() -> None:
    page, _ = styled(
        "<p>甲</p><p class=n>乙</p><p class=a>丙</p><p>丁</p>",
        ".n{break-before:page} .a{break-after:page}",
    )
    assert [p.style.page_break_before for p in tree.paragraphs(page.tree)] == [
        False,
        True,
        False,
        True,
    ]


def test_faulty_css_is_a_message_with_file_line_and_column() -> None:
    _, messages = styled("<p>甲</p>", "p{\n  colour:red}")
    assert [(m.code, str(m.place)) for m in messages] == [("css", "templates/t/style.css:2:3")]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://example.org/x.png", "address-refused"),
        ("file:///etc/passwd", "address-refused"),
        ("../../secret.png", "address-refused"),
        ("content/none.png", "no-file"),
    ],
)
def test_addresses_outside_the_project_are_refused(address: str, code: str) -> None:
    _, messages = styled(f"<p>甲<img src='{address}' alt='图'></p>")
    assert [m.code for m in messages] == [code]


def test_the_tail_goes_to_the_lower_edge_of_its_page() -> None:
    css = ".tail{--anchor:page-bottom;width:100%} td{padding:0}"
    page, _ = styled("<p>甲</p><table class=tail><tr><td>报：某</table>", css)
    body = page.document.pages[0]._page_box.children[0]
    (wrapper,) = [b for b in body.descendants() if getattr(b, "is_table_wrapper", False)]
    lower = px(wrapper.position_y + wrapper.margin_height())
    assert lower.pt == pytest.approx(280, abs=0.01)
    tail = page.tree.sections[0].blocks[-1]
    assert isinstance(tail, tree.Table)
    assert tail.anchor == "page-bottom"


_TAIL = ".tail{--anchor:page-bottom;width:100%} td{padding:0;height:40pt}"


@pytest.mark.parametrize(("lines", "moved"), [(10, False), (16, True), (20, False)])
def test_a_tail_for_which_a_page_has_no_room_takes_what_stands_before_it_along(
    lines: int, moved: bool
) -> None:
    page, _ = styled(f"{'<p>甲</p>' * lines}<table class=tail><tr><td>报：某</table>", _TAIL)
    assert page.tree.pages == (1 if lines == 10 else 2)
    last = page.document.pages[-1]._page_box
    words = [b.text for b in last.descendants() if isinstance(b, boxes.TextBox)]
    assert words[0] == "甲"
    *before, paragraph, tail = page.tree.sections[0].blocks
    assert isinstance(tail, tree.Table)
    assert isinstance(paragraph, tree.Paragraph)
    assert not tail.page_break_before
    assert paragraph.style.page_break_before is moved
    assert not any(p.style.page_break_before for p in before if isinstance(p, tree.Paragraph))


def test_a_tail_may_have_a_page_of_its_own() -> None:
    own = _TAIL + ".tail{break-before:page}"
    page, _ = styled("<p>甲</p><table class=tail><tr><td>报：某</table>", own)
    tail = page.tree.sections[0].blocks[-1]
    assert isinstance(tail, tree.Table)
    assert page.tree.pages == 2
    assert tail.page_break_before


def test_a_paragraph_kept_with_a_table_is_kept_with_its_last_row() -> None:
    rows = "<tr><td>1</td></tr><tr><td>2</td></tr>"
    page, _ = styled(f"<table>{rows}</table><p style='break-before: avoid'>注</p>", "")
    table = page.tree.sections[0].blocks[0]
    assert isinstance(table, tree.Table)
    assert (table.keep_last_row, table.keep_with_next) == (True, False)


def test_document_properties() -> None:
    head = (
        "<meta name=author content=宣传部><meta name=keywords content='a,b'>"
        "<meta name=description content=要点><meta name=dcterms.created content=2019-08-11>"
        "<meta name=dcterms.identifier content=2019-18>"
    )
    page, _ = styled("<p>甲</p>", head=head)
    made = page.tree
    assert (made.title, made.author, made.keywords, made.subject) == (
        "标题",
        "宣传部",
        ("a", "b"),
        "要点",
    )
    assert (made.language, str(made.issued), made.pages) == ("zh-Hans", "2019-08-11", 1)
    assert (made.identity, styled("<p>甲</p>")[0].tree.identity) == ("2019-18", "")


def test_line_breaks_strip_white_space_around_them() -> None:
    paragraph = only_paragraph("<p>甲 <br> 乙</p>")
    assert [i if isinstance(i, LineBreak) else i.text for i in paragraph.inlines] == [  # type: ignore[union-attr]
        "甲",
        LineBreak(),
        "乙",
    ]


def test_millimetres_survive() -> None:
    assert only_paragraph("<p style='margin-left:10mm'>甲</p>").style.left == mm(10)


def test_css_that_weasyprint_breaks_on_is_a_message() -> None:
    sheet = Sheet("templates/t/style.css", "p{width:calc(var(--a) - var(--b))}")
    result = style_page(MemoryWorld({}), Page("<html><body><p>甲</p></body></html>", (sheet,)))
    assert result.value is None
    assert [(m.code, str(m.place)) for m in result.messages] == [
        ("not-laid-out", "templates/t/style.css")
    ]


def test_a_footnote_keeps_its_words() -> None:
    paragraph = only_paragraph(
        '<p>甲<span class="n">注<b>文</b></span>乙</p>', ".n{float:footnote}"
    )
    (note,) = [inline for inline in paragraph.inlines if isinstance(inline, tree.Footnote)]
    assert [block.text for block in note.blocks] == ["注文"]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("甲<b>乙</b>", [("i.n", "甲乙")]),
        ("甲<div>乙</div>丙", [("i.n", "甲"), ("div", "乙"), ("i.n", "丙")]),
        ("\n <p>甲</p> <p>乙</p>\n", [("p", "甲"), ("p", "乙")]),
        ("<div><div>甲</div></div><ul><li>乙</ul>", [("div", "甲"), ("li", "乙")]),
        ("甲<table><tr><td>乙<td>丙</table>", [("i.n", "甲"), ("td", "乙"), ("td", "丙")]),
    ],
)
def test_a_footnote_keeps_its_paragraphs(note: str, expected: list[tuple[str, str]]) -> None:
    body = f"<div>正文<i class=n>{note}</i>。</div>"
    page, messages = styled(body, ".n { float: footnote; --word-style: 注 }")
    assert messages == ()
    (paragraph,) = tree.paragraphs(page.tree)
    (found,) = [inline for inline in paragraph.inlines if isinstance(inline, tree.Footnote)]
    assert [(block.selector, block.text) for block in found.blocks] == expected
    assert {block.name for block in found.blocks} == {"注"}
    assert (found.call.number, found.marker.number) == ("1", "1")


def test_the_number_of_a_note_stands_in_its_first_line() -> None:
    """Where a note begins with a block, too: `1` and the first word share a line of the PDF."""
    page, _ = styled(
        "<div>正文<i class=n><b class=b>甲</b><b class=b>乙</b></i></div>",
        ".n { float: footnote } .b { display: block }",
    )
    lines = [
        line
        for line in page.document.pages[0]._page_box.descendants()
        if type(line).__name__ == "LineBox"
    ]
    texts = ["".join(b.text for b in line.descendants() if hasattr(b, "text")) for line in lines]
    assert [kinsoku.unmark(text) for text in texts] == ["正文1", "1. 甲", "乙"]


def test_the_marks_of_a_footnote_and_the_space_over_it() -> None:
    css = """.n { float: footnote; font: 8pt/10pt FangSong }
    .n::footnote-call { content: "[" counter(footnote) "]"; font-size: 6pt; vertical-align: super }
    .n::footnote-marker { content: counter(footnote, upper-roman) ". " }
    @page { @footnote { margin-top: 6pt; border-top: 1pt solid #d7000f; padding-top: 2pt } }"""
    page, messages = styled('<p>甲<span class="n">注</span>乙<span class="n">文</span></p>', css)
    assert (messages, page.tree.losses) == ((), ())
    (paragraph,) = tree.paragraphs(page.tree)
    notes = [inline for inline in paragraph.inlines if isinstance(inline, tree.Footnote)]
    calls, markers = [note.call for note in notes], [note.marker for note in notes]
    assert [(m.before, m.number, m.after, m.format) for m in calls] == [
        ("[", "1", "]", "decimal"),
        ("[", "2", "]", "decimal"),
    ]
    assert [(m.before, m.number, m.after, m.format) for m in markers] == [
        ("", "I", ". ", "upper-roman"),
        ("", "II", ". ", "upper-roman"),
    ]
    assert [(m.style.size.pt, m.style.position) for m in (calls[0], markers[0])] == [
        (6, "super"),
        (8, "baseline"),
    ]
    rule = tree.Border("solid", pt(1), "D7000F")
    area = page.tree.notes
    assert area is not None
    assert (area.before, area.borders.top, area.padding.top) == (pt(6), rule, pt(2))
    assert styled("<p>甲</p>", css)[0].tree.notes is None
