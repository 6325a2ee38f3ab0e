"""Turn the words of a brief into which fonts draw them, which characters none of the named fonts has, and which font was
taken although nobody named it.

A font is *named* when it stands in the CSS list of the text, or stands in for one that does (`data/fonts.conf`). `check` and
`briefgen fonts` ask before layout (`of_page`); `build` asks the styled tree (`of_tree`), which it has anyway.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from briefgen import fontconfig
from briefgen.messages import Message, Place, message
from briefgen.proof.fonts.drawn import Look, Words, words_of_tree
from briefgen.proof.fonts.spots import Spots
from briefgen.tree import Document
from briefgen.world import IMAGE_LIMIT, Unreadable, World, join

if TYPE_CHECKING:
    from briefgen.template import Page, Sheet

Kind = Literal["real", "stand-in", "own", "generic", "other"]

_GENERIC = {
    "serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math", "emoji",
    "ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded", "fangsong",
}  # fmt: skip
_UNDRAWN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn for a family: the `font` and its `file`.

    `kind`: the family itself is installed (real); a declared stand-in for it (stand-in); a file of the template (own); the
    machine's choice for a word like `serif` (generic); or a font that has nothing to do with it (other), which is drawn only
    when the rest of the list is not there either.
    """

    family: str
    kind: Kind
    font: str
    file: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no named font has. `drawn` is the font that draws it, "" when none on this machine does."""

    letter: str
    look: Look
    selector: str
    drawn: str
    places: tuple[Place, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Substituted:
    """A list of families of which none is drawn first, but `font`. `place`: where the sheet has the first of them."""

    families: tuple[str, ...]
    selector: str
    font: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Report:
    """The fonts of a brief. `uses` are the installed ones that draw some of its words, those of missing letters included."""

    fonts: tuple[Drawn, ...] = ()
    uses: tuple[fontconfig.Use, ...] = ()
    missing: tuple[Missing, ...] = ()
    substituted: tuple[Substituted, ...] = ()

    @property
    def messages(self) -> tuple[Message, ...]:
        """The findings as warnings."""
        return (*map(_missing, self.missing), *map(_substituted, self.substituted))


def of_page(world: World, page: Page) -> Report:
    """The fonts of a page that has not been laid out. Raises OSError when libfontconfig is not on this machine."""
    from briefgen.proof.fonts.cascade import words_of_page

    return examine(world, page.sheets, words_of_page(page))


def of_tree(world: World, page: Page, document: Document) -> Report:
    """The fonts of a page that has been laid out. Raises OSError when libfontconfig is not on this machine."""
    return examine(world, page.sheets, words_of_tree(document))


def examine(world: World, sheets: Iterable[Sheet], words: Iterable[Words]) -> Report:
    """The fonts of some words, whose style sheets are `sheets`, weakest first."""
    sheets = list(sheets)
    own = _own_fonts(world, sheets)
    by_look: dict[Look, list[Words]] = {}
    for each in words:
        by_look.setdefault(each.look, []).append(each)
    drawn: dict[Drawn, None] = {}
    uses: dict[fontconfig.Use, None] = {}
    missing: list[Missing] = []
    substituted: dict[tuple[str, ...], Substituted] = {}
    spots = Spots(world)
    for look, said in by_look.items():
        letters = {letter for each in said for letter in each.text if _is_drawn(letter)}
        if not letters:
            continue
        fonts = [_drawn(family, look, own) for family in look.families]
        drawn |= dict.fromkeys(fonts)
        uses |= dict.fromkeys(_uses(fonts, look))
        instead = _instead(look, fonts)
        if instead is not None and look.families not in substituted:
            place = _place_in(sheets, spots, look.families)
            found = Substituted(look.families, said[0].selector, instead, place)
            substituted[look.families] = found
        named = any(font.kind != "other" for font in fonts)
        for letter in sorted(_lacking(letters, look, fonts, own)):
            use = _use(look.families, look, letter)
            if use:
                uses.setdefault(use)
            if named or not use:
                missing.append(_located(letter, look, use.font if use else "", said, spots))
    told = tuple(missing), tuple(substituted.values())
    return Report(tuple(drawn), _one_a_file(uses), *told)


# ---- fonts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Own:
    """A font that the template brings along."""

    file: str
    letters: frozenset[int]


def _own_fonts(world: World, sheets: Iterable[Sheet]) -> dict[str, _Own]:
    """The fonts of `@font-face` by family in small letters; one that can't be read is left out, as when drawing."""
    if not any("@font-face" in sheet.text for sheet in sheets):
        return {}
    from briefgen.proof.fonts.cascade import font_faces

    own: dict[str, _Own] = {}
    for family, sheet, address in font_faces(sheets):
        path = join(sheet.rpartition("/")[0], address)
        try:
            letters = _letters(world.read(path, IMAGE_LIMIT))
        except Unreadable:
            continue
        before = own[family.lower()].letters if family.lower() in own else frozenset()
        own[family.lower()] = _Own(path, letters | before)
    return own


@cache
def _letters(data: bytes) -> frozenset[int]:
    """The characters of a font file, none when it isn't one."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        return frozenset(TTFont(io.BytesIO(data), lazy=True, fontNumber=0).getBestCmap() or ())
    except (TTLibError, ImportError, KeyError, ValueError):  # ImportError: WOFF2 without Brotli
        return frozenset()


def _drawn(family: str, look: Look, own: Mapping[str, _Own]) -> Drawn:
    if family.lower() in own:
        return Drawn(family, "own", family, own[family.lower()].file)
    face = _face((family,), look)
    if face is None:
        return Drawn(family, "other", "", "")
    return Drawn(family, _kind(family, face), face.names[0], face.file)


def _kind(family: str, face: fontconfig.Face) -> Kind:
    names = {name.casefold() for name in face.names}
    if family.casefold() in names:
        return "real"
    if names & {name.casefold() for name in fontconfig.stand_ins(family)}:
        return "stand-in"
    return "generic" if family.lower() in _GENERIC else "other"


def _instead(look: Look, fonts: list[Drawn]) -> str | None:
    """The font that is drawn first for the list although nobody named it; None when all is well.

    fontconfig takes a font of the same widths, or just any, without a word.
    """
    if not fonts or fonts[0].kind == "own":
        return None
    face = _face(look.families, look)
    if face is None:
        return ""
    named = {font.file for font in fonts if font.kind != "other"}
    return None if face.file in named else face.names[0]


def _lacking(
    letters: set[str], look: Look, fonts: list[Drawn], own: Mapping[str, _Own]
) -> set[str]:
    """The letters that no named font of the list has."""
    left = letters
    for font in fonts:
        if font.kind == "own":
            left = {
                letter for letter in left if ord(letter) not in own[font.family.lower()].letters
            }
        elif font.kind != "other":
            face = _face((font.family,), look)
            left = {letter for letter in left if face is None or not face.has(letter)}
    return left


def _uses(fonts: list[Drawn], look: Look) -> Iterator[fontconfig.Use]:
    """The installed fonts of the list; where nothing of it is there, what is drawn for all of it."""
    named: list[tuple[str, ...]] = [
        (font.family,) for font in fonts if font.kind not in {"own", "other"}
    ]
    if not named and not any(font.kind == "own" for font in fonts):
        named = [look.families]
    for families in named:
        use = _use(families, look)
        if use is not None:
            yield use


def _use(families: tuple[str, ...], look: Look, letter: str = "") -> fontconfig.Use | None:
    face = _face(families, look, letter)
    if face is None:
        return None
    asked = (families, look.bold, look.italic, look.language, letter)
    return fontconfig.Use(*asked, face.names[0], face.file)


def _one_a_file(uses: Iterable[fontconfig.Use]) -> tuple[fontconfig.Use, ...]:
    """Without those that differ only in the letter for which somebody came to the same file."""
    by_file = {
        (use.families, use.bold, use.italic, use.language, use.file): use
        for use in reversed([*uses])
    }
    return tuple(reversed(by_file.values()))


def _face(families: tuple[str, ...], look: Look, letter: str = "") -> fontconfig.Face | None:
    return fontconfig.face(
        families, bold=look.bold, italic=look.italic, language=look.language, letter=letter
    )


@cache
def _is_drawn(letter: str) -> bool:
    """Whether a character needs a glyph: spaces, controls, joiners and variation selectors don't."""
    code = ord(letter)
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(letter) not in _UNDRAWN


# ---- places and messages --------------------------------------------------------------------------------------------


def _located(letter: str, look: Look, font: str, said: list[Words], spots: Spots) -> Missing:
    bearing = [each for each in said if letter in each.text]
    found = [
        spots.find(each.src, each.text, at)
        for each in bearing
        for at, one in enumerate(each.text)
        if one == letter
    ]
    places = tuple(dict.fromkeys(place for place in found if place is not None))
    return Missing(letter, look, bearing[0].selector, font, places, len(found))


def _place_in(sheets: list[Sheet], spots: Spots, families: tuple[str, ...]) -> Place | None:
    files = [sheet.file for sheet in reversed(sheets) if not sheet.file.startswith("(")]
    return spots.line_with(files, families[0])


def _missing(found: Missing) -> Message:
    place = found.places[0] if found.places else None
    point = f"U+{ord(found.letter):04X}"
    many = f" ×{found.times}" if found.times > 1 else ""
    families = ", ".join(found.look.families)
    if not found.drawn:
        return message("no-glyph", place, letter=found.letter, point=point + many)
    return message(
        "missing-glyph",
        place,
        letter=found.letter,
        point=point + many,
        selector=found.selector,
        families=families,
        drawn=found.drawn,
    )


def _substituted(found: Substituted) -> Message:
    families = ", ".join(found.families)
    return message("font-substituted", found.place, families=families, font=found.font)
