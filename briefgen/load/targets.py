"""Turn ids of pictures and charts, and links of texts to them, into messages about those that name nothing or two things."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.bulletin import TABLES
from briefgen.fields import is_id
from briefgen.load.draft import EACH, Draft, select
from briefgen.markup import empty_links
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
            if name in TABLES:
                yield message("reserved-target", place, id=name)
            elif name in first:
                yield message("duplicate-target", place, id=name, other=first[name])
            else:
                first[name] = f"{place.file}:{place.line}"
            if not named.get("caption"):
                yield message("target-without-caption", place, id=name)
    yield from _unknown(draft.brief, _IN_BRIEF, first)
    for marked in draft.summaries.values():
        yield from _unknown(marked, _IN_SUMMARIES, first)
    yield from _unknown(draft.themes, _IN_THEMES, first)


def _places(draft: Draft) -> Iterator[tuple[Marked, tuple[str, ...]]]:
    for marked in draft.summaries.values():
        yield marked, ("activities", EACH, "images", EACH)
    if draft.brief:
        yield draft.brief, ("charts", EACH)


def _unknown(
    marked: Marked | None, places: tuple[tuple[str, ...], ...], known: dict[str, str]
) -> Iterator[Message]:
    for steps in places if marked else ():
        for path, text in select(marked.data, *steps) if marked else ():
            for name in empty_links(text) if isinstance(text, str) else ():
                if marked and name not in known:
                    near = suggestion(name, known)
                    spot = _spot(marked, path, name)
                    args = {"id": name, "suggestion": near, "known": listed([*known])}
                    yield message("unknown-target", spot, **args)


def _spot(marked: Marked, path: Path, name: str) -> Place:
    """Where a text first calls a name; where it begins when the line can't be found again."""
    place = marked.marks.value_at(path)
    lines = marked.marks.text.split("\n")
    for number in range(place.line or len(lines), len(lines) + 1):
        at = lines[number - 1].find(f"[](#{name})")
        if at >= 0:
            return Place(place.file, number, at + 1)
    return place
