"""Turn the objects of a PDF into bytes once, and not a second time for its identifier.

pydyf, with which WeasyPrint 70 writes, makes the second half of the identifier from the bytes of all objects (ISO 32000-2, 14.4),
and packs every stream anew for it. It also lists all pages whenever one is asked for, as each tagged paragraph does.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam, SourceLine


def stream_seams() -> tuple[Seam | SourceLine, ...]:
    """What this correction replaces."""
    from weasyprint.pdf import pydyf

    return (
        Seam(pydyf, "_to_bytes", ("item",)),
        Seam(pydyf.PDF, "write", ("self", "output", "version", "identifier", "compress")),
        SourceLine(pydyf.PDF.page_references, "fget", "in self.pages['Kids'][::3])"),
    )


def fix_streams(patches: Patches) -> None:
    """Keep the bytes of each object until the file is written, and the list of pages until it grows."""
    from weasyprint.pdf import pydyf

    plain = pydyf.PDF.write

    def write(self: Any, *arguments: Any, **options: Any) -> None:
        objects = self.objects
        self.objects = [_Once(each) for each in objects]
        try:
            plain(self, *arguments, **options)
        finally:
            self.objects = objects

    to_bytes = pydyf._to_bytes

    def quick_bytes(item: Any) -> bytes:
        kind = type(item)
        if kind is str:
            item = item.encode("ascii")
        made: bytes = item if kind in (bytes, str) else to_bytes(item)
        return made

    listed = pydyf.PDF.page_references.fget

    def page_references(self: Any) -> tuple[bytes, ...]:
        count, found = vars(self).get("_listed", (0, ()))
        if count != len(self.pages["Kids"]):
            count, found = self._listed = len(self.pages["Kids"]), listed(self)
        return tuple(found)

    patches.replace(pydyf, "_to_bytes", quick_bytes)
    patches.replace(pydyf.PDF, "write", write)
    patches.replace(pydyf.PDF, "page_references", property(page_references))


class _Once:
    """An object of the PDF that knows its bytes; everything else is the object's own."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    @cached_property
    def data(self) -> bytes:
        """What stands between `obj` and `endobj`."""
        return bytes(self._own.data)

    @property
    def indirect(self) -> bytes:
        """The object with its number, as pydyf writes it."""
        header = f"{self._own.number} {self._own.generation} obj\n".encode()
        return header + self.data + b"\nendobj"
