"""Word forms made with python-docx, as an office would write them, and what becomes of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from PIL import Image

from briefgen.messages import Message
from briefgen.pipeline import Choices, check, make
from briefgen.world import MemoryWorld
from tests.cli.support import FILES, NORTH

FORM = "templates/form/template.docx"


def picture() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 20), "#17505c").save(stream, "PNG")
    return stream.getvalue()


def form(*paragraphs: str, edit: Callable[[Any], None] | None = None) -> bytes:
    """A form with these paragraphs, and whatever `edit` does to it."""
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if edit:
        edit(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The file with parts put in or replaced."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as copy:
        for entry in source.infolist():
            copy.writestr(entry, parts.get(entry.filename, source.read(entry)))
        for name in parts.keys() - set(source.namelist()):
            copy.writestr(name, parts[name])
    return stream.getvalue()


@dataclass(frozen=True)
class Filled:
    """What became of a form: the bytes (None: nothing), and the messages without those of what it leaves out."""

    data: bytes | None
    messages: tuple[Message, ...]

    @property
    def document(self) -> Any:
        assert self.data is not None, [each.line() for each in self.messages]
        return Document(BytesIO(self.data))

    @property
    def words(self) -> list[str]:
        """The words of the paragraphs outside tables."""
        return [each.text for each in self.document.paragraphs]

    @property
    def said(self) -> list[str]:
        left = "form-not-printed"
        return [each.line() for each in self.messages if each.code != left]

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.messages if each.code != "form-not-printed"]


def world_of(data: bytes, **more: str | bytes) -> MemoryWorld:
    files: dict[str, str | bytes] = dict(FILES)
    files["content/2026-w06/north.yaml"] = (
        NORTH + "    images: [{file: hall.png, alt: The reading room}]\n"
    )
    files["content/2026-w06/hall.png"] = picture()
    files[FORM] = data
    return MemoryWorld(files | more)


def filled(data: bytes, *, language: str = "en", **more: str | bytes) -> Filled:
    """The form filled in with the brief of two libraries."""
    world = world_of(data, **more)
    if language != "en":
        brief = world.files["content/2026-w06/brief.yaml"]
        assert isinstance(brief, str)
        world.files["content/2026-w06/brief.yaml"] = brief.replace(
            "language: en", f"language: {language}"
        )
    made = make(world, reference(world), ["docx"], Choices("form"))["docx"]
    return Filled(made.value.data if made.value else None, made.messages)


def reference(world: MemoryWorld) -> Any:
    from briefgen.load import list_briefs

    (ref,) = list_briefs(world).value or ()
    return ref


def checked(data: bytes) -> list[str]:
    """What `briefgen check` says of the form."""
    world = world_of(data)
    return [
        m.line()
        for m in check(world, reference(world), Choices("form"))
        if m.code != "form-not-printed"
    ]
