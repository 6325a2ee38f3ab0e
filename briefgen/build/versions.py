"""Turn this machine into the versions of all that shapes an output: briefgen, Python, packages, libraries.

The packages' are read from the names of their folders: `importlib.metadata` opens a file for each and takes a tenth of a second.
"""

from __future__ import annotations

import platform
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from briefgen import __version__

SHAPING = frozenset(
    [
        "brotli", "cssselect2", "docxtpl", "fonttools", "jinja2", "lxml", "markdown-it-py", "markupsafe", "mdurl", "opencc",
        "pikepdf", "pillow", "pydantic", "pydantic-core", "pydyf", "pypdfium2", "pyphen", "python-docx", "pyyaml", "tinycss2",
        "tinyhtml5", "weasyprint", "webencodings",
    ]
)  # fmt: skip
"""The packages through which a brief goes on its way; those of the command line and the preview are not among them."""


def versions(*, paged: bool) -> dict[str, str]:
    """The versions by name, in their order; those of the libraries that lay out pages only when there are pages."""
    found = {"briefgen": __version__, "python": platform.python_version(), **_packages()}
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found | (_libraries() if paged else {})


@cache
def _libraries() -> dict[str, str]:
    from briefgen import doctor

    return dict(sorted(doctor.library_versions().items()))


@cache
def _packages() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, version in _installed():
        if name in SHAPING:
            found.setdefault(name, version)
    return dict(sorted(found.items()))


def _installed() -> Iterator[tuple[str, str]]:
    for folder in sys.path:
        with suppress(OSError):
            for path in sorted(Path(folder).glob("*.dist-info")):
                name, _, version = path.name.removesuffix(".dist-info").rpartition("-")
                yield re.sub(r"[-_.]+", "-", name).lower(), version
