"""Turn numbers into projects: one brief of many organisations, or many briefs of one page; every headline is another."""

from __future__ import annotations

import shutil
from pathlib import Path

from briefgen.load import list_briefs
from briefgen.pipeline import Choices, run_stages
from briefgen.world import DiskWorld
from briefgen.writers import Stage

ROOT = Path(__file__).parents[2]
EIGHTEEN = "2019-08-11-theme-education"
_SAMPLE = ROOT / "content/provinces"
_HANZI = "省市县区乡镇村街道会议学习材料工作计划安排落实检查总结经验交流座谈调研走访服务群众"
PLAIN = """
import sys
from weasyprint import CSS, HTML
target, *pages = sys.argv[1:]
for number, page in enumerate(pages):
    page, *sheets = page.split("|")
    HTML(filename=page).write_pdf(f"{target}/{number}.pdf", stylesheets=[CSS(filename=s) for s in sheets], pdf_tags=True)
"""
"""What bare WeasyPrint takes: a folder for the PDFs, then each page and its style sheets with | between them."""


def words(number: int, length: int) -> str:
    """Hanzi that are others for another number."""
    return "".join(
        _HANZI[(number * 7 + n * (number % 11 + 3)) % len(_HANZI)] for n in range(length)
    )


def eighteen(folder: Path) -> Path:
    """A project with the eighteen-organisation bulletin."""
    shutil.copytree(_SAMPLE, folder / "content", ignore=shutil.ignore_patterns("*compendium"))
    return folder


def grown(folder: Path, organisations: int) -> Path:
    """A project with one brief, `b`, of so many organisations, each with a heading and two paragraphs of its own."""
    content = folder / "content"
    (content / "b").mkdir(parents=True)
    names = [f"o{number:05}" for number in range(organisations)]
    registry = "".join(
        f"  - {{id: {n}, name: 第{i}号组织委员会, short: 第{i}号}}\n" for i, n in enumerate(names)
    )
    (content / "organisations.yaml").write_text(f"organisations:\n{registry}", "utf-8")
    (content / "b/brief.yaml").write_text(_brief("各地工作", 1), "utf-8")
    for number, name in enumerate(names):
        (content / "b" / f"{name}.yaml").write_text(_summary(name, number, 2), "utf-8")
    return folder


def many(folder: Path, briefs: int) -> Path:
    """A project of so many briefs of one page, each of two organisations."""
    content = folder / "content"
    content.mkdir(parents=True)
    registry = (
        "organisations:\n  - {id: east, name: 东区委员会}\n  - {id: west, name: 西区委员会}\n"
    )
    (content / "organisations.yaml").write_text(registry, "utf-8")
    for number in range(briefs):
        own = content / f"b{number:05}"
        own.mkdir()
        (own / "brief.yaml").write_text(_brief(words(number, 8), number + 1), "utf-8")
        for at, name in enumerate(("east", "west")):
            (own / f"{name}.yaml").write_text(_summary(name, 2 * number + at, 1), "utf-8")
    return folder


def _brief(title: str, number: int) -> str:
    return (
        f"template: bulletin\nlanguage: zh-Hans\nmasthead: {{name: 工作简报, number: {number}}}\n"
        f"date: 2026-03-01\ntitle: {title}\n"
    )


def _summary(name: str, number: int, activities: int) -> str:
    told = "".join(
        f"  - text: 会议指出，{words(number * 3 + n, 60)}。参加会议的有{number % 900 + 10}人。\n"
        for n in range(activities)
    )
    return f"organisation: {name}\nheadline: {headline(number)}\nactivities:\n{told}"


def headline(number: int) -> str:
    """The headline of a summary."""
    return f"第{number}项{words(number, 6)}"


def save_pages(root: Path, folder: Path) -> list[str]:
    """The HTML and style sheets of every brief, written into `folder`, as PLAIN takes them."""
    world, pages = DiskWorld(root), []
    for ref in list_briefs(world).value or ():
        page = run_stages(world, ref, Choices(), Stage.PAGE)[Stage.PAGE].value
        assert page is not None
        files = [folder / f"{ref.id}.html"]
        files[0].write_text(page.html, "utf-8")
        for number, sheet in enumerate(page.sheets):
            files.append(folder / f"{ref.id}-{number}.css")
            files[-1].write_text(sheet.text, "utf-8")
        pages.append("|".join(map(str, files)))
    return pages


def text_of(pdf: Path | bytes) -> str:
    """The words of a PDF, without spaces."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.split())
