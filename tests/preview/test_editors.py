from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.messages import Place
from briefgen.preview.editors import EDITORS, Editor, pattern_of


def test_names_and_patterns_are_understood() -> None:
    assert pattern_of("") == ""
    assert pattern_of("vscode") == "vscode://file/{path}:{line}:{column}"
    assert pattern_of("mine://open?{path}") == "mine://open?{path}"
    assert all(pattern_of(pattern) == pattern for pattern in EDITORS.values())


@pytest.mark.parametrize(
    "words",
    [
        "vim",
        "javascript:alert('{path}')",
        "data:text/html,{path}",
        "https://evil.example/{path}",
        "mine://open",
        "mine://{path}/{secret}",
        "mine://{path} --run",
        'mine://{path}"',
    ],
)
def test_what_is_no_editor_is_refused(words: str) -> None:
    assert pattern_of(words) is None


def test_links_name_the_file_the_line_and_the_column(tmp_path: Path) -> None:
    (tmp_path / "a b#.yaml").touch()
    editor = Editor(tmp_path, "mine://x?f={path}&l={line}&c={column}")
    path = (tmp_path.as_posix() + "/a b#.yaml").replace(" ", "%20").replace("#", "%23")
    assert editor.link(Place("a b#.yaml", 3, 7)) == f"mine://x?f={path}&l=3&c=7"
    assert editor.link(Place("a b#.yaml")) == f"mine://x?f={path}&l=1&c=1"


def test_there_is_no_link_out_of_the_project(tmp_path: Path) -> None:
    editor = Editor(tmp_path / "project", "mine://{path}")
    (tmp_path / "project").mkdir()
    (tmp_path / "secret").touch()
    assert editor.link(Place("../secret")) == ""
    assert editor.link(Place("--set x=y")) == ""
    assert editor.link(Place("missing.yaml")) == ""
    assert Editor(tmp_path, "").link(Place("secret")) == ""
