"""What was built is accounted for in a manifest, and `verify` finds each kind of difference from it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefgen import fontconfig
from briefgen.build import versions as versions_of
from briefgen.build.origins import manifest_text
from briefgen.build.records import digest
from briefgen.build.versions import SHAPING, versions
from tests.cli.support import NORTH, another, briefgen, project, write

HERE = Path(__file__).parents[2]
NOT_SHAPING = {
    "annotated-types", "anyio", "cffi", "click", "cloudpickle", "dask", "distributed", "docxtpl-lint", "fsspec",
    "h11", "idna", "importlib-metadata", "lazy-importer", "locket", "msgpack", "partd", "psutil", "pycparser",
    "pygments", "rich", "sortedcontainers", "starlette", "tblib", "toolz", "tornado", "typing-extensions",
    "typing-inspection", "uvicorn", "watchfiles", "yaml-edit", "zict", "zipp", "zopfli",
}  # fmt: skip


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = project(tmp_path_factory.mktemp("built"))
    write(root, {"templates/ours/template.yaml": "extends: newsletter\n"})
    write(root, {"templates/ours/style.css": "p { color: #333 }\n"})
    assert briefgen(root, "build", "-t", "ours").code == 0
    return root


@pytest.fixture
def root(once: Path, tmp_path: Path) -> Path:
    """A project whose files agree with its manifest."""
    shutil.copytree(once, tmp_path / "p")
    return tmp_path / "p"


def manifest(root: Path, name: str = "2026-w06") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (root / f"output/.briefgen/manifests/{name}.json").read_text()
    )
    return found


def differences(root: Path, *arguments: str) -> list[tuple[str, str | None]]:
    """The code and the file of each difference, as JSON has them."""
    ran = briefgen(root, "verify", "--format", "json", *arguments)
    found = json.loads(ran.out)
    assert ran.code == (1 if found else 0)
    assert ran.err == ""
    return [(each["code"], each["file"] and Path(each["file"]).name) for each in found]


# ---- the manifest ---------------------------------------------------------------------------------------------------


def test_a_manifest_accounts_for_everything(root: Path) -> None:
    found = manifest(root)
    assert (found["manifest"], found["brief"]) == (1, "2026-w06")
    (made,) = found["made"]
    for name, output in made["outputs"].items():
        data = (root / "output" / output["file"]).read_bytes()
        assert (output["sha256"], output["bytes"]) == (digest(data), len(data)), name
    assert made["outputs"]["pdf"]["pages"] == 1
    assert made["options"]["template"] == "ours"
    inputs = {path: then for path, then in made["inputs"].items() if then}
    assert inputs == {
        path: digest((root / path).read_bytes())
        for path in (
            "content/2026-w06/brief.yaml",
            "content/2026-w06/north.yaml",
            "content/2026-w06/south.yaml",
            "content/organisations.yaml",
        )
    }
    assert made["template"]["templates/ours/style.css"] == digest(b"p { color: #333 }\n")
    assert made["template"]["briefgen:templates/base/style.css"]
    assert made["folders"]["content/2026-w06"] == ["brief.yaml", "north.yaml", "south.yaml"]
    assert made["versions"]["weasyprint"].startswith("70")
    assert set(made["versions"]) == set(versions(paged=True))
    assert {"briefgen", "python", "pydantic", "Pango", "HarfBuzz", "Fontconfig"} <= set(
        made["versions"]
    )
    assert made["fonts"]
    for font in made["fonts"]:
        asked = {**font["asked"], "families": tuple(font["asked"]["families"])}
        face = fontconfig.face(asked.pop("families"), **asked)
        assert face is not None
        assert font["file"] == Path(face.file).name
        assert font["sha256"] == digest(Path(face.file).read_bytes())


def test_every_package_either_shapes_what_is_made_or_does_not() -> None:
    pinned = (HERE / "requirements.txt").read_text()
    names = {
        re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"(?m)^([\w.-]+)==", pinned)
    }
    assert names == SHAPING | NOT_SHAPING
    assert not SHAPING & NOT_SHAPING
    assert set(versions(paged=False)) >= SHAPING


@pytest.mark.parametrize(
    "value",
    [{"名": ["a", {"b": [], "c": {}}], "d": [None, True, 1, ""], 'e"\n': {"f": [[1], [2]]}}, {}],
)
def test_a_manifest_is_written_in_lines(value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    assert manifest_text(value).decode() == f"{text}\n"


def test_no_path_of_the_machine_is_in_a_manifest(root: Path) -> None:
    text = (root / "output/.briefgen/manifests/2026-w06.json").read_text()
    assert str(root) not in text
    assert not re.search(r'"/', text)


def test_outputs_of_different_runs_stand_apart_and_those_of_one_kind_together(root: Path) -> None:
    assert briefgen(root, "build", "-f", "json").code == 0
    formats = [sorted(made["outputs"]) for made in manifest(root)["made"]]
    assert formats == [["docx", "pdf"], ["json"]]
    assert "Pango" not in manifest(root)["made"][1]["versions"]
    assert briefgen(root, "verify").err == "1 brief verified: all agree\n"
    assert briefgen(root, "build", "-f", "json,pdf,docx", "--force").code == 0
    assert differences(root) == []


def test_the_manifest_of_another_script_is_another(root: Path) -> None:
    assert briefgen(root, "build", "-f", "json", "--script", "hant").code == 0
    assert manifest(root, "2026-w06.hant")["brief"] == "2026-w06"
    assert briefgen(root, "verify", "2026-w06").err.startswith("2 briefs verified: all agree")


def test_a_manifest_that_was_taken_away_comes_back(root: Path) -> None:
    path = root / "output/.briefgen/manifests/2026-w06.json"
    before = path.read_bytes()
    path.unlink()
    assert differences(root, "2026-w06") == [("no-manifest", None)]
    ran = briefgen(root, "build", "-t", "ours")
    assert ran.out.count("up to date") == 2
    assert path.read_bytes() == before


# ---- differences ----------------------------------------------------------------------------------------------------


def test_when_all_agree_nothing_is_said(root: Path) -> None:
    ran = briefgen(root, "verify")
    assert (ran.code, ran.out, ran.err) == (0, "", "1 brief verified: all agree\n")
    for path in root.rglob("*.yaml"):
        path.touch()
    assert briefgen(root, "verify").code == 0


BRIEF = "content/2026-w06"


def swap_for_folder(root: Path) -> None:
    (root / f"{BRIEF}/north.yaml").unlink()
    (root / f"{BRIEF}/north.yaml").mkdir()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda root: write(root, {"output/2026-w06.docx": "edited"}), ("output-changed", "2026-w06.docx")),
        (lambda root: (root / "output/2026-w06.pdf").unlink(), ("output-gone", "2026-w06.pdf")),
        (lambda root: write(root, {f"{BRIEF}/north.yaml": NORTH + "# \n"}), ("input-changed", "north.yaml")),
        (lambda root: (root / f"{BRIEF}/south.yaml").unlink(), ("input-gone", "south.yaml")),
        (lambda root: write(root, {f"{BRIEF}/west.yaml": ""}), ("name-came", "west.yaml")),
        (lambda root: write(root, {"content/themes.yaml": ""}), ("input-came", "themes.yaml")),
        (lambda root: write(root, {"templates/ours/style.css": ""}), ("input-changed", "style.css")),
        (lambda root: (root / "templates/ours/style.css").unlink(), ("input-gone", "style.css")),
        (lambda root: write(root, {"templates/house.yaml": ""}), ("input-came", "house.yaml")),
        (lambda root: write(root, {"templates/base/x.css": ""}), ("name-came", "base")),
        (swap_for_folder, ("name-came", "north.yaml")),
    ],
)  # fmt: skip
def test_a_file_that_differs_is_found(
    root: Path, change: Callable[[Path], object], found: tuple[str, str]
) -> None:
    change(root)
    assert differences(root) == [found]
    ran = briefgen(root, "verify", "2026-w06")
    assert (ran.code, len(ran.out.splitlines())) == (1, 1)
    assert "recorded" in ran.out
    assert ran.err == "1 brief verified: 1 difference\n"


def test_what_was_recorded_and_what_was_found_are_both_said(root: Path) -> None:
    then, now = digest((root / "output/2026-w06.docx").read_bytes()), digest(b"edited")
    write(root, {"output/2026-w06.docx": "edited"})
    assert f"recorded {then[:12]}, found {now[:12]}" in briefgen(root, "verify").out
    (said,) = json.loads(briefgen(root, "verify", "--format", "json").out)
    assert said["args"] == {"recorded": then, "found": now}
    assert briefgen(root, "verify", "--format", "github").out.startswith(
        "::error title=output-changed,"
    )


def test_a_font_that_is_drawn_instead_is_found(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, (font, *_) = fontconfig.face, manifest(root)["made"][0]["fonts"]
    other = real(("Noto Sans CJK SC",))
    monkeypatch.setattr(fontconfig, "face", lambda *_, **__: other)
    found = briefgen(root, "verify").out
    recorded = (
        f"recorded {font['font']} ({font['file']}, {font['sha256'][:12]}), found Noto Sans CJK"
    )
    assert recorded in found
    monkeypatch.setattr(fontconfig, "face", lambda *_, **__: None)
    assert "error[font-differs]" in briefgen(root, "verify").out
    assert ", found –" in briefgen(root, "verify").out


def test_a_font_file_that_was_exchanged_is_found(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when size and time are the same: nothing that was remembered of the file is believed."""
    real = fontconfig.face

    def exchanged(*arguments: Any, **more: Any) -> fontconfig.Face | None:
        face = real(*arguments, **more)
        assert face is not None
        copy = tmp_path / Path(face.file).name
        copy.write_bytes(Path(face.file).read_bytes()[:-1] + b"?")
        return fontconfig.Face(face.names, str(copy), face.charset)

    monkeypatch.setattr(fontconfig, "face", exchanged)
    assert {code for code, _ in differences(root)} == {"font-differs"}


@pytest.mark.parametrize("name", ["briefgen", "python", "weasyprint", "Pango", "zlib"])
def test_another_version_is_found(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    now = versions(paged=True)
    monkeypatch.setattr("briefgen.build.verify.versions", lambda **_: {**now, name: "0.0"})
    ran = briefgen(root, "verify")
    assert ran.code == 1
    assert f"{name} recorded {now[name]}, found 0.0" in ran.out
    without = {each: version for each, version in now.items() if each != name}
    monkeypatch.setattr("briefgen.build.verify.versions", lambda **_: without)
    assert f"{name} recorded {now[name]}, found –" in briefgen(root, "verify").out


def test_a_correction_that_was_switched_off_is_found(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFGEN_WITHOUT_FIXES", "justify")
    ran = briefgen(root, "build", "-t", "ours", "-f", "pdf")
    assert "up to date" not in ran.out, "what was built with all corrections is out of date"
    assert briefgen(root, "build", "-t", "ours", "-f", "pdf").out.rstrip().endswith("up to date")
    assert differences(root) == []
    monkeypatch.delenv("BRIEFGEN_WITHOUT_FIXES")
    assert differences(root) == [("variable-differs", None)]


def test_a_package_is_known_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "PyYAML-6.0.3.dist-info").mkdir()
    (tmp_path / "rich-15.0.dist-info").mkdir()
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "not there")])
    versions_of._packages.cache_clear()
    assert versions_of._packages() == {"pyyaml": "6.0.3"}
    versions_of._packages.cache_clear()


# ---- which briefs, and what goes wrong ------------------------------------------------------------------------------


def test_which_briefs(root: Path) -> None:
    ran = briefgen(root, "verify", "-o", "elsewhere")
    assert (ran.code, ran.out) == (1, "")
    assert "error[no-manifests]" in ran.err
    assert briefgen(root, "verify", "2026-w99").code == 2
    another(root, "2026-w07")
    assert briefgen(root, "verify").code == 0, "what was never built is no difference"
    assert differences(root, "2026-w07") == [("no-manifest", None)]
    shutil.rmtree(root / "content/2026-w06")
    assert ("input-gone", "brief.yaml") in differences(root)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"manifest": 2, "made": []}',
        '{"manifest": 1, "made": [1]}',
        '{"manifest": 1, "brief": "x", "made": [{}]}',
        "\0",
    ],
)
def test_a_manifest_that_makes_no_sense_is_said_to_be_none(root: Path, content: str) -> None:
    write(root, {"output/.briefgen/manifests/2026-w06.json": content})
    assert differences(root) == [("no-manifest", None)]


def test_in_chinese(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from briefgen.cli import run

    write(root, {"output/2026-w06.docx": "edited"})
    assert run(["--lang", "zh", "-C", str(root), "verify"]) == 1
    out, err = capsys.readouterr()
    assert "文件生成后被改过：记录" in out
    assert err == "核对了 1 期：1 处不同\n"
