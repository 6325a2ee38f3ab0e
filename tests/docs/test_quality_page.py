"""The page about quality: the tests that it names exist, and the README leads to it."""

from __future__ import annotations

import re
import tomllib

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


def test_the_tests_that_miss_protections_exist() -> None:
    """scripts/unguard.py says itself when the code of one has changed."""
    table = tomllib.loads((ROOT / "tests/protections.toml").read_text("utf-8"))
    assert sum(len(group["without"]) for group in table.values()) > 200
    for name, group in table.items():
        assert (ROOT / group["file"]).is_file(), name
        for what, _, _, *tests in group["without"]:
            for test in tests or group["tests"]:
                file, _, called = test.partition("::")
                assert f"def {called or 'test_'}" in (ROOT / file).read_text("utf-8"), (name, what)
