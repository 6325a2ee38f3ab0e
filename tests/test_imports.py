"""The rooms of the house: a module imports only from lower rooms, and the rooms are the ones listed here."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "briefgen"

ROOMS: tuple[tuple[str, ...], ...] = (
    # what the start of the program needs, and the package's own files
    ("resources", "later", "readyhelp", "usercache", "kept"),
    ("precompiled", "wrongcommand"),
    # values and tables that know nothing of each other
    ("messages", "units", "kinsoku", "locale", "filenames", "fields", "picture"),
    # the doors to the machine, and the shapes that travel between the stages
    ("world", "model", "bulletin", "tree", "fontconfig", "worstcase", "links", "tablecaptions"),
    # one thing read, worded or corrected
    ("yamltext", "asdata", "markup", "doctor", "chart", "weasyprint_fixes", "docxfile", "office"),
    ("sandbox", "listing"),
    # the stages
    ("load", "template", "style"),
    ("compile", "fitting", "writers", "schema", "script"),
    # what was made, judged
    ("proof", "form"),
    ("pipeline",),
    # finished pages put on paper
    ("handout",),
    # many briefs, and who asks for them
    ("build",),
    ("project",),
    ("preview",),
    ("cli",),
    ("__main__",),
)
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}

ONLY_IN = {
    "weasyprint": {"style", "weasyprint_fixes", "writers"},
    "docx": {"form", "writers"},
    "yaml": {"yamltext", "project"},
    "jinja2": {"form", "sandbox", "template"},
    "click": {"cli"},
    "rich": {"build"},
    "distributed": {"build"},
    "tinycss2": {"proof", "style", "template", "weasyprint_fixes"},
    "cssselect2": {"proof", "style", "weasyprint_fixes"},
    "tinyhtml5": {"proof", "weasyprint_fixes"},
    "fontTools": {"proof"},
    "pikepdf": {"handout", "writers"},
    "starlette": {"preview"},
    "uvicorn": {"preview"},
    "watchfiles": {"preview"},
    "lxml": {"docxfile", "form", "writers"},
    "docxtpl": {"form"},
    "docxtpl_lint": {"form"},
    "yaml_edit": {"project"},
    "opencc": {"script"},
}
"""Libraries that only some rooms may know."""


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def room(module: str) -> str:
    return module.partition(".")[0]


def imported(path: Path) -> set[str]:
    """Every absolute name that a file imports, also inside functions and for types only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(path: Path) -> set[str]:
    """The modules of briefgen that a file imports ("" is the package itself)."""
    found = set()
    for name in imported(path):
        if name.split(".")[0] == "briefgen":
            inside = name.removeprefix("briefgen").removeprefix(".")
            found.add(inside if inside in MODULES else inside.rpartition(".")[0])
    return found


def test_every_module_was_seen_and_has_a_room() -> None:
    on_disk = sum(1 for _ in PACKAGE.rglob("*.py"))
    assert len(MODULES) == on_disk
    assert len(MODULES) >= 90, "the test must have looked at the whole package"
    rooms = {room(name) for name in MODULES if name}
    assert rooms == set(LEVEL), "a new module needs a room; a room that is gone leaves the list"


def test_imports_run_one_way() -> None:
    looked_at = 0
    upward = []
    for name, path in MODULES.items():
        for other in own(path) if name else ():
            looked_at += 1
            if other and room(other) != room(name) and LEVEL[room(other)] >= LEVEL[room(name)]:
                upward.append(f"{name} imports {other}")
    assert upward == []
    assert looked_at > 250, "imports were overlooked"


def test_no_module_imports_itself_round_about() -> None:
    graph = {name: own(path) - {"", name} for name, path in MODULES.items() if name}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert set(order) == set(graph)


def test_libraries_are_known_to_few_rooms() -> None:
    seen: dict[str, set[str]] = {library: set() for library in ONLY_IN}
    for name, path in MODULES.items():
        for library in {found.split(".")[0] for found in imported(path)} & set(ONLY_IN):
            seen[library].add(room(name))
    assert {
        library: rooms - ONLY_IN[library]
        for library, rooms in seen.items()
        if rooms - ONLY_IN[library]
    } == {}
    assert seen["weasyprint"], "nobody imports weasyprint: the test looks at the wrong place"
    assert seen["click"]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_fit_the_house(name: str) -> None:
    text = MODULES[name].read_text("utf-8")
    assert len(text.splitlines()) <= 400
    if name:
        docstring = ast.get_docstring(ast.parse(text)) or ""
        assert docstring.startswith("Turn "), (
            "the docstring opens with what the module turns into what"
        )


def loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded after running `code` in a new process."""
    script = f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    )
    return set(ran.stdout.splitlines()[-1].split())


HEAVY = {
    "weasyprint",
    "pydantic",
    "docx",
    "jinja2",
    "lxml",
    "rich",
    "yaml",
    "PIL",
    "fontTools",
    "pikepdf",
    "starlette",
    "uvicorn",
    "watchfiles",
    "distributed",
}


def test_importing_briefgen_loads_nothing() -> None:
    assert loaded_by("import briefgen") & (HEAVY | {"click"}) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["build", "--help"],
        ["nonsense"],
        ["build", "-f", "nonsense"],
        ["build", "--set", "x"],
    ],
)
def test_help_and_usage_errors_load_nothing_heavy(arguments: list[str]) -> None:
    loaded = loaded_by(f"from briefgen.cli import run\nrun({arguments!r})")
    assert loaded & HEAVY == set()
    assert "click" in loaded
