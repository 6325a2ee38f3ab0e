"""Turn a bulletin into the same bulletin in the other script: simplified Chinese into traditional, or back.

OpenCC chooses the characters (traditional ones as Taiwan writes them); `terms.yaml` says what it must write otherwise or
leave alone. Only words are changed: ids, file names, addresses and code stay as they are, and every text keeps its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from typing import Any, Literal, TypeVar

from briefgen.bulletin import Bulletin, Text
from briefgen.listing import BriefRef
from briefgen.load.draft import nearest
from briefgen.markup import place_of
from briefgen.messages import Message, Result, Stop, message
from briefgen.model import TermRegistry
from briefgen.world import Unreadable, World
from briefgen.yamltext import read_yaml
from briefgen.yamltext.validate import validate

Script = Literal["hans", "hant"]
SCRIPTS: tuple[Script, ...] = ("hans", "hant")
TERMS = "terms.yaml"
LACKING = 3
_LANGUAGES: Mapping[str, Literal["zh-Hans", "zh-Hant"]] = {"hans": "zh-Hans", "hant": "zh-Hant"}
_CONFIGS = {"hans": "tw2s", "hant": "s2tw"}
# Addresses, the targets of Markdown links, code: nothing in them is a word.
_FIXED = r"[a-zA-Z][a-zA-Z+.-]*://[^\s)>\]]+|\]\([^)\s]*\)|`+[^`]*`+|[\w.+-]+@[\w.-]+"
_AROUND = 1  # hanzi shown on either side of a changed one

T = TypeVar("T")


@dataclass
class Conversion:
    """Changes words from one script to the other. `own` maps terms to what is written for them; `changed` gathers terms.

    `changed` maps what was written and what became of it, where that is not what each character alone becomes, to the source
    of the first.
    """

    to: Script
    own: Mapping[str, str]
    changed: dict[tuple[str, str], str] = field(default_factory=dict)
    _kept: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.own, key=len, reverse=True)
        self._kept = re.compile("|".join([_FIXED, *map(re.escape, longest_first)]))

    def words(self, words: str, src: str = "") -> str:
        """The words in the other script."""
        made, at = [], 0
        for match in self._kept.finditer(words):
            made.append(self._free(words[at : match.start()], src))
            own = self.own.get(match[0])
            if own is not None and own != match[0]:
                self.changed.setdefault((match[0], own), src)
            made.append(match[0] if own is None else own)
            at = match.end()
        return "".join([*made, self._free(words[at:], src)])

    def _free(self, words: str, src: str) -> str:
        if not words or words.isascii():
            return words
        convert = _converter(_CONFIGS[self.to])
        made = convert(words)
        alone = "".join(map(convert, words))
        if made != alone:
            for term in _differing(words, made, alone):
                self.changed.setdefault(term, src)
        return made

    def whole(self, value: T) -> T:
        """A value of a bulletin with all its texts in the other script."""
        return self._whole(value)  # type: ignore[no-any-return]  # what goes in comes out

    def _whole(self, value: Any) -> Any:
        if isinstance(value, Text):
            return Text(self.words(value, value.src), value.src)
        if isinstance(value, Mapping):
            return {name: self._whole(each) for name, each in value.items()}
        if isinstance(value, tuple):
            return tuple(self._whole(each) for each in value)
        if is_dataclass(value) and not isinstance(value, type):
            # Values of parameters may be names of choices, colours, fonts; `context_of` knows which are words.
            names = [each.name for each in fields(value) if each.name != "parameters"]
            changes = {name: self._whole(getattr(value, name)) for name in names}
            return replace(value, **changes)
        return value


def _differing(words: str, made: str, alone: str) -> Iterator[tuple[str, str]]:
    """The spots where context decided, each with its neighbours: as written and as it became."""
    if len(words) != len(made):
        for kind, a, b, c, d in SequenceMatcher(None, alone, made, autojunk=False).get_opcodes():
            if kind != "equal":
                yield words[a:b], made[c:d]
        return
    at = 0
    while at < len(words):
        if made[at] == alone[at]:
            at += 1
            continue
        start = at
        while at < len(words) and made[at] != alone[at]:
            at += 1
        first, last = _widened(words, start, at)
        yield words[first:last], made[first:last]


def _widened(words: str, start: int, end: int) -> tuple[int, int]:
    """A spot with a hanzi on either side, where there is one: 里 alone says little, 这里 more."""
    first = start - _AROUND if start and _is_hanzi(words[start - 1]) else start
    last = end + _AROUND if end < len(words) and _is_hanzi(words[end]) else end
    return first, last


def _is_hanzi(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


@cache
def _converter(config: str) -> Callable[[str], str]:
    """OpenCC's conversion. Raises Stop (exit code 3) when it is not installed."""
    try:
        from opencc import OpenCC
    except ImportError:
        raise Stop(message("no-opencc"), exit_code=LACKING) from None
    convert: Callable[[str], str] = OpenCC(config).convert
    return convert


def conversion(world: World, ref: BriefRef, to: Script) -> Result[Conversion]:
    """The conversion for a brief, with the terms of the nearest terms.yaml upward; None when that has mistakes."""
    path = nearest(world, ref.folder, TERMS)
    if path is None:
        return Result(Conversion(to, {}))
    try:
        marked = read_yaml(world.read(path), path)
    except Unreadable as error:
        return Result(None, (error.at(),))
    read = marked.then(lambda data: validate(TermRegistry, data))
    if read.value is None or read.failed:
        return Result(None, read.messages)
    pairs = {
        (term.hans if to == "hant" else term.hant): (term.hant if to == "hant" else term.hans)
        for term in read.value.terms
    }
    return Result(
        Conversion(to, {**{word: word for word in read.value.keep}, **pairs}), read.messages
    )


def in_script(bulletin: Bulletin, using: Conversion, tell: bool) -> Result[Bulletin]:
    """The bulletin in the other script; one that is in it already, or not Chinese, stays as it is.

    With `tell` a note says of each term that was not changed character by character what became of it.
    """
    wanted = _LANGUAGES[using.to]
    if bulletin.language == wanted:
        return Result(bulletin)
    if bulletin.language == "en":
        return Result(bulletin, (message("script-not-chinese", None, brief=bulletin.id),))
    made = replace(using.whole(bulletin), language=wanted)
    return Result(made, tuple(_told(using)) if tell else ())


def _told(using: Conversion) -> Iterator[Message]:
    for (before, after), src in using.changed.items():
        yield message("script-term", place_of(src), before=before, after=after)
