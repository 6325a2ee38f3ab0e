"""Turn the end of boxes on a named page into the end of that page, and no other into a forced one.

CSS Paged Media 3, 5.4.1: a page break is forced between two boxes whose pages differ. WeasyPrint 70 forces one only where a name
begins, so that what comes after a landscape table would go on on the landscape page. And it takes every break between pages
of one name for a forced one, where margins are kept (CSS Fragmentation 3, 5.2): they are not at the top of other pages.
"""

from __future__ import annotations

from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_FORCED = ("page", "left", "right", "recto", "verso")


def page_name_seams() -> tuple[Seam, ...]:
    """What this correction replaces, and relies on."""
    from weasyprint.layout import block, page

    parameters = ("sibling_before", "sibling_after")
    made = ("context", "root_box", "page_type", "resume_at", "page_number", "page_state")
    return (
        Seam(page, "make_page", made),
        Seam(block, "block_level_page_break", parameters),
        Seam(block, "block_level_page_name", parameters),
    )


def fix_page_names(patches: Patches) -> None:
    """Force the break, and only where names differ."""
    from weasyprint.layout import block, page

    make = page.make_page

    def make_page(context: Any, root: Any, kind: Any, at: Any, number: int, state: Any) -> Any:
        if number > 1:
            # What led to this page, and to the one before.
            before, here = (context.page_maker[n][1] for n in (number - 2, number - 1))
            if here["break"] == "any" and here["page"] == before["page"]:
                context.forced_break = False
        return make(context, root, kind, at, number, state)

    patches.replace(page, "make_page", make_page)
    found, name = block.block_level_page_break, block.block_level_page_name

    def block_level_page_break(sibling_before: Any, sibling_after: Any) -> str:
        wanted = str(found(sibling_before, sibling_after))
        if wanted in _FORCED or sibling_before is None or sibling_after is None:
            return wanted
        return "page" if name(sibling_before, sibling_after) == "" else wanted

    patches.replace(block, "block_level_page_break", block_level_page_break)
