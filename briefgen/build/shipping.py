"""Turn a project's folder into parcels of bytes that travel, and parcels into a world that knows nothing else.

Whoever makes a brief somewhere else gets its folder, what lies in the folders above it, and the templates. That is all that
most briefs ask for; what else one asks for (a picture from elsewhere, another brief that it compiles, a variable of the
environment) is not known there: `Wanted` says what it was, and it is asked for and sent, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from briefgen.build.records import SeeingWorld, digest, digest_of
from briefgen.world import IMAGE_LIMIT, PACKAGE, TEXT_LIMIT, DiskWorld, Unreadable, join

TEMPLATES = "templates"
_NOWHERE = Path("/nonexistent")
_DEEPEST = 12
_MOST_BYTES = 256_000_000
"""Of one parcel; what is beyond is sent when it is asked for."""
_COMMON = 256_000
"""Bytes; what one brief asked for and is no larger, other briefs get beforehand."""


class Wanted(BaseException):
    """Something that is not known here: `kind` ("read", "file", "dir", "names" or "variable") of `path`.

    It is no Exception: nothing on its way may take it for a fault of the brief.
    """

    def __init__(self, kind: str, path: str) -> None:
        super().__init__(kind, path)
        self.kind, self.path = kind, path


@dataclass
class Parcel:
    """What is known of a project: bytes of files, why others can't be read, names in folders, what is there.

    Of what lies in `trees` everything is known, also what is not there; but for `gaps` and what lies in those.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    is_file: dict[str, bool] = field(default_factory=dict)
    is_dir: dict[str, bool] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    trees: set[str] = field(default_factory=set)
    gaps: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(map(len, self.files.values()))

    def add(self, other: Parcel) -> None:
        """Know what another knows as well."""
        self.files |= other.files
        self.faults |= other.faults
        self.names |= other.names
        self.is_file |= other.is_file
        self.is_dir |= other.is_dir
        self.variables |= other.variables
        self.trees |= other.trees
        self.gaps |= other.gaps

    def knows_all(self, path: str) -> bool:
        """Whether what is not noted of a path is not there."""
        odd = PurePosixPath(path).as_posix() != path or ".." in path.split("/")
        odd = odd or "\\" in path or "\0" in path  # refused, wherever it leads
        return not odd and _lies_in(path, self.trees) and not _lies_in(path, self.gaps)


def _lies_in(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


# ---- here: the project's folder into parcels ------------------------------------------------------------------------


class Packer:
    """The parcels of a project. Those that many briefs need are packed once and named by a digest of what is in them."""

    def __init__(self, root: Path) -> None:
        self._world = DiskWorld(root)
        self._root = root
        self.shared: dict[str, Parcel] = {}
        self._digests: dict[str, str] = {}
        self.common = Parcel()
        self.day = self._world.today()

    def shared_by(self, folder: str) -> tuple[str, ...]:
        """The digests of the parcels that a brief in a folder shares with others: the templates, and the folders above."""
        above = [join(str(parent), "") for parent in PurePosixPath(folder).parents]
        return tuple(map(self._shared, (TEMPLATES, *(each for each in above if each))))

    def _shared(self, folder: str) -> str:
        if folder not in self._digests:
            parcel = self.tree(folder) if folder == TEMPLATES else self.beside(folder)
            contents = {path: digest(data) for path, data in parcel.files.items()}
            name = digest_of([folder, contents, parcel.names, sorted(parcel.gaps)])
            self._digests[folder], self.shared[name] = name, parcel
        return self._digests[folder]

    def tree(self, folder: str) -> Parcel:
        """A folder with everything in it, as far as it is not too much; links are left out: they are asked for."""
        parcel = Parcel(trees={folder})
        self._put_tree(parcel, folder, _DEEPEST)
        return parcel

    def _put_tree(self, parcel: Parcel, folder: str, depth: int) -> None:
        if not self._world.is_dir(folder):
            return
        parcel.names[folder] = self._world.names(folder)
        for path in (f"{folder}/{name}" for name in parcel.names[folder]):
            if depth == 0 or (self._root / path).is_symlink() or parcel.size > _MOST_BYTES:
                parcel.gaps.add(path)
            elif self._world.is_dir(path):
                self._put_tree(parcel, path, depth - 1)
            else:
                self._put_file(parcel, path)

    def beside(self, folder: str) -> Parcel:
        """The files that lie in a folder itself."""
        parcel = Parcel()
        for path in (f"{folder}/{name}" for name in self._world.names(folder)):
            if self._world.is_file(path) and parcel.size <= _MOST_BYTES:
                self._put_file(parcel, path)
        return parcel

    def _put_file(self, parcel: Parcel, path: str) -> None:
        parcel.is_file[path] = self._world.is_file(path)
        parcel.is_dir[path] = False
        try:
            parcel.files[path] = self._world.read(path, IMAGE_LIMIT)
        except Unreadable as problem:
            words = {key: str(value) for key, value in problem.args_for_message.items()}
            parcel.faults[path] = (problem.code, words)

    def answer(self, kind: str, path: str) -> Parcel:
        """What there is to say to a question; what is small, later briefs know beforehand."""
        parcel = Parcel()
        match kind:
            case "read":
                self._put_file(parcel, path)
                parcel.is_dir[path] = self._world.is_dir(path)
            case "file":
                parcel.is_file[path] = self._world.is_file(path)
            case "dir":
                parcel.is_dir[path] = self._world.is_dir(path)
            case "names":
                parcel.names[path] = self._world.names(path)
            case _:
                parcel.variables[path] = self._world.variable(path)
        if parcel.size <= _COMMON:
            self.common.add(parcel)
        return parcel


# ---- there: parcels into a world ------------------------------------------------------------------------------------


@dataclass
class _ParcelWorld(DiskWorld):
    """A project of which only a parcel is known; files of the package come from this machine."""

    parcel: Parcel = field(default_factory=Parcel)
    day: date = date.min

    def read(self, path: str, limit: int = TEXT_LIMIT) -> bytes:
        """The file's bytes; see World.read."""
        if path.startswith(PACKAGE):
            return super().read(path, limit)
        self._reads.add(path)
        data = self.parcel.files.get(path)
        if data is not None and len(data) > limit:
            raise Unreadable("too-large", path, limit=f"{limit // 1_000_000} MB")
        if data is not None:
            return data
        if path in self.parcel.faults:
            code, words = self.parcel.faults[path]
            raise Unreadable(code, path, **words)
        if self.parcel.knows_all(path):
            raise Unreadable("not-a-file" if path in self.parcel.names else "no-file", path)
        raise Wanted("read", path)

    def is_file(self, path: str) -> bool:
        """Whether a readable path inside the project is a file."""
        if path.startswith(PACKAGE):
            return super().is_file(path)
        self._reads.add(path)
        return self._known("file", path, self.parcel.is_file, path in self.parcel.files)

    def is_dir(self, path: str) -> bool:
        """Whether a path inside the project is a folder."""
        if path.startswith(PACKAGE):
            return super().is_dir(path)
        return self._known("dir", path, self.parcel.is_dir, path in self.parcel.names)

    def _known(self, kind: str, path: str, told: Mapping[str, bool], sure: bool) -> bool:
        if path in told or sure:
            return told.get(path, sure)
        if self.parcel.knows_all(path):
            return False
        raise Wanted(kind, path)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted."""
        if folder.startswith(PACKAGE):
            return super().names(folder)
        self._reads.add(folder)
        if folder in self.parcel.names:
            return list(self.parcel.names[folder])
        if self.parcel.knows_all(folder):
            return []
        raise Wanted("names", folder)

    def today(self) -> date:
        """The day of the machine that sent the parcel."""
        return self.day

    def variable(self, name: str) -> str:
        """A variable of the machine that sent the parcel."""
        if name not in self.parcel.variables:
            raise Wanted("variable", name)
        return self.parcel.variables[name]


@dataclass
class ShippedWorld(SeeingWorld, _ParcelWorld):
    """A project of which only a parcel is known, which notes what was asked for as SeeingWorld does."""


def unpacked(parcels: Iterable[Parcel], day: date) -> ShippedWorld:
    """The world that is made of these parcels."""
    whole = Parcel()
    for each in parcels:
        whole.add(each)
    return ShippedWorld(_NOWHERE, {}, parcel=whole, day=day)
