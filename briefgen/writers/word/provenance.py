"""Turn the source of each paragraph into marks that stay with it when people edit the Word file, and into a map of all of them.

A mark is a hidden bookmark around what the paragraph says and, in the main text, a content control inside it with the same
short name. Word keeps both; other programs drop one or the other (LibreOffice the control's tag). The name comes from the
file and the path of the source and from the paragraph's element, so paragraphs that are put in elsewhere change no other
name. The map is a part of the file that nobody sees: `sources` reads it back.

What was measured in LibreOffice 7.4 decides the shape. A control around whole paragraphs loses line ends and shows the
instructions of links. One inside a paragraph changes nothing, but makes the line of a lone picture higher and takes its share
of the room where signs are distributed, so these get the bookmark alone; and any mark between a last stop and the end of the
paragraph keeps the stop from hanging over the edge, so the stop stays behind the marks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import unescape
from uuid import NAMESPACE_URL, uuid5

from briefgen.kinsoku import NOT_AT_START, has_wide
from briefgen.tree import Inline, Paragraph, Run
from briefgen.writers.word.package import Package
from briefgen.writers.word.xml import element, part, quoted

NAMESPACE = "urn:briefgen:provenance"
"""The namespace of the map."""

LONGEST_TITLE = 64
"""How many characters Word takes as the title of a content control."""

_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_HIDDEN = '<w15:appearance w15:val="hidden"/>'
_SRC = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<path>.*)", re.DOTALL)
_SHOWN = re.compile(r"<w:(t|tab|br)(?:\s[^>]*)?(?:/>|>([^<]*)</w:t>)")
_SIGNS = {"tab": "\t", "br": "\n"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What marks one paragraph: its name in the file, its source (see `parted`), and the digest of its words as written."""

    name: str
    file: str
    line: str
    path: str
    element: str
    words: str


@dataclass(slots=True)
class Provenance:
    """The marks of one Word file, in the order of its text."""

    marks: list[Mark] = field(default_factory=list)
    _times: Counter[str] = field(default_factory=Counter)
    _numbers: set[int] = field(default_factory=set)

    def mark(self, paragraph: Paragraph, content: str) -> Mark:
        """The mark of a paragraph with a source; `content` is what will be written in it."""
        file, line, path = parted(paragraph.src)
        key = digest(f"{file}\0{path}\0{paragraph.selector}")[:12]
        self._times[key] += 1
        words = words_digest(_shown(content))
        name = f"bg_{key}_{self._times[key]}"
        made = Mark(name, file, line, path, paragraph.selector, words)
        self.marks.append(made)
        return made

    def control(self, mark: Mark, content: str) -> str:
        """`content` in a content control that bears the mark's name: no frame, no lock, no prompt."""
        title, number = quoted(_title(mark)), self._number(mark.name)
        properties = f'<w:alias w:val="{title}"/><w:tag w:val="{mark.name}"/><w:id w:val="{number}"/>{_HIDDEN}'
        return (
            f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )

    def write(self, package: Package, brief: str) -> None:
        """Add the map to the file, if there is anything to map. `brief` is the id of the brief, "" when it has none."""
        if not self.marks:
            return
        content = digest("\0".join(f"{m.file}\0{m.path}\0{m.words}" for m in self.marks))
        root = {"xmlns": NAMESPACE, "brief": brief, "content": content}
        text = part(element("provenance", root, "".join(map(_entry, self.marks))))
        number = f"{{{str(uuid5(NAMESPACE_URL, text)).upper()}}}"
        schema = element("ds:schemaRef", {"ds:uri": NAMESPACE})
        item = element(
            "ds:datastoreItem",
            {"xmlns:ds": _STORE, "ds:itemID": number},
            element("ds:schemaRefs", {}, schema),
        )
        package.data(text, part(item))

    def _number(self, name: str) -> int:
        """The control's number, which Word wants unlike all others in the file."""
        number = int(digest(name)[:7], 16) + 1
        while number in self._numbers:
            number += 1
        self._numbers.add(number)
        return number


def bookmark(mark: Mark) -> str:
    """The name of the mark's bookmark; Word hides those that begin with an underscore."""
    return f"_{mark.name}"


def split(inlines: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """What goes into the marks, and the stop that stays behind them, () when there is none."""
    last = inlines[-1] if inlines else None
    if not isinstance(last, Run) or last.href or not _hangs(last.text[-1:]):
        return inlines, ()
    before = (*inlines[:-1], replace(last, text=last.text[:-1])) if last.text[1:] else inlines[:-1]
    if not before:
        return inlines, ()
    return before, (replace(last, text=last.text[-1]),)


def controlled(paragraph: Paragraph) -> bool:
    """Whether a paragraph's words get a control. Word would ask for words in one that has none."""
    if paragraph.style.align == "distribute":
        return False
    return any(isinstance(inline, Run) and inline.text.strip() for inline in paragraph.inlines)


def parted(src: str) -> tuple[str, str, str]:
    """File, line and path of a source; line and path are "" when it names a file only."""
    found = _SRC.fullmatch(src)
    return (found["file"], found["line"], found["path"]) if found else (src, "", "")


def digest(text: str) -> str:
    """A digest of some text, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def words_digest(text: str) -> str:
    """A short digest of words, the same however they are spaced."""
    return digest(" ".join(text.split()))[:16]


def _hangs(sign: str) -> bool:
    return bool(sign) and sign in NOT_AT_START and has_wide(sign)


def _shown(content: str) -> str:
    """What a reader sees of the runs of a paragraph."""
    pieces = _SHOWN.findall(content)
    return "".join(_SIGNS.get(tag) or unescape(shown) for tag, shown in pieces)


def _title(mark: Mark) -> str:
    """What names the field for people: "beijing.yaml activities/0/text"."""
    title = f"{mark.file.rpartition('/')[2]} {mark.path}".strip()
    return title if len(title) <= LONGEST_TITLE else "…" + title[1 - LONGEST_TITLE :]


def _entry(mark: Mark) -> str:
    place = f'file="{quoted(mark.file)}" line="{mark.line}" path="{quoted(mark.path)}"'
    return f'<mark id="{mark.name}" {place} element="{quoted(mark.element)}" words="{mark.words}"/>'
