"""The local engine: one process a worker, vectors in shared memory, messages on socket pairs.

Rules that make stopped, killed and late workers harmless: a worker has at most one round
outstanding (credit 1) and a late one is given the newest round, never a queue; every answer names
its round and carries a checksum; every wait has a deadline; a worker dies with the server
(PDEATHSIG).
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from adversary.cluster import faults
from adversary.cluster.engine import ClusterError, Collected, Vector
from adversary.cluster.memory import allocate, map_vector, store
from adversary.cluster.messages import MOST_BYTES, Kind, Message, checksum
from adversary.cluster.worker import Job
from adversary.training import Task
from designs.codes import GradientCode
from designs.errors import BadInput, require

_START_SECONDS = 60.0
_CLOSE_SECONDS = 0.5
_WORKER = "from adversary.cluster.worker import main; main()"
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(slots=True)
class _Worker:
    """The server's side of one worker."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    slot: Vector
    outstanding: int | None = None
    verdict: str = ""
    answered: Vector | None = field(default=None, repr=False)

    @property
    def lost(self) -> bool:
        """Whether no answer to this round can come any more."""
        return bool(self.verdict) or self.process.returncode is not None

    def receive(self) -> Message | None:
        """The message that is waiting, or None if the process is gone or speaks nonsense."""
        try:
            return Message.unpack(self.channel.recv(MOST_BYTES))
        except OSError:
            return None


class Processes:
    """Worker processes on this machine, one for each row of the code.

    Every worker computes the gradients of its partitions at the parameters broadcast, combines them
    with its row of the encoding, and writes the result, followed by its probe (see
    `adversary.cluster.worker.coded_vector`), into shared memory. Start from the main thread and use
    as a context manager: leaving it ends every worker, also stopped ones.

    Raises:
        BadInput: code and task have different numbers of partitions, or this is not Linux.
        ClusterError: a worker did not come up.

    Complexity: start-up is one interpreter a worker; a round copies n + 1 vectors.
    Source: the design is measured in docs/harness.md.

    >>> from adversary.training import tiny
    >>> from designs import uncoded
    >>> with Processes(uncoded(2), tiny(2)) as engine:
    ...     _ = engine.broadcast(np.zeros(1))
    ...     sorted(engine.collect(2, 10.0).answers)
    [0, 1]
    """

    def __init__(self, code: GradientCode, task: Task) -> None:
        require(sys.platform == "linux", f"the local engine needs Linux, this is {sys.platform}")
        same = code.partitions == len(task.partitions)
        require(
            same,
            f"the task must have as many partitions as the code, got {len(task.partitions)} "
            f"and {code.partitions}",
        )
        if threading.current_thread() is not threading.main_thread():
            raise BadInput("start the workers from the main thread: they end with the thread")
        self._round = 0
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._announcement = Message(Kind.ROUND)
        try:
            self._start(code, task)
        except BaseException:
            self.close()
            raise

    @property
    def workers(self) -> int:
        """Number of workers, dead or alive."""
        return len(self._workers)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process identifiers of the workers."""
        return tuple(worker.process.pid for worker in self._workers)

    def _start(self, code: GradientCode, task: Task) -> None:
        encoding = code.to_numpy()
        arrays = {
            f"{j}/{i}": a for j, part in enumerate(task.partitions) for i, a in enumerate(part)
        }
        data, parameters = store(arrays), allocate(task.dimension)
        try:
            self._parameters = map_vector(parameters, task.dimension)
            for row in encoding:
                held = [(int(j), float(row[j])) for j in np.flatnonzero(row)]
                self._workers.append(_spawn(held, code.partitions, task, data, parameters))
        finally:
            os.close(data)
            os.close(parameters)
        for w, worker in enumerate(self._workers):
            self._selector.register(worker.channel, selectors.EVENT_READ, w)
        self._await_hellos()

    def _await_hellos(self) -> None:
        waiting, end = set(range(self.workers)), time.monotonic() + _START_SECONDS
        while waiting and time.monotonic() < end:
            for key, _ in self._selector.select(0.1):
                message = self._workers[key.data].receive()
                if message is None or message.kind != Kind.HELLO:
                    code = self._workers[key.data].process.wait(_CLOSE_SECONDS)
                    raise ClusterError(f"worker {key.data} ended while starting, exit code {code}")
                waiting.discard(key.data)
        if waiting:
            raise ClusterError(f"workers {sorted(waiting)} did not start in {_START_SECONDS:.0f} s")

    def broadcast(self, parameters: Vector) -> int:
        """Start a round with these parameters; workers still busy get it when they are free."""
        self._round += 1
        self._parameters[:] = parameters
        self._announcement = Message(Kind.ROUND, self._round, checksum(self._parameters))
        for worker in self._workers:
            worker.answered, worker.verdict = None, ""
            if worker.outstanding is None:
                self._announce(worker)
        return self._round

    def _announce(self, worker: _Worker) -> None:
        """Send the newest round to a worker that has nothing outstanding."""
        if worker.process.returncode is None:
            with suppress(OSError):
                worker.channel.send(self._announcement.pack())
                worker.outstanding = self._round

    def collect(self, needed: int, deadline: float) -> Collected:
        """Wait until so many workers have answered, or no other can, or the deadline."""
        begin = time.monotonic()
        while self._answers() < needed and self._hopeful():
            left = begin + deadline - time.monotonic()
            if left <= 0:
                break
            for key, _ in self._selector.select(left):
                self._hear(self._workers[key.data])
                if self._answers() >= needed:
                    break
        answers = {w: x.answered for w, x in enumerate(self._workers) if x.answered is not None}
        missing = {w: self._reason(x) for w, x in enumerate(self._workers) if x.answered is None}
        return Collected(self._round, answers, missing, time.monotonic() - begin)

    def _answers(self) -> int:
        return sum(1 for worker in self._workers if worker.answered is not None)

    def _hopeful(self) -> int:
        """Workers that may still answer this round."""
        return sum(1 for x in self._workers if x.answered is None and not x.lost)

    def _hear(self, worker: _Worker) -> None:
        """Take in one message: only an undamaged answer to the current round counts."""
        message = worker.receive()
        if message is None:
            self._bury(worker)
            return
        worker.outstanding = None
        if message.round != self._round or message.kind == Kind.STALE:
            self._announce(worker)
        elif message.kind == Kind.FAILED:
            worker.verdict = f"failed ({message.text})"
        elif message.kind == Kind.ANSWER:
            vector = worker.slot.copy()
            if checksum(vector) == message.checksum:
                worker.answered = vector
            else:
                worker.verdict = "damaged"

    def _bury(self, worker: _Worker) -> None:
        """A worker whose socket has closed is ended for good."""
        with suppress(KeyError):
            self._selector.unregister(worker.channel)
        worker.process.kill()
        worker.process.wait()
        worker.verdict = self._reason(worker)

    def _reason(self, worker: _Worker) -> str:
        """Why a worker has not answered."""
        status = worker.process.poll()
        if status is not None:
            name = signal.Signals(-status).name if status < 0 else f"exit code {status}"
            return f"dead ({name})"
        if worker.verdict:
            return worker.verdict
        return "stopped" if faults.state(worker.process.pid) == "T" else "late"

    def stop(self, worker: int) -> None:
        """SIGSTOP a worker and see that it has stopped."""
        faults.stop(self._process(worker))

    def resume(self, worker: int) -> None:
        """SIGCONT a worker."""
        faults.resume(self._process(worker))

    def kill(self, worker: int) -> None:
        """SIGKILL a worker and see that it is dead."""
        faults.kill(self._process(worker))

    def _process(self, worker: int) -> subprocess.Popen[bytes]:
        require(0 <= worker < self.workers, f"workers are 0..{self.workers - 1}, got {worker}")
        return self._workers[worker].process

    def close(self) -> None:
        """End every worker: ask, wait half a second, then kill; stopped ones too."""
        for worker in self._workers:
            with suppress(OSError):
                worker.channel.send(Message(Kind.QUIT).pack())
        end = time.monotonic() + _CLOSE_SECONDS
        for worker in self._workers:
            if faults.state(worker.process.pid) != "T":
                with suppress(subprocess.TimeoutExpired):
                    worker.process.wait(max(0.0, end - time.monotonic()))
        for worker in self._workers:
            worker.process.kill()
            worker.process.wait()
            worker.channel.close()
        self._selector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def _spawn(
    row: list[tuple[int, float]], partitions: int, task: Task, data: int, parameters: int
) -> _Worker:
    """Start one worker process; its ends of the socket pair and of the slot are its own."""
    length = task.dimension + partitions
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    slot = allocate(length)
    job = Job(
        parent=os.getpid(),
        socket=theirs.fileno(),
        parameters=parameters,
        slot=slot,
        data=data,
        dimension=task.dimension,
        partitions=partitions,
        gradient=task.gradient,
        row=row,
    )
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _WORKER, job.to_text()],
            pass_fds=(theirs.fileno(), parameters, slot, data),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
        )
        return _Worker(process, ours, map_vector(slot, length))
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
        os.close(slot)


def _environment() -> dict[str, str]:
    """Ours, with one BLAS thread a worker, and with our import path."""
    path = os.pathsep.join(os.path.abspath(p) for p in sys.path)  # noqa: PTH100
    return os.environ | dict.fromkeys(_ONE_THREAD, "1") | {"PYTHONPATH": path}
