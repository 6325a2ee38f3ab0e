"""Where words come from stays with them: in the file, through other programs and through editing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefgen.tree import Block, Footnote, Inline, LineBreak, Paragraph, Run
from briefgen.writers.word import write_docx
from briefgen.writers.word.provenance import Provenance
from briefgen.writers.word.sources import (  # fmt: skip
    NotAWordFile,
    Origin,
    Sourced,
    read_origin,
    read_sources,
)
from tests.validity import faults
from tests.word.support import (
    CALL,
    FLUSH,
    MARK,
    TEXT,
    W,
    Written,
    cell,
    document,
    every,
    p,
    picture,
    shown,
    table,
    value,
    written,
)
from tests.word.survival import accepted, changed, styles, through_office, through_python_docx

FILE = "content/a/beijing.yaml"


def src(path: str, line: int = 12) -> str:
    return f"{FILE}:{line}:{path}"


def from_(path: str, *words: str | Inline, line: int = 12, **fields: Any) -> Paragraph:
    return p(*words, src=src(path, line), **fields)


def names(*blocks: Block) -> list[str]:
    return list(read_sources(written(*blocks).bytes))


def texts(file: bytes) -> list[tuple[str, str, bool | None]]:
    """The path of the source, the text, and whether it was edited, in order."""
    read = read_sources(file).values()
    return [(each.source.rpartition(":")[2], each.text, each.edited) for each in read]


LINK = Run("网站", TEXT, None, "https://example.org")
TWO = (from_("headline", "标题", level=1, selector="h1"), from_("text", "第一句，", "第二句。"))
MANY = (
    *TWO,
    from_("lead", "甲", Run("乙", replace(TEXT, bold=True)), LineBreak(), LINK),
    from_(
        "lead", "有注", Footnote((from_("note", "注。", style=FLUSH),), CALL, MARK), "。", line=14
    ),
    from_("images/0/file", picture()),
    table((cell("", 0, blocks=(from_("figures/0/label", "数目", selector="td"),)),), columns=1),
    from_("credits/editor", "R&D <b> “引”  x"),
    p("没有出处"),
)


# ---- what is written


def test_a_paragraph_has_a_control_and_a_hidden_bookmark_of_one_name() -> None:
    made = written(TWO[0])
    (name,) = read_sources(made.bytes)
    assert re.fullmatch(r"bg_[0-9a-f]{12}_1", name)
    (paragraph,) = every(made.body, "p")
    assert [child.tag.removeprefix(W) for child in paragraph] == [
        "pPr",
        "bookmarkStart",
        "sdt",
        "bookmarkEnd",
    ]
    (control,) = every(paragraph, "sdtPr")
    assert [child.tag.split("}")[1] for child in control] == ["alias", "tag", "id", "appearance"]
    assert value(control, "alias") == "beijing.yaml headline"
    assert value(control, "tag") == name
    assert value(paragraph, "bookmarkStart", "name") == f"_{name}"
    assert control[-1].get("{http://schemas.microsoft.com/office/word/2012/wordml}val") == "hidden"
    assert 'mc:Ignorable="w15"' in made.text("word/document.xml")


def test_a_last_stop_stays_behind_the_marks() -> None:
    paragraph = every(written(TWO[1]).body, "p")[0]
    assert [shown(control) for control in every(paragraph, "sdt")] == ["第一句，第二句"]
    assert [child.tag.removeprefix(W) for child in paragraph][-2:] == ["bookmarkEnd", "r"]
    for whole in ("Latin.", "没有句号", "。"):
        paragraph = every(written(from_("text", whole)).body, "p")[0]
        assert shown(every(paragraph, "sdt")[0]) == whole


@pytest.mark.parametrize(
    "bare",
    [
        from_("images/0/file", picture()),
        from_("text", ""),
        from_("name", "简报", style=replace(FLUSH, align="distribute")),
    ],
)
def test_where_a_control_would_do_harm_there_is_the_bookmark(bare: Paragraph) -> None:
    made = written(bare)
    assert every(made.body, "sdt") == []
    assert len(every(made.body, "bookmarkStart")) == 1
    assert [each.source for each in read_sources(made.bytes).values()] == [bare.src]


def test_notes_have_bookmarks_only() -> None:
    made = Written(document(*MANY))
    notes = made.xml("word/footnotes.xml")
    assert len(every(notes, "bookmarkStart")) == 1
    assert every(notes, "sdt") == []
    assert ("note", "注。", False) in [
        (path, text.strip(), e) for path, text, e in texts(made.bytes)
    ]


def test_names_come_from_the_field_and_the_element_and_not_from_the_place_in_the_text() -> None:
    headline, text = names(*TWO)
    assert names(from_("lead", "新的一段"), TWO[1], TWO[0])[1:] == [text, headline]
    assert names(replace(TWO[0], src=src("headline", 40))) == [headline]
    other = names(replace(TWO[0], src="content/b/beijing.yaml:12:headline"))
    assert other != [headline]
    field = names(from_("text", "甲"), from_("text", "乙", selector="li"), from_("text", "丙"))
    assert [name[-2:] for name in field] == ["_1", "_1", "_2"]
    assert len(set(field)) == 3


def test_names_are_short_enough_for_word_whatever_the_field_is_called() -> None:
    made = written(*(from_(f"{'长' * 80}/{n}", "甲") for n in range(20)))
    (first, *_) = read_sources(made.bytes).values()
    assert first.source == src(f"{'长' * 80}/0")
    bookmarks = [value(b, attribute="name") for b in every(made.body, "bookmarkStart")]
    assert all(len(name) <= 40 and name.isascii() for name in bookmarks)
    assert {len(value(control, "alias")) for control in every(made.body, "sdtPr")} == {64}
    assert faults(made.bytes) == []


def test_controls_whose_digests_agree_have_numbers_of_their_own() -> None:
    provenance = Provenance()
    mark = provenance.mark(TWO[0], "")
    numbers = [re.findall(r'w:id w:val="(\d+)"', provenance.control(mark, "")) for _ in range(3)]
    assert len({number for (number,) in numbers}) == 3


def test_a_file_with_marks_everywhere_is_valid_and_the_same_every_time() -> None:
    tree = document(*MANY, identity="2026-w47")
    made = write_docx(tree).value
    assert made is not None
    assert faults(made) == []
    assert write_docx(tree).value == made


def test_the_map_names_the_brief_and_changes_with_its_words_only() -> None:
    def content(*blocks: Block) -> Origin | None:
        return read_origin(written(*blocks, identity="2026-w47").bytes)

    origin = content(*TWO)
    assert origin is not None
    assert origin.brief == "2026-w47"
    assert re.fullmatch("[0-9a-f]{64}", origin.content)
    moved = replace(TWO[0], src=src("headline", 99))
    assert content(moved, TWO[1]) == origin
    assert content(TWO[0], from_("text", "第一句，", "第三句。")) != origin
    assert content(TWO[0], replace(TWO[1], src=src("lead"))) != origin
    made = written(*TWO, identity="2026-w47")
    assert "<dc:identifier>2026-w47</dc:identifier>" in made.text("docProps/core.xml")
    assert "customXml/itemProps1.xml" in made.package.namelist()


def test_a_document_without_sources_has_no_map() -> None:
    made = written(p("甲"))
    assert not any(name.startswith("customXml") for name in made.package.namelist())
    assert read_sources(made.bytes) == {}
    assert read_origin(made.bytes) is None


# ---- what is read


def test_every_source_is_read_with_its_words() -> None:
    assert [(path, text.strip(), e) for path, text, e in texts(written(*MANY).bytes)] == [
        ("headline", "标题", False),
        ("text", "第一句，第二句。", False),
        ("lead", "甲乙\n网站", False),
        ("lead", "有注。", False),
        ("images/0/file", "", False),
        ("figures/0/label", "数目", False),
        ("credits/editor", "R&D <b> “引”  x", False),
        ("note", "注。", False),
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no", b"text"])
def test_what_is_no_word_file_is_told(data: bytes) -> None:
    with pytest.raises(NotAWordFile):
        read_sources(data)


def test_broken_parts_and_entities_are_told() -> None:
    file = written(*TWO).bytes
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]>'
    for change in (lambda text: text[:200], lambda text: text.replace("?>", f"?>{bomb}", 1)):
        for part in ("word/document.xml", "customXml/item1.xml"):
            with pytest.raises(NotAWordFile, match=part):
                read_sources(changed(file, change, part))
    with pytest.raises(NotAWordFile, match=re.escape("word/document.xml")):
        read_sources(changed(file, lambda _: ""))


def _without(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, "", text)


SAID = [("headline", "标题", False), ("text", "第一句，第二句。", False)]


@pytest.mark.parametrize(
    "lost",
    [r"<w:tag [^>]*>", r"<w:sdtPr>.*?</w:sdtPr>", r"<w:bookmark[^>]*>", r"</?w:sdt(Content)?>"],
)
def test_either_kind_of_mark_is_enough(lost: str) -> None:
    assert texts(changed(written(*TWO).bytes, _without(lost))) == SAID


def test_without_the_map_there_are_names_and_words() -> None:
    file = written(*TWO).bytes
    bare = changed(file, lambda _: "", "customXml/item1.xml")
    assert read_sources(bare) == {
        name: Sourced("", each.text, None) for name, each in read_sources(file).items()
    }
    assert read_origin(bare) is None


NEW = "<w:r><w:t>新词</w:t></w:r>"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("第二句", "第二句改了", "第一句，第二句改了。"),
        (r"</w:p>(?=<w:sectPr)", f"{NEW}</w:p>", "第一句，第二句。新词"),
        (r"(?=<w:bookmarkStart w:id=.2)", NEW, "新词第一句，第二句。"),
        (r"(第二)(句)", r"\1</w:t></w:r></w:p><w:p><w:r><w:t>\2", "第一句，第二\n句。"),
        (r"第一句，", "第一句，</w:t><w:br/><w:t>", "第一句，\n第二句。"),
        (r"第一句，", '第一句，</w:t><w:br w:type="page"/><w:t>', "第一句，第二句。"),
        (r"(<w:r>(?:(?!<w:r>).)*第一句，</w:t></w:r>)", r"<w:moveFrom>\1</w:moveFrom>", "第二句。"),
    ],
)
def test_an_edited_paragraph_is_read_as_it_is_now(old: str, new: str, said: str) -> None:
    # The split paragraph: marks run on over both, as Word keeps them.
    def edit(text: str) -> str:
        text = re.sub(r"</?w:sdt(Content)?>|<w:sdtPr>.*?</w:sdtPr>", "", text)
        return re.sub(old, new, text, count=1)

    read = texts(changed(written(*TWO).bytes, edit))
    assert read == [SAID[0], ("text", said, said != SAID[1][1])]


def test_two_paragraphs_that_were_joined_are_told_apart() -> None:
    file = written(from_("text", "甲。"), from_("lead", "乙。")).bytes
    joined = changed(file, lambda text: re.sub(r"</w:p><w:p>(<w:pPr>.*?</w:pPr>)?", "", text))
    assert texts(joined) == [("text", "甲。", False), ("lead", "乙。", False)]


def test_a_copied_paragraph_counts_where_its_bookmark_is() -> None:
    file = written(*TWO).bytes
    copy = re.compile(r"<w:p>(?:(?!</w:p>).)*标题.*?</w:p>")

    def copied(text: str) -> str:
        found = copy.search(text)
        assert found is not None
        again = re.sub(r"<w:bookmark[^>]*>", "", found[0]).replace("标题", "抄来的")
        return text.replace(found[0], again + found[0])

    assert texts(changed(file, copied)) == SAID
    renamed = changed(file, lambda t: re.sub(r'w:name="(_bg_\w+)"', r'w:name="\1_Copy_1"', t))
    assert texts(renamed) == SAID


def test_words_prompt_in_an_emptied_control_is_not_read() -> None:
    file = written(TWO[0]).bytes
    emptied = changed(file, lambda text: text.replace("<w:alias", "<w:showingPlcHdr/><w:alias"))
    assert texts(emptied) == [("headline", "", True)]


# ---- through other programs and through tracked changes


NAMED = (
    from_("headline", "标题", level=1, selector="h1"),
    from_("text", "第一句，第二句。", name="导语"),
    from_("lead", "另一段。", name="正文"),
    table((cell("", 0, blocks=(from_("figures/0/label", "数目", name="表格文字"),)),), columns=1),
)


def test_python_docx_opens_and_saves_it() -> None:
    file = written(*MANY, identity="a").bytes
    saved = through_python_docx(file)
    assert read_sources(saved) == read_sources(file)
    assert read_origin(saved) == read_origin(file)
    assert styles(saved) == styles(file)


def _by(number: int) -> str:
    return f'w:id="{number}" w:author="a" w:date="2026-11-21T00:00:00Z"'


def _tracked(text: str) -> str:
    """Words deleted and words put in, and the end of their paragraph deleted."""
    run = re.compile(r"<w:r>((?:(?!<w:r>).)*?)<w:t>第一句，第二句</w:t></w:r>")
    text, times = run.subn(
        rf"<w:r>\1<w:t>第一句</w:t></w:r><w:ins {_by(901)}><w:r><w:t>又一句</w:t></w:r></w:ins>"
        rf"<w:del {_by(902)}><w:r>\1<w:delText>，第二句</w:delText></w:r></w:del>",
        text,
    )
    assert times == 1
    mark = f"<w:rPr><w:del {_by(903)}/></w:rPr></w:pPr>"
    head, tail = text.split("第一句", 1)
    start = head.rindex("<w:pPr>")
    return head[:start] + head[start:].replace("</w:pPr>", mark, 1) + "第一句" + tail


def test_tracked_changes_are_read_as_accepted_and_survive_accepting() -> None:
    file = written(*NAMED, identity="a").bytes
    tracked = changed(file, _tracked)
    assert faults(tracked) == []
    done = accepted(tracked)
    assert faults(done) == []
    now = [
        ("headline", "标题", False),
        ("text", "第一句又一句。", True),
        ("lead", "另一段。", False),
        ("figures/0/label", "数目", False),
    ]
    assert texts(tracked) == now
    assert texts(done) == now
    assert styles(done) == [
        ("Heading 1", "标题"),
        ("导语", "第一句又一句。另一段。"),
        ("表格文字", "数目"),
    ]


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_opens_and_saves_it(tmp_path: Path) -> None:
    tail = table((cell("", 0, blocks=(from_("report/0", "报：各处。"),)),), columns=1, anchor="page-bottom")  # fmt: skip
    empty = table((cell("", 0, blocks=(from_("copies", ""),)),), columns=1)
    file = written(*NAMED, *MANY[2:], empty, tail, identity="a").bytes
    saved = through_office({"file": file}, tmp_path)["file"]
    assert read_sources(saved) == read_sources(file)
    assert read_origin(saved) == read_origin(file)
    assert styles(saved) == styles(file)
