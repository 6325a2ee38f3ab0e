"""Turn values of a bulletin into words: the filters of templates and text fields, in the language of the brief.

Also Jinja's own filters, those that are kept, with limits on what they make; see `sandbox` for who uses them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any, Literal

from jinja2 import Environment, Undefined, pass_environment
from jinja2.filters import FILTERS, make_attrgetter
from markupsafe import Markup, escape

from briefgen.bulletin import (
    Chart,
    FigureTotal,
    FigureValue,
    Number,
    Organisation,
    OrganisationValue,
    Span,
)
from briefgen.locale import Locale, locale
from briefgen.markup import inline_markdown, markdown, plain

Output = Literal["html", "word", "text", "markdown"]
Filter = Callable[..., Any]

LARGEST_TEXT = 1_000_000
"""Characters of a text, or elements of a list, that an expression makes."""
LARGEST_RANGE = 10_000
"""Elements of a range, rows of a batch."""

_ANY_FILTERS = (
    "abs",
    "attr",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "float",
    "groupby",
    "items",
    "last",
    "length",
    "list",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "sort",
    "unique",
)
_TEXT_FILTERS = (
    "capitalize",
    "e",
    "escape",
    "lower",
    "string",
    "striptags",
    "title",
    "trim",
    "truncate",
    "upper",
    "wordcount",
)


class Exceeded(Exception):
    """A template wanted more than it may have: `what` is steps, output, text, memory, range, number or time."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"{what}: {limit}")
        self.what = what
        self.limit = limit


class NoValue(Exception):
    """Something is to be printed or worded that has no value in this brief."""


def checked(value: Any) -> Any:
    """The value when it is not longer than a text or list may be. Raises Exceeded."""
    if isinstance(value, (str, list, tuple)):
        check_length(len(value))
    return value


def check_length(length: int) -> None:
    """Nothing, or Exceeded raised when a text or list may not be as long."""
    if length > LARGEST_TEXT:
        raise Exceeded("text", LARGEST_TEXT)


def printed(value: object, language: str) -> str | None:
    """What `{{ value }}` prints for what isn't text; None when it has no words of its own (a list, a section)."""
    words = locale(language)
    match value:
        case str() | Organisation():
            return str(value)
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case Decimal():
            return words.number(value)
        case dt.date():
            return words.date(value)
        case Span():
            return words.span(value.first, value.last)
        case Number() | FigureValue() | FigureTotal() | OrganisationValue():
            return _quantity(words, value)
    return None


def filters_for(language: str, output: Output) -> dict[str, Filter]:
    """Every filter that a template or text field may use; `output` decides what the Markdown filters make."""
    words = _Wording(locale(language))
    return {
        **{name: FILTERS[name] for name in _ANY_FILTERS},
        **{name: _on_words(name, language) for name in _TEXT_FILTERS},
        **_limited(language),
        **{name: getattr(words, name) for name in _WORDING},
        **_markup(output),
    }


@dataclass(frozen=True, slots=True)
class _Wording:
    """The filters that word something; each public method is one."""

    words: Locale

    def names(self, values: Iterable[object], limit: int | None = None, full: bool = False) -> str:
        return self.words.names(_names(values, full), limit)

    def names_and(
        self, values: Iterable[object], limit: int | None = None, full: bool = False
    ) -> str:
        return self.words.names(_names(values, full), limit, joined=True)

    def date(self, value: dt.date | Span, form: str = "full") -> str:
        if isinstance(value, Span):
            return self.words.span(value.first, value.last, form)
        return self.words.date(_expect(value, dt.date, "date", "a day"), form)

    def span(self, value: dt.date | Span, form: str | None = None) -> str:
        if isinstance(value, dt.date):
            return self.words.span(value, value, form)
        days = _expect(value, Span, "span", "days")
        return self.words.span(days.first, days.last, form)

    def month(self, value: dt.date | int) -> str:
        if isinstance(value, dt.date):
            return self.words.month(value.month)
        return self.words.month(_expect(value, int, "month", "a day or a number"))

    def number(self, value: object) -> str:
        if isinstance(value, (FigureValue, FigureTotal, OrganisationValue)):
            value = value.number
        if isinstance(value, Number):
            return self.words.quantity(value.value, over=value.over)
        return self.words.number(_expect(value, (int, Decimal), "number", "a number"))

    def quantity(self, value: object, unit: str | None = None) -> str:
        return _quantity(self.words, value, unit)

    def ordinal(self, value: int, form: str = "plain") -> str:
        return self.words.ordinal(_expect(value, int, "ordinal", "a whole number"), form)

    def issue(self, value: int) -> str:
        return self.words.issue(_expect(value, int, "issue", "a whole number"))

    def issue_total(self, value: int) -> str:
        return self.words.issue_total(_expect(value, int, "issue_total", "a whole number"))

    def chart_data(self, value: object) -> str:
        chart = _expect(value, Chart, "chart_data", "a chart")
        rows = [
            {
                "name": str(row.label),
                "numbers": [None if n is None else [str(n.value), n.over] for n in row.numbers],
            }
            for row in chart.series
        ]
        data = {
            "kind": chart.kind,
            "categories": [str(each) for each in chart.categories],
            "rows": rows,
            "grouped": self.words.words["digits"] == "grouped",
            "over_mark": self.words.words["over-mark"],
        }
        return json.dumps(data, ensure_ascii=False)

    def anchor(self, value: str, where: object = None) -> str:  # noqa: ARG002  a page's own says more
        return f"ref_{value}"

    def src(self, value: object) -> str:
        if isinstance(value, Undefined):
            str(value)  # raises
        return str(getattr(value, "src", ""))


_WORDING = (
    "names",
    "names_and",
    "date",
    "span",
    "month",
    "number",
    "quantity",
    "ordinal",
    "issue",
    "issue_total",
    "chart_data",
    "anchor",
    "src",
)


def _markup(output: Output) -> dict[str, Filter]:
    def as_html(value: str | None, level: int = 3) -> str:
        return "" if value is None else markdown(value, level)

    def as_inline(value: str | None) -> str:
        return "" if value is None else inline_markdown(value)

    def as_plain(value: str | None) -> str:
        return "" if value is None else plain(value)

    def as_markdown(value: str) -> str:
        # The field is Markdown itself: the value's own Markdown is let through.
        return Markup(value)  # noqa: S704  as said above

    if output == "html":
        return {"markdown": as_html, "inline_markdown": as_inline, "plain": as_plain}
    through = as_markdown if output == "markdown" else as_plain
    return {"markdown": through, "inline_markdown": through, "plain": as_plain}


def _names(values: Iterable[object], full: bool) -> list[str]:
    if isinstance(values, (str, Organisation, Mapping)):
        raise TypeError("names wants a list")
    return [_name(value, full) for value in values]


def _name(value: object, full: bool) -> str:
    organisation = getattr(value, "organisation", value)
    if isinstance(organisation, Organisation):
        return organisation.name if full else organisation.short
    return str(_expect(value, str, "names", "organisations or texts"))


def _quantity(words: Locale, value: object, unit: str | None = None) -> str:
    if unit is None:
        unit = str(getattr(value, "unit", ""))
    if isinstance(value, (FigureValue, FigureTotal, OrganisationValue)):
        if value.number is None:
            return ""
        value = value.number
    if isinstance(value, Number):
        return words.quantity(value.value, unit, over=value.over)
    return words.quantity(_expect(value, (int, Decimal), "quantity", "a figure or number"), unit)


def _expect(value: Any, kinds: Any, name: str, what: str) -> Any:
    if isinstance(value, Undefined):
        str(value)  # raises, naming what is missing
    if value is None:
        raise NoValue
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise TypeError(f"{name} wants {what}, not {type(value).__name__.lower()}")
    return value


def _on_words(name: str, language: str) -> Filter:
    """One of Jinja's filters for text, which takes only what prints as words (never a long list's repr)."""
    own = FILTERS[name]
    first = 1 if hasattr(own, "jinja_pass_arg") else 0

    @wraps(own)
    def limited(*args: Any, **options: Any) -> Any:
        value = args[first]
        if not isinstance(value, str) and (words := printed(value, language)) is not None:
            value = words
        elif not isinstance(value, str):
            _expect(value, str, name, "text")
        return own(*args[:first], value, *args[first + 1 :], **options)

    return limited


def _limited(language: str) -> dict[str, Filter]:
    @pass_environment
    def join(
        environment: Environment,
        values: Iterable[object],
        between: str = "",
        attribute: str | None = None,
    ) -> str:
        found = _each(environment, values, attribute)
        words = [_word(value, language) for value in found]
        check_length(sum(map(len, words)) + len(between) * len(words))
        if any(isinstance(word, Markup) for word in (*words, between)):
            return escape(between).join(words)
        return between.join(words)

    def replace(text: str, old: str, new: str) -> str:
        _expect(text, str, "replace", "text")
        check_length(len(text) + text.count(old) * len(new))
        return text.replace(old, new)

    def whole(value: Any, default: int = 0) -> int:
        try:
            return int(value) if len(str(value)) <= 50 else default
        except (TypeError, ValueError):
            return default

    def rounded(value: Any, digits: int = 0) -> Any:
        if abs(digits) > 20:
            raise Exceeded("number", 20)
        return round(_expect(value, (int, float, Decimal), "round", "a number"), digits)

    @pass_environment
    def total(environment: Environment, values: Iterable[Any], attribute: str | None = None) -> Any:
        found = _each(environment, values, attribute)
        numbers = [value.value if isinstance(value, Number) else value for value in found]
        return sum(_expect(value, (int, float, Decimal), "sum", "numbers") for value in numbers)

    return {
        "batch": _with_rows("batch"),
        "int": whole,
        "join": join,
        "replace": replace,
        "round": rounded,
        "slice": _with_rows("slice"),
        "sum": total,
    }


def _word(value: object, language: str) -> str:
    words = value if isinstance(value, str) else printed(value, language)
    return str(_expect(value, str, "join", "texts")) if words is None else words


def _each(environment: Environment, values: Iterable[Any], attribute: str | None) -> list[Any]:
    """The values, or of each its attribute as far as the sandbox lets it be seen."""
    if attribute is None:
        return list(values)
    return [make_attrgetter(environment, attribute)(value) for value in values]


def _with_rows(name: str) -> Filter:
    def rows(values: Iterable[Any], count: int, fill: Any = None) -> Any:
        if not 1 <= count <= LARGEST_RANGE:
            raise Exceeded("range", LARGEST_RANGE)
        return FILTERS[name](list(values), count, fill)

    return rows


FILTER_NAMES = tuple(sorted(filters_for("en", "html")))
