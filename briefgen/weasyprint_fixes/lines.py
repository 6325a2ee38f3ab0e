"""Turn WeasyPrint's lines, which fonts may make higher or wider, into lines of the height and the width that were asked for.

Five corrections: `strut` (a fallback font leaves the line height alone), `baseline` (where Word puts it), `shrink` (a box
that is as wide as its tracked text holds that text), `space` (a space at a line's end takes no room), `full` (a line holds a
twip more).
"""

from __future__ import annotations

from typing import Any

from briefgen.kinsoku import has_wide
from briefgen.weasyprint_fixes.patching import Patches, Seam

# Word and LibreOffice put the baseline of an exact line pitch at four fifths of it, whatever the font.
WORD_BASELINE = 0.8

_TWIP = 96 / 1440
"""px"""

# The values of white-space under which lines wrap and spaces at their ends go.
_COLLAPSING = frozenset({"normal", "pre-line"})


def strut_seams() -> tuple[Seam, ...]:
    """What `fix_strut` relies on."""
    from weasyprint.layout import inline

    parameters = ("context", "box", "available_width", "skip", "is_line_start")
    return (
        Seam(inline, "split_text_box", parameters),
        Seam(inline, "strut", ("style",)),
    )


def fix_strut(patches: Patches) -> None:
    """A text's share of the line height comes from its first available font, not from every font in it.

    CSS Inline 3, 5.2 (line-height): "... inline boxes ... whose line-height is not normal ... their layout bounds are
    calculated solely from the first available font". WeasyPrint takes the highest glyph run of the text instead, so that
    one hanzi in a font of another list makes its line higher, and the page loses a line.
    """
    from weasyprint.layout import inline

    plain = inline.split_text_box

    def split_text_box(
        context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True
    ) -> Any:
        new, resume, preserved = plain(context, box, available_width, skip, is_line_start)
        if new is not None and new.style["line_height"] != "normal":
            height, baseline = inline.strut(new.style)
            new.margin_top += baseline - new.baseline
            new.margin_bottom = height - new.height - new.margin_top
            new.baseline = baseline
        return new, resume, preserved

    patches.replace(inline, "split_text_box", split_text_box)


def baseline_seams() -> tuple[Seam, ...]:
    """What `fix_baseline` relies on."""
    from weasyprint.layout import inline

    return (Seam(inline, "strut", ("style",)), Seam(inline, "_adjust_line_height", ("box",)))


def fix_baseline(patches: Patches) -> None:
    """The baseline lies at four fifths of the line height, where Word puts it under an exact line pitch.

    This departs from CSS 2.1, 10.8.1 (half-leading) on purpose, so that a line of the PDF and of the Word file lie on
    each other; it needs `strut` to reach the text. Lines with `line-height: normal` stay.
    """
    from weasyprint.layout import inline

    plain_strut, plain_adjust = inline.strut, inline._adjust_line_height

    def lie(style: Any) -> tuple[float, float, float]:
        """Line height, baseline, and how much lower than plain it lies, in px; kept with the style, which is final."""
        known: tuple[float, float, float] | None = getattr(style, "word_line", None)
        if known is None:
            height, plain = plain_strut(style)
            exact = style["line_height"] != "normal"
            baseline = WORD_BASELINE * height if exact else plain
            known = style.word_line = height, baseline, baseline - plain
        return known

    def strut(style: Any) -> tuple[float, float]:
        return lie(style)[:2]

    def adjust_line_height(box: Any) -> None:
        plain_adjust(box)
        # Backgrounds and borders of inline elements move with their text.
        shift = lie(box.style)[2]
        box.margin_top += shift
        box.margin_bottom -= shift

    patches.replace(inline, "strut", strut)
    patches.replace(inline, "_adjust_line_height", adjust_line_height)


def shrink_seams() -> tuple[Seam, ...]:
    """What `fix_shrink` relies on."""
    from weasyprint.text import line_break

    return (Seam(line_break, "line_size", ("line", "style")),)


def fix_shrink(patches: Patches) -> None:
    """A text fits the box that was made as wide as the text.

    CSS Sizing 3, 2.1 (max-content size): the size that a box would take with no soft wrap opportunity taken. WeasyPrint
    gives Pango the letter spacing cut to 1/1024 px, towards zero, but measures the last letter's share uncut: with a
    negative spacing the box is 1/1024 px too narrow for its text, and the last letter wraps.
    """
    from weasyprint.text import line_break
    from weasyprint.text.ffi import FROM_UNITS, TO_UNITS

    plain = line_break.line_size

    def line_size(line: Any, style: Any) -> tuple[float, float]:
        width, height = plain(line, style)
        spacing = style["letter_spacing"]
        if spacing != "normal":
            width += int(spacing * TO_UNITS) * FROM_UNITS - spacing
        return width, height

    patches.replace(line_break, "line_size", line_size)


def space_seams() -> tuple[Seam, ...]:
    """What `fix_space` relies on."""
    from weasyprint.layout import inline

    text = ("text", "style", "context", "max_width", "justification_spacing")
    return (Seam(inline, "split_first_line", (*text, "is_line_start", "minimum")),)


def fix_space(patches: Patches) -> None:
    """A space at a line's end does not count: neither its own width nor what it is kerned by.

    CSS Text 3, 4.1.2 (phase II): "a sequence of collapsible spaces at the end of a line is removed". Where a text before an
    inline element fits but for that space, Pango does not break it; WeasyPrint measures the space, finds the line too wide
    and cuts it after its first word. And a word that is kerned with the space after it may be too wide once that is gone:
    the line is too wide by a hair, and WeasyPrint then breaks the element before the text instead.
    """
    from weasyprint.layout import inline

    plain = inline.split_first_line

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        def split(part: str, width: float | None) -> Any:
            return plain(part, style, context, width, justification_spacing, is_line_start, minimum)

        found = split(text, max_width)
        layout, _, resume, width, _, _ = found
        if resume is None or max_width is None or style["white_space"] not in _COLLAPSING:
            return found
        one_word = " " not in layout.text
        spacing = style["letter_spacing"]
        # Between hanzi, WeasyPrint lets the spacing after the last one stand beyond the edge.
        beyond = 0 if spacing == "normal" or not has_wide(layout.text) else max(0, spacing)
        limit = max_width + beyond
        if width > limit and not one_word:
            # More than kerning takes, less than a word and its space.
            narrower = split(text, max_width - style["font_size"] / 4)
            return narrower if narrower[3] <= limit else found
        if text[-1] == " " and (one_word or layout.text.endswith(style["hyphenate_character"])):
            bare = split(text.rstrip(" "), max_width)
            if bare[2] is None and bare[3] <= max_width:
                return split(text, None)
        return found

    patches.replace(inline, "split_first_line", split_first_line)


def full_seams() -> tuple[Seam, ...]:
    """What `fix_full` relies on."""
    from weasyprint.layout import block, inline

    where = ("context", "table", "bottom_space", "skip_stack", "containing_block")
    rest = ("page_is_empty", "absolute_boxes", "fixed_boxes")
    line = (
        "context", "box", "position_x", "max_x", "bottom_space", "skip_stack", "containing_block", "absolute_boxes",
        "fixed_boxes", "line_placeholders", "waiting_floats", "line_children", "first_letter_style", "first_line_style",
    )  # fmt: skip
    return (
        Seam(inline, "split_inline_box", line),
        Seam(block, "table_layout", (*where, *rest)),
    )


def fix_full(patches: Patches) -> None:
    """A line holds what is too wide for it by less than a twip, but in tables and with letter spacing.

    This departs from CSS on purpose, by less than can be seen: the widths of words and lines are whole twips in LibreOffice, so
    that a letter that is too wide by a part of one has room there, and the rest of the paragraph follows.
    """
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import block, inline

    plain, plain_table = inline.split_inline_box, block.table_layout
    tables: list[None] = []

    def table_layout(*arguments: Any) -> Any:
        tables.append(None)
        try:
            return plain_table(*arguments)
        finally:
            tables.pop()

    def split_inline_box(
        context: Any, box: Any, position_x: float, max_x: float, *others: Any
    ) -> Any:
        plain_letters = box.style["letter_spacing"] == "normal"
        if isinstance(box, boxes.LineBox) and plain_letters and not tables:
            max_x += _TWIP
        return plain(context, box, position_x, max_x, *others)

    patches.replace(block, "table_layout", table_layout)
    patches.replace(inline, "split_inline_box", split_inline_box)
