"""The JSON Schemas: current, accepting what briefgen accepts however an editor reads it, refusing what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefgen.schema import schemas

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
KINDS = {f"{kind}.yaml": kind for kind in ("brief", "organisations", "themes", "figures")}
TYPES: dict[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
KNOWN_WORDS = {
    "$schema", "$defs", "$ref", "title", "description", "default", "examples", "format", "type", "enum", "const",
    "anyOf", "oneOf", "pattern", "minLength", "minimum", "items", "properties", "required", "additionalProperties",
    "propertyNames",
}  # fmt: skip


class EditorLoader(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: true and numbers are resolved, yes and days stay text."""


EditorLoader.yaml_implicit_resolvers = {}
EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)
EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile("^(?:~|null|)$"), ["~", "n", ""]
)
EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?\d+\.\d+$"), list("-0123456789")
)
EditorLoader.add_implicit_resolver("decimal", re.compile(r"^-?\d+$"), list("-0123456789"))
# 018 is the number 18 in YAML 1.2, not a broken octal one.
EditorLoader.add_constructor("decimal", lambda _, node: int(node.value))


def faults(
    value: Any, schema: dict[str, Any], whole: dict[str, Any], where: str = ""
) -> Iterator[str]:
    """The words of JSON Schema that our schemas use; an unknown one is a failure of this test, not a pass."""
    assert schema.keys() <= KNOWN_WORDS, schema.keys() - KNOWN_WORDS
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(TYPES[kind](value) for kind in kinds):
        yield f"{where}: {value!r} is no {kinds}"
        return
    yield from choice_faults(value, schema, whole, where)
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            yield f"{where}: {value!r} does not match"
        if len(value) < schema.get("minLength", 0):
            yield f"{where}: too short"
    if TYPES["number"](value) and value < schema.get("minimum", value):
        yield f"{where}: too small"
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), whole, f"{where}/{number}")
    if isinstance(value, dict):
        yield from object_faults(value, schema, whole, where)


def choice_faults(
    value: Any, schema: dict[str, Any], whole: dict[str, Any], where: str
) -> Iterator[str]:
    if "$ref" in schema:
        yield from faults(value, whole["$defs"][schema["$ref"].split("/")[-1]], whole, where)
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']}"
    for word in {"anyOf", "oneOf"} & schema.keys():
        tried = [list(faults(value, option, whole, where)) for option in schema[word]]
        good = sum(not each for each in tried)
        if good == 0 or (word == "oneOf" and good > 1):
            yield f"{where}: {word}: {tried}"


def object_faults(
    value: Any, schema: dict[str, Any], whole: dict[str, Any], where: str
) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    yield from (f"{where}: no {key}" for key in schema.get("required", ()) if key not in value)
    for key, item in value.items():
        yield from faults(str(key), schema.get("propertyNames", {}), whole, f"{where}/{key}")
        if key in known:
            yield from faults(item, known[key], whole, f"{where}/{key}")
        elif others is False:
            yield f"{where}: unknown {key}"
        else:
            yield from faults(item, others, whole, f"{where}/{key}")


def found(kind: str, text: str) -> list[str]:
    schema = json.loads(schemas()[f"{kind}.schema.json"])
    return list(faults(yaml.load(text, EditorLoader), schema, schema))


def test_the_committed_schemas_are_current() -> None:
    folder = CONTENT / ".schemas"
    committed = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert committed == schemas(), "run: python -m briefgen.schema content/.schemas"


FILES = sorted(path for path in CONTENT.rglob("*.yaml") if ".schemas" not in path.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CONTENT)))
def test_the_sample_content_is_valid_and_names_its_schema(path: Path) -> None:
    text = path.read_text("utf-8")
    kind = KINDS.get(path.name, "summary")
    assert found(kind, text) == []
    first = text.split("\n", 1)[0]
    assert first.startswith("# yaml-language-server: $schema=")
    target = path.parent / first.removeprefix("# yaml-language-server: $schema=").strip()
    assert target.resolve() == (CONTENT / ".schemas" / f"{kind}.schema.json").resolve()


ACCEPTED = [
    "organisation: 007\nheadline: 12\n",
    "organisation: a\nheadline: true\ntext:\nactivities:\n",
    "organisation: a\nactivities: [{date: 2019-08-06, title: 1.10, figures: {x: 200+, y: 3}}]\n",
    "organisation: a\nactivities: [{date: {from: 2019-08-06, to: 2019年8月7日}, themes: [1]}]\n",
    "organisation: a\ntasks: [{task: x, status: done, due: 2019/8/6}]\n",
]
REFUSED = [
    "headline: x\n",
    "organisation: a\nheadlin: x\n",
    "organisation: A b\n",
    "organisation: a\nheadline: [x]\n",
    "organisation: a\nactivities: x\n",
    "organisation: a\nactivities: [{date: tomorrow}]\n",
    "organisation: a\nactivities: [{figures: {x: many}}]\n",
    "organisation: a\ntasks: [{task: x, status: offen}]\n",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    assert found("summary", text) == []


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    assert found("summary", text) != []


BRIEF = "masthead: {name: x}\ndate: 2019-08-06\ntitle: x\n"


@pytest.mark.parametrize(
    "text",
    [
        "masthead: {name: 1, number: '018', copy_number: yes}\ndate: 2019-08-06\ntitle: x\n",
        BRIEF + "expects: all\nfigures: [a, {figure: b, value: 3, source: x}]\n",
        BRIEF + "expects: [a, 1]\nsections: [{organisations: rest}, {organisations: [a]}]\n",
        BRIEF + "expects: {level: 2}\ntopics: {a: , b: {label: x}}\nlanguage:\n",
    ],
)
def test_briefs_accepted(text: str) -> None:
    assert found("brief", text) == []


@pytest.mark.parametrize(
    "text",
    [
        BRIEF + "expects: some\n",
        BRIEF + "sections: [{organisations: all}]\n",
        BRIEF + "figures: [{figure: b}]\n",
        BRIEF + "language: de\n",
        "masthead: {name: x, copy_number: perhaps}\ndate: 2019-08-06\ntitle: x\n",
        "masthead: {name: x, number: -1}\ndate: 2019-08-06\ntitle: x\n",
    ],
)
def test_briefs_refused(text: str) -> None:
    assert found("brief", text) != []


def properties(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).items()
    for below in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from properties(below)


def test_every_key_has_its_help() -> None:
    seen = 0
    for text in schemas().values():
        whole = json.loads(text)
        for key, schema in properties(whole):
            refers = whole["$defs"][schema["$ref"].split("/")[-1]] if "$ref" in schema else {}
            if key not in ("from", "to"):
                seen += 1
                assert schema.get("description") or refers.get("description"), key
    assert seen > 70
