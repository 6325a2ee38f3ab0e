"""Letter spacing of the copy that LibreOffice measures: what it adds up to is what Word adds up."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import groupby
from xml.etree import ElementTree as ET

import pytest

from briefgen.proof.office import as_word_means
from briefgen.proof.wordfile import W, read_docx
from tests.parity.support import files
from tests.style.support import styled

_CSS = "body { letter-spacing: -.25pt } .wide { letter-spacing: .5pt } .plain { letter-spacing: 0 }"


def _portions(docx: bytes) -> list[tuple[str, int]]:
    """What LibreOffice cuts the lines into, and what it adds to each gap, in twentieths of a point; -5 where nothing is said."""
    with zipfile.ZipFile(BytesIO(docx)) as package:
        part = ET.fromstring(package.read("word/document.xml"))
    found: list[tuple[str, int]] = []
    for run in part.iter(f"{W}r"):
        spacing = run.find(f"{W}rPr/{W}spacing")
        added = int(spacing.get(f"{W}val", "0")) if spacing is not None else -5
        text = run.findtext(f"{W}t") or ""
        scripts = groupby(text.replace("\u200b", ""), lambda sign: sign.isascii())
        found += [("".join(signs), added) for _, signs in scripts]
    return found


@pytest.mark.parametrize(
    ("body", "added"),
    [
        ("<p>会议强调学习</p>", -30),
        ("<p>会议2019年ISO标准</p>", -60),
        ("<p>会议强调5项</p>", -30),
        ("<p>5项任务</p>", -20),
        ("<p>单PDF日</p>", -25),
        ("<p>会议<b>强调学习</b>的2项</p>", -45),
        ("<p>会议<a href='#x'>强调</a>学习</p><p class=wide id=x>会议A4纸</p>", -30 + 50),
    ],
)
def test_it_adds_up(body: str, added: int) -> None:
    page, _ = styled(body, _CSS)
    docx = files(page)[1]
    shown = as_word_means(docx)
    assert sum((len(text) - 1) * spacing for text, spacing in _portions(shown)) == added
    said = [re.sub("\u200b", "", p.text) for p in read_docx(shown).body]
    assert said == [p.text for p in read_docx(docx).body]


def test_what_is_not_spaced_stays_whole() -> None:
    page, _ = styled("<p class=plain>会议2019年</p>", _CSS)
    docx = files(page)[1]
    assert len(_portions(as_word_means(docx))) == len(_portions(docx)) == 3
