"""200 briefs of one page, built whole, with nothing changed and with one summary changed, against bare WeasyPrint's PDFs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from tests.benchmarks.measure import cpu_and_wall
from tests.benchmarks.projects import PLAIN, headline, many, save_pages, text_of

COUNT = 200
ALL_BAR, ASKED_ALL = 0.4, 0.4
UNCHANGED_BAR, ASKED_UNCHANGED = 0.05, 0.05
CHANGED_BAR, ASKED_CHANGED = 0.05, 0.03
IMPORTS = """
import sys
from briefgen.cli import run
code = run(sys.argv[1:])
print(code, *{name.split(".")[0] for name in sys.modules})
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many(tmp_path_factory.mktemp("many"), COUNT)


def build(root: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "briefgen", "-C", str(root), "build", *options]


def test_two_hundred_briefs(project: Path, tmp_path: Path) -> None:
    pages = save_pages(project, tmp_path)
    whole = cpu_and_wall(build(project, "-j", "2", "--force"), tmp_path)
    plain = cpu_and_wall([sys.executable, "-c", PLAIN, str(tmp_path), *pages], tmp_path)
    _verify(project)
    ratio, wall = whole.cpu / plain.cpu, whole.wall / whole.cpu
    print(
        f"\n{COUNT} briefs of one page, both formats, -j 2: {ratio:.2f} of the CPU of bare WeasyPrint ({whole.cpu:.1f} s, "
        f"{plain.cpu:.1f} s, one run); bar {ALL_BAR}, asked for {ASKED_ALL}; wall time {wall:.2f} of CPU time"
    )
    assert ratio <= ALL_BAR

    unchanged = [cpu_and_wall(build(project), tmp_path).cpu for _ in range(3)]
    ratio = sorted(unchanged)[1] / whole.cpu
    print(
        f"nothing changed: {ratio:.3f} of building them; bar {UNCHANGED_BAR}, asked for {ASKED_UNCHANGED}"
    )
    assert ratio <= UNCHANGED_BAR
    command = [sys.executable, "-c", IMPORTS, "-C", str(project), "build"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    code, *loaded = ran.stdout.splitlines()[-1].split()
    assert code == "0"
    assert not {"weasyprint", "pydantic", "yaml", "jinja2"} & set(loaded)
    assert "briefgen" in loaded

    found = []
    for number in range(3):
        file = project / f"content/b{number:05}/east.yaml"
        file.write_text(
            file.read_text("utf-8").replace("会议指出", f"第{number}次会议指出"), "utf-8"
        )
        found.append(cpu_and_wall(build(project), tmp_path).cpu)
        assert f"第{number}次会议指出" in text_of(project / f"output/b{number:05}.pdf")
    ratio = sorted(found)[1] / whole.cpu
    print(
        f"one summary changed: {ratio:.3f} of building all; bar {CHANGED_BAR}, asked for {ASKED_CHANGED}"
    )
    assert ratio <= CHANGED_BAR


def _verify(project: Path) -> None:
    """Every headline stands in both files of its brief."""
    for number in range(COUNT):
        wanted = {headline(2 * number), headline(2 * number + 1)}
        file = project / f"output/b{number:05}"
        assert all(each in text_of(file.with_suffix(".pdf")) for each in wanted)
        xml = docx.Document(str(file.with_suffix(".docx"))).element.xml
        assert all(each in xml for each in wanted)


MEMORY = """
import json, sys
from pathlib import Path
from briefgen.build import Options
from briefgen.project import open_project

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
project = open_project(sys.argv[1])
refs, seen = project.find(()).value, []
for outcome in project.outcomes(refs, Options(formats=("html", "json"), jobs=2)):
    assert outcome.exit_code == 0, outcome
    seen.append(resident())
print(json.dumps(seen))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux for the memory")
def test_the_memory_of_the_parent_is_flat(tmp_path: Path) -> None:
    """Over 2,000 briefs as HTML and JSON, whose bytes pass through the parent as those of a PDF do."""
    root = many(tmp_path / "project", 2_000)
    command = [sys.executable, "-c", MEMORY, str(root)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert len(seen) == 2_000
    assert sum(1 for _ in (root / "output").glob("*.html")) == 2_000
    at, last = seen[199], seen[-1]
    print(
        f"\n2,000 briefs: the parent has {at / 1e6:.1f} MB at the 200th and {last / 1e6:.1f} MB at the last, {last / at:.2f}"
    )
    assert 0.9 <= last / at <= 1.1
