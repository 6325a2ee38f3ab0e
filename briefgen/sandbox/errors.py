"""Turn an exception out of Jinja into a message that names file, line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from briefgen.messages import Message, Place, message, suggestion
from briefgen.sandbox.filters import FILTER_NAMES, Exceeded, NoValue

Locate = Callable[[str, int], Place | None]
"""The place of a line in a template, by the file name that it was compiled under."""

_SYNTAX = (
    (re.compile(r"No filter named '(?P<name>.*)'\."), "unknown-filter"),
    (re.compile(r"No test named '(?P<name>.*)'\."), "unknown-test"),
    (re.compile(r"Encountered unknown tag '(?P<name>.*?)'\."), "unknown-tag"),
    (re.compile(r"(?i)unexpected end of template|Missing end of"), "template-unclosed"),
    (re.compile(r"unexpected '(?P<name>.*)'|got '(?P<name2>.*)'$"), "template-unexpected"),
)


class Unprintable(Exception):
    """Something is printed that has no words of its own, such as a list."""


class Refused(SecurityError):
    """Templates may not use `name`."""

    def __init__(self, text: str | None, name: object = "") -> None:
        super().__init__(text)
        self.name = str(name)


class MissingName(UndefinedError):
    """A name that isn't there: `name`, looked up on `owner` (None: among the names that the template has)."""

    def __init__(self, text: str | None, name: object = None, owner: object = None) -> None:
        super().__init__(text)
        self.name = str(name)
        self.owner = owner


def explain(error: Exception, names: Iterable[str] = (), place: Locate | None = None) -> Message:
    """The message for an exception that compiling or rendering a template raised.

    `names` are those that the template could use, for suggestions. The place is the template's file name and line, or what
    `place` makes of them; None when the exception doesn't tell. Raises MemoryError again: that is no fault of a template.
    """
    if isinstance(error, MemoryError):
        raise error
    locate: Locate = place or Place
    if isinstance(error, TemplateSyntaxError):
        return _syntax(error, locate(error.filename or error.name or "", error.lineno))
    spot = _innermost(error)
    where = locate(*spot) if spot else None
    match error:
        case MissingName():
            return _missing(error, sorted(names), where)
        case TemplateNotFound():
            return message("no-template-part", where, name=error.name or "")
        case NoValue():
            return message("prints-nothing", where)
        case Unprintable():
            return message("unprintable", where, kind=str(error).lower())
        case Exceeded():
            return message("template-limit", where, what=error.what, limit=error.limit)
        case RecursionError():
            return message("template-recursion", where)
        case Refused():
            return message("template-refused", where, name=error.name)
    return message("template-failed", where, reason=str(error) or type(error).__name__)


def _syntax(error: TemplateSyntaxError, where: Place | None) -> Message:
    reason = error.message or ""
    for pattern, code in _SYNTAX:
        if match := pattern.search(reason):
            name = next((group for group in match.groups() if group), "")
            close = suggestion(name, FILTER_NAMES) if code == "unknown-filter" else ""
            return message(code, where, name=name, suggestion=close, reason=reason)
    return message("template-syntax", where, reason=reason)


def _missing(error: MissingName, names: list[str], where: Place | None) -> Message:
    if error.owner is None:
        close = suggestion(error.name, names)
        return message("undefined-name", where, name=error.name, suggestion=close, names=names)
    known = _public_names(error.owner)
    kind = "mapping" if isinstance(error.owner, Mapping) else type(error.owner).__name__.lower()
    close = suggestion(error.name, known)
    args: dict[str, Any] = {"name": error.name, "kind": kind, "suggestion": close, "names": known}
    return message("undefined-attribute" if known else "no-attributes", where, **args)


def _public_names(owner: object) -> list[str]:
    if isinstance(owner, Mapping):
        return sorted(str(key) for key in owner)
    if not is_dataclass(owner):
        return []
    properties = [name for name, value in vars(type(owner)).items() if isinstance(value, property)]
    return sorted([*(field.name for field in fields(owner)), *properties])


def _innermost(error: BaseException) -> tuple[str, int] | None:
    """The template and line in which it happened: the last frame that Jinja rewrote to look like a template's."""
    found = None
    frame = error.__traceback__
    while frame is not None:
        if "__jinja_exception__" in frame.tb_frame.f_globals:
            found = frame.tb_frame.f_code.co_filename, frame.tb_lineno
        frame = frame.tb_next
    return found
