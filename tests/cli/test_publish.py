from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from briefgen.build.files import publish, sweep
from briefgen.messages import Stop


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_appear_with_their_folders_and_nothing_else(tmp_path: Path) -> None:
    publish({tmp_path / "a/one": b"1", tmp_path / "a/two": b"2"})
    assert names(tmp_path / "a") == ["one", "two"]
    assert (tmp_path / "a/two").read_bytes() == b"2"


def test_the_users_mask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        publish({tmp_path / "one": b"1"})
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o640


def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    (tmp_path / "two").mkdir()
    (tmp_path / "two/inside").write_bytes(b"kept")
    with pytest.raises(Stop) as stopped:
        publish({tmp_path / "blocked/x": b"new"} | {tmp_path / "one/below": b"new"})
    assert stopped.value.exit_code == 3
    assert [said.code for said in stopped.value.messages] == ["cannot-write"]
    assert (tmp_path / "one").read_bytes() == b"old"
    assert names(tmp_path / "blocked") == []


@pytest.mark.parametrize("when", ["write", "replace"])
def test_an_interruption_leaves_the_last_good_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    (tmp_path / "one").write_bytes(b"old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    if when == "write":
        monkeypatch.setattr("briefgen.build.files.os.fsync", interrupted)
    else:
        monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish({tmp_path / "one": b"new", tmp_path / "two": b"new"})
    assert names(tmp_path) == ["one"]
    assert (tmp_path / "one").read_bytes() == b"old"


def test_sweeping_takes_only_what_was_abandoned(tmp_path: Path) -> None:
    for name, age in ((".old.pdf.1-0.part", 7200), (".new.pdf.2-0.part", 5), ("mine.part", 7200)):
        path = tmp_path / name
        path.write_bytes(b"")
        os.utime(path, (path.stat().st_atime - age, path.stat().st_mtime - age))
    sweep(tmp_path)
    assert names(tmp_path) == [".new.pdf.2-0.part", "mine.part"]
    sweep(tmp_path / "not there")
