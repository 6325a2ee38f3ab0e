"""Turn the end of boxes on a named page into the end of that page, also where what follows is on pages without a name.

CSS Paged Media 3, 5.4.1: a page break is forced between two boxes whose pages differ. WeasyPrint 70 forces one only where a name
begins, so that what comes after a landscape table would go on on the landscape page.
"""

from __future__ import annotations

from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_FORCED = ("page", "left", "right", "recto", "verso")


def page_name_seams() -> tuple[Seam, ...]:
    """What this correction replaces, and relies on."""
    from weasyprint.layout import block

    parameters = ("sibling_before", "sibling_after")
    return (
        Seam(block, "block_level_page_break", parameters),
        Seam(block, "block_level_page_name", parameters),
    )


def fix_page_names(patches: Patches) -> None:
    """Force the break."""
    from weasyprint.layout import block

    found, name = block.block_level_page_break, block.block_level_page_name

    def block_level_page_break(sibling_before: Any, sibling_after: Any) -> str:
        wanted = str(found(sibling_before, sibling_after))
        if wanted in _FORCED or sibling_before is None or sibling_after is None:
            return wanted
        return "page" if name(sibling_before, sibling_after) == "" else wanted

    patches.replace(block, "block_level_page_break", block_level_page_break)
