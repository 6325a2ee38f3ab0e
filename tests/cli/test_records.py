from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.build.machine import fingerprint
from briefgen.build.records import (
    Record,
    SeeingWorld,
    checksum,
    digest,
    is_true,
    look_again,
    read_records,
    record_file,
    write_records,
)
from briefgen.messages import Place, message
from briefgen.world import DiskWorld, Unreadable
from tests.cli.support import write


@pytest.fixture
def world(tmp_path: Path) -> SeeingWorld:
    write(tmp_path, {"content/a.yaml": "a: 1\n", "content/b/c.yaml": "c: 1\n"})
    return SeeingWorld(tmp_path, {})


def look(world: SeeingWorld) -> None:
    world.read("content/a.yaml")
    world.names("content")
    world.is_file("content/themes.yaml")
    world.is_dir("content/b")
    with pytest.raises(Unreadable):
        world.read("content/gone.yaml")


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"content/b/c.yaml": "changed"}, []),
        ({"content/a.yaml": "a: 1\n"}, []),
        ({"content/a.yaml": "a: 2\n"}, ["content/a.yaml"]),
        ({"content/themes.yaml": ""}, ["content", "content/themes.yaml"]),
        ({"content/gone.yaml": ""}, ["content", "content/gone.yaml"]),
    ],
)
def test_only_what_was_asked_for_counts(
    world: SeeingWorld, change: dict[str, str], differs: list[str]
) -> None:
    look(world)
    write(world.root, change)
    now = DiskWorld(world.root, {})
    assert (
        sorted(p for p, then in world.seen.items() if look_again(now, p, then) != then) == differs
    )


def test_the_digest_is_that_of_the_moment_of_reading(world: SeeingWorld) -> None:
    world.read("content/a.yaml")
    write(world.root, {"content/a.yaml": "saved while the build was running"})
    assert world.seen["content/a.yaml"] == "content " + digest(b"a: 1\n")


def record(world: SeeingWorld) -> Record:
    look(world)
    write(world.root, {"output/x.pdf": "PDF"})
    said = message("no-file", Place("content/x", 3, 4), file="x")
    return Record(
        "x.pdf", digest(b"PDF"), checksum(b"PDF"), 3, 4, "this machine", "", world.seen, (said,)
    )


def test_a_record_survives_its_file(world: SeeingWorld, tmp_path: Path) -> None:
    found = record(world)
    write(tmp_path, {"output/.briefgen/x.json": write_records({"pdf": found})})
    assert read_records(tmp_path / "output", "x") == {"pdf": found}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"layout": 0, "outputs": {}}',
        b'{"layout": 1, "outputs": {"pdf": {}}}',
        b"\xff",
    ],
)
def test_a_record_that_makes_no_sense_is_none(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, {".briefgen/x.json": content})
    assert record_file(tmp_path, "x").read_bytes() == content
    assert read_records(tmp_path, "x") == {}


def test_a_message_that_this_version_does_not_know_makes_the_record_void(
    world: SeeingWorld, tmp_path: Path
) -> None:
    data = write_records({"pdf": record(world)}).replace(b"no-file", b"no-such-code")
    write(tmp_path, {"output/.briefgen/x.json": data})
    assert read_records(tmp_path / "output", "x") == {}


def test_a_record_that_leads_elsewhere_is_none(world: SeeingWorld, tmp_path: Path) -> None:
    for file in ("../x.pdf", "y.pdf", "x.docx"):
        data = write_records({"pdf": replace(record(world), file=file)})
        write(tmp_path, {"output/.briefgen/x.json": data})
        assert read_records(tmp_path / "output", "x") == {}


def test_an_output_is_true_until_something_differs(world: SeeingWorld, tmp_path: Path) -> None:
    found, now, output = record(world), DiskWorld(tmp_path, {}), tmp_path / "output"
    assert is_true(found, now, "this machine", output)
    assert not is_true(found, now, "another machine", output)
    write(tmp_path, {"output/x.pdf": "edited by hand"})
    assert not is_true(found, now, "this machine", output)
    write(tmp_path, {"output/x.pdf": "PDF", "content/a.yaml": "a: 2"})
    assert not is_true(found, now, "this machine", output)


def test_who_asks_twice_sees_the_same(world: SeeingWorld) -> None:
    first = world.read("content/a.yaml")
    (world.root / "content/a.yaml").write_bytes(b"saved in between")
    assert world.read("content/a.yaml") == first
    (world.root / "content/a.yaml").unlink()
    assert world.read("content/a.yaml") == first
    assert world.is_file("content/a.yaml")
    assert world.seen["content/a.yaml"] == "content " + digest(first)
    with pytest.raises(Unreadable):
        world.read("content/a.yaml", limit=2)


@pytest.mark.parametrize("first", ["is_file", "read", "names"])
def test_what_comes_or_goes_between_two_questions_is_never_up_to_date(
    world: SeeingWorld, first: str
) -> None:
    path = "content/new"
    ask = getattr(world, first)
    if first == "read":
        with pytest.raises(Unreadable):
            ask(path)
    else:
        assert not ask(path)
    if first == "names":
        write(world.root, {f"{path}/x": ""})
        assert world.names(path) == ["x"]
    else:
        write(world.root, {path: "x"})
        assert world.read(path) == b"x"
    assert world.seen[path] == "changing"
    assert look_again(DiskWorld(world.root, {}), path, "changing") != "changing"


@pytest.mark.parametrize("what", ["XDG_DATA_HOME", "XDG_CONFIG_HOME"])
def test_the_machine_is_another_with_other_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Put in, written over so that the folder is as old as before, taken out."""
    folder = tmp_path / {"XDG_DATA_HOME": "fonts", "XDG_CONFIG_HOME": "fontconfig"}[what] / "below"
    folder.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv(what, str(tmp_path))

    def seen() -> str:
        fingerprint.cache_clear()
        return fingerprint()

    found = [seen()]
    for content in ("one", "longer"):
        (folder / "a.ttf").write_text(content)
        found.append(seen())
    os.utime(folder / "a.ttf", (1, 1))
    found.append(seen())
    (folder / "a.ttf").unlink()
    found.append(seen())
    (tmp_path / "elsewhere/a.ttf").write_text("")
    found.append(seen())
    (tmp_path / "elsewhere/a.ttf").unlink()
    os.utime(tmp_path / "elsewhere", (1, 1))
    found.append(seen())
    assert len(set(found[1:])) == len(found) - 1
    assert seen() == found[-1]
    fingerprint.cache_clear()
