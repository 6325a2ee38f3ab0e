"""Turn blocks of the tree into the paragraphs and tables that Word knows, with every distance in a paragraph.

Word has no boxes, so a decorated group becomes borders of its paragraphs or a table of one cell; tables have no distances, so
those go to the paragraphs around them; two tables need a paragraph between them, and a table can't be the last of a story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from briefgen.messages import Message
from briefgen.tree import (
    NO_BORDERS,
    Block,
    Border,
    Cell,
    Chart,
    Edges,
    Footnote,
    Group,
    Inline,
    Paragraph,
    ParagraphStyle,
    Picture,
    Row,
    Run,
    Table,
    TextStyle,
)
from briefgen.units import ZERO, Length, pt, twips
from briefgen.writers.word.places import told
from briefgen.writers.word.properties import MAX_BORDER_SPACE

SEPARATOR = "Table Separator"
"""The style of the tiny paragraph that Word asks for between and behind tables."""

NOTE_STYLE = "footnote text"
"""The style of footnotes that the template doesn't name."""

LEAST = pt(1)
"""The height of a separator that stands for no distance."""
_TWIP = twips(1)
Shaped = Paragraph | Table


def separator(body: TextStyle, height: Length) -> Paragraph:
    """A paragraph without words, as high as the gap that it stands for."""
    style = ParagraphStyle(pitch=max(height, LEAST))
    return Paragraph("", (), style, replace(body, size=LEAST, spacing=ZERO), name=SEPARATOR)


def solid(empty: Paragraph) -> Paragraph:
    """A separator with a space in it: LibreOffice drops an empty one at the end of a section, and behind a list of contents."""
    return replace(empty, inlines=(Run(" ", empty.text_style),))


@dataclass(slots=True)
class Shaper:
    """Shapes the blocks of one document. `body` is its text style, which separators take over."""

    body: TextStyle
    messages: list[Message] = field(default_factory=list)

    def story(self, blocks: Sequence[Block], width: Length) -> tuple[Shaped, ...]:
        """The blocks of a section or a cell whose text is `width` wide; never empty, and a paragraph comes last."""
        run = _Run(self.body)
        for block in blocks:
            for shaped in _apart(run.made, self._one(block, width)):
                run.add(shaped)
        return run.finished()

    def _one(self, block: Block, width: Length) -> tuple[Shaped, ...]:
        if isinstance(block, Paragraph):
            return (self._paragraph(block, width),)
        if isinstance(block, Table):
            return (self._table(block),)
        return self._group(block, width)

    def _paragraph(self, paragraph: Paragraph, width: Length) -> Paragraph:
        if any(isinstance(inline, (Picture, Chart, Footnote)) for inline in paragraph.inlines):
            free = width - paragraph.style.left - paragraph.style.right
            fitted = tuple(_fitted(inline, free) for inline in paragraph.inlines)
            paragraph = replace(paragraph, inlines=fitted)
        self._look_at(paragraph)
        return paragraph

    def _look_at(self, paragraph: Paragraph) -> None:
        """Tell what Word will set otherwise than the page shows it."""
        pitch = paragraph.style.pitch
        sizes = [inline.style.size for inline in paragraph.inlines if isinstance(inline, Run)]
        if pitch is not None and sizes and max(sizes) > pitch:
            self.messages.append(
                told(
                    "word-tight-lines",
                    paragraph.src,
                    selector=paragraph.selector,
                    size=f"{max(sizes).pt:g}",
                    pitch=f"{pitch.pt:g}",
                )
            )
        padding, borders = paragraph.style.padding, paragraph.style.borders
        for side in ("top", "right", "bottom", "left"):
            space: Length = getattr(padding, side)
            if getattr(borders, side) is not None and space.pt > MAX_BORDER_SPACE + 0.5:
                self.messages.append(
                    told(
                        "word-border-space",
                        paragraph.src,
                        selector=paragraph.selector,
                        found=f"{space.pt:g}",
                    )
                )

    def _table(self, table: Table) -> Table:
        rows = tuple(
            replace(row, cells=tuple(self._cell(cell) for cell in row.cells)) for row in table.rows
        )
        rows = tuple(
            _each_paragraph(row, _kept_with_next) if row.keep_with_next else row for row in rows
        )
        if table.keep_with_next:
            rows = tuple(_each_paragraph(row, _kept_with_next) for row in rows)
        if table.keep_last_row:
            rows = (*rows[:-1], _each_paragraph(rows[-1], _kept_with_next))
        if table.page_break_before and not table.anchor:
            rows = (_first_paragraph(rows[0], _broken_before), *rows[1:])
        if table.id:
            rows = (_first_paragraph(rows[0], lambda p: replace(p, id=p.id or table.id)), *rows[1:])
        return replace(table, rows=rows)

    def _cell(self, cell: Cell) -> Cell:
        inner = cell.width - cell.padding.left - cell.padding.right
        return replace(cell, blocks=self.story(cell.blocks, inner))

    def _group(self, group: Group, width: Length) -> tuple[Shaped, ...]:
        inner = (
            (group.width or width - group.left - group.right)
            - _taken(group.borders.left, group.padding.left)
            - _taken(group.borders.right, group.padding.right)
        )
        inside = self.story(group.blocks, inner)
        paragraphs = [block for block in inside if isinstance(block, Paragraph)]
        if len(paragraphs) == len(inside) and (made := _bordered(group, paragraphs)):
            return made
        return (self._boxed(group, inside, inner),)

    def _boxed(self, group: Group, inside: tuple[Shaped, ...], inner: Length) -> Table:
        """The group as a table of one cell."""
        left, right = (
            group.padding.left + _half(group.borders.left),
            group.padding.right + _half(group.borders.right),
        )
        cell = Cell(
            blocks=inside,
            width=inner + left + right,
            column=0,
            borders=group.borders,
            padding=Edges(group.padding.top, right, group.padding.bottom, left),
            background=group.background,
        )
        row = Row((cell,), ZERO, may_split=not group.keep_together)
        if group.page_break_before:
            row = _first_paragraph(row, _broken_before)
        return Table(
            selector=group.selector,
            columns=(cell.width,),
            rows=(row,),
            left=group.left + _half(group.borders.left),
            layout=True,
            name=group.name,
            before=group.before,
            after=group.after,
            src=group.src,
        )


@dataclass(slots=True)
class _Run:
    """Blocks of one story so far; `gap` is the distance that the next paragraph must still bring, and what hangs on it may
    want it on a new page.
    """

    body: TextStyle
    made: list[Shaped] = field(default_factory=list)
    gap: Length = ZERO
    hangs_on_new_page: bool = False

    def add(self, block: Shaped) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif block.anchor:
            self._floating(block)
        else:
            self._table(block)

    def finished(self) -> tuple[Shaped, ...]:
        if not self.made or isinstance(self.made[-1], Table):
            self.made.append(self._hung(separator(self.body, ZERO)))
        return tuple(self.made)

    def _paragraph(self, block: Paragraph) -> None:
        last = self.made[-1] if self.made else None
        if isinstance(last, Paragraph) and (joined := _ruled(last, block)):
            self.made[-1] = joined
            return
        if self.gap:
            block = replace(block, before=block.before + self.gap)
            self.gap = ZERO
        self.made.append(self._hung(block))

    def _hung(self, block: Paragraph) -> Paragraph:
        new, self.hangs_on_new_page = self.hangs_on_new_page, False
        return _broken_before(block) if new else block

    def _table(self, block: Table) -> None:
        gap = self.gap + block.before
        last = self.made[-1] if self.made else None
        if isinstance(last, Paragraph):
            self.made[-1] = replace(last, after=last.after + gap)
        elif isinstance(last, Table) or gap >= LEAST:
            self.made.append(separator(self.body, gap))
        self.made.append(replace(block, before=ZERO, after=ZERO))
        self.gap = block.after

    def _floating(self, block: Table) -> None:
        # It takes no room in the text; it hangs on the paragraph that follows it.
        if self.made and isinstance(self.made[-1], Table):
            self.made.append(separator(self.body, self.gap))
            self.gap = ZERO
        self.hangs_on_new_page = block.page_break_before
        self.made.append(block)


def _apart(made: Sequence[Shaped], boxed: tuple[Shaped, ...]) -> tuple[Shaped, ...]:
    """A block's paragraphs, a twip narrower where Word would join their box with the one above: it joins what is the same."""
    last, first = made[-1] if made else None, boxed[0] if boxed else None
    if not (isinstance(last, Paragraph) and isinstance(first, Paragraph) and first.inlines):
        return boxed
    above, below = last.style, first.style
    same = (above.borders, above.padding, above.left, above.right)
    if below.borders == NO_BORDERS or same != (
        below.borders,
        below.padding,
        below.left,
        below.right,
    ):
        return boxed
    return tuple(
        replace(p, style=replace(p.style, right=p.style.right + _TWIP))
        if isinstance(p, Paragraph)
        else p
        for p in boxed
    )


def _ruled(last: Paragraph, rule: Paragraph) -> Paragraph | None:
    """The paragraph with a rule that follows it as its own lower border; None when Word would set that otherwise."""
    style, over = last.style, rule.style
    lines = [line for line in (over.borders.top, over.borders.bottom) if line is not None]
    if rule.inlines or rule.id or len(lines) != 1 or over.borders.left or over.borders.right:
        return None
    space = last.after + rule.before
    same = (style.left, style.right) == (over.left, over.right)
    fits = not style.borders.bottom and not style.background and space.pt <= MAX_BORDER_SPACE
    if not (same and fits) or style.first_line < ZERO or over.page_break_before:
        return None
    borders = replace(style.borders, bottom=lines[0])
    padding = replace(style.padding, bottom=space)
    return replace(last, style=replace(style, borders=borders, padding=padding), after=rule.after)


def _bordered(group: Group, paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...] | None:
    """The paragraphs with the group's rules and background as their own; None when Word would draw them otherwise."""
    rules, first, last = group.borders, paragraphs[0], paragraphs[-1]
    top, bottom = group.padding.top + first.before, group.padding.bottom + last.after
    plain = all(
        p.style.borders == NO_BORDERS and p.style.background is None and p.item is None
        for p in paragraphs
    )
    flush = all(
        not p.style.left and not p.style.right and p.style.first_line >= ZERO for p in paragraphs
    )
    if not plain or not flush or _too_far(rules, group.padding, top, bottom):
        return None
    if not _closed(group) and (group.background or group.padding.left or group.padding.right):
        return None
    padding = Edges(top, group.padding.right, bottom, group.padding.left)
    left = group.left + _taken(rules.left, group.padding.left)
    right = group.right + _taken(rules.right, group.padding.right)
    made = []
    for index, paragraph in enumerate(paragraphs):
        at_top, at_bottom = index == 0, index == len(paragraphs) - 1
        style = replace(
            paragraph.style,
            left=left,
            right=right,
            tab=replace(tab, position=tab.position + left)
            if (tab := paragraph.style.tab)
            else None,
            borders=rules if _closed(group) else _ends(rules, at_top, at_bottom),
            padding=padding,
            background=group.background,
            page_break_before=(at_top and group.page_break_before)
            or paragraph.style.page_break_before,
            keep_together=paragraph.style.keep_together or group.keep_together,
            keep_with_next=(group.keep_together and not at_bottom)
            or paragraph.style.keep_with_next,
        )
        before = group.before + (ZERO if rules.top else top) if at_top else paragraph.before
        after = group.after + (ZERO if rules.bottom else bottom) if at_bottom else paragraph.after
        made.append(replace(paragraph, style=style, before=before, after=after))
    return tuple(made)


def _closed(group: Group) -> bool:
    """Whether rules run all around; Word draws such a box around all paragraphs that share it."""
    rules = group.borders
    return bool(rules.top and rules.right and rules.bottom and rules.left)


def _ends(rules: Edges[Border | None], at_top: bool, at_bottom: bool) -> Edges[Border | None]:
    return Edges(rules.top if at_top else None, None, rules.bottom if at_bottom else None, None)


def _too_far(
    rules: Edges[Border | None], padding: Edges[Length], top: Length, bottom: Length
) -> bool:
    """Whether a rule is one that a paragraph can't have: at one side only, or too far from the text."""
    sideways = [rules.left is not None, rules.right is not None]
    if any(sideways) and not (all(sideways) and rules.top and rules.bottom):
        return True
    spaces = ((rules.top, top), (rules.bottom, bottom), (rules.left, padding.left), (rules.right, padding.right))  # fmt: skip
    return any(rule is not None and space.pt > MAX_BORDER_SPACE for rule, space in spaces)


def _half(border: Border | None) -> Length:
    """What a rule takes of a cell: Word measures from the middle of the line."""
    return border.width * 0.5 if border else ZERO


def _taken(border: Border | None, padding: Length) -> Length:
    return padding + (border.width if border else ZERO)


def _each_paragraph(row: Row, change: Callable[[Paragraph], Paragraph]) -> Row:
    cells = tuple(
        replace(
            cell,
            blocks=tuple(
                change(block) if isinstance(block, Paragraph) else block for block in cell.blocks
            ),
        )
        for cell in row.cells
    )
    return replace(row, cells=cells)


def _kept_with_next(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, style=replace(paragraph.style, keep_with_next=True))


def _broken_before(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, style=replace(paragraph.style, page_break_before=True))


def _first_paragraph(row: Row, change: Callable[[Paragraph], Paragraph]) -> Row:
    """The row with its first paragraph changed: Word breaks a table's page there, and an anchor needs words."""
    cell = row.cells[0]
    for index, block in enumerate(cell.blocks):
        if isinstance(block, Paragraph):
            blocks = (*cell.blocks[:index], change(block), *cell.blocks[index + 1 :])
            return replace(row, cells=(replace(cell, blocks=blocks), *row.cells[1:]))
    return row


def _fitted(inline: Inline, free: Length) -> Inline:
    """A picture no wider than its column; a note in Word's style for notes where the template names none."""
    if isinstance(inline, (Picture, Chart)) and ZERO < free < inline.width:
        return replace(inline, width=free, height=inline.height * (free / inline.width))
    if isinstance(inline, Footnote):
        styled = tuple(replace(p, name=p.name or NOTE_STYLE) for p in inline.blocks)
        return replace(inline, blocks=styled)
    return inline
