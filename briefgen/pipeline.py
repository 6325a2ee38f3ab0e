"""Turn one brief into the bytes of its outputs: load, compile, template, style, write.

The stages that no wanted format needs are not run, nor their libraries imported: a JSON dump stops after compiling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from briefgen.form import Form, fill_form
from briefgen.messages import Message, Place, Result, message, sorted_messages
from briefgen.world import World
from briefgen.writers import FORM_WRITERS, WRITERS, Stage
from briefgen.writers.form import pages_of
from briefgen.writers.patience import in_time

if TYPE_CHECKING:
    from briefgen.bulletin import Bulletin
    from briefgen.fitting import State
    from briefgen.fontconfig import Use
    from briefgen.load import BriefRef, Loaded
    from briefgen.proof.fonts import Report
    from briefgen.proof.parity import ParityReport
    from briefgen.script import Script
    from briefgen.style import StyledPage
    from briefgen.style.early import Glimpse
    from briefgen.template import Page, Sheet, Template


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decides beyond the brief: another template, its parameters, whether the YAML files go into the PDF."""

    template: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    attach: bool = True
    script: Script | None = None
    tell_terms: bool = False

    def edition(self, brief: str) -> str:
        """The name of a brief's files: in another script they have names of their own."""
        return f"{brief}.{self.script}" if self.script else brief


@dataclass(frozen=True, slots=True)
class Output:
    """One finished output: its bytes, its pages (None: it has none), and the installed fonts that were drawn for it."""

    data: bytes
    pages: int | None = None
    fonts: tuple[Use, ...] = ()


def make(
    world: World, ref: BriefRef, formats: Sequence[str], choices: Choices
) -> dict[str, Result[Output]]:
    """The outputs of a brief by format, each with the messages of every stage on its way."""
    until = max(WRITERS[name].needs for name in formats)
    stages = run_stages(world, ref, choices, until)
    return {name: write(name, stages[WRITERS[name].needs], world) for name in formats}


def examine(
    world: World, ref: BriefRef, formats: Sequence[str], choices: Choices
) -> Result[Mapping[str, Output]]:
    """The outputs of a brief with what is said of them beyond its content: the template's, the writers' and the layout's.

    The value is None when the brief can't be built; the messages are the content's then, if those are errors.
    """
    stages = run_stages(world, ref, choices, max(WRITERS[name].needs for name in formats))
    content = stages[Stage.BULLETIN]
    if content.value is None:
        return Result(None, content.messages)
    written = {name: write(name, stages[WRITERS[name].needs], world) for name in formats}
    own = [each for result in written.values() for each in result.messages]
    made = {name: each.value for name, each in written.items() if each.value is not None}
    said = [each for each in sorted_messages(own) if each not in content.messages]
    styled = stages[Stage.STYLED].value if Stage.STYLED in stages else None
    if styled is not None and not isinstance(styled, Form) and "pdf" in made:
        from briefgen.proof.layout import check_layout
        from briefgen.proof.pages import read_pdf

        said += check_layout(read_pdf(made["pdf"].data), styled.tree).messages
    return Result(made if len(made) == len(formats) else None, tuple(said))


def check(world: World, ref: BriefRef, choices: Choices) -> tuple[Message, ...]:
    """Every message that can be had without laying out pages: the content's, the template's and the fonts'.

    A Word form is filled in for it, without LibreOffice.
    """
    page = run_stages(world, ref, choices, Stage.PAGE, fitting=False)[Stage.PAGE]
    if isinstance(page.value, Form):
        return page.messages
    reference = _reference(world, page.value)
    # Without fontconfig nothing is known of fonts; building stops there and says so.
    with suppress(OSError):
        return _fonts(world, page).messages + reference
    return page.messages + reference


def fonts(world: World, ref: BriefRef, choices: Choices) -> Result[Report]:
    """Which fonts a brief is drawn with, before layout; the value is None when its content has errors.

    Raises OSError when libfontconfig is not on this machine.
    """
    page = run_stages(world, ref, choices, Stage.PAGE, fitting=False)[Stage.PAGE]
    return _of_form(page) if isinstance(page.value, Form) else _fonts(world, page)


def parity(world: World, ref: BriefRef, choices: Choices) -> Result[ParityReport]:
    """How far a brief's PDF and its Word file are the same, with every message about the brief and about them.

    The value is None when the brief can't be built.
    """
    from briefgen.proof.parity import compare_files

    styled = run_stages(world, ref, choices, Stage.STYLED)[Stage.STYLED]
    if isinstance(styled.value, Form):
        return _of_form(styled)
    pdf, docx = (write(name, styled, world) for name in ("pdf", "docx"))
    if styled.value is None or pdf.value is None or docx.value is None:
        return Result(None, (*pdf.messages, *docx.messages))
    report = compare_files(styled.value.tree, pdf.value.data, docx.value.data)
    said = [*pdf.messages, *docx.messages, *report.messages]
    if styled.value.reference is not None and report.messages:
        said.append(message("parity-reference", Place(styled.value.reference)))
    return Result(report, tuple(said))


def large_print(
    world: World, ref: BriefRef, choices: Choices, formats: Sequence[str] = ("pdf",)
) -> Result[Mapping[str, bytes]]:
    """A brief in large print (template.enlarged), by format; None when it can't be built or its template is a Word form."""
    stages = run_stages(world, ref, choices, Stage.STYLED)
    page, styled = stages[Stage.PAGE], stages[Stage.STYLED]
    if isinstance(page.value, Form):
        return _of_form(page)
    if page.value is None or styled.value is None:
        return Result(None, styled.messages)
    return _larger(world, page.value, styled.value).then(partial(_written, world, formats))


def _larger(world: World, page: Page, styled: StyledPage) -> Result[StyledPage]:
    from briefgen.template.enlarged import in_large_print

    return style(world, in_large_print(page, styled.tree.text_style.size))


def _written(
    world: World, formats: Sequence[str], styled: StyledPage
) -> Result[Mapping[str, bytes]]:
    """The bytes of all of these formats; None when one can't be made."""
    results = {name: WRITERS[name].write(styled, world) for name in formats}
    said = tuple(each for result in results.values() for each in result.messages)
    made = {name: each.value for name, each in results.items() if each.value is not None}
    return Result(made if len(made) == len(formats) else None, said)


@dataclass(frozen=True, slots=True)
class Extract:
    """What one organisation's own part of a brief is printed from: its title, its files by format, and the style sheets."""

    organisation: str
    title: str
    files: Mapping[str, bytes]
    sheets: tuple[Sheet, ...]


def extract(
    world: World,
    ref: BriefRef,
    choices: Choices,
    organisation: str,
    formats: Sequence[str] = ("pdf",),
    *,
    large: bool = False,
) -> Result[Extract]:
    """The part of one organisation as a brief of its own; the value is None when it can't be built, or there is nothing.

    `large`: in large print (see large_print).
    """
    from briefgen.compile.narrowed import narrowed
    from briefgen.load import load_brief

    loaded = load_brief(world, ref)
    whole, reword = _compiled(world, ref, choices, loaded)
    own = narrowed(whole.value, organisation) if whole.value else None
    if own is None or loaded.value is None:
        return Result(None, whole.messages)
    making = _making(world, choices, loaded.value, own, reword)
    page = making.then(_Making.page)
    if isinstance(page.value, Form):
        return _of_form(page)
    styled = page.then(partial(style, world))
    if large and page.value is not None and styled.value is not None:
        styled = _larger(world, page.value, styled.value)
    files = styled.then(partial(_written, world, formats))
    if files.value is None or page.value is None:
        return Result(None, files.messages)
    title = own.title.replace("\n", " ")
    return Result(Extract(organisation, title, files.value, page.value.sheets), files.messages)


def run_stages(
    world: World,
    ref: BriefRef,
    choices: Choices,
    until: Stage,
    *,
    fitting: bool = True,
    glimpse: Glimpse | None = None,
) -> Mapping[Stage, Result[Any]]:
    """What each stage up to `until` made, with the messages so far; a Word form takes the place of page and styled page.

    A template may have to fit a number of pages: then its page is known only when it was laid out. Without `fitting` it is
    the page before anything is shortened. Of one that need not fit, a page can be had early (see Glimpse).
    """
    from briefgen.load import load_brief

    loaded = load_brief(world, ref)
    bulletin, reword = _compiled(world, ref, choices, loaded)
    stages: dict[Stage, Result[Any]] = {Stage.BULLETIN: bulletin}
    if until >= Stage.PAGE and loaded.value is not None:
        making = bulletin.then(partial(_making, world, choices, loaded.value, reword=reword))
        stages[Stage.PAGE] = page = making.then(_Making.page)
        if isinstance(page.value, Form):
            stages[Stage.STYLED] = page
            return stages
        if fitting and page.value and making.value and making.value.template.fit:
            trial = making.then(partial(_Making.fitted, first=page.value))
            stages[Stage.PAGE] = trial.then(lambda made: made.page)
            stages[Stage.STYLED] = trial.then(lambda made: made.styled)
        elif until >= Stage.STYLED:
            stages[Stage.STYLED] = page.then(partial(style, world, glimpse=glimpse))
        if Stage.STYLED in stages:
            files = loaded.value.files if choices.attach else ()
            stages[Stage.STYLED] = stages[Stage.STYLED].then(partial(_attach, world, files))
    elif until >= Stage.PAGE:
        stages |= dict.fromkeys((Stage.PAGE, Stage.STYLED), bulletin)
    return stages


@dataclass(frozen=True, slots=True)
class _Making:
    """A brief and the template that its pages are made with."""

    world: World
    choices: Choices
    loaded: Loaded
    bulletin: Bulletin
    template: Template
    reword: Callable[[str], str] | None = None

    def page(self) -> Result[Any]:
        """The page of all that the brief has, or the Word form that is filled in with it."""
        if self.template.form:
            given = self.choices.parameters
            return fill_form(self.world, self.template, self.bulletin, given, self.reword)
        return self._rendered(self.bulletin, {})

    def fitted(self, first: Page) -> Result[_Trial]:
        """The pages, shortened until they are as few as the template wants; `first` is the page of all that there is."""
        from briefgen.fitting import fitted, states_of, told

        fit = self.template.fit
        assert fit is not None
        states = states_of(fit, self.bulletin, first.parameters)
        outcome = fitted(states, fit.pages, self._tried, lambda trial: trial.count)
        trial = outcome.laid
        notes = told(fit, self.bulletin, trial.bulletin, outcome, trial.count, self.loaded.place)
        return Result(trial, tuple(notes))

    def _tried(self, state: State) -> _Trial:
        from briefgen.fitting import reduced

        bulletin = reduced(self.bulletin, state)
        page = self._rendered(bulletin, state.parameters)
        return _Trial(bulletin, page, page.then(partial(style, self.world)))

    def _rendered(self, bulletin: Bulletin, parameters: Mapping[str, str]) -> Result[Page]:
        from briefgen.template import render_page

        chosen = {**self.choices.parameters, **parameters}
        return render_page(self.world, self.template, bulletin, chosen, self.reword)


@dataclass(frozen=True, slots=True)
class _Trial:
    """What became of a bulletin that was shortened."""

    bulletin: Bulletin
    page: Result[Page]
    styled: Result[StyledPage]

    @property
    def count(self) -> int:
        """How many pages it has; 0 when they can't be made, for which no shortening helps."""
        return self.styled.value.tree.pages if self.styled.value else 0


def _making(
    world: World,
    choices: Choices,
    loaded: Loaded,
    bulletin: Bulletin,
    reword: Callable[[str], str] | None = None,
) -> Result[_Making]:
    from briefgen.template import load_template

    place = loaded.brief.marks.value_at(("template",)) if choices.template is None else None
    template = load_template(world, choices.template or bulletin.template, place)
    return template.then(lambda t: Result(_Making(world, choices, loaded, bulletin, t, reword)))


def _compiled(
    world: World, ref: BriefRef, choices: Choices, loaded: Result[Loaded]
) -> tuple[Result[Bulletin], Callable[[str], str] | None]:
    """The bulletin in the chosen script, and what turns other Chinese words into it (None: they stay as they are)."""
    from briefgen.compile import compile_brief

    bulletin = loaded.then(compile_brief)
    if choices.script is None or bulletin.value is None:
        return bulletin, None
    from briefgen.script import conversion, in_script

    before, using = bulletin.value.language, conversion(world, ref, choices.script)
    converted = bulletin.then(
        lambda whole: using.then(lambda found: in_script(whole, found, choices.tell_terms))
    )
    changed = converted.value is not None and converted.value.language != before
    return converted, using.value.words if using.value and changed else None


def _of_form(form: Result[Form]) -> Result[Any]:
    """What there is to say where pages are asked about and there is a Word form."""
    return Result(None, (*form.messages, message("form-not-compared")))


def style(world: World, page: Page, glimpse: Glimpse | None = None) -> Result[StyledPage]:
    """The page laid out, with what there is to say about its fonts; one page can be had early (see Glimpse)."""
    from briefgen.proof.fonts import of_tree
    from briefgen.style import style_page

    styled = style_page(world, page, glimpse)
    if styled.value is None:
        return styled
    report = of_tree(world, page, styled.value.tree)
    made = replace(styled.value, reference=page.reference, fonts=report.uses)
    return Result(made, styled.messages + report.messages)


def _attach(world: World, files: Sequence[str], styled: StyledPage) -> Result[StyledPage]:
    """The page with the YAML files from which it is made, for whoever gets the PDF and wants the data."""
    data = {file.removeprefix("content/"): world.read(file) for file in files}
    return Result(replace(styled, attachments=data))


def _reference(world: World, page: Page | None) -> tuple[Message, ...]:
    """What is wrong with the Word file whose styles a page takes for Word, if there is one."""
    if page is None or page.reference is None:
        return ()
    from briefgen.writers.word.reference import read_reference

    return read_reference(world, page.reference).messages


def _fonts(world: World, page: Result[Page]) -> Result[Report]:
    from briefgen.proof.fonts import of_page

    report = page.then(lambda made: Result(of_page(world, made)))
    return Result(report.value, report.messages + (report.value.messages if report.value else ()))


def write(name: str, stage: Result[Any], world: World) -> Result[Output]:
    """The output of a format from the stage that it needs; None when that or the writer failed."""
    if isinstance(stage.value, Form):
        return stage.then(lambda form: _write_form(name, form, world))
    writer = WRITERS[name]
    written = stage.then(lambda value: in_time(writer, value, world))
    if written.value is None:
        return Result(None, written.messages)
    pages = stage.value.tree.pages if writer.paged and stage.value is not None else None
    fonts = stage.value.fonts if writer.needs is Stage.STYLED and stage.value is not None else ()
    return Result(Output(written.value, pages, fonts), written.messages)


def _write_form(name: str, form: Form, world: World) -> Result[Output]:
    writer = FORM_WRITERS.get(name)
    if writer is None:
        return Result(None, (message("form-format", format=name),))
    written = writer.write(form, world)
    if written.value is None:
        return Result(None, written.messages)
    pages = pages_of(written.value) if writer.paged else None
    return Result(Output(written.value, pages), written.messages)
