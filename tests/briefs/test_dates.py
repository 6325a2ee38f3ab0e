"""Lines that say who and when, which are divided before the days and never within them."""

from __future__ import annotations

import pytest

from briefgen.load import BriefRef
from briefgen.pipeline import Choices, run_stages
from briefgen.world import MemoryWorld
from briefgen.writers import Stage

_BRIEF = """\
template: {template}
language: {language}
masthead: {{name: 简报, number: 26,{total} issuer: {issuer}}}
date: 2026-11-27
period: {{from: 2026-09-01, to: 2026-11-20}}
title: 一期
"""


def _page(template: str, language: str, name: str, total: str = " total: 318,") -> str:
    files: dict[str, str | bytes] = {
        "content/organisations.yaml": f"organisations:\n  - {{id: a, name: {name}}}\n",
        "content/w1/brief.yaml": _BRIEF.format(
            template=template, language=language, issuer=name, total=total
        ),
        "content/w1/a.yaml": "organisation: a\ntext: 甲\n",
    }
    ref = BriefRef("w1", "content/w1")
    page = run_stages(MemoryWorld(files), ref, Choices(), Stage.PAGE)[Stage.PAGE].value
    assert page is not None
    return str(page.html)


@pytest.mark.parametrize(
    ("language", "name", "between"),
    [
        ("zh-Hans", "临江街道党工委", "　"),
        ("zh-Hans", "临江街道党工委区委宣传部理论科", "<br>"),
        ("en", "Castle Row Library", " · "),
        ("en", "Castle Row Library and Reading Room of the Merrow Valley", "<br>"),
    ],
)
def test_a_long_by_line_ends_before_the_days(language: str, name: str, between: str) -> None:
    days = "1 September to 20 November 2026" if language == "en" else "2026年9月1日至11月20日"
    assert f">{name}{between}{days}</p>" in _page("feature", language, name)


def test_the_narrow_reading_copy_has_the_day_of_issue_on_one_line() -> None:
    long = _page("handout-notes", "zh-Hans", "中共澜江区委办公室")
    assert "办公室</span> · 第26期（总第318期）<br>2026年11月27日</p>" in long
    short = _page("handout-notes", "zh-Hans", "办公室", total="")
    assert "办公室</span> · 第26期 · 2026年11月27日</p>" in short
