"""Turn a command line into an exit code: 0 done, 1 content or template, 2 the command, 3 the machine, 130 interrupted.

Whatever goes wrong becomes lines on the terminal; Python's own account of an error in briefgen goes into a log file, and to
the screen only when BRIEFGEN_DEBUG is set.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

import click

from briefgen import __version__
from briefgen.cli.commands import NAMES, Commands
from briefgen.cli.commands.teaching import Group, Option, terminal_for
from briefgen.cli.terminal import ReaderGone, Terminal, forgive_encoding
from briefgen.readyhelp import WIDE, columns

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from briefgen.readyhelp import Language

INTERRUPTED = 130
LACKING = 3
WRONG = 2


class _Program(Group):
    """The command line; what a command raises is told in the user's language."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command; its exit code."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.obj.say("interrupted")
            return INTERRUPTED
        except ReaderGone:
            # Python must not try to flush the rest.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:  # noqa: BLE001  the user gets one line and a file to send
            return _told(fault, ctx.obj, ctx.invoked_subcommand or "")


def _version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:  # noqa: ARG001  click's signature
    if wanted:
        click.echo(f"briefgen {__version__}")
        ctx.exit()


@click.group("briefgen", cls=_Program, commands=Commands(NAMES), no_args_is_help=True)
@click.option("-C", "--directory", cls=Option, metavar="DIR", type=click.Path(file_okay=False))
@click.option("--lang", "language", cls=Option, type=click.Choice(["en", "zh"]), is_eager=True)
@click.option(
    "--version", cls=Option, is_flag=True, is_eager=True, expose_value=False, callback=_version
)
@click.pass_context
def program(context: click.Context, directory: str | None, language: Language | None) -> None:
    """All commands."""
    context.obj = terminal_for(directory, language)


def main() -> NoReturn:
    """Run the process's own command line and end with its exit code."""
    # Whatever plug-ins others have installed, they don't change what YAML means; looking for them takes 50 ms.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    forgive_encoding()
    signal.signal(signal.SIGTERM, _stopped)
    # A build makes many objects that live until its end (160,000 for a brief of six pages): looking for garbage among them
    # costs a fifth of its CPU time and frees nothing.
    gc.set_threshold(200_000, 20, 20)
    gc.enable()
    _end(run(sys.argv[1:]))


def _end(code: int) -> NoReturn:
    """End the process with an exit code, without taking objects and modules apart one by one, which frees nothing.

    What was registered for the end is done. Where that may not be all (other threads or processes, a profiler, an output
    that nobody takes any more), Python ends in its own way.
    """
    gc.freeze()
    watched = sys.gettrace() or sys.getprofile() or sys.flags.inspect
    if not watched and "multiprocessing" not in sys.modules and threading.active_count() == 1:
        atexit._run_exitfuncs()
        with suppress(OSError, ValueError, AttributeError):  # the last: there is no such stream
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; its exit code. Nothing is raised."""
    try:
        code = program.main(
            list(arguments), prog_name="briefgen", standalone_mode=False,
            terminal_width=max(min(columns(os.environ), WIDE) - 2, 50),  # click's own rule
        )  # fmt: skip
    except (
        click.ClickException
    ) as wrong:  # a usage error, or plain `briefgen`, which shows the help
        wrong.show()
        return WRONG
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (MemoryError, ImportError, OSError):
        # Whatever a command raises is told inside; there is no memory for the telling.
        os.write(2, b"error[no-memory]: there was not enough memory\n")
        return LACKING
    return code if isinstance(code, int) else 0


def _stopped(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001  signal's signature
    raise KeyboardInterrupt


def _told(fault: Exception, terminal: Terminal, command: str) -> int:
    """Tell why a command did not come to its end; its exit code."""
    from briefgen.messages import Stop

    if isinstance(fault, Stop):
        terminal.show(fault.messages, _project_root(terminal))
        return fault.exit_code
    from briefgen.build.machine import lacks_memory
    from briefgen.messages import message

    if lacks_memory(fault):
        terminal.show([message("no-memory", brief=command)])
        return LACKING
    return _report_fault(terminal, command)


def _project_root(terminal: Terminal) -> Path | None:
    """The project's folder, for the places in messages; None outside of any project."""
    from briefgen.messages import Stop
    from briefgen.project import open_project

    try:
        return open_project(terminal.base).root
    except Stop:
        return None


def _report_fault(terminal: Terminal, command: str) -> int:
    import tempfile
    import traceback
    from pathlib import Path

    from briefgen.messages import message

    trace = traceback.format_exc()
    kind = trace.strip().rpartition("\n")[2]
    log = Path(tempfile.gettempdir()) / f"briefgen-{os.getpid()}.log"
    with suppress(OSError):
        log.write_text(trace, "utf-8", "replace")
    terminal.show([message("internal", brief=command, kind=kind, log=log)])
    terminal.trace(trace)
    return 1
