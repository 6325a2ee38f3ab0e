"""The way of an editor who knows only Word: build, change styles, save as the template's reference.docx, build again."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from briefgen.office import find_office
from tests.cli.support import BRIEF, briefgen, project, write

OURS = BRIEF.replace("newsletter", "ours")
RED = 'w:color w:val="C00000"'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = project(tmp_path)
    write(made, {"templates/ours/template.yaml": "title: {en: Ours}\nextends: newsletter\n"})
    return made


def save_reference(docx: Path, target: Path) -> None:
    """Save the Word file with Heading 2 in dark red."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(docx) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "word/styles.xml":
                head, found, rest = part.decode().partition('<w:name w:val="heading 2"/>')
                style, end, tail = rest.partition("</w:style>")
                assert "<w:color " in style
                colour = style.partition("<w:color ")[2].partition("/>")[0]
                style = style.replace(f"<w:color {colour}/>", f"<{RED}/>")
                part = (head + found + style + end + tail).encode()
            copy.writestr(entry, part)


def styles(docx: Path) -> str:
    with zipfile.ZipFile(docx) as archive:
        return archive.read("word/styles.xml").decode()


def test_changed_styles_reach_word_and_the_pdf_is_told_apart(root: Path) -> None:
    assert briefgen(root, "build", "-t", "ours").code == 0
    docx, pdf = root / "output/2026-w06.docx", (root / "output/2026-w06.pdf").read_bytes()
    save_reference(docx, root / "templates/ours/reference.docx")
    ran = briefgen(root, "build", "-t", "ours")
    assert ran.code == 0
    assert RED in styles(docx)
    assert (root / "output/2026-w06.pdf").read_bytes() == pdf
    (told,) = [line for line in ran.err.splitlines() if "[reference-style]" in line]
    assert "templates/ours/reference.docx: info[reference-style]: " in told
    assert "Heading 2: colour C00000 (" in told

    ran = briefgen(root, "check", "--parity")
    assert "reference" not in ran.out, "the brief's own template has none"


def test_a_template_takes_its_parents(root: Path) -> None:
    briefgen(root, "build", "-t", "ours")
    save_reference(root / "output/2026-w06.docx", root / "templates/ours/reference.docx")
    write(root, {"templates/deeper/template.yaml": "title: {en: Deeper}\nextends: ours\n"})
    briefgen(root, "build", "-t", "deeper", "-f", "docx")
    assert RED in styles(root / "output/2026-w06.docx")


def test_a_changed_reference_makes_the_word_file_stale(root: Path) -> None:
    write(root, {"content/2026-w06/brief.yaml": OURS})
    briefgen(root, "build")
    assert "up to date" in briefgen(root, "build").out + briefgen(root, "build").err
    save_reference(root / "output/2026-w06.docx", root / "templates/ours/reference.docx")
    briefgen(root, "build")
    assert RED in styles(root / "output/2026-w06.docx")
    ran = briefgen(root, "check", "--parity")
    assert "[reference-style]" in ran.out
    (root / "templates/ours/reference.docx").unlink()
    briefgen(root, "build")
    assert RED not in styles(root / "output/2026-w06.docx")


@pytest.mark.skipif(find_office() is None, reason="needs LibreOffice")
def test_lines_that_differ_because_of_it_are_explained(root: Path) -> None:
    write(root, {"content/2026-w06/brief.yaml": OURS})
    briefgen(root, "build", "-f", "docx")
    target = root / "templates/ours/reference.docx"
    with (
        zipfile.ZipFile(root / "output/2026-w06.docx") as source,
        zipfile.ZipFile(target, "w") as copy,
    ):
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "word/document.xml":
                part = re.sub(rb'(<w:pgMar[^>]* w:left=)"\d+"', rb'\1"5600"', part)
            copy.writestr(entry, part)
    ran = briefgen(root, "check", "--parity")
    assert "[reference-page]" in ran.out
    assert "[lines-differ]" in ran.out
    assert "info[parity-reference]" in ran.out


def test_a_damaged_reference_stops_the_brief(root: Path) -> None:
    write(root, {"content/2026-w06/brief.yaml": OURS})
    (root / "templates/ours/reference.docx").write_bytes(b"no Word file")
    line = "templates/ours/reference.docx: error[docx-no-zip]: "
    for command in (["build"], ["check"]):
        ran = briefgen(root, *command)
        assert ran.code == 1
        assert line in ran.out + ran.err
    assert not (root / "output/2026-w06.docx").exists()
