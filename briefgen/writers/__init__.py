"""Turn the name of a format into the writer that makes it: the ending of its files and the stage it starts from.

A new format is a line in `WRITERS`; the command line, the builder and the help ask this table and know no format by name.
Writers are imported when they are called: a JSON dump loads neither WeasyPrint nor python-docx.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefgen.messages import Message, Result
    from briefgen.world import World


class Stage(IntEnum):
    """How far a brief has come, in the order of the pipeline."""

    BULLETIN = 1
    PAGE = 2
    STYLED = 3


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: `suffix` of its files, the stage whose value `write` takes, whether it is `paged` (has a page count).

    `editable` files are those in which people go on working; a version changed by hand is never overwritten.
    """

    suffix: str
    needs: Stage
    write: Callable[[Any, World], Result[bytes]]
    paged: bool = False
    editable: bool = False


def _pdf(styled: Any, world: World) -> Result[bytes]:  # noqa: ARG001  every writer is called alike
    from briefgen.writers.pdf import write_pdf

    return write_pdf(styled)


def _docx(styled: Any, world: World) -> Result[bytes]:
    from briefgen.writers.word import write_docx
    from briefgen.writers.word.reference import read_reference

    if styled.reference is None:
        return write_docx(styled.tree)
    return read_reference(world, styled.reference).then(
        lambda found: write_docx(styled.tree, found)
    )


def _html(page: Any, world: World) -> Result[bytes]:
    from briefgen.writers.html import write_html

    return write_html(page, world)


def _json(bulletin: Any, world: World) -> Result[bytes]:  # noqa: ARG001  every writer is called alike
    from briefgen.asdata import bulletin_json

    return _made(bulletin_json(bulletin).encode())


def _tree(styled: Any, world: World) -> Result[bytes]:  # noqa: ARG001  every writer is called alike
    from briefgen.writers.dump import dump_tree

    return _made(dump_tree(styled.tree).encode(), styled.tree.losses)


def _form_pdf(form: Any, world: World) -> Result[bytes]:  # noqa: ARG001  every writer is called alike
    from briefgen.writers.form import write_form_pdf

    return write_form_pdf(form)


def _form_docx(form: Any, world: World) -> Result[bytes]:  # noqa: ARG001  every writer is called alike
    return _made(form.docx)


def _made(data: bytes, said: tuple[Message, ...] = ()) -> Result[bytes]:
    # The help asks this module for the formats, and for nothing else.
    from briefgen.messages import Result

    return Result(data, said)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "pdf": Writer(".pdf", Stage.STYLED, _pdf, paged=True),
        "docx": Writer(".docx", Stage.STYLED, _docx, editable=True),
        "html": Writer(".html", Stage.PAGE, _html),
        "json": Writer(".json", Stage.BULLETIN, _json),
        "tree": Writer(".tree.txt", Stage.STYLED, _tree),
    }
)
"""Every format that `-f` takes, in the order in which the help lists them."""

FORM_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "pdf": Writer(".pdf", Stage.PAGE, _form_pdf, paged=True),
        "docx": Writer(".docx", Stage.PAGE, _form_docx, editable=True),
    }
)
"""The formats that are made of a Word form instead of a page; what needs no template is made as ever."""

USUAL = ("pdf", "docx")
"""What is written when nobody says otherwise."""
