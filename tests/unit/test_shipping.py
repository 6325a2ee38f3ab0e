"""What travels to other machines is all that a brief needs, and what is made of it there is the same."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from distributed.scheduler import KilledWorker

from briefgen.build import cluster
from briefgen.build.facts import Facts, differences, facts
from briefgen.build.job import Job, Made, work, work_in
from briefgen.build.records import SeeingWorld
from briefgen.build.shipping import Packer, Parcel, ShippedWorld, Wanted, unpacked
from briefgen.build.workers import Died
from briefgen.fontconfig import Use
from briefgen.messages import Message, Result, Stop
from briefgen.pipeline import Choices, Output
from briefgen.world import Unreadable
from tests.briefs.built import ROOT, SAMPLES, reference
from tests.cli.support import project, write


def shipped(packer: Packer, job: Job, asked: list[tuple[str, str]]) -> Made:
    """What a machine makes that sees nothing but parcels; `asked` grows by what they lacked."""
    own = packer.tree(job.ref.folder)
    own.add(packer.common)
    names = packer.shared_by(job.ref.folder)
    while True:
        try:
            world = unpacked([*(packer.shared[name] for name in names), own], packer.day)
            return work_in(world, replace(job, root=Path()))
        except Wanted as wanted:
            asked.append((wanted.kind, wanted.path))
            own.add(packer.answer(wanted.kind, wanted.path))


@pytest.mark.parametrize("brief", SAMPLES)
def test_parcels_are_as_good_as_the_folder(brief: str) -> None:
    """The same outputs, messages and account of what was read; hardly anything is asked for."""
    job = Job(ROOT, reference(brief), ("html", "json"), Choices())
    asked: list[tuple[str, str]] = []
    packer = Packer(ROOT)
    there, here = shipped(packer, job, asked), work(job)
    assert there.outputs == here.outputs
    assert there.seen == here.seen
    assert len(asked) <= 30, asked
    again: list[tuple[str, str]] = []
    shipped(packer, job, again)
    assert again == [], "what one brief asked for, the next has"


def both(root: Path) -> tuple[SeeingWorld, ShippedWorld]:
    packer = Packer(root)
    names = packer.shared_by("content/2026-w06")
    own = packer.tree("content/2026-w06")
    return SeeingWorld(root), unpacked([*(packer.shared[each] for each in names), own], packer.day)


def look(world: SeeingWorld, question: str, path: str) -> Any:
    try:
        return getattr(world, question)(path)
    except Unreadable as problem:
        return problem.at()


@pytest.mark.parametrize("question", ["read", "is_file", "is_dir", "names"])
def test_what_is_known_is_as_on_disk(tmp_path: Path, question: str) -> None:
    root = project(tmp_path)
    write(root, {"content/2026-w06/pictures/a.png": b"a", "templates/ours/style.css": "p {}"})
    disk, parcel = both(root)
    for path in (
        "content/2026-w06/north.yaml", "content/2026-w06/none.yaml", "content/2026-w06/pictures",
        "content/2026-w06/pictures/a.png", "content/2026-w06/pictures/a.png/b", "content/2026-w06",
        "templates/ours/style.css", "templates/none/style.css", "templates",
        "briefgen:templates/base/style.css", "briefgen:templates/none",
    ):  # fmt: skip
        assert look(parcel, question, path) == look(disk, question, path), path
    assert parcel.seen == disk.seen


@pytest.mark.parametrize(
    "path",
    ["content/other/x.yaml", "../x", "/etc/passwd", "content/2026-w06/../../../x", "content/2026-w06/link",
     "content/2026-w06/folder/x", "templates/a\\b", "content/2026-w06//north.yaml"],
)  # fmt: skip
def test_what_is_not_known_is_asked_for_and_answered_as_on_disk(tmp_path: Path, path: str) -> None:
    root = project(tmp_path / "project")
    (tmp_path / "outside").mkdir()
    (tmp_path / "x").write_text("secret")
    (root / "content/2026-w06/link").symlink_to(tmp_path / "x")
    (root / "content/2026-w06/folder").symlink_to(tmp_path / "outside")
    disk, parcel = both(root)
    with pytest.raises(Wanted) as wanted:
        parcel.read(path)
    parcel.parcel.add(Packer(root).answer(wanted.value.kind, wanted.value.path))
    found = look(parcel, "read", path)
    assert found == look(disk, "read", path)
    assert isinstance(found, Message) or path.endswith("//north.yaml")
    assert b"secret" not in b"".join(parcel.parcel.files.values())


def test_the_environment_does_not_travel_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    root = project(tmp_path)
    _, parcel = both(root)
    assert parcel.today() == date(1970, 1, 2)
    assert parcel.parcel.variables == {}
    assert parcel.environment == {}
    with pytest.raises(Wanted):
        parcel.variable("SECRET")


def test_what_differs_is_named() -> None:
    here = Facts(
        {"python": "3.12.1", "weasyprint": "70.0", "old": "1"}, {"aa": "A.ttf", "bb": "B.ttf"}
    )
    there = Facts(
        {"python": "3.12.1", "weasyprint": "69.0", "new": "2"}, {"aa": "a.ttf", "cc": "B.ttf"}
    )
    assert list(differences(here, there)) == [
        "new 2 ≠ –", "old – ≠ 1", "weasyprint 69.0 ≠ 70.0", "+ B.ttf", "− B.ttf",
    ]  # fmt: skip
    assert list(differences(here, here)) == []
    office = replace(here, programs={**here.programs, "libreoffice": "7.4"})
    other = replace(here, programs={**here.programs, "libreoffice": "24.2"})
    assert list(differences(office, here)) == [], "who has no forms needs none"
    assert office.digest == here.digest
    assert list(differences(office, other)) == ["libreoffice 24.2 ≠ 7.4"]
    assert facts().programs["briefgen-files"]
    assert facts().fonts


def test_fonts_are_named_by_what_is_in_them_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may lie elsewhere; the manifest of this machine names its own."""

    def using(file: str) -> Made:
        use = Use(("Serif",), False, False, "", "", "A", file)
        return Made({"pdf": Result(Output(b"", 1, (use,))), "json": Result(Output(b""))}, {})

    sent = cluster._with_fonts(using("/there/A.ttf"), {"/there/A.ttf": "aa"})
    assert sent == using("aa")
    monkeypatch.setattr(cluster, "fonts", lambda: {"/here/A.ttf": "aa", "/here/same.ttf": "aa"})
    assert cluster._with_fonts_of_here(sent) == using("/here/A.ttf")


class Worker:
    """Where `_make` finds itself."""

    address = "tcp://10.0.0.9:1"

    def __init__(self) -> None:
        self.told: list[Any] = []

    def log_event(self, topic: str, said: Any) -> None:
        self.told.append(said)


def test_every_job_looks_where_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that came later was not asked before: it says what it is, and what it lacks."""
    worker = Worker()
    monkeypatch.setattr("distributed.get_worker", lambda: worker)
    packer = Packer(project(tmp_path))
    shared = packer.shared_by("content/2026-w06")
    job = Job(Path(), _ref(tmp_path), ("json",), Choices())
    shipment = cluster._Shipment(5, job, packer.tree(job.ref.folder), shared, packer.day, "other")
    assert isinstance(cluster._make(shipment), cluster._Other)
    monkeypatch.setattr(cluster, "_kept", {})
    mine = replace(shipment, facts=facts().digest)
    assert cluster._make(mine) == cluster._Question("", "", shared)
    assert worker.told == []
    whole = Parcel()
    for each in (mine.own, *packer.shared.values()):
        whole.add(each)
    cluster._make(replace(mine, own=whole, shared=()))
    assert worker.told == [[5, "tcp://10.0.0.9:1"]]


def _ref(root: Path) -> Any:
    from briefgen.project import open_project

    return (open_project(root).find(["2026-w06"]).value or ())[0]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (CancelledError(), "cluster-lost"),
        (ModuleNotFoundError("No module named 'briefgen'"), "cluster-failed"),
    ],
)
def test_what_dask_cannot_do_ends_the_build(tmp_path: Path, fault: Exception, code: str) -> None:
    run = cluster._Run(None, Packer(tmp_path), [])
    future: Future[Any] = Future()
    future.set_exception(fault)
    with pytest.raises(Stop) as stop:
        run._result(future)
    assert ([each.code for each in stop.value.messages], stop.value.exit_code) == ([code], 3)


def test_a_brief_that_kills_every_worker_fails_alone(tmp_path: Path) -> None:
    future: Future[Any] = Future()
    lost: Any = "tcp://10.0.0.9:1"
    future.set_exception(KilledWorker("make", lost, 3))
    assert isinstance(cluster._Run(None, Packer(tmp_path), [])._result(future), Died)


def test_a_worker_that_came_later_and_differs_ends_the_build(tmp_path: Path) -> None:
    future: Future[Any] = Future()
    here = facts()
    future.set_result(
        cluster._Other("tcp://10.0.0.9:1", replace(here, programs={**here.programs, "pydyf": "9"}))
    )
    with pytest.raises(Stop) as stop:
        cluster._Run(None, Packer(tmp_path), [])._result(future)
    (said,) = stop.value.messages
    assert said.args["worker"] == "tcp://10.0.0.9:1"
    assert said.args["found"].startswith("pydyf 9 ≠ ")
