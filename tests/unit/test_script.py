"""The other script: what is changed and what is left alone, terms of one's own, the list of terms to look at."""

from __future__ import annotations

import sys

import pytest

from briefgen.bulletin import Text
from briefgen.load import BriefRef
from briefgen.messages import Stop
from briefgen.pipeline import Choices, run_stages
from briefgen.script import Conversion, _converter, conversion, in_script
from briefgen.world import MemoryWorld
from briefgen.writers import Stage
from tests.unit.test_template import small

TERMS = "content/terms.yaml"
REF = BriefRef("b", "content/c/b")
FILES: dict[str, str | bytes] = {
    "content/organisations.yaml": "organisations: [{id: bei, name: 北里社区, short: 北里}]\n",
    "content/b/brief.yaml": (
        "template: bulletin\nmasthead: {name: 工作简报}\ndate: 2019-08-11\n"
        "title: '{{ organisations | names }}的头发与发布'\n"
    ),
    "content/b/bei.yaml": (
        "organisation: bei\nactivities:\n"
        "  - text: 见 [网页](https://example.org/发布) 和 `发布` 里的面条。\n"
    ),
}


def test_only_words_are_changed() -> None:
    to_hant = Conversion("hant", {})
    assert to_hant.words("干部的头发，发布了；后来皇后") == "幹部的頭髮，發佈了；後來皇后"
    kept = "https://example.org/发布 [页](发布.html) `发布` 发布@example.org"
    assert to_hant.words(kept) == kept.replace("[页]", "[頁]")
    assert to_hant.words("plain words") == "plain words"
    assert Conversion("hans", {}).words("幹部的頭髮，皇后") == "干部的头发，皇后"


def test_terms_of_ones_own_come_first_the_longest_of_them() -> None:
    using = Conversion("hant", {"发布": "發布", "发布会": "發表會", "里": "里"})
    assert using.words("发布会发布里面的消息") == "發表會發布里面的消息"
    assert ("发布会", "發表會") in using.changed


def test_what_context_decided_is_gathered_with_its_first_source() -> None:
    using = Conversion("hant", {})
    using.words("头发白了", "content/b.yaml:3:text")
    using.words("头发白了", "content/b.yaml:9:text")
    ((term, src),) = using.changed.items()
    assert term == ("头发白", "頭髮白")
    assert src == "content/b.yaml:3:text"
    using.words("一国两制，我们学习")
    assert len(using.changed) == 1


def read(terms: str) -> tuple[Conversion | None, list[str]]:
    made = conversion(MemoryWorld({TERMS: terms}), REF, "hant")
    return made.value, [each.line() for each in made.messages]


def test_the_nearest_terms_count() -> None:
    using, said = read("terms: [{hans: 发布, hant: 發布}]\nkeep: [里仁]\n")
    assert said == []
    assert using is not None
    assert using.own == {"发布": "發布", "里仁": "里仁"}
    nearer = MemoryWorld({TERMS: "keep: [甲]\n", "content/c/terms.yaml": "keep: [乙]\n"})
    found = conversion(nearer, REF, "hant").value
    assert found is not None
    assert list(found.own) == ["乙"]
    back = conversion(
        MemoryWorld({TERMS: "terms: [{hans: 发布, hant: 發布}]\n"}), REF, "hans"
    ).value
    assert back is not None
    assert back.own == {"發布": "发布"}


def test_mistakes_in_terms_have_places() -> None:
    using, said = read("terms:\n  - {hans: 发布}\nkep: [x]\n")
    assert using is None
    assert sorted(said) == [
        f'{TERMS}:2:5: error[missing-key]: the key "hant" is missing here; add "hant: …"',
        f'{TERMS}:3:1: error[unknown-key]: unknown key "kep"; did you mean "keep"? (keys: terms, keep)',
    ]


def test_a_bulletin_keeps_its_sources_and_changes_its_language() -> None:
    before = small(title=Text("头发", "content/b/brief.yaml:4:title"))
    made = in_script(before, Conversion("hant", {}), tell=True)
    assert made.value is not None
    assert (made.value.title, made.value.title.src) == ("頭髮", before.title.src)
    assert made.value.language == "zh-Hant"
    assert made.value.id == before.id
    (said,) = made.messages
    assert said.line().startswith(
        'content/b/brief.yaml:4: info[script-term]: "头发" is written "頭髮"'
    )
    again = in_script(made.value, Conversion("hant", {}), tell=True)
    assert again.value is made.value
    english = small(language="en")
    left = in_script(english, Conversion("hant", {}), tell=False)
    assert left.value is english
    assert [each.code for each in left.messages] == ["script-not-chinese"]


def test_a_whole_brief_and_its_house_style() -> None:
    house = (
        "parameters: {masthead_name: 发布简报}\n"
        "labels: {reported: 已报单位, missing: {zh-Hans: 没有报}, late: {zh-Hant: 遲了}}\n"
    )
    world = MemoryWorld({**FILES, TERMS: "keep: [北里]\n", "templates/house.yaml": house})
    choices = Choices(script="hant", parameters={"coverage": "yes"})
    made = run_stages(world, BriefRef("b", "content/b"), choices, Stage.PAGE)[Stage.PAGE]
    assert [each.line() for each in made.messages] == []
    assert made.value is not None
    html = made.value.html
    for words in ("北里的頭髮與發佈", "發佈簡報", "https://example.org/%E5%8F%91%E5%B8%83", "<code", "裡的麵條",
                  "已報單位", "沒有報", 'lang="zh-Hant"'):  # fmt: skip
        assert words in html, words
    assert ">发布</code>" in html
    assert 'data-src="content/b/bei.yaml:3:activities/0/text"' in html


def test_editions_have_names_of_their_own() -> None:
    assert Choices(script="hant").edition("b") == "b.hant"
    assert Choices().edition("b") == "b"


def test_without_opencc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    _converter.cache_clear()
    with pytest.raises(Stop) as stopped:
        Conversion("hant", {}).words("头发")
    assert stopped.value.exit_code == 3
    assert 'pip install "briefgen[zh]"' in stopped.value.messages[0].line()
