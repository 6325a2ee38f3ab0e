"""The ways in which people change a template, each from the file that they write to what stands in both outputs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.briefs.built import flat
from tests.cli.support import briefgen, project, write

BRIEF = """\
template: {template}
language: zh-Hans
masthead: {{name: 工作简报, number: 6, total: 206, issuer: 办公室, secrecy: 内部资料}}
date: 2026-02-10
title: 两个图书馆来信
lead: 本周有两个单位报送。
distribution: {{report: [总馆], send: [各分馆], copies: 30}}
"""
HOUSE = """\
parameters:
  masthead_name: 海滨通讯
  masthead_colour: "#0b3d91"
  logo: logo.png
  logo_place: {place}
  page_number: 第1页 共6页
  heading_font: 楷体_GB2312
labels:
  report: 主送
  send: {{zh-Hans: 抄送}}
"""


def start(folder: Path, template: str) -> Path:
    """A small Chinese project."""
    return project(folder, brief=BRIEF.format(template=template))


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "#0b3d91").save(stream, "PNG")
    return stream.getvalue()


class Outputs:
    """Both files of the project's brief, read back."""

    def __init__(self, folder: Path, *options: str, said: str = "") -> None:
        ran = briefgen(folder, "build", *options)
        assert (ran.code, ran.err) == (0, said), ran.err
        self.pdf = (folder / "output/2026-w06.pdf").read_bytes()
        with zipfile.ZipFile(folder / "output/2026-w06.docx") as package:
            self.parts = {name: package.read(name) for name in package.namelist()}

    @property
    def pdf_words(self) -> str:
        document = pypdfium2.PdfDocument(self.pdf)
        return flat("".join(page.get_textpage().get_text_range() for page in document))

    def docx_xml(self, start: str = "word/") -> str:
        return "".join(
            data.decode()
            for name, data in self.parts.items()
            if name.startswith(start) and name.endswith(".xml")
        )

    @property
    def docx_words(self) -> str:
        return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", self.docx_xml("word/document")))

    @property
    def pdf_colours(self) -> set[str]:
        """The fill colours of the first page, as #rrggbb."""
        with pikepdf.open(io.BytesIO(self.pdf)) as pdf:
            drawn = pikepdf.parse_content_stream(pdf.pages[0])
        return {
            "#" + "".join(f"{round(float(part) * 255):02x}" for part in each.operands)
            for each in drawn
            if str(each.operator) in ("rg", "scn", "sc") and len(each.operands) == 3
        }

    @property
    def pdf_pictures(self) -> int:
        with pikepdf.open(io.BytesIO(self.pdf)) as pdf:
            return len(pdf.pages[0].get_images())

    @property
    def pdf_fonts(self) -> str:
        with pikepdf.open(io.BytesIO(self.pdf)) as pdf:
            fonts = pdf.pages[0].resources["/Font"]
            return " ".join(str(font["/BaseFont"]) for font in fonts.values())


@pytest.mark.parametrize("place", ["above", "beside"])
@pytest.mark.parametrize("template", ["base", "bulletin", "roundup", "newsletter"])
def test_a_house_style_is_in_the_pdf_and_in_word(template: str, place: str, tmp_path: Path) -> None:
    root = start(tmp_path, template)
    before = Outputs(root)
    write(
        root, {"templates/house.yaml": HOUSE.format(place=place), "templates/logo.png": picture()}
    )
    after = Outputs(root)  # the file is noticed: both are built again
    xml, words = after.docx_xml(), after.pdf_words
    assert "海滨通讯" in xml
    assert "海滨通讯" in words
    assert "工作简报" not in words
    assert "0b3d91" in xml.lower()
    assert "#0b3d91" in after.pdf_colours - before.pdf_colours
    assert "第1页共1页" in words
    assert all(piece in after.docx_xml("word/footer") for piece in (">第<", "页 共", "NUMPAGES"))
    assert "主送：" in xml
    assert "主送：" in words
    assert "抄送：" in words
    assert "报：总馆" in before.pdf_words
    assert after.pdf_pictures == before.pdf_pictures + 1 == 1
    assert sum(name.startswith("word/media/") for name in after.parts) == 1
    assert 'descr="办公室标志"' in xml
    assert "FandolKai" in after.pdf_fonts
    assert 'w:eastAsia="楷体_GB2312"' in after.docx_xml("word/styles")


def test_the_brief_and_the_command_line_are_stronger(tmp_path: Path) -> None:
    root = start(tmp_path, "bulletin")
    write(
        root,
        {"templates/house.yaml": "parameters: {masthead_colour: '#000001', page_number: none}\n"},
    )
    assert "—1—" not in Outputs(root).pdf_words
    brief = BRIEF.format(template="bulletin") + "parameters: {masthead_colour: '#000002'}\n"
    write(root, {"content/2026-w06/brief.yaml": brief})
    built = Outputs(root)
    assert "000002" in built.docx_xml()
    assert "000001" not in built.docx_xml()
    built = Outputs(root, "--set", "page_number=— 1 —", "--set", "masthead_colour=#000003")
    assert "—1—" in built.pdf_words
    assert "000003" in built.docx_xml()
    assert "#000003" in built.pdf_colours


SHEET = """\
.masthead-name { color: #0b3d91; }
h1 { color: #7a1f5c; text-decoration: underline; }
.issue-date { opacity: .5; }
"""


@pytest.mark.parametrize("template", ["bulletin", "newsletter"])
def test_css_of_a_copied_template_is_in_the_pdf_and_in_word(
    template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = start(tmp_path, template)
    assert briefgen(root, "templates", "copy", template, "ours").code == 0
    before = Outputs(root, "-t", "ours")
    sheet = root / "templates/ours/style.css"
    write(root, {"templates/ours/style.css": sheet.read_text("utf-8") + SHEET})
    ran = briefgen(root, "build", "-t", "ours")
    assert ran.code == 0
    # What Word can't show names the declaration, and says what it shows instead.
    line = len(sheet.read_text("utf-8").splitlines())
    (said,) = ran.err.splitlines()
    assert said.startswith(f"templates/ours/style.css:{line}:15: warning[word-loss]: ")
    assert "opacity" in said
    after = Outputs(root, "-t", "ours", said=ran.err)
    for colour in ("0b3d91", "7a1f5c"):
        assert f"#{colour}" in after.pdf_colours - before.pdf_colours
        assert colour in after.docx_xml("word/styles").lower()
        assert colour not in before.docx_xml().lower()
    # What is drawn half transparent comes last in the file.
    assert sorted(after.pdf_words) == sorted(before.pdf_words)


def test_html_of_a_copied_template_is_in_the_pdf_and_in_word(tmp_path: Path) -> None:
    root = start(tmp_path, "bulletin")
    briefgen(root, "templates", "copy", "bulletin", "ours")
    page = root / "templates/ours/page.html.j2"
    block = "{#\n{% block closing %}\n{{ super() }}\n{% endblock %}\n#}"
    mine = (
        '{% block closing %}\n<p data-src="{{ title | src }}">编后：谢谢阅读。</p>\n{% endblock %}'
    )
    assert block in page.read_text("utf-8")
    write(root, {"templates/ours/page.html.j2": page.read_text("utf-8").replace(block, mine)})
    built = Outputs(root, "-t", "ours")
    assert "编后：谢谢阅读。" in built.pdf_words
    assert "编后：谢谢阅读。" in built.docx_words


def test_another_script_is_in_both_files_beside_the_first(tmp_path: Path) -> None:
    root = start(tmp_path, "bulletin")
    write(root, {"content/terms.yaml": "terms: [{hans: 来信, hant: 來函}]\n"})
    before = Outputs(root)
    ran = briefgen(root, "build", "--script", "hant")
    assert (ran.code, ran.err) == (0, ""), ran.err
    names = {path.name for path in (root / "output").glob("2026*")}
    assert names == {f"2026-w06{edition}.{kind}" for edition in ("", ".hant") for kind in ("pdf", "docx")}  # fmt: skip
    for kind in ("pdf", "docx"):
        (root / f"output/2026-w06.hant.{kind}").replace(root / f"output/2026-w06.{kind}")
    after = Outputs.__new__(Outputs)
    after.pdf = (root / "output/2026-w06.pdf").read_bytes()
    with zipfile.ZipFile(root / "output/2026-w06.docx") as package:
        after.parts = {name: package.read(name) for name in package.namelist()}
    for words in ("兩個圖書館來函", "工作簡報", "報：總館", "本週有兩個單位報送", "內部資料"):
        assert words in after.pdf_words, words
        assert words in after.docx_words, words
    assert "两个图书馆来信" in before.pdf_words
    assert 'w:eastAsia="zh-TW"' in after.docx_xml("word/styles")
    told = briefgen(root, "build", "--script", "hant", "--terms", "-f", "pdf").err
    assert 'info[script-term]: "来信" is written "來函"' in told
    assert briefgen(root, "check", "--script", "hant").code == 0
    made = briefgen(root, "handout", "2026-w06", "--script", "hant", "--nup", "2")
    assert made.code == 0
    assert "2026-w06.hant" in made.out
