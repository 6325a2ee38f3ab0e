"""Turn what may be written in a summary into types: the activities of one organisation, with figures, pictures and tasks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefgen.fields import Amount, Day, DayOrSpan, Id, Line, Markdown, Strict


class Image(Strict):
    """A picture beside the summary."""

    file: Line
    """File name, relative to the summary's folder: PNG, JPEG, GIF, WebP or SVG."""
    caption: Line | None = None
    """Printed under the picture."""
    alt: Line | None = None
    """What the picture shows, for readers who can't see it; the caption when left out."""
    id: Id | None = None
    """What texts of the brief call it: [](#id) prints its number."""


class Task(Strict):
    """Something to be done, with who and until when."""

    task: Line
    """What is to be done."""
    owner: Line | None = None
    """Who does it."""
    due: Day | None = None
    """Last day."""
    status: Literal["open", "done", "cancelled"] = "open"
    """open, done or cancelled; what is open after its due day is overdue."""


class Activity(Strict):
    """One thing that was done."""

    title: Line | None = None
    """Short name of the activity."""
    date: DayOrSpan | None = None
    """The day, or {from, to}."""
    place: Line | None = None
    """Where it was."""
    themes: tuple[Id, ...] = ()
    """Ids of the themes under which it is gathered, the first being the one where it is printed in a brief by theme."""
    with_: tuple[Id, ...] = Field(default=(), alias="with")
    """Ids of the organisations that did it together with this one; printed once, credited to all."""
    topic: Id | None = None
    """Id of a topic of the brief: activities of several organisations on one topic merge into one sentence."""
    text: Markdown | None = None
    """What happened."""
    short: Markdown | None = None
    """The same in fewer words, for short editions."""
    weight: int = Field(default=5, ge=1, le=9)
    """How much it matters, 1 to 9 (5 when left out): where room is short, the least is held over first."""
    figures: dict[Id, Amount] = Field(default_factory=dict)
    """Figure id to number: participants: 200 (200+ for "over 200")."""
    images: tuple[Image, ...] = ()
    """Pictures."""
    tasks: tuple[Task, ...] = ()
    """What is to follow."""


class Summary(Strict):
    """<organisation>.yaml: what one organisation reports for one brief."""

    organisation: Id
    """Id of the reporting organisation (as in organisations.yaml, and as the file is named)."""
    headline: Line | None = None
    """The one thing to remember; the heading of its section."""
    received: Day | None = None
    """The day on which the summary came in; after the brief's deadline it is late."""
    text: Markdown | None = None
    """An introduction before the activities."""
    activities: tuple[Activity, ...] = ()
    """What was done, in the order of printing."""
    figures: dict[Id, Amount] = Field(default_factory=dict)
    """Quantities that belong to no single activity."""
    tasks: tuple[Task, ...] = ()
    """Tasks that belong to no single activity."""
