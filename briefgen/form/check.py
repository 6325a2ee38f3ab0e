"""Turn the tags of a Word form into messages about those that can't work, all in one run, before anything is filled in.

How tags must stand in paragraphs, rows and cells is what docxtpl-lint knows; what is in each of them is asked of our own sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from briefgen.form.spots import PREFIX, Spot, at, tags_of
from briefgen.messages import Message, Place, message, suggestion
from briefgen.sandbox import Sandbox
from briefgen.sandbox.errors import explain

_RULES = {
    "DTL001": "form-tag-open",
    "DTL002": "form-tag-split",
    "DTL003": "form-revision",
    "DTL101": "form-unclosed",
    "DTL102": "form-stray",
    "DTL201": "form-tag-sign",
    "DTL202": "form-tag-space",
    "DTL203": "form-outside-table",
    "DTL204": "form-tags-differ",
    "DTL205": "form-tags-apart",
    "DTL206": "form-tags-together",
    "DTL207": "form-tags-apart",
    "DTL208": "form-outside-table",
    "DTL209": "form-beside",
    "DTL210": "form-tags-together",
}
_TAKEN = ("raw", "open", "close", "kw", "prefix", "open_raw", "close_raw", "rest")
_ALONE = {name: f"{{% end{name} %}}" for name in ("for", "if", "with", "macro", "call")}
_ELIF = re.compile(r"\{%-?\s*elif\b")
_OBJECT = re.compile(r"\{\{-?(?:tr|tc|p|r)\s")


def check_tags(
    data: bytes, file: str, spots: list[Spot], environment: Sandbox, names: Mapping[str, Any]
) -> list[Message]:
    """Everything that is wrong with the tags of the form `data`; `names` are those that a form can use."""
    place = Place(file)
    found = [*_structure(data, place, spots), *_revisions(place, spots)]
    known = {*names, *environment.globals, "loop", "caller", "varargs", "kwargs"}
    parsed = [(spot, tag, _parsed(tag, environment)) for spot in spots for tag in tags_of(spot)]
    for _, _, tree in parsed:
        if isinstance(tree, nodes.Template):
            known |= set(_given(tree))
    for spot, tag, tree in parsed:
        if _OBJECT.match(tag):
            found.append(at(message("form-object", place), spot, tag))
        if isinstance(tree, TemplateSyntaxError):
            found.append(at(_explained(tree, place), spot, tag))
        elif tree is not None:
            unknown = _unknown(tree, known, place, names)
            found += [at(each, spot, tag) for each in (*unknown, *_tools(tree, environment, place))]
    return found


def _structure(data: bytes, place: Place, spots: list[Spot]) -> Iterator[Message]:
    from docxtpl_lint import lint

    by_index = {(spot.part, spot.index): spot for spot in spots}
    for issue in lint(data, select=list(_RULES)).issues:
        told = {key: str(words) for key, words in issue.params.items() if key in _TAKEN}
        said = message(_RULES[issue.rule], place, **told)
        yield at(said, by_index.get((issue.location.part, issue.location.paragraph)), issue.snippet)


def _revisions(place: Place, spots: list[Spot]) -> Iterator[Message]:
    """Tags that somebody put in while changes were tracked: whoever rejects the change takes what they printed away."""
    for spot in spots:
        if spot.pending and "".join(tags_of(spot)):
            yield at(message("form-revision", place), spot, tags_of(spot)[0])


def _parsed(tag: str, environment: Sandbox) -> nodes.Template | TemplateSyntaxError | None:
    """The tag alone as Jinja reads it; None for tags that say nothing alone."""
    plain = PREFIX.sub(r"\1 ", tag).translate(str.maketrans("“”‘’", "\"\"''"))
    plain = _ELIF.sub("{% if ", plain)
    keyword = (plain.strip("{}%-+ \n\t").split(None, 1) or [""])[0]
    if plain.startswith("{%"):
        if keyword == "set":
            plain += "" if "=" in plain else "{% endset %}"
        elif keyword not in _ALONE:
            return None
        plain += _ALONE.get(keyword, "")
    try:
        return environment.parse(plain)
    except TemplateSyntaxError as error:
        return error


def _given(tree: nodes.Template) -> Iterator[str]:
    """The names that a tag gives something: of a loop, of `set`, of a macro and what it takes."""
    yield from (each.name for each in tree.find_all(nodes.Name) if each.ctx in ("store", "param"))
    yield from (each.name for each in tree.find_all(nodes.Macro))


def _unknown(
    tree: nodes.Template, known: set[str], place: Place, names: Mapping[str, Any]
) -> Iterator[Message]:
    for name in dict.fromkeys(
        each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"
    ):
        if name not in known:
            near = suggestion(name, sorted(known))
            yield message("undefined-name", place, name=name, suggestion=near, names=sorted(names))


def _tools(tree: nodes.Template, environment: Sandbox, place: Place) -> Iterator[Message]:
    for kind, code, there in (
        (nodes.Filter, "unknown-filter", environment.filters),
        (nodes.Test, "unknown-test", environment.tests),
    ):
        for name in dict.fromkeys(str(each.name) for each in tree.find_all(kind)):
            if name not in there:
                yield message(code, place, name=name, suggestion=suggestion(name, there))


def _explained(error: TemplateSyntaxError, place: Place) -> Message:
    said = explain(error)
    return Message(said.code, place, said.args)
