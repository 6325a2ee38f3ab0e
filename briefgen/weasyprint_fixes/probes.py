"""Turn a question about WeasyPrint's layout into yes or no, by laying out a few words: what the corrections are judged by.

Each holds with the correction on and fails with it off, with any font; an answer that cannot be had is a no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from types import SimpleNamespace
from typing import Any

from briefgen.weasyprint_fixes.patching import Patches


def no_when_it_breaks(probe: Callable[[], bool]) -> Callable[[], bool]:
    """A probe that says no where it finds the insides of WeasyPrint other than it knows them."""

    @wraps(probe)
    def answer() -> bool:
        try:
            return probe()
        except (
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ):
            return False  # the insides that the probe looks at have changed

    return answer


@no_when_it_breaks
def fonts_leave_line_height_alone() -> bool:
    """Whether a text whose glyphs are higher than the line still takes the line's own height and baseline."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline

    box = boxes.TextBox("p", {"font_size": 16.0, "line_height": 1.25}, None, "字")
    higher = (SimpleNamespace(text="字"), len("字".encode()), None, 16.0, 50.0, 40.0)
    pretended = Patches()
    pretended.replace(inline, "split_first_line", lambda *_args, **_options: higher)
    pretended.replace(inline, "strut", lambda _style: (20.0, 15.0))
    try:
        laid, _, _ = inline.split_text_box(None, box, 100.0, 0)
    finally:
        pretended.take_back()
    height = laid.margin_top + laid.height + laid.margin_bottom
    return _near(height, 20.0) and _near(laid.baseline, 15.0)


@no_when_it_breaks
def baseline_is_where_word_puts_it() -> bool:
    """Whether the baseline of an exact line height lies at four fifths of it."""
    (line,) = _lines("<p style='font-size: 20px; line-height: 100px'>字")
    return _near(line.baseline, 80.0)


@no_when_it_breaks
def hanzi_end_at_the_right_edge() -> bool:
    """Whether a justified line of hanzi is as wide as its block, and the last line is not."""
    lines = _lines("<p style='width: 105px; text-align: justify'>" + "汉字" * 5)
    return len(lines) > 1 and _near(lines[0].width, 105.0) and lines[-1].width < 104.0


@no_when_it_breaks
def emphasis_has_dots() -> bool:
    """Whether each character with `--text-emphasis: dot` has a dot, and a comma has none."""
    from weasyprint import HTML

    plain, dotted = (
        HTML(string=f"<p style='--text-emphasis: {value}'>汉，字").write_pdf(uncompressed_pdf=True)
        for value in ("none", "dot")
    )
    return bool(dotted.count(b" c\n") - plain.count(b" c\n") == 8)


@no_when_it_breaks
def tracked_text_fits_its_box() -> bool:
    """Whether a box that shrinks to its letter-spaced text holds it on one line."""
    spacings = [0.1 * step for step in range(-9, 10)]
    markup = "".join(f"<p style='float: left; letter-spacing: {s:.3f}px'>宣传部" for s in spacings)
    return len(_lines(markup)) == len(spacings)


@no_when_it_breaks
def space_at_the_end_needs_no_room() -> bool:
    """Whether a text before an element stays whole on a line that has no room for the space at its end."""
    (line,) = _lines("<p style='float: left'>one two three")
    lines = _lines(f"<p style='width: {line.width + 0.5}px'>one two three <i>four</i>")
    return len(lines) == 2 and _near(lines[0].width, line.width)


@no_when_it_breaks
def a_line_holds_a_twip_more() -> bool:
    """Whether words stay together on a line that is too narrow by less than a twip, and not by more than one."""
    (line,) = _lines("<p style='float: left'>汉字汉字")
    counts = [len(_lines(f"<p style='width: {line.width - by}px'>汉字汉字")) for by in (0.06, 0.08)]
    return counts == [1, 2]


@no_when_it_breaks
def notes_stay_with_their_calls() -> bool:
    """Whether a note stays on its page where a paragraph of which three lines stand together would find room for the third."""
    from weasyprint.formatting_structure import boxes

    note = "<i style='float: footnote; footnote-policy: line; line-height: 20px'>n</i>"
    markup = (
        f"<p>a{note}</p>" + "<p>a</p>" * 7 + "<p style='orphans: 3; widows: 1'>a<br>a<br>a<br>a</p>"
    )
    (area,) = _below(page(markup), boxes.FootnoteAreaBox)
    return bool(area.children)


@no_when_it_breaks
def columns_are_no_higher_than_they_must_be() -> bool:
    """Whether five lines in two columns are as high as three."""
    *_, last = _lines(f"<div style='columns: 2'><p>{'<br>'.join('aaaaa')}</div><p>a")
    return _near(last.position_y, 60.0)


@no_when_it_breaks
def marks_take_no_width() -> bool:
    """Whether zero-width marks change nothing in the width of a letter-spaced text, within it and at the end of a line."""
    style = "style='float: left; clear: left; letter-spacing: 5px; max-width: 50px'"
    plain, marked = (
        [line.width for line in _lines(f"<p {style}>{text}")]
        for text in ("汉字汉字", "汉\u2060字\u200b汉\u2060字")
    )
    return len(plain) == len(marked) and all(map(_near, plain, marked))


def _near(one: float, other: float) -> bool:
    return abs(one - other) < 0.02


def _lines(markup: str) -> list[Any]:
    """The line boxes of a small page with `markup`, in reading order."""
    from weasyprint.formatting_structure import boxes

    return list(_below(page(markup), boxes.LineBox))


def page(markup: str) -> Any:
    """The first page of `markup`, which holds twelve lines."""
    from weasyprint import CSS, HTML

    css = "@page { size: 400px 250px; margin: 0 } body, p { margin: 0; font-size: 16px; line-height: 20px }"
    return HTML(string=markup).render(stylesheets=[CSS(string=css)]).pages[0]._page_box


def _below(box: Any, kind: type[Any]) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if isinstance(child, kind):
            yield child
        yield from _below(child, kind)


@no_when_it_breaks
def a_named_page_ends() -> bool:
    """Whether a page break is forced between a box on a named page and one on pages without a name, and inside it is not."""
    from weasyprint import HTML
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import block

    def box(page: str) -> Any:
        style = {
            "page": page,
            "break_before": "auto",
            "break_after": "auto",
            "float": "none",
            "position": "static",
        }
        return boxes.BlockBox("p", style, None, [])

    breaks = [block.block_level_page_break(box(a), box(b)) for a, b in (("wide", ""), ("", ""))]
    css = "@page { size: 100px; margin: 0 } body { page: wide; margin: 0 } p { height: 60px; margin: 20px 0 }"
    second = HTML(string=f"<style>{css}</style><p>a<p>b").render().pages[1]
    (root,) = second._page_box.children[:1]
    (paragraph,) = root.children[0].children
    return breaks == ["page", "auto"] and _near(paragraph.margin_top, 0.0)


@no_when_it_breaks
def words_are_broken_at_the_start() -> bool:
    """Whether a word that doesn't fit behind others of an inline element goes to the next line whole, where it fits."""
    from weasyprint.formatting_structure import boxes

    style = "font-size: 20px; width: 4em; overflow-wrap: break-word"
    _, last = _lines(f"<p style='{style}'><b><i>nnnn</i> <i>nnnnn</i></b>")
    return [text.text for text in _below(last, boxes.TextBox)] == ["nnnnn"]


@no_when_it_breaks
def spaces_stay_kerned() -> bool:
    """Whether the words of a justified line are drawn in one run, as wide as the line."""
    from weasyprint.text.ffi import FROM_UNITS, ffi

    style = "width: 300px; text-align: justify; text-align-last: justify"
    (line,) = _lines(f"<p style='{style}'>A T A T")
    (box,) = line.children
    box.pango_layout.reactivate(box.style)
    drawn, _ = box.pango_layout.get_first_line()
    glyphs = drawn.runs[0].data.glyphs
    width = sum(glyph.geometry.width for glyph in glyphs.glyphs[0 : glyphs.num_glyphs])
    return _near(width * FROM_UNITS, 300) and drawn.runs[0].next == ffi.NULL


@no_when_it_breaks
def leaders_fill_their_room() -> bool:
    """Whether the signs of a leader are not spaced as its letters are."""
    rule = '<style>p { letter-spacing: 9px } p::after { content: leader(".") "1" }</style>'
    one, two, *_ = _lines(f"{rule}<p>A")[0].children[-1].children[0].children
    return _near(two.position_x - one.position_x, one.width - 9)
