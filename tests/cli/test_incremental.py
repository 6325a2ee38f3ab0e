"""Builds of what changed are right before they are fast: after any edits they leave what a clean build makes.

hypothesis edits a small project at random and builds it; a process that has never built anything builds it into an empty
folder. Both must say the same, end with the same code, and leave the same bytes. `make faults` does so for long.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from briefgen.build import _choices_digest
from briefgen.build.status import output_states
from briefgen.load import BriefRef
from briefgen.pipeline import Choices
from tests.cli.incremental import (
    AS_OURS,
    BROKEN,
    CHEAP,
    CHOICES,
    COUNTED,
    DEAR,
    FACE,
    FIRST,
    LED_ON,
    MOVES,
    PAIRS,
    PICTURED,
    SEEN,
    SHARED,
    SOUND,
    built,
)
from tests.cli.support import Ran, briefgen, write

CAMPAIGN = int(os.environ.get("BRIEFGEN_CAMPAIGN", "0"))
"""How many projects are edited; 0: a few, always the same ones."""
EDITED = re.compile(r"(?m)^.*info\[edited-kept\].*\n")


def said(ran: Ran) -> str:
    """The messages; in the last line what is up to date counts as built, and what was edited by hand is not told."""
    lines = EDITED.sub("", ran.err)
    counts = [int(count) for count in re.findall(r"(?m)(?:^|, )(\d+) (?:built|up to date)", lines)]
    return re.sub(
        r"(?m)^\d+ (?:built|up to date)(?:, \d+ up to date)?", f"{sum(counts)} done", lines
    )


@pytest.fixture(scope="module")
def clean() -> Any:
    """What builds in a process of its own, forked from one that has imported the libraries."""
    import multiprocessing

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [
            "tests.cli.incremental",
            "briefgen.project",
            "briefgen.load",
            "briefgen.compile",
            "briefgen.template",
            "briefgen.style",
            "briefgen.writers.pdf",
            "briefgen.writers.word",
        ]
    )
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        yield lambda *arguments: pool.submit(built, *arguments).result()


class Editing(RuleBasedStateMachine):
    """A project, the output folder that all builds share, and what has been done so far, to be undone."""

    clean: Any = None
    done: ClassVar[Counter[str]] = Counter()
    formats = (*CHEAP * 3, *DEAR)

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="briefgen-"))
        self.before: list[tuple[Path, bytes | None]] = []
        self.command: tuple[str, ...] = ("-f", CHEAP[0])

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @initialize()
    def begin(self) -> None:
        for path in FIRST:
            self.put(self.root / path, SOUND[path][0])

    # ---- what people do ----

    def put(self, path: Path, content: str | bytes | None) -> None:
        self.before.append((path, path.read_bytes() if path.is_file() else None))
        if path.parent.is_file() or path.is_dir():
            return
        if content is None:
            path.unlink(missing_ok=True)
        else:
            write(path.parent, {path.name: content})

    @rule(path=st.sampled_from(sorted(SOUND)), data=st.data())
    def edit(self, path: str, data: st.DataObject) -> None:
        found = self.root / path
        now = found.read_bytes() if found.is_file() else None
        others = [
            each
            for each in SOUND[path]
            if (each.encode() if isinstance(each, str) else each) != now
        ]
        self.put(found, data.draw(st.sampled_from(others)))

    @rule(path=st.sampled_from(sorted(SOUND)), data=st.data())
    def edit_and_set_the_clock_back(self, path: str, data: st.DataObject) -> None:
        """Another content of the same age, as copying with the times kept leaves it."""
        file = self.root / path
        if file.is_file():
            found = file.stat()
            self.put(
                file, data.draw(st.sampled_from([each for each in SOUND[path] if each is not None]))
            )
            os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))

    @rule(path=st.sampled_from(sorted(BROKEN)), data=st.data())
    def err(self, path: str, data: st.DataObject) -> None:
        """A mistake, which somebody builds and then takes back."""
        self.put(self.root / path, data.draw(st.sampled_from(BROKEN[path])))
        self.build(self.command)
        self.undo()
        self.build(self.command)

    @rule(move=st.sampled_from(MOVES), back=st.sampled_from([True, True, True, False]))
    def move(self, move: tuple[str, str], back: bool) -> None:
        """Moved and built, and mostly moved back: not much is built when the registry is gone."""
        source, target = (self.root / path for path in move)
        if source.exists() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
            self.build(self.command)
            if back:
                target.replace(source)

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        path, content = self.before.pop()
        if path.parent.is_dir() and not path.is_dir():
            self.put(path, content)
            self.before.pop()

    @rule(seconds=st.sampled_from([0, 10**9, 4 * 10**9]))
    def touch_everything(self, seconds: int) -> None:
        for path in self.root.rglob("*"):
            os.utime(path, (seconds, seconds))

    @rule(data=st.data(), how=st.sampled_from(["edit", "delete", "swap"]))
    def meddle_with_the_output(self, data: st.DataObject, how: str) -> None:
        files = sorted(path for path in (self.root / "output").rglob("*") if path.is_file())
        if not files:
            return
        path = data.draw(st.sampled_from(files))
        if how == "delete":
            path.unlink()
        elif how == "edit":
            path.write_bytes(path.read_bytes() + b" ")
        else:
            other = data.draw(st.sampled_from(files))
            mine, theirs = path.read_bytes(), other.read_bytes()
            path.write_bytes(theirs)
            other.write_bytes(mine)

    # ---- and what must hold ----

    @rule(data=st.data(), choice=st.sampled_from(CHOICES))
    def build_otherwise(self, data: st.DataObject, choice: tuple[str, ...]) -> None:
        self.command = ("-f", data.draw(st.sampled_from(self.formats)), *choice)
        self.build(self.command)

    @rule(path=st.sampled_from(sorted(SOUND)), data=st.data())
    def alter_and_build(self, path: str, data: st.DataObject) -> None:
        self.edit(path, data)
        self.build(self.command)

    @rule(path=st.sampled_from(sorted(SOUND)), data=st.data())
    def alter_what_is_seen(self, path: str, data: st.DataObject) -> None:
        """Where a chance build would mostly not show it."""
        others, self.command = SEEN.get(path, AS_OURS)
        for other, content in others.items():
            self.put(self.root / other, content)
        self.build(self.command)
        if data.draw(st.booleans()) and path in BROKEN:
            self.err(path, data)
        else:
            self.alter_and_build(path, data)

    @rule(pair=st.sampled_from(PAIRS), other=st.booleans())
    def choose_otherwise(self, pair: tuple[tuple[str, ...], ...], other: bool) -> None:
        for self.command in pair[::-1] if other else pair:
            self.build(self.command)

    @rule()
    def build_as_before(self) -> None:
        self.build(self.command)

    def build(self, arguments: tuple[str, ...]) -> None:
        before = self.outputs("output")
        with tempfile.TemporaryDirectory(prefix="briefgen-clean-") as folder:
            wanted: Ran = type(self).clean(self.root, folder, arguments)
            expected = {
                path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()
            }
            manifests = self.manifests(Path(folder))
        found = built(self.root, "output", arguments)
        self.count(wanted, found)
        after = self.outputs("output")
        assert said(found) == said(wanted), arguments
        assert found.code == wanted.code
        assert [line.split("  ")[0].rpartition("/")[2] for line in found.out.splitlines()] == [
            line.split("  ")[0].rpartition("/")[2] for line in wanted.out.splitlines()
        ]
        assert {name: after.get(name) for name in expected} == expected
        others = {name for name in after if name not in expected and ".edited-" not in name}
        assert {name: after[name] for name in others} == {
            name: data for name, data in before.items() if name in others
        }
        for name, outputs in manifests.items():
            ours = self.manifests(self.root / "output")[name]
            assert {file: ours.get(file) for file in outputs} == outputs

    def count(self, wanted: Ran, found: Ran) -> None:
        kept = found.out.count("up to date")
        self.done["builds"] += 1
        self.done["failed"] += bool(wanted.code)
        self.done.update(re.findall(r"error\[([\w-]+)", wanted.err))
        self.done["kept"] += kept
        self.done["fresh"] += len(found.out.splitlines()) - kept

    def outputs(self, folder: str) -> dict[str, bytes]:
        path = self.root / folder
        return (
            {each.name: each.read_bytes() for each in path.iterdir() if each.is_file()}
            if path.is_dir()
            else {}
        )

    @staticmethod
    def manifests(folder: Path) -> dict[str, dict[str, str]]:
        """The digests of the files by the name of the manifest."""
        found = {}
        for path in (folder / ".briefgen/manifests").glob("*.json"):
            try:
                made = json.loads(path.read_bytes())["made"]
            except ValueError:  # somebody meddled with it
                continue
            found[path.name] = {
                output["file"]: output["sha256"]
                for each in made
                for output in each["outputs"].values()
            }
        return found


def run(clean: Any, projects: int, steps: int) -> None:
    Editing.clean = staticmethod(clean)
    chosen = settings(
        max_examples=projects,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=not CAMPAIGN,
        # What fails is printed step by step; making it shorter takes hours.
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Editing, settings=chosen)


def test_edits_and_builds_in_any_order(clean: Any) -> None:
    Editing.done.clear()
    run(clean, CAMPAIGN or 5, 40 if CAMPAIGN else 16)
    print(dict(Editing.done))
    assert min(Editing.done[what] for what in ("kept", "fresh", "failed")) >= 3, "it was a test"


# ---- each thing that a build depends on, alone ------------------------------------------------------------------------

WHOLE = {path: SOUND[path][0] for path in (*FIRST, "templates/house.yaml", "templates/ours/labels.en.yaml",
                                           "templates/ours/reference.docx")} | {
    "content/2026-w06/north.yaml": PICTURED,
    "content/2026-w06/south.yaml": COUNTED,
    "templates/ours/style.css": LED_ON + FACE,
    "templates/ours/page.html.j2": SHARED,
}  # fmt: skip
"""One brief that is made of a file of every kind."""
MADE_OF = [path for path in sorted(WHOLE) if "2026-w07" not in path]
NOT_THERE = (
    "content/2026-w06/west.yaml",
    "content/2026-w06/themes.yaml",
    "content/2026-w06/extra.txt",
    "templates/newsletter/template.yaml",
    "templates/base/style.css",
)
"""What would change it if it were there."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    write(root, {path: text for path, text in WHOLE.items() if text is not None})
    assert briefgen(root, "build", "2026-w06").code == 0
    return root


def state(root: Path, form: str = "pdf") -> str:
    ref = BriefRef("2026-w06", "content/2026-w06")
    return {each.format: each.state for each in output_states(root, ref, root / "output")}[form]


@pytest.mark.parametrize("path", MADE_OF)
def test_whatever_a_brief_is_made_of_makes_it_stale(whole: Path, path: str) -> None:
    file = whole / path
    before, form = file.read_bytes(), "docx" if path.endswith(".docx") else "pdf"
    assert state(whole, form) == "current"
    for after in (before + b" ", None):
        file.unlink() if after is None else file.write_bytes(after)
        assert state(whole, form) == "stale"
    file.write_bytes(before)
    assert state(whole, form) == "current"


@pytest.mark.parametrize("path", NOT_THERE)
def test_so_does_what_comes(whole: Path, path: str) -> None:
    write(whole, {path: ""})
    assert state(whole) == "stale"
    (whole / path).unlink()
    if path.startswith("templates/"):
        (whole / path).parent.rmdir()
    assert state(whole) == "current"


def test_every_choice_makes_another_file() -> None:
    others = {
        "template": "ours",
        "parameters": {"contents": "no"},
        "attach": False,
        "script": "hant",
        "tell_terms": True,
    }
    assert set(others) == {field.name for field in fields(Choices)}
    made = {_choices_digest(Choices(**{name: value})) for name, value in others.items()}  # type: ignore[arg-type]  # one of each
    assert len({_choices_digest(Choices()), *made}) == 1 + len(others)
    assert len({_choices_digest(Choices(parameters={"contents": value})) for value in "yn"}) == 2
