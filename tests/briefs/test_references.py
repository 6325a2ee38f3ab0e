"""Texts that refer to pictures, charts and tables: the same numbers in both files, links to them, and never a hole."""

from __future__ import annotations

import io
import re
import zipfile

import pikepdf
import pytest

from briefgen.load import BriefRef
from briefgen.pipeline import Choices, run_stages
from briefgen.world import MemoryWorld
from briefgen.writers import Stage
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_docx
from tests.briefs.built import docx_text, pdf_text
from tests.soundness import faults as unsound
from tests.validity import faults

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60"/></svg>'
_ORGANISATIONS = "organisations:\n  - {id: bei, name: 北区}\n  - {id: nan, name: 南区}\n"
_BRIEF = """\
template: bulletin
masthead: {name: 简报}
date: 2026-01-08
title: 一期
lead: 见[](#tasks)、[](#chart)。
figures: [people]
charts:
  - {figures: [people], caption: 各区人数, id: chart}
"""
_NAN = """\
organisation: nan
activities:
  - title: 会
    text: |
      人数见
      [](#chart)，会场见[](#hall)，[院子](#yard)。[^1]

      [^1]: 另见[](#yard)。
    figures: {people: 9}
    images:
      - {file: a.svg, caption: 会场。, id: hall}
      - {file: a.svg, caption: 无名}
"""
_BEI = """\
organisation: bei
activities:
  - title: 查
    text: 见[](#hall)。
    figures: {people: 5}
    images: [{file: a.svg, caption: “院”, id: yard}]
    tasks: [{task: 扫院}]
"""
_VOLUME = """\
template: compendium
masthead: {name: 汇编}
date: 2026-02-08
title: 卷
compiles: [w1, w2]
"""
FILES: dict[str, str | bytes] = {
    "content/organisations.yaml": _ORGANISATIONS,
    "content/figures.yaml": "figures:\n  - {id: people, label: 参加, unit: 人}\n",
    **{
        f"content/{brief}/{name}": words
        for brief in ("w1", "w2")
        for name, words in {"brief.yaml": _BRIEF, "nan.yaml": _NAN, "bei.yaml": _BEI, "a.svg": _SVG}.items()
    },
    "content/q1/brief.yaml": _VOLUME,
}  # fmt: skip


WANTED = (
    "见表2、图4。",
    "人数见图4，会场见图2，院子。",
    "见图2。",
    "图1“院”",
    "图2会场。",
    "图3无名",
    "图4各区人数",
    "表1主要数据",
    "表2任务清单",
)


def _said(files: dict[str, str | bytes], **choices: object) -> list[str]:
    ref = BriefRef("w1", "content/w1")
    stages = run_stages(MemoryWorld(files), ref, Choices(**choices), Stage.PAGE)  # type: ignore[arg-type]  # its fields by name
    return [each.line("en") for each in list(stages.values())[-1].messages]


@pytest.mark.parametrize("brief", ["w1", "q1"])
def test_references_print_the_same_numbers_in_both_files_and_lead_there(brief: str) -> None:
    choices = Choices(None, {"numbered": "yes"})
    ref = BriefRef(brief, f"content/{brief}")
    styled = run_stages(MemoryWorld(FILES), ref, choices, Stage.STYLED)[Stage.STYLED]
    assert [each.line("en") for each in styled.messages] == []
    assert styled.value is not None
    made, word = write_pdf(styled.value), write_docx(styled.value.tree)
    assert made.messages == ()
    pdf = made.value
    assert pdf is not None
    assert word.value is not None
    assert word.messages == ()
    assert unsound(styled.value.tree) == []
    assert faults(word.value) == []
    printed = pdf_text(pdf, styled.value.tree.sections[0].master)
    for text in (printed, docx_text(word.value)):
        for wanted in WANTED:
            assert text.count(wanted) == (1 if brief == "w1" else 2), wanted
    times = 1 if brief == "w1" else 2
    with zipfile.ZipFile(io.BytesIO(word.value)) as package:
        body = package.read("word/document.xml").decode()
        notes = package.read("word/footnotes.xml").decode()
    marks = re.findall(r"(?<!PAGE)REF (\w+) \\h", body + notes)
    assert len(marks) == 6 * times
    names = re.findall(r'bookmarkStart [^>]*w:name="(\w+)"', body)
    assert all(names.count(mark) == 1 for mark in marks)
    assert len(set(marks)) == 4 * times
    document = pikepdf.open(io.BytesIO(pdf))
    links = {str(note.Dest) for page in document.pages for note in page.get("/Annots", ()) if "/Dest" in note}  # fmt: skip
    assert len({each for each in links if each.startswith("ref")}) == 4 * times


_TABLE = "表：走访户数 {#visits}\n\n      | 区 | 户 |\n      |---|---|\n      | 甲 | 7 |\n"
_LEAD = """\
lead: |
  表：各期 {#issues}

  | 期 |
  |---|
  | {{ masthead.name }} |

  又见[](#visits)、[](#issues)、"""
_TABLES: dict[str, str | bytes] = {
    **FILES,
    "content/w1/bei.yaml": _BEI.replace(
        "见[](#hall)。\n", f"|\n      户数见[](#visits)。\n\n      {_TABLE}"
    ),
    "content/w1/brief.yaml": _BRIEF.replace("lead: 见", _LEAD),
}


def test_tables_in_texts_are_counted_with_the_others_and_referred_to() -> None:
    ref, choices = BriefRef("q1", "content/q1"), Choices(None, {"numbered": "yes"})
    styled = run_stages(MemoryWorld(_TABLES), ref, choices, Stage.STYLED)[Stage.STYLED]
    assert [each.line("en") for each in styled.messages] == []
    assert styled.value is not None
    pdf, word = write_pdf(styled.value).value, write_docx(styled.value.tree).value
    assert pdf is not None
    assert word is not None
    assert faults(word) == []
    printed = pdf_text(pdf, styled.value.tree.sections[0].master)
    for wanted in ("表1各期", "又见表2、表1、表4", "户数见表2。", "表2走访户数", "表3主要数据"):
        assert wanted in printed
        assert wanted in docx_text(word)
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        body = package.read("word/document.xml").decode()
    assert body.count(" REF ref1_visits \\h ") == 2
    assert body.count('w:name="ref1_visits"') == 1


def test_a_table_without_a_number_or_in_the_other_script_is_called_by_its_caption() -> None:
    ref = BriefRef("w1", "content/w1")
    for script, wanted in (None, "“走访户数”"), ("hant", "“走訪戶數”"):
        choices = Choices(script=script)  # type: ignore[arg-type]  # one of its scripts
        made = run_stages(MemoryWorld(_TABLES), ref, choices, Stage.PAGE)[Stage.PAGE]
        assert made.value is not None
        assert f'<a href="#ref_visits">{wanted}</a>' in made.value.html
        told = [each.line("en") for each in made.messages if each.code == "reference-unnumbered"]
        assert any('bei.yaml:5: warning[reference-unnumbered]: the text refers to "visits"' in each for each in told)  # fmt: skip


def test_what_has_no_number_or_is_not_printed_is_told_and_its_caption_printed() -> None:
    told = _said(FILES)
    assert [line.partition(", which")[0] for line in told if "nan.yaml" in line] == [
        'content/w1/nan.yaml:6: warning[reference-unnumbered]: the text refers to "hall"',
        'content/w1/nan.yaml:8: warning[reference-unnumbered]: the text refers to "yard"',
    ]
    # The chart has its number in any case.
    assert not [line for line in told if '"chart"' in line]
    ref = BriefRef("w1", "content/w1")
    page = run_stages(MemoryWorld(FILES), ref, Choices(), Stage.PAGE)[Stage.PAGE].value
    assert page is not None
    assert '会场见<a href="#ref_hall">“会场”</a>' in page.html
    assert '另见<a href="#ref_yard">“‘院’”</a>' in page.html
    told = _said(FILES, template="newsletter", parameters={"numbered": "yes"})
    assert any('reference-not-printed]: the text refers to "tasks"' in line for line in told)


def test_wrong_ids_are_told_where_they_stand() -> None:
    nan = _NAN.replace("会场见[](#hall)", "会场见[](#yart)").replace(
        "会场。, id: hall", "会场。, id: tasks"
    )
    more = "{file: a.svg, alt: x, id: bare}, {file: a.svg, caption: b, id: chart}, "
    bei = _BEI.replace("images: [", f"images: [{more}")
    told = _said({**FILES, "content/w1/nan.yaml": nan, "content/w1/bei.yaml": bei})
    heads = [line.partition(": the ")[0].removeprefix("content/w1/") for line in told]
    assert sorted(heads) == [
        "bei.yaml:4:12: error[unknown-target]",
        "bei.yaml:6:40: error[target-without-caption]",
        "brief.yaml:8:44: error[duplicate-target]",
        "nan.yaml:11:41: error[reserved-target]",
        "nan.yaml:6:21: error[unknown-target]",
    ]
    (line,) = [line for line in told if "nan.yaml:6" in line]
    assert 'did you mean "yard"' in line


def test_wrong_ids_of_tables_are_told_where_they_stand() -> None:
    named = {name: _TABLE.replace("visits", name) for name in ("hall", "Visits", "tasks")}
    bei = _BEI.replace(
        "见[](#hall)。\n", "|\n" + "\n".join(f"      {each}" for each in named.values())
    )
    told = _said({**FILES, "content/w1/bei.yaml": bei})
    heads = [line.partition(": the ")[0].removeprefix("content/w1/") for line in told]
    assert [line.partition(";")[0] for line in sorted(heads)] == [
        'bei.yaml:11:14: error[bad-id]: "Visits" is not an id',
        "bei.yaml:17:14: error[reserved-target]",
        "bei.yaml:5:14: error[duplicate-target]",
    ]


def test_both_wordings_of_an_activity_may_have_the_same_table() -> None:
    short = f"short: |\n      {_TABLE}    figures"
    files = {**_TABLES, "content/w1/bei.yaml": str(_TABLES["content/w1/bei.yaml"]).replace("figures", short)}  # fmt: skip
    assert _said(files, parameters={"numbered": "yes"}) == []
