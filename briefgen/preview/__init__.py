"""Turn a project into pages in the browser that follow every change on disk."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from briefgen.messages import Stop, message

if TYPE_CHECKING:
    from briefgen.preview.guard import Guard
    from briefgen.preview.shapes import Choice
    from briefgen.preview.studio import Studio
    from briefgen.project import Project

EXTRA = ("starlette", "uvicorn", "watchfiles")
"""The packages of the extra briefgen[preview]."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to preview. `port` None: the usual one, or any that is free; `editor` is a pattern of `editors.pattern_of`."""

    port: int | None = None
    editor: str = ""
    browser: bool = True


def run(project: Project, first: Choice, settings: Settings, say: Callable[[str], None]) -> None:
    """Serve the preview until interrupted; `say` is told its address. Raises KeyboardInterrupt at the end.

    Raises Stop (exit code 3) when the port is taken or the machine lacks something.
    """
    need_extra()
    from briefgen.preview.serving import listen, serve

    try:
        door = listen(settings.port)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(message("port-taken", port=settings.port, reason=reason), exit_code=3) from None
    port = door.getsockname()[1]
    guard, studio = build_app(project, first, settings.editor, port)
    address = f"http://127.0.0.1:{port}/{guard.token}/"
    say(address)
    if settings.browser:
        webbrowser.open(address)
    with door:
        serve(guard, door, studio.end_streams)


def need_extra() -> None:
    """Raise Stop (exit code 3) when a package of the extra is not installed."""
    from importlib.util import find_spec

    missing = [name for name in EXTRA if find_spec(name) is None]
    if missing:
        raise Stop(message("preview-missing", packages=missing), exit_code=3)


def build_app(project: Project, first: Choice, editor: str, port: int) -> tuple[Guard, Studio]:
    """The guarded application for a server at `port`, and the studio behind it."""
    from briefgen.preview.desk import Desk
    from briefgen.preview.editors import Editor
    from briefgen.preview.guard import Guard, new_token
    from briefgen.preview.office import Office
    from briefgen.preview.routes import Routes
    from briefgen.preview.studio import Studio
    from briefgen.preview.watching import changes
    from briefgen.preview.worker import Worker

    studio = Studio(Worker(project.root), Office())
    desk = Desk(project, first, Editor(project.root, editor))
    routes = Routes(studio, desk, partial(changes, project.root))
    return Guard(routes.app(), new_token(), port), studio
