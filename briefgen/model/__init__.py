"""Turn what may be written in YAML into types: the registry, a brief and its summaries, with what each field means.

Scalars arrive as text (see `yamltext`) and are converted here by the type of the field, so that `no`, `007` and `1.10` in a
text field stay what the writer typed. The docstring under a field is the help that editors show through the JSON Schemas.
"""

from briefgen.fields import Quantity, Span
from briefgen.model.brief import (
    Arrange,
    Brief,
    ChartPlan,
    Credits,
    DeclaredFigure,
    Distribution,
    Expects,
    Masthead,
    Recipient,
    SectionPlan,
    Topic,
)
from briefgen.model.registries import (
    FigureKind,
    FigureRegistry,
    Organisation,
    OrganisationRegistry,
    Term,
    TermRegistry,
    Theme,
    ThemeRegistry,
)
from briefgen.model.summary import Activity, Image, Summary, Task

__all__ = [
    "Activity",
    "Arrange",
    "Brief",
    "ChartPlan",
    "Credits",
    "DeclaredFigure",
    "Distribution",
    "Expects",
    "FigureKind",
    "FigureRegistry",
    "Image",
    "Masthead",
    "Organisation",
    "OrganisationRegistry",
    "Quantity",
    "Recipient",
    "SectionPlan",
    "Span",
    "Summary",
    "Task",
    "Term",
    "TermRegistry",
    "Theme",
    "ThemeRegistry",
    "Topic",
]
