"""Turn one Word file into numbered copies: the number stands where the template left a blank for it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import escape

from briefgen.handout.numbers import Copy, filled

_PART = "word/document.xml"
_BLANK = re.compile(r"(<w:t(?: [^>]*)?>[^<]*?)_{4,}([^<]*</w:t>)")


def has_blank(docx: bytes) -> bool:
    """Whether there is a blank for a number: a row of underscores, which templates print for `copy_number: true`."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return _BLANK.search(package.read(_PART).decode()) is not None


def word_copies(docx: bytes, copies: Sequence[Copy], text: str) -> Iterator[tuple[Copy, bytes]]:
    """Each copy as a file of its own, made when it is asked for; `text` is that of the stamps, {number} and the like in it."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    for copy in copies:
        words = {"number": copy.number, "recipient": copy.recipient, "total": str(len(copies))}
        number = escape(filled(text, words), quote=False)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for info, data in parts:
                if info.filename == _PART:
                    data = _numbered(data.decode(), number).encode()
                package.writestr(info, data, zipfile.ZIP_DEFLATED)
        yield copy, made.getvalue()


def _numbered(document: str, number: str) -> str:
    return _BLANK.sub(lambda found: found[1] + number + found[2], document, count=1)
