"""The page about quality: the tests that it names exist, and the README leads to it."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/quality.md").read_text("utf-8")


def test_the_tests_that_it_names_exist() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE))
    assert len(named) > 40
    for file, test in named:
        source = (ROOT / file).read_text("utf-8")
        assert not test or re.search(rf"^(?:def|class) {test}\b", source, re.MULTILINE), (
            file,
            test,
        )


def test_both_readmes_lead_to_it() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert "(docs/quality.md)" in (ROOT / name).read_text("utf-8")
