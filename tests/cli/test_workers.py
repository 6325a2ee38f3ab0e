from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.build.workers import _AHEAD, Died, usual_count, work_through
from tests.cli.tasks import die_at_three, interrupted, number_of, square, touch, where


@pytest.fixture(autouse=True)
def _nobody_waits_for_ever() -> Iterator[None]:
    """For a result that never comes."""

    def over(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_one_process_is_this_one() -> None:
    assert list(work_through(where, [1, 2], 1)) == [(1, os.getpid()), (2, os.getpid())]


def test_a_single_task_needs_no_worker() -> None:
    assert list(work_through(where, [1], 8)) == [(1, os.getpid())]


def test_results_come_in_order_from_other_processes() -> None:
    assert list(work_through(square, [1, 2, 3, 4, 5], 2)) == [1, 4, 9, 16, 25]
    assert os.getpid() not in {
        found[1] for found in work_through(where, [1, 2], 2) if not isinstance(found, Died)
    }


def test_many_results_are_those_of_their_tasks() -> None:
    """More tasks than are handed out at once: none is skipped, none stands for another."""
    assert list(work_through(number_of, range(50), 2)) == list(range(50))


def test_workers_leave_ctrl_c_to_the_build() -> None:
    """It reaches them as well; who waits for work would write a trace."""
    try:
        found = list(work_through(interrupted, [1, 2, 3, 4], 2))
    except KeyboardInterrupt:
        pytest.fail("a worker was interrupted")
    assert found == [1, 2, 3, 4]


def test_a_worker_that_dies_takes_only_its_own_task() -> None:
    found = list(work_through(die_at_three, [1, 2, 3, 4, 5], 2))
    assert [None if isinstance(one, Died) else one for one in found] == [1, 2, None, 4, 5]


@pytest.mark.parametrize(
    "fault", [PermissionError(13, ""), BrokenPipeError(32, ""), ImportError("")]
)
def test_where_no_process_can_be_had_this_one_works(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """No shared memory; an interpreter that may not be started a second time."""

    def refused(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor.__init__", refused)
    assert list(work_through(where, [1, 2, 3], 2)) == [(n, os.getpid()) for n in (1, 2, 3)]


def test_where_there_is_no_memory_for_more_this_one_does_not_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for fault in (RuntimeError("can't start new thread"), OSError(12, "")):

        def refused(*_: object, fault: Exception = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor.submit", refused)
        assert [type(found) for found in work_through(where, [1, 2, 3], 2)] == [Died] * 3


@pytest.mark.parametrize("fault", [BlockingIOError(11, ""), PermissionError(13, "")])
def test_where_no_more_processes_can_be_started_this_one_works(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor.submit", refused)
    assert list(work_through(where, [1, 2, 3], 2)) == [(n, os.getpid()) for n in (1, 2, 3)]


def test_who_stops_listening_stops_the_workers() -> None:
    started = time.monotonic()
    before = threading.active_count()
    results = work_through(time.sleep, [0.01, 60.0, 60.0], 2)
    next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    # What is still closing when the interpreter ends says "Bad file descriptor" behind the last message.
    assert threading.active_count() == before
    assert time.monotonic() - started < 20


def test_whoever_is_slow_to_listen_has_few_results_waiting(tmp_path: Path) -> None:
    """Two thousand briefs of some hundred KB each would otherwise all be held at the end."""
    tasks = [str(tmp_path / f"{number}") for number in range(100)]
    results = work_through(touch, tasks, 2)
    assert next(results) == tasks[0]
    time.sleep(0.5)
    assert len(list(tmp_path.iterdir())) == 2 * _AHEAD
    assert [next(results), next(results)] == tasks[1:3]
    results.close()  # type: ignore[attr-defined]  # it is a generator


@pytest.mark.parametrize("tasks", [0, 1, 2, 3])
def test_few_tasks_need_no_second_process(tasks: int) -> None:
    assert usual_count(tasks) == 1


def test_many_tasks_use_the_machine() -> None:
    assert usual_count(1000) == len(os.sched_getaffinity(0))
