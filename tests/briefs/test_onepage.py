"""The leader's edition: one page of readable type, nothing lost that isn't said, the same in both formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

import pytest

from briefgen.bulletin import Activity, Bulletin
from briefgen.markup import place_of, plain
from briefgen.messages import Message, Place, Severity
from briefgen.office import find_office, to_pdf
from briefgen.pipeline import Choices, make, run_stages
from briefgen.proof.layout import check_layout
from briefgen.proof.lines import compare_lines
from briefgen.proof.office import as_word_means
from briefgen.proof.pages import PdfPage, flat, read_pdf
from briefgen.proof.wordfile import read_docx
from briefgen.proof.words import compare_words
from briefgen.style import StyledPage
from briefgen.tree import Paragraph, Picture, Table
from briefgen.world import DiskWorld, MemoryWorld
from briefgen.writers import Stage
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_docx
from tests.briefs.built import ROOT, SAMPLES, build, docx_text, reference
from tests.docs.projects import briefs, files_of
from tests.validity import faults

EIGHTEEN = SAMPLES[0]
LARGE = "11.5pt"
"""Type so large that not all that the eighteen organisations did fits."""


@dataclass(frozen=True)
class Edition:
    """A brief on one page in all formats, what was said, and the bulletin before anything was left out."""

    whole: Bulletin
    styled: StyledPage
    html: str
    files: dict[str, bytes]
    messages: tuple[Message, ...]

    @property
    def pages(self) -> list[PdfPage]:
        """The pages of the PDF."""
        return list(read_pdf(self.files["pdf"]))

    @property
    def text(self) -> str:
        """The words of the PDF."""
        pieces = (piece for page in self.pages for piece in page.pieces)
        return "".join(flat(piece.text) for piece in pieces)

    def left(self, what: str) -> set[Place]:
        """Where things stand that are said to be left out: "an activity", "a picture", "a task"."""
        said = (each for each in self.messages if each.code == "left-out" and each.place)
        places = (each.place for each in said if each.args["what_en"] == what)
        return {Place(place.file, place.line) for place in places if place}


@cache
def edition(brief: str, smallest: str = "9pt") -> Edition:
    """A sample on one page; with a larger `smallest` type more has to be left out."""
    world, choices = DiskWorld(ROOT), Choices("onepage", {"smallest": smallest})
    stages = run_stages(world, reference(brief), choices, Stage.STYLED)
    styled, page = stages[Stage.STYLED], stages[Stage.PAGE].value
    whole: Bulletin | None = stages[Stage.BULLETIN].value
    assert styled.value is not None, [m.line() for m in styled.messages]
    assert page is not None
    assert whole is not None
    made = {"pdf": write_pdf(styled.value), "docx": write_docx(styled.value.tree)}
    messages = chain(styled.messages, *(each.messages for each in made.values()))
    files = {name: each.value for name, each in made.items() if each.value}
    return Edition(whole, styled.value, page.html, files, tuple(messages))


def activities(bulletin: Bulletin) -> Iterator[Activity]:
    return (each for section in bulletin.sections for each in section.activities)


def printed(markdown: str) -> str:
    return flat(plain(markdown))


every = pytest.mark.parametrize(
    ("brief", "smallest"), [*((each, "9pt") for each in SAMPLES), (EIGHTEEN, LARGE)]
)


@every
def test_there_is_one_page(brief: str, smallest: str) -> None:
    made = edition(brief, smallest)
    assert len(made.pages) == 1
    assert [m.line() for m in made.messages if m.severity > Severity.INFO] == []


@every
def test_the_type_is_never_smaller_than_nine_points(brief: str, smallest: str) -> None:
    """Measured in the PDF; the raised marks of sources are smaller, as everywhere."""
    (page,) = edition(brief, smallest).pages
    marks = "①②③*†‡§"
    sizes = [glyph.size for glyph in page.glyphs if glyph.text.strip() and glyph.text not in marks]
    assert len(sizes) > 900
    assert min(sizes) >= 8.99


def test_a_floor_of_the_users_own_is_kept() -> None:
    made = edition(EIGHTEEN, LARGE)
    (said,) = [m for m in made.messages if m.code == "fitted"]
    assert "type_size" not in said.args["values"], "the size stays where the floor is"
    words = max(made.pages[0].pieces, key=lambda piece: len(piece.glyphs))
    assert {round(glyph.size, 1) for glyph in words.glyphs} == {11.5}


@every
def test_every_headline_is_there(brief: str, smallest: str) -> None:
    made = edition(brief, smallest)
    assert made.whole.headlines
    assert [h.headline for h in made.whole.headlines if flat(h.headline) not in made.text] == []
    word = docx_text(made.files["docx"])
    assert [h.headline for h in made.whole.headlines if flat(h.headline) not in word] == []


@every
def test_an_activity_is_printed_or_said_to_be_left_out(brief: str, smallest: str) -> None:
    made = edition(brief, smallest)
    left = made.left("an activity")
    seen = set()
    for activity in activities(made.whole):
        wordings = [words for words in (activity.short, activity.text) if words]
        there = any(
            all(line in made.text for line in map(flat, plain(w).splitlines())) for w in wordings
        )
        gone = place_of(activity.src) in left
        assert not (there and gone), activity.src
        assert there or gone or not wordings, activity.src
        if gone:
            seen.add(place_of(activity.src))
    assert seen == left


@every
def test_a_task_is_printed_or_said_to_be_left_out(brief: str, smallest: str) -> None:
    made = edition(brief, smallest)
    left = made.left("a task")
    for task in made.whole.tasks:
        assert (flat(task.task) in made.text) != (place_of(task.task.src) in left), task.task


def test_the_eighteen_organisations_lose_nothing_at_nine_points() -> None:
    made = edition(EIGHTEEN)
    assert [m.code for m in made.messages if m.code == "left-out"] == []
    assert {m.code for m in made.messages} == {"fitted"}
    assert "見全文" not in made.text
    assert "见全文" not in made.text


@pytest.mark.parametrize(
    ("brief", "words"), [(EIGHTEEN, "见全文"), (SAMPLES[2], "Moreinthefulledition")]
)
def test_the_page_says_what_it_left_out(brief: str, words: str) -> None:
    made = edition(brief, LARGE)
    assert made.left("an activity")
    assert words in made.text
    assert words in docx_text(made.files["docx"])
    count = sum(m.code == "left-out" and m.args["what_en"] == "an activity" for m in made.messages)
    line = next(flat(p.text) for p in made.pages[0].pieces if words in flat(p.text))
    assert str(count) in line
    said = [m for m in made.messages if m.code == "left-out"]
    assert all(m.place and m.place.line and m.place.column for m in said)


def test_the_page_need_not_say_it() -> None:
    choices = Choices("onepage", {"smallest": LARGE, "left_out": "no"})
    stages = run_stages(DiskWorld(ROOT), reference(EIGHTEEN), choices, Stage.PAGE)
    page = stages[Stage.PAGE]
    assert "left-out" in {m.code for m in page.messages}
    assert page.value is not None
    assert "见全文" not in page.value.html


def test_html_is_the_fitted_page_too() -> None:
    made = edition(EIGHTEEN, LARGE)
    assert "见全文" in made.html


def test_a_short_brief_is_printed_whole() -> None:
    """The sample of the documentation, in both languages."""
    for name in ("content.md", "content.zh-CN.md"):
        world = MemoryWorld(files_of(ROOT / "docs" / name))
        (ref,) = briefs(world)
        styled = run_stages(world, ref, Choices("onepage"), Stage.STYLED)[Stage.STYLED]
        assert [m.line() for m in styled.messages] == []
        assert styled.value is not None
        assert styled.value.tree.pages == 1


def test_what_fits_no_page_is_no_silent_second_page() -> None:
    outputs = make(
        DiskWorld(ROOT), reference(EIGHTEEN), ("pdf",), Choices("onepage", {"paper": "A6"})
    )
    pdf = outputs["pdf"]
    assert pdf.value is not None
    assert pdf.value.pages is not None
    assert pdf.value.pages > 1
    (said,) = [m for m in pdf.messages if m.severity is Severity.WARNING]
    assert said.code == "too-many-pages"


def test_the_weightiest_stays_longest() -> None:
    """With a weight of 9 an activity outlives all others; without it the same one is among the first to go."""
    world = DiskWorld(ROOT)
    folder = f"content/provinces/{EIGHTEEN}"
    names = [f"{folder}/{name}" for name in world.names(folder)]
    files = {
        name: world.read(name)
        for name in [*names, *(f"content/provinces/{n}.yaml" for n in ("figures", "organisations"))]
    }
    henan = files[f"{folder}/henan.yaml"]

    def held(source: bytes) -> set[str]:
        changed = MemoryWorld({**files, f"{folder}/henan.yaml": source})
        choices = Choices("onepage", {"smallest": "11.5pt", "paper": "B5"})
        page = run_stages(changed, reference(EIGHTEEN), choices, Stage.PAGE)[Stage.PAGE]
        said = [m for m in page.messages if m.code == "left-out" and m.place]
        return {m.place.file for m in said if m.place and m.args["what_en"] == "an activity"}

    weighty = henan.replace(b"    short:", b"    weight: 9\n    short:")
    light = henan.replace(b"    short:", b"    weight: 1\n    short:")
    assert weighty != henan != light
    assert f"{folder}/henan.yaml" not in held(weighty)
    assert f"{folder}/henan.yaml" in held(light)


@every
def test_both_formats_are_sound_and_have_the_same_words(brief: str, smallest: str) -> None:
    made = edition(brief, smallest)
    report = compare_words(
        read_pdf(made.files["pdf"]), read_docx(made.files["docx"]), made.styled.tree
    )
    assert [said.line() for said in report.messages] == []
    assert report.same == report.characters > 900
    assert [said.line() for said in check_layout(made.pages, made.styled.tree).messages] == []
    assert faults(made.files["docx"]) == []


def test_the_same_input_gives_the_same_bytes() -> None:
    again = make(
        DiskWorld(ROOT),
        reference(EIGHTEEN),
        ("pdf", "docx"),
        Choices("onepage", {"smallest": "9pt"}),
    )
    for name, output in again.items():
        assert output.value is not None
        assert output.value.data == edition(EIGHTEEN).files[name]


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_word_has_one_page_and_the_same_lines() -> None:
    every = [*((brief, "9pt") for brief in SAMPLES), (EIGHTEEN, LARGE)]
    made = {f"{brief} {size}": edition(brief, size) for brief, size in every}
    files = {name: as_word_means(each.files["docx"]) for name, each in made.items()}
    for name, pdf in to_pdf(find_office() or "", files).items():
        report = compare_lines(made[name].pages, read_pdf(pdf))
        assert report.pages == (1, 1), name
        assert report.agreement >= 0.99, name
        assert report.lines > 30


def test_small_pictures_stand_side_by_side() -> None:
    (section,) = build("2026-11-linjiang-feature", "onepage").styled.tree.sections
    rows = [row for block in section.blocks if isinstance(block, Table) for row in block.rows]
    inner = [b for row in rows for c in row.cells for b in c.blocks if isinstance(b, Table)]
    shown = [
        [len([i for p in c.blocks if isinstance(p, Paragraph) for i in p.inlines if isinstance(i, Picture)]) for c in row.cells]
        for table in inner
        for row in table.rows
    ]  # fmt: skip
    assert [1, 1, 1] in shown
