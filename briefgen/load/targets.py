"""Turn ids of pictures, charts and tables, and links to them, into messages about those that name nothing or two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefgen.bulletin import TABLES
from briefgen.fields import is_id
from briefgen.load.draft import EACH, Draft, select
from briefgen.markup import empty_links, table_captions
from briefgen.messages import Message, Place, message, suggestion
from briefgen.yamltext import Marked, Path
from briefgen.yamltext.validate import listed

_IN_SUMMARIES = (("text",), ("activities", EACH, "text"), ("activities", EACH, "short"))
_IN_BRIEF = (("lead",), ("note",), ("closing",), ("sections", EACH, "text"))
_IN_THEMES = (("themes", EACH, "text"),)


def check_targets(draft: Draft) -> Iterator[Message]:
    """Ids that are given twice in the brief, pictures with an id and no caption, and links without words that lead nowhere."""
    first = dict.fromkeys(TABLES, "")
    for marked, steps in _places(draft):
        for path, named in select(marked.data, *steps):
            name = named.get("id") if isinstance(named, dict) else None
            if not isinstance(named, dict) or not isinstance(name, str) or not is_id(name):
                continue
            place = marked.marks.value_at((*path, "id"))
            yield from _given(name, place, first)
            if not named.get("caption"):
                yield message("target-without-caption", place, id=name)
    yield from _tables(draft, first)
    for marked, places in _texts(draft):
        yield from _unknown(marked, places, first)


def _given(name: str, place: Place, first: dict[str, str]) -> Iterator[Message]:
    if name in TABLES:
        yield message("reserved-target", place, id=name)
    elif name in first:
        yield message("duplicate-target", place, id=name, other=first[name])
    else:
        first[name] = f"{place.file}:{place.line}"


def _tables(draft: Draft, first: dict[str, str]) -> Iterator[Message]:
    """Ids of tables in texts; the two wordings of an activity may have the same one."""
    for marked, places in _texts(draft):
        wordings: set[tuple[Path, str]] = set()
        for steps in places:
            for path, text in select(marked.data, *steps):
                names = [n for n, _ in table_captions(text)] if isinstance(text, str) else []
                for index, name in enumerate(names):
                    place = _spot(marked, path, f"{{#{name}}}", names[:index].count(name))
                    if not is_id(name):
                        yield message("bad-id", place, found=name)
                    elif steps[-1] != "short" or (path[:-1], name) not in wordings:
                        yield from _given(name, place, first)
                    wordings.add((path[:-1], name))


def _texts(draft: Draft) -> Iterator[tuple[Marked, tuple[tuple[str, ...], ...]]]:
    if draft.brief:
        yield draft.brief, _IN_BRIEF
    for marked in draft.summaries.values():
        yield marked, _IN_SUMMARIES
    if draft.themes:
        yield draft.themes, _IN_THEMES


def _places(draft: Draft) -> Iterator[tuple[Marked, tuple[str, ...]]]:
    for marked in draft.summaries.values():
        yield marked, ("activities", EACH, "images", EACH)
    if draft.brief:
        yield draft.brief, ("charts", EACH)


def _unknown(
    marked: Marked, places: tuple[tuple[str, ...], ...], known: dict[str, str]
) -> Iterator[Message]:
    for steps in places:
        for path, text in select(marked.data, *steps):
            for name in empty_links(text) if isinstance(text, str) else ():
                if name not in known:
                    near = suggestion(name, known)
                    spot = _spot(marked, path, f"[](#{name})")
                    args = {"id": name, "suggestion": near, "known": listed([*known])}
                    yield message("unknown-target", spot, **args)


def _spot(marked: Marked, path: Path, written: str, before: int = 0) -> Place:
    """Where `written` stands in a text for the next time after `before` others; where the text begins when it is not found."""
    place = marked.marks.value_at(path)
    lines = marked.marks.text.split("\n")
    for number in range(place.line or len(lines), len(lines) + 1):
        for found in re.finditer(re.escape(written), lines[number - 1]):
            if before == 0:
                return Place(place.file, number, found.start() + 1)
            before -= 1
    return place
