"""Turn a brief's folder into models: every problem of every file in one run, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.listing import BRIEF, CONTENT, BriefRef, list_briefs
from briefgen.load.binding import bound_briefs
from briefgen.load.charts import check_charts
from briefgen.load.crosscheck import check_together
from briefgen.load.draft import Draft, read_draft, shortened
from briefgen.load.loaded import Document, Loaded, M
from briefgen.load.pictures import check_pictures
from briefgen.load.references import check_references
from briefgen.load.targets import check_targets
from briefgen.messages import Message, Result, Severity
from briefgen.model import Brief, FigureRegistry, OrganisationRegistry, Summary, ThemeRegistry
from briefgen.world import Unreadable, World
from briefgen.yamltext import Marked, read_yaml
from briefgen.yamltext.validate import validate

__all__ = ["CONTENT", "BriefRef", "Document", "Loaded", "language_of", "list_briefs", "load_brief"]


def language_of(world: World, ref: BriefRef) -> str:
    """The language of a brief, as far as its file can be read; the usual one when it can't."""
    try:
        marked = read_yaml(world.read(f"{ref.folder}/{BRIEF}"), BRIEF).value
    except Unreadable:
        marked = None
    named = marked.data.get("language") if marked else None
    return named if isinstance(named, str) else str(Brief.model_fields["language"].default)


def load_brief(world: World, ref: BriefRef) -> Result[Loaded]:
    """The brief with its summaries, its registries and the briefs that it compiles.

    The value is None exactly when there is an error among the messages.
    """
    return _load(world, ref, bound=False)


def _load(world: World, ref: BriefRef, *, bound: bool) -> Result[Loaded]:
    """`bound`: a compendium loads it, which takes no compendium."""
    reading = read_draft(world, ref.folder)
    draft = reading.value
    if draft is None:
        return Result(None, reading.messages)
    messages = list(reading.messages)
    brief = _document(Brief, draft.brief, messages)
    organisations = _document(OrganisationRegistry, draft.organisations, messages)
    themes = _document(ThemeRegistry, draft.themes, messages)
    figures = _document(FigureRegistry, draft.figures, messages)
    summaries = [_document(Summary, marked, messages) for marked in draft.summaries.values()]
    messages += _between_files(world, draft)
    binding = _bound(world, ref, draft, bound=bound)
    messages += binding.messages
    final = tuple(shortened(messages))
    if any(each.severity is Severity.ERROR for each in final) or not brief or not organisations:
        return Result(None, final)
    order = {each.id: number for number, each in enumerate(organisations.value.organisations)}
    reported = sorted(
        (each for each in summaries if each and _says_something(each.value)),
        key=lambda each: order[each.value.organisation],
    )
    return Result(Loaded(ref, brief, tuple(reported), organisations, themes, figures, binding.value or ()), final)  # fmt: skip


def _bound(world: World, ref: BriefRef, draft: Draft, *, bound: bool) -> Result[tuple[Loaded, ...]]:
    if bound or draft.brief is None or not draft.brief.data.get("compiles"):
        return Result((), ())
    # What is wrong with the folders of other briefs is told where all are listed.
    others = list_briefs(world).value or ()
    return bound_briefs(draft, ref, others, lambda other: _load(world, other, bound=True))


def _says_something(summary: Summary) -> bool:
    return any((summary.headline, summary.text, summary.activities, summary.figures, summary.tasks))


def _between_files(world: World, draft: Draft) -> Iterator[Message]:
    yield from check_references(draft)
    yield from check_together(draft)
    yield from check_charts(draft)
    yield from check_targets(draft)
    yield from check_pictures(world, draft)


def _document(model: type[M], marked: Marked | None, messages: list[Message]) -> Document[M] | None:
    if marked is None:
        return None
    result = validate(model, marked)
    messages.extend(result.messages)
    return Document(result.value, marked.marks) if result.value is not None else None
