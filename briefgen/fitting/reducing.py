"""Turn a bulletin into a shorter one: shorter wordings, and without what is left out, which it lists instead."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from briefgen.bulletin import (
    Activity,
    Bulletin,
    Image,
    Item,
    LeftOut,
    LeftOutKind,
    Organisation,
    Part,
    Section,
    Task,
    Text,
)
from briefgen.markup import plain


class State(Protocol):
    """What `states.State` says; see there."""

    @property
    def short(self) -> bool:
        """Whether shorter wordings are printed."""

    @property
    def without(self) -> frozenset[str]:
        """Kinds that are left out."""

    @property
    def held(self) -> frozenset[str]:
        """Keys of items that are held over."""


def key_of(item: Item) -> str:
    """What tells an item from all others of the bulletin: where its first activity stands."""
    return item.activities[0].src


def shortened(bulletin: Bulletin) -> int:
    """How many activities have a shorter wording than the usual one."""
    items = (item for section in bulletin.sections for item in section.items)
    return sum(bool(each.text and each.short) for item in items for each in item.activities)


def reduced(bulletin: Bulletin, state: State) -> Bulletin:
    """The bulletin as the state has it; counts and totals go on to speak of the whole brief."""
    cut = _Cut(state)
    return replace(
        bulletin,
        weeks=() if "tasks" in state.without else bulletin.weeks,
        note=cut.text("note", "note", bulletin.note),
        sections=tuple(each for each in map(cut.section, bulletin.sections) if each is not None),
        closing=cut.text("closing", "closing", bulletin.closing),
        charts=tuple(
            each
            for each in bulletin.charts
            if cut.text("charts", "chart", each.caption) is not None
        ),
        figures=tuple(
            each for each in bulletin.figures if cut.text("figures", "figure", each.label)
        ),
        tasks=tuple(
            each
            for each in bulletin.tasks
            if cut.text("tasks", "task", each.task, each.organisation)
        ),
        left_out=tuple(cut.left),
    )


@dataclass(slots=True)
class _Cut:
    """Makes the parts of the shorter bulletin in the order of printing, and keeps what is cut off."""

    state: State
    left: list[LeftOut] = field(default_factory=list)

    def text(
        self, kind: str, called: LeftOutKind, text: Text | None, whose: Organisation | None = None
    ) -> Text | None:
        """The text, unless things of this kind are left out."""
        if kind not in self.state.without:
            return text
        self._gone(called, text, whose)
        return None

    def _gone(self, kind: LeftOutKind, text: Text | None, whose: Organisation | None) -> None:
        if text is not None:
            self.left.append(LeftOut(kind, text, whose))

    def section(self, section: Section) -> Section | None:
        """The section; None when nothing of it stays but the heading over many."""
        parts = tuple(each for each in map(self._part, section.parts) if each is not None)
        text = section.text
        if parts or not section.parts or (section.kind == "organisation" and section.heading):
            text = self.text("introductions", "introduction", text, _only(section.organisations))
            return replace(section, text=text, parts=parts)
        self._gone("section", section.heading, _only(section.organisations))
        self._gone("introduction", section.text, _only(section.organisations))
        return None

    def _part(self, part: Part) -> Part | None:
        """The share of an organisation; None when it has nothing more to say."""
        text = self.text("introductions", "introduction", part.text, part.organisation)
        items = tuple(each for each in map(self._item, part.items) if each is not None)
        if not (items or text or part.headline or not part.items):
            return None
        return replace(part, text=text, items=items, tasks=self._tasks(part.tasks))

    def _item(self, item: Item) -> Item | None:
        if key_of(item) in self.state.held:
            for each in item.activities:
                self._gone("activity", _name(each, item), each.reporter)
                for image in each.images:
                    self._gone("picture", _caption(image), each.reporter)
            return None
        return replace(item, activities=tuple(map(self._activity, item.activities)))

    def _activity(self, activity: Activity) -> Activity:
        text = activity.short if self.state.short and activity.short else activity.text
        images = tuple(each for each in activity.images if self._picture(each, activity.reporter))
        return replace(activity, text=text, images=images, tasks=self._tasks(activity.tasks))

    def _picture(self, image: Image, whose: Organisation) -> bool:
        return self.text("pictures", "picture", _caption(image), whose) is not None

    def _tasks(self, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
        """The tasks of one place; those left out are listed once, with all tasks of the bulletin."""
        return () if "tasks" in self.state.without else tasks


def _caption(image: Image) -> Text:
    return Text(image.caption or image.alt, image.src)


def _name(activity: Activity, item: Item) -> Text:
    """What an activity is called: its title, otherwise the first words of its text."""
    text = (
        activity.title or activity.text or activity.short or item.sentence or activity.reporter.name
    )
    return Text(" ".join(plain(text).split()), activity.src)


def _only(organisations: tuple[Organisation, ...]) -> Organisation | None:
    return organisations[0] if len(organisations) == 1 else None
