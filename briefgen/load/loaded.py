"""Turn nothing: what a brief is once its files are read and right: models, and where their values stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from briefgen.bulletin import Text
from briefgen.listing import BriefRef
from briefgen.messages import Place
from briefgen.model import Brief, FigureRegistry, OrganisationRegistry, Summary, ThemeRegistry
from briefgen.yamltext import Marks

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document(Generic[M]):
    """The model of one file, and where its values stand in it."""

    value: M
    marks: Marks

    def text(self, words: str, *path: str | int) -> Text:
        """`words` with the place from which they come.

        `path` has the keys as they are in the file ("activities", 0, "text"; `from` and `with` without underscore). The
        source is `file:line:path`, the file being the project path; the line is that on which the words begin, or of the
        nearest value in the file.
        """
        place = self.marks.value_at(path)
        line = "" if place.line is None else place.line + (path in self.marks.blocks)
        return Text(words, f"{place.file}:{line}:{'/'.join(str(part) for part in path)}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A brief without errors: every id in it names something.

    `summaries` are those that say something, in protocol order: a file that `briefgen new` made and nobody filled in yet
    is no report. `briefs` are those that it compiles, which compile none themselves.
    """

    ref: BriefRef
    brief: Document[Brief]
    summaries: tuple[Document[Summary], ...]
    organisations: Document[OrganisationRegistry]
    themes: Document[ThemeRegistry] | None
    figures: Document[FigureRegistry] | None
    briefs: tuple[Loaded, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The project paths of all YAML files of the brief: brief.yaml, summaries, registries, those of bound briefs."""
        documents = (self.brief, *self.summaries, self.organisations, self.themes, self.figures)
        own = [each.marks.file for each in documents if each is not None]
        bound = [file for brief in self.briefs for file in brief.files]
        return tuple(dict.fromkeys((*own, *bound)))

    def place(self, src: str) -> Place | None:
        """The spot that a `file:line:path` names, with its column; None when it names none of the brief's files."""
        file, _, path = src.rpartition(":")
        steps = tuple(int(step) if step.isdigit() else step for step in path.split("/"))
        every = (self.brief, *self.summaries, self.organisations, self.themes, self.figures)
        marks = (each.marks for each in every if each is not None)
        found = (each for each in marks if each.file == file.rpartition(":")[0])
        own = next((each.value_at(steps) for each in found), None)
        bound = (each.place(src) for each in self.briefs)
        return own or next((each for each in bound if each is not None), None)
