"""Turn a choice into its pages, step by step: the page in view first, then the PDF, then the Word file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefgen.build.records import SeeingWorld
from briefgen.form import Form
from briefgen.listing import BRIEF, BriefRef, list_briefs
from briefgen.messages import Message, Stop, message, sorted_messages
from briefgen.pipeline import Choices, run_stages, write
from briefgen.preview.shapes import Choice, Early, Pages, Setting, Step, Word
from briefgen.template import load_template
from briefgen.template.house import load_house
from briefgen.template.parameters import canonical
from briefgen.world import DiskWorld, World
from briefgen.writers import Stage

if TYPE_CHECKING:
    from briefgen.bulletin import Bulletin
    from briefgen.style.early import Glimpse

Tell = Callable[[Step], bool]
"""Takes a step; False when nobody wants the following ones any more."""


def make(root: Path, choice: Choice, page: int, pages: int, tell: Tell) -> None:
    """Tell each step of a build; `page` is the one in view, from 0, of as many `pages` as there were last time."""
    world = SeeingWorld(root)  # shows one version of each file
    try:
        _make(world, choice, page, pages, tell)
    except Stop as stop:  # a Word form on a machine without LibreOffice, say
        tell(_failed(world, stop.messages, choice, None))


def _make(world: DiskWorld, choice: Choice, page: int, pages: int, tell: Tell) -> None:
    ref = _find(world, choice.brief)
    if ref is None:
        gone = message("unknown-brief", brief=choice.brief, suggestion="")
        tell(_failed(world, (gone,), choice, None))
        return
    chosen = Choices(choice.template, choice.parameters)
    stages = run_stages(world, ref, chosen, Stage.STYLED, glimpse=_glimpse(page, pages, tell))
    bulletin, styled = stages[Stage.BULLETIN].value, stages[Stage.STYLED]
    if styled.value is None:
        tell(_failed(world, styled.messages, choice, bulletin))
        return
    pdf = write("pdf", styled, world)
    if pdf.value is None:
        tell(_failed(world, pdf.messages, choice, bulletin))
        return
    if tell(_pages(world, pdf.value.data, styled.value, pdf.messages, choice, bulletin)):
        docx = write("docx", styled, world)
        said = tuple(sorted_messages([*pdf.messages, *docx.messages]))
        tell(Word(docx.value.data if docx.value else b"", said))


_FOUND: dict[str, BriefRef] = {}
"""Where briefs were the last time: looking through content/ takes as long as reading one."""


def _find(world: World, brief: str) -> BriefRef | None:
    known = _FOUND.get(brief)
    if known is None or not world.is_file(f"{known.folder}/{BRIEF}"):
        _FOUND.clear()
        _FOUND.update({ref.id: ref for ref in list_briefs(world).value or ()})
    return _FOUND.get(brief)


def _glimpse(page: int, pages: int, tell: Tell) -> Glimpse:
    from briefgen.style.early import Glimpse
    from briefgen.writers.draft import write_draft

    return Glimpse(page, pages, lambda document: tell(Early(page, write_draft(document))))


def _pages(
    world: World,
    data: bytes,
    styled: Any,
    said: tuple[Message, ...],
    choice: Choice,
    bulletin: Bulletin | None,
) -> Pages:
    from briefgen.style.places import spots_of

    name, settings = _settings(world, choice, bulletin)
    language = bulletin.language if bulletin else ""
    # A Word form's paragraphs are not known in its PDF.
    spots = () if isinstance(styled, Form) else spots_of(styled.document)
    return Pages(
        data, spots, tuple(sorted_messages(said)), world.reads, name, language, settings
    )  # fmt: skip


def _failed(
    world: World, said: tuple[Message, ...], choice: Choice, bulletin: Bulletin | None
) -> Pages:
    name, settings = _settings(world, choice, bulletin)
    return Pages(b"", (), tuple(sorted_messages(said)), world.reads, name, "", settings)


def _settings(
    world: World, choice: Choice, bulletin: Bulletin | None
) -> tuple[str, tuple[Setting, ...]]:
    """The name of the template, and its parameters with their texts; none when it can't be loaded."""
    name = choice.template or (bulletin.template if bulletin else "")
    template = load_template(world, name).value if name else None
    if template is None:
        return name, ()
    house = load_house(world).value
    own = bulletin.parameters if bulletin else {}
    given = {key: ("house", what.text) for key, what in house.parameters.items()} if house else {}
    given |= {canonical(key): ("brief", str(text)) for key, text in own.items()}
    given |= {canonical(key): ("window", text) for key, text in choice.parameters.items()}
    settings = []
    for key, parameter in template.parameters.items():
        origin, text = given.get(key, ("template", parameter.default))
        setting = Setting(
            name=key,
            kind=parameter.kind,
            text=text,
            default=parameter.default,
            origin=origin,
            label=dict(parameter.labels),
            help=dict(parameter.help),
            choices=parameter.choices,
        )
        settings.append(setting)
    return name, tuple(settings)
