"""Turn an open colour profile into one that is read and closed.

WeasyPrint 70 opens the sRGB profile of a PDF/A anew for every file that it writes, and leaves it open.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from briefgen.weasyprint_fixes.patching import Patches, Seam


def profile_seams() -> tuple[Seam, ...]:
    """What this correction replaces."""
    from weasyprint import pdf

    parameters = ("file_object", "src", "rendering_intent", "components")
    return (Seam(pdf, "ColorProfile", parameters),)


def fix_profile(patches: Patches) -> None:
    """Close the file of a colour profile."""
    from weasyprint import pdf

    make = pdf.ColorProfile

    def colour_profile(file: BinaryIO, *arguments: Any) -> Any:
        with file:
            return make(io.BytesIO(file.read()), *arguments)

    patches.replace(pdf, "ColorProfile", colour_profile)
