"""The command before it serves: what it lacks, what it doesn't understand, which brief it begins with."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path

import pytest

from briefgen.preview.serving import HOST, listen
from tests.cli.support import BRIEF, FILES, briefgen, write


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "uvicorn" else plain(name)
    )
    write(tmp_path, dict(FILES))
    ran = briefgen(tmp_path, "preview", "--no-open")
    assert ran.code == 3
    assert "error[preview-missing]" in ran.err
    assert "uvicorn" in ran.err
    assert 'pip install "briefgen[preview]"' in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--editor", "vim"], 2, "vscode"),
        (["--port", "99999"], 2, "65535"),
        (["nothing"], 2, "unknown-brief"),
    ],
)
def test_what_is_not_understood_is_said(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    write(tmp_path, dict(FILES))
    ran = briefgen(tmp_path, "preview", "--no-open", *arguments)
    assert ran.code == code
    assert words in ran.err


def test_it_begins_with_the_brief_that_was_worked_on_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {**FILES, "content/2026-w07/brief.yaml": BRIEF})
    os.utime(tmp_path / "content/2026-w07/brief.yaml", (1, 1))
    began: list[str] = []
    monkeypatch.setattr(
        "briefgen.preview.run", lambda project, first, *rest: began.append(first.brief)
    )
    assert briefgen(tmp_path, "preview", "--no-open").code == 0
    assert briefgen(tmp_path, "preview", "--no-open", "2026-w07").code == 0
    assert began == ["2026-w06", "2026-w07"]


def test_only_this_machine_is_listened_to_and_a_taken_port_is_not_had_twice() -> None:
    with listen(None) as door, listen(None) as other:
        ports = [each.getsockname()[1] for each in (door, other)]
        assert len(set(ports)) == 2, "the second one takes another that is free"
        assert {each.getsockname()[0] for each in (door, other)} == {"127.0.0.1"}
        with pytest.raises(OSError):  # noqa: PT011  the system's own words
            listen(ports[0])
        with socket.create_connection((HOST, ports[0]), timeout=5):
            pass  # waits in the queue until the server is there
