"""Documents that nobody would write: no word is lost, no order changed, nothing invalid."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefgen.tree import (
    NO_BORDERS,
    Block,
    Cell,
    Edges,
    Group,
    Inline,
    LineBreak,
    ListItem,
    Paragraph,
    ParagraphStyle,
    Row,
    Run,
    Section,
    Table,
    TextStyle,
    paragraphs,
)
from briefgen.units import ZERO, mm, pt
from tests.validity import faults, hand_checks
from tests.word.support import A4, FANG, HEI, RULE, W, Written, document, picture, value

WORDS = st.text("汉字，。“”—…A1 b&<\t\u3000", max_size=12)
TEXTS = st.builds(
    TextStyle,
    st.sampled_from([FANG, HEI, ("Cambria",)]),
    st.sampled_from([pt(9), pt(16)]),
    st.sampled_from(["zh-Hans", "en", "zh-Hant"]),
    bold=st.booleans(),
    italic=st.booleans(),
    position=st.sampled_from(["baseline", "super"]),
)
LENGTHS = st.sampled_from([ZERO, pt(6), pt(20), pt(50)])
BORDERS = st.sampled_from(
    [NO_BORDERS, Edges(RULE, None, RULE, None), Edges(RULE, RULE, RULE, RULE), Edges(None, None, None, RULE)]
)  # fmt: skip
PADDINGS = st.builds(Edges, LENGTHS, LENGTHS, LENGTHS, LENGTHS)
STYLES = st.builds(
    ParagraphStyle,
    first_line=st.sampled_from([ZERO, pt(32), pt(-16)]),
    left=LENGTHS,
    pitch=st.sampled_from([None, pt(20)]),
    borders=BORDERS,
    padding=PADDINGS,
    page_break_before=st.booleans(),
)
ITEMS = st.builds(
    ListItem,
    st.integers(1, 3),
    st.integers(0, 9),
    st.sampled_from(["decimal", "disc", "own"]),
    st.sampled_from(["1.", "9)", "•", "（三）", "", "1.2"]),
    first=st.booleans(),
)
NAMES = st.sampled_from(["", "正文", "标题", "列表段落", "期号", "heading 1", "Strong", "a,b"])
INLINES = st.one_of(
    st.builds(
        Run,
        WORDS,
        TEXTS,
        st.sampled_from([None, "强调", "期号", "活动"]),
        st.sampled_from([None, "#a", "#z", "https://example.org"]),
    ),
    st.just(LineBreak()),
    st.just(picture()),
)
PARAGRAPHS = st.builds(
    Paragraph,
    st.sampled_from(["p", "li", "td.x", ""]),
    st.lists(INLINES, max_size=3).map(tuple),
    STYLES,
    TEXTS,
    NAMES,
    level=st.sampled_from([None, None, 1, 2, 6]),
    item=st.none() | ITEMS,
    before=LENGTHS,
    after=LENGTHS,
    id=st.sampled_from(["", "", "a", "编号"]),
)


def _group(blocks: list[Block], borders: Edges, padding: Edges, tint: str | None) -> Group:  # type: ignore[type-arg]  # drawn from the strategies above
    return Group("div", tuple(blocks), borders=borders, padding=padding, background=tint)


@st.composite
def _table(draw: st.DrawFn, blocks: st.SearchStrategy[list[Block]]) -> Table:
    """A table of up to three by three, some cells missing, some spanning, none overlapping."""
    taken: set[tuple[int, int]] = set()
    rows = []
    high, wide = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    for row in range(high):
        cells = []
        for column in range(wide):
            down, across = draw(st.integers(1, high - row)), draw(st.integers(1, wide - column))
            spots = {(row + i, column + j) for i in range(down) for j in range(across)}
            if spots & taken or draw(st.integers(0, 5)) == 0:
                continue
            taken |= spots
            inside = draw(blocks)
            cells.append(Cell(tuple(inside), mm(30) * across, column, across, down))
        rows.append(Row(tuple(cells), pt(20), header=row == 0))
    kept = tuple(rows) if taken else (Row((Cell((PLAIN,), mm(30), 0),), ZERO),)
    anchor = draw(st.sampled_from(["", "", "page-bottom"]))
    return Table("table", (mm(30),) * wide, kept, anchor=anchor)  # type: ignore[arg-type]  # drawn from the two


PLAIN = Paragraph("p", (), ParagraphStyle(), TextStyle(FANG, pt(16), "zh-Hans"))


def _blocks(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    lists = st.lists(inner, min_size=1, max_size=3)
    groups = st.builds(_group, lists, BORDERS, PADDINGS, st.sampled_from([None, "EEEEEE"]))
    return groups | _table(lists)


BLOCKS: st.SearchStrategy[Block] = st.recursive(PARAGRAPHS, _blocks, max_leaves=8)
SECTIONS = st.lists(
    st.builds(
        Section,
        st.just(A4) | st.just(replace(A4, width=mm(297), height=mm(210))),
        st.lists(BLOCKS, max_size=5).map(tuple),
        st.integers(1, 2),
        new_page=st.booleans(),
    ),
    min_size=1,
    max_size=3,
).map(tuple)


def _shown(body: ET.Element) -> str:
    """The words of the body; what separates sections and tables is a space that nobody wrote."""
    between = {
        id(text)
        for paragraph in body.iter(f"{W}p")
        if value(paragraph, "pPr/pStyle") == "TableSeparator"
        for text in paragraph.iter(f"{W}t")
    }
    return "".join(t.text or "" for t in body.iter(f"{W}t") if id(t) not in between)


def _said(inline: Inline) -> str:
    return inline.text.replace("\t", "") if isinstance(inline, Run) else ""


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(SECTIONS)
def test_no_word_is_lost_and_no_order_changed(sections: tuple[Section, ...]) -> None:
    tree = replace(document(), sections=sections)
    made = Written(tree)
    words = [_said(inline) for p in paragraphs(tree) for inline in p.inlines]
    assert _shown(made.body) == "".join(words)
    assert hand_checks(made.bytes) == []


@settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(SECTIONS)
def test_the_validators_find_nothing(sections: tuple[Section, ...]) -> None:
    assert faults(Written(replace(document(), sections=sections)).bytes) == []
