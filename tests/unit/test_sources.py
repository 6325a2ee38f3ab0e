"""Every word of a bulletin knows where it stands in the content, and every word of the content is in the bulletin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import yaml

from briefgen.bulletin import Bulletin, Text
from briefgen.compile import compile_brief
from briefgen.load import BriefRef, load_brief
from briefgen.world import MemoryWorld
from tests.unit.test_load import PNG

CONTENT = {
    "content/organisations.yaml": """\
organisations:
  - {id: bei, name: 甲一, short: 甲二, level: district}
  - {id: nan, name: 甲三, level: district}
  - {id: dong, name: 甲四, level: district}
""",
    "content/themes.yaml": "themes:\n  - {id: study, label: 乙一, text: 乙二}\n  - {id: duty, label: 乙三}\n",
    "content/figures.yaml": """\
figures:
  - {id: people, label: 丙一, unit: 丙二}
  - {id: halls, label: 丙三, unit: 丙四}
""",
    "content/w1/brief.yaml": """\
masthead:
  {name: 丁一, number: 18, total: 245, issuer: 丁二, secrecy: 丁三, urgency: 丁四, motto: 丁五}
date: 2019-08-11
title: 丁六
subtitle: 丁七
lead: |
  丁八
note: 丁九
closing: 丁十
topics:
  talk: {label: 戊一, text: 戊二}
sections:
  - {theme: duty}
  - {heading: 戊三, text: 戊四, organisations: [dong]}
  - {organisations: rest}
figures: [people, {figure: halls, value: 3, source: 戊五}]
charts:
  - {figures: [people], caption: 戊六, source: 戊七, id: c}
  - {figures: [halls], by: figure, caption: 戊八}
distribution:
  report: [己一, 己二]
  send: [{name: 己三, copies: 2}]
  issue: [己四]
credits: {editor: 己五, checker: 己六, approver: 己七, contact: 己八}
parameters: {colour: 己九}
""",
    "content/w1/bei.yaml": """\
organisation: bei
headline: 庚一
text: 庚二
activities:
  - title: 庚三
    place: 庚四
    text: |
      庚五
    short: 庚六
    themes: [study]
    figures: {people: 1}
    images:
      - {file: a.png, alt: 庚七, caption: 庚八, id: hall}
      - {file: a.png, caption: 庚九}
    tasks: [{task: 辛一, owner: 辛二}]
  - {topic: talk, themes: [duty], text: 辛三, figures: {people: 2}}
figures: {people: 3}
tasks: [{task: 辛四, owner: 辛五}]
""",
    "content/w1/nan.yaml": """\
organisation: nan
headline: 壬一
activities:
  - {topic: talk, themes: [duty], title: 壬二}
  - {title: 壬三, themes: [duty]}
""",
    "content/w1/dong.yaml": "organisation: dong\nactivities: [{title: 壬四}]\n",
}
HANZI = re.compile("[甲乙丙丁戊己庚辛壬][一二三四五六七八九十]")


def bulletin() -> Bulletin:
    files: dict[str, str | bytes] = {**CONTENT, "content/w1/a.png": PNG}
    loaded = load_brief(MemoryWorld(files), BriefRef("w1", "content/w1"))
    assert [each.line() for each in loaded.messages] == []
    assert loaded.value is not None
    result = compile_brief(loaded.value)
    assert [each.line() for each in result.messages] == []
    assert result.value is not None
    return result.value


def texts(value: object) -> Iterator[Text]:
    """All words that have a place, at any depth."""
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from texts(one)
    elif isinstance(value, Mapping):
        yield from texts([*value.values()])


def at(src: str) -> tuple[str, str]:
    """The words that a source names, by its path, and the line that it names with the next."""
    file, line, path = src.split(":", 2)
    found = yaml.safe_load(CONTENT[file])
    for step in path.split("/"):
        found = found[int(step) if step.isdigit() else step]
    lines = CONTENT[file].splitlines()[int(line) - 1 :]
    return str(found).strip(), " ".join(lines[:2])


def test_the_source_of_every_word_names_the_place_of_these_words() -> None:
    seen = {text.src: text.strip() for text in texts(bulletin()) if text.src and HANZI.search(text)}
    assert len(seen) > 50
    for src, words in seen.items():
        written, line = at(src)
        assert (src, words) == (src, written)
        assert words in line, src


def test_every_word_of_the_content_is_in_the_bulletin() -> None:
    written = {words for text in CONTENT.values() for words in HANZI.findall(text)}
    assert len(written) > 50
    found = {words for text in texts(bulletin()) for words in HANZI.findall(text)}
    assert written - found == set()
