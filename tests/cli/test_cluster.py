"""Building on a Dask cluster: a real scheduler and real workers, on loopback."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from distributed import Client
from PIL import Image

from briefgen import fontconfig
from briefgen.build.cluster import TOPIC
from tests.cli.cluster import cluster
from tests.cli.support import NORTH, another, briefgen, project, write

BRIEFS = 10


def county(tmp_path: Path) -> Path:
    """Ten briefs with a template of their own and a picture that lies elsewhere."""
    root = project(tmp_path / "project")
    (root / "content/shared").mkdir()
    Image.new("RGB", (30, 20), "teal").save(root / "content/shared/logo.png")
    picture = "    images: [{file: ../shared/logo.png, alt: a flag}]\n"
    for number in range(7, 6 + BRIEFS):
        another(root, f"2026-w{number:02}")
        summary = NORTH.replace("The lights stay on", f"Light number {number}") + picture
        write(root, {f"content/2026-w{number:02}/north.yaml": summary})
    write(root, {"templates/ours/template.yaml": "extends: newsletter\ntitle: {en: Ours, zh: Ours}\n",
                 "templates/ours/style.css": "h1 { color: teal }\n"})  # fmt: skip
    return root


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


@contextmanager
def killed_when_there_is_a_file(process: subprocess.Popen[str], folder: Path) -> Iterator[None]:
    def kill() -> None:
        while not list(folder.glob("*.pdf")):
            time.sleep(0.02)
        process.kill()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    yield
    killer.join(10)
    assert not killer.is_alive(), "it was killed in mid-run"


@contextmanager
def killed_at_work(process: subprocess.Popen[str], address: str) -> Iterator[None]:
    """The only worker there is so far dies as soon as it has begun to make a brief."""

    def kill() -> None:
        while doomed not in [worker for _, (_, worker) in client.get_events(TOPIC)]:
            time.sleep(0.01)
        process.kill()

    connect: Any = Client  # it has no types
    with connect(address.replace("dask", "tcp"), set_as_default=False) as client:
        (doomed,) = client.scheduler_info()["workers"]
        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        yield
        killer.join(10)
        assert not killer.is_alive(), "it was killed in mid-run"


def test_a_cluster_makes_the_same_files_though_a_worker_is_killed(tmp_path: Path) -> None:
    root = county(tmp_path)
    ours = ("-t", "ours", "--set", "accent_colour=#005f87")
    assert briefgen(root, "build", *ours, "-j", "2", "-o", str(tmp_path / "here")).code == 0
    with cluster(tmp_path) as running:
        doomed = running.add_worker()
        there = tmp_path / "there"
        with killed_at_work(doomed, running.address):
            running.add_worker()
            ran = briefgen(root, "build", *ours, "-j", running.address, "-o", str(there))
    assert ran.code == 0, ran.err
    assert doomed.wait(10) != 0
    assert f"{BRIEFS} built" in ran.err
    assert 'info[made-again]: "2026-w' in ran.err
    assert everything(there) == everything(tmp_path / "here")


def other_machine(folder: Path) -> dict[str, str]:
    """An environment in which a worker finds another WeasyPrint and but one font."""
    (folder / "site/weasyprint-99.0.dist-info").mkdir(parents=True)
    (folder / "fonts").mkdir()
    one, fonts = min(fontconfig.files()), folder / "fonts.conf"
    shutil.copy(one, folder / "fonts/same.ttf")
    fonts.write_text(f"<fontconfig><dir>{folder / 'fonts'}</dir></fontconfig>")
    return {"PYTHONPATH": str(folder / "site"), "FONTCONFIG_FILE": str(fonts)}


def test_a_cluster_that_would_make_other_files_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    with cluster(tmp_path) as running:
        alone = briefgen(root, "build", "-j", running.address)
        assert (alone.code, "error[no-workers]" in alone.err) == (3, True), alone.err
        running.add_worker()
        good = briefgen(root, "build", "-f", "json", "-j", running.address)
        assert (good.code, good.err) == (0, "")
        running.add_worker(other_machine(tmp_path))
        ran = briefgen(root, "build", "--force", "-j", running.address)
    (said,) = [line for line in ran.err.splitlines() if "error[" in line]
    assert ran.code == 3
    assert said.startswith("error[worker-differs]: the worker tcp://127.0.0.1:")
    assert f"weasyprint 99.0 ≠ {metadata.version('weasyprint')}" in said
    known = [Path(file).name for file in sorted(fontconfig.files())[1:]]
    assert any(f"− {name}" in said for name in known), "fonts that it lacks"
    assert "same.ttf" not in said, "a font of another name with the same bytes is the same font"
    assert sorted(path.name for path in (root / "output").glob("2026*")) == ["2026-w06.json"]


def test_a_build_ends_when_the_cluster_does(tmp_path: Path) -> None:
    root = county(tmp_path)
    with cluster(tmp_path) as running:
        running.add_worker()
        with killed_when_there_is_a_file(running.scheduler, root / "output"):
            ran = briefgen(root, "build", "-f", "pdf", "-j", running.address)
    assert ran.code == 3
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == ["error[cluster-lost]"]
    written = list((root / "output").glob("2026*"))
    assert 0 < len(written) < BRIEFS
    assert all(path.read_bytes().endswith(b"%%EOF\n") for path in written)


def test_without_a_scheduler_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.build.cluster.CONNECT", 0.5)
    root = project(tmp_path)
    ran = briefgen(root, "build", "-j", "dask://127.0.0.1:9")
    assert ran.code == 3
    (said,) = ran.err.splitlines()
    assert said.startswith("error[no-scheduler]: no Dask scheduler answers at dask://127.0.0.1:9")
    assert not list((root / "output").glob("2026*"))


def test_without_dask_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = briefgen(project(tmp_path), "build", "-j", "dask://127.0.0.1:9")
    assert ran.code == 3
    assert "error[no-distributed]" in ran.err
    assert 'pip install "briefgen[cluster]"' in ran.err


@pytest.mark.parametrize("jobs", ["0", "65", "two", "dask://here", "http://here:80", "dask://a:b"])
def test_what_is_no_number_and_no_address_is_told(tmp_path: Path, jobs: str) -> None:
    ran = briefgen(tmp_path, "build", "-j", jobs)
    assert (ran.code, "is no number from 1 to 64 and no address" in " ".join(ran.err.split())) == (
        2,
        True,
    )
