"""Turn a font configuration for every document into one for all that bring no fonts of their own.

WeasyPrint 70 reads fontconfig's files anew for every document, and Pango then opens every font again. A document that has
fonts of its own (`@font-face`) takes the configuration with it, and the next one gets another, as it does when fonts were
installed.
"""

from __future__ import annotations

from typing import Any

from briefgen import fontconfig, kept
from briefgen.weasyprint_fixes.patching import Patches, Seam

_shared: Any = None


def configuration_seams() -> tuple[Seam, ...]:
    """What this correction replaces, and relies on."""
    from weasyprint.text import fonts

    return (
        Seam(fonts, "FontConfiguration", ()),
        Seam(fonts.FontConfiguration, "add_font_face", ("self", "rule_descriptors", "url_fetcher")),
    )


def fix_configuration(patches: Patches) -> None:
    """Give every document the same configuration while that is what a new one would be."""
    from weasyprint.text import fonts
    from weasyprint.text.ffi import ffi

    class Shared(fonts.FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no types
        def add_font_face(self, *arguments: Any) -> None:
            forget()
            super().add_font_face(*arguments)

    def configuration() -> Any:
        global _shared
        if _shared is None or not fontconfig.is_up_to_date(_address(_shared)):
            forget()
            _shared = Shared()
        # Their keys leave out what differs between documents.
        _shared.strut_layouts = {}
        return _shared

    def _address(fonts: Any) -> int:
        return int(ffi.cast("uintptr_t", fonts._config))

    forget()
    patches.replace(fonts, "FontConfiguration", configuration)


def is_shared(fonts: Any) -> bool:
    """Whether a font configuration is the one that all documents have, so that what was made with it holds for others."""
    return fonts is _shared is not None


def forget() -> None:
    """Let the next document have a new configuration, and forget all that was made with this one."""
    global _shared
    _shared = None
    kept.forget()
