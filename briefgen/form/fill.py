"""Turn a form's file and a bulletin into a filled-in form: read it, check it, fill it in, finish it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from briefgen.bulletin import Bulletin, Text
from briefgen.docxfile import WordFile, read_word_file
from briefgen.form.made import Form
from briefgen.markup import place_of
from briefgen.messages import Message, Place, Result, Severity, Stop, message
from briefgen.template import Template, context_of
from briefgen.template.house import Reword
from briefgen.template.printed import left_out
from briefgen.template.references import References
from briefgen.world import IMAGE_LIMIT, Unreadable, World, named_day

_LACKING = 3


def fill(
    world: World,
    template: Template,
    bulletin: Bulletin,
    overrides: Mapping[str, str],
    reword: Reword | None = None,
) -> Result[Form]:
    """The form of a template, filled in; `overrides` are the values of `--set`.

    The value is None when the form, a label or a parameter has errors. Raises Stop (exit code 3) when docxtpl isn't installed.
    """
    file = template.form
    assert file is not None
    received = context_of(world, template, bulletin, overrides, reword)
    try:
        data = world.read(file, IMAGE_LIMIT)
    except Unreadable as error:
        return Result(None, (*received.messages, error.at()))
    word = read_word_file(data, file)
    said = [*received.messages, *word.messages]
    if received.value is None or word.value is None:
        return Result(None, tuple(said))
    if find_spec("docxtpl") is None or find_spec("docxtpl_lint") is None:
        raise Stop(message("form-no-docxtpl", Place(file)), exit_code=_LACKING)
    return _filled(world, word.value, data, received.value.bulletin, received.value.names, said)


def _filled(
    world: World,
    word: WordFile,
    data: bytes,
    bulletin: Bulletin,
    names: Mapping[str, Any],
    said: list[Message],
) -> Result[Form]:
    from briefgen.form.check import check_tags
    from briefgen.form.filling import Filling
    from briefgen.form.finish import finished
    from briefgen.form.kept import Keeper
    from briefgen.form.safety import refused
    from briefgen.form.spots import spots_of

    spots = spots_of(word)
    references = References(bulletin, names["labels"], {})
    keeper = Keeper(world, references.link)
    environment = keeper.environment(bulletin.language)
    said += [*refused(word), *check_tags(data, word.file, spots, environment, names)]
    if _failed(said):
        return Result(None, tuple(said))
    try:
        filling = Filling(data, word, spots, keeper, bulletin.language)
        own_title = _has_title(filling)
        made = filling.fill(names, environment)
    except (KeyError, ValueError, AttributeError) as error:
        # docx gives up on parts that are sound XML but no Word.
        broken = message("docx-damaged", Place(word.file), part=word.document, reason=str(error))
        return Result(None, (*said, broken))
    if made is None:
        return Result(None, (*said, *filling.faults))
    said += references.messages(word.file)
    said += _unprinted(bulletin, word.file, "".join(filling.words), keeper.spots)
    day = named_day(world) or bulletin.date
    docx = finished(filling.docx, bulletin, day, own_title)
    return Result(Form(docx, bulletin.title, day), tuple(said))


def _has_title(filling: Any) -> bool:
    filling.init_docx()
    return "{" in filling.docx.core_properties.title


def _failed(said: list[Message]) -> bool:
    return any(each.severity is Severity.ERROR for each in said)


def _unprinted(
    bulletin: Bulletin, file: str, words: str, spots: set[tuple[str, str]]
) -> Iterator[Message]:
    """A warning for each kind of text that the form doesn't print, at the first one of it: a form leaves much out on purpose."""
    kinds: dict[str, dict[str, Text]] = {}
    for text in left_out(bulletin, words, spots):
        steps = text.src.rpartition(":")[2].split("/")
        what = "/".join(step for step in steps if not step.isdigit())
        kinds.setdefault(what, {}).setdefault(text.src, text)
    for what, texts in kinds.items():
        args = {"what": what or "text", "count": len(texts), "form": file}
        yield message("form-not-printed", place_of(next(iter(texts))), **args)
