"""What is kept from one build to the next changes no byte: a process that has made others makes what a new one would."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from briefgen import kept
from briefgen.style import WITHOUT_FIXES, style_page
from briefgen.tree import Document
from briefgen.weasyprint_fixes import fontmap, glyphs, looks, texts
from briefgen.world import MemoryWorld
from briefgen.writers.pdf import write_pdf
from tests.style.support import PAGE_CSS, Page, Sheet

KEEPING = ("configuration", "subsets", "packs", "texts", "glyphs", "sums", "inherited")
BODY = """
<p id=a>深入学习贯彻重要讲话精神，认真落实决策部署和要求，对开展“不忘初心”主题教育活动进行动员部署。</p>
<p id=b>Efficient AVAVA (fi) To. 1234
<b>extraordinarily</b> <u>under­lined</u> hyphenation, misunderstandings, misrepresentations; end.</p>
<table><tr><td>汉字一二<td>two words, three<tr><td>Caladea AVAVA<td>四五 六七</table>
"""
NARROW = ("overflow-wrap", "word-break")
FIRST = "body { font-family: Carlito, FandolFang } p { width: 90pt; hyphens: auto }"
CHANGES = {
    "direction": ("ltr", "rtl"),
    "font-family": ("Carlito, FandolFang", "Caladea, FandolFang"),
    "font-feature-settings": ("normal", "'liga' 0"),
    "font-kerning": ("auto", "none"),
    "font-size": ("10pt", "13pt"),
    "font-style": ("normal", "italic"),
    "font-variant-ligatures": ("normal", "none"),
    "font-weight": ("normal", "bold"),
    "hyphenate-character": ("'-'", "'='"),
    "hyphenate-limit-chars": ("5 2 2", "20 9 9"),
    "hyphens": ("auto", "none"),
    "letter-spacing": ("normal", "1pt"),
    "overflow-wrap": ("normal", "anywhere"),
    "text-decoration-line": ("none", "underline"),
    "word-break": ("normal", "break-all"),
    "word-spacing": ("0", "2pt"),
}
"""Values of properties that a line depends on, which show with these words and fonts."""


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    fontmap.forget()
    yield
    fontmap.forget()


def built(body: str, css: str, without: str = "") -> tuple[str, Document]:
    """The digest of a page's PDF, and the tree of which its Word file is made."""
    html = f"<html lang=en><title>x</title><body>{body}</body></html>"
    sheets = (
        Sheet("templates/base/style.css", PAGE_CSS),
        Sheet("templates/t/style.css", FIRST + css),
    )
    world = MemoryWorld({}, environment={WITHOUT_FIXES: without})
    made = style_page(world, Page(html, sheets))
    styled = made.value
    assert styled is not None, made.messages
    pdf = write_pdf(styled).value
    assert pdf is not None
    return sha256(pdf).hexdigest(), styled.tree


def edited(seed: int, count: int) -> list[tuple[str, str]]:
    """Pages, each with one random change of the one before: a word, a width, a value of a property, or what it was first."""
    chance = random.Random(seed)
    body, rules, pages = BODY, {"text-align": "justify"}, []
    for _ in range(count):
        kind = chance.randrange(4)
        if kind == 0:
            word = chance.choice(re.findall(r"[\w一-鿿]{2,}(?![^<]*>)", body))
            body = body.replace(word, "".join(chance.sample(word, len(word))), 1)
        elif kind == 1:
            rules["width"] = f"{chance.choice([90, 120.5, 140, 160])}pt"
        elif kind == 2:
            name = chance.choice(list(CHANGES))
            rules[name] = chance.choice(CHANGES[name])
        else:
            body = BODY
        css = "".join(f"{name}: {value};" for name, value in rules.items())
        pages.append((body, f"#a, #b, td {{ {css} }}"))
    return pages


@pytest.mark.parametrize("seed", [1, 2])
def test_a_series_of_edits_gives_what_each_gives_alone(seed: int) -> None:
    pages = edited(seed, 14)
    warm = [built(*page) for page in pages]
    assert len(texts._LINES) > 100
    assert len(glyphs._RUNS) > 50
    assert warm == [built(*page, without=",".join(KEEPING)) for page in pages]
    assert kept.size() == 0, "they were switched off"


def test_each_property_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it in the look, the second page would be set like the first, or not at all."""
    needed = []
    for name, values in CHANGES.items():
        context = "hyphens: none; width: 40pt" if name in NARROW else ""
        first, second = (f"#a, #b {{ {context}; {name}: {value} }}" for value in values)
        right = built(BODY, second)
        others = [each for each in looks.PROPERTIES if each != name.replace("-", "_")]
        with monkeypatch.context() as patch:
            patch.setattr(looks, "PROPERTIES", others)
            needed += [name] if _differs(first, second, right) else []
    assert needed == list(CHANGES)


@pytest.mark.parametrize(
    ("module", "part", "second"),
    [
        (texts, 2, "p { font-size: 8pt }"),
        (texts, 3, "p { width: 80pt }"),
        (glyphs, 0, "p { width: 80pt }"),
        (glyphs, 1, "p { font-style: italic }"),
        (glyphs, 2, "#b { text-align: justify }"),
        (glyphs, 3, "#a { text-align: justify }"),
    ],
)
def test_each_part_of_the_key_is_needed(
    module: Any, part: int, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = built(BODY, second)
    name = "line_key" if module is texts else "glyph_key"
    monkeypatch.setattr(module, name, lambda *parts: (*parts[:part], *parts[part + 1 :]))
    assert _differs("", second, right)


def _differs(first: str, second: str, right: object) -> bool:
    """Whether a second page comes out otherwise after a first one than it should, or can't be made then."""
    try:
        built(BODY, first)
        return built(BODY, second) != right
    except (AssertionError, AttributeError, TypeError):
        return True


def test_nothing_else_of_a_style_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks, measures and shapes a text sees no property that is not in the look."""
    from weasyprint.layout import inline, preferred
    from weasyprint.text.line_break import Layout

    seen: set[str] = set()

    class Watched:
        def __init__(self, style: Any) -> None:
            self.__dict__["style"] = style

        def __getitem__(self, name: str) -> Any:
            seen.add(name)
            return self.style[name]

        def __getattr__(self, name: str) -> Any:
            return getattr(self.style, name)

    def watching(plain: Callable[..., Any]) -> Callable[..., Any]:
        return lambda text, style, *others, **named: plain(text, Watched(style), *others, **named)

    without = ",".join(KEEPING)
    built("", "", without)  # puts the corrections on
    for module in (inline, preferred):
        monkeypatch.setattr(module, "split_first_line", watching(module.split_first_line))
    plain = Layout.reactivate
    monkeypatch.setattr(Layout, "reactivate", lambda self, style: plain(self, Watched(style)))
    for name in ("font-family", "hyphens", "text-decoration-line", "word-break"):
        built(BODY, f"p, td {{ text-align: justify; {name}: {CHANGES[name][1]} }}", without)
    assert seen <= set(looks.PROPERTIES)
    assert len(seen) > 20


@pytest.mark.parametrize("rule", ["p { width: var(--b) }", "@page { margin: var(--b) }"])
def test_what_is_wrong_is_said_of_every_page(rule: str) -> None:
    sheets = (Sheet("templates/t/style.css", f":root {{ --b: wrong }} {rule}"),)
    html = "<html lang=en><title>x</title><body><p>A</p></body></html>"
    said = [style_page(MemoryWorld({}), Page(html, sheets)).messages for _ in range(3)]
    assert [found.code for found in said[0]] == ["css"]
    assert said[1:] == said[:1] * 2


def test_fonts_of_a_document_are_its_own() -> None:
    """A page that brings a font leaves the next one with another configuration."""
    from weasyprint.text import fonts

    built(BODY, "")
    shared = fonts.FontConfiguration()
    assert fonts.FontConfiguration() is shared
    built(BODY, "@font-face { font-family: x; src: local('Carlito') }")
    assert not fontmap.is_shared(shared)
    assert fonts.FontConfiguration() is not shared


def test_files_of_fonts_go_with_the_process(tmp_path: Path) -> None:
    """Also where no garbage is looked for, as in a build of one brief."""
    code = (
        "import gc\ngc.disable()\nfrom tests.style.test_kept import BODY, built\n"
        "page = built(BODY, \"@font-face { font-family: x; src: local('Carlito') }\")\n"
        "import os\nprint(len(os.listdir(os.environ['TMPDIR'])))\ngc.freeze()"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert ran.stdout == "1\n"
    assert list(tmp_path.iterdir()) == []


def test_new_fonts_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.text import fonts

    built(BODY, "")
    shared = fonts.FontConfiguration()
    assert kept.size() > 0
    monkeypatch.setattr("briefgen.fontconfig.is_up_to_date", lambda _: False)
    assert fonts.FontConfiguration() is not shared
    assert kept.size() == 0


def test_a_store_is_bounded() -> None:
    store: kept.Kept[int] = kept.Kept(1000)
    for number in range(100):
        store.keep(number, number, 90)
        assert store.size <= 1000
        assert store.find(number) == number
        assert store.find(0) == 0, "what is asked for stays"
    assert store.find(50) is None
    store.keep("large", 1, 501)
    assert store.find("large") is None
    store.clear()
    assert store.find(0) is None
