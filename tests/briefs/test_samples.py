"""The three sample briefs as a reader gets them: nothing lost, nothing said, the same order in both formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

import pytest
from pypdfium2 import PdfDocument

from briefgen import tree
from briefgen.bulletin import Bulletin, Item, Text
from briefgen.markup import plain
from briefgen.proof.pages import FIGURE, read_pdf
from tests.briefs.built import (
    OWN,
    SAMPLES,
    build,
    docx_text,
    flat,
    missing_in_order,
    pdf_text,
    sample,
)
from tests.soundness import faults as unsound
from tests.validity import faults

every_sample = pytest.mark.parametrize("brief", SAMPLES)


def _printed(bulletin: Bulletin) -> list[str]:
    """What a reader looks for, in the order in which it is printed."""
    texts: list[Text | None] = [bulletin.masthead.name, bulletin.title, bulletin.lead]
    for section in bulletin.sections:
        # In the issue of one organisation the title is its heading.
        texts += [section.heading if section.heading != bulletin.title else None, section.text]
        for part in section.parts:
            texts += [part.headline, part.text]
            for item in part.items:
                texts += _item(item)
    texts.append(bulletin.closing)
    return [piece for text in texts if text for piece in _pieces(text)]


def _item(item: Item) -> Iterator[Text | None]:
    yield item.sentence
    for activity in item.activities:
        yield activity.text
        for image in activity.images:
            yield image.caption


def _pieces(markdown: str) -> list[str]:
    """The lines of a Markdown text as plain text; each stands whole in one paragraph, item or cell."""
    return [line for line in plain(Text(markdown)).splitlines() if line.strip()]


@every_sample
def test_nothing_is_said_about_a_sample(brief: str) -> None:
    assert [m.line() for m in sample(brief).messages] == []


@every_sample
def test_every_text_is_in_the_pdf_in_order(brief: str) -> None:
    """As its tags order it: on the page, the marks of lists are drawn after both columns."""
    built = sample(brief)
    wanted = _printed(built.bulletin)
    assert len(wanted) > 20
    text = flat("".join(piece.text for page in read_pdf(built.pdf) for piece in page.pieces))
    assert missing_in_order(wanted, text) == []


@every_sample
def test_every_text_is_in_the_word_file_in_order(brief: str) -> None:
    built = sample(brief)
    assert missing_in_order(_printed(built.bulletin), docx_text(built.docx)) == []


@every_sample
def test_every_headline_is_in_both(brief: str) -> None:
    built = sample(brief)
    pdf = pdf_text(built.pdf, built.styled.tree.sections[0].master)
    word = docx_text(built.docx)
    for headline in built.bulletin.headlines:
        for text in (pdf, word):
            assert missing_in_order([headline.headline], text) == []


@every_sample
def test_both_formats_have_the_same_words_in_the_same_order(brief: str) -> None:
    """The PDF has list marks, numbers, repeated header rows and charts as text, which is left to Word; nothing else differs."""
    built = sample(brief)
    pdf = pdf_text(built.pdf, built.styled.tree.sections[0].master)
    word = docx_text(built.docx)
    steps = SequenceMatcher(None, word, pdf, autojunk=False).get_opcodes()
    assert [word[i:j] for kind, i, j, _, _ in steps if kind in ("delete", "replace")] == []
    added = Counter("".join(pdf[i:j] for kind, _, _, i, j in steps if kind == "insert"))
    drawn = (
        piece.text for page in read_pdf(built.pdf) for piece in page.pieces if piece.tag == FIGURE
    )
    assert added <= _left_to_word(built.styled.tree) + Counter("".join(drawn))


def _left_to_word(document: tree.Document) -> Counter[str]:
    """The characters of all list marks and numbers of headings, and of each header row once for every page but the first."""
    characters: Counter[str] = Counter()
    for paragraph in tree.paragraphs(document):
        if paragraph.item is not None and paragraph.item.first:
            characters.update(flat(paragraph.item.marker))
        if paragraph.number is not None:
            characters.update(flat(paragraph.number.text))
    blocks = (b for s in document.sections for b in tree.blocks_within(s.blocks))
    for table in (b for b in blocks if isinstance(b, tree.Table)):
        cells = (c for r in table.rows if r.header for c in r.cells)
        words = [p.text for c in cells for p in c.blocks if isinstance(p, tree.Paragraph)]
        characters.update(flat("".join(words)) * (document.pages - 1))
    return characters


@every_sample
def test_the_tree_is_sound(brief: str) -> None:
    assert unsound(sample(brief).styled.tree) == []


@every_sample
def test_the_word_file_is_valid(brief: str) -> None:
    assert faults(sample(brief).docx) == []


@every_sample
def test_building_again_gives_the_same_bytes(brief: str) -> None:
    first, again = sample(brief), build(brief)
    assert again.pdf == first.pdf
    assert again.docx == first.docx


@pytest.mark.parametrize(
    ("brief", "template"),
    [
        *OWN,
        ("2019-08-11-theme-education", "feature"),
        ("2026-11-linjiang-feature", "handout-notes"),
        ("2026-w47-libraries", "bulletin"),
        ("2026-w47-libraries", "roundup"),
        ("2019-08-11-theme-education", "newsletter"),
        ("2019-chongqing-roundup", "newsletter"),
        ("2019-chongqing-roundup", "bulletin"),
    ],
)
def test_another_template_loses_nothing_either(brief: str, template: str) -> None:
    built = build(brief, template)
    assert [m.line() for m in built.messages] == []
    pdf = pdf_text(built.pdf, built.styled.tree.sections[0].master)
    word = docx_text(built.docx)
    assert missing_in_order(_printed(built.bulletin), pdf) == []
    assert missing_in_order(_printed(built.bulletin), word) == []


def test_no_contents_are_announced_where_there_are_none() -> None:
    """All that was sent to the study plan are tasks, whose table is no section."""
    made = build("2026-w48-study-plan", "bulletin", contents="yes", contents_pages="yes")
    assert "本期要目" not in docx_text(made.docx)
    made = build("2026-w48-study-plan", "newsletter", contents="yes", contents_pages="yes")
    assert "本期要目" in docx_text(made.docx)


def test_the_head_of_a_column_of_tasks_is_one_word() -> None:
    made = build("2026-w47-libraries", "base")
    words = "".join(page.get_textpage().get_text_range() for page in PdfDocument(made.pdf)).split()
    assert words.count("Organisation") == 2
