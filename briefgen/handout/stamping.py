"""Turn what is wanted on every copy into stamps at their places: numbers, recipients, watermarks of words or pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from briefgen.handout.naming import varies
from briefgen.handout.numbers import Copy, filled
from briefgen.handout.ownpictures import OwnPictures, own_pictures
from briefgen.handout.papers import words
from briefgen.handout.picture import mark_pages
from briefgen.handout.reading import Source
from briefgen.handout.spare import place_number
from briefgen.handout.stamps import GB_PLACE, RECIPIENT_SIZE, Letters, Stamp, set_letters
from briefgen.handout.wish import Subject, Wish
from briefgen.messages import Place, Result, message
from briefgen.world import World


@dataclass(frozen=True, slots=True)
class Stamping:
    """What is drawn on every copy, with the letters to draw it with."""

    stamps: Sequence[Stamp] = ()
    letters: Letters = field(default_factory=lambda: Letters(None))
    pictures: OwnPictures | None = None


def mark(
    world: World, source: Source, subject: Subject, wish: Wish, copies: Sequence[Copy]
) -> Result[OwnPictures | None]:
    """The picture of each copy, where each has its own; one that is the same for all is drawn on the pages here and now.

    There are errors among the messages when a picture can't be had.
    """
    if not wish.picture:
        return Result(None)
    named = any(copy.recipient for copy in copies)
    spare = words()["receipt"][subject.language]["spare"] if named else ""
    found = own_pictures(world, wish.picture, subject.name, copies, spare, grey=wish.grey)
    if found.value is None or varies(wish.picture):
        return Result(found.value, found.messages)
    for path in found.value.sizes:
        mark_pages(source, found.value.read(path))
    return Result(None)


def stamping(
    world: World,
    data: bytes,
    subject: Subject,
    wish: Wish,
    copies: Sequence[Copy],
    pictures: OwnPictures | None,
) -> Result[Stamping]:
    """The stamps of all copies of a PDF; None when their letters can't be set."""
    if not wish.numbering and not wish.watermark:
        return Result(Stamping(pictures=pictures))
    numbering = wish.numbering
    texts = [wish.watermark, numbering.text if numbering else "", "0123456789"]
    recipients = {copy.recipient for copy in copies}
    set_up = set_letters(world, "".join([*texts, *recipients]), subject.language)
    if set_up.value is None:
        return Result(None, set_up.messages)
    letters = set_up.value
    said = list(set_up.messages)
    lacking = sorted(
        {c for c in "".join([*texts, *recipients]) if not c.isspace()} - set(letters.codes)
    )
    if lacking:
        said.append(message("stamp-letters", None, letters="".join(lacking)))
    stamps: list[Stamp] = []
    if wish.watermark:
        stamps.append(Stamp(wish.watermark, place=None, pages="all"))
    if numbering:
        stamp = Stamp(numbering.text, place=numbering.at or GB_PLACE)
        first = {"number": copies[0].number, "recipient": copies[0].recipient}
        sample = filled(numbering.text, {**first, "total": str(len(copies))})
        placed, under = place_number(data, stamp, letters, sample)
        stamps.append(placed)
        if under:
            said.append(message("stamp-covers", Place(subject.name), words=under, number=sample))
        if any(recipients) and "{recipient}" not in numbering.text:
            stamps.append(Stamp("{recipient}", RECIPIENT_SIZE, numbering.recipients_at))
    return Result(Stamping(stamps, letters, pictures), tuple(said))
