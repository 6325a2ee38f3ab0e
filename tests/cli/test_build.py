from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import briefgen
from briefgen import build as building
from briefgen.cli import run
from briefgen.messages import Message, Result, Stop, message
from briefgen.pipeline import Output
from tests.cli.support import BRIEF, NORTH, SOUTH, another, project, write
from tests.cli.support import briefgen as command


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path)


# ---- what is printed and written ------------------------------------------------------------------------------------


def test_a_line_for_each_file_and_nothing_else(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    ran = command(root, "build")
    assert ran.code == 0
    assert ran.err == ""
    pdf, docx = ran.out.splitlines()
    size = (root / "output/2026-w06.pdf").stat().st_size
    assert pdf == f"output/2026-w06.pdf  1 page, {round(size / 1000)} KB"
    assert docx.startswith("output/2026-w06.docx  ")
    assert names(root / "output") == ["2026-w06.docx", "2026-w06.pdf"]


def test_every_format(root: Path) -> None:
    ran = command(root, "build", "-f", "pdf,docx", "-f", "html,json, tree")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 5
    found = contents(root / "output")
    assert found["2026-w06.pdf"].startswith(b"%PDF-")
    assert found["2026-w06.docx"].startswith(b"PK")
    assert b"<style>" in found["2026-w06.html"]
    assert json.loads(found["2026-w06.json"])["title"] == "2 libraries report"
    assert found["2026-w06.tree.txt"].startswith(b'document "2 libraries report" en pages=1\n')


def test_the_same_bytes_every_time(root: Path, tmp_path: Path) -> None:
    formats = "pdf,docx,html,json,tree"
    assert command(root, "build", "-f", formats, "-o", "one").code == 0
    assert command(root, "build", "-f", formats, "-o", "two").code == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_template_a_parameter_and_a_folder_of_ones_own(root: Path) -> None:
    ran = command(
        root, "build", "-t", "bulletin", "--set", "contents=yes", "-f", "html", "-o", "a/b"
    )
    assert ran.code == 0
    assert names(root / "a/b") == ["2026-w06.html"]
    other = command(root, "build", "-t", "bulletin", "-f", "html", "-o", "c")
    assert other.code == 0
    assert contents(root / "a/b") != contents(root / "c")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-t", "buletin"], 'error[no-template]: no template "buletin"'),
        (["--set", "contens=yes"], "--set contens=yes: error[unknown-parameter]"),
    ],
)
def test_a_wrong_template_or_parameter(root: Path, arguments: list[str], said: str) -> None:
    ran = command(root, "build", "-f", "html", *arguments)
    assert ran.code == 1
    assert ran.out == ""
    assert said in ran.err
    assert "did you mean" in ran.err


def test_several_briefs_are_summed_up(root: Path) -> None:
    another(root, "2026-w05")
    another(root, "2026-w07", BRIEF.replace("language: en", "language: fr"))
    ran = command(root, "build", "-f", "json")
    assert ran.code == 1
    assert [line.split()[0].rpartition("/")[2] for line in ran.out.splitlines()] == [
        "2026-w05.json",
        "2026-w06.json",
    ]
    assert ran.err.splitlines()[-1] == "2 built, 1 failed"
    assert "2026-w07/brief.yaml:3:11: error[" in ran.err
    again = command(root, "build", "-f", "json")
    assert again.err.splitlines()[-1] == "2 up to date, 1 failed"


def test_messages_in_chinese(root: Path) -> None:
    err = io.StringIO()
    with redirect_stderr(err):
        assert run(["--lang", "zh", "-C", str(root), "build", "2026-w60"]) == 2
    assert (
        err.getvalue()
        == "error[unknown-brief]: content/ 下没有简报“2026-w60”；是不是“2026-w06”？\n"
    )


# ---- which briefs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "2026-w06",
        "content/2026-w06",
        "content/2026-w06/",
        "content/2026-w06/north.yaml",
        "./content",
        ".",
    ],
)
def test_a_brief_is_a_name_or_a_path(root: Path, name: str) -> None:
    assert command(root, "build", "-f", "json", name).code == 0
    assert names(root / "output") == ["2026-w06.json"]


def test_from_inside_a_brief(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another(root, "2026-w05")
    monkeypatch.chdir(root / "content/2026-w06")
    ran = command(Path(), "build", "-f", "json", ".")
    assert ran.out.startswith("../../output/2026-w06.json  ")
    assert names(root / "output") == ["2026-w06.json"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "2026-w60",
            'error[unknown-brief]: no brief "2026-w60" under content/; did you mean "2026-w06"?\n',
        ),
        ("/etc", 'error[unknown-brief]: no brief "/etc" under content/\n'),
        ("x" * 5000, "error[unknown-brief]"),
        ("nul\0", "error[unknown-brief]"),
    ],
)
def test_an_unknown_brief(root: Path, name: str, said: str) -> None:
    ran = command(root, "build", name)
    assert ran.code == 2
    assert said in ran.err
    assert not (root / "output").exists()


def test_outside_of_any_project(tmp_path: Path) -> None:
    ran = command(tmp_path, "build")
    assert ran.code == 2
    assert ran.err.startswith("error[no-project]: ")
    assert command(tmp_path / "gone", "build").err.startswith("error[no-folder]: ")


def test_a_project_without_briefs(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    ran = command(tmp_path, "build")
    assert ran.code == 1
    assert ran.err.startswith("error[no-briefs]: ")


# ---- only what is stale ---------------------------------------------------------------------------------------------


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.is_file()}


def rebuilt(root: Path, *arguments: str) -> list[str]:
    """The files that a build writes anew."""
    before = stamps(root / "output")
    ran = command(root, "build", "-f", "json,html", *arguments)
    assert ran.code == 0, ran.err
    after = stamps(root / "output")
    fresh = [
        line.split()[0].rpartition("/")[2]
        for line in ran.out.splitlines()
        if "up to date" not in line
    ]
    assert sorted(fresh) == sorted(name for name in after if before.get(name) != after[name])
    return sorted(fresh)


def test_nothing_changed_nothing_built(root: Path) -> None:
    assert command(root, "build", "-f", "json,html").code == 0
    assert rebuilt(root) == []


@pytest.mark.parametrize(
    "change",
    [
        {"content/2026-w06/north.yaml": NORTH.replace("nine", "ten")},
        {"content/2026-w06/west.yaml": NORTH.replace("organisation: north", "organisation: west")},
        {
            "content/organisations.yaml": "organisations:\n- {id: north, name: N}\n- {id: south, name: S}\n"
        },
        {"content/themes.yaml": "themes: [{id: study, label: Study}]\n"},
        {"output/2026-w06.json": "edited by hand", "output/2026-w06.html": "edited by hand"},
        {"output/.briefgen/2026-w06.json": "not JSON"},
    ],
)
def test_a_change_is_built(root: Path, change: dict[str, str]) -> None:
    assert command(root, "build", "-f", "json,html").code == 0
    write(root, change)
    assert rebuilt(root) == ["2026-w06.html", "2026-w06.json"]
    assert rebuilt(root) == []


def test_a_template_of_the_project_is_noticed(root: Path) -> None:
    assert command(root, "build", "-f", "json,html").code == 0
    write(root, {"templates/newsletter/template.yaml": "extends: newsletter\n"})
    write(root, {"templates/newsletter/style.css": "p { color: red }\n"})
    assert rebuilt(root) == ["2026-w06.html", "2026-w06.json"]
    write(root, {"templates/newsletter/style.css": "p { color: blue }\n"})
    assert rebuilt(root) == ["2026-w06.html", "2026-w06.json"]
    assert rebuilt(root) == []


def test_another_brief_changes_nothing(root: Path) -> None:
    assert command(root, "build", "-f", "json,html").code == 0
    another(root, "2026-w07")
    assert rebuilt(root) == ["2026-w07.html", "2026-w07.json"]


def test_other_choices_another_machine_and_force(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command(root, "build", "-f", "json,html").code == 0
    assert rebuilt(root, "--set", "contents=yes") == ["2026-w06.html", "2026-w06.json"]
    assert rebuilt(root, "--set", "contents=yes") == []
    assert rebuilt(root, "--force", "--set", "contents=yes") == ["2026-w06.html", "2026-w06.json"]
    monkeypatch.setattr(building, "fingerprint", lambda: "other fonts")
    assert rebuilt(root, "--set", "contents=yes") == ["2026-w06.html", "2026-w06.json"]


def test_a_pdf_without_attachments_is_another_pdf(root: Path) -> None:
    assert command(root, "build", "-f", "pdf").code == 0
    with pikepdf.open(root / "output/2026-w06.pdf") as pdf:
        assert "2026-w06/brief.yaml" in pdf.attachments
    assert command(root, "build", "-f", "pdf", "--no-attach").code == 0
    with pikepdf.open(root / "output/2026-w06.pdf") as pdf:
        assert list(pdf.attachments) == []
    assert "up to date" in command(root, "build", "-f", "pdf", "--no-attach").out


def test_formats_are_remembered_one_by_one(root: Path) -> None:
    assert command(root, "build", "-f", "json").code == 0
    assert rebuilt(root) == ["2026-w06.html"]


def test_warnings_of_what_is_up_to_date_are_shown_again(root: Path) -> None:
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("02-03", "01-03")})
    first = command(root, "build", "-f", "json")
    second = command(root, "build", "-f", "json")
    assert "up to date" in second.out
    assert "north.yaml:6:11: warning[date-outside-period]" in first.err
    assert first.err == second.err
    assert (first.code, second.code) == (0, 0)
    assert command(root, "build", "-f", "json", "--strict").code == 1


def test_what_people_wrote_into_a_word_file_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert command(root, "build").code == 0
    assert command(root, "build", "--force").err == ""
    for edition in (b"edited", b"edited again"):
        write(root, {"output/2026-w06.docx": edition, "output/2026-w06.pdf": edition})
        assert command(root, "build").code == 0
    said = command(root, "build", "--force").err
    assert said == ""
    found = contents(root / "output")
    assert sorted(found) == [
        "2026-w06.docx",
        "2026-w06.edited-1.docx",
        "2026-w06.edited-2.docx",
        "2026-w06.pdf",
    ]
    assert found["2026-w06.edited-1.docx"] == b"edited"
    assert found["2026-w06.edited-2.docx"] == b"edited again"
    assert found["2026-w06.docx"].startswith(b"PK")
    write(root, {"output/2026-w06.docx": b"edited a third time"})
    assert command(root, "build", "--strict").err.startswith(
        "output/2026-w06.edited-3.docx: info[edited-kept]: "
    )


# ---- what goes wrong ------------------------------------------------------------------------------------------------


def test_an_error_keeps_the_last_good_files(root: Path) -> None:
    assert command(root, "build", "-f", "json").code == 0
    before = contents(root / "output")
    write(
        root,
        {"content/2026-w06/south.yaml": SOUTH.replace("organisation: south", "organisation: soth")},
    )
    ran = command(root, "build", "-f", "json")
    assert ran.code == 1
    assert ran.out == ""
    assert 'did you mean "south"' in ran.err
    assert contents(root / "output") == before


def test_strict_writes_nothing_that_has_a_warning(root: Path) -> None:
    write(root, {"content/2026-w06/north.yaml": NORTH.replace("02-03", "01-03")})
    ran = command(root, "build", "-f", "json", "--strict")
    assert ran.code == 1
    assert ran.out == ""
    assert not (root / "output").exists()


def test_a_fault_of_ours_is_one_line_and_a_file(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(root, "2026-w07")

    def faulty(_world: object, ref: Any, *_: object) -> dict[str, Result[Output]]:
        if ref.id == "2026-w06":
            raise ZeroDivisionError("a fault")
        return {"json": Result(Output(b"{}"))}

    monkeypatch.setattr("briefgen.build.job.make", faulty)
    ran = command(root, "build", "-f", "json")
    assert ran.code == 1
    assert ran.err.count("error[internal]") == 1
    assert "Traceback" not in ran.err
    assert "1 built, 1 failed" in ran.err
    assert "ZeroDivisionError: a fault" in (root / "output/.briefgen/2026-w06.log").read_text()
    monkeypatch.setenv("BRIEFGEN_DEBUG", "1")
    assert "Traceback" in command(root, "build", "-f", "json").err


def test_a_fault_outside_of_any_brief(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("briefgen.project.Project.find", faulty)
    ran = command(root, "build")
    assert ran.code == 1
    assert ran.err.startswith(
        'error[internal]: briefgen itself failed in "build" (ZeroDivisionError: a fault)'
    )
    assert len(ran.err.splitlines()) == 1


def test_a_stage_that_stops(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopping(*_: object) -> None:
        raise Stop(message("no-library", name="Pango", package="libpango"), exit_code=3)

    monkeypatch.setattr("briefgen.build.job.make", stopping)
    ran = command(root, "build", "-f", "json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("error[no-library]: the library Pango")


def test_a_missing_library_is_said_before_anything_is_imported(root: Path) -> None:
    script = f"""
import sys
from dataclasses import replace
from briefgen import doctor
doctor.LIBRARIES = tuple(replace(each, files=("libnowhere.so.9",)) for each in doctor.LIBRARIES)
from briefgen.cli import run
code = run(["--lang", "en", "-C", {str(root)!r}, "build"])
assert "weasyprint" not in sys.modules
sys.exit(code)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 3
    assert ran.stdout == ""
    lines = ran.stderr.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("error[no-library]: the library ") for line in lines)
    assert not (root / "output").exists()


def test_a_machine_without_fonts(root: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<fontconfig/>")
    ran = subprocess.run(
        [sys.executable, "-m", "briefgen", "--lang", "en", "-C", str(root), "build"],
        env={**os.environ, "FONTCONFIG_FILE": str(nothing)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("error[no-fonts]: there is no font on this machine")
    assert len(ran.stderr.splitlines()) == 1


def test_json_needs_no_library(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "need_libraries", lambda: pytest.fail("asked for libraries"))
    assert command(root, "build", "-f", "json,html").code == 0


def test_an_output_folder_that_cannot_be(root: Path) -> None:
    write(root, {"output": "a file"})
    ran = command(root, "build", "-f", "json")
    assert ran.code == 3
    assert "error[cannot-write]" in ran.err
    assert (root / "output").read_text() == "a file"


# ---- in parallel, and interrupted -----------------------------------------------------------------------------------


def test_processes_make_what_one_process_makes(root: Path) -> None:
    for number in range(3):
        another(root, f"2026-w1{number}")
    write(root, {"content/2026-w11/north.yaml": NORTH.replace("02-03", "01-03")})
    write(root, {"content/2026-w12/north.yaml": "organisation: nrth\n"})
    alone = command(root, "build", "-j", "1", "-o", "one", "-f", "json,html")
    together = command(root, "build", "-j", "3", "-o", "two", "-f", "json,html")
    assert together.out.replace("two/", "one/") == alone.out
    assert together.err == alone.err
    assert (alone.code, together.code) == (1, 1)
    assert contents(root / "one") == contents(root / "two")
    assert len(contents(root / "two")) == 6


def test_messages_travel_between_processes(root: Path) -> None:
    said = message("no-template", None, found="x", suggestion="", known="")
    import pickle

    copy: Message = pickle.loads(pickle.dumps(said))
    assert copy.line() == said.line()
    assert copy == said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_builds_leave_whole_files(root: Path, how: signal.Signals, jobs: str) -> None:
    for number in range(12):
        another(root, f"2026-w{number + 20}")
    process = subprocess.Popen(
        [sys.executable, "-m", "briefgen", "-C", str(root), "build", "-f", "pdf", "-j", jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # one file is there
    if how is signal.SIGINT:
        os.killpg(process.pid, how)  # Ctrl-C reaches the workers, too
    else:
        process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1].startswith("interrupted")
    assert "Traceback" not in err
    left = contents(root / "output")
    assert 1 <= len(left) < 13
    assert all(
        data.startswith(b"%PDF") and data.rstrip().endswith(b"%%EOF") for data in left.values()
    )


def test_a_reader_that_has_seen_enough(root: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "briefgen", "-C", str(root), "status"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_a_pipe_of_ours_that_breaks_is_no_reader(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise BrokenPipeError(32, "")

    monkeypatch.setattr("briefgen.project.Project.find", broken)
    ran = command(root, "build")
    assert ran.code == 1
    assert ran.err.startswith("error[internal]")


# ---- from Python ----------------------------------------------------------------------------------------------------


def test_the_python_api(root: Path) -> None:
    opened = briefgen.open_project(root)
    result = opened.build("2026-w06", formats=["json"])
    assert [message.code for message in result.messages] == []
    assert result.value is not None
    (file,) = result.value
    assert file.path == root / "output/2026-w06.json"
    assert (file.brief, file.format, file.pages, file.fresh) == ("2026-w06", "json", None, True)
    assert file.size == file.path.stat().st_size
    assert opened.check().value == ("2026-w06",)
    with pytest.raises(Stop) as stopped:
        opened.build("2026-w99")
    assert stopped.value.exit_code == 2


def test_the_python_api_tells_of_errors(root: Path) -> None:
    write(root, {"content/2026-w06/south.yaml": "organisation: [\n"})
    result = briefgen.open_project(root / "content").build(formats=["json"])
    assert result.failed
    assert result.value == ()
