"""Turn the YAML blocks of a page into a project in memory, and the project into everything that is said about it.

A block whose first line names a file in a comment is that file. The words after `yaml` say what a fragment is:
`activity` items of a summary's list, `summary` keys of a summary, `brief` keys that replace those of the page's brief.yaml;
`wrong` goes with them where the next block (`text`) shows the messages.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from textwrap import indent

from PIL import Image

from briefgen.load import BriefRef, list_briefs
from briefgen.messages import Message, sorted_messages
from briefgen.pipeline import Choices, run_stages
from briefgen.world import MemoryWorld
from briefgen.writers import Stage
from tests.docs.pages import Fence, fences

FRAGMENTS = ("activity", "summary", "brief")


def picture() -> bytes:
    """A small PNG."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 4), "#17505c").save(stream, "PNG")
    return stream.getvalue()


def files_of(page: Path) -> dict[str, str | bytes]:
    """The project that the page's own files make, with the picture that they name."""
    files: dict[str, str | bytes] = {
        fence.path: fence.text for fence in fences(page) if fence.path.startswith("content/")
    }
    files[f"{folder_of(files)}/hall.png"] = picture()
    return files


def folder_of(files: dict[str, str | bytes]) -> str:
    """The folder of the only brief."""
    (brief,) = [name for name in files if name.endswith("/brief.yaml")]
    return brief.removesuffix("/brief.yaml")


def with_fragment(files: dict[str, str | bytes], fence: Fence) -> dict[str, str | bytes]:
    """The project with a fragment put where it belongs."""
    folder, kind = folder_of(files), fence.info.split()[0]
    if kind == "brief":
        brief = files[f"{folder}/brief.yaml"]
        assert isinstance(brief, str)
        return {**files, f"{folder}/brief.yaml": without_keys(brief, fence.text) + fence.text}
    spare = silent(files)
    text = f"activities:\n{indent(fence.text, '  ')}" if kind == "activity" else fence.text
    return {**files, f"{folder}/{spare}.yaml": f"organisation: {spare}\n{text}"}


def silent(files: dict[str, str | bytes]) -> str:
    """The only organisation that reports nothing on the page itself: fragments of summaries are its."""
    registry = files["content/organisations.yaml"]
    assert isinstance(registry, str)
    (spare,) = [
        name
        for name in re.findall(r"(?m)^  - \{id: ([a-z-]+),", registry)
        if f"{folder_of(files)}/{name}.yaml" not in files
    ]
    return str(spare)


def without_keys(text: str, other: str) -> str:
    """YAML without those of its top keys that `other` has too."""
    gone = set(re.findall(r"(?m)^(\w+):", other))
    parts = re.split(r"(?m)^(?=\w+:)", text)
    return "".join(part for part in parts if part.partition(":")[0] not in gone)


def said(files: dict[str, str | bytes], until: Stage = Stage.PAGE) -> list[Message]:
    """Every message about the project's brief, up to a stage."""
    world = MemoryWorld(dict(files))
    (ref,) = briefs(world)
    return sorted_messages(run_stages(world, ref, Choices(), until)[until].messages)


def briefs(world: MemoryWorld) -> tuple[BriefRef, ...]:
    """The briefs of a project."""
    found = list_briefs(world)
    assert found.value is not None
    assert found.messages == ()
    return found.value
