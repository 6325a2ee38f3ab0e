"""What the machine does to a build: the right message, the right exit code, and nothing half written."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import briefgen.build as building
from briefgen import pipeline
from briefgen.build.machine import fingerprint
from briefgen.build.workers import Died
from briefgen.pipeline import make
from tests.cli.support import BRIEF, NORTH, another, briefgen, project, write

HERE = Path(__file__).parents[2]
DAC_OVERRIDE, DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24  # capability.h, prctl.h


def as_anybody() -> None:
    """Take from root the right to overrule the permissions of files; others never had it."""
    if os.geteuid() == 0:
        for right in (DAC_OVERRIDE, DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)


def run(
    root: Path,
    *arguments: str,
    environment: Mapping[str, str | None] = os.environ,
    before: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own; variables that are None are not set."""
    variables = {
        **os.environ,
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-m", "briefgen", *arguments],
        cwd=root,
        env={name: value for name, value in variables.items() if value is not None},
        preexec_fn=before,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "output").iterdir() if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path)


def test_one_bad_brief_of_fifty_stops_neither_the_others_nor_the_summary(root: Path) -> None:
    for number in range(49):
        another(root, f"2026-x{number:02}", BRIEF.replace("expects: all", "expects: al") if number == 20 else BRIEF)  # fmt: skip
    ran = briefgen(root, "build", "-f", "json", "-j", "1")
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("49 built, 1 failed")
    assert len(contents(root)) == 49
    assert "2026-x20.json" not in contents(root)


def test_a_file_that_cannot_be_written_stops_no_other_brief(root: Path) -> None:
    another(root, "2026-w07")
    (root / "output/2026-w06.json").mkdir(parents=True)
    ran = briefgen(root, "build", "-f", "json", "-j", "1")
    assert ran.code == 3
    assert "output/2026-w06.json: error[cannot-write]" in ran.err
    assert ran.err.splitlines()[-1].startswith("1 built, 1 failed")
    assert list(contents(root)) == ["2026-w07.json"]


def test_an_error_in_briefgen_stops_no_other_brief(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(root, "2026-w07")

    def faulty(world: Any, ref: Any, *more: Any) -> object:
        return 1 / 0 if ref.id == "2026-w06" else make(world, ref, *more)

    monkeypatch.setattr("briefgen.build.job.make", faulty)
    ran = briefgen(root, "build", "-f", "json", "-j", "1")
    assert ran.code == 1
    assert "error[internal]" in ran.err
    assert ran.err.splitlines()[-1].startswith("1 built, 1 failed")
    assert list(contents(root)) == ["2026-w07.json"]


def test_a_full_disk_leaves_the_last_good_files(root: Path) -> None:
    assert run(root, "build").returncode == 0
    before = contents(root)
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("Late", "Later")})

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    ran = run(root, "build", before=full)
    assert ran.returncode == 3
    assert "error[cannot-write]" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert contents(root) == before
    assert not list((root / "output/.briefgen").glob("*.part"))
    assert run(root, "build").returncode == 0
    assert contents(root) != before


def test_an_output_folder_that_is_read_only(root: Path) -> None:
    write(root, {"output/other": ""})
    (root / "output").chmod(0o555)
    ran = run(root, "build", "-f", "json", before=as_anybody)
    assert ran.returncode == 3
    assert "error[cannot-write]" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(contents(root)) == ["other"]
    # Who only looks needs no right to write.
    (root / "output").chmod(0o755)
    assert run(root, "build", "-f", "json").returncode == 0
    folders = (root / "output/.briefgen", root / "output")
    for folder in folders:
        folder.chmod(0o555)
    (root / "output/.briefgen/lock").chmod(0o444)
    ran = run(root, "build", "-f", "json", before=as_anybody)
    for folder in folders:
        folder.chmod(0o755)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "up to date" in ran.stdout


def test_a_file_that_may_not_be_read(root: Path) -> None:
    (root / "content/2026-w06/north.yaml").chmod(0)
    ran = run(root, "check", before=as_anybody)
    assert ran.returncode == 1
    assert "content/2026-w06/north.yaml: error[no-permission]" in ran.stderr + ran.stdout


def test_a_file_that_goes_while_it_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(path: str, *arguments: Any, **more: Any) -> object:
        if path.endswith("north.yaml"):
            Path(path).unlink()
        return open(path, *arguments, **more)  # noqa: PTH123  as it came

    monkeypatch.setattr("briefgen.world.open", gone, raising=False)
    ran = briefgen(root, "build", "-f", "json")
    assert ran.code == 1
    assert "north.yaml: error[no-file]" in ran.err
    assert not (root / "output/2026-w06.json").exists()


def test_a_file_that_changes_while_it_is_built_is_built_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(*arguments: object) -> object:
        made = make(*arguments)  # type: ignore[arg-type]  # passed on as they came
        write(root, {"content/2026-w06/north.yaml": NORTH.replace("Late", "Later")})
        return made

    monkeypatch.setattr("briefgen.build.job.make", changing)
    assert briefgen(root, "build", "-f", "json").code == 0
    monkeypatch.undo()
    assert b"Late opening" in contents(root)["2026-w06.json"]
    assert briefgen(root, "build", "-f", "json").code == 0
    assert b"Later opening" in contents(root)["2026-w06.json"]


@pytest.mark.parametrize("how", ["changed", "deleted"])
def test_a_file_that_is_asked_for_twice_is_the_same_both_times(
    root: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """The page is made from it, and the PDF carries it."""
    real, path = pipeline.style, root / "content/2026-w06/north.yaml"

    def meanwhile(*arguments: Any, **more: Any) -> object:
        path.write_text(NORTH.replace("Late", "Later")) if how == "changed" else path.unlink()
        return real(*arguments, **more)

    monkeypatch.setattr(pipeline, "style", meanwhile)
    ran = briefgen(root, "build", "-f", "pdf")
    assert (ran.code, ran.err) == (0, "")
    with pikepdf.open(root / "output/2026-w06.pdf") as pdf:
        attached = pdf.attachments["2026-w06/north.yaml"].get_file().read_bytes()
    assert attached == NORTH.encode()
    monkeypatch.undo()
    assert "up to date" not in briefgen(root, "build", "-f", "pdf").out


@pytest.mark.parametrize(
    "fault",
    [
        MemoryError(),
        OSError(12, "Cannot allocate memory"),
        OSError(12, ""),
        ImportError("libx.so: failed to map segment from shared object"),
    ],
)
def test_out_of_memory_is_the_machines_fault(
    root: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr("briefgen.build.job.make", raising(fault))
    ran = briefgen(root, "build", "-f", "json")
    assert ran.code == 3
    assert ran.err.startswith('error[no-memory]: there was not enough memory for "2026-w06"')


@pytest.mark.parametrize(
    "where",
    [
        "weasyprint.document.Document._build_layout_context",
        "jinja2.environment.Template.render",
    ],
)
def test_out_of_memory_is_no_fault_of_the_template(
    root: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Where whatever comes up is taken for one."""
    monkeypatch.setattr(where, raising(MemoryError()))
    ran = briefgen(root, "build", "-f", "pdf")
    assert (ran.code, ran.err.partition("]")[0]) == (3, "error[no-memory")


def raising(fault: Exception) -> Callable[..., None]:
    def function(*_: object, **__: object) -> None:
        raise fault

    return function


def test_out_of_memory_for_the_message_itself(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("briefgen.project.Project.find", raising(MemoryError()))
    monkeypatch.setattr("briefgen.cli.terminal.Terminal.show", raising(MemoryError()))
    assert briefgen(root, "build").code == 3
    assert capfd.readouterr().err == "error[no-memory]: there was not enough memory\n"


def test_a_command_that_builds_nothing_runs_out_of_memory(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.project.Project.find", raising(MemoryError()))
    ran = briefgen(root, "check")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith('error[no-memory]: there was not enough memory for "check"')


PLANTED = """
import multiprocessing, os, signal, sys
def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith("2026-w08/north.yaml") and multiprocessing.parent_process():
        {what}
sys.addaudithook(watch)
"""
"""What happens to the worker that opens a certain file: the start file of every process."""


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "worker-died"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "worker-died"),
        ("os._exit(0)", "worker-died"),
        ("raise MemoryError", "no-memory"),
    ],
)
def test_a_worker_that_comes_to_an_end_takes_only_its_brief_with_it(
    root: Path, tmp_path: Path, what: str, said: str
) -> None:
    """The kernel takes it for want of memory, a library crashes, memory is out: nothing hangs."""
    for number in (5, 7, 8, 9):
        another(root, f"2026-w0{number}")
    write(tmp_path / "start", {"sitecustomize.py": PLANTED.format(what=what)})
    environment = {"PYTHONPATH": f"{tmp_path / 'start'}{os.pathsep}{HERE}"}
    ran = run(root, "build", "-f", "json", "-j", "2", environment=environment)
    assert ran.returncode == 3
    assert [line.split(":")[0] for line in ran.stderr.splitlines() if "error" in line] == [
        f"error[{said}]"
    ]
    assert '"2026-w08"' in ran.stderr
    assert ran.stderr.splitlines()[-1] == "4 built, 1 failed", ran.stderr
    assert sorted(contents(root)) == [f"2026-w0{number}.json" for number in (5, 6, 7, 9)]
    again = run(root, "build", "-f", "json")
    assert (again.returncode, again.stderr.splitlines()[-1]) == (0, "1 built, 4 up to date")


def test_a_build_that_is_killed_leaves_no_process(root: Path) -> None:
    for number in range(9):
        another(root, f"2026-x{number}")
    process = subprocess.Popen(
        [sys.executable, "-m", "briefgen", "-C", root, "build", "-f", "pdf", "-j", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # one file is there, and the workers are at the next
    assert len(session(process.pid)) >= 4
    process.kill()
    process.wait()
    process.stdout.close()  # not read to its end: who is left would hold it open
    until = time.monotonic() + 30
    while left := session(process.pid):
        if time.monotonic() > until:
            for each in left:
                os.kill(each, signal.SIGKILL)
            pytest.fail("its helpers wait for ever")
        time.sleep(0.1)


def session(number: int) -> list[int]:
    """The processes of a session that are still at work."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, belongs = path.read_text().rpartition(")")[2].split()[:4]
            if int(belongs) == number and state != "Z":
                found.append(int(path.parent.name))
    return found


@pytest.mark.parametrize("megabytes", [45, 90, 120, 160])
def test_memory_that_is_really_out(root: Path, megabytes: int) -> None:
    """Wherever it strikes, also in a library, whole files are there or none, and a message says which are missing."""
    another(root, "2026-w07")

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))

    ran = run(root, "build", "-j", "2", before=little)
    made = list(contents(root)) if (root / "output").is_dir() else []
    assert ran.returncode in {0, 3}
    assert "Traceback" not in ran.stderr
    assert len(made) in {0, 2, 4}
    assert (len(made) == 4) == (ran.returncode == 0)
    assert ("error[" in ran.stderr) == (ran.returncode != 0)


def test_a_worker_that_dies_is_told_and_the_others_go_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(root, "2026-w07")

    def dying(
        work: Callable[[object], object], tasks: list[object], *_: object, **__: object
    ) -> Iterator[object]:
        yield Died()
        yield from map(work, tasks[1:])

    monkeypatch.setattr(building, "work_through", dying)
    ran = briefgen(root, "build", "-f", "json")
    assert ran.code == 3
    assert "error[worker-died]" in ran.err
    assert ran.err.splitlines()[-1].startswith("1 built, 1 failed")
    assert list(contents(root)) == ["2026-w07.json"]


def test_a_clock_that_was_set_back_hides_no_change(root: Path) -> None:
    assert briefgen(root, "build", "-f", "json").code == 0
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("Late", "Later")})
    os.utime(root / "content/2026-w06/north.yaml", (0, 0))
    for path in (root / "output").rglob("*"):
        os.utime(path, (4e9, 4e9))
    assert briefgen(root, "build", "-f", "json").code == 0
    assert b"Later opening" in contents(root)["2026-w06.json"]
    assert briefgen(root, "build", "-f", "json").out.rstrip().endswith("up to date")
    # Nor does a file of the age and the size of the one before.
    file = root / "content/2026-w06/north.yaml"
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("Late", "Cater")})
    os.utime(file, (0, 0))
    assert briefgen(root, "build", "-f", "json").code == 0
    assert b"Cater opening" in contents(root)["2026-w06.json"]


def test_without_a_home(root: Path) -> None:
    no_home = {"HOME": None, "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None, "USER": None}
    ran = run(root, "build", environment=no_home)
    assert ran.returncode == 0, ran.stderr
    assert sorted(contents(root)) == ["2026-w06.docx", "2026-w06.pdf"]


def test_a_user_without_a_name(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    fingerprint.cache_clear()
    assert briefgen(root, "build", "-f", "json").code == 0
    fingerprint.cache_clear()


@pytest.mark.parametrize(
    "name", ["C", "POSIX", "tr_TR.UTF-8", "zh_CN.GB18030", "xx_YY.nonsense", ""]
)
def test_odd_locales(root: Path, name: str) -> None:
    write(root, {"content/2026-w06/south.yaml": "organisation: south\nheadlin: 标题\n"})
    locale = {"LC_ALL": name, "LANG": name, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = run(root, "--lang", "zh", "build", "-f", "json", environment=locale)
    assert ran.returncode == 1
    assert "south.yaml:2:1: " in ran.stderr
    assert "Traceback" not in ran.stderr
    if name in ("POSIX", "xx_YY.nonsense"):  # on standard output Python is stricter
        ran = run(root, "--lang", "zh", "check", environment=locale)
        assert (ran.returncode, "south.yaml:2:1: " in ran.stdout) == (1, True), ran.stderr
    write(
        root,
        {
            "content/2026-w06/south.yaml": "organisation: south\nheadline: 标题\nactivities: [{title: 会}]\n"
        },
    )
    assert run(root, "build", "-f", "json", environment=locale).returncode == 0
    assert "标题".encode() in contents(root)["2026-w06.json"]


@pytest.mark.parametrize(
    "name", ["with some spaces", "工作简报 汇编", "x" * 200, "a'b\"c$d`e;f", "%41#?"]
)
def test_odd_paths(tmp_path: Path, name: str) -> None:
    folder = project(tmp_path / name)
    ran = run(folder, "build")
    assert (ran.returncode, ran.stderr.count("error")) == (0, 0), ran.stderr
    assert sorted(contents(folder)) == ["2026-w06.docx", "2026-w06.pdf"]


def test_nothing_is_written_into_the_installation(root: Path) -> None:
    package = HERE / "briefgen"

    def stamps() -> dict[str, int]:
        own = (path for path in package.rglob("*") if "__pycache__" not in path.parts)
        return {str(path): path.stat().st_mtime_ns for path in own}

    before = stamps()
    assert run(root, "build", "-f", "pdf,docx,html,json,tree").returncode == 0
    assert run(root, "check").returncode == 0
    assert stamps() == before


@pytest.mark.parametrize(
    "name", ["../x", "..", "con", "nul.txt", "-rf", "a/b", "a:b", "a\u200bb", "a ", "x" * 201]
)
def test_names_of_briefs_that_no_file_may_have(root: Path, name: str) -> None:
    ran = briefgen(root, "new", "--from", "2026-w06", "--", name)
    assert ran.code in (1, 2)
    assert sorted(path.name for path in (root / "content").iterdir()) == [
        "2026-w06",
        "organisations.yaml",
    ]


@pytest.mark.parametrize(
    "name", ["con", "nul", "lpt1", "-x", "../x", "a/b", "а", "ｎorth", "no\u200brth", "nor\u00adth"]
)
def test_ids_of_organisations_that_no_file_may_have(root: Path, name: str) -> None:
    registry = f"organisations:\n  - {{id: {name!r}, name: A}}\n  - {{id: north, name: N}}\n  - {{id: south, name: S}}\n"
    write(root, {"content/organisations.yaml": registry})
    ran = briefgen(root, "check")
    assert ran.code == 1
    assert "organisations.yaml:2:10: error[" in ran.out + ran.err
