"""Turn the pictures that summaries name into messages about those that are not there, not allowed or not pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from briefgen.load.draft import EACH, Draft, select
from briefgen.messages import Message, Place, message, suggestion
from briefgen.model import Image
from briefgen.picture import PICTURE_KINDS, picture_fault, picture_kind
from briefgen.world import IMAGE_LIMIT, Unreadable, World, join
from briefgen.yamltext import Data, Marked, Path
from briefgen.yamltext.validate import excerpt

_USABLE = ", ".join(PICTURE_KINDS)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_IMAGE_KEYS = {field.alias or name for name, field in Image.model_fields.items()}


def check_pictures(world: World, draft: Draft) -> Iterator[Message]:
    """Everything that is wrong with the pictures of the summaries: names, places, contents, missing words."""
    for file, marked in draft.summaries.items():
        folder = str(PurePosixPath(file).parent)
        for path, image in select(marked.data, "activities", EACH, "images", EACH):
            if isinstance(image, dict):
                yield from _words(marked, path, image)
                name = image.get("file")
                if isinstance(name, str) and name.strip():
                    place = marked.marks.value_at((*path, "file"))
                    yield from _file(world, folder, name.strip(), place)


def _words(marked: Marked, path: Path, image: dict[str, Data]) -> Iterator[Message]:
    if image.keys() <= _IMAGE_KEYS and not (image.get("alt") or image.get("caption")):
        yield message("image-without-words", marked.marks.value_at(path))


def _file(world: World, folder: str, name: str, place: Place) -> Iterator[Message]:
    if "\\" in name:
        yield message("image-path", place)
        return
    if _SCHEME.match(name):
        yield message("image-address", place, address=excerpt(name))
        return
    path = name if name.startswith("/") else join(folder, name)
    if path.startswith(("/", "..")):
        yield message("outside-project", place, file=excerpt(name))
        return
    suffix = PurePosixPath(path).suffix.lower()
    if not any(suffix in endings for endings in PICTURE_KINDS.values()):
        yield message("image-type", place, file=excerpt(name), known=_USABLE)
        return
    try:
        data = world.read(path, IMAGE_LIMIT)
    except Unreadable as reason:
        yield _unreadable(world, path, name, place, reason)
        return
    kind = picture_kind(data)
    if kind is None:
        yield message("image-broken", place, file=excerpt(name), known=_USABLE)
    elif suffix not in PICTURE_KINDS[kind]:
        better = str(PurePosixPath(name).with_suffix(PICTURE_KINDS[kind][0]))
        yield message("image-mismatch", place, file=excerpt(name), kind=kind, name=better)
    elif fault := picture_fault(data):
        yield message(fault.code, place, file=excerpt(name), **fault.args)


def _unreadable(world: World, path: str, name: str, place: Place, reason: Unreadable) -> Message:
    if reason.code != "no-file":
        return reason.at(place)
    names = world.names(str(PurePosixPath(path).parent))
    lower = {each.lower(): each for each in names}
    near = lower.get(suggestion(PurePosixPath(path).name.lower(), lower), "")
    other = str(PurePosixPath(name).with_name(near)) if near else ""
    return message("no-file", place, file=path, suggestion=other)
