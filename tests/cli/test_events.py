"""What `briefgen build --json` tells scripts, and what the bar tells those who wait."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefgen.build.progress import Bar
from briefgen.cli.terminal import pace
from tests.cli.support import NORTH, Ran, another, briefgen, project, write
from tests.docs.pages import ROOT, fences, tables


def events(ran: Ran) -> list[dict[str, Any]]:
    """Every line of standard output, which has nothing else on it."""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_what_became_of_each_brief_is_an_event(tmp_path: Path) -> None:
    root = project(tmp_path)
    another(root, "2026-w07")
    another(root, "2026-w08")
    assert briefgen(root, "build", "2026-w07", "-f", "json").code == 0
    write(root, {"content/2026-w08/north.yaml": NORTH.replace("2026-02-03", "someday")})
    ran = briefgen(root, "build", "-f", "json", "--json", "-o", "output")
    assert (ran.code, ran.err) == (1, "")
    started, built, unchanged, failed, finished = events(ran)
    assert started == {
        "event": "started",
        "briefs": ["2026-w06", "2026-w07", "2026-w08"],
        "formats": ["json"],
        "messages": [],
    }
    (file,) = built["files"]
    path = root / "output/2026-w06.json"
    assert Path(file.pop("file")).name == path.name
    assert file == {"format": "json", "size": path.stat().st_size, "pages": None, "fresh": True}
    assert (built["event"], built["brief"], built["exit_code"]) == ("built", "2026-w06", 0)
    assert (unchanged["event"], unchanged["files"][0]["fresh"]) == ("unchanged", False)
    assert (failed["event"], failed["brief"], failed["files"]) == ("failed", "2026-w08", [])
    (said,) = [each for each in failed["messages"] if each["severity"] == "error"]
    assert said["file"].endswith("content/2026-w08/north.yaml")
    assert (said["line"], failed["exit_code"]) == (6, 1)
    seconds = finished.pop("seconds")
    assert 0 < seconds < 600
    assert finished == {
        "event": "finished",
        "built": 1,
        "unchanged": 1,
        "failed": 1,
        "exit_code": 1,
    }


def test_a_build_that_cannot_go_on_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.build.cluster.CONNECT", 0.3)
    root = project(tmp_path)
    ran = briefgen(root, "build", "--json", "-f", "json", "-j", "dask://127.0.0.1:9")
    assert ran.code == 3
    told = events(ran)
    assert [each["event"] for each in told] == ["started", "stopped"]
    assert [each["code"] for each in told[-1]["messages"]] == ["no-scheduler"]
    assert told[-1]["exit_code"] == 3
    unknown = briefgen(root, "build", "nothing", "--json")
    (stopped,) = events(unknown)
    assert (stopped["event"], stopped["exit_code"]) == ("stopped", unknown.code)


def test_the_page_shows_events_as_they_are(tmp_path: Path) -> None:
    page = ROOT / "docs/scaling.md"
    (example,) = [each.text for each in fences(page) if '"event"' in each.text]
    shown = [json.loads(line) for line in example.splitlines()]
    real = events(briefgen(project(tmp_path), "build", "-f", "json", "--json"))
    assert [list(event) for event in shown] == [list(event) for event in real]
    assert list(shown[1]["files"][0]) == list(real[1]["files"][0])
    (table,) = [each for each in tables(page) if each.head[0] == "event"]
    told = {row[0].strip("`") for row in table.rows}
    assert told == {"started", "built", "unchanged", "failed", "stopped", "finished"}


def test_the_pace_is_that_of_what_is_done() -> None:
    bar = Bar(10)
    assert bar.pace(0) is None
    bar._began = 100.0
    bar._done, bar._last = 4, 102.0
    assert bar.pace(102.0) == (2.0, 3.0)
    assert bar.pace(103.5) == (2.0, 1.5), "the clock runs down while nothing is done"
    assert bar.pace(200.0) == (2.0, 0)


def test_the_pace_in_words() -> None:
    assert pace("en")(3.14, 24.4) == "3.1 a second, 0:24 left"
    assert pace("en")(0.05, 3750) == "3.0 a minute, 1:02:30 left"
    assert pace("zh")(2, 60) == "每秒 2.0 个，还需 1:00"
