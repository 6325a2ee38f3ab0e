"""The tables of what Word makes of CSS and HTML: nothing is missing in them, and the page made of them is current."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import tinycss2
import weasyprint
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.validation.expanders import EXPANDERS
from weasyprint.css.validation.properties import PROPERTIES
from weasyprint.html import HTML_HANDLERS

from briefgen.style.fidelity import ELEMENTS, GROUPS, Entry, physical
from scripts import word_page
from tests.style.support import short, styled

ENTRIES = [each for group in GROUPS.values() for each in group]
KNOWN = {name.replace("_", "-") for name in (*INITIAL_VALUES, *PROPERTIES, *EXPANDERS)}


def test_every_property_of_weasyprint_has_one_entry() -> None:
    named = Counter(name for each in ENTRIES for name in (*each.names, *each.others))
    assert sorted(KNOWN - set(named)) == []
    assert sorted(set(named) - KNOWN) == []
    assert [name for name, times in named.items() if times > 1] == []
    assert len(named) >= 281


def test_every_logical_property_stands_with_the_physical_one() -> None:
    home = {name: each for each in ENTRIES for name in (*each.names, *each.others)}
    logical = [name for name in home if physical(name) != name]
    assert len(logical) > 35
    assert [name for name in logical if home[physical(name)] is not home[name]] == []


def test_every_element_of_weasyprint_has_one_entry() -> None:
    named = Counter(name for each in ELEMENTS for name in each.names)
    folder = Path(weasyprint.__file__).parent / "css"
    told = {name.rpartition("}")[2] for name in HTML_HANDLERS}
    for sheet in sorted(folder.glob("html5_*.css")):
        for rule in tinycss2.parse_stylesheet(sheet.read_text("utf-8")):
            if rule.type == "qualified-rule":
                words = re.sub(r"\[[^]]*\]", "", tinycss2.serialize(rule.prelude))
                told |= set(re.findall(r"(?<![\w:.#\[(=-])[a-z][a-z0-9]*(?![\w(|-])", words))
    assert len(told) > 100
    assert sorted(told - set(named)) == []
    assert [name for name, times in named.items() if times > 1] == []


@pytest.mark.parametrize("each", [*ENTRIES, *ELEMENTS], ids=lambda each: each.names[0])
def test_an_entry_says_what_word_shows_in_both_languages(each: Entry) -> None:
    assert bool(each.en) == bool(each.zh)
    assert each.en or each.word == "exact"
    assert each.en.isascii()
    assert "|" not in each.en + each.zh
    if each.word not in ("partly", "none"):
        assert (each.keeps, each.case, each.pages) == (frozenset(), None, False)


def test_the_page_is_current() -> None:
    page = Path(__file__).parents[2] / "docs/word.md"
    assert page.read_text("utf-8") == word_page.page(), "run `make docs`"


@pytest.mark.parametrize(
    ("body", "css", "expected"),
    [
        ("<p>abc</p>", "p{text-transform:uppercase}", ["p ABC"]),
        (
            "<table><caption>题</caption><tr><td>1</table>",
            "caption{caption-side:bottom}",
            ["table", "-", "  td 1", "caption 题"],
        ),
        ("<p>甲<svg width=9 height=9><rect width=5 height=5 /></svg></p>", "", ["p 甲▣"]),
        ("<details><summary>甲</summary>乙</details>", "", ["summary 甲", "details 乙"]),
        ("<p>甲</p>", "body{background:#fff}", ["p 甲"]),
    ],
)
def test_exact_and_approximate_ones_lose_no_words(body: str, css: str, expected: list[str]) -> None:
    page, messages = styled(body, css)
    assert (messages, page.tree.losses) == ((), ())
    (section,) = page.tree.sections
    assert [line for block in section.blocks for line in short(block)] == expected


def test_a_reading_over_characters_is_told_and_its_words_are_kept() -> None:
    body = "<p data-src='content/a/x.yaml:4:text'>汉<ruby>字<rt>zì</rt></ruby></p>"
    page, messages = styled(body)
    (said,) = messages
    assert said.line() == (
        "content/a/x.yaml:4: warning[ruby]: a reading can not stand over its characters; in both files it stands behind them: "
        '"字zì"; write it in brackets: 汉字（hànzì）'
    )
    assert [line for block in page.tree.sections[0].blocks for line in short(block)] == ["p 汉字zì"]
