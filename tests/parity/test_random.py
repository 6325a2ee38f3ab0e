"""Documents that nobody would write, the same ones every time: pages and lines of Word and PDF are the same in them, too."""

from __future__ import annotations

import random
from html import escape

import pytest

from briefgen.office import find_office, to_pdf
from briefgen.proof.lines import compare_lines
from briefgen.proof.office import as_word_means
from briefgen.proof.pages import read_pdf
from briefgen.style import StyledPage
from tests.parity.support import files, words
from tests.style.support import styled

SEEDS = range(24)
WITH_OFFICE = 0.99
ONE_OF_THEM = 0.95
"""A line that is full to a quarter of a point ends earlier in one of the two; the rest of its paragraph follows."""
CSS = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: counter(page); font: 10pt/14pt "Noto Serif CJK SC" } }
body { font: 16pt/28.95pt FandolFang; orphans: 2; widows: 2 }
p { text-align: justify; text-indent: 2em }
h2 { font: 16pt/28.95pt "Noto Sans CJK SC"; break-after: avoid; text-indent: 2em }
ul, ol { padding-left: 3em; break-before: auto }
table { width: 100%; border-collapse: collapse; font-size: 12pt; line-height: 20pt }
th, td { border: .5pt solid #000; padding: 2pt 4pt; font-weight: normal; text-align: left }
tr, thead { break-inside: avoid }
"""
HANZI = "会议强调要把学习贯彻主题教育同推动落实各项任务结合起来组织领导单位开展调研检视问题整改年月日国家工作报告"
WORDS = ("ISO", "App", "GDP", "Word", "PDF", "H5", "A4", "5G", "Wi-Fi", "Beijing", "27001")


def document(seed: int) -> str:
    """The HTML of a document."""
    chance = random.Random(seed)
    made = [f"<h2>{escape(sentence(chance, 12))}</h2>"]
    for _ in range(30):
        kind = chance.random()
        if kind < 0.08:
            made.append(f"<h2>{escape(sentence(chance, 14))}</h2>")
        elif kind < 0.16:
            tag = chance.choice(("ul", "ol"))
            items = "".join(f"<li>{escape(text(chance, 1))}</li>" for _ in range(3))
            made.append(f"<{tag}>{items}</{tag}>")
        elif kind < 0.22:
            made.append(table(chance))
        else:
            made.append(f"<p>{escape(text(chance, chance.randint(1, 5)))}</p>")
    return "".join(made)


def table(chance: random.Random) -> str:
    """A table of three columns with a header row."""
    head = "".join(f"<th>{escape(sentence(chance, 3))}</th>" for _ in range(3))
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(sentence(chance, 9))}</td>" for _ in range(3)) + "</tr>"
        for _ in range(chance.randint(2, 6))
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def text(chance: random.Random, sentences: int) -> str:
    """Some sentences."""
    return "".join(sentence(chance, chance.randint(8, 40)) for _ in range(sentences))


def sentence(chance: random.Random, length: int) -> str:
    """Hanzi with a few words, numbers and signs between them."""
    made = []
    for _ in range(length):
        kind = chance.random()
        if kind < 0.025:
            made.append(chance.choice(WORDS))
        elif kind < 0.045:
            made.append(f"{chance.randint(1, 2019)}{chance.choice(('年', '%', '个', '人次'))}")
        elif kind < 0.10:
            made.append(chance.choice("，，，、；："))
        elif kind < 0.13:
            made.append(chance.choice(("“{}”", "《{}》", "（{}）")).format(hanzi(chance, 4)))
        else:
            made.append(hanzi(chance, 1))
    return "".join(made) + "。"


def hanzi(chance: random.Random, count: int) -> str:
    """As many hanzi."""
    return "".join(chance.choice(HANZI) for _ in range(count))


def page(seed: int) -> StyledPage:
    """The document, laid out."""
    made, messages = styled(document(seed), CSS)
    assert messages == ()
    return made


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_no_word_differs(seed: int) -> None:
    report = words(page(seed))
    assert [said.line() for said in report.messages] == []
    assert report.same == report.characters > 1000


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_pages_and_lines_are_the_same() -> None:
    """One run of LibreOffice for all of them."""
    made = {str(seed): files(page(seed)) for seed in SEEDS}
    program = find_office() or ""
    office = to_pdf(program, {seed: as_word_means(docx) for seed, (_, docx) in made.items()})
    reports = {
        seed: compare_lines(read_pdf(pdf), read_pdf(office[seed]))
        for seed, (pdf, _) in made.items()
    }
    lines = sum(report.lines for report in reports.values())
    agreement = sum(report.agreement * report.lines for report in reports.values()) / lines
    assert [seed for seed, report in reports.items() if report.pages[0] != report.pages[1]] == []
    assert [seed for seed, report in reports.items() if report.agreement < ONE_OF_THEM] == []
    assert agreement >= WITH_OFFICE
    assert lines > 2000
