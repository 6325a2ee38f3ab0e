"""Processes that are killed while they write: what is left is the old files or the new ones, and the next build mends it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefgen.build.files import locked, publish_together, settled, sweep
from briefgen.build.records import FOLDER
from briefgen.messages import Stop
from tests.cli.support import NORTH, briefgen, project, write

KILLS = int(os.environ.get("BRIEFGEN_KILLS", "0"))
"""How many random moments; 0: a few. `make faults` takes two hundred."""
NAMES = ("one.docx", "one.pdf", f"{FOLDER}/one.json")
OLD, NEW = ({name: f"{age} {name}".encode() for name in NAMES} for age in ("old", "new"))

PUBLISH = """
import os, random, signal, sys
from pathlib import Path
from briefgen.build import files
folder, at = Path(sys.argv[1]), int(sys.argv[2])
count = 0
def counted(function):
    def call(*arguments, **options):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)
    return call
if at:
    Path.open = counted(Path.open)
    Path.replace = counted(Path.replace)
    Path.unlink = counted(Path.unlink)
    os.fsync = counted(os.fsync)
names = sys.argv[3:]
print("ready", flush=True)
while True:
    for age in ("new", "old"):
        with files.locked(folder):
            files.publish_together(folder, {folder / n: f"{age} {n}".encode() for n in names}, "one")
        if at:
            sys.exit(count)
"""


def found(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the lock, by name."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def outputs(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in found(folder).items() if name in NAMES}


def publishing(folder: Path, at: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PUBLISH, str(folder), str(at), *NAMES]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def put(folder: Path, files: dict[str, bytes]) -> None:
    with locked(folder):
        publish_together(folder, {folder / name: data for name, data in files.items()}, "one")


def is_whole(folder: Path) -> bool:
    """Whether the files are the old ones or the new ones, once what a note says has been moved."""
    before = outputs(folder)
    noted = (folder / FOLDER / "one.moving").is_file()
    sweep(folder)
    after = found(folder)
    assert after in (OLD, NEW), "nothing but the files of the brief is left"
    return before == after or noted


def test_killed_at_every_step(tmp_path: Path) -> None:
    states, steps = [], 0
    while True:
        steps += 1
        put(tmp_path, OLD)
        process = publishing(tmp_path, steps)
        process.communicate(timeout=60)
        if process.returncode >= 0:
            break
        assert is_whole(tmp_path)
        states.append(found(tmp_path) == NEW)
    assert process.returncode < steps, "every step was tried"
    assert steps > 12
    # Up to some step everything is old, from there on everything is new.
    assert states == sorted(states)
    assert 0 < sum(states) < len(states)


def test_killed_at_random_moments_of_writing(tmp_path: Path) -> None:
    chance = random.Random(6)
    for _ in range(KILLS or 24):
        put(tmp_path, OLD)
        process = publishing(tmp_path, 0)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.03))
        process.kill()
        process.communicate(timeout=60)
        assert is_whole(tmp_path)


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, list[dict[str, bytes]]]:
    """A project, and the outputs of its two versions."""
    root = project(tmp_path / "p")
    versions = []
    for words in ("stay on", "go out"):
        write(root, {"content/2026-w06/north.yaml": NORTH.replace("stay on", words)})
        assert briefgen(root, "build").code == 0
        versions.append(set_of(root))
    return root, versions


def set_of(root: Path) -> dict[str, bytes]:
    folder = root / "output"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_builds_killed_at_random_moments(built: tuple[Path, list[dict[str, bytes]]]) -> None:
    root, versions = built
    chance = random.Random(7)
    new = 1
    for _ in range(KILLS or 5):
        old, new = new, 1 - new
        words = ("stay on", "go out")[new]
        write(root, {"content/2026-w06/north.yaml": NORTH.replace("stay on", words)})
        process = subprocess.Popen(
            [sys.executable, "-m", "briefgen", "-C", str(root), "build"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            process.communicate(timeout=chance.uniform(0.2, 3))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        noted = list((root / "output" / FOLDER).glob("*.moving"))
        assert set_of(root) in (versions[old], versions[new]) or noted
        ran = briefgen(root, "build")
        assert ran.code == 0
        assert set_of(root) == versions[new]
        left = sorted(path.name for path in (root / "output" / FOLDER).iterdir())
        assert left == ["2026-w06.json", "fonts", "lock", "manifests"]
        assert briefgen(root, "verify").code == 0


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_interrupted_while_moving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    put(tmp_path, OLD)
    replace, count = Path.replace, iter(range(1, 99))

    def interrupted(self: Path, target: Path) -> Path:
        if next(count) == at:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, NEW)
    assert found(tmp_path) == (OLD if at == 1 else NEW)


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize(
    "before", [OLD, {}, {"one.pdf": b"old one.pdf"}], ids=["all", "none", "one"]
)
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_move_that_is_refused_undoes_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, before: dict[str, bytes], links: bool
) -> None:
    """As when somebody has one of the files open where open files can't be replaced."""
    put(tmp_path, before)
    replace, count = Path.replace, iter(range(1, 99))

    def refused(self: Path, target: Path) -> Path:
        if next(count) == at:
            raise PermissionError(13, "", str(self), None, str(target))
        return replace(self, target)

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "")

    monkeypatch.setattr(Path, "replace", refused)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(Stop) as stopped:
        put(tmp_path, NEW)
    assert stopped.value.exit_code == 3
    (said,) = stopped.value.messages
    assert said.args["file"] == ("one.moving", *map(os.path.basename, NAMES))[at - 1]
    assert found(tmp_path) == before
    monkeypatch.undo()
    put(tmp_path, NEW)
    assert found(tmp_path) == NEW


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
at, count, replace = int(sys.argv[1]), 0, Path.replace
def killed(self, target):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = killed
from briefgen.cli import run
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.parametrize("command", ["status", "verify"])
@pytest.mark.parametrize("at", range(1, 6))
def test_who_only_looks_sees_whole_sets(tmp_path: Path, at: int, command: str) -> None:
    """Killed before the note is there, before each of two files, the record and the manifest is moved."""
    root = project(tmp_path)
    build = ["-C", str(root), "build", "-f", "html,json"]
    assert briefgen(root, *build[2:]).code == 0
    before = set_of(root)
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("stay on", "go out")})
    ran = subprocess.run([sys.executable, "-c", KILLED_BUILD, str(at), *build], check=False)
    assert ran.returncode == -9
    assert (set_of(root) == before) == (at < 3), "the rest is moved by who comes next"
    looked = briefgen(root, command)
    if command == "status":
        assert ("html (stale), json (stale)" in looked.out) == (at == 1)
        assert ("html, json" in looked.out) == (at > 1)
    else:
        assert ("error[input-changed]" in looked.out) == (at == 1)
        assert "error[output-changed]" not in looked.out
        assert looked.code == int(at == 1)
    assert (set_of(root) == before) == (at == 1)
    assert not list((root / "output" / FOLDER).glob("*.part"))


def test_who_only_looks_may_have_no_right_to_write(tmp_path: Path) -> None:
    with settled(tmp_path / "not there"):
        assert not (tmp_path / "not there").exists()
    put(tmp_path, OLD)
    (tmp_path / FOLDER / "lock").unlink()
    (tmp_path / FOLDER / "lock").mkdir()  # as good as no right, also for root
    with settled(tmp_path):
        assert outputs(tmp_path) == OLD


def test_a_note_of_somebody_else_moves_nothing_out(tmp_path: Path) -> None:
    inside = tmp_path / "output" / FOLDER
    write(inside, {"a.part": "x", "one.moving": '[["a.part", "../stolen"], ["../../x", "y"]]'})
    write(inside, {"two.moving": "no json", "three.moving": "[1]"})
    sweep(tmp_path / "output")
    assert sorted(path.name for path in tmp_path.rglob("*")) == [FOLDER, "lock", "output"]


def test_links_are_replaced_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, {"mine": "untouched"})
    folder = tmp_path / "output"
    write(folder, {"x": ""})
    (folder / "one.pdf").symlink_to(outside / "mine")
    (folder / FOLDER).mkdir()
    (folder / FOLDER / "one.docx.0.part").symlink_to(outside / "mine")
    put(folder, NEW)
    assert (outside / "mine").read_text() == "untouched"
    assert not (folder / "one.pdf").is_symlink()


@pytest.mark.parametrize("link", [FOLDER, f"{FOLDER}/manifests", f"{FOLDER}/lock"])
def test_records_that_lead_elsewhere_are_refused(tmp_path: Path, link: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "output"
    outside.mkdir()
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(outside / "made" if link.endswith("lock") else outside)
    with pytest.raises(Stop) as stopped:
        put(folder, {**NEW, f"{FOLDER}/manifests/one.json": b"new"})
    assert stopped.value.exit_code == 3
    assert list(outside.iterdir()) == []
    assert outputs(folder) == {}


def test_what_a_killed_process_left_is_moved_before_others_publish(tmp_path: Path) -> None:
    """It was killed after whoever comes now had swept: one file is moved, one is not."""
    put(tmp_path, OLD)
    part, note = (
        "one.pdf.1.part",
        '[["one.docx.0.part", "one.docx"], ["one.pdf.1.part", "one.pdf"]]',
    )
    write(tmp_path / FOLDER, {part: NEW["one.pdf"], "one.moving": note})
    write(tmp_path, {"one.docx": NEW["one.docx"]})
    put(tmp_path, {f"{FOLDER}/one.json": NEW[f"{FOLDER}/one.json"]})
    assert found(tmp_path) == NEW


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.build.files._PATIENCE", 0.1)
    sleep, naps = time.sleep, iter(range(100))
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(seconds + 0 * next(naps)))
    with locked(tmp_path), pytest.raises(Stop) as stopped, locked(tmp_path):
        pass
    assert stopped.value.messages[0].code == "output-busy"
    assert stopped.value.exit_code == 3
    with locked(tmp_path):
        pass


def test_two_builds_at_the_same_time_share_the_folder(tmp_path: Path) -> None:
    root = project(tmp_path)
    command = [sys.executable, "-m", "briefgen", "-C", str(root), "build", "--force", "-f"]
    both = [subprocess.Popen([*command, form], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for form in ("docx", "json", "docx", "html")]  # fmt: skip
    for process in both:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert sorted(set_of(root)) == ["2026-w06.docx", "2026-w06.html", "2026-w06.json"]
    again = briefgen(root, "build", "-f", "docx,html,json")
    assert again.out.count("up to date") == 3
