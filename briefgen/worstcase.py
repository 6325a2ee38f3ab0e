"""Turn a language into the files of briefs that strain a template: the longest of everything, many themes, little, nothing.

The same files every time. They stand in a folder of their own below content/, with registries of their own.
"""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from briefgen.resources import data_file

Language = Literal["zh-Hans", "zh-Hant", "en"]
Case = Literal["everything", "themes", "little", "nothing"]

LANGUAGES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")
CASES: tuple[Case, ...] = ("everything", "themes", "little", "nothing")
ORGANISATIONS = 60
PICTURES = {"wide": (1600, 240), "tall": (300, 1500), "small": (24, 24)}
"""Width and height in pixels of the three pictures."""

_DAY = date(2026, 12, 31)
_FIGURES = 9
_TASKS = 14
_WORDY = 12
"""The organisations after these say less, so that a check takes seconds and not minutes."""


def brief_folder(case: Case, language: Language) -> str:
    """The folder of a case's brief as a project path; its last part is the brief's id."""
    return f"{_collection(case, language)}/worst-{case}-{language.lower()}"


def worst_case(case: Case, language: Language) -> dict[str, bytes]:
    """The files of a case by project path, registries included."""
    words = _words(language)
    many = case in ("everything", "themes")
    names = [f"branch-{n}" for n in range(1, (ORGANISATIONS if many else 1) + 1)]
    folder = _collection(case, language)
    files = {f"{folder}/organisations.yaml": _yaml({"organisations": _organisations(names, words)})}
    if many:
        files |= {f"{folder}/{name}": _yaml(data) for name, data in _registries(words).items()}
    home = brief_folder(case, language)
    files[f"{home}/brief.yaml"] = _yaml(_brief(case, language, words))
    for number, name in enumerate(names if case != "nothing" else (), 1):
        files[f"{home}/{name}.yaml"] = _yaml(_summary(case, name, number, words))
    if case == "everything":
        files |= {f"{home}/{name}.png": _picture(*size) for name, size in PICTURES.items()}
    return files


def _often(words: Mapping[str, str], times: int) -> str:
    """The sentence again and again."""
    sentence = words["sentence"]
    return (" " if sentence.isascii() else "").join([sentence] * times)


@cache
def _words(language: Language) -> Mapping[str, str]:
    found: Mapping[str, str] = tomllib.loads(data_file("worstcase.toml").read_text("utf-8"))[
        language
    ]
    return found


def _collection(case: Case, language: Language) -> str:
    return f"content/worst-case/{language.lower()}-{case}"


def _yaml(data: Mapping[str, Any]) -> bytes:
    """JSON is YAML, too."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


@cache
def _picture(width: int, height: int) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#7f8c8d").save(stream, "PNG")
    return stream.getvalue()


def _organisations(names: list[str], words: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"id": name, "name": words["name"].format(n=n), "short": words["short"].format(n=n)}
        for n, name in enumerate(names, 1)
    ]


def _registries(words: Mapping[str, str]) -> dict[str, Any]:
    sentence = words["sentence"]
    themes = [
        {"id": f"theme-{n}", "label": words["theme"].format(n=n), "text": sentence}
        for n in range(1, 4)
    ]
    figures = [
        {"id": f"figure-{n}", "label": words["figure"].format(n=n), "unit": words["unit"]}
        for n in range(1, _FIGURES + 1)
    ]
    return {"themes.yaml": {"themes": themes}, "figures.yaml": {"figures": figures}}


# ---- the brief ------------------------------------------------------------------------------------------------------


def _brief(case: Case, language: Language, words: Mapping[str, str]) -> dict[str, Any]:
    brief: dict[str, Any] = {
        "language": language,
        "masthead": {"name": words["bulletin"]},
        "date": _DAY.isoformat(),
        "title": words["title"].format(count=ORGANISATIONS),
    }
    if case in ("little", "nothing"):
        return {**brief, "title": words["topic"]}
    recipients = [words["recipient"].format(n=n) for n in range(1, 25)]
    people = dict.fromkeys(("editor", "checker", "approver"), words["person"])
    brief |= {
        "masthead": {
            "name": words["bulletin"],
            "number": 999,
            "total": 99999,
            "copy_number": "yes",
            **{key: words[key] for key in ("issuer", "secrecy", "urgency", "motto")},
        },
        "period": {"from": "2026-01-01", "to": _DAY.isoformat()},
        "deadline": "2026-12-30",
        "subtitle": words["subtitle"],
        "lead": f"{{{{ organisations | names }}}}: {_often(words, 3)}\n\n{words['sentence']}",
        "note": _often(words, 4),
        "closing": _often(words, 3),
        "expects": "all",
        "figures": [
            *(f"figure-{n}" for n in range(1, _FIGURES)),
            {"figure": f"figure-{_FIGURES}", "value": "999,999,999+", "source": words["source"]},
        ],
        "charts": _charts(words),
        "distribution": {
            "report": recipients[:4],
            "send": recipients[4:10],
            "issue": recipients[10:],
            "copies": 99999,
        },
        "credits": {**people, "contact": words["contact"]},
    }
    if case == "themes":
        every = "{{ organisations | names }}"
        topic = {"label": words["topic"], "text": f"{every}: {words['headline']}"}
        brief |= {"arrange": {"by": "theme"}, "topics": {"lectures": topic}}
    return brief


def _charts(words: Mapping[str, str]) -> list[dict[str, Any]]:
    """A chart of the shares of those who counted much, and one of the totals of all figures."""
    totals = [f"figure-{n}" for n in range(1, _FIGURES)]
    return [
        {"figures": ["figure-1"], "caption": words["caption"], "id": "chart"},
        {"kind": "bar", "figures": totals, "by": "figure", "caption": words["caption"]},
    ]


# ---- summaries ------------------------------------------------------------------------------------------------------


def _summary(case: Case, name: str, number: int, words: Mapping[str, str]) -> dict[str, Any]:
    if case == "little":
        return {"organisation": name, "activities": [{"text": words["sentence"]}]}
    summary = {
        "organisation": name,
        "headline": words["headline"],
        "received": (_DAY - timedelta(1 - number % 2)).isoformat(),
        "activities": _activities(number, words)
        if case == "everything"
        else _gathered(number, words),
    }
    if case == "everything" and 3 < number <= _WORDY:
        summary["text"] = words["sentence"]
    if number <= _TASKS:
        summary["tasks"] = [_task(number, words)]
    return summary


def _gathered(number: int, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """An activity on the topic of all, and one of a theme."""
    counted = {f"figure-{1 + number % (_FIGURES - 1)}": f"{number * 987_654}"}
    lecture = {"topic": "lectures", "themes": ["theme-1"], "figures": counted}
    if number > _WORDY:
        return [lecture]
    return [
        lecture,
        {
            "title": words["activity"],
            "themes": [f"theme-{1 + number % 3}"],
            "text": words["sentence"],
        },
    ]


def _activities(number: int, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """What one of the sixty did: the first few have all that Markdown can do, pictures, partners; some hardly anything."""
    whole: dict[str, Any] = {
        "title": words["activity"],
        "date": {"from": "2026-01-01", "to": _DAY.isoformat()},
        "place": words["place"],
        "themes": ["theme-1"],
        "text": _often(words, 2),
        "figures": {f"figure-{n}": f"{number * 1_234_567}+" for n in range(1, _FIGURES)},
    }
    if number == 1:
        return [{**whole, "text": _markdown(words)}]
    if number == 2:
        pictures = [
            {"file": f"{name}.png", "id": name, "caption": words["caption"]} for name in PICTURES
        ]
        return [{**whole, "images": pictures}]
    if number == 3:
        return [{**whole, "with": [f"branch-{n}" for n in range(4, 12)]}]
    if number > _WORDY:
        return [{"text": words["sentence"]}]
    little: list[dict[str, Any]] = [
        {"text": words["sentence"]},
        {"title": words["activity"]},
        {"title": words["activity"], "short": words["sentence"]},
        {"date": "2026-06-30", "place": words["place"], "text": words["sentence"]},
    ]
    return [little[number % len(little)]]


def _task(number: int, words: Mapping[str, str]) -> dict[str, Any]:
    status = ("open", "done", "cancelled")[number % 3]
    task = {"task": words["task"].format(n=number), "owner": words["owner"].format(n=number), "status": status}  # fmt: skip
    # Some are overdue on the brief's day, some are not, some have no day at all.
    return task if number % 5 == 0 else {**task, "due": f"{2026 + number % 2}-11-30"}


def _markdown(words: Mapping[str, str]) -> str:
    """Everything that a text may hold."""
    sentence, cell = words["sentence"], words["cell"]
    address = "https://www.example.org/" + "a-very-long-path/" * 6
    row = "| " + " | ".join(f"{cell} {n}" for n in range(1, 7)) + " |"
    full = "| " + " | ".join([sentence[:24]] * 5 + ["123,456,789"]) + " |"
    return "\n".join(
        [
            f"**{sentence}** *{sentence}* ~~{cell}~~ `{cell}_{'x' * 40}`",
            "", f"- {sentence}", f"  - {sentence}", f"    1. {sentence}", "", f"1. {sentence}", f"2. {sentence}",
            "", f"> {sentence}",
            "", f"### {words['headline']}", "", f"[{address}]({address})",
            "", f"Table: {words['caption']} {{#counts}}",
            "", row, "|" + " --- |" * 6, full, full, "",
        ]
    )  # fmt: skip
