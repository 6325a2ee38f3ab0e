"""Turn a finished PDF and a finished Word file into the differences between what they say.

Both are read back from their bytes: headings, paragraphs, cells, captions and notes in order, and what runs on each page.
The PDF writes out what Word makes by itself (list marks, header rows on further pages, numbers of notes) and divides what
goes on on the next page; these are no differences. A row that is divided between pages is read in another order, and is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from briefgen.messages import Message, message
from briefgen.proof.charts import check_charts
from briefgen.proof.pages import PdfPage, Piece, flat, lines_of
from briefgen.proof.wordfile import WordParagraph, WordText
from briefgen.tree import Document, Paragraph, paragraphs
from briefgen.writers.word.places import told

_NOTE_MARK = re.compile(r"\d+\.?")
_HEADING = re.compile(r"H([1-6])")
_SHOWN = 60
"""Characters of each reading that a message shows."""


@dataclass(frozen=True, slots=True)
class WordsReport:
    """What was compared: the `characters` of the Word file, how many of them the PDF has in the same place, and messages."""

    characters: int
    same: int
    messages: tuple[Message, ...]


@dataclass(slots=True)
class _Reading:
    """What is being compared; `sources` are the places of the Word file's paragraphs, `known` those of the tree's texts."""

    pdf: list[Piece]
    word: Sequence[WordParagraph]
    sources: Sequence[str]
    known: Mapping[str, str]
    messages: list[Message] = field(default_factory=list)
    lost: int = 0


def compare_words(pages: Sequence[PdfPage], word: WordText, tree: Document) -> WordsReport:
    """Every difference between the words of the two files; the tree tells where each paragraph is from."""
    word_texts = [flat(paragraph.text) for paragraph in word.body]
    body = [p for p, text in zip(word.body, word_texts, strict=True) if text]
    pieces, notes = _without_notes(pages, word.notes)
    pieces = _whole(pieces, Counter(word_texts))
    known = {flat(p.printed): p.src for p in paragraphs(tree)}
    reading = _Reading(pieces, body, _sources(body, tree), known)
    _compare(reading)
    characters = sum(map(len, word_texts))
    said = [
        *reading.messages,
        *notes,
        *_running(pages, word),
        *check_charts(pages, word.charts, tree),
    ]
    return WordsReport(characters, characters - reading.lost, tuple(said))


def pieces_by_paragraph(
    pages: Sequence[PdfPage], tree: Document
) -> list[tuple[Paragraph | None, list[Piece]]]:
    """The PDF's pieces gathered by paragraph of the tree (None: it has no such text), in reading order."""
    found = [p for p in paragraphs(tree) if flat(p.printed)]
    texts = [flat(p.printed) for p in found]
    pieces = [piece for page in pages for piece in page.texts]
    made: list[tuple[Paragraph | None, list[Piece]]] = []
    for kind, i, j, first, last in _steps([p.text for p in pieces], texts):
        if kind == "equal":
            made += [(found[first + n], [pieces[i + n]]) for n in range(j - i)]
        else:
            made += _gathered(
                pieces[i:j], list(zip(found[first:last], texts[first:last], strict=True))
            )
    return made


def _gathered(
    pieces: Sequence[Piece], wanted: list[tuple[Paragraph, str]]
) -> list[tuple[Paragraph | None, list[Piece]]]:
    """Pieces that are parts of the wanted paragraphs, one after the other."""
    made: list[tuple[Paragraph | None, list[Piece]]] = []
    said = ""
    for piece in pieces:
        if said and wanted and wanted[0][1].startswith(said + piece.text):
            made[-1][1].append(piece)
        else:
            said = ""
            at = next(
                (n for n, (_, text) in enumerate(wanted) if text.startswith(piece.text)), None
            )
            wanted = wanted[at or 0 :]
            made.append((wanted[0][0] if at is not None else None, [piece]))
        said += piece.text
        if wanted and wanted[0][1] == said:
            wanted, said = wanted[1:], ""
    return made


def _steps(pdf: Sequence[str], word: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, pdf, word, autojunk=False).get_opcodes()


def _sources(body: Sequence[WordParagraph], tree: Document) -> list[str]:
    """The `data-src` of each paragraph of the Word file, "" where the tree has none like it."""
    found = [p for p in paragraphs(tree) if flat(p.printed)]
    sources = [""] * len(body)
    ours, theirs = [flat(p.printed) for p in found], [flat(p.text) for p in body]
    for _, i, j, first, last in _steps(ours, theirs):
        # What reads otherwise is from where its neighbours are from, one for one.
        for n in range(last - first if i < j else 0):
            sources[first + n] = found[min(i + n, j - 1)].src
    return sources


def _compare(reading: _Reading) -> None:
    texts = [flat(paragraph.text) for paragraph in reading.word]
    for kind, i, j, first, last in _steps([piece.text for piece in reading.pdf], texts):
        if kind == "equal":
            for n in range(j - i):
                _levels(reading, reading.pdf[i + n], first + n)
            continue
        pieces = reading.pdf[i:j]
        if "".join(p.text for p in pieces) == "".join(texts[first:last]):
            if pieces and last - first == 1:
                _levels(reading, pieces[0], first)
            continue
        _differences(reading, pieces, texts, first, last)


def _differences(
    reading: _Reading, pieces: Sequence[Piece], texts: Sequence[str], first: int, last: int
) -> None:
    """A message for each paragraph that reads otherwise, as far as they can be told apart."""
    one_each = len(pieces) == last - first
    for n in range(last - first if one_each else 1):
        pdf = pieces[n].text if one_each else "".join(p.text for p in pieces)
        word = texts[first + n] if one_each else "".join(texts[first:last])
        if pdf == word:
            continue
        source = reading.sources[first + n] if last > first else reading.known.get(pdf, "")
        reading.lost += _apart(pdf, word)
        pdf, word = _where_apart(pdf, word)
        reading.messages.append(told("words-differ", source, pdf=pdf, word=word))


def _apart(pdf: str, word: str) -> int:
    """How many of Word's characters the PDF does not have."""
    blocks = SequenceMatcher(None, pdf, word, autojunk=False).get_matching_blocks()
    return len(word) - sum(block.size for block in blocks)


def _where_apart(pdf: str, word: str) -> tuple[str, str]:
    """The two readings from a little before they part."""
    same = next(
        (n for n, (a, b) in enumerate(zip(pdf, word, strict=False)) if a != b),
        min(len(pdf), len(word)),
    )
    start = max(same - _SHOWN // 4, 0)
    return tuple(  # type: ignore[return-value]  # two go in, two come out
        ("…" if start else "") + text[start : start + _SHOWN] + ("…" * (len(text) > start + _SHOWN))
        for text in (pdf, word)
    )


def _whole(pieces: Sequence[Piece], texts: Counter[str]) -> list[Piece]:
    """The pieces with those that go on on the next page joined, and without header rows that the Word file has not so often.

    They are repeated on the next page, or in the next column.
    """
    made: list[Piece] = []
    headers: Counter[str] = Counter()
    for piece in pieces:
        headers[piece.text] += piece.tag == "TH"
        if piece.tag == "TH" and headers[piece.text] > max(texts[piece.text], 1):
            continue
        turned = bool(made) and made[-1].page != piece.page and made[-1].tag == piece.tag
        if turned and made[-1].text not in texts:
            joined = made.pop()
            made.append(Piece(piece.page, piece.tag, joined.glyphs + piece.glyphs))
        else:
            made.append(piece)
    return made


def _levels(reading: _Reading, piece: Piece, index: int) -> None:
    match = _HEADING.fullmatch(piece.tag)
    pdf, word = int(match[1]) if match else None, reading.word[index].level
    if pdf != word:
        args = {"text": piece.text[:_SHOWN], "pdf": pdf or "–", "word": word or "–"}
        reading.messages.append(told("words-level", reading.sources[index], **args))


def _without_notes(
    pages: Sequence[PdfPage], notes: Sequence[str]
) -> tuple[list[Piece], list[Message]]:
    """The pieces without those that are the text of notes, and what to say of notes that none is.

    The notes of a page are one piece, or more where a note has several paragraphs.
    """
    pieces = [piece for page in pages for piece in page.texts]
    wanted = [text for text in map(flat, notes) if text]
    kept: list[Piece] = []
    while pieces:
        tried = ((first, *_notes_at(pieces, wanted[first:])) for first in range(len(wanted)))
        first, used, found = next((hit for hit in tried if hit[1]), (0, 0, 0))
        if not used:
            kept.append(pieces[0])
        del pieces[: used or 1], wanted[first : first + found]
    return kept, [message("words-differ", None, pdf="", word=text[:_SHOWN]) for text in wanted]


def _notes_at(pieces: Sequence[Piece], notes: Sequence[str]) -> tuple[int, int]:
    """How many of the pieces are the next notes and nothing else, and how many notes these are."""
    text, found = "", 0
    for used, piece in enumerate(pieces, 1):
        text += piece.text
        while found < len(notes) and (
            match := re.match(_NOTE_MARK.pattern + re.escape(notes[found]), text)
        ):
            text, found = text[match.end() :], found + 1
        if not text:
            return used, found
        if found == len(notes) or not _begins(text, notes[found]):
            break
    return 0, 0


def _begins(shown: str, note: str) -> bool:
    """Whether a note with its number begins with `shown`."""
    mark = _NOTE_MARK.match(shown)
    return mark is not None and any(note.startswith(shown[n:]) for n in range(1, mark.end() + 1))


def _running(pages: Sequence[PdfPage], word: WordText) -> Iterator[Message]:
    """What runs above and below the text of each page; a page may be of any section."""
    for page in pages:
        middle = page.height / 2
        for edge in ("header", "footer"):
            above = edge == "header"
            glyphs = [glyph for glyph in page.running if (glyph.y < middle) is above]
            pdf = "".join(line.text for line in lines_of(glyphs, page.number))
            possible = [
                flat(word.heads(section, edge, page.number, len(pages)))
                for section in range(len(word.running))
            ]
            if pdf not in (possible or [""]):
                shown = possible[0][:_SHOWN] if possible else ""
                args = {"page": page.number, "pdf": pdf[:_SHOWN], "word": shown}
                yield message("words-running", None, **args)
