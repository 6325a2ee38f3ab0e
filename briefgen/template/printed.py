"""Turn a bulletin and the page made of it into warnings about what the template left out: nothing may be lost unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from html.parser import HTMLParser

from briefgen.bulletin import Activity, Bulletin, Item, Section, Text
from briefgen.markup import place_of
from briefgen.messages import Message, message

_SPACE = re.compile(r"\s+")
_EXCERPT = 40


def unprinted(bulletin: Bulletin, html: str, template: str) -> list[Message]:
    """A warning at its place in the YAML for every text of the bulletin that `html` doesn't hold.

    A text is there when an element names it in `data-src`, or when its words stand in the page as they are.
    """
    page = _Page()
    page.feed(html)
    page.close()
    messages = []
    if bulletin.briefs and not any(spot(each.title.src) in page.spots for each in bulletin.briefs):
        # One message for all that they say.
        messages.append(
            message("briefs-not-printed", place_of(bulletin.title.src), template=template)
        )
        bulletin = replace(bulletin, briefs=())
    for text in left_out(bulletin, "".join(page.words), page.spots):
        what = text.src.rpartition(":")[2] or "text"
        excerpt = text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"
        args = {"template": template, "what": what, "found": " ".join(excerpt.split())}
        messages.append(message("not-printed", place_of(text.src), **args))
    return messages


def left_out(bulletin: Bulletin, words: str, spots: Set[tuple[str, str]]) -> Iterator[Text]:
    """The texts of a bulletin that neither stand in `words` nor come from one of the `spots` (see `spot`) that are printed."""
    words = _SPACE.sub("", words)
    for text in content(bulletin):
        if spot(text.src) in spots or (plain := _SPACE.sub("", text)) in words or not plain:
            continue
        yield text


class _Page(HTMLParser):
    """The words of a page and the spots of the YAML that its elements name."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.spots: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's signature
        for name, value in attrs:
            if name == "data-src" and value:
                self.spots.add(spot(value))
            elif name == "alt" and value:
                self.words.append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def spot(src: str) -> tuple[str, str]:
    """The file and the path of `file:line:path`: the blocks of a Markdown text stand on lines of their own."""
    file, _, path = src.rpartition(":")
    return file.rpartition(":")[0], path


def content(bulletin: Bulletin) -> Iterator[Text]:
    """Every text that a reader must find, in the order of the bulletin."""
    masthead = bulletin.masthead
    yield from _given(
        masthead.name, masthead.issuer, masthead.secrecy, masthead.urgency, masthead.motto
    )
    yield from _given(bulletin.title, bulletin.subtitle, bulletin.note, bulletin.lead)
    yield from (entry.headline for entry in bulletin.headlines)
    for section in bulletin.sections:
        yield from _section(section)
    yield from _given(bulletin.closing)
    for figure in bulletin.figures:
        yield from _given(figure.label, figure.source)
    for chart in bulletin.charts:
        yield from _given(chart.caption, chart.source)
    for task in bulletin.tasks:
        yield from _given(task.task, task.owner)
    for bound in bulletin.briefs:
        yield from _bound(bound)
    if bulletin.distribution:
        yield from (
            *bulletin.distribution.report,
            *bulletin.distribution.send,
            *bulletin.distribution.issue,
        )
    if bulletin.credits:
        made = bulletin.credits
        yield from _given(made.editor, made.checker, made.approver, made.contact)


def _bound(brief: Bulletin) -> Iterator[Text]:
    """What a volume prints of a brief: not who received it and who made it, nor the marks of its first page."""
    masthead = replace(brief.masthead, secrecy=None, urgency=None, motto=None)
    yield from content(replace(brief, masthead=masthead, distribution=None, credits=None))


def _given(*texts: Text | None) -> Iterator[Text]:
    return (text for text in texts if text is not None)


def _section(section: Section) -> Iterator[Text]:
    yield from _given(section.heading, section.text)
    for part in section.parts:
        yield from _given(part.headline, part.text)
        for item in part.items:
            yield from _item(item)
        for task in part.tasks:
            yield from _given(task.task)


def _item(item: Item) -> Iterator[Text]:
    yield from _given(item.sentence)
    for activity in item.activities:
        # The sentence of a topic says what an activity without a text of its own was.
        if activity.text or activity.short or item.sentence is None:
            yield from _given(activity.title, activity.place, activity.text or activity.short)
        yield from _beside(activity)


def _beside(activity: Activity) -> Iterator[Text]:
    for image in activity.images:
        yield from _given(image.caption or image.alt)
    for task in activity.tasks:
        yield from _given(task.task)
