from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import pytest

from briefgen.cli import run
from briefgen.project import open_project
from briefgen.project.housestyle import set_parameter
from briefgen.project.nextissue import next_issue
from briefgen.project.starter import project_files
from tests.cli.support import BRIEF, NORTH, SOUTH, another, briefgen, project, write


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return project(tmp_path)


FAULTY = SOUTH.replace("headline:", "headlin:")
ODD = NORTH.replace("02-03", "01-03")


# ---- check ----------------------------------------------------------------------------------------------------------


def test_check_finds_nothing(root: Path) -> None:
    ran = briefgen(root, "check")
    assert (ran.code, ran.out, ran.err) == (0, "", "1 brief checked: nothing to say\n")
    assert not (root / "output").exists()


def test_check_tells_everything_in_order(root: Path) -> None:
    another(root, "2026-w07", BRIEF.replace("language: en", "language: fr"))
    write(root, {"content/2026-w06/south.yaml": FAULTY, "content/2026-w06/north.yaml": ODD})
    ran = briefgen(root, "check")
    assert ran.code == 1
    assert [line.partition("]")[0] for line in ran.out.splitlines()] == [
        "content/2026-w06/north.yaml:6:11: warning[date-outside-period",
        "content/2026-w06/south.yaml:2:1: error[unknown-key",
        "content/2026-w07/brief.yaml:3:11: error[unknown-choice",
    ]
    assert ran.err == "2 briefs checked: 2 errors, 1 warning\n"


def test_check_looks_into_templates(root: Path) -> None:
    write(root, {"templates/mine/template.yaml": "extends: base\n"})
    write(root, {"templates/mine/page.html.j2": "<p>\n{{ titel }}</p>\n"})
    write(root, {"content/2026-w06/brief.yaml": BRIEF.replace("newsletter", "mine")})
    ran = briefgen(root, "check")
    assert ran.code == 1
    assert ran.out.startswith("templates/mine/page.html.j2:2: error[")
    assert 'did you mean "title"?' in ran.out


def test_check_as_json(root: Path) -> None:
    write(root, {"content/2026-w06/south.yaml": FAULTY})
    ran = briefgen(root, "check", "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    (found,) = json.loads(ran.out)
    assert found["severity"] == "error"
    assert found["code"] == "unknown-key"
    assert (found["file"], found["line"], found["column"]) == ("content/2026-w06/south.yaml", 2, 1)
    assert found["args"]["suggestion"] == "headline"
    write(root, {"content/2026-w06/south.yaml": SOUTH})
    assert briefgen(root, "check", "--format", "json").out == "[]\n"


def test_check_as_annotations(root: Path) -> None:
    write(root, {"content/2026-w06/north.yaml": ODD.replace("nine", "9,\n      50% more")})
    ran = briefgen(root, "check", "--format", "github")
    assert ran.code == 0
    start = "::warning title=date-outside-period,file=content/2026-w06/north.yaml,line=6,col=11::"
    assert ran.out.startswith(start)
    assert len(ran.out.splitlines()) == 1


def test_strict_fails_on_warnings(root: Path) -> None:
    write(root, {"content/2026-w06/north.yaml": ODD})
    assert briefgen(root, "check").code == 0
    assert briefgen(root, "check", "--strict").code == 1


def test_places_are_as_seen_from_the_shell(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, {"content/2026-w06/south.yaml": FAULTY})
    monkeypatch.chdir(root / "content/2026-w06")
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        assert run(["--lang", "en", "check"]) == 1
    assert out.getvalue().startswith("south.yaml:2:1: error[")


def test_folders_that_cannot_be_briefs_are_told_of(root: Path) -> None:
    another(root, "more/2026-w06")
    ran = briefgen(root, "check")
    assert ran.code == 1
    assert "error[duplicate-brief]" in ran.out
    assert briefgen(root, "build", "-f", "json").code == 1
    assert briefgen(root, "status").code == 1


# ---- status ---------------------------------------------------------------------------------------------------------


def test_status_of_one_brief(root: Path) -> None:
    ran = briefgen(root, "status", "2026-w06")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "brief     expected  reported  missing  late  output",
        "2026-w06         3         2        1     1  no pdf, no docx",
        "reported (2): North, South",
        "missing (1): West",
        "late (1): South",
    ]


def test_status_of_the_outputs(root: Path) -> None:
    briefgen(root, "build", "-f", "json,html", "-o", "elsewhere")
    assert (
        briefgen(root, "status", "-o", "elsewhere")
        .out.splitlines()[1]
        .endswith("no pdf, no docx, html, json")
    )
    write(root, {"content/2026-w06/north.yaml": NORTH + "\n"})
    assert (
        briefgen(root, "status", "-o", "elsewhere")
        .out.splitlines()[1]
        .endswith("no pdf, no docx, html (stale), json (stale)")
    )


def test_status_lines_up_and_survives_errors(root: Path) -> None:
    another(root, "2026-w07-with-a-long-name", BRIEF.replace("language: en", "language: fr"))
    ran = briefgen(root, "status")
    assert ran.code == 1
    assert "error[unknown-choice]" in ran.err
    lines = ran.out.splitlines()
    assert [line.index("no pdf") for line in lines[1:]] == [lines[0].index("output")] * 2
    assert lines[2].split()[1] == "?"


def test_status_needs_no_words_that_can_be_made(root: Path) -> None:
    write(root, {"content/2026-w06/brief.yaml": BRIEF.replace("wrote in.", "{{ nobody }}")})
    ran = briefgen(root, "status")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1] == "2026-w06         3         2        1     1  no pdf, no docx"


def test_status_in_chinese_lines_up_wide_letters(root: Path) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(["--lang", "zh", "-C", str(root), "status"]) == 0
    head, row, *names = out.getvalue().splitlines()
    assert head == "简报      应报  已报  未报  迟报  文件"
    assert row == "2026-w06     3     2     1     1  无 pdf、无 docx"
    assert names == ["已报（2）：North、South", "未报（1）：West", "迟报（1）：South"]


# ---- new ------------------------------------------------------------------------------------------------------------


def test_new_changes_numbers_and_dates_and_nothing_else(root: Path) -> None:
    ran = briefgen(root, "new", "2026-w07")
    assert ran.code == 0
    assert ran.out == ""
    assert ran.err == "content/2026-w07/ follows 2026-w06: 4 files\n"
    expected = (
        BRIEF.replace("number: 6, total: 206", "number: 7, total: 207")
        .replace("date: 2026-02-10", "date: 2026-02-17")
        .replace("{from: 2026-02-02, to: 2026-02-08}", "{from: 2026-02-09, to: 2026-02-15}")
        .replace("deadline: 2026-02-09", "deadline: 2026-02-16")
    )
    assert (root / "content/2026-w07/brief.yaml").read_text() == expected
    stub = (root / "content/2026-w07/west.yaml").read_text()
    assert stub.startswith("organisation: west  # West Library\n")


def test_stubs_are_not_reports(root: Path) -> None:
    briefgen(root, "new", "2026-w07")
    checked = briefgen(root, "check", "2026-w07")
    assert checked.code == 0
    assert checked.out.count("warning[empty-summary]") == 3
    assert (
        briefgen(root, "status", "2026-w07").out.splitlines()[-1]
        == "missing (3): North, South, West"
    )


def test_a_stub_filled_in_is_a_report(root: Path) -> None:
    briefgen(root, "new", "2026-w07")
    stub = root / "content/2026-w07/west.yaml"
    filled = stub.read_text().replace("#headline:", "headline: Here we are")
    stub.write_text(filled)
    assert "missing (2): North, South" in briefgen(root, "status", "2026-w07").out


def issue(number: int, day: str, period: str | None) -> str:
    span = "" if period is None else f"period: {period}\n"
    lines = [
        line
        for line in BRIEF.splitlines()
        if not line.startswith(("period:", "deadline:", "date:"))
    ]
    head = "\n".join(lines).replace("number: 6", f"number: {number}")
    return f"{head}\ndate: {day}\n{span}"


@pytest.mark.parametrize(
    ("earlier", "latest", "expected"),
    [
        # the length of the period
        (None, ("2026-02-10", "{from: 2026-02-02, to: 2026-02-08}"), ("2026-02-17", "2026-02-09", "2026-02-15")),
        # the distance between the last two issues
        ("2026-01-27", ("2026-02-10", "{from: 2026-02-02, to: 2026-02-08}"), ("2026-02-24", "2026-02-16", "2026-02-22")),
        ("2026-02-03", ("2026-02-10", None), ("2026-02-17", None, None)),
        # whole months
        (None, ("2026-02-03", "{from: 2026-01-01, to: 2026-01-31}"), ("2026-03-03", "2026-02-01", "2026-02-28")),
        ("2026-01-05", ("2026-02-28", "{from: 2026-02-01, to: 2026-02-28}"), ("2026-03-31", "2026-03-01", "2026-03-31")),
        (None, ("2026-04-30", "{from: 2026-01-01, to: 2026-03-31}"), ("2026-07-31", "2026-04-01", "2026-06-30")),
        # over the end of a year
        (None, ("2025-12-30", "{from: 2025-12-22, to: 2025-12-28}"), ("2026-01-06", "2025-12-29", "2026-01-04")),
    ],
)  # fmt: skip
def test_how_far_the_dates_move(
    root: Path,
    earlier: str | None,
    latest: tuple[str, str | None],
    expected: tuple[str, str | None, str | None],
) -> None:
    if earlier:
        another(root, "first", issue(5, earlier, None))
    write(root, {"content/2026-w06/brief.yaml": issue(6, *latest)})
    write(
        root,
        {
            f"content/2026-w06/{name}.yaml": f"organisation: {name}\nheadline: x\n"
            for name in ("north", "south")
        },
    )
    opened = open_project(root)
    made = next_issue(
        opened.world(), opened.all_briefs().value or (), "next", None, "2026-w06"
    ).value
    assert made is not None
    write(root, made.files)
    from briefgen.load import load_brief

    (ref,) = opened.find(["next"]).value or ()
    loaded = load_brief(opened.world(), ref).value
    assert loaded is not None
    brief = loaded.brief.value
    days = [brief.date, *((brief.period.from_, brief.period.to) if brief.period else (None, None))]
    assert tuple(day.isoformat() if day else None for day in days) == expected
    same_year = expected[0][:4] == latest[0][:4]
    assert brief.masthead.number == (7 if same_year else 1)
    assert brief.masthead.total == 207


def test_new_says_what_to_reword_and_what_it_could_not_move(root: Path) -> None:
    text = issue(6, "2026-02-10", None).replace(
        'title: "{{ organisations | count }} libraries report"', "title: Snow"
    )
    write(root, {"content/2026-w06/brief.yaml": text + "note: |\n  Only in this issue.\n"})
    ran = briefgen(root, "new", "2026-w07")
    assert ran.code == 0
    assert [
        line.partition(": ")[0] + ": " + line.split(": ")[1].partition("]")[0]
        for line in ran.err.splitlines()[:-1]
    ] == [
        "content/2026-w07/brief.yaml: warning[date-unmoved",
        "content/2026-w07/brief.yaml:5:1: info[review-field",
        "content/2026-w07/brief.yaml:10:1: info[review-field",
    ]


def test_new_stays_in_its_collection(root: Path) -> None:
    schema = "# yaml-language-server: $schema=../../.schemas/summary.schema.json\n"
    write(root, {f"content/town/{name}": text for name, text in {
        "organisations.yaml": "organisations: [{id: mill, name: Mill}]\n",
        "2026-01/brief.yaml": BRIEF.replace("2026-02-10", "2027-02-10"),
        "2026-01/mill.yaml": f"{schema}organisation: mill\nheadline: x\n",
    }.items()})  # fmt: skip
    assert briefgen(root, "new", "latest").code == 0
    stub = (root / "content/town/latest/mill.yaml").read_text()
    assert stub.startswith(f"{schema}organisation: mill")
    assert briefgen(root, "new", "content/2026-w07").err.startswith(
        "content/2026-w07/ follows 2026-w06"
    )
    assert briefgen(root, "new", "other", "--from", "2026-w06").err.startswith(
        "content/other/ follows 2026-w06"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["2026-w06"], 2, "exists-already"),
        (["Week 7"], 2, "bad-brief-id"),
        (["nowhere/2026-w07"], 2, "no-folder"),
        (["../2026-w07"], 2, "no-folder"),
        (["2026-w07", "--from", "2026-w60"], 2, "unknown-brief"),
        ([""], 2, "bad-brief-id"),
    ],
)
def test_new_refuses(root: Path, arguments: list[str], code: int, said: str) -> None:
    before = sorted(root.rglob("*"))
    ran = briefgen(root, "new", *arguments)
    assert ran.code == code
    assert f"error[{said}]" in ran.err
    assert sorted(root.rglob("*")) == before


def test_new_after_a_brief_with_errors_says_which(root: Path) -> None:
    write(root, {"content/2026-w06/south.yaml": FAULTY})
    ran = briefgen(root, "new", "2026-w07", "--from", "2026-w06")
    assert ran.code == 1
    assert "error[no-previous]" in ran.err
    assert "south.yaml:2:1: error[unknown-key]" in ran.err


# ---- init and schema ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_new_project_builds_without_a_word(tmp_path: Path, language: str) -> None:
    ran = briefgen(tmp_path, "init", "mine", "--language", language)
    assert ran.code == 0
    root = tmp_path / "mine"
    assert {path.name for path in root.iterdir()} == {
        "README.md",
        ".gitignore",
        "content",
        "templates",
    }
    checked = briefgen(root, "check", "--strict")
    assert (checked.code, checked.out) == (0, "")
    built = briefgen(root, "build", "--strict")
    assert (built.code, built.err) == (0, "")
    assert len(built.out.splitlines()) == 2
    assert "@" not in (root / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        ("mine", "cd mine && briefgen build"),
        ("my brief", "cd 'my brief' && briefgen build"),
        (".", "briefgen build"),
    ],
)
def test_what_to_type_after_init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert briefgen(tmp_path, "init", folder).err.endswith(f"Next: {command}\n")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_schemas_are_where_the_files_name_them(tmp_path: Path, language: str) -> None:
    briefgen(tmp_path, "init", "mine", "--language", language)
    named = 0
    for path in (tmp_path / "mine/content").rglob("*.yaml"):
        first = path.read_text("utf-8").splitlines()[0]
        _, sign, schema = first.partition("$schema=")
        if sign:
            named += 1
            assert (path.parent / schema).is_file(), path
    assert named >= 6


def test_the_readme_names_the_next_issue(tmp_path: Path) -> None:
    briefgen(tmp_path, "init", "mine", "--language", "zh")
    line = next(
        line
        for line in (tmp_path / "mine/README.md").read_text("utf-8").splitlines()
        if "new" in line
    )
    ran = briefgen(tmp_path / "mine", "new", line.split()[2])
    assert ran.code == 0


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31), date(2024, 2, 29)])
def test_a_project_can_be_started_on_any_day(tmp_path: Path, day: date) -> None:
    write(tmp_path, project_files("zh", day))
    assert briefgen(tmp_path, "check", "--strict").out == ""


def test_init_touches_nothing_that_is_there(tmp_path: Path) -> None:
    write(tmp_path, {"mine/README.md": "my own"})
    assert briefgen(tmp_path, "init", "mine").code == 0
    assert (tmp_path / "mine/README.md").read_text() == "my own"
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "mine").rglob("*")}
    ran = briefgen(tmp_path, "init", "mine")
    assert ran.code == 2
    assert "error[exists-already]" in ran.err
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "mine").rglob("*")}
    write(tmp_path, {"file": ""})
    assert briefgen(tmp_path, "init", "file").code == 2


def test_schemas(root: Path) -> None:
    ran = briefgen(root, "schema")
    assert ran.code == 0
    files = ran.out.splitlines()
    assert "content/.schemas/brief.schema.json" in files
    assert all(json.loads((root / file).read_text("utf-8")) for file in files)
    assert briefgen(root, "schema", "-o", "elsewhere").out.splitlines() == [
        file.replace("content/.schemas", "elsewhere") for file in files
    ]


# ---- the machine, templates, completion -----------------------------------------------------------------------------


def test_doctor(tmp_path: Path) -> None:
    ran = briefgen(tmp_path, "doctor")
    assert ran.code in (0, 3)
    assert "weasyprint" in ran.out
    assert ran.err == ""


def test_templates(root: Path) -> None:
    write(root, {"templates/mine/template.yaml": "extends: bulletin\ntitle: {en: Our own}\n"})
    ran = briefgen(root, "templates", "list")
    assert (ran.code, ran.err) == (0, "")
    listed = {line.split()[0]: line for line in ran.out.splitlines()}
    assert set(listed) >= {"base", "bulletin", "roundup", "newsletter", "mine"}
    assert listed["mine"].endswith("Our own")
    shown = briefgen(root, "templates", "show", "mine")
    assert shown.out.startswith("mine: Our own\ntemplates/mine > briefgen:templates/bulletin > ")
    assert "paper" in shown.out
    wrong = briefgen(root, "templates", "show", "mien")
    assert wrong.code == 2
    assert 'did you mean "mine"?' in wrong.err


def test_what_the_house_style_says_is_shown(root: Path) -> None:
    write(root, {"templates/house.yaml": "parameters: {logo-place: beside}\n"})
    shown = briefgen(root, "templates", "show", "bulletin")
    lines = shown.out.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("  logo_place"))
    assert lines[at] == (
        "  logo_place (above|beside, default above): Where the logo stands by the name"
    )
    assert lines[at + 1] == "    house style: beside"
    assert "    A picture (PNG, JPEG, SVG); in house.yaml its path from templates/, " in shown.out
    entry = json.loads(briefgen(root, "templates", "show", "bulletin", "--format", "json").out)
    by_name = {each["name"]: each for each in entry["parameters"]}
    assert by_name["logo_place"]["house"] == "beside"
    assert by_name["logo_place"]["choices"] == ["above", "beside"]
    assert by_name["paper"]["house"] is None
    assert by_name["page_number"]["help"].keys() == {"en", "zh"}
    write(root, {"templates/house.yaml": "parameter: {logo-place: beside}\n"})
    assert briefgen(root, "templates", "show", "bulletin").code == 1


def test_a_parameter_is_written_into_the_house_style(root: Path) -> None:
    project = open_project(root)
    made = set_parameter(project, "masthead-colour", "#0b3d91")
    assert made.value == root / "templates/house.yaml"
    assert "masthead_colour: '#0b3d91'" in made.value.read_text("utf-8")
    assert briefgen(root, "check").code == 0
    for name, value, code in (
        ("masthead_color", "red", "unknown-house-parameter"),
        ("masthead_colour", "reddish", "not-a-colour"),
        ("logo", "none.png", "no-file"),
    ):
        wrong = set_parameter(project, name, value)
        assert (wrong.value, [each.code for each in wrong.messages]) == (None, [code])
    assert set_parameter(project, "masthead_colour", None).value == made.value
    assert "masthead_colour" not in made.value.read_text("utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(tmp_path: Path, shell: str) -> None:
    ran = briefgen(tmp_path, "completion", shell)
    assert ran.code == 0
    assert f"_BRIEFGEN_COMPLETE={shell}_complete" in ran.out


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bu", ["build"]),
        ("build 2026", ["2026-w06"]),
        ("build -t bull", ["bulletin"]),
        ("build -f pdf,d", ["pdf,docx"]),
        ("new x --from 2026", ["2026-w06"]),
        ("templates show news", ["newsletter"]),
        ("check --format g", ["github"]),
    ],
)
def test_completion(
    root: Path,
    typed: str,
    expected: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("_BRIEFGEN_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"briefgen {typed}")
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split())))
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 0
    assert [line.split(",", 1)[1] for line in capsys.readouterr().out.splitlines()] == expected


def test_completion_is_silent_where_there_is_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("_BRIEFGEN_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "briefgen build x")
    monkeypatch.setenv("COMP_CWORD", "2")
    with pytest.raises(SystemExit):
        run([])
    out, err = capsys.readouterr()
    assert (out.strip(), err) == ("", "")
