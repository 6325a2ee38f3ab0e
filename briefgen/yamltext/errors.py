"""Turn the YAML parser's refusal into a message of ours: the spot that is to be mended, and how.

The parser's English names what it expected, not what the writer did. Known problems are told apart by a fragment of it
(libyaml and PyYAML word them differently) and by the text around the spot; an unknown one gives the generic yaml-syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from briefgen.messages import Message, Place, message

_KEY_VALUE = re.compile(r"^\s*(?:- +)*[^\s#'\"\[{][^#]*?:(?:\s|$)")
_FULL_WIDTH = re.compile(r"^\s*(?:- +)*[^\s：:]+(：)")
_TIGHT = re.compile(r"^\s*(?:- +)*[A-Za-z_]+(:)\S")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the parser stopped, counted from 0, and the line there."""

    file: str
    lines: list[str]
    line: int
    column: int

    @property
    def text(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def before(self) -> str:
        return self.text[: self.column]

    @property
    def char(self) -> str:
        return self.text[self.column : self.column + 1]

    def moved(self, line: int, column: int) -> _Spot:
        return _Spot(self.file, self.lines, line, column)

    def say(self, code: str, **args: object) -> Message:
        return message(code, Place(self.file, self.line + 1, self.column + 1), **args)


def explain(error: yaml.YAMLError, text: str, file: str) -> Message:
    """The message for a syntax error in `text`."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return message("yaml-syntax", Place(file))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    stop = _Spot(file, lines, mark.line, mark.column)
    begun = getattr(error, "context_mark", None)
    start = stop.moved(begun.line, begun.column) if begun else stop
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    tab = re.match(r" *(\t)", stop.text)
    if tab and "quoted scalar" not in context:
        return stop.moved(stop.line, tab.start(1)).say("yaml-tab")
    return _inside_scalar(context, problem, start, stop) or _between(problem, start, stop)


def _inside_scalar(context: str, problem: str, start: _Spot, stop: _Spot) -> Message | None:
    """Problems of one value: its quotes, its escapes, its first character. None: it is none of these."""
    if "quoted scalar" in context:
        if "escape" in problem or "hexdecimal" in problem:
            return _at_backslash(stop).say("yaml-escape")
        return start.say("yaml-quote-open", quote=start.char)
    if "block scalar" in context:
        return stop.say("yaml-block-head")
    if any(word in context for word in ("an alias", "an anchor", "a tag", "directive")):
        return start.say("yaml-start", char=start.char)
    if "cannot start any token" in problem and stop.char == "\t":
        return stop.say("yaml-tab")
    if "cannot start any token" in problem or "node content" in problem:
        return stop.say("yaml-start", char=stop.char) if stop.char else stop.say("yaml-syntax")
    return None


def _at_backslash(stop: _Spot) -> _Spot:
    """The escape's backslash: one parser stops at it, the other behind it."""
    return stop.moved(stop.line, max(stop.text.rfind("\\", 0, stop.column + 1), 0))


def _between(problem: str, start: _Spot, stop: _Spot) -> Message:
    """Problems between values: colons, dashes, brackets, indentation."""
    if "could not find expected ':'" in problem:
        return _no_colon(start)
    if "mapping values are not allowed" in problem:
        return _colon(stop)
    if "',' or" in problem:
        if start.text[start.column :].startswith("{{"):
            return start.say("yaml-jinja")
        return start.say("yaml-bracket", bracket=start.char)
    if "sequence entries are not allowed" in problem:
        return stop.say("yaml-dash")
    if "mapping keys are not allowed" in problem:
        return stop.say("yaml-start", char=stop.char)
    if "expected <document start>" in problem or "'<document start>'" in problem:
        return stop.say("yaml-documents")
    if any(words in problem for words in ("expected key", "<block end>", "'-' indicator")):
        return _indentation(stop)
    return stop.say("yaml-syntax")


def _no_colon(spot: _Spot) -> Message:
    for pattern, code in ((_FULL_WIDTH, "yaml-wide-colon"), (_TIGHT, "yaml-tight-colon")):
        if found := pattern.match(spot.text):
            return spot.moved(spot.line, found.start(1)).say(code)
    return spot.say("yaml-no-colon")


def _colon(stop: _Spot) -> Message:
    """A colon where none may be: the second of its line, or of a line that seems to continue the one before."""
    if _KEY_VALUE.match(stop.before):
        return stop.say("yaml-colon")
    previous = next((n for n in range(stop.line - 1, -1, -1) if stop.lines[n].strip()), None)
    if previous is None:
        return stop.say("yaml-colon")
    above = stop.lines[previous]
    if _KEY_VALUE.match(above):
        return stop.moved(stop.line, _indent(stop.text)).say("yaml-indent")
    return _no_colon(stop.moved(previous, _indent(above)))


def _indentation(stop: _Spot) -> Message:
    if stop.char == ":":
        return stop.say("yaml-empty-key")
    before = stop.before.rstrip()
    if before.endswith(('"', "'")):
        return stop.say("yaml-after-quote", quote=before[-1])
    if "{{" in before:
        return stop.moved(stop.line, before.index("{{")).say("yaml-jinja")
    return stop.say("yaml-indent") if not before.strip(" -") else stop.say("yaml-syntax")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
