"""What is kept is found again, and only where nobody but the user can have written it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen import usercache

KEY = "0a" * 32


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("BRIEFGEN_CACHE", raising=False)
    return tmp_path / "briefgen"


def test_what_is_kept_is_found_again(folder: Path) -> None:
    assert usercache.find(KEY) is None
    usercache.keep(KEY, b"made")
    assert usercache.find(KEY) == b"made"
    usercache.keep(KEY, b"made anew")
    assert usercache.find(KEY) == b"made anew"
    assert [path.name for path in folder.iterdir()] == [KEY]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / KEY).stat().st_mode & 0o777 == 0o600


def _open_folder(folder: Path) -> None:
    folder.chmod(0o777)


def _open_file(folder: Path) -> None:
    (folder / KEY).chmod(0o660)


def _linked_file(folder: Path) -> None:
    (folder / KEY).rename(folder / "elsewhere")
    (folder / KEY).symlink_to("elsewhere")


def _linked_folder(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


def _cut_file(folder: Path) -> None:
    os.truncate(folder / KEY, 40)


def _changed_file(folder: Path) -> None:
    data = (folder / KEY).read_bytes()
    (folder / KEY).write_bytes(data[:-1] + b"?")


def _pipe(folder: Path) -> None:
    (folder / KEY).unlink()
    os.mkfifo(folder / KEY)


@pytest.mark.parametrize(
    "spoil",
    [
        _open_folder,
        _open_file,
        _linked_file,
        _linked_folder,
        _cut_file,
        _changed_file,
        _pipe,
    ],
)
def test_what_others_may_have_written_is_not_read(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    usercache.keep(KEY, b"some code that is long enough to be cut off")
    spoil(folder)
    assert usercache.find(KEY) is None


def test_a_file_of_somebody_else_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usercache.keep(KEY, b"made")
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    assert usercache.find(KEY) is None
    usercache.keep("0b" * 32, b"made")
    assert not (folder / ("0b" * 32)).exists()


def test_the_oldest_make_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usercache, "MOST", 3)
    keys = [f"{n:064x}" for n in range(5)]
    for age, key in enumerate(keys):
        usercache.keep(key, b"made")
        os.utime(folder / key, ns=(age, age))
    assert [key for key in keys if usercache.find(key)] == keys[2:]


@pytest.mark.parametrize(
    ("variable", "value"),
    [("BRIEFGEN_CACHE", "off"), ("BRIEFGEN_CACHE", "not/absolute"), ("XDG_CACHE_HOME", "nor/this")],
)
def test_nothing_is_kept_where_it_is_not_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    usercache.keep(KEY, b"made")
    assert usercache.find(KEY) is None
    assert not folder.exists()


def test_another_folder_may_be_chosen(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFGEN_CACHE", str(tmp_path / "own"))
    usercache.keep(KEY, b"made")
    assert (tmp_path / "own" / KEY).is_file()
    assert not folder.exists()


def test_a_machine_that_keeps_nothing_is_no_error(folder: Path) -> None:
    folder.parent.joinpath("briefgen").write_text("a file in the way")
    usercache.keep(KEY, b"made")
    assert usercache.find(KEY) is None
