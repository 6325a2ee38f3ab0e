"""Turn nothing: the shape of a filled-in form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Form:
    """A filled-in form: the Word file, the brief's title and day."""

    docx: bytes
    title: str
    day: date
