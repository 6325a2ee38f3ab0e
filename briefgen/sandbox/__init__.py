"""Turn Jinja source into text inside fences: nothing but the bulletin can be reached, and nothing can run for long.

The one environment for the text fields of a brief and for templates. Undefined names are errors, output is escaped, the
private parts of objects are closed, and a budget stops loops, recursion and output that grow without end.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from briefgen.bulletin import Span
from briefgen.markup import escape_markdown
from briefgen.sandbox.errors import MissingName, Refused, Unprintable, explain
from briefgen.sandbox.filters import (
    LARGEST_RANGE,
    Exceeded,
    NoValue,
    Output,
    check_length,
    checked,
    filters_for,
    printed,
)

__all__ = ["Sandbox", "explain", "make_environment"]

LARGEST_OUTPUT = {"html": 40_000_000, "word": 40_000_000, "markdown": 1_000_000, "text": 100_000}
"""Characters of everything that one rendering prints."""
MOST_STEPS = 500_000
"""Rounds of loops, calls of macros and blocks in one rendering."""
MOST_MADE = 100_000_000
"""Characters and elements of all texts and lists that the expressions of one rendering make, kept or not."""
LONGEST = 30.0
"""Seconds of the processor for one rendering."""

_LONG = 10_000
_COUNTED = " counted"
"""The name of a filter that no template can write."""
_STR_METHODS = (
    "capitalize",
    "endswith",
    "isdigit",
    "lower",
    "lstrip",
    "removeprefix",
    "removesuffix",
    "rstrip",
    "split",
    "src",
    "startswith",
    "strip",
    "title",
    "upper",
)
_DATE_ATTRIBUTES = ("day", "isoformat", "isoweekday", "month", "weekday", "year")
_MAPPING_METHODS = ("get", "items", "keys", "values")
_SPAN_WORDS = {"from": "first", "to": "last"}
# Newlines mean something in Markdown: a line with nothing but tags is to vanish, one that ends with a tag keeps its end.
# The newline goes into a comment, so that the lines are still counted.
_TAG_LINE = re.compile(r"(?m)^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n")
_LARGEST_NUMBER = 10**30
_LARGEST_POWER = 1000


class _Missing(StrictUndefined):
    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: Any = UndefinedError,
    ) -> None:
        owner = None if obj is missing else obj
        known: Any = exc
        if exc is UndefinedError and obj is None:
            known = NoValue  # the part of something that this brief doesn't have
        elif exc is UndefinedError:
            known = partial(MissingName, name=name, owner=owner)
        elif exc is SecurityError:
            known = partial(Refused, name=name)
        super().__init__(hint, obj, name, known)


class Sandbox(ImmutableSandboxedEnvironment):
    """Our Jinja environment; call `begin` before each rendering. Make one with `make_environment`."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, language: str, loader: BaseLoader | None, output: Output) -> None:
        super().__init__(
            loader=loader,
            # For Markdown too: what macros and set blocks make is then known to be escaped already.
            autoescape=output != "text",
            trim_blocks=output == "html",
            lstrip_blocks=output == "html",
            keep_trailing_newline=True,
            undefined=_Missing,
            finalize=self._finalize,
        )
        self.language = language
        self.output: Output = output
        self.filters = {**filters_for(language, output), _COUNTED: self.counted}
        self.globals = {"range": _range, "namespace": Namespace, "dict": dict}
        self.begin()

    def begin(self) -> None:
        """Give the next rendering its full budget."""
        self._steps = 0
        self._printed = 0
        self._made = 0
        self._until = time.process_time() + LONGEST

    def step(self, characters: int = 0) -> str:
        """Count one round of a loop that prints `characters` of the template's own. Raises Exceeded."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Exceeded("steps", MOST_STEPS)
        self._look_at_the_time()
        self._count(characters)
        return ""

    def checked(self, value: Any) -> Any:
        """The value when it is not larger than a text or number may be. Raises Exceeded."""
        number = isinstance(value, (int, float, Decimal))
        if number and not -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
            raise Exceeded("number", _LARGEST_NUMBER)
        return self.counted(checked(value))

    def counted(self, value: Any) -> Any:
        """The value, when all that were made together are not too much for the memory. Raises Exceeded."""
        if isinstance(value, (str, list, tuple)):
            length = len(value)
            self._made += length
            if self._made > MOST_MADE:
                raise Exceeded("memory", MOST_MADE)
            if length > _LONG:
                self._look_at_the_time()
        return value

    def call_filter(self, *args: Any, **options: Any) -> Any:
        """What a filter makes of one of many values (`map`)."""
        return self.counted(super().call_filter(*args, **options))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; of a mapping the item with that key first; `from` and `to` of a span as YAML writes them."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Span) and attribute in _SPAN_WORDS:
            attribute = _SPAN_WORDS[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether templates may see it: nothing private, and of basic types only what can't be abused."""
        if not super().is_safe_attribute(obj, attr, value):
            return False
        for kind, allowed in _ALLOWED.items():
            if isinstance(obj, kind):
                return attr in allowed
        return not isinstance(obj, type)

    def wrap_str_format(self, value: Any) -> None:
        """Nothing: `format` isn't among the methods of text that templates may call."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The result of + * ** %, refused where it would be huge. Raises Exceeded and Refused."""
        if operator == "%" and isinstance(left, str):
            raise Refused(None, "%")
        if operator == "**" and max(abs(right), abs(left)) > _LARGEST_POWER:
            raise Exceeded("number", _LARGEST_NUMBER)
        if operator == "*":
            for text, times in ((left, right), (right, left)):
                if isinstance(text, (str, list, tuple)) and isinstance(times, int):
                    check_length(len(text) * times)
        return self.checked(super().call_binop(context, operator, left, right))

    def _look_at_the_time(self) -> None:
        if time.process_time() > self._until:
            raise Exceeded("time", int(LONGEST))

    def _count(self, characters: int) -> None:
        self._printed += characters
        if self._printed > LARGEST_OUTPUT[self.output]:
            raise Exceeded("output", LARGEST_OUTPUT[self.output])

    def _finalize(self, value: Any) -> Any:
        """What `{{ value }}` prints; see `filters.printed`. Raises NoValue and Unprintable."""
        if isinstance(value, Undefined):
            return str(value)
        if value is None:
            if self.output in ("html", "word"):
                return ""
            raise NoValue
        words = value if isinstance(value, str) else printed(value, self.language)
        if words is None:
            raise Unprintable(type(value).__name__)
        self._count(len(words))
        if self.output == "markdown" and not isinstance(words, Markup):
            return Markup(escape_markdown(words))  # noqa: S704  escaped for Markdown
        return words

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The template's tree with the budget built in; see `_TAG_LINE` for text that isn't HTML."""
        if self.output in ("text", "markdown"):
            source = _TAG_LINE.sub(r"\1{#\n#}", source)
        return _Guard(name, filename).visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]  # Jinja's visitor


_ALLOWED: dict[type, tuple[str, ...]] = {
    str: _STR_METHODS,
    date: _DATE_ATTRIBUTES,
    Mapping: _MAPPING_METHODS,
    list: (),
    # What groupby makes is a named tuple.
    tuple: ("grouper", "list"),
    int: (),
    float: (),
    Decimal: (),
    bytes: (),
}


def make_environment(
    language: str, loader: BaseLoader | None = None, output: Output = "html"
) -> Sandbox:
    """The sandboxed environment for a language ("zh-Hans", "zh-Hant", "en"), with our filters.

    `output` is what comes out: "html" escapes for HTML, "word" for the XML of Word; "text" is plain; "markdown" escapes values
    for Markdown. In the last two, printing something without a value is an error (in the others it prints nothing).
    """
    return Sandbox(language, loader, output)


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > LARGEST_RANGE:
        raise Exceeded("range", LARGEST_RANGE)
    return numbers


class _Guard(NodeTransformer):
    """Makes every round of a loop and every call of a macro or block a counted step, and what expressions make counted.

    Raises TemplateSyntaxError for the tag that would turn escaping off.
    """

    def __init__(self, name: str | None, filename: str | None) -> None:
        self._file = name, filename
        self._bare: set[int] = set()

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        if isinstance(node, nodes.EvalContextModifier):
            reason = "Encountered unknown tag 'autoescape'."
            raise TemplateSyntaxError(reason, node.lineno, *self._file)
        self._leave_whole(node)
        super().generic_visit(node, *args, **kwargs)
        if isinstance(node, nodes.Concat):
            return _call("checked", node)
        if isinstance(node, _MAKING) and id(node) not in self._bare and _makes(node):
            return nodes.Filter(node, _COUNTED, [], [], None, None, lineno=node.lineno)
        if isinstance(node, (nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block, nodes.Template)):
            written = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
            step = _call("step", nodes.Const(written, lineno=node.lineno))
            node.body.insert(0, nodes.ExprStmt(step, lineno=node.lineno))
        return node

    def _leave_whole(self, node: nodes.Node) -> None:
        """Remember the calls and filters that belong to a tag ({% call %}, {% filter %}), which Jinja wants as they are."""
        below: nodes.Node | None = None
        if isinstance(node, nodes.CallBlock):
            self._bare.add(id(node.call))
        elif isinstance(node, (nodes.FilterBlock, nodes.AssignBlock)):
            below = node.filter
        while isinstance(below, nodes.Filter):
            self._bare.add(id(below))
            below = below.node


_MAKING = (nodes.Call, nodes.Filter, nodes.Getitem)


def _makes(node: nodes.Expr) -> bool:
    """Whether a text or list may come of it that was not there before."""
    return not isinstance(node, nodes.Getitem) or isinstance(node.arg, nodes.Slice)


def _call(method: str, argument: nodes.Expr) -> nodes.Call:
    """The call of a method of the environment."""
    line = argument.lineno
    target = nodes.EnvironmentAttribute(method, lineno=line)
    return nodes.Call(target, [argument], [], None, None, lineno=line)
