"""Turn the text fields of brief.yaml into words, each rendered over what of the bulletin is final by then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import CodeType
from typing import Any

from briefgen.bulletin import Item, Part, Section, Text
from briefgen.compile.lookup import optional
from briefgen.compile.sections import Planned
from briefgen.kept import Kept
from briefgen.load import Document
from briefgen.locale import locale
from briefgen.markup import place_of, problems
from briefgen.messages import Message, Place, message
from briefgen.model import Brief
from briefgen.sandbox import explain, make_environment

_CODE: Kept[CodeType] = Kept(2_000_000)
_MARKS = ("{{", "{%", "{#")
# The name of a table, which is no comment of Jinja.
_TABLE = re.compile(r"\{#[\w-]+\}", re.ASCII)


class Wording:
    """Renders the fields of one brief and gathers the messages; a field that fails keeps what was written.

    `names` is what a field may use; whoever compiles adds to it what has become final.
    """

    def __init__(self, document: Document[Brief], names: Mapping[str, Any]) -> None:
        self._document = document
        self._lines = make_environment(document.value.language, output="text")
        self._paragraphs = make_environment(document.value.language, output="markdown")
        self.names = dict(names)
        self.messages: list[Message] = []

    def line(self, text: Text, **local: object) -> Text:
        """One line of text with its Jinja filled in."""
        return self._render(text, "text", local)

    def paragraphs(self, text: Text, **local: object) -> Text:
        """Markdown with its Jinja filled in; pictures and links that won't be printed are pointed out."""
        rendered = self._render(text, "markdown", local)
        self.messages += problems(rendered)
        return rendered

    def field(self, name: str, *, markdown: bool = False) -> Text | None:
        """The brief's field of that name, None when it has none; from now on other fields may use it."""
        text = optional(self._document, getattr(self._document.value, name), name)
        if text is not None:
            text = self.paragraphs(text) if markdown else self.line(text)
        self.names[name] = text
        return text

    def section(self, section: Section, plan: Planned) -> Section:
        """The section with its topics' sentences, and with the heading and text that brief.yaml gives it."""
        parts = tuple(self._part(part) for part in section.parts)
        section = replace(section, parts=parts)
        if plan.heading:
            section = replace(section, heading=self.line(plan.heading, section=section))
        if plan.text:
            section = replace(section, text=self.paragraphs(plan.text, section=section))
        return section

    def _part(self, part: Part) -> Part:
        return replace(part, items=tuple(self._item(item) for item in part.items))

    def _item(self, item: Item) -> Item:
        if item.topic is None:
            return item
        topic = self._document.value.topics[item.topic]
        path = ("topics", item.topic)
        label = optional(self._document, topic.label, *path, "label")
        text = optional(self._document, topic.text, *path, "text")
        local = {
            "organisations": item.organisations,
            "activities": item.activities,
            "label": label,
        }
        if text is not None:
            return replace(item, label=label, sentence=self.line(text, **local))
        titles = (activity.title for activity in item.activities if activity.title)
        what = label or next(titles, None)
        if what is None:
            place = self._document.marks.key_at(path)
            self.messages.append(message("topic-without-words", place, id=item.topic))
            return item
        words = locale(self._document.value.language)
        names = [each.short for each in item.organisations]
        return replace(item, label=label, sentence=Text(words.topic(names, what), what.src))

    def _code(self, environment: Any, source: str, output: str, src: str | None) -> CodeType:
        """A field's template as code, which depends on nothing else."""
        key = source, src, output, self._document.value.language
        code = _CODE.find(key)
        if code is None:
            code = environment.compile(source, filename=src)
            assert isinstance(code, CodeType)
            _CODE.keep(key, code, 4_000 + 20 * len(source))
        return code

    def _render(self, text: Text, output: str, local: Mapping[str, object]) -> Text:
        if not any(mark in text for mark in _MARKS):
            return text
        environment, source = self._lines, str(text)
        if output == "markdown":
            environment = self._paragraphs
            source = _TABLE.sub(r"{% raw %}\g<0>{% endraw %}", source)
        names = self.names | dict(local)
        environment.begin()
        try:
            code = self._code(environment, source, output, text.src)
            template = environment.template_class.from_code(
                environment, code, environment.make_globals(None)
            )
            rendered = template.render(names)
        except Exception as error:  # noqa: BLE001  whatever a field provokes becomes one message
            why = explain(error, names, partial(_place, text))
            place = why.place or place_of(text.src)
            if place is not None:
                place = self._document.marks.within(place, why.args.get("name", ""))
            self.messages.append(replace(why, place=place))
            return text
        return Text(rendered.strip() if output == "text" else rendered, text.src)


def _place(text: Text, _file: str, line: int) -> Place | None:
    return place_of(text.src, line - 1)
