"""Turn a Word file into the same file after somebody has worked on it: a part changed, changes accepted, saved by others."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def changed(file: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    """The file with one part changed, or left out when it becomes empty."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as old, ZipFile(stream, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == part:
                before = data.decode()
                data = change(before).encode()
                assert data.decode() != before
            if data:
                new.writestr(info, data)
    return stream.getvalue()


def accepted(file: bytes) -> bytes:
    """The file with every tracked insertion and deletion accepted, as Word does it."""

    def accept(text: str) -> str:
        root = etree.fromstring(text.encode())
        for gone in [*root.iter(f"{W}del"), *root.iter(f"{W}rPrChange")]:
            parent = gone.getparent()
            if parent is not None and parent.tag != f"{W}rPr":
                parent.remove(gone)
        for kept in list(root.iter(f"{W}ins")):
            parent = kept.getparent()
            assert parent is not None
            for child in kept:
                kept.addprevious(child)
            parent.remove(kept)
        for mark in list(root.iter(f"{W}del")):
            _join(mark)
        return etree.tostring(root, encoding="unicode")

    return changed(file, accept)


def _join(mark: etree._Element) -> None:
    """Put what follows a deleted paragraph mark into its paragraph."""
    paragraph = next(mark.iterancestors(f"{W}p"))
    after = paragraph.getnext()
    assert after is not None
    for child in after:
        if child.tag != f"{W}pPr":
            paragraph.append(child)
    after.getparent().remove(after)  # type: ignore[union-attr]  # a paragraph is in something
    mark.getparent().remove(mark)  # type: ignore[union-attr]  # and so is its mark


def through_python_docx(file: bytes) -> bytes:
    """The file, opened and saved by python-docx."""
    stream = io.BytesIO()
    docx.Document(io.BytesIO(file)).save(stream)
    return stream.getvalue()


def through_office(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The files, opened and saved by LibreOffice, in one run of it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    paths = [folder / f"{name}.docx" for name in files]
    for path, file in zip(paths, files.values(), strict=True):
        path.write_bytes(file)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    to: list[str | Path] = [
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        folder / "saved",
        *paths,
    ]
    subprocess.run([office, profile, *to], check=True, capture_output=True, timeout=240)
    return {name: (folder / f"saved/{name}.docx").read_bytes() for name in files}


def styles(file: bytes) -> list[tuple[str, str]]:
    """The name of the style and the words of every paragraph that has words, those in controls and tables too."""
    opened = docx.Document(io.BytesIO(file))
    known = {style.style_id: style.name or "" for style in opened.styles}
    default = next(n for s in opened.styles if (n := s.name) == "Normal")
    found = []
    for paragraph in opened.element.body.iter(f"{W}p"):
        words = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = known[style.get(f"{W}val")] if style is not None else default
        if words:
            found.append((name, words))
    return found
