"""Turn many briefs into files in the output folder: what is stale, in parallel, published whole.

Worker processes make bytes; only this process writes, so that whatever stops a worker leaves nothing half done. A brief
that fails keeps its last good files and does not stop the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build.files import locked, publish, publish_together, sweep
from briefgen.build.job import Job, Made, work
from briefgen.build.machine import fingerprint
from briefgen.build.origins import (
    Fonts,
    manifest_file,
    manifest_of,
    manifest_text,
    origin,
    read_manifest,
)
from briefgen.build.records import (
    FOLDER,
    Record,
    Records,
    bytes_of,
    checksum,
    digest,
    digest_of,
    is_true,
    read_records,
    record_file,
    write_records,
)
from briefgen.build.workers import Died, usual_count, work_through
from briefgen.messages import Message, Place, Severity, Stop, message, sorted_messages
from briefgen.pipeline import Choices
from briefgen.world import DiskWorld
from briefgen.writers import USUAL, WRITERS, Stage

if TYPE_CHECKING:
    from briefgen.listing import BriefRef


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `output` None means output/ in the project; `jobs` None means as many processes as are worth while.

    `strict` makes warnings fail a brief; `force` builds what is up to date, too. `cluster` is the address of a Dask scheduler
    whose workers do it ("": this machine does).
    """

    formats: tuple[str, ...] = USUAL
    choices: Choices = field(default_factory=Choices)
    output: Path | None = None
    strict: bool = False
    force: bool = False
    jobs: int | None = None
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """An output that stands in its place. `pages` None: it has no pages; `fresh`: this run wrote it."""

    brief: str
    format: str
    path: Path
    size: int
    pages: int | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one brief: its files (none when it failed), what there is to say, and what was read (see SeeingWorld).

    `exit_code` is 0, 1 (content or template) or 3 (the machine). `trace` is Python's account of an error in briefgen.
    """

    brief: str
    files: tuple[BuiltFile, ...]
    messages: tuple[Message, ...]
    reads: Mapping[str, str]
    exit_code: int = 0
    trace: str = ""


def build(root: Path, refs: Sequence[BriefRef], options: Options) -> Iterator[Outcome]:
    """Build `refs` of the project in `root` and tell of each in turn; only what is stale is made.

    Raises Stop (exit code 3) before anything is made when a library that pages need is not on this machine.
    """
    folder = output_folder(root, options)
    sweep(folder)
    known = {ref.id: read_records(folder, options.choices.edition(ref.id)) for ref in refs}
    plans = _plans(root, known, options)
    jobs = [Job(root, ref, plans[ref.id], options.choices) for ref in refs if plans[ref.id]]
    paged = any(WRITERS[name].needs >= Stage.STYLED for job in jobs for name in job.formats)
    if paged:
        need_libraries()
    made = _made(jobs, options, _WARM_PAGES if paged else _WARM)
    for ref in refs:
        found = next(made) if plans[ref.id] else None
        yield _finish(folder, ref, options, known[ref.id], found)


def _made(jobs: Sequence[Job], options: Options, warm: Sequence[str]) -> Iterator[Made | Died]:
    if options.cluster and jobs:
        from briefgen.build.cluster import work_on_cluster

        return work_on_cluster(options.cluster, jobs)
    return work_through(work, jobs, options.jobs or usual_count(len(jobs)), warm=warm)


def output_folder(root: Path, options: Options) -> Path:
    """The folder into which the outputs go."""
    return options.output or root / "output"


def output_name(brief: str, format_name: str) -> str:
    """The name of an output in its folder."""
    return brief + WRITERS[format_name].suffix


def need_libraries() -> None:
    """Raise Stop (exit code 3) when a library that WeasyPrint needs is not on this machine, or no font at all."""
    from briefgen import doctor, fontconfig

    found = [
        message("no-library", name=library.name, package=library.package)
        for library in doctor.missing_libraries()
    ]
    if found:
        raise Stop(*found, exit_code=doctor.LACKING)
    if not fontconfig.match(["serif"])["serif"]:
        # Pango would end the process with a segmentation fault.
        raise Stop(message("no-fonts"), exit_code=doctor.LACKING)


_WARM = ("briefgen.load", "briefgen.compile", "briefgen.template")
# Elsewhere a process that has loaded libraries for text may not be forked.
_WARM_PAGES = ("briefgen.build.warm",) if sys.platform == "linux" else _WARM


def _choices_digest(choices: Choices) -> str:
    return digest_of(
        [
            choices.template,
            dict(choices.parameters),
            choices.attach,
            choices.script,
            choices.tell_terms,
        ]
    )


def _plans(
    root: Path, known: Mapping[str, Mapping[str, Record]], options: Options
) -> dict[str, tuple[str, ...]]:
    """For each brief the wanted formats whose file is not there, or is not what would be built now."""
    if options.force:
        return dict.fromkeys(known, options.formats)
    world, folder = DiskWorld(root, plain=set()), output_folder(root, options)
    choices, looked = _choices_digest(options.choices), set[tuple[str, str]]()
    return {
        brief: tuple(
            name
            for name in options.formats
            if name not in records
            or records[name].choices != choices
            or not is_true(records[name], world, fingerprint(), folder, looked)
        )
        for brief, records in known.items()
    }


def _finish(
    folder: Path,
    ref: BriefRef,
    options: Options,
    records: Records,
    made: Made | Died | None,
) -> Outcome:
    """Publish what was made, and tell of it together with what was up to date."""
    if isinstance(made, Died):
        died = message("worker-died", brief=ref.id)
        return Outcome(ref.id, (), (died,), {}, 3)
    if made is not None and made.trace:
        return _crashed(ref, folder, made)
    if made is not None:
        said = [found for result in made.outputs.values() for found in result.messages]
        if _fails(said, options.strict) or any(r.value is None for r in made.outputs.values()):
            code = made.exit_code
            return Outcome(ref.id, (), tuple(sorted_messages(said)), made.seen, code)
        try:
            edition = options.choices.edition(ref.id)
            with locked(folder):
                # Somebody else may have built this brief meanwhile.
                now = read_records(folder, edition, whole=True)
                kept = _kept(folder, edition, {**records, **now}, made)
                after = {**records, **_publish(folder, ref, options, now, made, kept)}
        except Stop as stop:
            return Outcome(ref.id, (), stop.messages, made.seen, stop.exit_code)
        told = _told(folder, ref, options, after, frozenset(made.outputs))
        notes = [message("edited-kept", Place(str(path)), file=path.name) for path in kept]
        notes += [message("made-again", brief=ref.id, worker=lost) for lost in made.again]
        return replace(told, messages=(*told.messages, *notes))
    _mend_manifest(folder, ref, options.choices.edition(ref.id), records)
    return _told(folder, ref, options, records, frozenset())


def _kept(folder: Path, edition: str, known: Mapping[str, Record], made: Made) -> dict[Path, bytes]:
    """Copies of the files that people have worked on since they were built, under names that are free."""
    kept: dict[Path, bytes] = {}
    for name in made.outputs:
        path = folder / output_name(edition, name)
        if not (WRITERS[name].editable and name in known and path.is_file()):
            continue
        with suppress(PermissionError):
            data = path.read_bytes()
            if digest(data) == known[name].digest:
                continue
            copies = (path.with_name(f"{edition}.edited-{n}{path.suffix}") for n in count(1))
            kept[next(copy for copy in copies if not copy.exists())] = data
    return kept


def _told(
    folder: Path,
    ref: BriefRef,
    options: Options,
    records: Mapping[str, Record],
    fresh: frozenset[str],
) -> Outcome:
    wanted = {name: records[name] for name in options.formats}
    said = sorted_messages([found for record in wanted.values() for found in record.messages])
    files = tuple(
        BuiltFile(ref.id, name, folder / record.file, record.size, record.pages, name in fresh)
        for name, record in wanted.items()
    )
    reads = {path: then for record in wanted.values() for path, then in record.reads.items()}
    return Outcome(ref.id, files, tuple(said), reads, int(_fails(said, options.strict)))


def _fails(said: Sequence[Message], strict: bool) -> bool:
    limit = Severity.WARNING if strict else Severity.ERROR
    return any(found.severity >= limit for found in said)


def _publish(
    folder: Path,
    ref: BriefRef,
    options: Options,
    known: Mapping[str, Record],
    made: Made,
    kept: Mapping[Path, bytes],
) -> dict[str, Record]:
    choices, edition = _choices_digest(options.choices), options.choices.edition(ref.id)
    records, fonts = dict(known), Fonts.of(folder)
    files: dict[Path, bytes] = {}
    for name, result in made.outputs.items():
        assert result.value is not None
        data, paged = result.value.data, WRITERS[name].needs >= Stage.STYLED
        file = output_name(edition, name)
        files[folder / file] = data
        records[name] = Record(
            file,
            digest(data),
            checksum(data),
            len(data),
            result.value.pages,
            fingerprint(),
            choices,
            made.seen,
            result.messages,
            origin(options.choices, fonts.entries(result.value.fonts), paged=paged),
        )
    together = {**kept, **files, **fonts.files(folder)}
    manifest = manifest_text(manifest_of(ref.id, records))
    together[record_file(folder, edition)] = write_records(records, manifest)
    together[manifest_file(folder, edition)] = manifest
    publish_together(folder, together, edition)
    return records


def _mend_manifest(folder: Path, ref: BriefRef, edition: str, records: Records) -> None:
    """Write the manifest of files that are up to date when somebody has changed it or taken it away."""
    if checksum(bytes_of(str(manifest_file(folder, edition))) or b"") == records.manifest:
        return
    whole = read_records(folder, edition, whole=True)
    right = manifest_of(ref.id, whole)
    if whole and read_manifest(folder, edition) != right:
        files = {manifest_file(folder, edition): manifest_text(right)}
        with suppress(Stop), locked(folder):  # the files are right, also where one may not write
            publish_together(folder, files, edition)


def _crashed(ref: BriefRef, folder: Path, made: Made) -> Outcome:
    log = folder / FOLDER / f"{ref.id}.log"
    kind = made.trace.strip().rpartition("\n")[2]
    said = message("internal", brief=ref.id, kind=kind, log=log)
    try:
        publish({log: made.trace.encode("utf-8", "replace")})
    except Stop as stop:
        return Outcome(ref.id, (), (said, *stop.messages), made.seen, 3, made.trace)
    return Outcome(ref.id, (), (said,), made.seen, 1, made.trace)
