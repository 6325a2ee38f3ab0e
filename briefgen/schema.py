"""Turn the model into JSON Schemas, from which editors offer keys, choices and the help under each field.

An editor reads `title: 007` as a number and `copy_number: yes` as text; we don't mind either, so the schemas must not:
text fields also accept numbers and booleans, whole numbers and yes/no also accept text, and what is optional may be empty.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

from pydantic import BaseModel

from briefgen.fields import DAY_PATTERN, Strict
from briefgen.model import (
    Brief,
    FigureRegistry,
    OrganisationRegistry,
    Summary,
    TermRegistry,
    ThemeRegistry,
)
from briefgen.template.chain import Settings
from briefgen.template.house import HouseStyle

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: dict[str, type[BaseModel]] = {
    "brief": Brief,
    "summary": Summary,
    "organisations": OrganisationRegistry,
    "themes": ThemeRegistry,
    "figures": FigureRegistry,
    "terms": TermRegistry,
    "house": HouseStyle,
    "template": Settings,
}
_YES_OR_NO = [True, False, "yes", "no", "on", "off", "true", "false"]


def schemas() -> dict[str, str]:
    """File name ("summary.schema.json") to the text of the schema, for each kind of YAML file of a project."""
    _explain()
    return {f"{name}.schema.json": _text(name, model) for name, model in _MODELS.items()}


def _explain() -> None:
    """Make the docstring under each field of every model its description.

    pydantic's `use_attribute_docstrings` does the same on every import, which takes half of the time that the models take.
    """
    for model in Strict.__subclasses__():
        for name, words in _docstrings(model):
            model.model_fields[name].description = words
    for model in Strict.__subclasses__():
        model.model_rebuild(force=True)


def _docstrings(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    (tree,) = ast.parse(dedent(inspect.getsource(model))).body
    assert isinstance(tree, ast.ClassDef)
    for field, below in pairwise(tree.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(words))
            ):
                yield name, inspect.cleandoc(words)


def _text(name: str, model: type[BaseModel]) -> str:
    schema = _editable(model.model_json_schema(by_alias=True))
    whole = {"$schema": _DIALECT, "title": f"briefgen: {name}", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _editable(node: Any) -> Any:
    """The schema as an editor should apply it; `title`, which only repeats the key, and empty defaults are left out."""
    if isinstance(node, list):
        return [_editable(item) for item in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            made[key] = {name: _editable(below) for name, below in value.items()}
        elif key == "patternProperties":
            # As pydantic has it, a key that doesn't match would be free to hold anything.
            ((pattern, below),) = value.items()
            made |= {
                "propertyNames": {"pattern": pattern},
                "additionalProperties": _editable(below),
            }
        elif key in ("enum", "required", "examples", "default"):
            made[key] = value
        elif key != "title":
            made[key] = _editable(value)
    if made.get("default", "") in (None, [], {}):
        del made["default"]
    others = made.get("additionalProperties")
    if isinstance(others, dict) and "$ref" in others:
        made["additionalProperties"] = _or_empty(others)
    required = made.get("required", ())
    for name, below in made.get("properties", {}).items():
        if name not in required:
            made["properties"][name] = _or_empty(below)
    return _widened(made)


def _widened(node: dict[str, Any]) -> dict[str, Any]:
    kind = node.get("type")
    # A day is text for every editor.
    if (
        kind == "string"
        and not {"enum", "const"} & node.keys()
        and node.get("pattern") != DAY_PATTERN
    ):
        return {**node, "type": ["string", "number", "boolean"]}
    if kind == "integer":
        return {**node, "type": ["integer", "string"], "pattern": r"^\d+$"}
    if kind == "boolean":
        return {key: value for key, value in node.items() if key != "type"} | {"enum": _YES_OR_NO}
    return node


def _or_empty(node: dict[str, Any]) -> dict[str, Any]:
    """The schema of an optional key: nothing after the colon is as good as no key."""
    for key in ("anyOf", "oneOf"):
        if key in node:
            options = node[key]
            return (
                node if {"type": "null"} in options else {**node, key: [*options, {"type": "null"}]}
            )
    if "enum" in node:
        loose = {key: value for key, value in node.items() if key != "type"}
        return {**loose, "enum": [*node["enum"], None]}
    if "$ref" in node:
        rest = {key: value for key, value in node.items() if key != "$ref"}
        return {**rest, "anyOf": [{"$ref": node["$ref"]}, {"type": "null"}]}
    if "type" in node:
        kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
        return {**node, "type": [*kinds, "null"]}
    return node


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    _write(Path(sys.argv[1] if len(sys.argv) > 1 else "content/.schemas"))
