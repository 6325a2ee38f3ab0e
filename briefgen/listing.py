"""Turn a project's content folder into the list of its briefs, without reading any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from briefgen.filenames import is_portable
from briefgen.messages import Message, Place, Result, message
from briefgen.world import World

CONTENT = "content"
"""The folder of a project below which its briefs are."""
BRIEF = "brief.yaml"
"""The file that makes a folder a brief."""
_DEEPEST = 8


@dataclass(frozen=True, slots=True, order=True)
class BriefRef:
    """A brief that exists: its id (the folder's name, unique in a project) and its folder as a project path."""

    id: str
    folder: str


def list_briefs(world: World) -> Result[tuple[BriefRef, ...]]:
    """The briefs of a project by folder; those that can't be built for their name are left out, with a message.

    The value is None only when there is no content folder. Folders whose name begins with a dot are not looked into.
    """
    if not world.is_dir(CONTENT):
        return Result(None, (message("no-content", Place(CONTENT), folder=CONTENT),))
    refs: dict[str, BriefRef] = {}
    messages: list[Message] = []
    if world.is_file(f"{CONTENT}/{BRIEF}"):
        messages.append(message("brief-in-content", Place(f"{CONTENT}/{BRIEF}")))
    for folder in _folders(world, CONTENT, messages):
        if not world.is_file(f"{folder}/{BRIEF}"):
            continue
        ref, place = BriefRef(PurePosixPath(folder).name, folder), Place(f"{folder}/{BRIEF}")
        other = refs.setdefault(ref.id.casefold(), ref)
        if not is_portable(ref.id):
            messages.append(message("bad-folder-name", place, name=ref.id))
            del refs[ref.id.casefold()]
        elif other != ref:
            messages.append(message("duplicate-brief", place, id=other.id, other=other.folder))
    return Result(tuple(sorted(refs.values(), key=lambda ref: ref.folder)), tuple(messages))


def _folders(world: World, folder: str, messages: list[Message]) -> Iterator[str]:
    for name in world.names(folder):
        path = f"{folder}/{name}"
        if name.startswith("."):
            continue
        if world.is_dir(path):
            yield path
            if path.count("/") < _DEEPEST:
                yield from _folders(world, path, messages)
        elif name.lower().endswith(".yml"):
            better = PurePosixPath(name).with_suffix(".yaml").name
            messages.append(message("yml-extension", Place(path), name=better))
