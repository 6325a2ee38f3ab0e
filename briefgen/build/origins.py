"""Turn the records of a brief into its manifest, which says for everybody what its files were made from, and with what.

`output/.briefgen/manifests/<brief>.json` is published last, together with the files. Unlike the records it is the same on
every machine: it knows no clock, no path of this machine and no user. Its form is described in docs/manifest.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefgen.build.records import FOLDER, Record
from briefgen.build.versions import versions

if TYPE_CHECKING:
    from briefgen.fontconfig import Use
    from briefgen.pipeline import Choices

MANIFESTS = "manifests"
"""The folder among the records that holds them."""
LAYOUT = 1
_FONTS = "fonts"
_JSON = json.JSONEncoder(ensure_ascii=False)
_TEMPLATES = ("templates/", "briefgen:templates/")


def manifest_file(folder: Path, edition: str) -> Path:
    """Where the manifest of a brief lies, whose files are called `edition`."""
    return folder / FOLDER / MANIFESTS / f"{edition}.json"


def read_manifest(folder: Path, edition: str) -> dict[str, Any] | None:
    """The manifest of a brief; None when there is none that can be understood."""
    try:
        found = json.loads(manifest_file(folder, edition).read_bytes())
        known = found["manifest"] == LAYOUT and isinstance(found["made"], list)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if known else None


def manifest_of(brief: str, records: Mapping[str, Record]) -> dict[str, Any]:
    """The manifest of a brief: outputs that have all in common stand together."""
    groups: list[dict[str, Any]] = []
    for name, record in sorted(records.items()):
        made = _made(record)
        group = next((each for each in groups if made.items() <= each.items()), None)
        if group is None:
            group = {"outputs": {}, **made}
            groups.append(group)
        group["outputs"][name] = _output(record)
    return {"manifest": LAYOUT, "brief": brief, "made": groups}


def manifest_text(manifest: Mapping[str, Any]) -> bytes:
    """The bytes of a manifest's file."""
    return f"{_in_lines(manifest)}\n".encode("utf-8", "replace")


def _in_lines(value: Any, margin: str = "\n") -> str:
    """JSON as `json.dumps(value, ensure_ascii=False, indent=1)` has it, which takes five times as long."""
    if not value or not isinstance(value, (dict, list)):
        return _JSON.encode(value)
    inside = f"{margin} "
    if isinstance(value, dict):
        items = [f"{_JSON.encode(key)}: {_in_lines(each, inside)}" for key, each in value.items()]
        return f"{{{inside}{f',{inside}'.join(items)}{margin}}}"
    return f"[{inside}{f',{inside}'.join(_in_lines(each, inside) for each in value)}{margin}]"


def _output(record: Record) -> dict[str, Any]:
    found = {"file": record.file, "sha256": record.digest, "bytes": record.size}
    return found if record.pages is None else found | {"pages": record.pages}


def _made(record: Record) -> dict[str, Any]:
    """What went into an output, by kind; a file that was looked for and not there has no digest."""
    read: dict[str, str | None] = {}
    folders: dict[str, list[str]] = {}
    environment: dict[str, str] = {}
    for path, then in sorted(record.reads.items()):
        kind, _, found = then.partition(" ")
        if kind == "content":
            read[path] = found
        elif kind == "names":
            folders[path] = json.loads(found)
        elif kind == "variable":
            environment |= {path.partition(":")[2]: found} if found else {}
        elif found in {"no", "no-file"}:
            read[path] = None
    ours = {path: found for path, found in read.items() if not path.startswith(_TEMPLATES)}
    return {
        "options": {**record.origin["options"], "environment": environment},
        "inputs": ours,
        "template": {path: found for path, found in read.items() if path not in ours},
        "folders": folders,
        "fonts": record.origin["fonts"],
        "versions": record.origin["versions"],
    }


def origin(choices: Choices, fonts: Iterable[Mapping[str, Any]], *, paged: bool) -> dict[str, Any]:
    """What a record keeps for the manifest beside what was read."""
    options = {
        "template": choices.template,
        "parameters": dict(sorted(choices.parameters.items())),
        "attach": choices.attach,
        "script": choices.script,
        "terms": choices.tell_terms,
    }
    return {"options": options, "fonts": list(fonts), "versions": versions(paged=paged)}


# ---- fonts ----------------------------------------------------------------------------------------------------------


@dataclass
class Fonts:
    """The digests of font files. Fonts are large: what was worked out once is kept in the output folder.

    `known` maps a path of this machine to size, time and digest.
    """

    known: dict[str, list[Any]]
    grown: bool = False
    _entries: dict[tuple[Use, ...], list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Fonts:
        """What is known in an output folder."""
        try:
            known = json.loads((folder / FOLDER / _FONTS).read_bytes())
        except (OSError, ValueError):
            known = {}
        return cls(known if isinstance(known, dict) else {})

    def entry(self, use: Use) -> dict[str, Any]:
        """A font as the manifest has it: what was asked for, what was drawn, and the digest of its file."""
        asked = {"families": list(use.families), "bold": use.bold, "italic": use.italic}
        asked |= {"language": use.language} if use.language else {}
        asked |= {"letter": use.letter} if use.letter else {}
        drawn = {"font": use.font, "file": Path(use.file).name, "sha256": self.digest(use.file)}
        return {"asked": asked, **drawn}

    def entries(self, uses: Iterable[Use]) -> list[dict[str, Any]]:
        """All of them, in an order that is the same everywhere."""
        asked = tuple(uses)
        if asked not in self._entries:  # the formats of a brief have the same
            found = [self.entry(use) for use in asked]
            found.sort(key=lambda entry: json.dumps(entry["asked"], sort_keys=True))
            self._entries[asked] = found
        return self._entries[asked]

    def digest(self, file: str) -> str:
        """The SHA-256 of a font file, "" when it can't be read."""
        try:
            found = Path(file).stat()
            stamp = [found.st_size, found.st_mtime_ns]
            kept = self.known.get(file)
            if isinstance(kept, list) and kept[:2] == stamp:
                return str(kept[2])
            digest = sha256(Path(file).read_bytes()).hexdigest()
        except (OSError, IndexError):
            return ""
        self.known[file] = [*stamp, digest]
        self.grown = True
        return digest

    def files(self, folder: Path) -> dict[Path, bytes]:
        """What is to be written so that the next build knows it; nothing when nothing was learnt."""
        return {folder / FOLDER / _FONTS: json.dumps(self.known).encode()} if self.grown else {}
