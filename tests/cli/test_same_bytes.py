"""The same files give the same bytes on two machines that have nothing in common but fonts and programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.cli.support import NOBODY, another, as_nobody, briefgen, project

HERE = Path(__file__).parents[2]
FORMATS = "pdf,docx,html,json,tree"

CLOCK = """
import datetime, time
_LATER = {seconds}
for _name in ("time", "time_ns"):
    _real, _by = getattr(time, _name), _LATER * (10**9 if _name.endswith("ns") else 1)
    setattr(time, _name, lambda real=_real, by=_by: real() + by)
for _name in ("localtime", "gmtime"):
    setattr(time, _name, lambda at=None, real=getattr(time, _name): real(time.time() if at is None else at))
class date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
class datetime_(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls): return cls.utcfromtimestamp(time.time())
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
datetime.date, datetime.datetime = date, datetime_
"""
"""A clock that is wrong, in every Python process: the start file of the second machine."""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter, unlike those of pytest."""
    folder = Path(
        tempfile.mkdtemp(prefix="briefgen-", dir="/tmp" if Path("/tmp").is_dir() else None)
    )
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def sample(root: Path) -> Path:
    """Two briefs: with Chinese, pictures, a chart, a table and notes; and one in English with next to nothing."""
    shutil.copytree(HERE / "content/chongqing", root / "content/chongqing")
    shutil.copytree(HERE / "content/streets", root / "content/streets")
    shutil.rmtree(root / "content/streets/2026-w48-study-plan")
    project(root)
    return root


def build(root: Path, *before: str, jobs: int, umask: int, environment: Mapping[str, str]) -> None:
    ran = subprocess.run(
        [
            *before,
            sys.executable,
            "-m",
            "briefgen",
            "-C",
            root,
            "build",
            "-f",
            FORMATS,
            "-j",
            str(jobs),
        ],
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        umask=umask,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def digests(root: Path) -> dict[str, str]:
    """Of all files but those that belong to one machine."""
    output = root / "output"
    files = (path for path in output.rglob("*") if path.is_file())
    ours = (path for path in files if path.parent.name != ".briefgen")
    return {
        path.relative_to(output).as_posix(): sha256(path.read_bytes()).hexdigest() for path in ours
    }


def test_two_machines_worth_of_difference(place: Path) -> None:
    one, other = (
        sample(place / "a"),
        sample(place / ("工作 简报 " + "长" * 40 + "x" * 50) / "b'%41"),
    )
    start = place / "start"
    start.mkdir()
    (start / "sitecustomize.py").write_text(CLOCK.format(seconds=40_000_000))
    for path in other.rglob("*"):
        os.utime(path, (86_400 * 365, 86_400 * 365))
    build(one, jobs=1, umask=0o022, environment={
        "PYTHONPATH": str(HERE), "HOME": "/", "LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1",
    })  # fmt: skip
    before = as_nobody()
    if before:
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    build(other, *before, jobs=3, umask=0o077, environment={
        "PYTHONPATH": f"{start}{os.pathsep}{HERE}", "LC_ALL": "tr_TR.UTF-8", "LANG": "zh_CN.GB18030",
        "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0", "TMPDIR": str(place), "COLUMNS": "33",
        "USER": "somebody", "XDG_DATA_HOME": str(place / "none"),
    })  # fmt: skip
    found = digests(one)
    assert len(found) == 3 * 6, "five formats and a manifest each"
    assert digests(other) == found
    if before:
        assert (other / "output/2026-w06.pdf").stat().st_uid == NOBODY
    if not before:
        pytest.skip("the same user built both: only root may become another")


def test_the_second_clock_is_really_wrong(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CLOCK.format(seconds=40_000_000))
    script = "from datetime import *; import time; print(date.today(), datetime.now().date(), time.gmtime().tm_year)"
    days = []
    for path in ("", str(tmp_path)):
        environment = {**os.environ, "PYTHONPATH": path}
        days.append(
            subprocess.check_output([sys.executable, "-c", script], env=environment).split()
        )
    assert all(a != b for a, b in zip(*days, strict=True))


# ---- SOURCE_DATE_EPOCH ----------------------------------------------------------------------------------------------


def dates(root: Path) -> tuple[set[str], set[str]]:
    """The dates that the PDF and the Word file of the brief say of themselves."""
    with pikepdf.open(root / "output/2026-w06.pdf") as pdf:
        told = {str(pdf.docinfo[key]) for key in ("/CreationDate", "/ModDate")}
        with pdf.open_metadata() as metadata:
            told |= {metadata[key] for key in ("xmp:CreateDate", "xmp:ModifyDate")}
    core = zipfile.ZipFile(root / "output/2026-w06.docx").read("docProps/core.xml").decode()
    days = {re.sub(r"\D", "", day.removeprefix("D:"))[:8] for day in told}
    return days, set(re.findall(r"(?:created|modified)[^>]*>([\d-]+)", core))


def without_dates(data: bytes) -> bytes:
    """A PDF without what SOURCE_DATE_EPOCH may change: dates, and the identifier that every other PDF has."""
    stamp = rb"(D:|>)(20260210|19700102|2026-02-10|1970-01-02)[^)<]*|/ID \[[^]]*\]"
    with pikepdf.open(BytesIO(data)) as pdf:
        stream = BytesIO()
        pdf.save(
            stream, static_id=True, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable
        )
    return re.sub(stamp, b"", stream.getvalue())


def test_source_date_epoch_is_the_day_on_which_files_say_that_they_were_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    root = project(tmp_path)
    assert briefgen(root, "build", "-f", FORMATS).code == 0
    assert dates(root) == ({"20260210"}, {"2026-02-10"}), "the brief's own date"
    before = {path.suffix: path.read_bytes() for path in (root / "output").glob("2026-w06.*")}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    ran = briefgen(root, "build", "-f", FORMATS)
    assert dates(root) == ({"19700102"}, {"1970-01-02"})
    after = {path.suffix: path.read_bytes() for path in (root / "output").glob("2026-w06.*")}
    same = {suffix for suffix in before if before[suffix] == after[suffix]}
    assert same == {".html", ".json"}, "what the page says is the brief's"
    assert without_dates(before[".pdf"]) == without_dates(after[".pdf"])
    assert before[".txt"].replace(b"2026-02-10", b"1970-01-02") == after[".txt"]
    # It is one of the things that a build depends on, and that it accounts for.
    assert "up to date" in briefgen(root, "build", "-f", FORMATS).out
    assert ran.code == briefgen(root, "verify").code == 0
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert "SOURCE_DATE_EPOCH" in briefgen(root, "verify").out
    assert briefgen(root, "build", "-f", FORMATS).code == 0
    assert {
        path.suffix: path.read_bytes() for path in (root / "output").glob("2026-w06.*")
    } == before


@pytest.mark.parametrize("value", ["yesterday", "9" * 30, "-" + "9" * 30, "1e9"])
def test_a_source_date_epoch_that_is_no_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    root = project(tmp_path)
    another(root, "2026-w07")
    ran = briefgen(root, "build", "-f", "tree")
    assert ran.code == 2
    assert ran.err.count("error[bad-epoch]") >= 1
    assert "Traceback" not in ran.err
