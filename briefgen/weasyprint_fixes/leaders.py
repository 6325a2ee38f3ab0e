"""Turn a leader into as many of its signs as have room, as word processors fill a tab stop.

CSS Content 3, 5.2: "The leader should be as long as possible". WeasyPrint 70 sets the signs on a grid that begins at the line's
right edge and leaves out those that touch the page number, so that there may be one less than has room; and it spaces
them like letters, which word processors don't.
"""

from __future__ import annotations

from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, Seam

_TWIP = 96 / 1440
"""px: a sign is as wide as whole twips for LibreOffice, which so counts how many have room."""


def leader_seams() -> tuple[Seam, ...]:
    """What `fix_leaders` relies on."""
    from weasyprint.layout import inline, leader

    return (
        Seam(inline, "handle_leader", ("context", "line", "containing_block")),
        Seam(leader, "leader_index", ("box",)),
    )


def fix_leaders(patches: Patches) -> None:
    """The signs of a leader end where what follows it begins; below numbers of one width they stand below each other (5.2, 3)."""
    from weasyprint.layout import inline
    from weasyprint.layout.leader import leader_index

    plain = inline.handle_leader

    def handle_leader(context: Any, line: Any, containing_block: Any) -> None:
        _, box = leader_index(line)
        signs = box.children if box is not None and line.style["direction"] == "ltr" else ()
        plain(context, line, containing_block)
        if signs and signs[0].width > 0:
            box.children = tuple(_filled(signs[0], box.position_x, box.width))

    patches.replace(inline, "handle_leader", handle_leader)


def _filled(sign: Any, left: float, room: float) -> list[Any]:
    spacing = sign.style["letter_spacing"]
    width = sign.width - (0 if spacing == "normal" else spacing * len(sign.text))
    count = int(room / _TWIP // max(1, round(width / _TWIP)))
    width = min(width, room / max(1, count))
    made = [sign.copy() for _ in range(count)]
    for number, each in enumerate(reversed(made), start=1):
        each.position_x = left + room - number * width
    return made
