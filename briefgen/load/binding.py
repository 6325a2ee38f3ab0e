"""Turn the ids under `compiles` of a brief into the briefs that it binds, loaded, each with its problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from briefgen.listing import BriefRef
from briefgen.load.draft import EACH, Draft, select
from briefgen.load.loaded import Loaded
from briefgen.messages import Message, Result, message, suggestion
from briefgen.yamltext import Path
from briefgen.yamltext.validate import listed

_COMPILES = ("compiles", EACH)


def bound_briefs(
    draft: Draft,
    own: BriefRef,
    others: Sequence[BriefRef],
    load: Callable[[BriefRef], Result[Loaded]],
) -> Result[tuple[Loaded, ...]]:
    """The briefs that `own` compiles, in its order, out of `others`; () for a brief that compiles none.

    The messages are about ids that name no brief or a brief that can't be bound, and those of the bound briefs. An error
    among them keeps the brief from being built.
    """
    wanted = _wanted(draft)
    if not wanted or draft.brief is None:
        return Result((), ())
    messages = list(_own_summaries(draft))
    by_id = {ref.id: ref for ref in others if ref.id != own.id}
    language = str(draft.brief.data.get("language", "zh-Hans"))
    found: dict[str, Loaded] = {}
    for path, name in wanted:
        place = draft.brief.marks.value_at(path)
        if name == own.id:
            messages.append(message("compiles-itself", place, id=name))
        elif name not in by_id:
            near = suggestion(name, list(by_id))
            known = listed(list(by_id)) if by_id else "–"
            messages.append(
                message("compiles-unknown", place, id=name, suggestion=near, known=known)
            )
        elif name in found:
            messages.append(message("repeated-id", place, id=name))
        else:
            loaded = load(by_id[name])
            messages += loaded.messages
            if loaded.value is None:
                continue
            brief = loaded.value.brief.value
            if brief.compiles:
                args = {"id": name, "briefs": ", ".join(brief.compiles)}
                messages.append(message("compiles-compendium", place, **args))
            elif brief.language != language:
                args = {"id": name, "found": brief.language, "wanted": language}
                messages.append(message("compiles-language", place, **args))
            found[name] = loaded.value
    return Result(tuple(found.values()), tuple(messages))


def _wanted(draft: Draft) -> list[tuple[Path, str]]:
    if draft.brief is None:
        return []
    found = select(draft.brief.data, *_COMPILES)
    return [(path, value) for path, value in found if isinstance(value, str)]


def _own_summaries(draft: Draft) -> Iterator[Message]:
    """A compendium has no text of its own sections: where would it stand among the briefs?"""
    for marked in draft.summaries.values():
        yield message("compiles-and-reports", marked.marks.value_at(()))
