"""Turn the project folder into what a window may choose from: briefs, templates, pictures; and take down what it saves."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from briefgen import __version__
from briefgen.listing import list_briefs
from briefgen.messages import Message, Place, Result, Stop, message
from briefgen.pipeline import Choices, large_print
from briefgen.preview.editors import Editor
from briefgen.preview.shapes import Choice
from briefgen.project.housestyle import set_parameter
from briefgen.project.printing import subject_of
from briefgen.template import list_templates, load_template
from briefgen.template.house import HOUSE_FILE
from briefgen.units import PAPER_MM

if TYPE_CHECKING:
    from briefgen.preview.sheets import Sheets
    from briefgen.project import Project
    from briefgen.world import World

_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif")
_NAMES = ("brief.yaml", "template.yaml")
_MOST_PICTURES = 300
_DEEPEST = 4


class Desk:
    """The project as the preview needs it. `first` is the choice of a window that asks for none."""

    def __init__(self, project: Project, first: Choice, editor: Editor) -> None:
        self.revision = 1
        """Goes up when the catalogue may be another."""
        self._project, self._first, self._editor = project, first, editor
        self._large: tuple[bytes, Choice, Result[Mapping[str, bytes]]] | None = None

    def link(self, place: Place) -> str:
        """The address that opens a place in the editor; "" when there is none."""
        return self._editor.link(place)

    def changed(self, paths: Iterable[str]) -> None:
        """Files changed: other briefs, templates or pictures may be there."""
        names = [PurePosixPath(path) for path in paths]
        # What has no suffix is a folder that came or went.
        if any(name.name in _NAMES or name.suffix.lower() in ("", *_PICTURES) for name in names):
            self.revision += 1

    def first_choice(self, brief: str, template: str) -> Choice:
        """What a new window shows that asks for these ("" for nothing in particular)."""
        if not brief:
            return Choice(self._first.brief, template or self._first.template)
        return Choice(brief, template or None)

    def catalogue(self) -> dict[str, Any]:
        """What there is to choose from."""
        world = self._project.world()
        refs = list_briefs(world).value or ()
        return {
            "revision": self.revision,
            "version": __version__,
            "briefs": [{"id": ref.id, "folder": ref.folder} for ref in refs],
            "templates": [_template(world, name) for name in list_templates(world)],
            "pictures": _pictures(world),
            "papers": list(PAPER_MM),
            "editor": bool(self._editor.pattern),
        }

    def save(self, template: str, values: Mapping[str, str]) -> tuple[Message, ...]:
        """Write parameters into the project's house style; what is wrong with those that are not written."""
        world = self._project.world()
        found = load_template(world, template).value
        kinds = {name: each.kind for name, each in found.parameters.items()} if found else {}
        said: list[Message] = []
        for name, text in values.items():
            picture = kinds.get(name) == "image" and text
            # A window names pictures as seen from the project's folder, the house style from its own.
            written = posixpath.relpath(text, posixpath.dirname(HOUSE_FILE)) if picture else text
            try:
                said += set_parameter(self._project, name, written).messages
            except Stop as stop:
                said += stop.messages
        return tuple(said)

    def sheets(self, data: bytes, choice: Choice, form: Mapping[str, Any]) -> Result[Sheets]:
        """The print run of a PDF that was built from a choice. Raises sheets.BadWish."""
        from briefgen.preview.sheets import sheets_of

        world = self._project.world()
        ref = next((ref for ref in list_briefs(world).value or () if ref.id == choice.brief), None)
        if ref is None:
            return Result(None, (message("unknown-brief", brief=choice.brief, suggestion=""),))
        choices = Choices(choice.template, choice.parameters)
        subject = subject_of(world, ref, choices)
        if form.get("large") is not True or subject.value is None:
            return subject.then(lambda known: sheets_of(world, data, known, form))
        # Every change of the form asks anew: as long as the pages that are shown are the same, the large ones are too.
        if self._large is None or self._large[0] is not data or self._large[1] != choice:
            self._large = (data, choice, large_print(world, ref, choices))
        larger = replace(subject.value, edition="large")
        return self._large[2].then(lambda printed: sheets_of(world, printed["pdf"], larger, form))


def _template(world: World, name: str) -> dict[str, Any]:
    template = load_template(world, name).value
    titles = {language: template.title(language) if template else name for language in ("en", "zh")}
    return {"name": name, "title": titles}


def _pictures(world: World) -> list[str]:
    """The project paths of pictures, for parameters that name one."""
    found: list[str] = []
    folders = ["templates", "content"]
    while folders and len(found) < _MOST_PICTURES:
        folder = folders.pop(0)
        for name in world.names(folder):
            path = f"{folder}/{name}"
            if PurePosixPath(name).suffix.lower() in _PICTURES:
                found.append(path)
            elif not name.startswith(".") and path.count("/") < _DEEPEST and world.is_dir(path):
                folders.append(path)
    return found[:_MOST_PICTURES]
