"""The door to the disk: nothing outside the project comes through it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefgen.world import DiskWorld, Unreadable


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").write_text("secret")
    root = tmp_path / "project"
    (root / "content").mkdir(parents=True)
    (root / "content/mine").write_text("mine")
    (root / "content/file").symlink_to(tmp_path / "outside/secret")
    (root / "content/folder").symlink_to(tmp_path / "outside")
    (root / "content/round").symlink_to(root / "content/round")
    (root / "content/within").symlink_to(root / "content/mine")
    return root


@pytest.mark.parametrize(
    "path",
    [
        "content/file",
        "content/folder/secret",
        "../outside/secret",
        "content/../../outside/secret",
        "/etc/passwd",
        "briefgen:../pyproject.toml",
        "briefgen:templates/../../pyproject.toml",
        "content\\mine",
        "content/mine\0",
    ],
)
@pytest.mark.parametrize("quick", [False, True])
def test_what_lies_outside_is_refused(root: Path, path: str, quick: bool) -> None:
    world = DiskWorld(root, {}, plain=set() if quick else None)
    assert world.read("content/mine") == b"mine"
    with pytest.raises(Unreadable) as caught:
        world.read(path)
    assert caught.value.code == "outside-project"
    assert not world.is_file(path)


def test_a_whole_path_is_refused_wherever_it_leads(root: Path) -> None:
    """It would be right on one machine only."""
    with pytest.raises(Unreadable) as caught:
        DiskWorld(root, {}).read(str(root / "content/mine"))
    assert caught.value.code == "outside-project"


def test_a_link_in_a_circle_is_a_file_that_is_not_there(root: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        DiskWorld(root, {}).read("content/round")
    assert caught.value.code in {"no-file", "io-error", "outside-project"}


def test_of_a_huge_file_no_more_is_read_than_may_be(root: Path) -> None:
    """A terabyte of nothing, which takes no room on the disk, but would in memory."""
    (root / "content/huge").touch()
    os.truncate(root / "content/huge", 10**12)
    with pytest.raises(Unreadable) as caught:
        DiskWorld(root, {}).read("content/huge")
    assert caught.value.code == "too-large"


def test_links_within_the_project_are_followed(root: Path) -> None:
    assert DiskWorld(root, {}).read("content/within") == b"mine"
