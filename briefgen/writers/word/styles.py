"""Turn the looks of a document's paragraphs and runs into named Word styles, and say what a place has beyond its style.

One style for each name that the template gives (or for each selector where it gives none). It takes the look that most of
its paragraphs have; the others carry their difference. The default style has the look of the running text, and everything
is based on it, so that changing it in Word changes the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from briefgen.tree import Chart, Paragraph, ParagraphStyle, Picture, Run, TextStyle
from briefgen.units import ZERO, Length
from briefgen.writers.word import builtin
from briefgen.writers.word.fonts import slots as font_slots
from briefgen.writers.word.numbering import Numbered, Numbering, number_properties
from briefgen.writers.word.outline import Key, key_of
from briefgen.writers.word.properties import (
    TOGGLES,
    Properties,
    character,
    character_xml,
    difference,
    indents,
    merged,
    paragraph,
    paragraph_xml,
)
from briefgen.writers.word.shape import LEAST, SEPARATOR
from briefgen.writers.word.xml import w


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a paragraph's properties depend on; `indent` is what its number brings, None without one."""

    style: ParagraphStyle
    before: Length
    after: Length
    grows: bool = False
    level: int | None = None
    indent: ParagraphStyle | None = None

    def moved(self) -> tuple[bool, int]:
        """How far it is from what the rules say: a page begun, distances collapsed or taken over from a table."""
        before, after = self.before - self.style.before, self.after - self.style.after
        return self.style.page_break_before, abs(before.emu) + abs(after.emu)

    def properties(self) -> Properties:
        """The complete properties."""
        made = paragraph(self.style, self.before, self.after, grows=self.grows, level=self.level)
        return {**made, "ind": indents(self.indent)} if self.indent else made


@dataclass(frozen=True, slots=True)
class Style:
    """A Word style: what it says of paragraphs and characters, completely (a character style: only what it changes)."""

    id: str
    name: str
    kind: str
    based_on: str = ""
    paragraph: Properties = field(default_factory=dict)
    character: Properties = field(default_factory=dict)
    alias: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphForm:
    """How to write a paragraph: its style's id ("" for the default one) and what it has beyond it; `xml` is all of it."""

    style: str
    direct: Properties
    mark: Properties
    xml: str

    def with_more(self, section: str, tabs: str) -> str:
        """The XML with a section (w:sectPr) and tab stops of the paragraph's own."""
        style = w("pStyle", val=self.style) if self.style else ""
        return paragraph_xml(self.direct, style, character_xml(self.mark) + section, tabs)


@dataclass(frozen=True, slots=True)
class RunForm:
    """How to write a run: the id of its character style ("" for none) and what it has beyond it."""

    style: str
    direct: Properties
    _made: dict[bool, str] = field(default_factory=dict, compare=False)

    def xml(self, *, chinese: bool) -> str:
        """`w:rPr` for words that are all ASCII, or for `chinese` ones."""
        if chinese not in self._made:
            direct = self.direct
            if chinese:
                direct = {**direct, "rFonts": {**_HINT, **direct.get("rFonts", {})}}
            style: Properties = {"rStyle": {"val": self.style}} if self.style else {}
            self._made[chinese] = character_xml({**style, **direct})
        return self._made[chinese]


@dataclass(slots=True)
class _Use:
    """The paragraphs of one label."""

    level: int | None
    label: str
    named: bool
    base: str
    looks: Counter[Look] = field(default_factory=Counter)
    texts: Counter[TextStyle] = field(default_factory=Counter)
    letters: int = 0
    running: bool = False

    def look(self) -> Look:
        """The look of most of its paragraphs; between equals, the one that is most as the rules say."""
        if self.label == SEPARATOR:
            return replace(next(iter(self.looks)), style=ParagraphStyle(pitch=LEAST))
        return min(self.looks, key=lambda look: (-self.looks[look], look.moved()))

    def text(self) -> TextStyle:
        return self.texts.most_common(1)[0][0]


_OUTSIDE = number_properties(0, 0)
# The fonts of Chinese punctuation are Word's guess; the hint says that it is Chinese.
_HINT = {"hint": "eastAsia"}


class StyleBook:
    """The styles of a document. `paragraphs` are all of it, `running` those of the text outside tables and lists."""

    def __init__(
        self,
        paragraphs: Iterable[Paragraph],
        running: Iterable[Paragraph],
        numbering: Numbering,
        body: TextStyle,
    ) -> None:
        self.body = body
        self._numbering = numbering
        self._forms: dict[tuple[str, Look, TextStyle, str], ParagraphForm] = {}
        self._runs: dict[tuple[str, TextStyle, str | None, bool], RunForm] = {}
        everything = list(paragraphs)
        self._texts = {p.text_style for p in everything}
        uses = self._uses(everything, {id(p) for p in running})
        self.normal = self._normal(uses)
        self.of_key: dict[Key, Style] = {}
        self._define(uses)
        self.characters = self._character_styles(everything)

    # ---- what a place has beyond its style

    def paragraph_form(self, p: Paragraph) -> ParagraphForm:
        """How to write one of the paragraphs that this was made from."""
        style, look = self.style_of(p), self._look(p)
        number = self._numbering.properties(p)
        key = (style.id, look, p.text_style, repr(number))
        found = self._forms.get(key)
        if found is None:
            in_force = style.paragraph
            if look.indent is not None and number:
                in_force = merged(in_force, {"ind": indents(look.indent)})
            elif number and self._numbering.outline.level_of(key_of(p)) is None:
                # A number that isn't its style's brings the indents of its level.
                in_force = {name: value for name, value in in_force.items() if name != "ind"}
            elif not number and "numPr" in in_force:
                number = _OUTSIDE
            bare = ParagraphForm(
                "" if style is self.normal else style.id,
                difference({**look.properties(), **number}, in_force),
                difference(character(p.text_style), style.character),
                "",
            )
            found = self._forms[key] = replace(bare, xml=bare.with_more("", ""))
        return found

    def run_form(self, p: Paragraph, run: Run) -> RunForm:
        """How to write a run of `p`."""
        return self.text_form(self.style_of(p), run.style, run.name, linked=run.href is not None)

    def text_form(
        self, style: Style, text: TextStyle, name: str | None = None, *, linked: bool = False
    ) -> RunForm:
        """How to write characters of style `text` in a paragraph of `style`."""
        key = (style.id, text, name, linked)
        found = self._runs.get(key)
        if found is None:
            wanted = character(text)
            own = self._character_style(wanted, style.character, name, linked)
            in_force = _in_force(style.character, own.character) if own else style.character
            style_id = own.id if own else ""
            found = self._runs[key] = RunForm(style_id, difference(wanted, in_force))
        return found

    def style_of(self, p: Paragraph) -> Style:
        """The style of one of the paragraphs that this was made from."""
        return self.of_key[key_of(p)]

    def place_of(self, key: Key) -> tuple[str, Properties]:
        """The id of a style and its indents, which the level of a list has too that is tied to it."""
        style = self.of_key[key]
        sides = {name: value for name, value in style.paragraph["ind"].items() if name != "right"}
        return style.id, {"ind": sides}

    def used_characters(self) -> tuple[Style, ...]:
        """The character styles that were asked for so far."""
        asked = {form.style for form in self._runs.values()}
        return tuple(style for style in self.characters.values() if style.id in asked)

    def fonts(self) -> tuple[set[tuple[str, ...]], set[str]]:
        """The font lists of the document, and the fonts that stand in its slots."""
        asked = {text for _, text, _, _ in self._runs} | self._texts | {self.body}
        slots = [font_slots(text.families, text.language) for text in asked]
        used = {slot.latin for slot in slots} | {slot.east_asian for slot in slots}
        return {text.families for text in asked}, used

    # ---- making the styles

    def _look(self, p: Paragraph) -> Look:
        numbered: Numbered | None = self._numbering.of(p)
        grows = any(isinstance(inline, (Picture, Chart)) for inline in p.inlines)
        return Look(p.style, p.before, p.after, grows, p.level, numbered.indent if numbered else None)  # fmt: skip

    def _uses(self, paragraphs: Iterable[Paragraph], running: set[int]) -> Mapping[Key, _Use]:
        uses: dict[Key, _Use] = {}
        for p in paragraphs:
            key = key_of(p)
            use = uses.setdefault(key, _Use(*key, named=bool(p.name), base=p.base))
            # That a row is kept with the next one is its own affair, and none of the style of its words.
            in_kept_row = id(p) not in running and p.style.keep_with_next and p.level is None
            use.looks[self._look(p)] += not in_kept_row
            use.texts[p.text_style] += 1
            if id(p) in running and p.level is None and p.item is None:
                use.letters += len(p.text)
                use.running = True
        return uses

    def _normal(self, uses: Mapping[Key, _Use]) -> Style:
        called = [u for (level, label), u in uses.items() if level is None and label == "Normal"]
        running = [use for use in uses.values() if use.running and use.label != SEPARATOR]
        chosen = called or sorted(running, key=lambda use: -use.letters)[:1]
        look = chosen[0].look() if chosen else Look(ParagraphStyle(), ZERO, ZERO)
        look = replace(look, style=_neutral(look.style))
        text = chosen[0].text() if chosen else self.body
        return Style("Normal", "Normal", "paragraph", "", look.properties(), character(text))

    def _define(self, uses: Mapping[Key, _Use]) -> None:
        headings: dict[int, Style] = {}
        for key, use in sorted(uses.items(), key=lambda pair: -sum(pair[1].looks.values())):
            if use.level is not None and use.level not in headings:
                headings[use.level] = self.of_key[key] = self._heading(use, use.level)
        taken = {style.name for style in headings.values()} | {"Normal"}
        for key, use in uses.items():
            if use.level is None and use.label == "Normal":
                self.of_key[key] = self.normal
            elif key not in self.of_key:
                self.of_key[key] = self._style(use, headings, taken)
        by_level = [headings[level] for level in sorted(headings)]
        others = [style for key, style in self.of_key.items() if style not in by_level]
        unique = {style.id: style for style in (self.normal, *by_level, *others)}
        self.paragraphs = tuple(unique.values())

    def _style(self, use: _Use, headings: Mapping[int, Style], taken: set[str]) -> Style:
        name = builtin.free(use.label, taken)
        taken.add(name)
        base = self.normal
        if use.level is not None:
            base = headings[use.level]
        elif use.base:
            base = next((s for k, s in self.of_key.items() if k[1] == use.base), base)
        return Style(
            builtin.style_id(name),
            name,
            "paragraph",
            base.id,
            {**use.look().properties(), **self._list(use, base)},
            character(use.text()),
            hidden=name == SEPARATOR,
        )

    def _heading(self, use: _Use, level: int) -> Style:
        return Style(
            f"Heading{level}",
            f"heading {level}",
            "paragraph",
            "Normal",
            {**use.look().properties(), **self._list(use, self.normal)},
            character(use.text()),
            use.label if use.named else "",
        )

    def _list(self, use: _Use, base: Style) -> Properties:
        """The list that a style's paragraphs are numbered in; written out too where the style below has one and it has none."""
        outline = self._numbering.outline
        level = outline.level_of((use.level, use.label))
        if level is not None:
            return number_properties(outline.number, level)
        return _OUTSIDE if "numPr" in base.paragraph else {}

    def _character_styles(self, paragraphs: Iterable[Paragraph]) -> dict[str, Style]:
        found: dict[str, Counter[tuple[TextStyle, TextStyle]]] = {}
        for p in paragraphs:
            for inline in p.inlines:
                if isinstance(inline, Run) and (inline.name or inline.href):
                    label = builtin.character_label(inline.name, linked=inline.href is not None)
                    found.setdefault(label, Counter())[inline.style, p.text_style] += 1
        taken = {style.name for style in self.paragraphs}
        styles = {}
        for label, pairs in found.items():
            (look, around), _ = pairs.most_common(1)[0]
            name = label if label not in taken else builtin.free(f"{label} Char", taken)
            taken.add(name)
            changes = difference(character(look), character(around))
            styles[label] = Style(builtin.style_id(name), name, "character", character=changes)
        for label, switch in (("Strong", ("b", "bCs")), ("Emphasis", ("i", "iCs"))):
            changes = {toggle: {"val": "1"} for toggle in switch}
            styles.setdefault(label, Style(label, label, "character", character=changes))
        return styles

    def _character_style(
        self, wanted: Properties, around: Properties, name: str | None, linked: bool
    ) -> Style | None:
        if name or linked:
            return self.characters.get(builtin.character_label(name, linked=linked))
        changed = difference(wanted, around)
        for label, toggle in (("Strong", "b"), ("Emphasis", "i")):
            if changed.get(toggle, {}).get("val") == "1":
                return self.characters[label]
        return None


def _neutral(style: ParagraphStyle) -> ParagraphStyle:
    """A look for the default style: whatever is based on it must not inherit page breaks or rules."""
    return ParagraphStyle(
        align=style.align,
        first_line=style.first_line,
        first_line_em=style.first_line_em,
        pitch=style.pitch,
        widow_control=style.widow_control,
    )


def _in_force(around: Properties, own: Properties) -> Properties:
    """What holds in a character style: switches that the paragraph's style has on too turn off."""
    found = dict(merged(around, own))
    for toggle in TOGGLES:
        both = [p.get(toggle, {}).get("val") == "1" for p in (around, own)]
        if toggle in own and all(both):
            found[toggle] = {"val": "0"}
    return found
