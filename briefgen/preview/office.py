"""Turn a Word file into the PDF that LibreOffice makes of it, in a profile that is kept while the preview runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from briefgen.office import find_office, to_pdf
from briefgen.proof.office import as_word_means


@dataclass(slots=True)
class Office:
    """LibreOffice; `program` is None where there is none."""

    program: str | None = field(default_factory=find_office)
    _stopped: bool = field(default=False)
    _running: Any = field(default=None)

    def draw(self, docx: bytes) -> bytes:
        """The PDF; empty when LibreOffice can't. Blocks for some seconds."""
        if self.program is None or self._stopped:
            return b""
        return to_pdf(self.program, {"brief": as_word_means(docx)}).get("brief", b"")

    def stop(self) -> None:
        """Draw nothing any more."""
        self._stopped = True
