"""Turn a checked Word form and the names that it may use into a filled-in one: docxtpl with our sandbox, every fault located."""

from __future__ import annotations

import html
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx.opc.package import OpcPackage
from docxtpl import DocxTemplate
from lxml import etree

from briefgen.docxfile import W, WordFile
from briefgen.form.expand import Expander
from briefgen.form.kept import Keeper
from briefgen.form.lines import tagged
from briefgen.form.safety import fetching
from briefgen.form.spots import Finder, Spot, at, label_of, property_spot
from briefgen.messages import Message, Place, message
from briefgen.sandbox import Sandbox, explain, make_environment
from briefgen.units import Length, mm, twips
from briefgen.writers.word.xml import illegal

_MOST_FAULTS = 30
_PROPERTIES = ("title", "subject", "author", "keywords", "comments", "category")
_USUAL_WIDTH = mm(150)


class Filling(DocxTemplate):  # type: ignore[misc]  # docxtpl is untyped
    """A form being filled in: `faults` are what went wrong, `words` what was printed."""

    def __init__(
        self, data: bytes, word: WordFile, spots: list[Spot], keeper: Keeper, language: str
    ) -> None:
        super().__init__(BytesIO(data))
        self._word = word
        self._finder = Finder(spots)
        self._keeper = keeper
        self._language = language
        self._place = Place(word.file)
        self.faults: list[Message] = []
        self.words: list[str] = []

    def fill(self, names: Mapping[str, Any], environment: Sandbox) -> OpcPackage | None:
        """The filled-in package; None when there are faults."""
        self.render(dict(names), environment)
        self.faults += [Message(said.code, said.place or self._place, said.args) for said in self._keeper.messages]  # fmt: skip
        return None if self.faults else self.docx.part.package

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """One part with its tags filled in. After a fault the rest is tried without that tag, so that all faults are told."""
        self.current_rendering_part = part
        label = self._label(part)
        first, source = tagged(src_xml), str(src_xml)
        failed: set[int] = set()
        while len(failed) < _MOST_FAULTS:
            lines = tagged(source)
            jinja_env.begin()
            try:
                made = jinja_env.from_string(lines.source).render(context)
            except Exception as error:  # noqa: BLE001  whatever a form provokes becomes one message
                number, said = self._fault(error, label, first, context)
                if number in failed:
                    break
                self.faults.append(said)
                if number is None or said.code in ("template-limit", "template-recursion"):
                    break
                failed.add(number)
                without = lines.emptied(number)
                if without is None:
                    break
                source = without
                continue
            if failed:
                break
            return self._expanded(made, part, src_xml)
        return self._empty(src_xml)

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """The document's properties, which are plain text."""
        environment = make_environment(self._language, None, "text")
        environment.filters["picture"] = jinja_env.filters["picture"]
        for name in _PROPERTIES:
            words = getattr(self.docx.core_properties, name)
            if "{" not in words:
                continue
            environment.begin()
            try:
                made = environment.from_string(words).render(context)
            except Exception as error:  # noqa: BLE001  as above
                said = explain(error, names=context)
                located = at(Message(said.code, self._place, said.args), property_spot(name), words)
                self.faults.append(located)
                continue
            setattr(self.docx.core_properties, name, self._keeper.without_marks(made)[:255])

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """Footnotes and endnotes, each part once."""
        for part in self.docx.part.package.iter_parts():
            if part.content_type.endswith((".footnotes+xml", ".endnotes+xml")):
                xml = self.patch_xml(
                    etree.tostring(etree.fromstring(part.blob), encoding="unicode")
                )
                part._blob = self.render_xml_part(xml, part, context, jinja_env).encode()

    def _label(self, part: Any) -> str:
        return label_of(str(part.partname).lstrip("/"), self._word)

    def _fault(
        self, error: Exception, label: str, lines: Any, context: Any
    ) -> tuple[int | None, Message]:
        """The number of the tag at fault, and the message with its spot."""
        told: list[int] = []

        def place(_file: str, line: int) -> Place:
            told.append(line)
            return self._place

        said = explain(error, names=context, place=place)
        said = Message(said.code, self._place, said.args)
        number = lines.tag_at(told[-1]) if told else None
        if number is None:
            return None, said
        tag = lines.tags[number]
        spot = self._finder.spot(label, tag, lines.before(number))
        return number, at(said, spot, html.unescape(tag))

    def _expanded(self, made: str, part: Any, source: str) -> str:
        for sign in illegal(made):
            made = made.replace(sign, "")
        try:
            root = etree.fromstring(
                self.resolve_listing(made).encode(), etree.XMLParser(resolve_entities=False)
            )
        except etree.XMLSyntaxError as error:
            name = str(part.partname).lstrip("/")
            self.faults.append(message("form-broken", self._place, part=name, reason=str(error)))
            return self._empty(source)
        expander = Expander(
            self._keeper, part, self._style_ids(), self._width(), self._keeper.messages
        )
        expander.expand(root)
        self.faults += [message("form-field", self._place, field=field) for field in fetching(root)]
        self.words += [each.text for each in root.iter(f"{W}t") if each.text]
        told = (each.get("descr") for each in root.iter() if isinstance(each.tag, str))
        self.words += [words for words in told if words]
        return str(etree.tostring(root, encoding="unicode"))

    def _empty(self, source: str) -> str:
        """A part that nobody will see, for docxtpl to go on with."""
        opening = source[: source.index(">", source.index("<w:")) + 1]
        opening = opening.removesuffix("/>").removesuffix(">")
        return f"{opening}/>"

    def _style_ids(self) -> dict[str, str]:
        return {style.name.lower(): style.style_id for style in self.docx.styles if style.name}

    def _width(self) -> Length:
        """The width of the text on the first pages."""
        for section in self.docx.sections:
            sides = (section.page_width, section.left_margin, section.right_margin)
            if all(side is not None for side in sides):
                return Length(max(twips(400).emu, sides[0] - sides[1] - sides[2]))
        return _USUAL_WIDTH
