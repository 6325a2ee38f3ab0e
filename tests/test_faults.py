"""A project with forty planted faults of forty kinds: all are told in one run, each at the right place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from briefgen.load import list_briefs, load_brief
from briefgen.messages import Message, sorted_messages
from briefgen.world import DiskWorld

PROJECT = Path(__file__).parent / "faults"
FAULTS = [
    "2026-40-faults/blank.yaml:1:1: error[empty-file]",
    "2026-40-faults/brief.yaml:2:39: error[not-a-whole-number]",
    "2026-40-faults/brief.yaml:4:32: error[span-backwards]",
    "2026-40-faults/brief.yaml:5:1: error[unknown-key]",
    "2026-40-faults/brief.yaml:9:38: error[organisation-in-two-sections]",
    "2026-40-faults/brief.yaml:9:45: error[unknown-organisation]",
    "2026-40-faults/brief.yaml:10:5: error[section-empty]",
    "2026-40-faults/brief.yaml:11:44: error[section-both]",
    "2026-40-faults/brief.yaml:16:29: error[not-a-quantity]",
    "2026-40-faults/centre.yml: warning[yml-extension]",
    "2026-40-faults/east.yaml:2:1: error[misplaced-key]",
    "2026-40-faults/east.yaml:4:5: error[missing-key]",
    "2026-40-faults/hill.yaml:3:1: error[yaml-tab]",
    "2026-40-faults/lake.yaml: error[wrong-encoding]",
    "2026-40-faults/north.yaml:2:11: error[expected-text]",
    "2026-40-faults/north.yaml:3:11: error[no-such-day]",
    "2026-40-faults/north.yaml:6:11: warning[date-after-issue]",
    "2026-40-faults/north.yaml:7:14: error[unknown-theme]",
    "2026-40-faults/north.yaml:8:12: error[joint-with-itself]",
    "2026-40-faults/north.yaml:9:15: error[unknown-figure]",
    "2026-40-faults/north.yaml:11:9: warning[image-without-words]",
    "2026-40-faults/north.yaml:12:16: error[no-file]",
    "2026-40-faults/north.yaml:13:16: error[outside-project]",
    "2026-40-faults/north.yaml:14:16: error[image-mismatch]",
    "2026-40-faults/north.yaml:15:5: error[empty-activity]",
    "2026-40-faults/north.yaml:17:12: error[unknown-topic]",
    "2026-40-faults/north.yaml:19:34: error[unknown-choice]",
    "2026-40-faults/north.yaml:21:5: error[duplicate-key]",
    "2026-40-faults/north.yaml:22:11: error[yaml-alias]",
    "2026-40-faults/picture.yaml: error[binary-file]",
    "2026-40-faults/south.yaml:1:15: error[duplicate-summary]",
    "2026-40-faults/south.yaml:2:13: error[expected-list]",
    "2026-40-faults/south.yaml:3:15: error[control-character]",
    "2026-40-faults/todo.yaml:1:1: error[not-a-summary]",
    "2026-40-faults/west.yaml:2:16: error[yaml-colon]",
    "organisations.yaml:3:60: error[unknown-parent]",
    "organisations.yaml:4:58: error[parent-cycle]",
    "organisations.yaml:7:10: error[duplicate-id]",
    "organisations.yaml:8:10: error[bad-id]",
    "other/2026-40-faults/brief.yaml: error[duplicate-brief]",
]


def found() -> list[Message]:
    world = DiskWorld(PROJECT, {})
    briefs = list_briefs(world)
    assert briefs.value is not None
    messages = [*briefs.messages]
    for ref in briefs.value:
        loaded = load_brief(world, ref)
        assert loaded.value is None
        messages += loaded.messages
    return sorted_messages(messages)


def test_every_fault_is_told_where_it_is() -> None:
    said = [each.line("en").split("]: ")[0] + "]" for each in found()]
    assert said == [f"content/{fault}" for fault in FAULTS]


def test_they_are_forty_of_forty_kinds() -> None:
    assert len(FAULTS) == len({each.code for each in found()}) == 40


def test_every_fault_is_told_in_both_languages() -> None:
    for each in found():
        english, chinese = each.text("en"), each.text("zh")
        assert english.isprintable()
        assert chinese.isprintable()
        assert any("\u4e00" <= char <= "\u9fff" for char in chinese)
        assert "{" not in english + chinese


def test_the_command_tells_them_without_a_traceback() -> None:
    for language, words in (("en", "the file is empty"), ("zh", "文件是空的")):
        command = [sys.executable, "-m", "briefgen", "--lang", language, "check"]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        said = done.stdout + done.stderr
        lines = [line.split("]: ")[0] + "]" for line in said.splitlines() if "]: " in line]
        assert lines == [f"content/{fault}" for fault in FAULTS]
        assert words in said
        assert "Traceback" not in said
