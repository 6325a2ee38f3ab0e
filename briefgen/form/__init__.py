"""Turn a Word form with Jinja tags and a bulletin into a filled-in Word file.

An office with a mandated form drops `template.docx` into a template's folder. docxtpl fills it in, with our sandbox and filters;
what is wrong is told at its paragraph or cell, everything in one run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from briefgen.form.made import Form
from briefgen.messages import Result
from briefgen.world import World

if TYPE_CHECKING:
    from briefgen.bulletin import Bulletin
    from briefgen.template import Template
    from briefgen.template.house import Reword


__all__ = ["Form", "fill_form"]


def fill_form(
    world: World,
    template: Template,
    bulletin: Bulletin,
    overrides: Mapping[str, str],
    reword: Reword | None = None,
) -> Result[Form]:
    """The form of a template, filled in; `overrides` are the values of `--set`, `reword` as in context_of.

    The value is None when the form, a label or a parameter has errors. Raises Stop (exit code 3) when docxtpl isn't installed.
    """
    from briefgen.form.fill import fill

    return fill(world, template, bulletin, overrides, reword)
