"""Turn WeasyPrint 70 into one that lays out Chinese: corrections, each with its switch and with a check that it holds.

Importing this changes nothing and does not import WeasyPrint. The order of use, which `style` keeps:

    with quick_import(without):
        import weasyprint
    found = install()                    # once; the messages are empty when all is well
    tailor_boxes(root)                   # each box tree, after the Word tree was taken, before layout

The corrections to the import are judged by what a process imports and starts (tests/unit/test_quick_import.py).
`install` compares the functions that it replaces with those it was written for, and tries every correction out where
WeasyPrint is another version than the one it was measured with; `self_test` always tries them out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from briefgen.messages import Message, message, suggestion
from briefgen.weasyprint_fixes import (
    again,
    cids,
    columns,
    emphasis,
    fontfiles,
    fontmap,
    glyphs,
    inherited,
    justify,
    leaders,
    lines,
    longwords,
    marks,
    notes,
    once,
    pagenames,
    probes,
    profiles,
    spaces,
    streams,
    sums,
    texts,
    typenames,
)
from briefgen.weasyprint_fixes.loading import START, quick_import
from briefgen.weasyprint_fixes.marks import tailor, tailor_boxes
from briefgen.weasyprint_fixes.patching import Patches, Seam, SourceLine

__all__ = [
    "NAMES",
    "START",
    "install",
    "quick_import",
    "self_test",
    "switched_off",
    "tailor",
    "tailor_boxes",
    "uninstall",
]

MEASURED_WITH = "70.0"
"""The version of WeasyPrint that the corrections were last tried out with by hand."""


@dataclass(frozen=True, slots=True)
class _Fix:
    apply: Callable[[Patches], None]
    seams: Callable[[], tuple[Seam | SourceLine, ...]]
    holds: Callable[[], bool]
    applies: Callable[[], bool] = lambda: True


# In this order: `marks` before `strut`, so that the latter sees the finished line.
_FIXES = {
    "shrink": _Fix(lines.fix_shrink, lines.shrink_seams, probes.tracked_text_fits_its_box),
    "baseline": _Fix(
        lines.fix_baseline, lines.baseline_seams, probes.baseline_is_where_word_puts_it
    ),
    "marks": _Fix(marks.fix_marks, marks.seams, probes.marks_take_no_width),
    "strut": _Fix(lines.fix_strut, lines.strut_seams, probes.fonts_leave_line_height_alone),
    "space": _Fix(lines.fix_space, lines.space_seams, probes.space_at_the_end_needs_no_room),
    "full": _Fix(lines.fix_full, lines.full_seams, probes.a_line_holds_a_twip_more),
    "words": _Fix(longwords.fix_words, longwords.word_seams, probes.words_are_broken_at_the_start),
    "page-names": _Fix(
        pagenames.fix_page_names, pagenames.page_name_seams, probes.a_named_page_ends
    ),
    "types": _Fix(
        typenames.fix_types,
        typenames.type_seams,
        once.types_are_read_alone,
        typenames.types_are_words,
    ),
    "profile": _Fix(profiles.fix_profile, profiles.profile_seams, once.colour_profiles_are_closed),
    "fonts": _Fix(fontfiles.fix_fonts, fontfiles.font_seams, once.font_files_are_not_copied),
    "cids": _Fix(cids.fix_cids, cids.cid_seams, once.bare_fonts_are_known),
    "configuration": _Fix(
        fontmap.fix_configuration, fontmap.configuration_seams, once.fonts_are_read_once
    ),
    "subsets": _Fix(again.fix_subsets, again.subset_seams, once.fonts_are_cut_once),
    "packs": _Fix(again.fix_packs, again.pack_seams, once.nothing_is_packed_again),
    "patterns": _Fix(again.fix_patterns, again.pattern_seams, once.patterns_are_found_again),
    "inherited": _Fix(
        inherited.fix_inherited, inherited.seams, once.plain_properties_are_looked_up
    ),
    "sums": _Fix(sums.fix_sums, sums.seams, once.lengths_are_worked_out_once),
    "streams": _Fix(streams.fix_streams, streams.stream_seams, once.streams_are_packed_once),
    "notes": _Fix(notes.fix_notes, notes.note_seams, probes.notes_stay_with_their_calls),
    "balance": _Fix(
        columns.fix_balance, columns.balance_seams, probes.columns_are_no_higher_than_they_must_be
    ),
    "leaders": _Fix(leaders.fix_leaders, leaders.leader_seams, probes.leaders_fill_their_room),
    "glyphs": _Fix(
        glyphs.fix_glyphs, glyphs.seams, once.lines_are_shaped_once, glyphs.sizes_are_known
    ),
    "spaces": _Fix(spaces.fix_spaces, spaces.space_seams, probes.spaces_stay_kerned),
    "emphasis": _Fix(emphasis.fix_emphasis, emphasis.emphasis_seams, probes.emphasis_has_dots),
    "justify": _Fix(justify.fix_justify, justify.seams, probes.hanzi_end_at_the_right_edge),
    "texts": _Fix(texts.fix_texts, texts.seams, once.lines_are_broken_once),
}

NAMES = tuple(_FIXES)
"""The names of the corrections, as `install(without=...)` takes them."""

_patches = Patches()
_installed: tuple[frozenset[str], tuple[Message, ...]] | None = None


def install(without: Collection[str] = ()) -> tuple[Message, ...]:
    """Correct WeasyPrint for this process, but for the corrections named in `without`; what is to be said about it.

    The messages say which name in `without` is unknown, and which correction no longer applies, no longer works or is no
    longer needed (which is then left out, but `baseline`). Another call with the same names does nothing and returns the
    same; with others, it starts afresh.
    """
    global _installed
    asked = frozenset(without)
    if _installed is not None and _installed[0] == asked:
        return _installed[1]
    uninstall()
    found = [
        message("unknown-fix", name=name, known=NAMES, suggestion=suggestion(name, NAMES))
        for name in sorted(asked - {*NAMES, *START})
    ]
    tried = _version() != MEASURED_WITH
    for name in NAMES:
        if name not in asked:
            found += _put_on(name, try_out=tried)
    _installed = asked, tuple(found)
    return _installed[1]


def uninstall() -> None:
    """Give WeasyPrint back as it was; nothing when nothing is installed."""
    global _installed
    _patches.take_back()
    fontmap.forget()
    _installed = None


def self_test() -> tuple[Message, ...]:
    """Try every correction out, off and on, and leave WeasyPrint as it was found; what does not hold, one message each."""
    before = _installed
    uninstall()
    found = [said for name in NAMES for said in _put_on(name, try_out=True)]
    uninstall()
    if before is not None:
        install(before[0])
    return tuple(found)


def _put_on(name: str, *, try_out: bool) -> list[Message]:
    fix, version, kept = _FIXES[name], _version(), len(_patches.done)
    if not fix.applies():
        return []
    bad = [seam.name for seam in fix.seams() if not seam.fits()]
    if bad:
        return [message("fix-does-not-fit", name=name, version=version, functions=bad)]
    if try_out and fix.holds():
        return [message("fix-not-needed", name=name, version=version)]
    fix.apply(_patches)
    if try_out and not fix.holds():
        _patches.take_back(kept)
        return [message("fix-does-not-work", name=name, version=version)]
    return []


def _version() -> str:
    import weasyprint

    return str(weasyprint.__version__)


def switched_off(value: str) -> frozenset[str]:
    """The names in the value of BRIEFGEN_WITHOUT_FIXES, "justify,strut": what `install(without=...)` takes."""
    return frozenset(name.strip() for name in value.split(",") if name.strip())
