"""Turn nothing: the shapes of what a window asks for, and of what a build tells on its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefgen.messages import Message

if TYPE_CHECKING:
    from briefgen.style.places import Spot


@dataclass(frozen=True, slots=True)
class Choice:
    """What a window shows. `template` None: the one that the brief names; `parameters` as texts, stronger than the brief's."""

    brief: str
    template: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of the template as a form shows it: `text` is its value as one would write it.

    `origin` is where that is from: "template" (its default), "house", "brief", or "window" (tried out, not saved).
    """

    name: str
    kind: str
    text: str
    default: str
    origin: str
    label: Mapping[str, str]
    help: Mapping[str, str]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Early:
    """One page that is finished before the rest: a PDF that holds only it, and its number from 0."""

    page: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Pages:
    """The PDF, and where its sources lie; empty bytes when there are errors.

    `reads` are the project paths that went into it, found or not; `template` is the name of the one that was used.
    """

    data: bytes
    spots: tuple[Spot, ...]
    messages: tuple[Message, ...]
    reads: frozenset[str]
    template: str
    language: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """The Word file (empty bytes: there is none), with every message so far."""

    data: bytes
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """The build ended in an error of briefgen; `trace` is Python's account of it."""

    trace: str


Step = Early | Pages | Word | Broken
