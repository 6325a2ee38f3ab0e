"""Turn an open colour profile into one that is read and closed.

WeasyPrint 70 opens the sRGB profile of a PDF/A anew for every file that it writes, and leaves it open. It reads it with all of
Pillow, of which a small module is enough.
"""

from __future__ import annotations

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

    class ColorProfile(pdf.ColorProfile):  # type: ignore[misc]  # WeasyPrint has no types
        def __init__(
            self, file_object: BinaryIO, src: Any, rendering_intent: Any, components: Any
        ) -> None:
            from PIL._imagingcms import profile_frombytes

            self.src = src
            self.rendering_intent = rendering_intent
            self.components = components
            self.pdf_reference = None
            with file_object:
                self._made = profile_frombytes(file_object.read())

        @property
        def name(self) -> Any:
            return self._made.model or self._made.profile_description

        @property
        def content(self) -> Any:
            from PIL._imagingcms import profile_tobytes

            return profile_tobytes(self._made)

    patches.replace(pdf, "ColorProfile", ColorProfile)
