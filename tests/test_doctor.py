"""The doctor: what it finds on this machine, and what it says of a machine that lacks things."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from briefgen import doctor, fontconfig
from briefgen.doctor import Check, Font, Library
from briefgen.resources import data_file

NONESUCH = Library("Nonesuch", ("libnonesuch.so.9", "libnonesuch.9.dylib"), "libnonesuch9")


def run_python(code: str, **environment: str) -> str:
    """What a new interpreter prints: fontconfig reads its files once a process."""
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return finished.stdout


def test_this_machine_has_what_the_pdf_needs() -> None:
    assert doctor.missing_libraries() == []
    checks = doctor.examine()
    assert [check for check in checks if check.status == "missing"] == []
    assert doctor.exit_code(checks) == 0
    assert doctor.report(checks)[-1] == "Everything that briefgen needs is here."


def test_the_parts_are_all_looked_at() -> None:
    names = [check.name for check in doctor.examine()]
    assert names[0] == "Python"
    assert names[-1] == "LibreOffice"
    for part in ("library Pango", "library Fontconfig", "font FandolKai", "Python package pyyaml"):
        assert part in names


def test_weasyprint_is_not_imported() -> None:
    code = (
        "import sys; from briefgen import doctor; doctor.examine(); doctor.missing_libraries();"
        "print([name for name in sys.modules if name.startswith(('weasyprint', 'pydantic'))])"
    )
    assert run_python(code).strip() == "[]"


@pytest.mark.parametrize(
    ("needed", "status", "code"), [(True, "missing", 3), (False, "optional", 0)]
)
def test_a_library_that_is_not_there(needed: bool, status: str, code: int) -> None:
    library = Library("Nonesuch", NONESUCH.files, NONESUCH.package, needed)
    check = doctor.check_library(library)
    assert (check.name, check.status, check.found) == ("library Nonesuch", status, "not found")
    assert check.fix.startswith("sudo apt-get install --no-install-recommends libnonesuch9 ")
    assert doctor.exit_code([check]) == code


def test_a_library_tells_its_version() -> None:
    pango = next(library for library in doctor.LIBRARIES if library.name == "Pango")
    check = doctor.check_library(pango)
    assert check.status == "ok"
    assert check.found.startswith("libpango-1.0.so.0 1.")


def test_only_what_the_import_needs_is_missing_for_the_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    optional = Library("Extra", ("libextra.so.1",), "libextra1", needed=False)
    monkeypatch.setattr(doctor, "LIBRARIES", (*doctor.LIBRARIES, NONESUCH, optional))
    assert doctor.missing_libraries() == [NONESUCH]


def test_the_libraries_are_the_ones_that_weasyprint_opens() -> None:
    from weasyprint.text import ffi

    source = Path(ffi.__file__).read_text("utf-8")
    for library in doctor.LIBRARIES:
        for file in library.files:
            assert f"'{file}'" in source, file
    # `gobject = _dlopen(`, `harfbuzz_subset = _dlopen(` …; harfbuzz-vector serves SVG output only.
    assert source.count(" = _dlopen(") == len(doctor.LIBRARIES) + 1


def test_a_font_and_the_names_it_serves() -> None:
    fang, missing, odd = doctor.check_fonts(
        [Font("FandolFang", ""), Font("No Such Font", "fonts-none"), Font("Nor This", "", False)]
    )
    assert fang.status == "ok"
    assert fang.found == "stands in for 仿宋_GB2312, 仿宋, FangSong and 7 more names"
    assert (missing.status, missing.fix) == ("missing", "sudo apt-get install fonts-none")
    assert odd.status == "optional"
    assert "Nor This-Regular.otf" in odd.fix


def test_a_machine_without_the_chinese_fonts(tmp_path: Path) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>"
        f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>",
        "utf-8",
    )
    code = (
        "from briefgen.doctor import *\n"
        "for check in check_fonts(FONTS[:1]): print(check.status, check.found, check.fix, sep='|')"
    )
    printed = run_python(code, FONTCONFIG_FILE=str(bare))
    status, found, fix = printed.strip().split("|")
    assert (status, found) == ("missing", "no font at all")
    assert "FandolFang-Regular.otf" in fix


@pytest.mark.parametrize(
    ("requirement", "status"),
    [
        ("weasyprint<71,>=70", "ok"),
        ("weasyprint>=70.0", "ok"),
        ("weasyprint<70", "missing"),
        ("weasyprint>=999", "missing"),
        ("no-such-distribution>=1", "missing"),
    ],
)
def test_a_package_and_its_range(requirement: str, status: str) -> None:
    check = doctor.check_package(requirement)
    assert check.status == status
    assert check.fix == ("" if status == "ok" else f'python -m pip install "{requirement}"')


def test_python_itself() -> None:
    assert doctor.check_python((3, 11, 0)).status == "ok"
    old = doctor.check_python((3, 10, 14), "zh")
    assert (old.status, old.found) == ("missing", "3.10.14")
    assert "3.11" in old.fix


def test_no_office_is_all_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    check = doctor.check_office()
    assert (check.status, check.found) == ("optional", "not found")
    assert doctor.exit_code([check]) == 0


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "ok        one: 1.0",
                "missing   two: not found",
                "          to do: install it",
                "briefgen lacks 1 of what it needs.",
            ],
        ),
        (
            "zh",
            [
                "正常  one: 1.0",
                "缺少  two: not found",
                "      处理：install it",
                "还缺 1 项 briefgen 需要的。",
            ],
        ),
    ],
)
def test_the_report(language: str, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    checks = [Check("one", "ok", "1.0"), Check("two", "missing", "not found", "install it")]
    assert doctor.report(checks, language) == lines


def test_the_way_without_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    lines = doctor.report([Check("two", "missing", "not found", "install it")])
    assert any("LD_LIBRARY_PATH" in line for line in lines)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert len(doctor.report([Check("two", "missing", "not found", "install it")])) == 3


def test_every_sentence_is_there_in_both_languages() -> None:
    tables = tomllib.loads(data_file("doctor.toml").read_text("utf-8"))
    entries = [entry for table in tables.values() for entry in table.values()]
    assert len(entries) > 20
    for entry in entries:
        assert set(entry) == {"en", "zh"}


def test_every_word_font_has_a_stand_in_of_its_own() -> None:
    fonts = fontconfig.word_fonts()
    names = [font.name for font in fonts]
    assert len(set(names)) == len(names)
    for name in ("仿宋_GB2312", "KaiTi", "SimHei", "SimSun", "方正小标宋简体", "Times New Roman"):
        assert name in names
    for font in fonts:
        assert font.stand_ins
        assert font.name not in font.stand_ins


def test_stand_ins_are_found_whatever_the_case() -> None:
    assert fontconfig.stand_ins("simsun") == ("Noto Serif CJK SC",)
    assert fontconfig.stand_ins("FandolFang") == ()


def test_the_stand_ins_are_drawn_without_being_installed(tmp_path: Path) -> None:
    """As from a wheel on a machine whose fontconfig has never heard of the Word names."""
    plain = tmp_path / "fonts.conf"
    folders = "".join(
        f"<dir>{folder}</dir>"
        for folder in (
            "/usr/share/fonts",
            "/usr/local/share/fonts",
            Path.home() / ".local/share/fonts",
        )
    )
    plain.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>"
        f"<fontconfig>{folders}<cachedir>{tmp_path}</cachedir></fontconfig>",
        "utf-8",
    )
    code = (
        "from briefgen.fontconfig import match\n"
        "for pair in match(['仿宋_GB2312', 'KaiTi', '黑体', '方正小标宋简体']).items(): print(*pair)"
    )
    assert run_python(code, FONTCONFIG_FILE=str(plain)).splitlines() == [
        "仿宋_GB2312 FandolFang",
        "KaiTi FandolKai",
        "黑体 Noto Sans CJK SC",
        "方正小标宋简体 Noto Serif CJK SC",
    ]


def test_another_program_gets_the_stand_ins_by_its_environment(tmp_path: Path) -> None:
    variables = fontconfig.environment(tmp_path, tmp_path / "own & fonts")
    assert set(variables) == {"FONTCONFIG_FILE"}
    found = subprocess.run(
        ["fc-match", "-f", "%{family[0]} %{style[0]}", "方正小标宋简体"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (found.stdout, found.stderr) == ("Noto Serif CJK SC Bold", "")
