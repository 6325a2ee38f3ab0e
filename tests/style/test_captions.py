from __future__ import annotations

from briefgen import tree
from tests.style.support import styled

COUNTED = """
body { counter-reset: chapter 2 figure }
figure { margin: 0 } figcaption { counter-increment: figure; --word-sequence: 图 }
figcaption::before { content: "图" counter(figure) "　" }
"""


def _captions(body: str, css: str = COUNTED) -> list[tree.Paragraph]:
    page, messages = styled(body, css)
    assert messages == ()
    return list(tree.paragraphs(page.tree))


def _figure(words: str) -> str:
    return f"<figure><figcaption>{words}</figcaption></figure>"


def test_the_number_of_a_caption_is_a_field() -> None:
    first, second = _captions(_figure("会场") + _figure("合影"))
    look = first.text_style
    assert first.inlines == (
        tree.Run("图", look),
        tree.Field("sequence", look, "1", "图", "decimal"),
        tree.Run("　会场", look),
    )
    assert [p.text for p in (first, second)] == ["图1　会场", "图2　合影"]


def test_only_the_last_number_counts() -> None:
    css = (
        COUNTED
        + "figcaption::before { content: '图' counter(chapter) '-' counter(figure, upper-roman) ': ' }"
    )
    (caption,) = _captions(_figure("会场"), css)
    (field,) = [i for i in caption.inlines if isinstance(i, tree.Field)]
    assert (field.cached, field.format) == ("I", "upper-roman")
    assert caption.text == "图2-I: 会场"


def test_the_name_of_a_sequence_is_one_that_word_takes() -> None:
    (caption,) = _captions(
        _figure("会场"), COUNTED + "figcaption { --word-sequence: 'Figure no. 1' }"
    )
    assert [i.sequence for i in caption.inlines if isinstance(i, tree.Field)] == ["Figure_no_1"]


def test_a_caption_without_a_counter_is_words() -> None:
    for css in (
        "figcaption::before { content: '图　' }",
        "figcaption { --word-sequence: '' }",
    ):
        (caption,) = _captions(_figure("会场"), COUNTED + css)
        assert all(isinstance(inline, tree.Run) for inline in caption.inlines)
        assert caption.text.endswith("会场")


def test_a_caption_of_a_table_stays_with_it() -> None:
    css = (
        "caption { counter-increment: t; --word-sequence: 表; break-after: avoid }"
        "caption::before { content: '表' counter(t) ' ' }"
    )
    caption, cell = _captions("<table><caption>数据</caption><tr><td>格</td></tr></table>", css)
    assert (caption.text, caption.style.keep_with_next) == ("表1 数据", True)
    assert cell.text == "格"


def test_a_reference_takes_the_number_of_its_caption() -> None:
    css = COUNTED + ".to::after { content: '图' target-counter(attr(href), figure) }"
    figures = _figure("会场") + '<figure><figcaption id="yard">庭院</figcaption></figure>'
    first, *_, second = _captions(f'<p>见<a class="to" href="#yard"></a>。</p>{figures}', css)
    assert (first.text, second.text, second.id) == ("见图2。", "图2　庭院", "yard")
    (field,) = [i for i in first.inlines if isinstance(i, tree.Field)]
    assert (field.kind, field.cached, field.target, field.href) == (
        "target-number",
        "2",
        "yard",
        "#yard",
    )
