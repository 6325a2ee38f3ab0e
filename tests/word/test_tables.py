from __future__ import annotations

from dataclasses import replace

from briefgen.tree import Edges, Row
from briefgen.units import ZERO, mm, pt
from tests.word.support import (  # fmt: skip
    FLUSH,
    RULE,
    TEXT,
    attributes,
    cell,
    every,
    find,
    p,
    shown,
    table,
    value,
    written,
)


def _widths(row: object) -> list[int]:
    return [int(value(tc, "tcPr/tcW", "w")) for tc in every(row, "tc")]  # type: ignore[arg-type]  # an element


def test_grid_and_cells_have_the_used_widths() -> None:
    columns = (mm(33.3), mm(33.3), mm(33.4))
    cells = tuple(cell(text, i, columns[i]) for i, text in enumerate("甲乙丙"))
    made = written(replace(table(cells), columns=columns))
    grid = [int(value(g, attribute="w")) for g in every(made.body, "gridCol")]
    assert grid == _widths(every(made.body, "tr")[0])
    assert sum(grid) == int(value(every(made.body, "tblW")[0], attribute="w")) == mm(100).twips
    assert value(every(made.body, "tblLayout")[0], attribute="type") == "fixed"


def test_spans_down_and_across() -> None:
    made = written(
        table(
            (cell("甲", 0, rowspan=3), cell("乙", 1, mm(100), colspan=2)),
            (cell("丙", 1), cell("丁", 2)),
            (cell("戊", 1), cell("己", 2)),
        )
    )
    upper, lower, last = every(made.body, "tr")
    assert [shown(tc) for tc in every(last, "tc")] == ["", "戊", "己"]
    assert [value(tc, "tcPr/gridSpan") for tc in every(upper, "tc")] == ["", "2"]
    assert [attributes(tc, "tcPr/vMerge") for tc in every(upper, "tc")] == [{"val": "restart"}, {}]
    assert [shown(tc) for tc in every(lower, "tc")] == ["", "丙", "丁"]
    assert find(every(lower, "tc")[0], "tcPr/vMerge") is not None
    assert value(every(lower, "tc")[0], "p/pPr/pStyle") == "TableSeparator"
    assert "Table Separator" in made.styles()
    assert sum(_widths(upper)) == mm(150).twips


def test_a_span_that_is_also_wide_goes_on_as_wide() -> None:
    made = written(
        table((cell("甲", 0, mm(100), colspan=2, rowspan=2), cell("乙", 2)), (cell("丙", 2),))
    )
    lower = every(made.body, "tr")[1]
    assert [value(tc, "tcPr/gridSpan") for tc in every(lower, "tc")] == ["2", ""]


def test_rows_with_missing_cells_leave_them_out_at_the_ends() -> None:
    made = written(table((cell("甲", 0), cell("乙", 1), cell("丙", 2)), (cell("丁", 1),)))
    lower = every(made.body, "tr")[1]
    assert (value(lower, "trPr/gridBefore"), value(lower, "trPr/gridAfter")) == ("1", "1")
    assert [shown(tc) for tc in every(lower, "tc")] == ["丁"]


def test_cells_that_overlap_lose_no_words() -> None:
    made = written(
        table((cell("甲", 0, colspan=3, rowspan=2), cell("乙", 1)), (cell("丙", 1, colspan=2),))
    )
    upper, lower = every(made.body, "tr")
    assert [shown(tc) for tc in every(upper, "tc")] == ["甲", "乙"]
    assert [shown(tc) for tc in every(lower, "tc")] == ["丙"]


def test_rows_repeat_stay_whole_and_keep_their_height() -> None:
    cells = (cell("甲", 0, mm(150), colspan=3),)
    rows = (Row(cells, pt(24), header=True), Row(cells, pt(30)), Row(cells, ZERO, may_split=True))
    head, middle, last = every(written(replace(table(cells), rows=rows)).body, "tr")
    assert find(head, "trPr/tblHeader") is not None
    assert attributes(middle, "trPr/trHeight") == {"val": "600", "hRule": "atLeast"}
    assert find(middle, "trPr/cantSplit") is not None
    assert find(last, "trPr") is None


def test_the_rules_are_not_part_of_a_rows_height() -> None:
    ruled = cell("甲", 0, mm(150), colspan=3, borders=Edges(RULE, None, RULE, None))
    made = written(replace(table((ruled,)), rows=(Row((ruled,), pt(24)),)))
    assert value(every(made.body, "tr")[0], "trPr/trHeight") == "460"


def test_rules_tints_and_padding_of_cells() -> None:
    padding = Edges(pt(2), pt(4), pt(2), pt(4))
    made = written(
        table(
            (
                cell("甲", 0, borders=Edges(RULE, None, None, None), padding=padding),
                cell("乙", 1, padding=padding, background="EEEEEE", valign="middle"),
                cell("丙", 2, padding=replace(padding, left=pt(9))),
            )
        )
    )
    one, two, three = every(made.body, "tc")
    assert [b.tag.split("}")[1] for b in find(one, "tcPr/tcBorders") or ()] == ["top"]
    assert value(two, "tcPr/shd", "fill") == "EEEEEE"
    assert value(two, "tcPr/vAlign") == "center"
    assert value(every(made.body, "tblCellMar")[0], "left", "w") == "80"
    assert [value(tc, "tcPr/tcMar/left", "w") for tc in (one, two, three)] == ["", "", "180"]


def test_a_table_at_the_foot_of_the_page_hangs_on_what_follows() -> None:
    padding = Edges(ZERO, pt(14), ZERO, pt(14))
    tail = table(
        (cell("报", 0, padding=padding),),
        columns=1,
        anchor="page-bottom",
        before=pt(20),
        left=mm(2),
    )
    made = written(p("末段", after=pt(3)), tail)
    place = attributes(every(made.body, "tblpPr")[0])
    assert place == {
        "leftFromText": "0",
        "rightFromText": "0",
        "topFromText": "400",
        "vertAnchor": "margin",
        "horzAnchor": "page",
        "tblpX": str(mm(30).twips),
        "tblpYSpec": "bottom",
    }
    assert value(every(made.body, "tblOverlap")[0]) == "never"
    assert value(every(made.body, "tblCellMar")[0], "left", "w") == "0"
    assert value(every(made.body, "tcMar")[0], "left", "w") == "280"
    above, anchor = [child for child in made.body if child.tag.endswith("}p")]
    assert find(above, "pPr/spacing") is None or value(above, "pPr/spacing", "after") == ""
    assert value(anchor, "pPr/pStyle") == "TableSeparator"


def test_a_table_at_the_foot_of_a_page_of_its_own_hangs_on_a_paragraph_that_begins_it() -> None:
    tail = table((cell("报", 0),), columns=1, anchor="page-bottom", page_break_before=True)
    made = written(p("末段"), tail)
    above, anchor = [child for child in made.body if child.tag.endswith("}p")]
    assert find(above, "pPr/pageBreakBefore") is None
    assert find(anchor, "pPr/pageBreakBefore") is not None
    assert len(every(made.body, "pageBreakBefore")) == 1


def test_the_distances_of_a_table_go_to_the_paragraphs_around_it() -> None:
    made = written(
        p("上", after=pt(2)),
        table((cell("甲", 0),), columns=1, before=pt(6), after=pt(5)),
        p("下", before=pt(1)),
        p("正文正文正文"),
    )
    above, below = (made.body[0], made.body[2])
    assert value(above, "pPr/spacing", "after") == "160"
    assert value(below, "pPr/spacing", "before") == "120"


def test_tables_that_touch_are_kept_apart_by_the_distance_between_them() -> None:
    one = table((cell("甲", 0),), columns=1, after=pt(7))
    made = written(one, replace(one, after=ZERO), p("正文正文"))
    kinds = [child.tag.split("}")[1] for child in made.body]
    assert kinds == ["tbl", "p", "tbl", "p", "sectPr"]
    assert value(made.body[1], "pPr/spacing", "line") == "140"


def test_the_last_of_a_story_and_of_a_cell_is_a_paragraph() -> None:
    inner = table((cell("内", 0),), columns=1)
    made = written(table((cell("", 0, blocks=(p("外"), inner)),), columns=1))
    assert [child.tag.split("}")[1] for child in made.body] == ["tbl", "p", "sectPr"]
    outer = every(made.body, "tc")[0]
    assert [child.tag.split("}")[1] for child in outer] == ["tcPr", "p", "tbl", "p"]
    assert value(made.styles()["Table Separator"], "pPr/spacing", "line") == "20"
    assert find(made.styles()["Table Separator"], "semiHidden") is not None


def test_page_breaks_and_keeping_go_into_the_paragraphs_of_cells() -> None:
    made = written(
        table(*[(cell("别", 0),)] * 3, columns=1),
        p("前"),
        replace(
            table((cell("甲", 0),), (cell("乙", 0),), columns=1, id="t1"),
            page_break_before=True,
            keep_with_next=True,
        ),
    )
    first, second = (find(tc, "p") for tc in every(made.body, "tc")[3:])
    assert first is not None
    assert second is not None
    assert find(first, "pPr/pageBreakBefore") is not None
    assert find(second, "pPr/pageBreakBefore") is None
    assert find(first, "pPr/keepNext") is not None
    assert find(second, "pPr/keepNext") is not None
    assert value(find(first, "bookmarkStart"), attribute="name") == "t1"


def test_cells_without_words_keep_their_type() -> None:
    small = replace(TEXT, size=pt(9))
    made = written(
        table((cell("", 0, blocks=(p(style=FLUSH, text_style=small, selector="td"),)),), columns=1)
    )
    assert value(made.styles()["Table Text"], "rPr/sz") == "18"
    assert shown(made.body) == ""


def test_the_last_row_stays_with_the_caption_below_it() -> None:
    made = written(
        table((cell("甲", 0),), (cell("乙", 0),), columns=1, keep_last_row=True), p("注")
    )
    kept = [find(node, "pPr/keepNext") is not None for node in every(made.body, "p")]
    assert kept[:2] == [False, True]
