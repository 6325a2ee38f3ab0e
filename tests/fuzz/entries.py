"""Turn bytes into a call of one of the doors through which they come in; whoever calls watches for exceptions.

`scripts/fuzz.py` looks for new inputs with atheris, `test_corpus.py` goes through those that were kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).with_name("corpus")
LONGEST = 4_096
"""Bytes of an input; what needs more is looked for by the tests of bytes in whole projects."""


def yaml(data: bytes) -> None:
    """As a summary, an issue's brief and a registry: read, checked against the model, put together."""
    from briefgen.load import BriefRef, load_brief
    from briefgen.world import MemoryWorld

    kind, _, text = data.partition(b"\n")
    files = {name: content.encode() for name, content in _PROJECT.items()}
    names = sorted(files)
    files[names[len(kind) % len(names)]] = text
    world = MemoryWorld(dict(files))
    result = load_brief(world, BriefRef("w1", "content/w1"))
    assert result.value is not None or result.messages
    for each in result.messages:
        assert each.line("en").isprintable()
        assert each.line("zh").isprintable()


_PROJECT = {
    "content/organisations.yaml": "organisations:\n  - {id: a, name: 甲}\n  - {id: b, name: 乙, parent: a}\n",
    "content/figures.yaml": "figures:\n  - {id: f, label: 数, unit: 个}\n",
    "content/themes.yaml": "themes:\n  - {id: t, label: 题}\n",
    "content/w1/brief.yaml": "masthead: {name: 简报}\ndate: 2026-11-22\ntitle: 题\nfigures: [f]\n",
    "content/w1/a.yaml": "organisation: a\nheadline: 题\n",
}


def markdown(data: bytes) -> None:
    """As a text of a summary: HTML whose every tag is ours, and plain words without control characters of its own."""
    from html.parser import HTMLParser

    from briefgen import markup
    from briefgen.bulletin import Text

    text = Text(data.decode("utf-8", "replace"), "content/w1/a.yaml:3:text")

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in _TAGS, tag
            for name, value in attrs:
                assert name in _ATTRIBUTES, name
                if name == "href":
                    assert (value or "").lower().startswith(("http://", "https://", "mailto:", "#"))

    parser = Tags()
    parser.feed(str(markup.markdown(text)) + str(markup.inline_markdown(text)))
    parser.close()
    markup.plain(text)
    markup.problems(text)
    markup.plain(Text(markup.escape_markdown(text)))


_TAGS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br", "em", "strong", "s", "a", "span",
     "table", "thead", "tbody", "tr", "th", "td")
)  # fmt: skip
_ATTRIBUTES = frozenset(("data-src", "href", "title", "class", "start", "style"))


def css(data: bytes) -> None:
    """As a template's style sheet: laid out and written for Word, or given up with a message."""
    from briefgen.style import style_page
    from briefgen.world import MemoryWorld
    from briefgen.writers.word import write_docx
    from tests.style.support import PAGE_CSS, Page, Sheet, png

    sheets = (
        Sheet("templates/base/style.css", PAGE_CSS),
        Sheet("templates/t/style.css", data.decode("utf-8", "replace")),
    )
    page = style_page(MemoryWorld({"content/a.png": png(4, 2)}), Page(_HTML, sheets))
    if page.value is None:
        assert page.messages
        return
    written = write_docx(page.value.tree)
    assert written.value is not None or written.messages


_HTML = """\
<html lang=zh-Hans><title>题</title><body><h1 id=x>标题</h1><p class=a>甲<b>乙</b><span class=n>注</span><a href="#x">见</a></p>
<ul><li>项<ol><li>目</ul><table><caption>表</caption><tr><th>一<th>二<tr><td colspan=2><img src="content/a.png" alt=图></table>
"""


def docx(data: bytes) -> None:
    """As a reference and as a form: the bytes of one part of a sound file, or of the whole file."""
    from briefgen.docxfile import read_word_file
    from briefgen.world import MemoryWorld
    from briefgen.writers.word.reference import read_reference
    from tests.form.support import with_parts

    file = "templates/t/reference.docx"
    kind, _, part = data.partition(b"\n")
    names = _parts()
    whole = (
        data
        if len(kind) > len(names)
        else with_parts(_sound(), {names[len(kind) % len(names)]: part})
    )
    found = read_word_file(whole, file)
    assert found.value is not None or found.messages
    read_reference(MemoryWorld({file: whole}), file)


@cache
def _sound() -> bytes:
    from tests.word.test_reference import OWN

    return OWN


@cache
def _parts() -> tuple[str, ...]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(_sound())) as archive:
        return tuple(
            sorted(name for name in archive.namelist() if name.endswith((".xml", ".rels")))
        )


def picture(data: bytes) -> None:
    """As a picture of a kind that its first bytes name."""
    from briefgen.picture import picture_fault, picture_kind, printable

    kind = picture_kind(data)
    if kind is None or picture_fault(data) is not None or kind == "SVG":
        return
    # What it says that it raises: whoever asks for it makes a message of that.
    with suppress(OSError, SyntaxError, ValueError, EOFError):
        printable(data)


ENTRIES: Mapping[str, Callable[[bytes], Any]] = {
    "yaml": yaml, "markdown": markdown, "css": css, "docx": docx, "picture": picture,
}  # fmt: skip
