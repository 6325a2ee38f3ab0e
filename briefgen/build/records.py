"""Turn what a build read and wrote into a record beside its outputs, and a record into the answer: is the file still true?

`output/.briefgen/<brief>.json` holds, for each format, a digest of everything that went in (files, names in folders, the
machine's libraries and fonts, the user's choices) and of what came out, and the messages, which are shown again when
nothing had to be done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import repeat
from pathlib import Path
from typing import Any
from zlib import crc32

from briefgen.messages import Message, Place, message
from briefgen.world import IMAGE_LIMIT, TEXT_LIMIT, DiskWorld, Unreadable
from briefgen.writers import WRITERS

FOLDER = ".briefgen"
"""The folder inside the output folder that holds the records."""

_VARIABLE = "environment:"
_LAYOUT = 3  # a record of another layout is as good as none


@dataclass(frozen=True, slots=True)
class Record:
    """One output as it was built.

    `file` is its name in the output folder; `digest`, `checksum` and `size` are those of its bytes; `pages` None means it has
    none; `machine` and `choices` are digests; `reads` maps every path that was asked for to what was found (see SeeingWorld);
    `origin` is what the manifest says beside that (see `origins`).
    """

    file: str
    digest: str
    checksum: str
    size: int
    pages: int | None
    machine: str
    choices: str
    reads: Mapping[str, str]
    messages: tuple[Message, ...] = ()
    origin: Mapping[str, Any] = field(default_factory=dict)

    def is_true_of(self, data: bytes | None) -> bool:
        """Whether these are the bytes that were built, by the checksum: a digest takes ten times as long."""
        return data is not None and checksum(data) == self.checksum


_COMMON = ("machine", "choices", "reads")
"""What outputs that were made together have in common, beside the origin."""


class Records(dict[str, Record]):
    """The records of a brief by format. `manifest` is the checksum of the manifest that was written with them."""

    manifest = ""


@dataclass
class SeeingWorld(DiskWorld):
    """A project folder that notes what was found behind each path, and shows it again to whoever asks a second time.

    So a brief is made from one version of each file, though somebody saves it meanwhile. `seen` maps a path to
    "content <digest>", "names <JSON list>", "file yes", "dir no", "unreadable <code>" …, "environment:<name>" to
    "variable <value>", and what came or went between two questions to "changing", which is true of nothing.
    """

    seen: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str, limit: int = TEXT_LIMIT) -> bytes:
        """The file's bytes; see World.read."""
        kept = self._kept.get(path)
        if kept is not None and len(kept) <= limit:
            return kept
        try:
            data = super().read(path, limit)
        except Unreadable as problem:
            self._note(path, f"unreadable {problem.code}", "file no", "dir no", "dir yes")
            raise
        self._note(path, _content(data), "file yes", "dir no")
        self._kept[path] = data
        return data

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted."""
        found = super().names(folder)
        self._note(folder, _names(found), "dir yes", "dir no", "file no")
        return found

    def is_file(self, path: str) -> bool:
        """Whether a readable path inside the project is a file."""
        if path in self._kept:
            return True
        found = super().is_file(path)
        self.seen.setdefault(path, _answer("file", found))
        return found

    def is_dir(self, path: str) -> bool:
        """Whether a path inside the project is a folder."""
        found = super().is_dir(path)
        self.seen.setdefault(path, _answer("dir", found))
        return found

    def _note(self, path: str, found: str, *less: str) -> None:
        """Note what was found; what was seen before must be the same, or say `less` of it."""
        before = self.seen.get(path, found)
        self.seen[path] = found if before in {found, *less} else "changing"

    def variable(self, name: str) -> str:
        """An environment variable, "" when it is not set."""
        found = super().variable(name)
        self.seen[_VARIABLE + name] = f"variable {found}"
        return found


def _content(data: bytes) -> str:
    return f"content {digest(data)}"


def _names(found: list[str]) -> str:
    return f"names {json.dumps(found)}"


def _answer(question: str, found: bool) -> str:
    return f"{question} {'yes' if found else 'no'}"


def digest(data: bytes) -> str:
    """A name for some bytes, the same for the same bytes: their SHA-256."""
    return sha256(data).hexdigest()


def checksum(data: bytes) -> str:
    """What is another for other bytes, unless they were made to deceive or by a chance of one in four thousand million."""
    return f"{len(data)} {crc32(data):08x}"


def digest_of(value: Any) -> str:
    """A short name for a value that JSON can hold."""
    return digest(json.dumps(value, sort_keys=True, ensure_ascii=True).encode())


def is_true(
    record: Record,
    world: DiskWorld,
    machine: str,
    folder: Path,
    looked: set[tuple[str, str]] | None = None,
) -> bool:
    """Whether the output is there as it was written, and everything that went into it is as it was.

    Who asks about many outputs at one moment passes the same `looked`, which gathers what was found as it was: what went
    into several is looked at once.
    """
    looked = set() if looked is None else looked
    if record.machine != machine or not record.is_true_of(bytes_of(f"{folder}/{record.file}")):
        return False
    for path, then in record.reads.items() - looked:
        if look_again(world, path, then) != then:
            return False
        looked.add((path, then))
    return True


def look_again(world: DiskWorld, path: str, then: str) -> str:
    """What is behind a path now, in the words of SeeingWorld, asked for in the way in which it was asked for `then`."""
    match then.partition(" ")[0]:
        case "names":
            return _names(world.names(path))
        case "file":
            return _answer("file", world.is_file(path))
        case "dir":
            return _answer("dir", world.is_dir(path))
        case "variable":
            return f"variable {world.variable(path.removeprefix(_VARIABLE))}"
        case _:
            try:
                return _content(world.read(path, IMAGE_LIMIT))
            except Unreadable as problem:
                return f"unreadable {problem.code}"


def bytes_of(path: str) -> bytes | None:
    """The bytes of a file, None when it can't be read."""
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  of hundreds, as objects their paths take longer than reading
            return stream.read()
    except OSError:
        return None


# ---- the file -------------------------------------------------------------------------------------------------------


def record_file(folder: Path, brief: str) -> Path:
    """Where the records of a brief lie."""
    return folder / FOLDER / f"{brief}.json"


def read_records(folder: Path, brief: str, *, whole: bool = False) -> Records:
    """The records of a brief by format; empty when there are none that can be understood.

    Only who makes a manifest of them needs them `whole`: without their origins they are read in half the time.
    """
    found = Records()
    try:
        text, _, rest = record_file(folder, brief).read_bytes().partition(b"\n")
        data = json.loads(text)
        if data["layout"] != _LAYOUT:
            return Records()
        origins = json.loads(rest) if whole else repeat({})
        for made, its_origin in zip(data["made"], origins, strict=whole):
            common = {name: made[name] for name in _COMMON} | {"origin": its_origin}
            for name, own in made["outputs"].items():
                found[name] = _record(common | own)
                if found[name].file != brief + WRITERS[name].suffix:
                    return Records()
        found.manifest = str(data["manifest"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Records()
    return found


def write_records(records: Mapping[str, Record], manifest: bytes = b"") -> bytes:
    """The content of a brief's record file; `manifest` is what is written beside it."""
    groups: list[dict[str, Any]] = []
    origins: list[Mapping[str, Any]] = []
    for format_name, record in records.items():
        common = {name: getattr(record, name) for name in _COMMON}
        for group, its_origin in zip(groups, origins, strict=True):
            if common.items() <= group.items() and its_origin == record.origin:
                break
        else:
            group = {**common, "reads": dict(record.reads), "outputs": {}}
            groups.append(group)
            origins.append(record.origin)
        group["outputs"][format_name] = _own(record)
    data = {"layout": _LAYOUT, "manifest": checksum(manifest), "made": groups}
    # Nobody but us reads it, and with more line ends json takes twenty times as long.
    lines = [json.dumps(each, ensure_ascii=False) for each in (data, origins)]
    return "\n".join(lines).encode()


def _own(record: Record) -> dict[str, Any]:
    names = [name for name in Record.__slots__ if name not in (*_COMMON, "origin")]
    plain = {name: getattr(record, name) for name in names}
    return plain | {"messages": [message_entry(found) for found in record.messages]}


def _record(entry: dict[str, Any]) -> Record:
    messages = tuple(
        message(
            found["code"],
            Place(**found["place"]) if found["place"] else None,
            **{str(key): str(value) for key, value in found["args"].items()},
        )
        for found in entry["messages"]
    )
    for found in messages:
        found.line()  # a code or an argument of another version raises KeyError
    return Record(**entry | {"messages": messages})


def message_entry(found: Message) -> dict[str, Any]:
    """A message as JSON can hold it."""
    place = asdict(found.place) if found.place else None
    return {"code": found.code, "place": place, "args": dict(found.args)}
