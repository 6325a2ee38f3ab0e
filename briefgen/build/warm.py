"""Turn the process from which workers are forked into one that has all the libraries that pages need, by being imported.

So they are imported once, and as fast as by a command: each worker would take half a second for them.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module

from briefgen.model import Brief, FigureRegistry, OrganisationRegistry, Summary, ThemeRegistry
from briefgen.precompiled import serving
from briefgen.style import WITHOUT_FIXES
from briefgen.weasyprint_fixes import quick_import, switched_off

_NEEDED = (
    "briefgen.load",
    "briefgen.compile",
    "briefgen.template",
    "briefgen.style.access",
    "briefgen.style.convert",
    "briefgen.style.engine",
    "briefgen.proof.fonts",
    "briefgen.writers.pdf",
    "briefgen.writers.word",
)


def _import_all() -> None:
    gc.disable()  # nothing that is imported becomes garbage
    with serving(), quick_import(switched_off(os.environ.get(WITHOUT_FIXES, ""))):
        for name in _NEEDED:
            import_module(name)
        for model in (Brief, FigureRegistry, OrganisationRegistry, Summary, ThemeRegistry):
            model.model_rebuild()  # which would otherwise happen when each is used first
    # Workers look for garbage in what they make, not in what all of them share.
    gc.freeze()
    gc.enable()


try:
    _import_all()
except (MemoryError, OSError):  # the second: a library could not be loaded
    os._exit(1)  # without a traceback: the build notices, and says that there is too little memory
