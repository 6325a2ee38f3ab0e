"""What Word can't show is told at the declaration, once, and nothing else is."""

from __future__ import annotations

import pytest
from weasyprint.formatting_structure import boxes

from briefgen import tree
from briefgen.messages import Message
from briefgen.units import pt
from tests.style.support import only_paragraph, png, styled

SHEET = "templates/t/style.css"


def told(body: str, css: str = "", files: dict[str, str | bytes] | None = None) -> list[str]:
    """Place, code, and what is lost, of every message of a page."""
    page, messages = styled(body, css, files)
    assert messages == ()
    return [_short(each) for each in page.tree.losses]


def _short(each: Message) -> str:
    if each.code == "word-loss":
        return f"{each.place} {each.args['what']}: {each.args['value']} of {each.args['selector']}"
    return f"{each.place} {each.code} {' '.join(each.args.values())}"


def test_a_message_says_what_word_shows_instead() -> None:
    page, _ = styled("<p class=a>甲</p>", "p {\n  color: red;\n  opacity: .5;\n}")
    (loss,) = page.tree.losses
    assert loss.line() == (
        f"{SHEET}:3:3: warning[word-loss]: "
        'Word cannot do "opacity: .5" of "p"; instead: the colours are solid'
    )
    assert loss.text("zh") == "Word 无法实现“p”的“opacity: .5”；Word 里：颜色不透明"


LOST = [
    ("opacity: .5", "p", "<p>甲</p>"),
    ("float: left", "p", "<p>甲</p>"),
    ("position: absolute", "p", "<p>甲</p>"),
    ("display: flex", "div", "<div><p>甲</p></div>"),
    ("display: grid", "div", "<div><p>甲</p></div>"),
    ("display: inline-block", "b", "<p>甲<b>乙</b></p>"),
    ("border-radius: 3pt", "p", "<p>甲</p>"),
    ("border-start-start-radius: 3pt", "p", "<p>甲</p>"),
    ("box-shadow: 1pt 1pt red", "p", "<p>甲</p>"),
    ("background: linear-gradient(red, blue)", "p", "<p>甲</p>"),
    ("transform: rotate(9deg)", "p", "<p>甲</p>"),
    ("outline: 1pt solid red", "p", "<p>甲</p>"),
    ("height: 40pt", "p", "<p>甲</p>"),
    ("block-size: 40pt", "p", "<p>甲</p>"),
    ("min-height: 40pt", "p", "<p>甲</p>"),
    ("orphans: 3", "p", "<p>甲</p>"),
    ("widows: 4", "p", "<p>甲</p>"),
    ("word-spacing: 2pt", "p", "<p>甲</p>"),
    ("hyphens: auto", "p", "<p>甲</p>"),
    ("visibility: hidden", "p", "<p>甲</p>"),
    ("direction: rtl", "p", "<p>甲</p>"),
    ("text-decoration: overline", "p", "<p>甲</p>"),
    ("text-align-last: right", "p", "<p>甲</p>"),
    ("font-variant: all-small-caps", "p", "<p>甲</p>"),
    ('font-feature-settings: "halt"', "p", "<p>甲</p>"),
    ("border: 1pt solid red", "b", "<p>甲<b>乙</b></p>"),
    ("padding: 0 4pt", "b", "<p>甲<b>乙</b></p>"),
    ("columns: 60pt", "div", "<div><p>甲</p></div>"),
    ("column-rule: 1pt solid red", "div", "<div><p>甲</p></div>"),
    ("break-before: left", "p", "<p>甲</p>"),
    ("border-spacing: 4pt", "table", "<table><tr><td>甲</table>"),
    ("border: 1pt solid red", "table", "<table><tr><td>甲</table>"),
    ("background: #eef", "body", "<p>甲</p>"),
    ("float: left", "p::first-letter", "<p>甲乙</p>"),
    ('content: "a" leader("~")', "p::after", "<p>甲</p>"),
    ("block-ellipsis: auto", "p", "<p>甲</p>"),
    ("border-image: linear-gradient(red, blue)", "p", "<p>甲</p>"),
    ("clip: rect(1pt, 9pt, 9pt, 1pt)", "p", "<p>甲</p>"),
    ("column-span: all", "p", "<p>甲</p>"),
    ("continue: discard", "p", "<p>甲</p>"),
    ("font-kerning: none", "p", "<p>甲</p>"),
    ('font-language-override: "ZHT"', "p", "<p>甲</p>"),
    ("font-stretch: condensed", "p", "<p>甲</p>"),
    ("font-variant-alternates: historical-forms", "p", "<p>甲</p>"),
    ("font-variant-east-asian: jis04", "p", "<p>甲</p>"),
    ("font-variant-ligatures: none", "p", "<p>甲</p>"),
    ("font-variant-numeric: oldstyle-nums", "p", "<p>甲</p>"),
    ("font-variant-position: super", "p", "<p>甲</p>"),
    ('font-variation-settings: "wght" 500', "p", "<p>甲</p>"),
    ("image-orientation: 90deg", "p", "<p>甲</p>"),
    ("list-style-image: url(a.png)", "li", "<ul><li>甲</ul>"),
    ("mask-border: linear-gradient(red, blue)", "p", "<p>甲</p>"),
    ("max-lines: 2", "p", "<p>甲</p>"),
    ("text-overflow: ellipsis", "p", "<p>甲</p>"),
    ("border-start-end-radius: 3pt", "p", "<p>甲</p>"),
    ("border-radius: calc(10% + 1pt)", "p", "<p>甲</p>"),
    ("border-end-start-radius: 3pt", "p", "<p>甲</p>"),
    ("border-end-end-radius: 3pt", "p", "<p>甲</p>"),
    ("border-block-start: 1pt solid red", "b", "<p>甲<b>乙</b></p>"),
    ("border-block-end: 1pt solid red", "b", "<p>甲<b>乙</b></p>"),
    ("border-inline-start: 1pt solid red", "b", "<p>甲<b>乙</b></p>"),
    ("border-inline-end: 1pt solid red", "b", "<p>甲<b>乙</b></p>"),
    ("margin-left: 4pt", "b", "<p>甲<b>乙</b></p>"),
    ("margin-right: 4pt", "b", "<p>甲<b>乙</b></p>"),
    ("margin-inline-start: 4pt", "b", "<p>甲<b>乙</b></p>"),
    ("margin-inline-end: 4pt", "b", "<p>甲<b>乙</b></p>"),
    ("padding-inline-start: 4pt", "b", "<p>甲<b>乙</b></p>"),
    ("padding-inline-end: 4pt", "b", "<p>甲<b>乙</b></p>"),
    ("max-height: 40pt", "p", "<p>甲</p>"),
    ("max-block-size: 40pt", "p", "<p>甲</p>"),
    ("min-block-size: 40pt", "p", "<p>甲</p>"),
    ("break-after: column", "p", "<p>甲</p>"),
    ("position: fixed", "p", "<p>甲</p>"),
    ("position: relative", "p", "<p style='top: 2pt'>甲</p>"),
    ("display: inline-table", "b", "<p>甲<b>乙</b></p>"),
    ("border-spacing: 0 4pt", "table", "<table><tr><td>甲</table>"),
    ("text-align-last: left", "p", "<div style='text-align: center'><p>甲</p></div>"),
    ("background: #eef", "div", "<div style='columns: 2'><p>甲</p></div>"),
    ("object-fit: contain", "img", "<p><img src=templates/t/a.png alt=x></p>"),
]
"""Something of each line of the table that Word loses: declaration, selector, and a body in which it is lost."""


@pytest.mark.parametrize(("declaration", "selector", "body"), LOST)
def test_a_property_is_told_where_it_is_declared(
    declaration: str, selector: str, body: str
) -> None:
    css = f"i {{ color: red }}\n{selector} {{\n  {declaration};\n}}"
    files: dict[str, str | bytes] = {"templates/t/a.png": png(2, 1)}
    assert told(body, css, files) == [f"{SHEET}:3:3 {declaration} of {selector}"]


@pytest.mark.parametrize(
    ("declaration", "selector", "body"),
    [
        ("opacity: 1", "p", "<p>甲</p>"),
        ("float: none; position: static; transform: none", "p", "<p>甲</p>"),
        ("position: relative", "p", "<p>甲</p>"),
        ("orphans: 2; widows: 1", "p", "<p>甲</p>"),
        ("height: 40pt", "tr", "<table><tr><td>甲</table>"),
        ("height: 40pt", "td", "<table><tr><td>甲</table>"),
        ("height: 40pt", "b", "<p><b>甲</b></p>"),
        ("border: 1pt solid red; padding: 2pt; background: #eef", "p", "<p>甲</p>"),
        ("border-collapse: collapse; border: 1pt solid red", "table", "<table><tr><td>甲</table>"),
        ("text-align: justify; text-align-last: left", "p", "<p>甲</p>"),
        ("font-variant: small-caps; font-kerning: normal", "p", "<p>甲</p>"),
        ("hyphens: none", "p", "<p>甲</p>"),
        ("columns: 2; column-gap: 8pt", "div", "<div><p>甲</p></div>"),
        ("background: white", "body", "<p>甲</p>"),
        ("background: oklab(100% 0 0)", "body", "<p>甲</p>"),
        ("background: rgb(255 255 255 / 50%)", "body", "<p>甲</p>"),
        ("background: rgb(0 0 0 / 0)", "body", "<p>甲</p>"),
        ("background: #eef", "div", "<div><p>甲</p></div>"),
        ("background: currentcolor; color: white", "body", "<p>甲</p>"),
        ("border: 0 solid red", "b", "<p>甲<b>乙</b></p>"),
        ("border: 1pt hidden red", "b", "<p>甲<b>乙</b></p>"),
        ("border: 1pt solid red", "td", "<table><tr><td>甲</table>"),
        ("padding: 0 4pt; margin: 0 4pt", "p", "<p>甲</p>"),
        ("padding: 2pt 0", "b", "<p>甲<b>乙</b></p>"),
        ("height: 50%; min-height: 0; max-height: none", "p", "<p>甲</p>"),
        ("height: 40pt", "table", "<table><tr><td>甲</table>"),
        ("break-before: page; break-after: avoid", "p", "<p>甲</p>"),
        ("position: static; top: 2pt", "p", "<p>甲</p>"),
        ("display: block", "b", "<p>甲<b>乙</b></p>"),
        ("display: flow-root", "div", "<div><p>甲</p></div>"),
        ("border-spacing: 4pt; border-collapse: collapse", "table", "<table><tr><td>甲</table>"),
        ("border-spacing: 0", "table", "<table><tr><td>甲</table>"),
        ("border-radius: 0", "p", "<p>甲</p>"),
        ("text-decoration: underline line-through", "p", "<p>甲</p>"),
        ("text-align: start; text-align-last: left", "p", "<p>甲</p>"),
        ("text-align: center; text-align-last: center", "p", "<p>甲</p>"),
        ("column-rule: 1pt hidden red", "p", "<p>甲</p>"),
        ("list-style-image: none", "p", "<p>甲</p>"),
        *(
            (f'content: "a" leader("{sign}")', "p::after", "<p>甲</p>")
            for sign in (" ", ".", "·", "-", "_")
        ),
        ("margin: 3pt 0; border: none", "b", "<p>甲<b>乙</b></p>"),
    ],
)
def test_values_that_word_can_show_are_not_told(declaration: str, selector: str, body: str) -> None:
    assert told(body, f"{selector} {{ {declaration} }}") == []


def test_one_declaration_is_told_once_and_each_of_two() -> None:
    css = ".a, .b { opacity: .5 }\n.c { opacity: .4 }"
    body = "<p class=a>甲</p><p class=a>乙</p><div class=b>丙</div><p class=c>丁</p>"
    assert told(body, css) == [
        f"{SHEET}:1:10 opacity: .5 of .a, .b",
        f"{SHEET}:2:6 opacity: .4 of .c",
    ]


def test_only_the_declaration_that_wins_is_told() -> None:
    css = "p { opacity: .1 } #x { opacity: .2 } .a { opacity: .3 !important } p { opacity: .4 }"
    assert told("<p class=a id=x>甲</p>", css) == [f"{SHEET}:1:43 opacity: .3 of .a"]
    assert told("<p>甲</p>", "p { opacity: .5 } p { opacity: 1 }") == []


def test_rules_inside_rules_media_and_layers_have_their_place() -> None:
    css = (
        "@media screen { p { opacity: .1 } }\n"
        "@media print {\n  p { opacity: .2 }\n}\n"
        "@layer x {\n  b { opacity: .3 }\n}\n"
        "div { & i { opacity: .4 }\n u { opacity: .5 } }"
    )
    body = "<p>甲<b>乙</b></p><div>丙<i>丁</i><u>戊</u></div>"
    assert told(body, css) == [
        f"{SHEET}:3:7 opacity: .2 of p",
        f"{SHEET}:6:7 opacity: .3 of b",
        f"{SHEET}:8:13 opacity: .4 of & i",
        f"{SHEET}:9:6 opacity: .5 of u",
    ]


def test_an_imported_sheet_has_its_own_name() -> None:
    files: dict[str, str | bytes] = {"templates/t/more.css": "b { color: red }\np { opacity: .5 }"}
    assert told("<p>甲</p>", "@import 'more.css';", files) == [
        "templates/t/more.css:2:5 opacity: .5 of p"
    ]


def test_a_value_from_a_variable_is_shown_as_written() -> None:
    css = ":root { --soft: .5 } p { opacity: var(--soft) }"
    assert told("<p>甲</p>", css) == [f"{SHEET}:1:26 opacity: var(--soft) of p"]


def test_a_style_attribute_is_told_at_the_content() -> None:
    body = (
        "<section data-src='content/a.yaml:7:lead'><p class=x style='opacity:.5'>甲</p></section>"
    )
    assert told(body, "p { opacity: .3 }") == ["content/a.yaml:7 opacity: .5 of p.x"]


def test_pages_and_margin_boxes_are_told_at_their_rule() -> None:
    css = (
        "@page {\n  border: 1pt solid red;\n  @top-left { content: 'x'; text-transform: uppercase }\n"
        "  @left-middle { content: 'y' }\n  @top-right { content: counter(page, upper-roman) }\n}\n"
        "@page :first {\n  @bottom-center { content: string(x); border-top: 1pt solid }\n}\n"
        "h1 { string-set: x content() }"
    )
    assert told("<h1>甲</h1>", css) == [
        f"{SHEET}:2:3 border: 1pt solid red of @page",
        f"{SHEET}:3:29 text-transform: uppercase of @page @top-left",
        f"{SHEET}:4:18 word-margin-box left-middle",
        f"{SHEET}:5:16 content: counter(page, upper-roman) of @page @top-right",
        f"{SHEET}:8:40 border-top: 1pt solid of @page :first @bottom-center",
    ]


def test_rules_for_pages_that_word_does_not_know_are_told() -> None:
    css = "p {}\n@page :nth(2) { margin: 9pt }\n@page wide:blank, :first { margin: 9pt }\n@page :first { margin: 8pt }"
    assert told("<p>甲</p>", css) == [
        f"{SHEET}:2:1 word-page-selector @page :nth(2)",
        f"{SHEET}:3:1 word-page-selector @page wide:blank, :first",
    ]


def test_a_caption_below_a_table_stays_with_its_last_row() -> None:
    """On the page, where a row goes with it, and in the tree."""
    rows = "".join(f"<tr><td>{n}</td></tr>" for n in range(6))
    body = f"{'<p>文</p>' * 11}<table><caption>注</caption>{rows}</table>"
    css = "caption { caption-side: bottom } table { border-spacing: 0 } td { padding: 0 }"
    page, _ = styled(body, css)
    assert page.tree.pages == 2
    texts = [
        [b.text for b in p._page_box.descendants() if isinstance(b, boxes.TextBox)]
        for p in page.document.pages
    ]
    assert texts[1] == ["5", "注"]
    (table,) = [b for b in page.tree.sections[0].blocks if isinstance(b, tree.Table)]
    assert (table.keep_last_row, table.keep_with_next) == (True, False)


def test_columns_that_cannot_be_a_section_are_told() -> None:
    css = ".b { border: 1pt solid } .c { columns: 2 }"
    body = "<div class=b><div class=c><p>甲</p></div></div>"
    assert told(body, css) == [f"{SHEET}:1:31 columns: 2 of .c"]
    assert told("<div class=c><p>甲</p></div>", css) == []


def test_first_lines_are_told() -> None:
    css = "p::first-line { color: red }"
    assert told("<p>甲</p><p>乙</p>", css) == [
        f"{SHEET}:1:17 word-first-line color red p::first-line"
    ]


@pytest.mark.parametrize("tag", ["input", "textarea", "button", "meter", "canvas", "video", "math"])
def test_elements_are_told_at_the_content(tag: str) -> None:
    page, messages = styled(f"<p data-src='content/a.yaml:7:lead'>甲<{tag}></{tag}></p>")
    assert messages == ()
    (loss,) = page.tree.losses
    assert (loss.code, loss.args["element"]) == ("word-element", tag)
    assert str(loss.place) == "content/a.yaml:7"
    assert f"<{tag}>" in loss.text("zh")


def test_pictures_of_every_element_are_kept() -> None:
    files: dict[str, str | bytes] = {"content/a.png": png(20, 10)}
    body = "<p><img src=content/a.png alt=x><embed src=content/a.png><object data=content/a.png></object></p>"
    page, messages = styled(body, "", files)
    assert (messages, page.tree.losses) == ((), ())
    (paragraph,) = tree.paragraphs(page.tree)
    assert [type(each).__name__ for each in paragraph.inlines] == ["Picture"] * 3


def test_a_box_kept_together_holds_its_paragraphs() -> None:
    css = "section { break-inside: avoid } .n { break-before: avoid } header { break-after: avoid }"
    body = "<section><p>甲</p><p>乙</p></section><p>丙</p><p class=n>丁</p><header><p>戊</p></header><p>己</p>"
    page, _ = styled(body, css)
    kept = [
        (p.text, p.style.keep_together, p.style.keep_with_next) for p in tree.paragraphs(page.tree)
    ]
    assert kept == [
        ("甲", True, True),
        ("乙", True, False),
        ("丙", False, True),
        ("丁", False, False),
        ("戊", False, True),
        ("己", False, False),
    ]


@pytest.mark.parametrize(
    ("css", "right"),
    [
        ("width: 100pt; padding: 0 5pt", 50),
        ("width: 100pt; padding: 0 5pt; box-sizing: border-box", 60),
        ("max-width: 90pt", 70),
        ("max-width: 400pt", 0),
        ("width: 20pt; min-width: 50%", 80),
    ],
)
def test_widths_of_a_block(css: str, right: float) -> None:
    style = only_paragraph("<p>甲</p>", f"p {{ {css} }}").style
    assert style.right - pt(5 if "padding" in css else 0) == pt(right)


def test_nothing_is_read_again_when_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("briefgen.style.losses.Declarations.read", read)
    assert told("<p>甲</p>", "p { color: red }") == []
    with pytest.raises(AssertionError):
        told("<p>甲</p>", "p { opacity: .5 }")


def test_messages_come_in_the_order_of_the_sheet() -> None:
    css = "p { widows: 3; opacity: .5; float: left; transform: rotate(9deg) }"
    assert [line.split()[0][-2:].lstrip(":") for line in told("<p>甲</p>", css)] == [
        "5",
        "16",
        "29",
        "42",
    ]
