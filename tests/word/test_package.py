from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest

from briefgen.kinsoku import NOT_AT_END, NOT_AT_START
from briefgen.writers.word import write_docx
from briefgen.writers.word.fonts import Slots, font_table, slots
from briefgen.writers.word.properties import language
from tests.word.support import (  # fmt: skip
    FANG,
    HEI,
    TEXT,
    attributes,
    cell,
    document,
    every,
    find,
    li,
    p,
    picture,
    table,
    value,
    written,
)

EVERYTHING = (
    p("标题", level=1, selector="h1"),
    p("正文", picture()),
    li("甲", "1."),
    table((cell("乙", 0),), columns=1),
)


def test_the_same_tree_makes_the_same_bytes() -> None:
    assert write_docx(document(*EVERYTHING)).value == write_docx(document(*EVERYTHING)).value


def test_the_zip_has_no_time_and_a_fixed_order() -> None:
    names = written(*EVERYTHING).package.infolist()
    assert {info.date_time for info in names} == {(1980, 1, 1, 0, 0, 0)}
    assert [info.filename for info in names] == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/media/image1.png",
        "word/styles.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/theme/theme1.xml",
        "docProps/core.xml",
        "docProps/app.xml",
    ]


def test_nothing_of_the_librarys_own_template_is_in_it() -> None:
    made = written(*EVERYTHING)
    assert "python-docx" not in made.text("docProps/core.xml")
    assert not any("Effects" in name or "thumbnail" in name for name in made.package.namelist())
    assert "asciiTheme" not in made.text("word/styles.xml")


def test_python_docx_opens_and_reads_it() -> None:
    opened = docx.Document(io.BytesIO(written(*EVERYTHING).bytes))
    assert [paragraph.text for paragraph in opened.paragraphs][:3] == ["标题", "正文", "甲"]
    assert opened.paragraphs[0].style is not None
    assert opened.paragraphs[0].style.name == "Heading 1"
    assert opened.tables[0].cell(0, 0).text == "乙"


def test_the_properties_are_those_of_the_brief() -> None:
    made = written(
        p("甲"),
        title="第18期",
        subject="主题 & 教育",
        author="宣传部",
        keywords=("简报", "教育"),
        issued=date(2019, 8, 11),
        pages=6,
    )
    told = {node.tag.split("}")[1]: node.text for node in made.xml("docProps/core.xml")}
    assert told == {
        "title": "第18期",
        "subject": "主题 & 教育",
        "creator": "宣传部",
        "keywords": "简报, 教育",
        "lastModifiedBy": "宣传部",
        "language": "zh-CN",
        "created": "2019-08-11T00:00:00Z",
        "modified": "2019-08-11T00:00:00Z",
    }
    assert "<Pages>6</Pages>" in made.text("docProps/app.xml")
    untold = written(p("甲"), title="").text("docProps/core.xml")
    assert not any(word in untold for word in ("created", "title", "creator"))


@pytest.mark.parametrize(
    ("tag", "lines_of", "theme"),
    [("zh-Hans", "zh-CN", "zh-CN"), ("zh-Hant", "zh-TW", "zh-TW"), ("en", "zh-CN", "zh-CN")],
)
def test_the_settings_say_how_chinese_lines_break(tag: str, lines_of: str, theme: str) -> None:
    settings = written(p("甲"), language=tag).xml("word/settings.xml")
    assert attributes(settings, "noLineBreaksAfter") == {"lang": lines_of, "val": NOT_AT_END}
    assert attributes(settings, "noLineBreaksBefore") == {"lang": lines_of, "val": NOT_AT_START}
    assert value(settings, "themeFontLang", "eastAsia") == theme
    assert value(settings, "characterSpacingControl") == "doNotCompress"
    assert find(settings, "updateFields") is None
    modes = [attributes(n) for n in every(settings, "compatSetting")]
    assert [m["val"] for m in modes if m["name"] == "compatibilityMode"] == ["15"]
    # What is below a paragraph and above the next adds up.
    assert len(every(settings, "doNotUseHTMLParagraphAutoSpacing")) == 1


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        ("zh-Hans", "zh-CN"),
        ("zh-Hant", "zh-TW"),
        ("zh-HK", "zh-HK"),
        ("zh", "zh-CN"),
        ("en", "en-US"),
        ("en-GB", "en-GB"),
        ("", "en-US"),
    ],
)
def test_language_tags_get_the_region_that_word_wants(tag: str, word: str) -> None:
    assert language(tag) == word


@pytest.mark.parametrize(
    ("families", "tag", "made"),
    [
        (FANG, "zh-Hans", Slots("仿宋_GB2312", "仿宋_GB2312")),
        (("Times New Roman", "FangSong"), "zh-Hans", Slots("Times New Roman", "FangSong")),
        (("Cambria", "Caladea"), "en", Slots("Cambria", "Cambria")),
        (("Cambria", "serif"), "zh-Hans", Slots("Cambria", "宋体")),
        (("sans-serif",), "zh-Hans", Slots("Arial", "黑体")),
        (("Noto Serif CJK SC",), "en", Slots("Noto Serif CJK SC", "Noto Serif CJK SC")),
        (("Arial", "Source Han Sans SC"), "zh", Slots("Arial", "Source Han Sans SC")),
    ],
)
def test_font_lists_become_slots(families: tuple[str, ...], tag: str, made: Slots) -> None:
    assert slots(families, tag) == made


def test_the_font_table_names_substitutes() -> None:
    lists = [FANG, ("Cambria", "Caladea"), HEI, ("Arial", "FangSong")]
    table_text = font_table(lists, ["仿宋_GB2312", "Cambria", "黑体", "Arial"])
    assert '<w:font w:name="Arial"><w:charset' in table_text
    for pair in (("Cambria", "Caladea"), ("仿宋_GB2312", "FangSong"), ("黑体", "SimHei")):
        name, other = pair
        assert f'<w:font w:name="{name}"><w:altName w:val="{other}"/>' in table_text


def test_fonts_of_every_run_are_in_the_font_table() -> None:
    made = written(p("甲", picture(), text_style=replace(TEXT, families=HEI)))
    names = [value(n, attribute="name") for n in every(made.xml("word/fontTable.xml"), "font")]
    assert names == ["仿宋_GB2312", "黑体"]
