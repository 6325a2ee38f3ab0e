"""Turn a list of tasks into their results, in order, with as many processes as were asked for.

One process means this one. Workers are forked from a server that has imported the libraries once ("warm"); an interrupted
run stops them at once, and a worker that dies takes only its own task with it.
"""

from __future__ import annotations

import errno
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

Task = TypeVar("Task")
Found = TypeVar("Found")

_WORTH_A_PROCESS = 2  # tasks; a process takes about as long to start as a brief takes to build
_AHEAD = 4  # tasks handed out for each process, so that results which wait for their turn are few


class Died:
    """Stands for the result of a task whose process ended without a word (out of memory, a crash in a library)."""


def usual_count(tasks: int) -> int:
    """How many processes are worth while for that many tasks on this machine."""
    return max(1, min(_processors(), tasks // _WORTH_A_PROCESS))


def work_through(
    work: Callable[[Task], Found], tasks: Sequence[Task], count: int, warm: Sequence[str] = ()
) -> Iterator[Found | Died]:
    """The results of `work` on each task, in order; `count` processes, which start with the modules `warm` imported."""
    if count <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    context = _context(warm)
    waiting = list(tasks)
    try:
        while waiting:
            # A copy: what is taken off here would be skipped there.
            left = tuple(waiting)
            for found in _until_one_dies(work, left, min(count, len(left)), context):
                waiting.pop(0)
                yield found
            if waiting:
                # Which of those under way died can't be told, so the next in line is tried on its own.
                alone = list(_until_one_dies(work, waiting[:1], 1, context))
                waiting.pop(0)
                yield alone[0] if alone else Died()
    except _NoProcesses:
        yield from map(work, waiting)


class _NoProcesses(Exception):
    """No processes can be had: no shared memory, none left for this user, the interpreter can't be started again."""


def _until_one_dies(
    work: Callable[[Task], Found], tasks: Sequence[Task], count: int, context: BaseContext
) -> Iterator[Found]:
    """The results in order, up to the first that is lost because a process died."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    others = set(multiprocessing.active_children())
    try:
        pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    except (OSError, ImportError) as error:  # ImportError: Python was built without semaphores
        raise _NoProcesses from error

    def submit(task: Task) -> Future[Found]:
        try:
            return pool.submit(work, task)
        except (BrokenProcessPool, ConnectionError):
            raise
        except (OSError, RuntimeError) as error:
            if isinstance(error, RuntimeError) or error.errno == errno.ENOMEM:
                raise BrokenProcessPool from error  # no memory for a thread: this process would get none either
            raise _NoProcesses from error

    left = iter(tasks)
    futures: deque[Future[Found]] = deque()
    done = False
    try:
        futures += map(submit, islice(left, _AHEAD * count))
        while futures:
            yield futures.popleft().result()
            futures += map(submit, islice(left, 1))
        done = True
    except (
        BrokenProcessPool,
        EOFError,
        ConnectionError,
    ):  # the last two: no process could be started
        done = True
    finally:
        if not done:
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
        # Waited for in any case: a pool that is still closing when the interpreter ends may write to what it has closed.
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    from threading import Thread

    # Ctrl-C reaches every process of the terminal; only the one that prints and writes decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # And a worker whose build was killed would wait for ever.
    with suppress(RuntimeError):  # no memory for a thread
        Thread(target=_end_with_the_build, daemon=True).start()


def _end_with_the_build() -> None:
    import multiprocessing

    build = multiprocessing.parent_process()
    if build is not None:
        build.join()
        os._exit(1)


def _context(warm: Sequence[str]) -> BaseContext:
    import multiprocessing

    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(warm))
    return context


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
