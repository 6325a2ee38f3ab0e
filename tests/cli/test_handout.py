"""The command that puts pages on paper."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from briefgen.pipeline import Choices, extract
from briefgen.proof.pages import flat, read_pdf
from briefgen.world import DiskWorld
from tests.briefs.built import ROOT, SAMPLES, docx_text, reference
from tests.cli.support import BRIEF, another, briefgen, project
from tests.handout.paper import bytes_of, check, made, words_on
from tests.validity import faults


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.pdf"))


def test_a_brief_is_built_and_put_on_sheets(tmp_path: Path) -> None:
    root = project(tmp_path)
    ran = briefgen(root, "handout", "2026-w06", "--booklet", "--number", "--copies", "2", "--plan")
    assert (ran.code, [line for line in ran.err.splitlines() if "error" in line]) == (0, [])
    assert names(root / "output") == ["2026-w06-booklet-numbered.pdf", "2026-w06.pdf"]
    assert "2026-w06-booklet-numbered.pdf  " in ran.out.splitlines()[0]
    assert "  Copies: 2" in ran.out.splitlines()
    assert "  Date: 10 February 2026" in ran.out.splitlines()


def test_any_pdf_outside_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(bytes_of(made(5)))
    ran = briefgen(tmp_path, "handout", "in.pdf", "--nup", "4", "--format", "json", "-o", "out")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["plan"]["each"] == {"sheets": 1, "sides": 2, "colour": 0, "black": 2, "folds": 0}
    ((file,),) = [told["files"]]
    assert Path(file["file"]).name == "in-nup.pdf"
    assert names(tmp_path / "out") == ["in-nup.pdf"]
    words = [
        word.text for page in words_on((tmp_path / "out/in-nup.pdf").read_bytes()) for word in page
    ]
    assert sorted(words) == ["p1", "p2", "p3", "p4", "p5"]


def test_one_file_a_copy(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(bytes_of(made(1)))
    arguments = ("--copies", "3", "--start", "7", "--names", "{brief}-{number}", "--digits", "4")
    ran = briefgen(tmp_path, "handout", "in.pdf", *arguments)
    assert (ran.code, ran.err) == (0, "")
    folder = tmp_path / "output/in-copies"
    assert names(folder) == ["in-0007.pdf", "in-0008.pdf", "in-0009.pdf"]
    assert [len(list(folder.iterdir())), len(ran.out.splitlines())] == [3, 3]


def test_the_distribution_drives_the_run(tmp_path: Path) -> None:
    shares = "distribution: {report: [{name: Board, copies: 2}], issue: [Archive]}\n"
    root = project(tmp_path, brief=BRIEF + shares)
    ran = briefgen(root, "handout", "2026-w06", "--booklet", "--number", "--receipt", "--ticket")
    assert ran.code == 0, ran.err
    output = root / "output"
    assert names(output) == [
        "2026-w06-booklet-numbered.pdf",
        "2026-w06-receipt.pdf",
        "2026-w06-ticket.pdf",
        "2026-w06.pdf",
    ]
    printed = " ".join(
        word.text for page in words_on((output / "2026-w06.pdf").read_bytes()) for word in page
    )
    assert "Copies printed: 3" in printed
    signed = [
        w.text for page in words_on((output / "2026-w06-receipt.pdf").read_bytes()) for w in page
    ]
    rows = [word for word in signed if word in ("Board", "Archive") or word.startswith("0000")]
    assert rows == ["000001", "Board", "000002", "Board", "000003", "Archive"]
    sheets = words_on((output / "2026-w06-booklet-numbered.pdf").read_bytes())
    named = [w.text for page in sheets for w in page if w.text in ("Board", "Archive", "000003")]
    assert sorted(named) == ["000003", "Archive", "Board", "Board"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--booklet", "--nup", "2"], "choose one of"),
        (["--paper", "Z9"], "is no paper"),
        (["--gap", "wide"], "is no length"),
        (["--margin", "-5mm"], "is no length"),
        (["--cards", "0x2"], "is not rows and columns"),
        (["--number-at", "3mm"], "is no place"),
        (["--marks", "crop,star"], "no mark 'star'"),
        (["--nup", "5"], "'5' is not one of"),
        (["--signature", "4"], "--signature says nothing without one of --booklet"),
        (["--start", "7"], "--start says nothing without one of --number, --names, --docx"),
        (["--one-file"], "--one-file says nothing without one of --per-organisation"),
        (["--docx"], "a PDF file has no Word file"),
    ],
)
def test_wrong_options_are_told(arguments: list[str], said: str, tmp_path: Path) -> None:
    ran = briefgen(tmp_path, "handout", "in.pdf", *arguments)
    assert (ran.code, said in " ".join(ran.err.split())) == (2, True), ran.err


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("nobody.pdf", 2, "unknown-brief"),
        ("locked.pdf", 1, "pdf-damaged"),
    ],
)
def test_what_is_not_there_is_told(source: str, code: int, said: str, tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "locked.pdf").write_bytes(b"no PDF")
    ran = briefgen(root, "handout", source, "--booklet")
    assert (ran.code, f"error[{said}]" in ran.err) == (code, True), ran.err
    assert not (root / "output").exists()


def test_one_brief_at_a_time(tmp_path: Path) -> None:
    root = project(tmp_path)
    another(root, "2026-w07")
    ran = briefgen(root, "handout", "content", "--booklet")
    assert (ran.code, "SOURCE names 2 briefs" in ran.err) == (2, True), ran.err


def test_a_brief_with_errors_is_not_printed(tmp_path: Path) -> None:
    root = project(tmp_path, brief=BRIEF.replace("date: 2026-02-10", "date: never"))
    ran = briefgen(root, "handout", "2026-w06", "--booklet")
    assert ran.code == 1
    assert "error[" in ran.err
    assert names(root) == []


def test_large_print_is_set_anew(tmp_path: Path) -> None:
    root = project(tmp_path)
    ran = briefgen(root, "handout", "2026-w06", "--large-print")
    assert (ran.code, [line for line in ran.err.splitlines() if "error" in line]) == (0, [])
    assert names(root / "output") == ["2026-w06-large.pdf", "2026-w06.pdf"]
    plain, large = (
        read_pdf((root / "output" / f"2026-w06{end}.pdf").read_bytes()) for end in ("", "-large")
    )
    before, after = (
        {glyph.size for page in pages for glyph in page.glyphs} for pages in (plain, large)
    )
    factor = 18 / 11  # the text of a newsletter is 11 pt
    assert sorted(after) == pytest.approx([size * factor for size in sorted(before)], abs=0.01)
    assert (large[0].width, large[0].height) == (plain[0].width, plain[0].height)
    edges = [min(glyph.x for glyph in pages[0].glyphs) for pages in (plain, large)]
    assert edges[0] == pytest.approx(edges[1], abs=2.5), "the margins stay"
    words = [
        "".join(sorted(g.text for page in pages for p in page.pieces for g in p.glyphs))
        for pages in (plain, large)
    ]
    assert words[0] == words[1], "the text runs on as it comes, whole"


def test_a_pdf_file_has_no_large_print(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(bytes_of(made(1)))
    ran = briefgen(tmp_path, "handout", "in.pdf", "--large-print")
    assert (ran.code, "cannot be set anew" in ran.err) == (2, True)


def test_each_organisation_has_a_handout_of_its_own(tmp_path: Path) -> None:
    ran = briefgen(ROOT, "handout", SAMPLES[2], "--per-organisation", "-o", str(tmp_path))
    assert (ran.code, [line for line in ran.err.splitlines() if "error" in line]) == (0, []), (
        ran.err
    )
    ids = [
        path.stem
        for path in (ROOT / "content/libraries" / SAMPLES[2]).glob("*.yaml")
        if path.stem != "brief"
    ]
    assert names(tmp_path) == sorted(f"{SAMPLES[2]}-{key}.pdf" for key in ids)
    headline, other = "Ninety children vote, and the dragon loses", "The stove is lit again"
    text = "".join(
        glyph.text
        for page in read_pdf((tmp_path / f"{SAMPLES[2]}-kestrel-lane.pdf").read_bytes())
        for glyph in page.glyphs
    )
    assert flat(headline) in text
    assert flat(other) not in text


def test_all_organisations_in_one_file(tmp_path: Path) -> None:
    arguments = ("--per-organisation", "--one-file", "--format", "json")
    ran = briefgen(ROOT, "handout", SAMPLES[2], *arguments, "-o", str(tmp_path))
    assert ran.code == 0, ran.err
    (file,) = json.loads(ran.out)["files"]
    assert names(tmp_path) == [f"{SAMPLES[2]}-organisations.pdf"] == [Path(file["file"]).name]
    data = (tmp_path / f"{SAMPLES[2]}-organisations.pdf").read_bytes()
    check(data)
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        firsts = [item.destination for item in outline.root]
        assert all(isinstance(each, pikepdf.Array) for each in firsts)
        starts = [
            pdf.pages.index(pikepdf.Page(each[0]))
            for each in firsts
            if isinstance(each, pikepdf.Array)
        ]
        assert len(starts) == 10
        assert [start % 2 for start in starts] == [0] * 10
        assert "/StructTreeRoot" not in pdf.Root


def test_an_organisations_part_is_in_the_chosen_script_too() -> None:
    choices = Choices("feature", script="hant")
    made = extract(DiskWorld(ROOT), reference(SAMPLES[0]), choices, "beijing")
    assert made.value is not None
    words = "".join(word.text for page in words_on(made.value.files["pdf"]) for word in page)
    assert "會" in words
    assert "会" not in words


@pytest.mark.parametrize("arguments", [("--large-print",), ()])
def test_own_parts_are_those_of_a_brief(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(bytes_of(made(1)))
    ran = briefgen(tmp_path, "handout", "in.pdf", *arguments, "--per-organisation")
    expected = "cannot be set anew" if arguments else "--per-organisation takes a brief"
    assert (ran.code, expected in ran.err) == (2, True)


def test_word_files_are_not_joined(tmp_path: Path) -> None:
    root = project(tmp_path)
    arguments = ("--per-organisation", "--one-file", "--docx", "--copies", "1")
    ran = briefgen(root, "handout", "2026-w06", *arguments)
    assert (ran.code, "leave --one-file out" in " ".join(ran.err.split())) == (2, True)


def test_each_organisation_has_numbered_copies_in_word_and_in_large_print(tmp_path: Path) -> None:
    brief = BRIEF.replace("masthead: {", "masthead: {copy_number: yes, ")
    root = project(tmp_path, brief=brief)
    arguments = ("--per-organisation", "--large-print", "--docx", "--number", "--copies", "2")
    more = ("--receipt", "--format", "json")
    ran = briefgen(root, "handout", "2026-w06", *arguments, *more)
    assert ran.code == 0, ran.err
    runs = json.loads(ran.out)
    assert [run["plan"]["copies"] for run in runs] == [2, 2]
    stems = [f"2026-w06-{key}-large" for key in ("north", "south")]
    found = sorted(
        path.relative_to(root / "output").as_posix() for path in (root / "output").rglob("*.*")
    )
    expected = [f"{stem}-copies/{stem}-00000{n}.docx" for stem in stems for n in (1, 2)]
    expected += [f"{stem}-{end}.pdf" for stem in stems for end in ("numbered", "receipt")]
    assert found == sorted(expected)
    told = [file["file"] for run in runs for file in run["files"]]
    assert sorted(Path(name).name for name in told) == sorted(Path(name).name for name in expected)
    for stem, own in zip(stems, (False, True), strict=True):
        data = (root / f"output/{stem}-copies/{stem}-000002.docx").read_bytes()
        text = docx_text(data)
        assert text.count("000002") == 1
        assert ("Thebookbus" in text) == own
        assert faults(data) == []
        pages = read_pdf((root / f"output/{stem}-numbered.pdf").read_bytes())
        assert 18 in {round(glyph.size, 1) for page in pages for glyph in page.glyphs}
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            styles = package.read("word/styles.xml").decode()
        assert 'w:sz w:val="36"' in styles, "18 pt in Word too"


def test_large_print_is_large_in_word_too(tmp_path: Path) -> None:
    root = project(tmp_path, brief=BRIEF.replace("masthead: {", "masthead: {copy_number: yes, "))
    ran = briefgen(root, "handout", "2026-w06", "--large-print", "--docx", "--copies", "1")
    assert ran.code == 0, ran.err
    data = (root / "output/2026-w06-large-copies/2026-w06-large-000001.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert 'w:sz w:val="36"' in package.read("word/styles.xml").decode()
    assert faults(data) == []


def test_pictures_of_copies_are_named_by_a_pattern(tmp_path: Path) -> None:
    shares = "distribution: {report: [{name: Board, copies: 2}], issue: [Archive]}\n"
    root = project(tmp_path, brief=BRIEF + shares)
    (root / "seals").mkdir()
    Image.new("RGB", (20, 20), "red").save(root / "seals/Board.png")
    pattern = ("--watermark-image", "seals/{recipient}.png", "--docx")
    arguments = ("handout", "2026-w06", "--number", *pattern[:2])
    ran = briefgen(root, *arguments)
    assert ran.code == 1
    assert (
        "error[watermark-missing]: 1 pictures of the watermark are not there: seals/Archive.png (000003)"
        in ran.err
    )
    assert names(root / "output") == ["2026-w06.pdf"], "nothing is half made"
    Image.new("RGB", (20, 20), "blue").save(root / "seals/Archive.png")
    # the path is that which the user sees, from wherever they are
    ran = briefgen(root / "seals", *arguments[:3], "--watermark-image", "{recipient}.png")
    assert ran.code == 0, ran.err
    assert names(root / "output") == ["2026-w06-marked-numbered.pdf", "2026-w06.pdf"]
    outside = briefgen(root, *arguments[:3], "--watermark-image", "../{recipient}.png")
    assert (outside.code, "error[outside-project]" in outside.err) == (1, True)


def test_pictures_for_a_pdf_outside_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(bytes_of(made(1)))
    for number in (1, 2):
        Image.new("RGB", (20, 20), "red").save(tmp_path / f"seal-{number}.png")
    seal = tmp_path / "seal-{number}.png"
    arguments = ("handout", "in.pdf", "--number", "--copies", "2", "--digits", "1")
    ran = briefgen(tmp_path, *arguments, "--watermark-image", str(seal))
    assert (ran.code, ran.err) == (0, "")
    assert names(tmp_path / "output") == ["in-marked-numbered.pdf"]


def test_copies_in_word_have_the_same_numbers(tmp_path: Path) -> None:
    root = project(tmp_path, brief=BRIEF.replace("masthead: {", "masthead: {copy_number: yes, "))
    arguments = ("--number", "--docx", "--copies", "3", "--start", "7")
    ran = briefgen(root, "handout", "2026-w06", *arguments)
    assert ran.code == 0, ran.err
    folder = root / "output/2026-w06-copies"
    found = sorted(path.name for path in folder.iterdir())
    assert found == [f"2026-w06-00000{n}.docx" for n in (7, 8, 9)]
    for name, number in zip(found, ("000007", "000008", "000009"), strict=True):
        text = docx_text((folder / name).read_bytes())
        assert text.count(number) == 1
        assert "____" not in text
        assert faults((folder / name).read_bytes()) == []
    again = briefgen(root, "handout", "2026-w06", *arguments, "-o", str(tmp_path / "again"))
    assert again.code == 0
    first = (folder / found[0]).read_bytes()
    assert (tmp_path / "again/2026-w06-copies" / found[0]).read_bytes() == first


def test_word_files_need_a_blank_for_the_number(tmp_path: Path) -> None:
    root = project(tmp_path)
    ran = briefgen(root, "handout", "2026-w06", "--docx", "--copies", "2")
    assert (ran.code, "error[no-blank]" in ran.err) == (1, True)
