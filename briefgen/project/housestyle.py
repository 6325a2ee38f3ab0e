"""Turn a value for a parameter into a line of `templates/house.yaml`, whose comments and other lines stay as they are."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefgen.build.files import publish
from briefgen.messages import Message, Place, Result, message, suggestion
from briefgen.yamltext import read_yaml

if TYPE_CHECKING:
    from briefgen.project import Project
    from briefgen.template.parameters import Parameter
    from briefgen.world import World

_NEW = "# yaml-language-server: $schema=../content/.schemas/house.schema.json\n"


def set_parameter(project: Project, name: str, value: str | None) -> Result[Path]:
    """Give a parameter its value for all templates of the project (None: take it out of the house style); the file.

    The value is None, and nothing is written, when no template has the parameter, when it can't have that value, or when the
    house style has mistakes. A picture is named as seen from templates/. Raises Stop when the disk doesn't allow it.
    """
    from briefgen.template.house import HOUSE_FILE, load_house
    from briefgen.template.parameters import Given, canonical, value_of

    world = project.world()
    wrong = load_house(world).messages
    if wrong:
        return Result(None, wrong)
    known = _known(world)
    parameter = known.get(canonical(name))
    place = Place(HOUSE_FILE)
    if parameter is None:
        args = {"found": name, "suggestion": suggestion(canonical(name), known)}
        found = message("unknown-house-parameter", place, known=", ".join(known), **args)
        return Result(None, (found,))
    if value is not None:
        checked = value_of(world, parameter, Given(value, place, place.file.rpartition("/")[0]))
        if isinstance(checked, Message):
            return Result(None, (checked,))
    text = world.read(HOUSE_FILE).decode("utf-8-sig") if world.is_file(HOUSE_FILE) else _NEW
    edited = with_parameter(text, parameter.name, value)
    if edited is None:
        found = message("house-not-written", place, name=parameter.name, value=value or "")
        return Result(None, (found,))
    path = project.root / HOUSE_FILE
    if edited != text:
        publish({path: edited.encode()})
    return Result(path)


def with_parameter(text: str, name: str, value: str | None) -> str | None:
    """The text of a house.yaml with a parameter set, or taken out (None).

    The result is None when the file can't be edited so that everything else in it still means the same.
    """
    from yaml_edit import Document, YamlError

    from briefgen.template.parameters import canonical

    before = _data(text)
    if before is None:
        # Nothing but comments, which yaml-edit doesn't take for a document.
        text = f"{text.rstrip()}\nparameters:\n".lstrip("\n")
        before = {"parameters": None}
    given = before.get("parameters")
    keys = list(given) if isinstance(given, dict) else []
    key = next((key for key in keys if canonical(key) == name), name)
    if value is None and key not in keys:
        return text
    wanted = deepcopy(before)
    wanted["parameters"] = {**(given or {}), key: value}
    if value is None:
        del wanted["parameters"][key]
    try:
        document = Document.parse(text)
        if value is None:
            document.remove_path(f"parameters.{key}")
        else:
            document.set_path(f"parameters.{key}", value)
    except YamlError:
        return None
    edited = str(document)
    # The library is young: what it wrote has to mean what was wanted, to our own reader.
    return edited if _meaning(_data(edited)) == _meaning(wanted) else None


def _known(world: World) -> dict[str, Parameter]:
    """Every parameter that some template of the project has."""
    from briefgen.template import list_templates, load_template

    known: dict[str, Parameter] = {}
    for name in list_templates(world):
        found = load_template(world, name).value
        known = {**(found.parameters if found else {}), **known}
    return known


def _data(text: str) -> dict[str, Any] | None:
    """What the file says; None when it says nothing, or has mistakes."""
    found = read_yaml(text.encode(), "house.yaml")
    return None if found.value is None or found.failed else found.value.data


def _meaning(data: dict[str, Any] | None) -> dict[str, Any]:
    """Without the keys that have nothing after them, which say as much as no keys."""
    return {key: value for key, value in (data or {}).items() if value not in (None, {})}
