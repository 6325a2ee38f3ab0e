"""Turn a list of jobs into what was made of them by the workers of a Dask cluster, in order.

What a brief needs travels as bytes (see `shipping`), what was made comes back as bytes; the workers neither see the project's
folder nor write a file. Dask runs the job of a worker that was lost again elsewhere. Nothing is made on a worker that has
other programs or fonts than this machine: that is asked before work starts, and again where each job is done.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from briefgen.build.facts import Facts, differences, facts, fonts
from briefgen.build.job import Job, Made, work_in
from briefgen.build.shipping import Packer, Parcel, Wanted, unpacked
from briefgen.build.workers import Died
from briefgen.messages import Message, Stop, message

CONNECT = 10.0
"""Seconds for which the scheduler, and the first worker, are waited for."""
_LOST = (
    60.0  # seconds without any worker, or without the scheduler, after which nobody will come back
)
_LOOK = 2.0  # seconds between looks at whether the cluster is still there
_AHEAD = (
    4  # jobs handed out for each thread of the cluster, so that few results wait for their turn
)
_FEWEST = 8
_MOST_QUESTIONS = 1000  # of one brief; each is asked once
_MOST_TOLD = 12  # differences of one worker
TOPIC = "briefgen-begun"
"""Where workers tell which sending of a job they begin."""


def work_on_cluster(address: str, jobs: Sequence[Job]) -> Iterator[Made | Died]:
    """What was made of each job, in order. `address` is dask://HOST:PORT, or tls://HOST:PORT.

    Raises Stop (exit code 3) when the cluster can't be reached, is not like this machine, or goes away.
    """
    with _connected(address) as client:
        packer = Packer(jobs[0].root)
        shared = {name for job in jobs for name in packer.shared_by(job.ref.folder)}
        _agree(client, {name: packer.shared[name] for name in shared})
        yield from _Run(client, packer, jobs).results()


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        import distributed
    except ImportError:
        raise Stop(message("no-distributed"), exit_code=3) from None
    _silence()
    client: Any = None
    connect: Any = distributed.Client
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # other versions of Dask's own libraries do no harm here
            client = connect(
                address.replace("dask://", "tcp://", 1), timeout=CONNECT, set_as_default=False
            )
            client.wait_for_workers(1, timeout=CONNECT)
    except (OSError, ValueError, RuntimeError) as error:
        code = "no-scheduler" if client is None else "no-workers"
        if client is not None:
            client.close()
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise Stop(message(code, address=address, reason=reason), exit_code=3) from None
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=5)


def _silence() -> None:
    """Keep Dask and what it runs on from writing to the terminal: what matters is told by messages."""
    libraries = ("distributed", "tornado", "asyncio")
    known = [
        name for name in logging.root.manager.loggerDict if name.partition(".")[0] in libraries
    ]
    for name in (*libraries, *known):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _agree(client: Any, shared: Mapping[str, Parcel]) -> None:
    """See that all workers are like this machine, and hand them what many briefs need. Raises Stop."""
    found: dict[str, Any] = client.run(_introduce, dict(shared), on_error="return")
    said: list[Message] = []
    here = facts()
    for worker, there in sorted(found.items()):
        if isinstance(there, Facts):
            said += _differing(worker, here, there)
        else:
            said.append(message("worker-unable", worker=worker, reason=_reason(there)))
    if said:
        raise Stop(*said, exit_code=3)


def _differing(worker: str, here: Facts, there: Facts) -> list[Message]:
    found = list(differences(here, there))
    if not found:
        return []
    told = ", ".join(found[:_MOST_TOLD]) + (
        f" … (+{len(found) - _MOST_TOLD})" * (len(found) > _MOST_TOLD)
    )
    return [message("worker-differs", worker=worker, found=told)]


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".strip().partition("\n")[0]


# ---- here -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shipment:
    """A job on its way. `number` is that of this sending; `shared` names parcels that workers keep."""

    number: int
    job: Job
    own: Parcel
    shared: tuple[str, ...]
    day: date
    facts: str


@dataclass(frozen=True)
class _Question:
    """A worker lacks something to go on: a path of the project, or parcels that it should keep."""

    kind: str
    path: str
    shared: tuple[str, ...] = ()


@dataclass
class _Run:
    """The jobs of one build: which are under way, which came back before their turn."""

    client: Any
    packer: Packer
    jobs: Sequence[Job]
    _numbers: int = 0
    _away: dict[Future[Any], tuple[int, _Shipment]] = field(default_factory=dict)
    _ready: dict[int, Made | Died] = field(default_factory=dict)
    _begun: dict[int, list[str]] = field(default_factory=dict)
    _asked: dict[int, int] = field(default_factory=dict)

    def results(self) -> Iterator[Made | Died]:
        """What was made of each job, in order; few are under way or wait at any time."""
        executor = self.client.get_executor(pure=False)
        self.client.subscribe_topic(TOPIC, self._note_beginning)
        threads = sum(self.client.nthreads().values())
        room, sent = max(_FEWEST, _AHEAD * threads), 0
        for turn in range(len(self.jobs)):
            while turn not in self._ready:
                while sent < min(len(self.jobs), turn + room):
                    self._send(executor, sent, self._packed(self.jobs[sent]))
                    sent += 1
                self._wait(executor)
            yield self._ready.pop(turn)

    def _note_beginning(self, event: tuple[float, Sequence[Any]]) -> None:
        _, (number, worker) = event
        self._begun.setdefault(number, []).append(worker)

    def _packed(self, job: Job) -> _Shipment:
        own = self.packer.tree(job.ref.folder)
        own.add(self.packer.common)
        shared = self.packer.shared_by(job.ref.folder)
        plain = replace(job, root=Path())  # where the project lies here is nobody's business there
        return _Shipment(0, plain, own, shared, self.packer.day, facts().digest)

    def _send(self, executor: Any, index: int, shipment: _Shipment) -> None:
        self._numbers += 1
        shipment = replace(shipment, number=self._numbers)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that many bytes are sent, which is what we want
            future = executor.submit(_make, shipment)
        self._away[future] = index, shipment

    def _wait(self, executor: Any) -> None:
        """Wait until something comes back, and see what it is. Raises Stop when the cluster is gone."""
        patience = time.monotonic() + _LOST
        while not (done := wait(self._away, _LOOK, FIRST_COMPLETED).done):
            if self.client.status == "running" and self.client.scheduler_info()["workers"]:
                patience = time.monotonic() + _LOST
            if self.client.status in ("closed", "closing") or time.monotonic() > patience:
                raise Stop(message("cluster-lost"), exit_code=3)
        for future in done:
            index, shipment = self._away.pop(future)
            found = self._result(future)
            begun = self._begun.pop(shipment.number, [])
            if isinstance(found, _Question):
                self._send(executor, index, self._answered(index, shipment, found))
                self._begun.setdefault(self._numbers, [])[:0] = begun[:-1]  # who was lost before it
                continue
            if isinstance(found, Made):
                found = _with_fonts_of_here(found)
                found = replace(found, again=tuple(dict.fromkeys(begun[:-1])))
            self._ready[index] = found

    def _result(self, future: Future[Any]) -> Made | Died | _Question:
        from distributed.scheduler import KilledWorker

        try:
            found = future.result()
        except KilledWorker:
            return Died()
        except CancelledError:
            raise Stop(message("cluster-lost"), exit_code=3) from None
        except Exception as error:  # noqa: BLE001  whatever Dask could not send, start or bring back
            raise Stop(message("cluster-failed", reason=_reason(error)), exit_code=3) from None
        if isinstance(found, _Other):
            raise Stop(*_differing(found.worker, facts(), found.facts), exit_code=3)
        assert isinstance(found, (Made, _Question))
        return found

    def _answered(self, index: int, shipment: _Shipment, question: _Question) -> _Shipment:
        self._asked[index] = self._asked.get(index, 0) + 1
        if self._asked[index] > _MOST_QUESTIONS:
            reason = f"{shipment.job.ref.id}: {question.kind} {question.path}"
            raise Stop(message("cluster-failed", reason=reason), exit_code=3)
        own = Parcel()
        own.add(shipment.own)
        if question.shared:
            for name in question.shared:
                own.add(self.packer.shared[name])
        else:
            own.add(self.packer.answer(question.kind, question.path))
        return replace(shipment, own=own, shared=() if question.shared else shipment.shared)


def _with_fonts_of_here(made: Made) -> Made:
    """The same with the fonts named by their files on this machine; there they may lie elsewhere."""
    files: dict[str, str] = {}
    for file, digest in fonts().items():
        files.setdefault(digest, file)
    return _with_fonts(made, files)


def _with_fonts(made: Made, names: Mapping[str, str]) -> Made:
    outputs = {}
    for name, result in made.outputs.items():
        if result.value is not None and result.value.fonts:
            uses = tuple(
                replace(use, file=names.get(use.file, use.file)) for use in result.value.fonts
            )
            outputs[name] = replace(result, value=replace(result.value, fonts=uses))
        else:
            outputs[name] = result
    return replace(made, outputs=outputs)


# ---- there ----------------------------------------------------------------------------------------------------------

_kept: dict[str, Parcel] = {}
_alone = threading.Lock()
"""WeasyPrint, Pango and fontconfig make one page at a time in a process, however many threads a worker has."""


@dataclass(frozen=True)
class _Other:
    """A worker that is not like the machine that sent the job."""

    worker: str
    facts: Facts


def _introduce(shared: Mapping[str, Parcel]) -> Facts:
    """Run on a worker: keep the parcels, and tell what this machine is."""
    _kept.clear()  # of earlier builds
    _kept.update(shared)
    return facts()


def _make(shipment: _Shipment) -> Made | _Question | _Other:
    """Run on a worker: make a brief of what was sent."""
    from distributed import get_worker

    worker = get_worker()
    with _alone:
        if facts().digest != shipment.facts:
            return _Other(worker.address, facts())
        lacking = tuple(name for name in shipment.shared if name not in _kept)
        if lacking:
            return _Question("", "", shipment.shared)
        worker.log_event(TOPIC, [shipment.number, worker.address])
        kept = [_kept[name] for name in shipment.shared]
        try:
            made = work_in(unpacked([*kept, shipment.own], shipment.day), shipment.job)
        except Wanted as wanted:
            return _Question(wanted.kind, wanted.path)
    return _with_fonts(made, fonts())
