"""Which fonts draw the words, which characters none of them has, and where those were written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from briefgen import fontconfig
from briefgen.load import list_briefs
from briefgen.messages import Place
from briefgen.pipeline import Choices, check, make, run_stages
from briefgen.proof.fonts import Report, examine, of_page
from briefgen.proof.fonts.cascade import words_of_page
from briefgen.proof.fonts.drawn import Look, Words, words_of_tree
from briefgen.proof.fonts.spots import Spots
from briefgen.template import Page, Sheet
from briefgen.world import DiskWorld, MemoryWorld
from briefgen.writers import Stage
from tests.briefs.built import ROOT, SAMPLES, reference, sample

CSS = "templates/t/style.css"


# ---- a machine with few fonts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FakeFace:
    """A font that has the letters it is given."""

    names: tuple[str, ...]
    file: str
    letters: str

    def has(self, letter: str) -> bool:
        return letter in self.letters


@dataclass
class Machine:
    """Fonts by family, the last of which is drawn for what is not there."""

    fonts: Mapping[str, str]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def face(self, families: tuple[str, ...], *, letter: str = "", **_: object) -> FakeFace | None:
        self.asked.append(families)
        drawn = [name for name in (*families, *self.fonts) if name in self.fonts]
        faces = [FakeFace((name,), f"/{name}.otf", self.fonts[name]) for name in drawn]
        faces = [face for face in faces if not letter or face.has(letter)]
        if not letter and not any(name in self.fonts for name in families):
            faces = faces[-1:]
        return faces[0] if faces else None


def examined(
    monkeypatch: pytest.MonkeyPatch, fonts: Mapping[str, str], words: Iterable[Words], css: str = ""
) -> Report:
    monkeypatch.setattr(fontconfig, "face", Machine(fonts).face)
    world = MemoryWorld({CSS: css, "a.yaml": "text: |\n  AbX and\n  moreX\n"})
    world.read("a.yaml")
    return examine(world, [Sheet(CSS, css)], words)


def words(text: str, *families: str, src: str = "a.yaml:1:text") -> Words:
    return Words(text, Look(families), "p", src)


def test_what_every_named_font_has_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(
        monkeypatch, {"One": "Ab", "Two": "X", "Three": ""}, [words("AbX", "One", "Two")]
    )
    assert found.messages == ()
    assert [(font.family, font.kind, font.font) for font in found.fonts] == [
        ("One", "real", "One"),
        ("Two", "real", "Two"),
    ]


def test_a_letter_of_an_unnamed_font_is_told_with_every_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = [words("AbX and", "One"), words("moreX", "One"), words("X", "Two")]
    found = examined(monkeypatch, {"One": "Ab andmore", "Two": "X"}, said)
    (missing,) = found.missing
    assert missing.places == (Place("a.yaml", 2, 5), Place("a.yaml", 3, 7))
    (message,) = found.messages
    assert message.line() == (
        'a.yaml:2:5: warning[missing-glyph]: no font of p (One) has "X" (U+0058 ×2); Two draws it, '
        'which looks different; write another character, or add "Two" to the fonts of p in style.css'
    )


def test_a_letter_that_no_font_has(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(monkeypatch, {"One": "Ab"}, [words("AbX and", "One")])
    assert [(m.code, m.args["letter"], str(m.place)) for m in found.messages] == [
        ("no-glyph", "X", "a.yaml:2:5"),
        ("no-glyph", "a", "a.yaml:2:7"),
        ("no-glyph", "d", "a.yaml:2:9"),
        ("no-glyph", "n", "a.yaml:2:8"),
    ]


def test_what_needs_no_glyph_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "A\u3000\u00a0\u200b\u2060\u00ad\ufeff\ufe0f\U000e0100\t\n\u2028\ufffe"
    assert examined(monkeypatch, {"One": "A"}, [words(text, "One")]).messages == ()


def test_a_list_of_which_nothing_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    css = "h1 { color: red }\np { font-family: Nowhere, Nothing }"
    said = [words("Ab", "Nowhere", "Nothing"), words("bA", "Nowhere", "Nothing")]
    found = examined(monkeypatch, {"One": "Ab"}, said, css)
    (message,) = found.messages
    assert message.line() == (
        f'{CSS}:2:18: warning[font-substituted]: none of the fonts "Nowhere, Nothing" is on this machine, nor a '
        'declared stand-in; "One" is drawn; install one of them, or add a family that is here to the list '
        '("briefgen fonts" shows what is drawn)'
    )
    assert [font.kind for font in found.fonts] == ["other", "other"]


def test_the_next_family_of_the_list_is_no_substitute(monkeypatch: pytest.MonkeyPatch) -> None:
    assert examined(monkeypatch, {"One": "Ab"}, [words("Ab", "Nowhere", "One")]).messages == ()


def test_fontconfig_draws_a_twin_without_a_word() -> None:
    """Liberation Sans has the widths of Helvetica, but nothing declares it a stand-in."""
    said = [Words("Ab", Look(("Helvetica",), language="en"), "p", "")]
    (message,) = examine(MemoryWorld({}), [], said).messages
    assert (message.code, message.args["font"]) == ("font-substituted", "Liberation Sans")
    also = [Words("Ab", Look(("Helvetica", "Noto Sans CJK SC"), language="en"), "p", "")]
    assert examine(MemoryWorld({}), [], also).messages == ()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_generic_families_are_named(language: str) -> None:
    said = [Words("Ab。", Look(("serif",), language=language), "p", "")]
    report = examine(MemoryWorld({}), [], said)
    assert report.substituted == ()
    assert report.fonts[0].kind == "generic"


def test_fonts_of_the_template() -> None:
    font = Path(fontconfig_file("Caladea")).read_bytes()
    css = '@font-face { font-family: "My Face"; src: local("x"), url(faces/one.ttf) }'
    world = MemoryWorld({"templates/t/faces/one.ttf": font, "a.yaml": "text: Ab字\n"})
    world.read("a.yaml")
    said = [words("Ab字", "my face")]
    report = examine(world, [Sheet(CSS, css)], said)
    assert [(font.kind, font.file) for font in report.fonts] == [
        ("own", "templates/t/faces/one.ttf")
    ]
    assert [(m.code, m.args["letter"], m.place) for m in report.messages] == [
        ("missing-glyph", "字", Place("a.yaml", 1, 9))
    ]


def fontconfig_file(family: str) -> str:
    face = fontconfig.face((family,))
    assert face is not None
    assert face.names[0] == family
    return face.file


# ---- where it was written -------------------------------------------------------------------------------------------


def spot(src: str, text: str, index: int, files: dict[str, str | bytes]) -> Place | None:
    world = MemoryWorld(files)
    for file in files:
        world.read(file)
    return Spots(world).find(src, text, index)


BLOCK = "title: 閱\ntext: |\n  一二三閱四\n\n  五閱六\nlast: 閱\n"


@pytest.mark.parametrize(
    ("src", "text", "index", "place"),
    [
        ("a.yaml:3:text", "一二三閱四", 3, Place("a.yaml", 3, 6)),
        ("a.yaml:5:text", "五閱六", 1, Place("a.yaml", 5, 4)),
        ("a.yaml:1:title", "閱", 0, Place("a.yaml", 1, 8)),
        # the block prints a name that the registry has
        ("a.yaml:3:text", "南閱北", 1, Place("b.yaml", 2, 5)),
        # written as an escape, or made by the template
        ("a.yaml:3:text", "為", 0, Place("a.yaml", 3)),
        ("", "為", 0, None),
        ("", "南閱", 1, Place("b.yaml", 2, 5)),
    ],
)
def test_spots(src: str, text: str, index: int, place: Place | None) -> None:
    files: dict[str, str | bytes] = {"a.yaml": BLOCK, "b.yaml": "x: y\nn: 南閱北\n", "c.png": "閱"}
    assert spot(src, text, index, files) == place


def test_the_same_letter_twice_on_a_line() -> None:
    files: dict[str, str | bytes] = {"a.yaml": "text: 在閱在閱\n"}
    found = [spot("a.yaml:1:text", "在閱在閱", at, files) for at in (1, 3)]
    assert found == [Place("a.yaml", 1, 8), Place("a.yaml", 1, 10)]


# ---- the part of the cascade that chooses fonts ----------------------------------------------------------------------


def looks(html: str, css: str) -> list[tuple[str, tuple[str, ...], bool, bool]]:
    page = Page(html, (Sheet(CSS, css),), (), "en", "", {})
    return [
        (w.text.strip(), w.look.families, w.look.bold, w.look.italic)
        for w in words_of_page(page)
        if w.text.strip()
    ]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("p { font-family: 'A B', C d }", (("A B", "C d"), False, False)),
        ("p { font: italic bold 10pt/14pt A, B }", (("A", "B"), True, True)),
        ("p { font: 10pt / 14pt var(--x) }\n:root { --x: Q, 'R S' }", (("Q", "R S"), False, False)),
        (":root { --x: var(--y); --y: Z } p { font-family: var(--x) }", (("Z",), False, False)),
        ("p { font-family: var(--none, F) }", (("F",), False, False)),
        (":root { --a: var(--b); --b: var(--a) } p { font-family: var(--a) }", (("serif",), False, False)),
        ("p { font-family: A !important } p.x { font-family: B }", (("A",), False, False)),
        ("p.x { font-family: B } p { font-family: A }", (("B",), False, False)),
        ("body { font-weight: 700; font-style: oblique }", (("serif",), True, True)),
        ("body { font-weight: 700 } p { font-weight: normal }", (("serif",), False, False)),
        ("@media screen { p { font-family: S } }", (("serif",), False, False)),
        ("@media print { p { font-family: S } }", (("S",), False, False)),
        ("p:lang(en) { font-family: E }", (("E",), False, False)),
        ("p { font-family: inherit } body { font-family: B }", (("B",), False, False)),
        ("p[ { font-family: X }", (("serif",), False, False)),
    ],
)  # fmt: skip
def test_the_cascade(css: str, expected: tuple[tuple[str, ...], bool, bool]) -> None:
    html = '<html lang="en"><body><p class="x">words</p></body></html>'
    assert looks(html, css) == [("words", *expected)]


def test_elements_that_browsers_style_and_what_is_not_shown() -> None:
    html = (
        "<title>no</title><style>no</style><h2>a</h2><p>b <em>c</em> d<code>e</code>"
        "<span style='font-family: Own'>f</span><b class=n>g</b><!-- no --></p><p hidden class=h>no</p>"
    )
    css = ".h { display: none } b { font-family: G } p::before { content: '〔' var(--w); font-family: P } :root { --w: 'w' }"
    assert looks(html, css) == [
        ("a", ("serif",), True, False),
        ("〔w", ("P",), False, False),
        ("b", ("serif",), False, False),
        ("c", ("serif",), False, True),
        ("d", ("serif",), False, False),
        ("e", ("monospace",), False, False),
        ("f", ("Own",), False, False),
        ("g", ("G",), True, False),
    ]


def test_running_heads() -> None:
    css = ":root { --name: '頭' } @page { margin: 2cm; @top-left { content: var(--name) counter(page); font: 9pt H } }"
    assert looks("<p>a</p>", css)[-1] == ("頭", ("H",), False, False)


def letters(words: Iterable[Words]) -> Counter[tuple[str, Look]]:
    found: Counter[tuple[str, Look]] = Counter()
    for each in words:
        if not each.selector.startswith("@"):
            found.update((letter, each.look) for letter in each.text if not letter.isspace())
    return found


@pytest.mark.parametrize("brief", SAMPLES)
def test_the_cascade_agrees_with_weasyprint(brief: str) -> None:
    """Every letter of every sample has the same fonts, weight, slant and language both ways."""
    page = run_stages(DiskWorld(ROOT), reference(brief), Choices(), Stage.PAGE)[Stage.PAGE].value
    assert page is not None
    cheap, exact = letters(words_of_page(page)), letters(words_of_tree(sample(brief).styled.tree))
    assert sum(cheap.values()) > 1500
    markers = "•–0123456789.一二三四五六七八九十"  # of lists and headings; layout makes them
    only_exact = [each for each in exact - cheap if each[0] not in markers]
    assert (list(cheap - exact), only_exact) == ([], [])


@pytest.mark.parametrize("template", [None, "bulletin", "roundup", "newsletter"])
@pytest.mark.parametrize("brief", SAMPLES)
def test_samples_have_fonts_for_everything(brief: str, template: str | None) -> None:
    world = DiskWorld(ROOT)
    stages = run_stages(world, reference(brief), Choices(template), Stage.PAGE)
    page = stages[Stage.PAGE].value
    assert page is not None
    report = of_page(world, page)
    assert report.messages == ()
    assert {font.kind for font in report.fonts} == {"real", "stand-in"}


# ---- a brief with names that few fonts have --------------------------------------------------------------------------

RARE = {
    "content/organisations.yaml": """\
organisations:
  - {id: east, name: 東閱里居委会, short: 閱里, level: street}
""",
    "content/b/brief.yaml": """\
template: bulletin
language: zh-Hans
date: 2026-11-22
period: {from: 2026-11-16, to: 2026-11-21}
masthead: {name: 简报, number: 1, issuer: 社区}
title: 冊页
expects: all
""",
    "content/b/east.yaml": """\
organisation: east
headline: 敲门
received: 2026-11-20
activities:
  - title: 探访
    date: 2026-11-17
    text: |
      志愿者探访老人46户。

      登记人**冊国**和註某到场，註某记录。
""",
}
SAID = (
    "content/b/east.yaml:10:17: warning[missing-glyph]: no font of p (仿宋_GB2312, FangSong, "
    'FandolFang) has "註" (U+8A3B ×2); Noto Serif CJK SC draws it, which looks different; '
    'write another character, or add "Noto Serif CJK SC" to the fonts of p in style.css'
)


def test_rare_names_are_told_by_check_and_by_build_alike(tmp_path: Path) -> None:
    for name, text in RARE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    world = DiskWorld(tmp_path)
    (ref,) = list_briefs(world).value or ()
    assert [m.line() for m in check(world, ref, Choices())] == [SAID]
    assert [m.line() for m in make(world, ref, ("pdf",), Choices())["pdf"].messages] == [SAID]
