"""What the messages about content say, whole, against what was read and found right.

The cases are those of `test_load` and `test_yamltext` and some more. After a wanted change, or a new case there:
`BRIEFGEN_GOLDEN=write python -m pytest tests/unit/test_message_lines.py`, then read the difference in git.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from briefgen.messages import Message, sorted_messages
from briefgen.yamltext import read_yaml
from tests.unit import test_load, test_yamltext
from tests.unit.test_load import GOOD, ORGANISATIONS, PICTURES, brief, summary

FOLDER = Path(__file__).with_name("golden")
Files = dict[str, str | bytes | None]
PICTURE = "{file: hall.png, alt: x, caption: x, id: %s}"


def activity(rest: str) -> Files:
    """A summary with one activity."""
    return summary(f"activities:\n  - title: x\n{rest}")


def pictures(*ids: str) -> Files:
    """A summary whose activity has pictures with these ids."""
    rows = "".join(f"      - {PICTURE % name}\n" for name in ids)
    return activity(f"    images:\n{rows}")


def text(words: str) -> Files:
    """A summary whose activity has a text of some lines."""
    return activity("    text: |\n" + "".join(f"      {line}\n" for line in words.split("\n")))


def members(rows: str) -> Files:
    """More organisations, one in braces to the line."""
    return {"content/organisations.yaml": ORGANISATIONS + rows}


def figures(rows: str) -> Files:
    """More kinds of figures."""
    return {"content/figures.yaml": str(GOOD["content/figures.yaml"]) + rows}


CHARTED = figures(
    "  - {id: halls, label: 场地, unit: 个}\n  - {id: score, label: 分, total: none}\n"
)
SEVEN = figures("".join(f"  - {{id: f{n}, label: x, unit: 次}}\n" for n in range(7)))
MORE: tuple[Files, ...] = (
    # ids of pictures and tables, and links to them
    pictures("a", "b", "a"),
    pictures("tasks", "Hall"),
    activity("    images: [{file: hall.png, alt: x, id: a}]\n"),
    text("前\n见[](#hall)和[](#hal)、[](#hal)\n\n又见[](#hal)"),
    {**pictures("hall"), **brief("lead: 见[](#halls)\n")},
    text("表：甲 {#t}\n\n| a |\n| - |\n| b |\n\n表：乙 {#t}\n\n| a |\n| - |\n| b |"),
    text("表：甲 {#T}\n\n| a |\n| - |\n| b |"),
    # organisations above each other
    members("  - {id: a, name: x, parent: b}\n  - {id: b, name: x, parent: c}\n  - {id: c, name: x, parent: b}\n"),
    members("  - {id: a, name: x, parent: a}\n  - {id: b, name: x, parent: b}\n"),
    # things that only show together
    {
        **brief("figures: [visits]", "figures: [{figure: visits, value: 3, source: x}]"),
        **summary("headline: x\nfigures: {visits: 1}\n"),
    },
    brief("sections:\n  - {organisations: rest}\n  - {theme: duty}\n  - {organisations: rest}\n  - {organisations: rest}\n"),
    brief("distribution: {report: [{name: 甲, copies: 3}], send: [乙], issue: [丙], copies: 4}\n"),
    brief("expects: {level: province}", "expects: {level: x, region: y, parent: z}"),
    brief("expects: {level: province}", "expects: {region: sooth}"),
    # charts
    {**CHARTED, **brief("charts: [{figures: [visits, halls], caption: x}]\n")},
    {**CHARTED, **brief("charts: [{figures: [halls, score], caption: x}]\n")},
    {**CHARTED, **brief("charts: [{figures: [score], by: figure, caption: x}]\n")},
    {**CHARTED, **brief("charts: [{kind: pie, by: organisation, figures: [visits, visits], caption: x}]\n")},
    {**SEVEN, **brief(f"charts: [{{by: organisation, figures: [{', '.join(f'f{n}' for n in range(7))}], caption: x}}]\n")},
)  # fmt: skip


def _about_files() -> Iterator[str]:
    tables = (
        [{**summary(words), **PICTURES} for words, _ in test_load.WITHIN_ONE_FILE],
        [changes for changes, _ in test_load.IN_THE_BRIEF],
        [changes for changes, _ in test_load.BETWEEN_FILES],
        MORE,
    )
    for changes in chain.from_iterable(tables):
        yield from _lines(test_load.load(changes)[1])


def _about_yaml() -> Iterator[str]:
    refused = [words for words, *_ in test_yamltext.REFUSED_AND_READ_ON]
    for words in (*refused, *(words for words, _ in test_yamltext.SYNTAX)):
        yield from _lines(read_yaml(words.encode(), "a.yaml").messages)


def _lines(messages: Sequence[Message]) -> Iterator[str]:
    return (each.line("en") for each in sorted_messages(messages))


def _are_as_they_were(lines: Iterator[str], name: str) -> None:
    found, path = list(lines), FOLDER / f"{name}.txt"
    if os.environ.get("BRIEFGEN_GOLDEN") == "write":
        path.write_text("\n".join([*found, ""]), "utf-8")
    assert found == path.read_text("utf-8").splitlines()


def test_those_about_the_files_of_a_brief() -> None:
    _are_as_they_were(_about_files(), "messages-of-briefs")


def test_those_about_yaml() -> None:
    _are_as_they_were(_about_yaml(), "messages-of-yaml")
