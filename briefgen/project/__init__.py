"""Turn a folder into a project whose briefs can be named, built and checked from Python.

    import briefgen
    result = briefgen.open_project("my-bulletin").build("2019-08")

The command line stands on the same class.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build import BuiltFile, Options, Outcome, build, need_libraries
from briefgen.build.records import SeeingWorld
from briefgen.listing import CONTENT, BriefRef, list_briefs
from briefgen.messages import Message, Result, Stop, message, sorted_messages, suggestion
from briefgen.pipeline import Choices, check, fonts, parity
from briefgen.world import DiskWorld
from briefgen.writers import USUAL

if TYPE_CHECKING:
    from briefgen.proof.fonts import Report
    from briefgen.proof.parity import ParityReport
    from briefgen.script import Script

WRONG = 2
"""The exit code of a command that names what is not there."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder. `root` is absolute; `base` is the folder against which the user's paths are read."""

    root: Path
    base: Path

    def build(
        self,
        *briefs: str,
        formats: Sequence[str] = USUAL,
        template: str | None = None,
        parameters: Mapping[str, str] | None = None,
        output: str | os.PathLike[str] | None = None,
        jobs: int | str = 1,
        strict: bool = False,
        force: bool = False,
    ) -> Result[tuple[BuiltFile, ...]]:
        """Build `briefs` (all, when none is named); the files that now stand in the output folder, and every message.

        `jobs` is a number of processes, or the address of a Dask cluster. A brief that fails has no files among them. Raises
        Stop when a brief is unknown, the machine lacks a library, or the cluster can't be used.
        """
        options = Options(
            formats=tuple(formats),
            choices=Choices(template, dict(parameters or {})),
            output=self.base / output if output is not None else None,
            strict=strict,
            force=force,
            jobs=jobs if isinstance(jobs, int) else None,
            cluster=jobs if isinstance(jobs, str) else "",
        )
        found = self.find(briefs)
        outcomes = list(self.outcomes(found.value or (), options))
        files = tuple(file for outcome in outcomes for file in outcome.files)
        said = [*found.messages, *(said for outcome in outcomes for said in outcome.messages)]
        return Result(files, tuple(sorted_messages(said)))

    def check(self, *briefs: str, script: Script | None = None) -> Result[tuple[str, ...]]:
        """Every message of `briefs` (all, when none is named) without laying out pages; the ids that were looked at."""
        found = self.find(briefs)
        refs = found.value or ()
        said = [*found.messages, *(said for ref in refs for said in self.check_brief(ref, script))]
        return Result(tuple(ref.id for ref in refs), tuple(sorted_messages(said)))

    def verify(
        self, *briefs: str, output: str | os.PathLike[str] | None = None
    ) -> Result[tuple[str, ...]]:
        """What differs today from the manifests of `briefs` (of all that have one, when none is named); whose they are.

        Each difference is an error. Raises Stop when a brief is unknown, or there is no manifest at all.
        """
        from briefgen.build.verify import editions, verify

        folder = self.base / output if output is not None else self.root / "output"
        refs = self.find(briefs).value or () if briefs else ()
        names = [name for ref in refs for name in editions(folder, ref.id)]
        names = names if briefs else editions(folder)
        if not names:
            raise Stop(message("no-manifests", folder=folder))
        said = [found for name in names for found in verify(self.root, folder, name)]
        return Result(tuple(names), tuple(sorted_messages(said)))

    def outcomes(self, refs: Sequence[BriefRef], options: Options) -> Iterator[Outcome]:
        """Build `refs` and tell of each in turn."""
        return build(self.root, refs, options)

    def check_brief(self, ref: BriefRef, script: Script | None = None) -> tuple[Message, ...]:
        """Every message of one brief."""
        return check(DiskWorld(self.root), ref, Choices(script=script))

    def fonts(self, ref: BriefRef, template: str | None = None) -> Result[Report]:
        """Which fonts one brief is drawn with; the value is None when its content has errors.

        Raises Stop (exit code 3) when fontconfig is not on this machine.
        """
        try:
            return fonts(DiskWorld(self.root), ref, Choices(template))
        except OSError:
            need_libraries()
            raise

    def parity(
        self, ref: BriefRef, template: str | None = None, script: Script | None = None
    ) -> Result[ParityReport]:
        """How far the two files of one brief are the same, and every message; the value is None when it can't be built.

        Nothing is written. Raises Stop (exit code 3) when a library that pages need is not on this machine.
        """
        need_libraries()
        return parity(DiskWorld(self.root), ref, Choices(template, script=script))

    def world(self) -> DiskWorld:
        """A new door to the project's files."""
        return DiskWorld(self.root)

    def all_briefs(self) -> Result[tuple[BriefRef, ...]]:
        """Every brief of the project, by folder; the messages tell of folders that can't be one.

        Raises Stop when there is no content/ folder.
        """
        found = list_briefs(DiskWorld(self.root, plain=set()))
        if found.value is None:
            raise Stop(*found.messages)
        return found

    def listing_reads(self) -> dict[str, str]:
        """What looking for briefs reads (see SeeingWorld); it differs when one is added or taken away."""
        world = SeeingWorld(self.root)
        list_briefs(world)
        return world.seen

    def find(self, names: Sequence[str]) -> Result[tuple[BriefRef, ...]]:
        """The briefs that `names` name: ids, or paths of a brief's folder, of a file in it, or of a folder of briefs.

        All briefs when nothing is named, and then also the messages about folders that can't be one.
        Raises Stop: exit code 2 for an unknown name, 1 when there are no briefs at all.
        """
        listing = self.all_briefs()
        refs = listing.value or ()
        if not refs:
            raise Stop(*listing.messages, message("no-briefs"))
        if not names:
            return listing
        found: dict[str, BriefRef] = {}
        unknown: list[Message] = []
        for name in names:
            matching = self._matching(name, refs)
            found.update({ref.id: ref for ref in matching})
            if not matching:
                near = suggestion(name.rstrip("/").split("/")[-1], [ref.id for ref in refs])
                unknown.append(message("unknown-brief", brief=name, suggestion=near))
        if unknown:
            raise Stop(*listing.messages, *unknown, exit_code=WRONG)
        return Result(tuple(found.values()))

    def new_folder(self, name: str) -> tuple[str, str | None]:
        """The last part of a new brief's name, and the project path of the folder that the rest names (None: no rest).

        Raises Stop (no-folder, exit code 2) when that folder isn't below content/.
        """
        above, _, last = name.rstrip("/").rpartition("/")
        if not above:
            return last, None
        path = self._project_path(above)
        if path is None or path.partition("/")[0] != CONTENT:
            raise Stop(message("no-folder", folder=above), exit_code=WRONG)
        return last, path

    def _matching(self, name: str, refs: Sequence[BriefRef]) -> list[BriefRef]:
        exact = [ref for ref in refs if ref.id == name]
        if exact:
            return exact
        path = self._project_path(name)
        if path is None:
            return []
        inside = [ref for ref in refs if path == ref.folder or path.startswith(f"{ref.folder}/")]
        return inside or [ref for ref in refs if ref.folder.startswith(f"{path}/".lstrip("/"))]

    def _project_path(self, name: str) -> str | None:
        """The project path of what `name` names on disk; None when nothing in the project is there."""
        try:
            for start in (self.base, self.root, self.root / CONTENT):
                path = (start / name).resolve()
                if path.is_relative_to(self.root) and path.exists():
                    inside = path.relative_to(self.root).as_posix()
                    return "" if inside == "." else inside
        except (OSError, ValueError):  # a name too long, or with a null character
            pass
        return None


def open_project(path: str | os.PathLike[str] = ".") -> Project:
    """The project in whose folder, or below whose folder, `path` lies. Raises Stop (exit code 2) when there is none."""
    base = Path(path).absolute()
    if not base.is_dir():
        raise Stop(message("no-folder", folder=path), exit_code=WRONG)
    here = base.resolve()
    for folder in (here, *here.parents):
        if (folder / CONTENT).is_dir():
            return Project(folder, base)
    raise Stop(message("no-project", folder=path), exit_code=WRONG)
