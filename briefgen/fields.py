"""Turn the text of a YAML scalar into a typed value: a day, an id, a number, a line or paragraphs of words.

Every refusal has a stable type (`bad_id`, `date_format`, `quantity` …), by which `problems` finds the words for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from briefgen.later import annotated_as_written, imported_later

# pydantic_core describes its schemas in 89 typed dictionaries, whose annotations nobody reads.
with annotated_as_written():
    import pydantic_core  # noqa: F401  imported here, so that it is not imported otherwise
# pydantic looks for plug-ins in every package that is installed, also where it was told to have none.
with imported_later("importlib.metadata", named=["entry_points"]):
    import pydantic.plugin._loader  # noqa: F401  imported here, so that it is not imported otherwise
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+)\s*(\+|余)?")
DAY_PATTERN = f"^{_DAY.pattern}$"
_QUANTITY_LENGTH = 20
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def _day(value: object) -> date:
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if isinstance(value, date):
        return value
    if match is None:
        raise PydanticCustomError("date_format", "not a date")
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        raise PydanticCustomError("date_impossible", "no such day") from None


def is_id(value: object) -> bool:
    """Whether the value may be an id: small Latin letters, digits, `-` and `_`, at most 64."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _identifier(value: str) -> str:
    if not is_id(value):
        raise PydanticCustomError("bad_id", "not an id")
    return value


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted number; `over` says that it is a lower bound ("200+", 200余)."""

    value: Decimal
    over: bool = False


def _quantity(value: object) -> Quantity:
    if isinstance(value, Quantity):
        return value
    match = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or len(match[0]) > _QUANTITY_LENGTH:
        raise PydanticCustomError("quantity", "not a quantity")
    return Quantity(Decimal(match[1].replace(",", "")), bool(match[2]))


def _line(value: str) -> str:
    words = value.strip()
    if not words:
        raise PydanticCustomError("string_too_short", "empty")
    if "\n" in words:
        raise PydanticCustomError("one_line", "more than one line")
    return words


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("string_too_short", "empty")
    return value


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": DAY_PATTERN, "examples": ["2019-08-06"]}),
]
Id = Annotated[
    str,
    AfterValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": f"^{_ID.pattern}$"}),
]
Amount = Annotated[
    Quantity,
    BeforeValidator(_quantity),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "minimum": 0,
            "pattern": f"^(?:{_QUANTITY.pattern})$",
            "examples": [200, "200+"],
        }
    ),
]
Line = Annotated[str, AfterValidator(_line), Field(min_length=1)]
"""One line of plain text."""
Markdown = Annotated[
    str,
    AfterValidator(_not_blank),
    Field(min_length=1, json_schema_extra={"format": "markdown"}),
]
"""Markdown: emphasis, lists, links, tables; HTML tags are plain text."""
Jinja = Annotated[
    str, AfterValidator(_line), Field(min_length=1, json_schema_extra={"format": "jinja"})
]
"""One line of text that may use Jinja over the compiled bulletin: `{{ organisations | count }}`."""
JinjaMarkdown = Annotated[
    str,
    AfterValidator(_not_blank),
    Field(min_length=1, json_schema_extra={"format": "jinja-markdown"}),
]
"""Markdown that may use Jinja over the compiled bulletin."""


class Strict(BaseModel):
    """A mapping in YAML: unknown keys are errors, a key with nothing after it is absent."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        defer_build=True,  # what a model is made of is worked out when it is used, not for each of the thirty
        arbitrary_types_allowed=True,
        populate_by_name=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, value: Any) -> Any:
        """`headline:` with nothing after it says as much as no headline; what is required stays, to be pointed out."""
        if not isinstance(value, dict):
            return value
        optional = {
            field.alias or name
            for name, field in cls.model_fields.items()
            if not field.is_required()
        }
        return {key: item for key, item in value.items() if item is not None or key not in optional}


class Span(Strict):
    """The first and the last day of something."""

    from_: Day = Field(alias="from")
    """First day."""
    to: Day
    """Last day (the first day or later)."""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.to < self.from_:
            raise PydanticCustomError("span_backwards", "the last day lies before the first")
        return self


def _span(value: object) -> object:
    return value if isinstance(value, (dict, Span)) else {"from": value, "to": value}


DayOrSpan = Annotated[
    Span,
    BeforeValidator(_span),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": DAY_PATTERN, "examples": ["2019-08-06"]},
                {
                    "type": "object",
                    "properties": {
                        "from": {"type": "string", "pattern": DAY_PATTERN},
                        "to": {"type": "string", "pattern": DAY_PATTERN},
                    },
                    "required": ["from", "to"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
