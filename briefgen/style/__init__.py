"""Turn an HTML page with its style sheets into finished pages (for the PDF) and the styled tree (for Word).

One cascade serves both: WeasyPrint's. The modules of this package are the only ones that touch its internals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from briefgen import fontconfig, weasyprint_fixes
from briefgen.messages import Place, Result, message
from briefgen.style.patience import AT_LEAST, FOR_EACH_CHARACTER, TooLong, limited, told
from briefgen.tree import Document
from briefgen.world import World, named_day

if TYPE_CHECKING:
    from briefgen.style.early import Glimpse

WITHOUT_FIXES = "BRIEFGEN_WITHOUT_FIXES"
"""The environment variable that names corrections to WeasyPrint to leave out, with commas between them."""


class Sheet(Protocol):
    """A style sheet and the file it is from, for messages and relative addresses."""

    @property
    def file(self) -> str:
        """Project path."""

    @property
    def text(self) -> str:
        """CSS."""


class Page(Protocol):
    """What `template.render_page` makes; see there."""

    @property
    def html(self) -> str:
        """The whole page."""

    @property
    def sheets(self) -> Sequence[Sheet]:
        """Its style sheets, weakest first."""


@dataclass(frozen=True, slots=True)
class StyledPage:
    """`document` is WeasyPrint's, ready to be written as PDF; `tree` is the same for Word.

    `identity` is a digest of all that the page is made from; `accessible`: nothing in it bars a screen reader; `reference` is
    the project path of the Word file whose styles the Word writer takes, None for none; `attachments` are files that go into
    the PDF, by name; `fonts` are the installed fonts that draw its words.
    """

    tree: Document
    document: Any
    identity: bytes
    accessible: bool = True
    reference: str | None = None
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    fonts: tuple[fontconfig.Use, ...] = ()


def style_page(world: World, page: Page, glimpse: Glimpse | None = None) -> Result[StyledPage]:
    """Lay out the page once; the value is None where WeasyPrint can't. One page can be had early (see Glimpse).

    Messages: refused addresses, CSS that WeasyPrint doesn't know, what bars a screen reader.

    What Word can't express is in `tree.losses`; the Word writer passes it on.
    """
    without = weasyprint_fixes.switched_off(world.variable(WITHOUT_FIXES))
    with weasyprint_fixes.quick_import(without):
        from briefgen.style.access import barriers
        from briefgen.style.convert import converted
        from briefgen.style.engine import lay_out
        from briefgen.style.fetch import WorldFetcher
    fontconfig.activate()
    messages = list(weasyprint_fixes.install(without))
    fetcher, day = WorldFetcher(world), named_day(world)
    sheets = [(sheet.file, sheet.text) for sheet in page.sheets]
    seconds = AT_LEAST + FOR_EACH_CHARACTER * len(page.html)
    place = Place(sheets[-1][0]) if sheets else None
    try:
        with limited(seconds):
            try:
                laid = lay_out(page.html, sheets, fetcher, messages, glimpse)
            except MemoryError:
                raise  # no fault of the page
            except Exception as fault:  # noqa: BLE001  WeasyPrint gives up on some CSS with whatever comes up
                reason = f"{type(fault).__name__} {fault}".strip()
                messages += [*fetcher.messages, message("not-laid-out", place, reason=reason)]
                return Result(None, tuple(messages))
            if day is not None:
                metadata = laid.document.metadata
                metadata.created = metadata.modified = day.isoformat()
            # Some of the cascade is worked out only when the tree asks for it.
            tree = converted(laid, fetcher, sheets)
    except TooLong as limit:
        return Result(None, (*messages, *fetcher.messages, told(limit, seconds, place)))
    barred = barriers(laid.html.etree_element)
    styled = StyledPage(tree, laid.document, _identity(page, fetcher.files, day), not barred)
    return Result(styled, (*messages, *barred, *fetcher.messages))


def _identity(page: Page, files: Mapping[str, bytes], day: date | None) -> bytes:
    digest = sha256(page.html.encode() + (day.isoformat().encode() if day else b""))
    for sheet in page.sheets:
        digest.update(sheet.text.encode())
    for path in sorted(files):
        digest.update(files[path])
    return digest.digest()
