"""briefgen templates check: what is wrong with a template, said once, at the place in the template."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefgen import worstcase
from briefgen.messages import Severity
from briefgen.project import open_project
from briefgen.project.templatecheck import Trial, load, trials, try_template
from briefgen.template import list_templates
from briefgen.world import MemoryWorld
from tests.cli.support import BRIEF, SOUTH, another, briefgen, project, write

SHIPPED = list_templates(MemoryWorld({}))
OURS = "extends: newsletter\nlanguages: [en]\n"
SHEET = ".motto { color: red }\nh2 { width: 400mm; }\n.lead { opacity: .5; }\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return project(tmp_path)


@pytest.fixture
def _small_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the worst cases that take no time."""
    monkeypatch.setattr(worstcase, "CASES", ("little", "nothing"))


@pytest.mark.usefixtures("_small_cases")
def test_a_sound_template(root: Path) -> None:
    write(root, {"templates/ours/template.yaml": OURS})
    ran = briefgen(root, "templates", "check", "ours", "-o", "look")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "ours: tried on 1 briefs and 2 worst cases: nothing to say\n"
    assert sorted(path.name for path in (root / "look").iterdir()) == [
        f"{name}.{kind}"
        for name in ("2026-w06", "worst-little-en", "worst-nothing-en")
        for kind in ("docx", "pdf")
    ]
    assert not (root / "output").exists()


@pytest.mark.usefixtures("_small_cases")
def test_faults_are_named_once_with_their_place_in_the_template(root: Path) -> None:
    another(root, "2026-w07")
    write(root, {"templates/ours/template.yaml": OURS, "templates/ours/style.css": SHEET})
    ran = briefgen(root, "templates", "check", "ours")
    lines = ran.out.splitlines()
    losses = [line for line in lines if "word-loss" in line]
    (opacity,) = [line for line in losses if "opacity" in line]
    assert opacity.startswith("templates/ours/style.css:3:9: warning[word-loss]: ")
    assert ran.code == 0
    assert ran.err.startswith("ours: tried on 2 briefs and 2 worst cases: ")
    assert briefgen(root, "templates", "check", "ours", "--strict").code == 1
    entries = json.loads(briefgen(root, "templates", "check", "ours", "--format", "json").out)
    assert {"word-loss"} <= {entry["code"] for entry in entries}
    github = briefgen(root, "templates", "check", "ours", "--format", "github").out
    assert "::warning title=word-loss,file=templates/ours/style.css,line=3,col=9::" in github


@pytest.mark.usefixtures("_small_cases")
def test_what_only_a_worst_case_shows(root: Path) -> None:
    """A page that reckons with an organisation, and leaves the text of activities out."""
    page = '<html lang="en"><p>{{ masthead.name }} {{ organisations[0] }} {{ title }}</p></html>'
    write(
        root,
        {"templates/ours/template.yaml": "languages: [en]\n", "templates/ours/page.html.j2": page},
    )
    ran = briefgen(root, "templates", "check", "ours")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert any(line.startswith("templates/ours/page.html.j2:1: error[") for line in lines), lines
    missed = [line for line in lines if "not-printed" in line]
    assert any(line.startswith("(worst-little-en)/branch-1.yaml:") for line in missed), missed
    assert any(line.startswith("content/2026-w06/north.yaml:") for line in missed)


@pytest.mark.usefixtures("_small_cases")
def test_the_contents_own_mistakes_are_left_to_check(root: Path) -> None:
    write(root, {"content/2026-w06/south.yaml": SOUTH.replace("headline:", "headlin:")})
    ran = briefgen(root, "templates", "check", "newsletter")
    assert ran.code == 0
    assert ran.out.startswith("content/2026-w06: warning[template-not-tried]: ")


@pytest.mark.usefixtures("_small_cases")
def test_volumes_are_not_for_every_template(root: Path) -> None:
    volume = BRIEF.split("sections:")[0] + "compiles: [2026-w06]\n"
    write(root, {"content/volume/brief.yaml": volume})
    ran = briefgen(root, "templates", "check", "newsletter")
    assert ran.code == 0
    assert ran.out.startswith("content/volume: info[template-not-for-volumes]: "), ran.out


@pytest.mark.usefixtures("_small_cases")
def test_text_beyond_the_page(root: Path) -> None:
    write(root, {"content/2026-w06/brief.yaml": BRIEF.replace("The Trolley", "W" * 60)})
    ran = briefgen(root, "templates", "check", "newsletter")
    assert ran.code == 0
    assert "content/2026-w06: warning[layout-outside]: page 1: " in ran.out


@pytest.mark.usefixtures("_small_cases")
def test_templates_that_cannot_be_checked(root: Path) -> None:
    assert briefgen(root, "templates", "check", "newslettr").code == 2
    write(root, {"templates/ours/template.yaml": "extends: newslettr\n"})
    ran = briefgen(root, "templates", "check", "ours")
    assert ran.code == 1
    assert ran.out.startswith("templates/ours/template.yaml:1:10: error[no-template]")


def findings(root: Path, name: str, cases: tuple[str, ...], language: str = "") -> list[str]:
    """What is wrong with a shipped template, notes left out."""
    checked = load(open_project(root), name).value
    assert checked is not None
    tried: list[Trial] = [
        each
        for each in trials(open_project(root), checked)
        if each.invented and each.label.endswith(language) and each.label.split("-")[1] in cases
    ]
    assert tried
    made = [try_template(checked.name, checked.formats, each) for each in tried]
    assert all(each.value is not None for each in made)
    return [said.line() for each in made for said in each.messages if said.severity > Severity.INFO]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_templates_stand_little_and_nothing(name: str, root: Path) -> None:
    assert findings(root, name, ("little", "nothing")) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "language"),
    [("bulletin", "zh-hant"), ("newsletter", "en"), ("roundup", "zh-hans"), ("schedule", "en")],
)
def test_shipped_templates_stand_the_worst(name: str, language: str, root: Path) -> None:
    case = "themes" if name == "roundup" else "everything"
    found = findings(root, name, (case,), language)
    # A word of forty letters that no rule divides may leave a line of its neighbours short.
    assert [line for line in found if "layout-characters" not in line] == []
