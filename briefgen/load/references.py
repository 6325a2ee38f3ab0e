"""Turn the ids in a brief's files into messages about those that name nothing, name something twice or go in circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from briefgen.fields import is_id
from briefgen.filenames import is_portable
from briefgen.load.draft import EACH, FIGURES, KEY, NO_SUMMARY, THEMES, Draft, select
from briefgen.messages import Message, message, suggestion
from briefgen.yamltext import Marked, Path
from briefgen.yamltext.validate import listed

_Ids = Mapping[str, list[str] | None]
"""Kind of id (organisation, theme, figure, topic) to the ids that are defined; None: unknown, nothing can be checked."""

_Places = tuple[tuple[str, tuple[str, ...]], ...]
_DECLARED = ("figures", EACH, "figure")
_IN_SUMMARIES: _Places = (
    ("organisation", ("organisation",)),
    ("organisation", ("activities", EACH, "with", EACH)),
    ("theme", ("activities", EACH, "themes", EACH)),
    ("topic", ("activities", EACH, "topic")),
    ("figure", ("activities", EACH, "figures", KEY)),
    ("figure", ("figures", KEY)),
)
_IN_BRIEF: _Places = (
    ("organisation", ("expects", EACH)),
    ("organisation", ("expects", "parent")),
    ("organisation", ("sections", EACH, "organisations", EACH)),
    ("theme", ("arrange", "themes", EACH)),
    ("theme", ("sections", EACH, "theme")),
    ("figure", ("figures", EACH)),
    ("figure", _DECLARED),
    ("figure", ("charts", EACH, "figures", EACH)),
)


def check_references(draft: Draft) -> Iterator[Message]:
    """Everything that is wrong with the ids of a brief: in its registries, in brief.yaml and in the summaries."""
    for marked, key in (
        (draft.organisations, "organisations"),
        (draft.themes, "themes"),
        (draft.figures, "figures"),
    ):
        if marked:
            yield from _duplicate_ids(marked, key)
    if draft.organisations:
        yield from _empty(draft.organisations)
        yield from _reserved(draft.organisations)
        yield from _parents(draft.organisations)
    ids = _defined(draft)
    undefined: set[str] = set()
    if draft.brief:
        yield from _unknown(draft.brief, _IN_BRIEF, ids, undefined)
        yield from _repeated(draft.brief, _IN_BRIEF)
    for marked in draft.summaries.values():
        yield from _unknown(marked, _IN_SUMMARIES, ids, undefined)
        yield from _repeated(marked, _IN_SUMMARIES)
    yield from _reporters(draft)


def _empty(organisations: Marked) -> Iterator[Message]:
    for path, value in select(organisations.data, "organisations"):
        if value == []:
            yield message("no-members", organisations.marks.value_at(path))


def registered(marked: Marked, key: str) -> list[tuple[Path, str]]:
    """The ids of a registry, each with its path, in order."""
    found = select(marked.data, key, EACH, "id")
    return [(path, value) for path, value in found if isinstance(value, str)]


def _defined(draft: Draft) -> _Ids:
    def of(marked: Marked | None, key: str, absent: bool) -> list[str] | None:
        if marked is None:
            return [] if absent else None
        return list(dict.fromkeys(value for _, value in registered(marked, key) if is_id(value)))

    return {
        "organisation": of(draft.organisations, "organisations", absent=False),
        "theme": of(draft.themes, "themes", THEMES in draft.absent),
        "figure": of(draft.figures, "figures", FIGURES in draft.absent),
        "topic": [str(path[-1]) for path, _ in select(draft.brief.data, "topics", KEY)]
        if draft.brief
        else None,
    }


def _unknown(
    marked: Marked,
    places: _Places,
    ids: _Ids,
    undefined: set[str],
) -> Iterator[Message]:
    """Ids that name nothing. Where nothing of a kind is defined at all (`undefined`) it is said once, not at every use."""
    for kind, steps in places:
        known = ids[kind]
        for path, value in select(marked.data, *steps):
            if known is None or not isinstance(value, str) or not is_id(value) or value in known:
                continue
            at = marked.marks.key_at if steps[-1] == KEY else marked.marks.value_at
            if known:
                near = suggestion(value, known)
                yield message(
                    _UNKNOWN[kind], at(path), id=value, suggestion=near, known=listed(known)
                )
            elif kind in _UNDEFINED and kind not in undefined:
                undefined.add(kind)
                yield message(_UNDEFINED[kind], at(path), id=value)


_UNKNOWN = {
    "organisation": "unknown-organisation",
    "theme": "unknown-theme",
    "figure": "unknown-figure",
    "topic": "unknown-topic",
}
_UNDEFINED = {"theme": "no-themes", "figure": "no-figures", "topic": "no-topics"}


def _repeated(marked: Marked, places: _Places) -> Iterator[Message]:
    """Ids that stand twice in one list; a declared figure counts like its id alone."""
    seen: set[tuple[Path, str]] = set()
    for _, steps in places:
        if steps[-1] != EACH and steps != _DECLARED:
            continue
        for path, value in select(marked.data, *steps):
            listing = path[: len(steps) - 1 - steps[::-1].index(EACH)]
            if isinstance(value, str) and (listing, value) in seen:
                yield message("repeated-id", marked.marks.value_at(path), id=value)
            elif isinstance(value, str):
                seen.add((listing, value))


def _duplicate_ids(marked: Marked, key: str) -> Iterator[Message]:
    first: dict[str, Path] = {}
    for path, value in registered(marked, key):
        if value in first:
            line = marked.marks.value_at(first[value]).line
            yield message("duplicate-id", marked.marks.value_at(path), id=value, line=line)
        else:
            first[value] = path


def _reserved(marked: Marked) -> Iterator[Message]:
    for path, value in registered(marked, "organisations"):
        if is_id(value) and (f"{value}.yaml" in NO_SUMMARY or not is_portable(value)):
            yield message("reserved-id", marked.marks.value_at(path), id=value)


def _parents(marked: Marked) -> Iterator[Message]:
    ids = list(dict.fromkeys(value for _, value in registered(marked, "organisations")))
    above: dict[str, str] = {}
    place: dict[str, Path] = {}
    for path, item in select(marked.data, "organisations", EACH):
        if not isinstance(item, dict):
            continue
        own, parent = item.get("id"), item.get("parent")
        if not isinstance(own, str) or not isinstance(parent, str) or not is_id(parent):
            continue
        if parent not in ids:
            yield message(
                "unknown-parent",
                marked.marks.value_at((*path, "parent")),
                id=parent,
                suggestion=suggestion(parent, ids),
                known=listed(ids),
            )
        elif own not in above:
            above[own], place[own] = parent, (*path, "parent")
    done: set[str] = set()
    for start in above:
        trail: list[str] = []
        here: str | None = start
        while here is not None and here not in done and here not in trail:
            trail.append(here)
            here = above.get(here)
        if here in trail:
            cycle = " > ".join([*trail[trail.index(here) :], here])
            yield message("parent-cycle", marked.marks.value_at(place[here]), cycle=cycle)
        done.update(trail)


def _reporters(draft: Draft) -> Iterator[Message]:
    """Summaries of one organisation, files named after another one, and organisations that are joint with themselves."""
    first: dict[str, str] = {}
    for file, marked in draft.summaries.items():
        stem = PurePosixPath(file).stem
        if marked.data.get("organisation") == stem:
            first[stem] = file
    for file, marked in draft.summaries.items():
        value = marked.data.get("organisation")
        if not isinstance(value, str) or not is_id(value):
            continue
        place = marked.marks.value_at(("organisation",))
        other = first.setdefault(value, file)
        if other != file:
            yield message("duplicate-summary", place, id=value, other=PurePosixPath(other).name)
        elif value != PurePosixPath(file).stem:
            yield message("file-name-differs", place, name=PurePosixPath(file).name, id=value)
        for path, partner in select(marked.data, "activities", EACH, "with", EACH):
            if partner == value:
                yield message("joint-with-itself", marked.marks.value_at(path), id=value)
