"""Turn finished pages into a PDF: tagged, with bookmarks, title, author, language, and the same bytes every time."""

from __future__ import annotations

from briefgen.messages import Result
from briefgen.style import StyledPage


def write_pdf(styled: StyledPage) -> Result[bytes]:
    """The PDF's bytes. Its identifier is made from what the page is made from, its dates are the page's."""
    made = styled.document.write_pdf(pdf_tags=True, pdf_identifier=styled.identity[:16])
    return Result(made)
