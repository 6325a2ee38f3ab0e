"""The built wheel, installed far from the repository with nothing but what it asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from tests.cli.support import NOBODY, as_nobody

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("dist"))


def build_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], capture_output=True, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and the locked runtime packages only."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home, symlinks=True)
    python = home / "bin/python"
    packages = Path(run([str(python), "-c", "import site; print(site.getsitepackages()[0])"], home))
    link_runtime_packages(packages)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    run([*pip, "--no-index", str(wheel)], home)
    return home / "bin"


def link_runtime_packages(target: Path) -> None:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        distribution = metadata.distribution(line.split("==")[0])
        # Scripts (`../../../bin/…`) stay behind.
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}
        for top in tops - {"__pycache__"}:
            (target / top).symlink_to(Path(str(distribution.locate_file(top))))


def run(command: list[str], folder: Path, *without: str) -> str:
    """What the command prints, on either stream; it sees no PYTHONPATH and none of the variables named."""
    environment = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", *without)
    }
    environment |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    finished = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stdout
    return finished.stdout.strip()


def files_under(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_code_data_templates_and_example(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for kept, inside in (
        (ROOT / "briefgen", "briefgen"),
        (ROOT / "templates", "briefgen/templates"),
        (ROOT / "content/libraries", "briefgen/example"),
    ):
        expected = {f"{inside}/{name}" for name in files_under(kept)}
        assert len(expected) > 3
        assert expected <= names
    assert "briefgen/py.typed" in names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"briefgen", f"briefgen-{metadata.version('briefgen')}.dist-info"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_installed_package_is_the_wheels(elsewhere: Path, tmp_path: Path) -> None:
    code = (
        "import briefgen, briefgen.resources as r;"
        "print(briefgen.__file__, r.builtin_templates(), r.builtin_example(), sep='\\n')"
    )
    places = run([str(elsewhere / "python"), "-c", code], tmp_path).splitlines()
    assert len(places) == 3
    for place in places:
        assert place.startswith(str(elsewhere.parent))


def test_what_only_the_tests_need_is_not_there(elsewhere: Path, tmp_path: Path) -> None:
    """So that the next test means something."""
    code = "import importlib.util as u; print(u.find_spec('pytest'), u.find_spec('hypothesis'))"
    assert run([str(elsewhere / "python"), "-c", code], tmp_path) == "None None"


def test_init_and_build_far_from_the_repository(elsewhere: Path, tmp_path: Path) -> None:
    briefgen = str(elsewhere / "briefgen")
    assert "build" in run([briefgen, "--help"], tmp_path)
    said = run([briefgen, "init", "my-bulletin"], tmp_path)
    assert said.startswith("my-bulletin/ is ready")
    project = tmp_path / "my-bulletin"
    assert run([briefgen, "check"], project) == "1 brief checked: nothing to say"
    lines = run([briefgen, "build"], project).splitlines()
    outputs = [f"output/2026-w47-libraries.{format_}" for format_ in ("pdf", "docx")]
    assert [line.split()[0] for line in lines] == outputs
    pdf, docx = (project / name for name in outputs)
    assert pdf.read_bytes().startswith(b"%PDF-1.")
    assert zipfile.is_zipfile(docx)


@pytest.fixture
def reading_only(elsewhere: Path) -> Iterator[Path]:
    """The bin folder of the installation, in which those that are not root may write nothing."""
    folders = {path: path.stat().st_mode for path in elsewhere.parent.rglob("*") if path.is_dir()}
    for path, mode in folders.items():
        path.chmod(mode & ~0o222)
    yield elsewhere
    for path, mode in folders.items():
        path.chmod(mode)


def test_a_read_only_installation_serves_a_user_without_a_home(reading_only: Path) -> None:
    """Root may write whatever the rights of a file say: there it is another user, who owns a folder for the project only."""
    nobody, python = as_nobody(), str(reading_only / "python")
    folder = Path(tempfile.mkdtemp(prefix="briefgen-"))
    try:
        if nobody:
            os.chown(folder, NOBODY, NOBODY)
        probe = "import os, briefgen; print(os.access(os.path.dirname(briefgen.__file__), os.W_OK))"
        homes = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "BRIEFGEN_CACHE")
        assert run([*nobody, python, "-c", probe], folder, *homes) == "False"
        briefgen = [*nobody, str(reading_only / "briefgen")]
        run([*briefgen, "init", "mine"], folder, *homes)
        run([*briefgen, "build"], folder / "mine", *homes)
        made = {path.suffix for path in (folder / "mine/output").iterdir() if path.is_file()}
        assert made == {".pdf", ".docx"}
        if nobody:
            assert {path.stat().st_uid for path in folder.rglob("*")} == {NOBODY}
    finally:
        shutil.rmtree(folder)


def test_the_wheel_is_the_same_each_time(wheel: Path, tmp_path: Path) -> None:
    assert build_wheel(tmp_path).read_bytes() == wheel.read_bytes()
