"""A small project and everything that may be done to it, for the test that holds builds of what changed against clean ones."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import docx
from docx.shared import Pt
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from tests.cli.support import BRIEF, NORTH, REGISTRY, SOUTH, Ran, briefgen


def picture(colour: str, size: int = 24) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(stream, "PNG")
    return stream.getvalue()


def font(width: int) -> bytes:
    """A font whose letters are boxes of one width."""
    letters = [chr(code) for code in range(0x21, 0x7F)]
    pen = TTGlyphPen(None)
    for step, point in enumerate([(50, 0), (50, 700), (width - 50, 700), (width - 50, 0)]):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    names = [".notdef", "space", *(f"g{ord(letter)}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(
        {0x20: "space", **{ord(letter): f"g{ord(letter)}" for letter in letters}}
    )
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (width, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Ours", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    stream = io.BytesIO()
    builder.save(stream)
    return stream.getvalue()


def reference(size: int) -> bytes:
    """A Word file whose headings are so large."""
    stream = io.BytesIO()
    document = docx.Document()
    document.styles["Heading 1"].font.size = Pt(size)
    document.save(stream)
    return stream.getvalue()


FACE = "@font-face { font-family: Ours; src: url(face.ttf) }\nbody { font-family: Ours, Carlito }\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="{}" height="9"/></svg>'
PICTURED = (
    NORTH
    + "    images: [{file: hall.png, caption: The hall, alt: A hall}, {file: plan.svg, alt: A plan}]\n"
)
COUNTED = SOUTH + "    figures: {loans: 12}\n"
VOLUME = BRIEF.replace("template: newsletter", "template: compendium").replace(
    "expects: all\n", "compiles: [{}]\n"
)
ORGANISATIONS = REGISTRY.splitlines(keepends=True)

Variants = Mapping[str, tuple[str | bytes | None, ...]]

OURS = BRIEF.replace("newsletter", "ours")
FONTED = FACE + "p { color: #555 }\n"
LED_ON = '@import "more.css";\nbody { background: url(logo.svg) }\n'
SHARED = '{% extends "newsletter/page.html.j2" %}\n{% block title %}{% include "part.html.j2" %}{% endblock %}\n'
CHARTED = (
    OURS + "charts: [{figures: [loans], by: organisation, caption: Loans}]\nfigures: [loans]\n"
)
THEMED = NORTH.replace("    text:", "    themes: [study]\n    text:")
TERMED = NORTH.replace("nine", "发布")
CHINESE = BRIEF.replace("newsletter", "bulletin").replace("language: en", "language: zh-Hans")

SOUND: Variants = {
    "content/2026-w06/brief.yaml": (
        OURS,
        OURS.replace("number: 6", "number: 16"),
        CHARTED,
        OURS + "arrange: {by: theme}\n",
        BRIEF,
    ),
    "content/2026-w06/north.yaml": (
        NORTH,
        NORTH.replace("nine", "ten"),
        PICTURED,
        THEMED,
        NORTH.replace("    text:", "    with: [west]\n    text:"),
        NORTH.replace("02-03", "01-03"),
    ),
    "content/2026-w06/south.yaml": (SOUTH, COUNTED, COUNTED.replace("12", "13"), None),
    "content/2026-w06/west.yaml": (SOUTH.replace("south", "west"), None),
    "content/2026-w06/extra.txt": ("", None),
    "content/2026-w06/hall.png": (picture("red"), picture("blue"), picture("red", 30)),
    "content/2026-w06/plan.svg": (DRAWING.format(8), DRAWING.format(12)),
    "content/2026-w06/themes.yaml": ("themes: [{id: study, label: Our study}]\n", None),
    "content/2026-w06/figures.yaml": ("figures: [{id: loans, label: Our loans}]\n", None),
    "content/2026-w07/brief.yaml": (CHINESE, BRIEF.replace("newsletter", "bulletin"), BRIEF),
    "content/2026-w07/north.yaml": (TERMED, NORTH, NORTH.replace("nine", "eleven")),
    "content/volume/brief.yaml": (
        VOLUME.replace("BRIEFS", "2026-w06"),
        VOLUME.replace("BRIEFS", "2026-w06, 2026-w07"),
        VOLUME.replace("BRIEFS", "2026-w07, 2026-w06"),
        None,
    ),
    "content/organisations.yaml": (
        REGISTRY,
        "".join([ORGANISATIONS[0], *reversed(ORGANISATIONS[1:])]),
        REGISTRY.replace("name: North Library", "name: The Northern Library"),
    ),
    "content/themes.yaml": (
        "themes: [{id: study, label: Study}]\n",
        "themes: [{id: study, label: Learning}]\n",
    ),
    "content/figures.yaml": (
        "figures: [{id: loans, label: Loans, unit: books}]\n",
        "figures: [{id: loans, label: Lent}]\n",
    ),
    "content/terms.yaml": (
        "terms: [{hans: 发布, hant: 發布}]\n",
        "terms: [{hans: 发布, hant: 頒布}]\n",
        None,
    ),
    "templates/house.yaml": (
        "parameters: {contents: yes}\n",
        "parameters: {contents: no}\n",
        None,
    ),
    "templates/ours/template.yaml": (
        "extends: newsletter\n",
        "extends: bulletin\n",
        "extends: newsletter\nparameters: {contents: {default: yes}}\n",
    ),
    "templates/ours/style.css": (
        "p { color: #333 }\n",
        "p { color: #444 }\n",
        FACE,
        FONTED,
        LED_ON,
        None,
    ),
    "templates/ours/more.css": ("p { color: #335 }\n", "p { color: #445 }\n"),
    "templates/ours/logo.svg": (DRAWING.format(5), DRAWING.format(6)),
    "templates/ours/face.ttf": (font(500), font(600)),
    "templates/ours/labels.en.yaml": ("contents: In this issue\n", "contents: Inside\n", None),
    "templates/ours/page.html.j2": ('{% extends "newsletter/page.html.j2" %}\n', SHARED, None),
    "templates/ours/part.html.j2": ("<p>Ours</p>\n", "<p>Our own</p>\n"),
    "templates/ours/reference.docx": (reference(20), reference(30), None),
    "templates/newsletter/template.yaml": ("extends: newsletter\n", None),
    "templates/newsletter/style.css": ("h1 { color: #222 }\n", "h1 { color: #333 }\n", None),
    "templates/base/template.yaml": ("extends: base\n", None),
    "templates/base/style.css": ("h2 { color: #123 }\n", None),
}
"""What may stand in each file; None: there is no such file."""

BROKEN: Variants = {
    "content/2026-w06/brief.yaml": (
        OURS.replace("ours", "nowhere"),
        OURS.replace("| names }} wrote", "| nmaes }} wrote"),
    ),
    "content/2026-w06/north.yaml": ("organisation: [\n", ""),
    "content/2026-w06/hall.png": (b"no picture", None),
    "content/2026-w06/plan.svg": ("<svg", None),
    "content/2026-w07/brief.yaml": (None,),
    "content/2026-w07/north.yaml": (NORTH.replace("nine", "`"), NORTH.replace("north", "nrth")),
    "content/organisations.yaml": ("".join(ORGANISATIONS[:-1]), "organisations: 3\n", None),
    "content/themes.yaml": ("themes: [{id: other, label: Other}]\n", None),
    "content/figures.yaml": ("figures: []\n", None),
    "templates/house.yaml": ("parameters: {contnets: no}\n",),
    "templates/ours/template.yaml": ("extends: ours\n", None),
    "templates/ours/style.css": ("p { colour: red",),
    "templates/ours/face.ttf": (b"no font", None),
    "templates/ours/more.css": (None,),
    "templates/ours/logo.svg": ("<svg", None),
    "templates/ours/part.html.j2": (None,),
    "templates/ours/reference.docx": (b"no Word file",),
    "templates/ours/page.html.j2": ("{{ title }} <p>{{ nothing }}</p>",),
}
"""Mistakes: they are built and taken back. Some are none for what the brief has just then."""

FIRST = (
    "content/2026-w06/brief.yaml",
    "content/2026-w06/north.yaml",
    "content/2026-w06/south.yaml",
    "content/2026-w06/hall.png",
    "content/2026-w06/plan.svg",
    "content/organisations.yaml",
    "content/themes.yaml",
    "content/figures.yaml",
    "content/2026-w07/brief.yaml",
    "content/2026-w07/north.yaml",
    "templates/ours/template.yaml",
    "templates/ours/face.ttf",
    "templates/ours/more.css",
    "templates/ours/logo.svg",
    "templates/ours/part.html.j2",
)

STYLE, PAGE = "templates/ours/style.css", "templates/ours/page.html.j2"
WORKED = {"content/2026-w06/brief.yaml": CHARTED, "content/2026-w06/south.yaml": COUNTED}
SEEN: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "content/2026-w06/hall.png": ({"content/2026-w06/north.yaml": PICTURED}, ("-f", "tree")),
    "content/2026-w06/plan.svg": ({"content/2026-w06/north.yaml": PICTURED}, ("-f", "tree")),
    "content/figures.yaml": (WORKED, ("-f", "json")),
    "content/terms.yaml": (
        {"content/2026-w07/brief.yaml": CHINESE, "content/2026-w07/north.yaml": TERMED},
        ("-f", "json", "--script", "hant"),
    ),
    "content/themes.yaml": ({"content/2026-w06/north.yaml": THEMED}, ("-f", "json")),
    "content/2026-w06/themes.yaml": ({"content/2026-w06/north.yaml": THEMED}, ("-f", "json")),
    "templates/base/style.css": (
        {"templates/base/template.yaml": "extends: base\n"}, ("-f", "html", "-t", "ours"),
    ),
    "templates/newsletter/style.css": (
        {"templates/newsletter/template.yaml": "extends: newsletter\n"}, ("-f", "html", "-t", "ours"),
    ),
    "templates/ours/face.ttf": ({STYLE: FACE}, ("-f", "pdf", "-t", "ours")),
    "templates/ours/labels.en.yaml": ({}, ("-f", "html", "-t", "ours", "--set", "contents=yes")),
    "templates/ours/logo.svg": ({STYLE: LED_ON}, ("-f", "pdf", "-t", "ours")),
    "templates/ours/more.css": ({STYLE: LED_ON}, ("-f", "tree", "-t", "ours")),
    "templates/ours/part.html.j2": ({PAGE: SHARED}, ("-f", "html", "-t", "ours")),
    "templates/ours/reference.docx": ({}, ("-f", "docx", "-t", "ours")),
}  # fmt: skip
"""What else must stand where, and how one must build, to see some of these files."""
AS_OURS: tuple[Mapping[str, str], tuple[str, ...]] = {}, ("-f", "html", "-t", "ours")
"""The others are seen like this."""

MOVES = (
    ("content/2026-w06/north.yaml", "content/2026-w06/west.yaml"),
    ("content/2026-w06/south.yaml", "content/2026-w07/south.yaml"),
    ("content/2026-w07", "content/2026-w08"),
    ("content/2026-w08", "content/2026-w07"),
    ("content/2026-w06", "content/below/2026-w06"),
    ("content/below/2026-w06", "content/2026-w06"),
    ("content/organisations.yaml", "content/below/organisations.yaml"),
    ("templates/ours", "templates/theirs"),
    ("templates/theirs", "templates/ours"),
    ("templates/ours/style.css", "templates/ours/other.css"),
    ("content/2026-w06/hall.png", "content/2026-w06/plan.svg"),
)
"""From where to where files and folders are moved."""

CHOICES: tuple[tuple[str, ...], ...] = (
    (), (), (), (), ("-t", "ours"), ("-t", "bulletin"), ("--set", "contents=yes"), ("--set", "contents=no"),
    ("--no-attach",), ("--script", "hant"), ("--strict",), ("--force",), ("2026-w06",), ("SOURCE_DATE_EPOCH=86400",),
)  # fmt: skip
PAIRS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("-f", "html"), ("-f", "html", "-t", "bulletin")),
    (("-f", "html", "--set", "contents=yes"), ("-f", "html", "--set", "contents=no")),
    (("-f", "pdf"), ("-f", "pdf", "--no-attach")),
    (("-f", "json", "--script", "hant"), ("-f", "json", "--script", "hant", "--terms")),
    (("-f", "tree"), ("-f", "tree", "SOURCE_DATE_EPOCH=86400")),
)
"""Two ways to build that must not be taken for one another."""
CHEAP = ("json,html", "json,html", "json,html", "html", "json")
DEAR = ("tree", "pdf,docx", "json,docx", "pdf")


def built(root: Path, output: str, arguments: tuple[str, ...]) -> Ran:
    """A build, as a process may run it that has never built before; `NAME=value` is a variable of it."""
    variables = [each for each in arguments if each.startswith("SOURCE_DATE_EPOCH=")]
    others = [each for each in arguments if each not in variables]
    with patch.dict(os.environ, [each.split("=") for each in variables]):
        return briefgen(root, "build", "-j", "1", "-o", output, *others)
