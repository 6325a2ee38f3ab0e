"""Turn the words that a rule takes from another place (`target-counter()`) or fills a line with (`leader()`) into fields.

In `a::after { content: leader(".") target-counter(attr(href), page) }` the page is a field that Word counts anew, the dots
are a leader up to the end of the line. What the page shows then has to look like the rule, or it stays what it is: words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.css.targets import anchor_name_from_token
from weasyprint.formatting_structure import boxes

from briefgen.style.values import text_of
from briefgen.tree import Field, Inline, Leader, Run, TextStyle

_COUNTED = ("counter()", "counters()", "target-counter()", "target-counters()")
_FROM_ELSEWHERE = ("leader()", "target-counter()")
_Piece = tuple[str, Any]


def takes_from_elsewhere(box: Any) -> bool:
    """Whether the box is one that a rule generates with a leader or with the number of a target."""
    pseudo = getattr(box.style, "pseudo_type", None)
    return pseudo in ("before", "after") and any(
        kind in _FROM_ELSEWHERE for kind, _ in _pieces(box)
    )


def from_elsewhere(
    box: Any, look: TextStyle, name: str | None, href: str | None
) -> Iterator[Inline]:
    """The inlines of such a box: runs called `name`, leaders and fields, all of the link `href`."""
    stretches: list[list[_Piece]] = [[]]
    signs = []
    for kind, value in _pieces(box):
        if kind == "leader()":
            signs.append(value[1].strip()[:1] or " ")
            stretches.append([])
        else:
            stretches[-1].append((kind, value))
    shown = list(_shown(box))
    for index, (pieces, text) in enumerate(zip(stretches, shown, strict=True)):
        if index:
            yield Leader(look, signs[index - 1], href)
        yield from _stretch(box, pieces, text, (look, name, href))


def _shown(box: Any) -> Iterator[str]:
    """What the page shows between the leaders."""
    text = ""
    for child in box.children:
        if getattr(child, "is_leader", False):
            yield text
            text = ""
        else:
            below = [child] if isinstance(child, boxes.TextBox) else child.descendants()
            text += "".join(text_of(b) for b in below if isinstance(b, boxes.TextBox))
    yield text


def _stretch(
    box: Any, pieces: Sequence[_Piece], shown: str, around: tuple[TextStyle, str | None, str | None]
) -> Iterator[Inline]:
    look, name, href = around
    wanted = "".join(re.escape(v) if k == "string" else "(.*?)" for k, v in pieces)
    found = re.fullmatch(wanted, shown, re.DOTALL)
    if found is None:
        yield Run(shown, look, name, href)
        return
    texts = iter(found.groups())
    for kind, value in pieces:
        text = value if kind == "string" else next(texts)
        field = _field(box, kind, value, (text, look, href)) if text else None
        if field is not None:
            yield field
        elif text:
            yield Run(text, look, name, href)


def _field(
    box: Any, kind: str, value: Any, shown: tuple[str, TextStyle, str | None]
) -> Field | None:
    """The field of a target's number; None for words and for targets that aren't in the page."""
    if kind != "target-counter()":
        return None
    token, counter, form = value
    target = _anchor(box, token)
    if target is None or not isinstance(form, str):
        return None
    text, look, href = shown
    number = "target-page" if counter == "page" else "target-number"
    return Field(number, look, text, format=form, target=target, href=href)  # type: ignore[arg-type]  # two of its kinds


def _anchor(box: Any, token: Any) -> str | None:
    if token[0] == "attr()":
        token = ("string", box.element.get(token[1][0], ""))
    name = anchor_name_from_token(token)
    return name if isinstance(name, str) else None


def _pieces(box: Any) -> Sequence[_Piece]:
    content = box.style["content"]
    return content if isinstance(content, (tuple, list)) else ()
