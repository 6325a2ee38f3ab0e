"""Turn a finding into a value: what was found, where, how grave, and how to say it in English or Chinese.

Stages never print and never log. They return `Result(value, messages)`; only the command line turns messages into lines.
The sentences live in `data/messages.toml`, one table a code, so that a code, its severity and both languages stand together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from types import MappingProxyType
from typing import Generic, TypeVar

from briefgen.resources import data_file, toml_table

T = TypeVar("T")
U = TypeVar("U")
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Severity(IntEnum):
    """How grave a message is; an error means that the brief is not built."""

    INFO = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file: the path as the user would type it, line and column from 1.

    `line` None means the file as a whole; `column` None means the line as a whole.
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (visible(self.file), self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Message:
    """One finding: a code of `data/messages.toml`, a place (None: nowhere in particular) and the words to fill in."""

    code: str
    place: Place | None = None
    args: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    def __reduce__(self) -> tuple[object, ...]:
        # A read-only mapping can't be pickled, and messages travel from worker processes.
        return (_unpickled, (self.code, self.place, dict(self.args)))

    @property
    def severity(self) -> Severity:
        """The severity that the catalogue gives this code."""
        return Severity[str(_entry(self.code)["severity"]).upper()]

    def text(self, language: str = "en") -> str:
        """What was found and what to write instead, in `language` ("en" or "zh"), without place and code.

        The parts of a sentence are `en`/`zh` (always), `en-suggest` (only when `suggestion` is given) and `en-hint`.
        Arguments `spot_en` and `spot_zh` say where in a file without lines, and stand before it.
        """
        entry = _entry(self.code)
        parts = [entry[language].format_map(self.args)]
        if self.args.get("suggestion"):
            parts.append(_DID_YOU_MEAN[language].format_map(self.args))
        hint = entry.get(f"{language}-hint", "")
        if hint:
            parts.append(hint.format_map(self.args))
        spot = self.args.get(f"spot_{language}", "")
        return (f"{spot}{_COLON[language]}" if spot else "") + _glue(parts, _JOIN[language])

    def line(self, language: str = "en") -> str:
        """`file:line:column: severity[code]: text`, the form that editors and terminals turn into a link."""
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity.name.lower()}[{self.code}]: {self.text(language)}"


def _unpickled(code: str, place: Place | None, args: dict[str, str]) -> Message:
    return Message(code, place, MappingProxyType(args))


_DID_YOU_MEAN = {"en": 'did you mean "{suggestion}"?', "zh": "是不是“{suggestion}”？"}
_JOIN = {"en": "; ", "zh": "；"}
_COLON = {"en": ": ", "zh": "："}
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
    r"|[\ud800-\udfff]"
)


def visible(words: str) -> str:
    """`words` with control, zero-width and direction characters spelt out: no file can steer the terminal."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", words)


def _glue(parts: Sequence[str], joint: str) -> str:
    """The parts as one sentence; a bracketed part, and what follows a question, need no semicolon before them."""
    sentence = parts[0]
    for part in parts[1:]:
        if part.startswith("("):
            sentence += f" {part}"
        elif part.startswith("（") or sentence.endswith("？"):
            sentence += part
        else:
            sentence += f" {part}" if sentence.endswith("?") else f"{joint}{part}"
    return sentence


def message(code: str, place: Place | None = None, /, **args: object) -> Message:
    """A message of `code` at `place`, its arguments turned into text (sequences are joined with commas)."""
    return Message(
        code, place, MappingProxyType({key: _words(value) for key, value in args.items()})
    )


_LONGEST_WORD = 100
"""Characters; comparing takes time that grows with the square, and no name is longer."""


def suggestion(word: str, choices: Iterable[str]) -> str:
    """The choice nearest to `word`, or "" when none is near enough to be what was meant."""
    if len(word) > _LONGEST_WORD:
        return ""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(choices), n=1, cutoff=0.6)), "")


def _words(value: object) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return visible(", ".join(str(item) for item in value))
    return visible(str(value))


_CATALOGUE = "messages.toml"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every message code with its severity and its sentences, as `data/messages.toml` has them."""
    import tomllib

    return tomllib.loads(data_file(_CATALOGUE).read_text("utf-8"))


@cache
def _entry(code: str) -> Mapping[str, str]:
    return toml_table(_CATALOGUE, code)


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What a stage made and what it has to say about it; `value` is None where errors kept it from being made."""

    value: T | None
    messages: tuple[Message, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any message is an error."""
        return any(m.severity is Severity.ERROR for m in self.messages)

    def then(self, stage: Callable[[T], Result[U]]) -> Result[U]:
        """Run the next stage on the value, keeping the messages of both; nothing runs when there is no value."""
        if self.value is None:
            return Result(None, self.messages)
        following = stage(self.value)
        return Result(following.value, self.messages + following.messages)


def sorted_messages(messages: Sequence[Message]) -> list[Message]:
    """The messages by file, line and column, without repeats; those with no place come last."""
    unique = dict.fromkeys((m.code, m.place, tuple(m.args.items())) for m in messages)
    ordered = [Message(code, place, MappingProxyType(dict(args))) for code, place, args in unique]
    return sorted(
        ordered,
        key=lambda m: (
            m.place is None,
            m.place.file if m.place else "",
            (m.place.line or 0) if m.place else 0,
            (m.place.column or 0) if m.place else 0,
        ),
    )


class Stop(Exception):
    """The run cannot go on: `messages` say why, `exit_code` is what the command returns (1 content, 3 machine)."""

    def __init__(self, *messages: Message, exit_code: int = 1) -> None:
        super().__init__("; ".join(m.line() for m in messages))
        self.messages = messages
        self.exit_code = exit_code
