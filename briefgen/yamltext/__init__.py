"""Turn YAML text into plain data in which every node knows its place.

Data is made of dicts, lists, text and None; no scalar is converted, so that `no`, `007` and `2019-08-06` stay what the
writer typed (the model converts by the type of the field). Only an empty plain scalar, `~` and `null` are None.
What could surprise (duplicate keys, aliases, tags, control characters …) is refused with its place, and reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from briefgen.kept import Kept
from briefgen.messages import Message, Place, Result, message
from briefgen.yamltext.encoding import decode
from briefgen.yamltext.errors import explain

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"
Path: TypeAlias = tuple[str | int, ...]

DEPTH_LIMIT = 50
NODE_LIMIT = 200_000
_SHOWN_CHARACTERS = 20

# The same parser in C is about ten times as fast; a Python without libyaml has only the other.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_READ: Kept[Result[Marked]] = Kept(16_000_000)
_SIZE = 20  # bytes that are taken up by one of a file that was read, with all its places

# Illegal in XML or in YAML, or a line break for YAML only, which would make our line numbers differ from an editor's.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]"
)
# They show text in another order than it is stored in; plain right-to-left text needs none of them.
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_REFUSED = re.compile(f"{_CONTROL.pattern}|{_DIRECTION.pattern}")
# What ends a line of a file ends none when it is written as an escape.
_ESCAPED = re.compile(rf"{_REFUSED.pattern}|\r")
_BRACES = re.compile(r"\{[{%].*?(?:[}%]\}|$)")
_HEAD, _REST = re.compile(r"\d{1,3}(,\d{3})*"), re.compile(r"\d{3}[+余餘]?")


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the nodes of a file stand: a path such as ("activities", 0, "text") to the place of its key and its value.

    `blocks` are the paths of block scalars (`|`, `>`), whose words begin on the line after the place of their value.
    """

    file: str
    keys: Mapping[Path, Place] = field(default_factory=dict)
    values: Mapping[Path, Place] = field(default_factory=dict)
    blocks: Set[Path] = frozenset()
    text: str = ""

    def value_at(self, path: Path) -> Place:
        """Where the value of `path` begins, or that of its nearest ancestor that is in the file."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return Place(self.file)

    def key_at(self, path: Path) -> Place:
        """Where the key of `path` stands; a list item has none, so that its value's place is given."""
        return self.keys.get(path) or self.value_at(path)

    def within(self, place: Place, word: str) -> Place:
        """Where `word` stands in the braces of a text whose line is `place`, or in the next lines (`>` makes one line of many).

        Without a word it is where the braces begin, if they are the only ones there. What isn't found stays at `place`.
        """
        if place.line is None:
            return place
        lines = self.text.split("\n")
        ends = (key.line for key in self.keys.values() if key.line and key.line > place.line)
        for number in range(place.line, min(ends, default=len(lines) + 1)):
            found = [*_in_braces(lines[number - 1], word)]
            if found and (word or len(found) == 1):
                return Place(place.file, number, found[0] + 1)
            if found or not word:
                break
        return place


def _in_braces(line: str, word: str) -> Iterator[int]:
    """Where `word` begins in what stands between braces, or where the braces do when there is none."""
    for braces in _BRACES.finditer(line):
        if not word:
            yield braces.start()
        elif found := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", braces[0]):
            yield braces.start() + found.start()


@dataclass(frozen=True, slots=True)
class Marked:
    """The mapping at the top of a file, and where its nodes stand."""

    data: dict[str, Data]
    marks: Marks


def read_yaml(raw: bytes, file: str) -> Result[Marked]:
    """The data of a YAML file. The value is None when there is none to go on with (not text, broken syntax, no mapping).

    Messages may be errors although there is a value: what was refused (a second key, an alias) is left out of it. Nobody
    changes the data: templates and registries, which many briefs share, are read once.
    """
    key = _LOADER, file, raw
    found = _READ.find(key)
    if found is None:
        found = _read(raw, file)
        _READ.keep(key, found, _SIZE * len(raw))
    return found


def _read(raw: bytes, file: str) -> Result[Marked]:
    decoded = decode(raw, file)
    if decoded.value is None:
        return Result(None, decoded.messages)
    text, messages = _without_refused(decoded.value, file)
    builder = _Builder(file, text, messages)
    try:
        builder.run(yaml.parse(text, Loader=_LOADER))
    except _Enough:
        return Result(None, tuple(messages))
    except yaml.YAMLError as error:
        why = explain(error, text, file)
        return Result(None, (*messages, *([] if why in messages else [why])))
    return builder.result()


def _without_refused(text: str, file: str) -> tuple[str, list[Message]]:
    """The text with a space for every character that is refused, so that reading can go on, and what to say about them."""
    messages: list[Message] = []
    line, start = 1, 0
    for match in _REFUSED.finditer(text):
        if len(messages) == _SHOWN_CHARACTERS:
            break
        line += text.count("\n", start, match.start())
        start = match.start()
        column = start - text.rfind("\n", 0, start)
        messages.append(_refused(match[0], Place(file, line, column)))
    return (_REFUSED.sub(" ", text) if messages else text), messages


def _refused(char: str, place: Place) -> Message:
    code = "direction-character" if _DIRECTION.match(char) else "control-character"
    return message(code, place, char=f"U+{ord(char):04X}")


class _Enough(Exception):
    """There is no sense in reading on; the reason is among the messages."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled. `path` None: it was refused, nothing in it is kept."""

    into: dict[str, Data] | list[Data]
    path: Path | None
    key: str | None = None
    has_key: bool = False
    is_key: bool = False


class _Builder:
    """Makes data from parser events with a stack of its own: no depth of nesting can exhaust Python's."""

    def __init__(self, file: str, text: str, messages: list[Message]) -> None:
        self._file = file
        self._text = text
        self._messages = messages
        self._keys: dict[Path, Place] = {}
        self._values: dict[Path, Place] = {}
        self._blocks: set[Path] = set()
        self._stack: list[_Frame] = []
        self._root: Data = None
        self._nodes = 0

    def run(self, events: Iterator[Any]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._stack.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._say("yaml-documents", event)
                    raise _Enough

    def result(self) -> Result[Marked]:
        if isinstance(self._root, dict):
            marks = Marks(self._file, self._keys, self._values, self._blocks, self._text)
            return Result(Marked(self._root, marks), tuple(self._messages))
        found = message("not-a-mapping", self._values.get((), Place(self._file, 1, 1)))
        if self._root is None:
            found = message("empty-file", Place(self._file, 1, 1))
        return Result(None, (*self._messages, found))

    def _node(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            self._say("yaml-too-many", event, limit=f"{NODE_LIMIT:,}")
            raise _Enough
        if len(self._stack) >= DEPTH_LIMIT and not isinstance(event, yaml.ScalarEvent):
            self._say("yaml-too-deep", event, limit=DEPTH_LIMIT)
            raise _Enough
        if isinstance(event, yaml.AliasEvent):
            self._say("yaml-alias", event, name=event.anchor)
        elif event.anchor is not None:
            self._say("yaml-anchor", event, name=event.anchor)
        elif event.tag is not None:
            self._say("yaml-tag", event, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.into, dict) and not frame.has_key:
            self._key(frame, event)
        else:
            self._value(frame, event)

    def _key(self, frame: _Frame, event: Any) -> None:
        frame.has_key, frame.key = True, None
        if not isinstance(event, yaml.ScalarEvent):
            if not isinstance(event, yaml.AliasEvent):
                self._collection_as_key(event)
                self._push(event, None)
            return
        key = self._clean(event)
        if key == "<<" and not event.style:
            self._say("yaml-merge", event)
        elif not key:
            self._say("yaml-empty-key", event)
        elif frame.path is not None and key in frame.into:
            first = self._keys[(*frame.path, key)]
            self._say("duplicate-key", event, key=key, line=first.line)
        else:
            frame.key = key
            if frame.path is not None:
                self._keys[(*frame.path, key)] = self._place(event)

    def _collection_as_key(self, event: Any) -> None:
        """`{{ x }}` without quotes is a mapping as the key of a mapping; whoever writes it means Jinja."""
        index = event.start_mark.index
        if self._text[index - 1 : index + 1] != "{{":
            self._say("yaml-key", event)
            return
        inner = self._place(event)
        outer = Place(self._file, inner.line, (inner.column or 1) - 1)
        self._messages.append(message("yaml-jinja", outer))
        above = self._stack[-2] if len(self._stack) > 1 else None
        if above is None or self._stack[-1].path is None:
            return
        # Text stands in for it, as was meant.
        if isinstance(above.into, list):
            above.into[-1] = "{{ }}"
        elif above.key is not None:
            above.into[above.key] = "{{ }}"

    def _value(self, frame: _Frame | None, event: Any) -> None:
        path = _child(frame)
        if frame is not None:
            frame.has_key = False
        if path is not None:
            self._values[path] = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            # Text stands in for it, so that the refusal isn't followed by "missing" or "wrong type".
            value: Data = f"*{event.anchor}"
        elif isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
            if path is not None and event.style in ("|", ">"):
                self._blocks.add(path)
        else:
            value = self._push(event, path)
        if frame is None:
            self._root = value
        elif value is None and self._rejoined(frame, event):
            return
        elif path is not None and isinstance(frame.into, list):
            frame.into.append(value)
        elif path is not None and isinstance(frame.into, dict) and frame.key is not None:
            frame.into[frame.key] = value

    def _rejoined(self, frame: _Frame, event: Any) -> bool:
        """Whether the key without a value is the rest of a number: in braces, the comma of `{visits: 3,200}` ends it."""
        if not isinstance(frame.into, dict) or frame.path is None or frame.key is None:
            return False
        before = next(reversed(frame.into), "")
        head, place = frame.into.get(before), self._keys[(*frame.path, frame.key)]
        here = event.start_mark
        if here.index != event.end_mark.index or here.line + 1 != place.line:
            return False
        if not (_REST.fullmatch(frame.key) and isinstance(head, str) and _HEAD.fullmatch(head)):
            return False
        found = frame.into[before] = f"{head},{frame.key}"
        number = found.replace(",", "")
        self._messages.append(message("yaml-number-comma", place, found=found, number=number))
        return True

    def _push(self, event: Any, path: Path | None) -> Data:
        into: dict[str, Data] | list[Data] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Frame(into, path))
        return into

    def _scalar(self, event: Any) -> str | None:
        if not event.style and event.tag is None and event.value in ("", "~", "null"):
            return None
        return self._clean(event)

    def _clean(self, event: Any) -> str:
        """The scalar's text; escapes in double quotes can make characters that no file may hold."""
        words: str = event.value
        if event.style != '"' or not (found := _ESCAPED.search(words)):
            return words
        self._messages.append(_refused(found[0], self._place(event)))
        return _ESCAPED.sub(" ", words)

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _say(self, code: str, event: Any, **args: object) -> None:
        self._messages.append(message(code, self._place(event), **args))


def _child(frame: _Frame | None) -> Path | None:
    """The path of the next value in `frame` (no frame: the file's top); None when it won't be kept."""
    if frame is None:
        return ()
    if frame.path is None:
        return None
    if isinstance(frame.into, list):
        return (*frame.path, len(frame.into))
    return None if frame.key is None else (*frame.path, frame.key)
