"""The way of an office with a mandated form, from the command line: drop it in, check, build, look at both files."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from docx import Document

from briefgen import office
from tests.cli.support import BRIEF, briefgen, project, write
from tests.docs.pages import ROOT, fences
from tests.form.support import FORM, form

needs_office = pytest.mark.skipif(office.find_office() is None, reason="needs LibreOffice")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = project(tmp_path)
    write(made, {FORM: form("{{ title }}", "{{ lead | markdown }}", "{{ headlines[0].headline }}")})
    return made


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@needs_office
def test_both_files_have_the_words_and_are_the_same_twice(root: Path) -> None:
    made = []
    for folder in ("one", "two"):
        ran = briefgen(root, "build", "-t", "form", "-o", folder)
        assert ran.code == 0, ran.err
        made.append({path.name: path.read_bytes() for path in (root / folder).glob("2026*")})
    assert made[0] == made[1]
    assert sorted(made[0]) == ["2026-w06.docx", "2026-w06.pdf"]
    words = [p.text for p in Document(BytesIO(made[0]["2026-w06.docx"])).paragraphs]
    assert words == ["2 libraries report", "North and South wrote in.", "The lights stay on"]
    pdf = made[0]["2026-w06.pdf"]
    assert all(each in words_of(pdf) for each in words)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == words[0]
        assert str(document.docinfo["/CreationDate"]) == "D:20260210000000Z"


def test_a_form_makes_nothing_but_word_and_pdf(root: Path) -> None:
    for name in ("html", "tree"):
        ran = briefgen(root, "build", "-t", "form", "-f", name)
        assert ran.code == 1
        assert "error[form-format]" in ran.err
    assert briefgen(root, "build", "-t", "form", "-f", "json").code == 0


def test_without_libreoffice_only_the_pdf_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if "office" in name else which(name))
    ran = briefgen(root, "build", "-t", "form", "-j", "1")
    assert ran.code == 3
    assert "error[form-no-office]" in ran.err
    assert briefgen(root, "build", "-t", "form", "-f", "docx", "-j", "1").code == 0
    write(root, {"content/2026-w06/brief.yaml": BRIEF.replace("newsletter", "form")})
    assert briefgen(root, "check").code == 0
    assert "info[form-not-compared]" in briefgen(root, "check", "--parity").out


def test_check_tells_every_fault_and_build_makes_nothing(root: Path) -> None:
    write(root, {"content/2026-w06/brief.yaml": BRIEF.replace("newsletter", "form")})
    write(root, {FORM: form("{{ titel }}", "{{ masthead.nmae }}", "{% if title %}")})
    ran = briefgen(root, "check")
    assert ran.code == 1
    assert "paragraph 1, {{ titel }}: no name" in ran.out
    assert "paragraph 3, {% if title %}: {% if %} has no {% endif %}" in ran.out
    assert briefgen(root, "build", "-f", "docx").code == 1
    assert not (root / "output/2026-w06.docx").exists()


def test_the_form_makes_the_files_stale(root: Path) -> None:
    briefgen(root, "build", "-t", "form", "-f", "docx")
    path = root / "output/2026-w06.docx"
    before = path.read_bytes()
    write(root, {FORM: form("Now {{ title }}")})
    briefgen(root, "build", "-t", "form", "-f", "docx")
    assert path.read_bytes() != before
    assert Document(str(path)).paragraphs[0].text == "Now 2 libraries report"


def test_the_kind_of_a_template_is_shown(root: Path) -> None:
    assert f"a Word form, {FORM}" in briefgen(root, "templates", "show", "form").out
    assert "an HTML page" in briefgen(root, "templates", "show", "newsletter").out
    shown = json.loads(briefgen(root, "templates", "show", "form", "--format", "json").out)
    assert shown["form"] == FORM
    assert "form" in briefgen(root, "templates", "list").out.split()


def test_a_template_is_a_page_or_a_form(root: Path) -> None:
    write(root, {"templates/form/page.html.j2": "<p>x</p>"})
    ran = briefgen(root, "templates", "show", "form")
    assert ran.code == 1
    assert "error[template-two-kinds]" in ran.err


def test_the_form_of_the_page_works(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (fence,) = [each for each in fences(ROOT / "docs/templates.md") if each.language == "python"]
    monkeypatch.chdir(root)
    (root / "templates/report-form").mkdir()
    exec(fence.text, {})
    ran = briefgen(root, "build", "-t", "report-form", "-f", "docx")
    assert ran.code == 0, ran.err
    made = Document(str(root / "output/2026-w06.docx"))
    assert [p.text for p in made.paragraphs] == [
        "2 libraries report", "North and South wrote in.", "Who reported",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["Organisation", "Headline"], ["North Library", "The lights stay on"], ["South Library", "A bus in the snow"],
    ]  # fmt: skip
