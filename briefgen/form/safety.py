"""Turn a Word form into messages about what it may not have in it: programs, foreign files, fields that fetch something.

All of a form's parts reach the files that are built, and LibreOffice opens them: so what a reader would not want is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from briefgen.docxfile import W, WordFile
from briefgen.form.spots import parts_of
from briefgen.messages import Message, Place, message

DROPPED = ("attachedTemplate",)
"""Relationships that Word writes by itself and that nobody misses."""
_LARGEST_STORY = 4_000_000
"""Bytes of a part that is filled in; docxtpl looks through it again and again."""
_EMBEDDED = ("oleObject", "package", "control", "aFChunk", "subDocument", "frame", "ctrlProp")
_ADDRESS = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_FETCHING = re.compile(
    r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|EMBED|DATABASE|RD|MACROBUTTON|ADDIN|PRINT)\b",
    re.IGNORECASE,
)


def refused(word: WordFile) -> list[Message]:
    """Everything in the form that may not be there."""
    place = Place(word.file)
    found = [message("form-macros", place, part=part) for part in word.macros[:1]]
    for link in word.links:
        if link.outside and link.kind not in DROPPED and not _is_harmless(link.kind, link.target):
            found.append(message("form-outside", place, target=link.target[:100]))
        elif not link.outside and link.kind in _EMBEDDED:
            found.append(message("form-embedded", place, part=link.target))
    for name in parts_of(word):
        if len(word.parts[name]) > _LARGEST_STORY:
            limit = f"{_LARGEST_STORY // 1_000_000} MB"
            found.append(message("docx-too-large", place, part=name, limit=limit))
    for name in word.parts:
        if name.startswith("word/") and name.endswith(".xml"):
            found += [
                message("form-field", place, field=field) for field in fetching(word.root(name))
            ]
    return found


def fetching(root: Any) -> Iterator[str]:
    """The names of fields in a part that fetch files, or run something."""
    for field in _fields(root):
        if match := _FETCHING.match(field):
            yield match[1].upper()


def _is_harmless(kind: str, target: str) -> bool:
    return kind == "hyperlink" and _ADDRESS.match(target) is not None


def _fields(root: Any) -> Iterator[str]:
    """The instructions of all fields; Word cuts them into runs as it likes."""
    yield from (each.get(f"{W}instr") or "" for each in root.iter(f"{W}fldSimple"))
    stack: list[list[str]] = []
    for each in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"):
        kind = each.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append([])
        elif kind in ("separate", "end"):
            if stack and kind == "end":
                yield "".join(stack.pop())
        elif stack:
            stack[-1].append(each.text or "")
        else:
            yield each.text or ""
