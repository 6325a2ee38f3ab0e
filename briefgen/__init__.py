"""briefgen: YAML summaries in, one bulletin out, as PDF and as an editable Word file."""

from __future__ import annotations

# As type checkers know it: `typing` takes half as long to import as Python takes to start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    from briefgen.project import Project

__version__ = "0.1.0"


def open_project(path: str | os.PathLike[str] = ".") -> Project:
    """The project in whose folder, or below whose folder, `path` lies.

    Raises briefgen.messages.Stop when there is none.
    """
    # Imported here, for `import briefgen` is the first thing that `briefgen --help` waits for.
    from briefgen.project import open_project

    return open_project(path)
