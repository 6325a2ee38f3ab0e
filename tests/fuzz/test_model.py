"""Any brief that is right is built in both formats, and says in both what was written, in the same order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
from hypothesis import given
from pydantic import BaseModel

from briefgen.load import BriefRef
from briefgen.markup import plain
from briefgen.messages import Message, Severity
from briefgen.model import Brief, FigureRegistry, OrganisationRegistry, Summary, ThemeRegistry
from briefgen.pipeline import Choices, run_stages
from briefgen.proof.pages import FIGURE, PdfPage, Piece, flat, read_pdf
from briefgen.proof.wordfile import WordParagraph, WordText, read_docx
from briefgen.proof.words import compare_words
from briefgen.world import MemoryWorld
from briefgen.writers import Stage
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_docx
from briefgen.yamltext.validate import _below
from tests.fuzz.models import Project, projects
from tests.fuzz.support import looking
from tests.validity import faults

_REF = BriefRef("w1", "content/w1")


def simple(text: str) -> str:
    """The letters and digits that every font here has and PDF names one by one, without accents: what two readings share.

    Which letters stand behind a ligature, an emoji of several parts or an empty box, a PDF does not always say.
    """
    return "".join(c for c in unicodedata.normalize("NFD", flat(text)) if _is_simple(c))


def _is_simple(character: str) -> bool:
    code = ord(character)
    return (
        (code < 0x80 and character.isalnum())
        or 0x4E00 <= code <= 0x9FA5
        or 0x3041 <= code <= 0x30FA
    )


@looking(8)
@given(projects(leftwards=False))
def test_any_valid_brief_is_built_and_says_the_same_in_the_same_order(project: Project) -> None:
    page, pdf, word = made(project)
    report = compare_words(_plain_pages(pdf), _plain_word(word), page.tree)
    # A chart writes its labels as they are: what no font has is not in the PDF.
    said = [m.line() for m in report.messages if m.code != "chart-differs"]
    # A row that is divided between pages is read in another order.
    assert said == [] or any(piece.tag == "TD" for each in pdf[1:] for piece in _first(each)), said
    assert_no_letter_is_lost(pdf, word)
    for text in _markdown(project):
        assert_in_order([simple(line) for line in plain(text).splitlines()], word)


@looking(3)
@given(projects(leftwards=True))
def test_no_letter_is_lost_where_some_scripts_run_leftwards(project: Project) -> None:
    """Where they meet others, the text of a PDF is in the order of the page, that of the Word file as it is read."""
    _, pdf, word = made(project)
    assert_no_letter_is_lost(pdf, word)


def _first(page: PdfPage) -> Iterator[Piece]:
    """What stands first on a page, its header row left out."""
    return (piece for piece in [p for p in page.texts if p.tag != "TH"][:1])


def assert_no_letter_is_lost(pdf: Sequence[PdfPage], word: WordText) -> None:
    """The PDF has every letter of the Word file, and its own header rows and marks of lists besides."""
    shown = Counter(simple("".join(p.text for page in pdf for p in page.pieces)))
    assert Counter(simple("".join(p.text for p in word.body))) - shown == Counter()


def made(project: Project) -> tuple[Any, Sequence[PdfPage], WordText]:
    """The styled page and both files read back; they are sound, and hold every text or it is said that they do not."""
    world = MemoryWorld(dict(project.files))
    styled = run_stages(world, _REF, Choices(), Stage.STYLED)[Stage.STYLED]
    assert [m.line() for m in styled.messages if m.severity is Severity.ERROR] == []
    page: Any = styled.value
    pdf, docx = write_pdf(page), write_docx(page.tree)
    assert pdf.value is not None
    assert docx.value is not None
    assert faults(docx.value) == []
    with pikepdf.open(BytesIO(pdf.value)) as opened:
        assert opened.check_pdf_syntax() == []
    word = read_docx(docx.value)
    everything = flat("".join((*(p.text for p in word.body), *word.notes)))
    said = (*styled.messages, *pdf.messages, *docx.messages)
    assert [text for text in _lost(project, everything) if not _is_told(text, said)] == []
    return page, read_pdf(pdf.value), word


def _plain_pages(pages: Sequence[PdfPage]) -> list[PdfPage]:
    """The pages with nothing but simple letters in the pieces of their text."""
    made = []
    for page in pages:
        pieces = []
        for piece in page.pieces:
            if piece.tag == FIGURE:
                pieces.append(piece)
                continue
            told = ((glyph, simple(glyph.text)) for glyph in piece.glyphs)
            glyphs = tuple(replace(glyph, text=text) for glyph, text in told if text)
            pieces += [replace(piece, glyphs=glyphs)] if glyphs else []
        made.append(replace(page, pieces=tuple(pieces), running=()))
    return made


def _plain_word(word: WordText) -> WordText:
    """What a Word file says in simple letters; what runs on its pages left out, as in the pages."""
    body = tuple(WordParagraph(simple(each.text), each.level) for each in word.body)
    return replace(
        word, body=body, notes=tuple(map(simple, word.notes)), running=({},) * len(word.running)
    )


def assert_in_order(lines: Sequence[str], word: WordText) -> None:
    """Those lines of a text that can't be mistaken for others come one after the other, if they are printed at all."""
    everything = simple("".join(p.text for p in word.body))
    sure = [line for line in lines if len(line) > 8]
    at = 0
    for line in sure if all(line in everything for line in sure) else ():
        found = everything.find(line, at)
        assert found >= 0, sure
        at = found + len(line)


def _markdown(project: Project) -> Iterator[str]:
    for summary in project.summaries:
        yield from (
            each["text"] for each in (summary, *summary.get("activities", ())) if "text" in each
        )
    yield from (project.brief[key] for key in ("lead", "note", "closing") if key in project.brief)


_NOT_PRINTED = {"short", "level", "region", "alt", "unit"}
"""Fields that are no words of the page, or only in place of others."""


def _lost(project: Project, everything: str) -> Iterator[str]:
    """The texts of the brief and its summaries, line by line, that the Word file doesn't hold."""
    for data in (project.brief, *project.summaries):
        for key, text in _texts(data):
            lines = (
                plain(text).splitlines() if key in ("text", "lead", "note", "closing") else [text]
            )
            yield from (line for line in lines if flat(line) not in everything)


def _texts(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its key."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in _NOT_PRINTED | {"parameters", "arrange", "expects", "topics"}:
                yield from _texts(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, key)
    elif key in _WORDS:
        yield key, data


_WORDS = {
    "name", "issuer", "secrecy", "urgency", "motto", "title", "subtitle", "lead", "note", "closing", "heading", "text",
    "caption", "source", "report", "send", "issue", "editor", "checker", "approver", "contact", "headline", "place", "task",
    "owner",
}  # fmt: skip


def _is_told(text: str, said: Sequence[Message]) -> bool:
    """Whether a message says that a text is not printed: by its first words, or with all of its organisation or section."""
    begin = " ".join(text.split())[:20]
    return any(
        message.code in _LEFT_OUT or begin in str(message.args.get("found", "")) for message in said
    )


_LEFT_OUT = {
    "summary-not-placed", "text-not-placed", "activity-not-placed", "activity-without-theme", "section-unfilled",
    "chart-empty", "chart-uncounted", "figure-uncounted",
}  # fmt: skip


def test_the_projects_have_every_field_of_the_model() -> None:
    """A field that is new in the model is to be drawn, too."""
    seen: set[tuple[str, str]] = set()

    @looking(100)
    @given(projects(leftwards=False))
    def draw(project: Project) -> None:
        seen.update(_keys(project.brief, Brief))
        for each in project.summaries:
            seen.update(_keys(each, Summary))
        for name, model in _REGISTRIES.items():
            if name in project.lists:
                seen.update(_keys({name: project.lists[name]}, model))

    draw()
    models: tuple[type[BaseModel], ...] = (Brief, Summary, *_REGISTRIES.values())
    wanted = {pair for model in models for pair in _fields(model)}
    assert wanted - seen == _NOT_DRAWN


_REGISTRIES: dict[str, type[BaseModel]] = {
    "organisations": OrganisationRegistry, "themes": ThemeRegistry, "figures": FigureRegistry,
}  # fmt: skip
_NOT_DRAWN = {("Brief", "compiles")}
"""It needs other briefs."""


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        yield model.__name__, field.alias or name
    for _, below in _below(model):
        yield from _fields(below)


def _keys(data: Any, model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """The fields of the model that the data have."""
    if isinstance(data, list):
        for value in data:
            yield from _keys(value, model)
    elif isinstance(data, dict):
        below = dict(_below(model))
        for key, value in data.items():
            if key in {field.alias or name for name, field in model.model_fields.items()}:
                yield model.__name__, key
            for inside in value.values() if key == "topics" else (value,):
                if key in below:
                    yield from _keys(inside, below[key])
