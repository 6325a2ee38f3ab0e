"""Groups, rules and separators: tree in, tree out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from briefgen.tree import NO_BORDERS, Border, Edges, Group, Paragraph, Table
from briefgen.units import ZERO, Length, mm, pt, twips
from briefgen.writers.word.shape import SEPARATOR, Shaped, Shaper
from tests.word.support import FLUSH, RULE, TEXT, cell, li, p, picture, table

WIDTH = mm(156)
ABOVE_AND_BELOW: Edges[Border | None] = Edges(RULE, None, RULE, None)
ALL_AROUND: Edges[Border | None] = Edges(RULE, RULE, RULE, RULE)


def _shaped(*blocks: Paragraph | Table | Group, width: Length = WIDTH) -> tuple[Shaped, ...]:
    return Shaper(TEXT).story(blocks, width)


def _paragraphs(*blocks: Paragraph | Table | Group) -> list[Paragraph]:
    made = _shaped(*blocks)
    assert all(isinstance(block, Paragraph) for block in made)
    return [block for block in made if isinstance(block, Paragraph)]


def test_rules_above_and_below_are_those_of_the_first_and_the_last_paragraph() -> None:
    inside = (p("甲", before=pt(2)), p("乙"), p("丙", after=pt(3)))
    padding = Edges(pt(4), ZERO, pt(5), ZERO)
    group = Group("div", inside, ZERO, ZERO, ABOVE_AND_BELOW, padding, before=pt(6), after=pt(7))
    first, middle, last = _paragraphs(group)
    assert first.style.borders == Edges(RULE, None, None, None)
    assert middle.style.borders == NO_BORDERS
    assert last.style.borders == Edges(None, None, RULE, None)
    assert (first.before, first.style.padding.top) == (pt(6), pt(6))
    assert (last.after, last.style.padding.bottom) == (pt(7), pt(8))


def test_a_box_all_around_is_the_same_border_of_all_its_paragraphs() -> None:
    padding = Edges(pt(4), pt(6), pt(4), pt(6))
    group = Group("div", (p("甲"), p("乙")), pt(10), pt(10), ALL_AROUND, padding, "EEEEEE")
    one, two = _paragraphs(group)
    assert one.style.borders == two.style.borders == ALL_AROUND
    assert one.style.background == "EEEEEE"
    assert one.style.left == pt(10) + pt(6) + RULE.width


def test_boxes_that_follow_each_other_are_not_joined() -> None:
    """Word makes one box of paragraphs that have the same borders and indents."""
    boxed = replace(FLUSH, borders=ALL_AROUND)
    group = Group("div", (p("丙"), p("丁")), borders=ALL_AROUND)
    first, second, *both = _paragraphs(p("甲", style=boxed), p("乙", style=boxed), group, group)
    edges = [(x.style.left, x.style.right) for x in (first, second, *both)]
    assert edges[1] == (ZERO, twips(1)) != edges[0]
    assert edges[2] == edges[3] != edges[1]
    assert edges[4] == edges[5] != edges[3]
    assert {abs(a[1].twips - b[1].twips) for a, b in pairwise(edges[2:])} == {0, 1}


def test_a_tint_without_rules_is_a_table_of_one_cell() -> None:
    padding = Edges(pt(8), pt(8), pt(8), pt(8))
    group = Group("div", (p("甲"),), pt(20), pt(20), NO_BORDERS, padding, "EEEEEE", after=pt(5))
    _, box, after = _shaped(p("前"), group, p("后"))
    assert isinstance(box, Table)
    assert (box.left, box.columns, box.layout) == (pt(20), (WIDTH - pt(40),), True)
    (inner,) = box.rows[0].cells
    assert (inner.background, inner.padding) == ("EEEEEE", padding)
    assert box.rows[0].may_split
    assert after.before == pt(5)


def test_a_rule_at_one_side_is_a_table_of_one_cell() -> None:
    rules = Edges(None, None, None, RULE)
    group = Group("blockquote", (p("甲"),), borders=rules, padding=Edges(ZERO, ZERO, ZERO, pt(9)))
    box, _ = _shaped(group)
    assert isinstance(box, Table)
    assert box.rows[0].cells[0].borders == rules
    assert box.left == RULE.width * 0.5


def test_groups_with_tables_and_far_rules_are_tables_too() -> None:
    holds_table = Group("div", (table((cell("甲", 0),), columns=1),), borders=ABOVE_AND_BELOW)
    far = Group("div", (p("甲"),), borders=ABOVE_AND_BELOW, padding=Edges(pt(40), ZERO, ZERO, ZERO))
    ruled = p("甲", style=replace(FLUSH, borders=ABOVE_AND_BELOW))
    tinted = p("甲", style=replace(FLUSH, background="EEEEEE"))
    inset = p("甲", style=replace(FLUSH, left=pt(9)))
    others = [
        Group("div", (p("乙"), inner), borders=ABOVE_AND_BELOW)
        for inner in (ruled, tinted, inset, li("丙", "1."))
    ]
    bare = Group("div", (p("甲"),), background="EEEEEE")
    for group in (holds_table, far, *others, bare):
        box, last = _shaped(group)
        assert isinstance(box, Table)
        assert last == _shaped()[0]


def test_a_group_that_stays_together_or_starts_a_page_says_so_in_its_paragraphs() -> None:
    group = Group("div", (p("甲"), p("乙")), borders=ABOVE_AND_BELOW, page_break_before=True, keep_together=True)  # fmt: skip
    one, two = (paragraph.style for paragraph in _paragraphs(group))
    assert (one.keep_with_next, two.keep_with_next) == (True, False)
    assert one.keep_together
    assert two.keep_together
    assert (one.page_break_before, two.page_break_before) == (True, False)


def test_a_rule_of_its_own_becomes_the_lower_border_of_the_line_above() -> None:
    rule = p(style=replace(FLUSH, borders=Edges(None, None, RULE, None)), before=pt(3), after=pt(20))  # fmt: skip
    line, following = _paragraphs(p("宣传部", style=FLUSH, after=pt(2)), rule, p("题"))
    assert line.style.borders.bottom == RULE
    assert line.style.padding.bottom == pt(5)
    assert line.after == pt(20)
    assert following.text == "题"


def test_a_rule_that_word_would_draw_elsewhere_stays_a_paragraph() -> None:
    ruled = replace(FLUSH, borders=Edges(None, None, RULE, None))
    for above, rule in (
        (p("甲", style=replace(FLUSH, left=pt(9))), p(style=ruled)),
        (p("甲", style=FLUSH, after=pt(40)), p(style=ruled)),
        (p("甲", style=ruled), p(style=ruled)),
        (p("甲", style=replace(FLUSH, first_line=pt(-9))), p(style=ruled)),
    ):
        assert _shaped(above, rule) == (above, rule)


def test_an_empty_story_has_one_paragraph() -> None:
    (only,) = _shaped()
    assert isinstance(only, Paragraph)
    assert only.name == SEPARATOR


def test_pictures_are_no_wider_than_their_column() -> None:
    (made,) = _paragraphs(p(picture(width=mm(200), height=mm(100)), style=replace(FLUSH, left=mm(6))))  # fmt: skip
    (shown,) = made.inlines
    assert shown == picture(width=mm(150), height=mm(75))


def test_the_first_table_keeps_its_distance_from_the_top() -> None:
    above, made, _ = _shaped(table((cell("甲", 0),), columns=1, before=pt(12)))
    assert isinstance(above, Paragraph)
    assert above.style.pitch == pt(12)
    assert isinstance(made, Table)
