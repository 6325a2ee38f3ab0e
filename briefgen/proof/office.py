"""Turn one of our Word files into one that LibreOffice shows as Word would.

LibreOffice (7.4, and later ones in the same places) acts otherwise than Word's flags say: it takes `w:overflowPunct` the wrong
way round, puts space between hanzi and Latin letters whatever `w:autoSpaceDE` and `w:autoSpaceDN` say, never ends a
line between closing punctuation and a Latin word, nor between a Latin word and opening punctuation (both are UAX 14 before
Unicode 5.2), and leaves out some letter spacing (see `tracking`). `as_word_means` makes a copy in which it does what Word is
told.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree as ET

from briefgen.proof.tracking import Spacings, space_as_word_does
from briefgen.proof.wordfile import W

_STORY = re.compile(r"word/(document|styles|header\d*|footer\d*|footnotes|endnotes)\.xml")
_HAN = "\u2e80-\u2fff\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = "0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_CLOSING, _OPENING = "，。、；：？！）》】〉」』〕”’", "（《“‘【〈「『〔"
_BORDER = re.compile(
    f"(?<=[{_HAN}])(?=[{_LATIN}])|(?<=[{_LATIN}])(?=[{_HAN}])"
    f"|(?<=[{_CLOSING}])(?=[{_LATIN}])|(?<=[{_LATIN}%])(?=[{_OPENING}])"
)
_BREAK = "\u200b"
_OFF = ("0", "false", "off")


def as_word_means(docx: bytes) -> bytes:
    """A copy of one of our Word files in which LibreOffice does what the file tells Word (see above)."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as source, zipfile.ZipFile(stream, "w") as copy:
        styles = ET.fromstring(source.read("word/styles.xml"))  # noqa: S314  briefgen wrote the file
        spacings = Spacings.read(styles)
        for entry in source.infolist():
            data = source.read(entry)
            story = _STORY.fullmatch(entry.filename)
            copy.writestr(entry, _changed(data, spacings) if story else data)
    return stream.getvalue()


def _changed(part: bytes, spacings: Spacings) -> bytes:
    for prefix, name in _namespaces(part):
        ET.register_namespace(prefix, name)
    root = ET.fromstring(part)  # noqa: S314  briefgen wrote the file
    for flag in root.iter(f"{W}overflowPunct"):
        flag.set(f"{W}val", "1" if flag.get(f"{W}val", "1") in _OFF else "0")
    space_as_word_does(root, spacings)
    for paragraph in root.iter(f"{W}p"):
        _divide(paragraph)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _namespaces(part: bytes) -> list[tuple[str, str]]:
    """The prefixes of a part: ElementTree would make up others, which `mc:Ignorable` does not know."""
    events = ET.iterparse(BytesIO(part), events=["start-ns"])  # noqa: S314  briefgen wrote the file
    return [(prefix, name) for _, (prefix, name) in events if prefix != "xml"]


def _divide(paragraph: ET.Element) -> None:
    """Let lines end where hanzi and Latin meet; our styles have both kinds of space between them switched off."""
    last = ""
    for node in paragraph.iter():
        if node.tag == f"{W}t" and node.text:
            divided = _BORDER.sub(_BREAK, last + node.text)
            last, node.text = node.text[-1], divided[len(last) :]
        elif node.tag in (f"{W}tab", f"{W}br", f"{W}drawing", f"{W}fldChar"):
            last = ""
