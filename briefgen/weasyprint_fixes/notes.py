"""Turn `footnote-policy: line` into what it says: a note stands on the page of its call, whatever comes after it.

CSS GCPM 3, 2.7 (footnote-policy): with "line" the page ends before the line of the call where the note does not fit. WeasyPrint
keeps to that while it sets the line, but moves the notes of earlier lines to the next page when a later paragraph could have
two more lines on this one.
"""

from __future__ import annotations

from typing import Any

from briefgen.weasyprint_fixes.patching import Patches, SourceLine, source_of

_FUNCTION = "_linebox_layout"
_LOOP = "while report and context.current_page_footnotes:"
_FREE = "context.current_page_footnotes[-1].style['footnote_policy'] == 'auto'"


def note_seams() -> tuple[SourceLine, ...]:
    """What this correction changes."""
    from weasyprint.layout import block

    return (SourceLine(block, _FUNCTION, _LOOP),)


def fix_notes(patches: Patches) -> None:
    """Let the notes of earlier lines go only where their policy lets them.

    The condition stands in the middle of a long function, of which all else is as it should be: so it is put into its text.
    """
    from weasyprint.layout import block

    source = source_of(getattr(block, _FUNCTION))
    changed = source.replace(_LOOP, f"{_LOOP[:-1]} and {_FREE}:")
    made: dict[str, Any] = {}
    exec(compile(changed, block.__file__, "exec"), vars(block), made)  # noqa: S102  WeasyPrint's own text and a constant
    patches.replace(block, _FUNCTION, made[_FUNCTION])
