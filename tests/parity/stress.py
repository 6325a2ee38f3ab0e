"""Turn what hypothesis draws into documents that nobody would write: everything that a page can hold, in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from briefgen.style import StyledPage
from tests.style.support import styled

HANZI = "会议强调要把学习贯彻主题教育同推动落实各项任务结合起来组织领导单位开展调研检视问题整改年月日国家工作报告"
WORDS = (
    "ISO",
    "App",
    "GDP",
    "Word",
    "PDF",
    "H5",
    "A4",
    "5G",
    "Wi-Fi",
    "Beijing",
    "27001",
    "GB/T",
    "e-mail",
)
ENGLISH = (
    "the library opened its doors on Monday and readers took home more than two hundred books, which is a record for the region; "
    "staff had prepared the shelves since June"
)
UNITS = ("年", "%", "个", "人次", "％", "℃")
KINDS = (
    "text",
    "text",
    "text",
    "text",
    "heading",
    "list",
    "nested",
    "table",
    "english",
    "boxed",
    "quote",
)
TRACKED = "-0.25pt"
"""By which the letters of the grid of 28 characters are closer."""


@dataclass(frozen=True)
class Plan:
    """What a document is made of, its words too. `notes` is the share of sentences with a note."""

    kinds: tuple[str, ...]
    face: str
    setting: tuple[float, float, bool]
    columns: int
    notes: float

    @property
    def tracked(self) -> bool:
        """Whether its letters are set closer, as for the grid of 28 characters."""
        return self.setting[2]

    def styled(self) -> StyledPage:
        """The document, laid out."""
        page, messages = styled(self.html(), self.css())
        assert messages == ()
        assert page.tree.losses == ()
        return page

    def html(self) -> str:
        """The body of its page."""
        # LibreOffice sets the notes of columns below each column.
        words = _Words(random.Random(repr(self)), self.notes if self.columns == 1 else 0)
        body = "".join(_BLOCKS[kind](words) for kind in self.kinds)
        title = f"<h1>{words.hanzi(9)}</h1>"
        return f"{title}<div class=body>{body}</div>"

    def css(self) -> str:
        """Its style sheet."""
        size, pitch, _ = self.setting
        spacing = f"letter-spacing: {TRACKED};" if self.tracked else ""
        columns = f".body {{ columns: {self.columns}; column-gap: 8mm; column-fill: auto }}"
        return f"""
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center {{ content: counter(page); font: 10pt/14pt "Noto Serif CJK SC" }}
  @footnote {{ margin-top: 4pt; border-top: .5pt solid #000; padding-top: 2pt }} }}
body {{ font: {size}pt/{pitch}pt {self.face}; {spacing} orphans: 2; widows: 2 }}
{columns if self.columns > 1 else ""}
p, .quote {{ text-align: justify; text-indent: 2em }}
h1 {{ font: {size * 1.25}pt/{pitch * 1.5}pt "Noto Serif CJK SC"; text-align: center; margin: 0 0 {pitch}pt; break-after: avoid }}
h2 {{ font: {size}pt/{pitch}pt "Noto Sans CJK SC"; break-after: avoid; text-indent: 2em }}
ul, ol {{ padding-left: 3em; break-before: auto }} ul ul, ol ol, ul ol, ol ul {{ padding-left: 2em }}
table {{ width: 100%; border-collapse: collapse; letter-spacing: 0;
  font-size: {size * 0.75 // 0.5 / 2}pt; line-height: {size}pt }}
th, td {{ border: .5pt solid #000; padding: 2pt 4pt; font-weight: normal; text-align: left }}
tr, thead {{ break-inside: avoid }}
.english {{ text-indent: 0; letter-spacing: 0; text-align: left; font-family: "Liberation Serif" }}
.boxed {{ border: .5pt solid #d7000f; padding: 4pt 8pt; margin: 6pt 0; text-indent: 0 }}
.quote {{ margin: 0 2em }}
.note {{ --word-style: 脚注文本; float: footnote; footnote-policy: line; font: 9pt/14pt FandolFang; letter-spacing: 0;
  text-indent: 0; text-align: justify }}
.note::footnote-call, .note::footnote-marker {{ font: 5.22pt/0 "Liberation Serif"; vertical-align: super; letter-spacing: 0 }}
.note::footnote-call {{ font-size: {size * 0.58}pt }} .note::footnote-marker {{ content: counter(footnote) " " }}
"""


@dataclass
class _Words:
    """Chooses words."""

    chance: random.Random
    notes: float

    def hanzi(self, count: int) -> str:
        return "".join(self.chance.choice(HANZI) for _ in range(count))

    def sentence(self, length: int) -> str:
        """Hanzi with a few words, numbers and signs between them, as HTML."""
        return escape(
            "".join(self._piece() for _ in range(length)) + self.chance.choice("。。。！？；")
        )

    def _piece(self) -> str:
        chance, kind = self.chance, self.chance.random()
        if kind < 0.012:
            return chance.choice(WORDS)
        if kind < 0.024:
            return f"{chance.randint(1, 2019)}{chance.choice(UNITS)}"
        if kind < 0.08:
            return chance.choice("，，，、；：")
        if kind < 0.10:
            return chance.choice(("“{}”", "《{}》", "（{}）", "“《{}》”", "‘{}’")).format(
                self.hanzi(4)
            )
        if kind < 0.1003:
            return chance.choice(("——", "……", "·"))
        return self.hanzi(1)

    def text(self, sentences: int) -> str:
        """Sentences, some words of them set off, some with a note."""
        made = []
        for _ in range(sentences):
            said = self.sentence(self.chance.randint(6, 40))
            kind = self.chance.random()
            if kind < 0.08:
                said = f"<b>{self.hanzi(self.chance.randint(2, 8))}</b>，{said}"
            elif kind < 0.12:
                said = f"<a href='https://example.org/'>{self.hanzi(5)}</a>{said}"
            made.append(said)
            if self.chance.random() < self.notes:
                made.append(f"<span class=note>{self.sentence(self.chance.randint(5, 45))}</span>")
        return "".join(made)

    def english(self, count: int) -> str:
        return " ".join(self.chance.choice(ENGLISH.split()) for _ in range(count)) + "."


def _list(words: _Words, inner: str = "") -> str:
    tag = words.chance.choice(("ul", "ol"))
    items = [f"<li>{words.text(1)}{inner if n == 1 else ''}</li>" for n in range(3)]
    return f"<{tag}>{''.join(items)}</{tag}>"


def _table(words: _Words) -> str:
    """A table of two to four columns with a header row."""
    columns = range(words.chance.randint(2, 4))
    head = "".join(f"<th>{words.hanzi(3)}</th>" for _ in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{words.sentence(words.chance.randint(2, 14))}</td>" for _ in columns) + "</tr>"
        for _ in range(words.chance.randint(2, 6))
    )  # fmt: skip
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


_BLOCKS: dict[str, Callable[[_Words], str]] = {
    "text": lambda words: f"<p>{words.text(words.chance.randint(1, 5))}</p>",
    "heading": lambda words: f"<h2>{words.sentence(words.chance.randint(4, 14))}</h2>",
    "list": _list,
    "nested": lambda words: _list(words, _list(words)),
    "table": _table,
    "english": lambda words: (
        f"<p class=english lang=en>{words.english(words.chance.randint(8, 90))}</p>"
    ),
    "boxed": lambda words: f"<p class=boxed>{words.text(2)}</p>",
    "quote": lambda words: f"<blockquote class=quote>{words.text(2)}</blockquote>",
}

_PLANS = st.builds(
    Plan,
    kinds=st.lists(st.sampled_from(KINDS), min_size=12, max_size=40).map(tuple),
    face=st.sampled_from(("FandolFang", "FandolKai", '"Noto Serif CJK SC"')),
    setting=st.sampled_from(
        ((16.0, 28.95, True), (16.0, 28.95, False), (12.0, 20.0, False), (10.5, 16.5, False))
    ),
    columns=st.sampled_from((1, 1, 1, 2)),
    notes=st.sampled_from((0.0, 0.0, 0.15)),
)


def plans(count: int) -> list[Plan]:
    """As many plans, the same ones every time."""
    made: list[Plan] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_PLANS)
    def draw(plan: Plan) -> None:
        # Hypothesis likes to try what is nearly the same.
        assume(plan.kinds[:3] not in [other.kinds[:3] for other in made])
        made.append(plan)

    draw()
    return made
