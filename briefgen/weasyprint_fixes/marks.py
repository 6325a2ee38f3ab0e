"""Turn a text into one whose lines end where kinsoku lets them, by zero-width marks that are neither seen nor spaced.

`tailor` puts the marks in, before layout. The correction `marks` takes them out again of every laid-out line, so that they
have no width, split no glyph run, and never reach the PDF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from briefgen import kinsoku
from briefgen.weasyprint_fixes.pango import letter_spacing
from briefgen.weasyprint_fixes.patching import Patches, Seam

_ENCODED_MARKS = re.compile(
    b"(?:" + kinsoku.MAY_BREAK.encode() + b"|" + kinsoku.NO_BREAK.encode() + b")+"
)


def seams() -> tuple[Seam, ...]:
    """What `fix_marks` relies on."""
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    metrics = ("first_line", "text", "layout", "resume_at", "space_collapse", "style")
    return (
        Seam(
            line_break,
            "first_line_metrics",
            (*metrics, "hyphenated", "hyphenation_character"),
        ),
        Seam(line_break.Layout, "set_text", ("self", "text", "justify")),
        Seam(
            inline,
            "split_text_box",
            ("context", "box", "available_width", "skip", "is_line_start"),
        ),
    )


def fix_marks(patches: Patches) -> None:
    """Zero-width marks take no letter spacing, and are gone once the lines are found.

    CSS Text 3, 8.2 (letter-spacing): "... user agents must not ... apply letter-spacing to ... zero-width formatting
    characters"; Pango spaces U+200B and U+2060 like letters.
    """
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    plain_set_text = line_break.Layout.set_text
    plain_metrics = line_break.first_line_metrics
    plain_split = inline.split_text_box

    def set_text(self: Any, text: str, justify: bool = False) -> None:
        plain_set_text(self, text, justify)
        spacing = self.style["letter_spacing"]
        if spacing not in {"normal", 0}:
            encoded = self.text.encode()
            if found := [(*m.span(), 0) for m in _ENCODED_MARKS.finditer(encoded)]:
                letter_spacing(self, found)

    def first_line_metrics(
        first_line: Any,
        text: str,
        layout: Any,
        resume_at: int | None,
        space_collapse: bool,
        style: Any,
        hyphenated: bool = False,
        hyphenation_character: str | None = None,
    ) -> Any:
        if not kinsoku.has_marks(layout.text):
            return plain_metrics(
                first_line,
                text,
                layout,
                resume_at,
                space_collapse,
                style,
                hyphenated,
                hyphenation_character,
            )
        length, shown = first_line.length, layout.text
        if hyphenated:
            length -= len((hyphenation_character or "").encode())
        elif resume_at:
            shown = text.encode()[:length].decode()
            shown = shown.rstrip(" ") if space_collapse else shown
            length = len(shown.encode())
        if not resume_at and not hyphenated and style["letter_spacing"] in {"normal", 0}:
            # Marks have no width, so that the line is measured already.
            whole = plain_metrics(first_line, text, layout, None, space_collapse, style)
            layout.text, layout.marked = kinsoku.unmark(shown) or shown, shown
            return whole
        return _without_marks(layout, shown, length, resume_at, style)

    def split_text_box(
        context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True
    ) -> Any:
        new, resume, preserved = plain_split(context, box, available_width, skip, is_line_start)
        # WeasyPrint may split the box again, and must find the same places to break it.
        if new is not None and (marked := getattr(new.pango_layout, "marked", None)):
            new.text = marked
        return new, resume, preserved

    patches.replace(line_break.Layout, "set_text", set_text)
    patches.replace(line_break, "first_line_metrics", first_line_metrics)
    patches.replace(inline, "split_text_box", split_text_box)


def _without_marks(layout: Any, shown: str, length: int, resume_at: int | None, style: Any) -> Any:
    """The layout with the text `shown`, unmarked, on one line: what `first_line_metrics` returns."""
    from weasyprint.text import line_break
    from weasyprint.text.ffi import FROM_UNITS, pango

    pango.pango_layout_set_width(layout.layout, -1)
    layout.set_text(kinsoku.unmark(shown) or shown)
    line, _ = layout.get_first_line()
    width, height = line_break.line_size(line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    layout.marked = shown
    layout.deactivate()
    return layout, length, resume_at, width, height, baseline


def tailor(text: str, language: str | None) -> str:
    """`text` with the marks that bring Pango's line breaks to the kinsoku table; `text` itself when none is needed.

    `language` is a BCP 47 tag, None or "" when it is not known. For text boxes on their way to layout only: the tree that
    goes to Word keeps its text. Use `tailor_boxes` where the boxes are at hand: it also sees where two boxes meet.
    """
    return _tailor(text, language or "", kinsoku.reads_as_cjk(text, language))


@lru_cache(maxsize=4096)
def _tailor(text: str, language: str, cjk: bool) -> str:
    if not kinsoku.doubtful(text, cjk=cjk):
        return text
    return kinsoku.mark(text, _natural(text, language), cjk=cjk)


def _natural(text: str, language: str) -> Callable[[int], bool]:
    """Pango's break opportunities of `text`: whether a line may end before the character at an index."""
    from weasyprint.text.line_break import get_log_attrs

    attributes = get_log_attrs(text, language)
    return lambda index: bool(attributes[index].is_line_break)


def tailor_boxes(root: Any) -> None:
    """Put the marks into every text box below `root`, a box tree that is built and not yet laid out.

    A paragraph's texts are read together, so that a quotation mark before an element is kept with the element's first
    letter. The call of a note stays with what it is a note to. A changed box keeps its text as `word_text`.
    """
    from weasyprint.formatting_structure import boxes

    inline = (boxes.TextBox, boxes.InlineBox)
    for box in root.descendants():
        if (footnote := getattr(box, "footnote", None)) is not None:
            tailor_boxes(footnote)  # it hangs on its call, not in the tree
        # Running elements and footnotes have no lines yet: their texts stand in the block itself.
        holds_text = any(isinstance(child, inline) for child in getattr(box, "children", ()))
        within = isinstance(box, boxes.InlineBox) and box.is_in_normal_flow()
        if holds_text and not within:
            texts = list(_texts(box, boxes))
            paragraph = "".join(text.text for text in texts if text is not None)
            before = ""
            for text, following in zip_longest(texts, texts[1:]):
                if text is None:
                    before = ""
                    continue
                words = text.text
                _tailor_box(text, following, paragraph, before)
                before = before if _is_call(text) else words


def _tailor_box(box: Any, following: Any, paragraph: str, before: str) -> None:
    """Put the marks into a box; `following` (None for a picture) is the next one of the line, `before` the text before a call."""
    if not box.text or box.style["white_space"] in {"nowrap", "pre"}:
        return
    language = box.style["lang"] or ""
    cjk = kinsoku.reads_as_cjk(paragraph, language)
    tailored = _tailor(box.text, language, cjk)
    if following is not None and following.text:
        if _is_call(following):
            tailored += "" if box.text[-1].isspace() else kinsoku.NO_BREAK
        else:
            words = before if before and _is_call(box) else box.text
            tailored += _mark_between(words, box.text[-1], following.text, language, cjk)
    if tailored != box.text:
        box.word_text, box.text = box.text, tailored


def _is_call(box: Any) -> bool:
    return bool(box.element_tag.endswith("::footnote-call"))


def _mark_between(words: str, last: str, following: str, language: str, cjk: bool) -> str:
    """The mark that a line's end between `words` and `following` needs after `last`: the end of the words or of a note's call."""
    # Enough of both sides for the table to see what it looks at.
    border, index = words[-2:] + following[:2], min(2, len(words))
    natural = _natural(last + following[0], language)(1)
    wanted = kinsoku.may_break(border, index, cjk=cjk)
    if wanted is None and last != words[-1]:
        wanted = _natural(border[index - 1 : index + 1], language)(1)
    if wanted is None or wanted is natural:
        return ""
    return kinsoku.MAY_BREAK if wanted else kinsoku.NO_BREAK


def _texts(box: Any, boxes: Any) -> Iterator[Any]:
    """The text boxes of a line in reading order, None for what stands between them like a picture."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif not child.is_in_normal_flow():
            continue
        elif isinstance(child, boxes.InlineBox):
            yield from _texts(child, boxes)
        else:
            yield None
