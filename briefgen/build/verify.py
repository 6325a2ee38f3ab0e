"""Turn the manifests of an output folder into what differs today: outputs, inputs, folders, fonts, versions, environment.

Everything is read and hashed anew; the records, which know when a file was last seen, are not asked. Nothing is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from briefgen import fontconfig
from briefgen.build.files import settled
from briefgen.build.origins import MANIFESTS, Fonts, read_manifest
from briefgen.build.records import FOLDER, SeeingWorld, digest
from briefgen.build.versions import versions
from briefgen.messages import Message, Place, message, sorted_messages
from briefgen.world import IMAGE_LIMIT, DiskWorld, Unreadable

_NONE = "–"  # what stands for something that is not there, in both languages


def editions(folder: Path, brief: str | None = None) -> list[str]:
    """The names of the manifests in an output folder: all of them, or those that a brief has or ought to have."""
    found = sorted(path.stem for path in (folder / FOLDER / MANIFESTS).glob("*.json"))
    if brief is None:
        return found
    near = [name for name in found if name == brief or name.startswith(f"{brief}.")]
    return [name for name in near if (read_manifest(folder, name) or {}).get("brief") == brief] or [
        brief
    ]


def verify(root: Path, folder: Path, edition: str) -> tuple[Message, ...]:
    """What differs from the manifest of one brief, each with what was recorded and what was found; () when all agree."""
    with settled(folder):
        manifest = read_manifest(folder, edition)
        if manifest is None:
            return (message("no-manifest", brief=edition),)
        try:
            return tuple(sorted_messages([*_differences(root, folder, manifest)]))
        except (KeyError, TypeError, AttributeError, ValueError):  # JSON, but not ours
            return (message("no-manifest", brief=edition),)


def _differences(root: Path, folder: Path, manifest: Mapping[str, Any]) -> Iterator[Message]:
    brief = str(manifest["brief"])
    for made in manifest["made"]:
        for output in made["outputs"].values():
            yield from _output(folder, output)
        what = {"brief": brief, "formats": ", ".join(made["outputs"])}
        yield from _inputs(DiskWorld(root), {**made["inputs"], **made["template"]}, what)
        yield from _folders(SeeingWorld(root), made, what)
        yield from _environment(DiskWorld(root), made["options"]["environment"], what)
        yield from _fonts(made["fonts"], what)
        yield from _versions(made["versions"], what)


def _output(folder: Path, output: Mapping[str, Any]) -> Iterator[Message]:
    path = folder / output["file"]
    try:
        found = digest(path.read_bytes())
    except FileNotFoundError:
        yield message("output-gone", Place(str(path)), recorded=output["sha256"])
        return
    except OSError as error:
        yield message("output-unreadable", Place(str(path)), reason=error.strerror)
        return
    if found != output["sha256"]:
        yield message("output-changed", Place(str(path)), recorded=output["sha256"], found=found)


def _inputs(
    world: DiskWorld, recorded: Mapping[str, str | None], what: Mapping[str, str]
) -> Iterator[Message]:
    for path, then in recorded.items():
        try:
            now = digest(world.read(path, IMAGE_LIMIT))
        except Unreadable as problem:
            if then is not None and problem.code == "no-file":
                yield message("input-gone", Place(path), recorded=then, **what)
            elif problem.code == "not-a-file":
                yield message(
                    "name-came", Place(path), folder=str(PurePosixPath(path).parent), **what
                )
            elif problem.code != "no-file":
                yield problem.at()
            continue
        if then is None:
            yield message("input-came", Place(path), found=now, **what)
        elif now != then:
            yield message("input-changed", Place(path), recorded=then, found=now, **what)


def _folders(
    world: SeeingWorld, made: Mapping[str, Any], what: Mapping[str, str]
) -> Iterator[Message]:
    """Files that came or went in folders that were looked through; those that were read are told of already."""
    known = {**made["inputs"], **made["template"]}
    for folder, names in made["folders"].items():
        now = world.names(folder)
        for name in sorted(set(now) ^ set(names)):
            path = f"{folder}/{name}" if folder else name
            if path not in known:
                code = "name-came" if name in now else "name-gone"
                yield message(code, Place(path), folder=folder, **what)


def _environment(
    world: DiskWorld, recorded: Mapping[str, str], what: Mapping[str, str]
) -> Iterator[Message]:
    for name, then in recorded.items():
        now = world.variable(name)
        if now != then:
            yield message(
                "variable-differs", None, name=name, recorded=then, found=now or _NONE, **what
            )


def _fonts(recorded: Iterable[Mapping[str, Any]], what: Mapping[str, str]) -> Iterator[Message]:
    fonts = Fonts({})
    for entry in recorded:
        asked = {**entry["asked"], "families": tuple(entry["asked"]["families"])}
        families = asked.pop("families")
        face = _face(families, asked)
        now = {"font": _NONE, "file": _NONE, "sha256": _NONE}
        if face is not None:
            now = {
                "font": face.names[0],
                "file": Path(face.file).name,
                "sha256": fonts.digest(face.file),
            }
        if any(now[key] != entry[key] for key in now):
            yield message(
                "font-differs",
                None,
                asked=", ".join(families),
                recorded=_font(entry),
                found=_font(now),
                **what,
            )


def _face(families: tuple[str, ...], asked: Mapping[str, Any]) -> fontconfig.Face | None:
    try:
        return fontconfig.face(families, **asked)
    except OSError:  # no libfontconfig
        return None


def _font(entry: Mapping[str, Any]) -> str:
    return (
        _NONE
        if entry["font"] == _NONE
        else f"{entry['font']} ({entry['file']}, {entry['sha256'][:12]})"
    )


def _versions(recorded: Mapping[str, str], what: Mapping[str, str]) -> Iterator[Message]:
    now = versions(paged="Pango" in recorded)
    for name in sorted({*recorded, *now}):
        then, found = recorded.get(name, _NONE), now.get(name, _NONE)
        if then != found:
            yield message("version-differs", None, name=name, recorded=then, found=found, **what)
