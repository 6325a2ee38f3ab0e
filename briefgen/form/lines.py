"""Turn the source of a part into one in which every tag has a line of its own, so that an error's line names its tag.

Jinja tells lines only, and Word's XML has hardly any. A line end inside a tag, behind its opening, prints nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

_TAG = re.compile(r"(\{\{|\{%)([-+]?)(.*?)(\}\}|%\})", re.DOTALL)
_RAW = re.compile(r"\s*raw\b")
_END_RAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_EMPTIED = (
    (re.compile(r"(\{%[-+]?\s*for\b.+?\bin\b).*?([-+]?%\})", re.DOTALL), r"\1 []\2"),
    (re.compile(r"(\{%[-+]?\s*(?:if|elif)\b).*?([-+]?%\})", re.DOTALL), r"\1 false\2"),
    (re.compile(r"(\{%[-+]?\s*set\b[^=]+=).*?([-+]?%\})", re.DOTALL), r'\1 ""\2'),
    (re.compile(r"\{\{.*?\}\}", re.DOTALL), '{{ "" }}'),
)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A source in which each tag begins a line. `tags` are the tags in order, `starts` the lines on which they begin."""

    source: str
    tags: tuple[str, ...]
    starts: tuple[int, ...]

    def tag_at(self, line: int) -> int | None:
        """The number of the tag to which a line belongs; None before the first."""
        found = bisect_right(self.starts, line) - 1
        return found if found >= 0 else None

    def before(self, number: int) -> int:
        """How many tags of the same look stand before a tag."""
        return Counter(self.tags[:number])[self.tags[number]]

    def emptied(self, number: int) -> str | None:
        """The source with a tag that asks for nothing, so that what else is wrong can be found; None where that can't be."""
        pieces = _pieces(self.source)
        at = [index for index, (is_tag, _) in enumerate(pieces) if is_tag][number]
        for pattern, instead in _EMPTIED:
            if pattern.fullmatch(pieces[at][1]):
                pieces[at] = (True, pattern.sub(instead, pieces[at][1]))
                return "".join(words for _, words in pieces)
        return None


def tagged(source: str) -> Tagged:
    """The source with a line for each tag."""
    made: list[str] = []
    tags: list[str] = []
    starts: list[int] = []
    line = 1
    for is_tag, words in _pieces(source):
        if is_tag:
            opening = re.match(r"(?:\{\{|\{%)[-+]?", words)
            assert opening is not None
            tags.append(words)
            starts.append(line + 1)
            rest = words[opening.end() :]
            words = f"{opening[0]}{'' if rest.startswith(chr(10)) else chr(10)}{rest}"
        made.append(words)
        line += words.count("\n")
    return Tagged("".join(made), tuple(tags), tuple(starts))


def _pieces(source: str) -> list[tuple[bool, str]]:
    """The source in pieces, and whether each is a tag; what stands between `raw` and `endraw` is none."""
    found: list[tuple[bool, str]] = []
    at = 0
    while match := _TAG.search(source, at):
        found.append((False, source[at : match.start()]))
        at = match.end()
        raw = match[1] == "{%" and _RAW.match(match[3])
        end = _END_RAW.search(source, at) if raw else None
        if end is not None:
            at = end.end()
            found.append((False, source[match.start() : at]))
        else:
            found.append((True, match[0]))
    return [*found, (False, source[at:])]
