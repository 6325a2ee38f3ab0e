"""Turn a laid-out page into the styled tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.style.blocks import Blocks, Frame, columns_of, insets, tint_of
from briefgen.style.engine import Laid
from briefgen.style.fetch import WorldFetcher
from briefgen.style.inlines import Inlines
from briefgen.style.losses import Losses
from briefgen.style.margins import apart, collapsed, not_started_on_new_page
from briefgen.style.pages import Masters
from briefgen.style.tables import Tables
from briefgen.style.used import Used, used_values
from briefgen.style.values import borders, breaks_before, length, sides, text_style, word_style
from briefgen.tree import (
    Block,
    Document,
    PageMaster,
    Paragraph,
    ParagraphStyle,
    Section,
    blocks_within,
)
from briefgen.units import ZERO, Length, px


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Blocks on one kind of page in one number of columns.

    `start` is the page, counted from 0, on which other words begin to run above or below the text; None: they go on.
    `above` is the distance over several columns, `new_page` whether these begin a page, `balanced` whether they are equally high.
    """

    page: str
    columns: int
    gap: Length
    blocks: tuple[Block, ...]
    start: int | None = None
    above: Length = ZERO
    new_page: bool = False
    balanced: bool = True


def converted(laid: Laid, fetcher: WorldFetcher, sheets: Sequence[tuple[str, str]]) -> Document:
    """The styled tree of a page laid out with these (file, text) style sheets."""
    used, losses = used_values(laid.pages), Losses(laid, sheets, fetcher.files)
    blocks = _converter(used, fetcher, losses)
    masters = Masters(laid, used, losses, fetcher.files)
    losses.look(laid.root)
    metadata, html = laid.document.metadata, laid.html.etree_element
    return Document(
        title=metadata.title or "",
        language=html.get("lang") or "",
        text_style=text_style(laid.style_for(html.find("body"))),
        sections=tuple(_handed_on(_sections(laid, blocks, masters))),
        author=", ".join(metadata.authors),
        subject=metadata.description or "",
        keywords=tuple(metadata.keywords),
        issued=date.fromisoformat(metadata.created[:10]) if metadata.created else None,
        identity=metadata.custom.get("dcterms.identifier", ""),
        pages=used.pages,
        notes=_note_area(used.notes),
        losses=losses.messages(),
    )


def _converter(used: Used, fetcher: WorldFetcher, losses: Losses) -> Blocks:
    def note(box: Any) -> tuple[Paragraph, ...]:
        name = word_style(box.style)
        made = (b for b in blocks_within(blocks.note(box)) if isinstance(b, Paragraph))
        return tuple(replace(paragraph, name=paragraph.name or name) for paragraph in made)

    inlines = Inlines(used, fetcher, note)
    blocks = Blocks(used, inlines, losses.of_box)
    blocks.table = Tables(used, blocks).of
    return blocks


def _note_area(style: Any) -> ParagraphStyle | None:
    if style is None:
        return None
    return ParagraphStyle(
        before=sides(style, "margin").top, borders=borders(style), padding=sides(style, "padding")
    )


def _sections(laid: Laid, blocks: Blocks, masters: Masters) -> Iterator[Section]:
    stretches = list(_carried_on(_stretches(laid.root, blocks, masters)))
    starts = sorted({each.start for each in stretches if each.start is not None})
    made: dict[tuple[str, int | None], PageMaster] = {}
    before: tuple[str, int | None] | None = None
    kinds = groupby(stretches, lambda s: (s.page, s.start, s.columns, s.gap))
    for (page, start, columns, gap), group in kinds:
        kind, first = (page, start), next(group)
        if kind not in made:
            made[kind] = masters.master(page, start, starts)
        inside = tuple(block for stretch in (first, *group) for block in stretch.blocks)
        if inside or before is None:
            new_page = before is not None and (before != kind or first.new_page)
            if new_page and inside:
                # The section begins a page already.
                inside = (not_started_on_new_page(inside[0]), *inside[1:])
            yield Section(
                made[kind],
                collapsed(inside),
                columns,
                gap,
                new_page,
                above=first.above,
                balanced=first.balanced,
            )
            before = kind


def _carried_on(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """The stretches, each with the start of those before it on the same kind of page."""
    start: dict[str, int | None] = {}
    for each in stretches:
        if each.start is not None:
            start[each.page] = each.start
        yield replace(each, start=start.get(each.page))


def _handed_on(sections: Iterable[Section]) -> list[Section]:
    """The sections with what is under the last block of one over the next on the same page.

    LibreOffice forgets the distance after the last paragraph of a section, not that before the first.
    """
    made: list[Section] = []
    for section in sections:
        above = made[-1].blocks if made else ()
        if above and section.blocks and not section.new_page:
            last, first = above[-1], section.blocks[0]
            made[-1] = replace(made[-1], blocks=(*above[:-1], replace(last, after=ZERO)))
            if section.columns > 1:
                section = replace(section, above=section.above + last.after)
            else:
                first = replace(first, before=first.before + last.after)
                section = replace(section, blocks=(first, *section.blocks[1:]))
        elif section.blocks:
            # At the top of a page there is nothing to stand apart from.
            first = replace(section.blocks[0], before=section.blocks[0].before + section.above)
            section = replace(section, blocks=(first, *section.blocks[1:]), above=ZERO)
        made.append(section)
    return made


def _stretches(root: Any, blocks: Blocks, masters: Masters) -> Iterator[_Stretch]:
    page = root.style["page"] or ""
    yield from _split(root, Frame(masters.text_width(page)), blocks, masters, page)


def _split(
    box: Any, frame: Frame, blocks: Blocks, masters: Masters, around: str
) -> Iterator[_Stretch]:
    """A box as stretches: a box in columns or on named pages of its own is one, and so is what lies between these.

    `around` are the pages on which `frame` is measured; on other pages the text has another width.
    """
    style = box.style
    page = style["page"] or ""
    if page != around:
        width = masters.text_width(page)
        frame = replace(frame, width=width - frame.left - frame.right)
    columns = columns_of(style)
    if columns > 1:
        gap = (
            length(style["column_gap"])
            if style["column_gap"] != "normal"
            else px(style["font_size"])
        )
        narrow = (frame.width - gap * (columns - 1)) * (1 / columns)
        inside = blocks.children(box, replace(frame, width=narrow))
        margin, padding = sides(style, "margin", frame.width), sides(style, "padding", frame.width)
        # Margins inside a box in columns don't touch its own (CSS Multi-column Layout 1, 3).
        if inside and (free := blocks.used.under.get(id(box.element))) is not None:
            inside = (*inside[:-1], replace(inside[-1], after=free))
        ends = replace(margin, top=ZERO), replace(padding, top=ZERO)
        yield _Stretch(
            page,
            columns,
            gap,
            apart(inside, *ends),
            above=margin.top + padding.top,
            new_page=breaks_before(style),
            balanced=style["column_fill"] != "auto",
        )
    elif _transparent(box) and _divided(box, page, masters):
        inner = frame.within(*insets(style, frame.width))
        for child in box.children:
            yield from _split(child, inner, blocks, masters, page)
    else:
        start = masters.used.first_page.get(id(box.element)) if _renames(box, masters) else None
        yield _Stretch(page, 1, ZERO, blocks.of(box, frame), start)


def _renames(box: Any, masters: Masters) -> bool:
    """Whether a box starts a page and gives a named string, which runs on such pages, another value."""
    if isinstance(box, boxes.TextBox) or not breaks_before(box.style):
        return False
    sets = any(getattr(each, "string_set", None) for each in (box, *box.descendants()))
    return sets and masters.runs_strings(box.style["page"] or "")


def _transparent(box: Any) -> bool:
    """Whether a box is nothing but a holder of blocks: no rule, no background, nothing in a line of its own."""
    rules = borders(box.style)
    drawn = rules.top or rules.right or rules.bottom or rules.left
    holds = isinstance(box, boxes.BlockBox) and not box.is_table_wrapper
    lines = any(isinstance(child, boxes.LineBox) for child in box.children)
    tinted = tint_of(box) is not None
    return holds and not drawn and not lines and not breaks_before(box.style) and not tinted


def _divided(box: Any, page: str, masters: Masters) -> bool:
    """Whether anything below a box stands in columns, on other pages, or under other running words."""
    if isinstance(box, boxes.LineBox):
        return False
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            continue
        if columns_of(child.style) > 1 or (child.style["page"] or "") != page:
            return True
        if _renames(child, masters) or _divided(child, page, masters):
            return True
    return False
