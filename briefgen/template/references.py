"""Turn the links of a brief's texts to its pictures, charts and tables into anchors of the page, empty ones into their numbers.

`[](#hall)` prints what the style sheet counts (图1), or, where nothing is counted or printed, the caption: there is never a hole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from functools import partial
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from briefgen.bulletin import TABLES, Bulletin
from briefgen.links import Link
from briefgen.markup import inline_markdown, markdown, place_of
from briefgen.messages import Message, message

NUMBERED = "numbered"
"""The parameter that has pictures and tables counted; without it, in a template that has it, only charts are."""
_ID = re.compile(r'\sid="([^"]*)"')


class References:
    """Where the texts of one bulletin lead to in one page; `lost` are the anchors that the page doesn't have."""

    def __init__(
        self,
        bulletin: Bulletin,
        labels: Mapping[str, str],
        parameters: Mapping[str, Any],
        lost: Set[str] = frozenset(),
    ) -> None:
        self._own = bulletin
        self._folders = {_folder(each.title.src): n for n, each in enumerate(bulletin.briefs)}
        self._labels = labels
        self._parameters = parameters
        self._lost = lost
        self._used: set[str] = set()
        self._found: dict[tuple[str, str, str], None] = {}

    def filters(self) -> dict[str, Callable[..., str]]:
        """The filters of a page that know where links lead.

        `anchor` gives the id of an element that texts of the brief call by a name; the brief is that of its second argument, or
        of the name itself.
        """

        # `pass_context` keeps Jinja from working them out once for all pages where their values are constants.
        @pass_context
        def blocks(_: Context, value: str | None, level: int = 3) -> str:
            if value is None:
                return ""
            return markdown(value, level, self.link, partial(self.anchor, src=_src(value)))

        @pass_context
        def words(_: Context, value: str | None) -> str:
            return "" if value is None else inline_markdown(value, self.link)

        @pass_context
        def anchor(_: Context, name: str, where: object = None) -> str:
            return self.anchor(name, _src(name if where is None else where))

        return {"markdown": blocks, "inline_markdown": words, "anchor": anchor}

    def anchor(self, name: str, src: str) -> str:
        """The id of what the brief of a source calls by a name."""
        return f"ref{self._brief(src)[1]}_{name}"

    def link(self, name: str, src: str, empty: bool) -> Link | None:
        """What `[](#name)` in the text at `src` is; None when the brief has nothing of that name.

        `empty` is False for a link with words of its own, which only has to lead there.
        """
        brief, _ = self._brief(src)
        tables = {each: self._labels[each] for each in TABLES if each in self._labels}
        tables |= brief.tables
        caption = {**brief.targets, **tables}.get(name)
        if caption is None:
            return None
        anchor, words = self.anchor(name, src), _quoted(caption)
        self._used.add(anchor)
        if anchor in self._lost:
            self._found["reference-not-printed", src, name] = None
            return Link("", words)
        if not empty or self._counts(brief, name):
            return Link(anchor, kind="table" if name in tables else "figure")
        self._found["reference-unnumbered", src, name] = None
        return Link(anchor, words)

    def lost(self, html: str) -> frozenset[str]:
        """The anchors that texts lead to and that the page doesn't have."""
        return frozenset(self._used - set(_ID.findall(html)))

    def messages(self, template: str) -> list[Message]:
        """A warning at its place for each link that prints or does less than it says."""
        return [
            message(code, place_of(src), template=template, id=name)
            for code, src, name in self._found
        ]

    def _brief(self, src: str) -> tuple[Bulletin, int | str]:
        """The brief to which a source belongs, and its number in the volume: "" for the one that is printed itself."""
        at = self._folders.get(_folder(src))
        return (self._own, "") if at is None else (self._own.briefs[at], at + 1)

    def _counts(self, brief: Bulletin, name: str) -> bool:
        drawn = any(chart.id == name for chart in brief.charts)
        return bool(self._parameters.get(NUMBERED)) or (drawn and NUMBERED in self._parameters)


def _src(value: object) -> str:
    return getattr(value, "src", "")


def _folder(src: str) -> str:
    return src.partition(":")[0].rpartition("/")[0]


def _quoted(words: str) -> str:
    """The words in quotation marks, their own made inner ones."""
    return f"“{words.rstrip('.。').replace('“', '‘').replace('”', '’')}”"
