"""Turn what pydantic refuses into messages at the place in the YAML file, each wrong node with one sensible message.

pydantic's stable error *types* are mapped, never its English. A type that no table knows gives the generic wrong-value.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from briefgen.fields import is_id
from briefgen.messages import Message, Place, Result, message, suggestion
from briefgen.yamltext import Marked, Path

M = TypeVar("M", bound=BaseModel)
_EXCERPT = 40
_LISTED = 12
_MOST_ERRORS = 1_000
_NUMBERS = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D{0,2}")


def validate(model: type[M], marked: Marked) -> Result[M]:
    """The model that the data make, or None with everything that is wrong with them."""
    try:
        return Result(model.model_validate(marked.data, by_alias=True, by_name=False))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True)
        messages = [_message(model, marked, each) for each in found[:_MOST_ERRORS]]
    # A text that stands for both ends of a span fails twice at one place, and a misspelt key is missed as well.
    unique = {(each.code, each.place, each.args.get("key")): each for each in messages}
    meant = {each.args["suggestion"] for each in messages if each.code == "unknown-key"}
    return Result(
        None,
        tuple(
            each
            for each in unique.values()
            if each.code != "missing-key" or each.args["key"] not in meant
        ),
    )


def excerpt(value: object) -> str:
    """The value as it may stand in a sentence: on one line and not too long."""
    words = " ".join(str(value).split())
    return words if len(words) <= _EXCERPT else f"{words[: _EXCERPT - 1]}…"


def listed(choices: Iterator[str] | list[str]) -> str:
    """The choices for the end of a sentence; a long list is cut short."""
    every = list(choices)
    return ", ".join(every[:_LISTED]) + (", …" if len(every) > _LISTED else "")


def _message(model: type[BaseModel], marked: Marked, error: Mapping[str, Any]) -> Message:
    kind, loc, found = error["type"], tuple(error["loc"]), error["input"]
    if kind == "missing":
        return _missing(marked, loc)
    if kind == "extra_forbidden":
        return _unknown_key(model, marked, _path(marked.data, loc))
    path = _path(marked.data, loc)
    if loc[-1:] == ("[key]",):
        place = marked.marks.key_at(path)
    elif found is None:
        return _no_value(marked, path)
    else:
        place = marked.marks.value_at(path)
    if kind == "span_backwards":
        # Both ends are days by now; the second is the one to look at.
        ends = {"first": excerpt(found["from"]), "last": excerpt(found["to"])}
        return message("span-backwards", marked.marks.value_at((*path, "to")), **ends)
    if kind in _EXPECTED:
        return _wrong_kind(model, path, place, kind, found)
    if not isinstance(found, str):
        return _wrong_kind(model, path, place, "string_type", found)
    code, details = _WORDED.get(kind, ("wrong-value", _nothing))
    return message(code, place, found=excerpt(found), **details(found, error.get("ctx") or {}))


def _path(data: Any, loc: tuple[str | int, ...]) -> Path:
    """The path in the data: pydantic's location also names the form of a union that it tried."""
    path: list[str | int] = []
    for part in loc:
        below = dict(enumerate(data)) if isinstance(data, list) else data
        if isinstance(below, dict) and part in below:
            data = below[part]
            path.append(part)
    return tuple(path)


def _missing(marked: Marked, loc: tuple[str | int, ...]) -> Message:
    place = marked.marks.value_at(_path(marked.data, loc[:-1]))
    return message("missing-key", place, key=loc[-1])


def _no_value(marked: Marked, path: Path) -> Message:
    if path and isinstance(path[-1], str):
        return message("no-value", marked.marks.key_at(path), key=excerpt(path[-1]))
    return message("empty-item", marked.marks.value_at(path))


def _unknown_key(model: type[BaseModel], marked: Marked, path: Path) -> Message:
    key, place = str(path[-1]), marked.marks.key_at(path)
    here = _model_at(model, path[:-1])
    known = _keys(here) if here else []
    near = suggestion(key.lower(), known)
    if not near:
        for where, other in _models_below(model):
            if other is not here and key in _keys(other):
                return message("misplaced-key", place, key=key, where=where)
    return message("unknown-key", place, key=excerpt(key), suggestion=near, known=", ".join(known))


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _wrong_kind(
    model: type[BaseModel], path: Path, place: Place, kind: str, found: object
) -> Message:
    """A list where text is wanted, text where a mapping is wanted, and so on."""
    what = "list" if isinstance(found, (list, tuple)) else "mapping"
    args = {"found_en": f"a {what}", "found_zh": {"list": "列表", "mapping": "键值对"}[what]}
    if isinstance(found, str):
        args = {"found_en": f'the text "{excerpt(found)}"', "found_zh": f"文本“{excerpt(found)}”"}
    if _EXPECTED.get(kind) == "expected-mapping":
        here = _model_at(model, path)
        args["known"] = ", ".join(_keys(here)) if here else "a-z"
    return message(_EXPECTED.get(kind, "expected-text"), place, **args)


_EXPECTED = {
    "string_type": "expected-text",
    "tuple_type": "expected-list",
    "list_type": "expected-list",
    "dict_type": "expected-mapping",
    "model_type": "expected-mapping",
    "model_attributes_type": "expected-mapping",
}

_Details = Callable[[str, Mapping[str, Any]], dict[str, object]]


def _nothing(found: str, context: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001  all are called alike
    return {}


def _choices(found: str, context: Mapping[str, Any]) -> dict[str, object]:
    choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    lower = {choice.lower(): choice for choice in choices}
    near = suggestion(found.strip().lower(), lower)
    return {"known": ", ".join(choices), "suggestion": lower.get(near, "")}


def _day(found: str, context: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001  all are called alike
    match = _NUMBERS.fullmatch(found.strip())
    parts = [int(part) for part in match.groups()] if match else []
    return {"suggestion": "{:04}-{:02}-{:02}".format(*parts) if parts else ""}


def _identifier(found: str, context: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001  all are called alike
    wanted = re.sub(r"[\s._]+", "-", found.strip().lower())
    return {"suggestion": wanted if is_id(wanted) else ""}


def _least(found: str, context: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001  all are called alike
    return {"least": context.get("ge", 0)}


def _most(found: str, context: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001  all are called alike
    return {"most": context.get("le", 0)}


def _lines(found: str, context: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001  all are called alike
    return {"lines": len(found.strip().splitlines())}


_WORDED: Mapping[str, tuple[str, _Details]] = {
    "int_parsing": ("not-a-whole-number", _nothing),
    "int_parsing_size": ("not-a-whole-number", _nothing),
    "int_from_float": ("not-a-whole-number", _nothing),
    "int_type": ("not-a-whole-number", _nothing),
    "bool_parsing": ("not-yes-or-no", _nothing),
    "bool_type": ("not-yes-or-no", _nothing),
    "literal_error": ("unknown-choice", _choices),
    "date_format": ("not-a-date", _day),
    "date_impossible": ("no-such-day", _nothing),
    "quantity": ("not-a-quantity", _nothing),
    "bad_id": ("bad-id", _identifier),
    "string_too_short": ("empty-text", _nothing),
    "one_line": ("one-line", _lines),
    "greater_than_equal": ("number-too-small", _least),
    "less_than_equal": ("number-too-large", _most),
    "expects": ("expects-form", _nothing),
    "ids_or_rest": ("organisations-form", _nothing),
}


def _inner(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is made of, without Annotated, Optional, tuple and dict."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _inner(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for option in get_args(annotation):
            yield from _inner(option)
    elif origin in (tuple, dict):
        yield from _inner([arg for arg in get_args(annotation) if arg is not Ellipsis][-1])
    else:
        yield annotation


def _below(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        for kind in _inner(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield field.alias or name, kind


def _models_below(model: type[BaseModel], where: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every mapping that may stand in the file, with the keys that lead to it; the top one first."""
    yield where, model
    for key, kind in _below(model):
        yield from _models_below(kind, f"{where} > {key}" if where else key)


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model of the mapping at `path`; None where any key is allowed."""
    for part in path:
        if isinstance(part, int):
            continue
        found = next((kind for key, kind in _below(model) if key == part), None)
        if found is not None:
            model = found
        elif part in _keys(model):
            return None
    return model
