"""The local engine: one process a worker, vectors in shared memory, messages on socket pairs.

Rules that make stopped, killed and late workers harmless: a worker has at most one round
outstanding (credit 1) and a late one is given the newest round, never a queue; every answer names
its round and carries a checksum; every wait has a deadline; a worker dies with the server
(PDEATHSIG).
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from adversary.cluster import faults
from adversary.cluster.engine import ClusterError, Collected, Vector
from adversary.cluster.member import Member, spawn
from adversary.cluster.memory import allocate, map_vector, store
from adversary.cluster.messages import Kind, Message, checksum
from adversary.training import Task
from designs.codes import GradientCode
from designs.errors import require

_START_SECONDS = 60.0
_CLOSE_SECONDS = 0.5
_LONGEST_WAIT = 3600.0


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
    Source: docs/harness.md.

    >>> import numpy as np
    >>> from adversary.training import tiny
    >>> from designs import uncoded
    >>> with Processes(uncoded(2), tiny(2)) as engine:
    ...     _ = engine.broadcast(np.zeros(1))
    ...     sorted(engine.collect(2, 10.0).answers)
    [0, 1]
    """

    def __init__(self, code: GradientCode, task: Task) -> None:
        require(sys.platform == "linux", f"the local engine needs Linux, this is {sys.platform}")
        k, given = code.partitions, len(task.partitions)
        require(k == given, f"the task must have {k} partitions, as the code has, got {given}")
        main = threading.current_thread() is threading.main_thread()
        require(main, "start the workers from the main thread: they end with the thread")
        self._round = 0
        self._announcement = Message(Kind.ROUND)
        self._members: list[Member] = []
        self._selector = selectors.DefaultSelector()
        try:
            self._start(code, task)
        except OSError as error:
            self.close()
            raise ClusterError(f"cannot start {code.workers} workers: {error.strerror}") from None
        except BaseException:
            self.close()
            raise

    @property
    def workers(self) -> int:
        """Number of workers, dead or alive."""
        return len(self._members)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process identifiers of the workers."""
        return tuple(member.process.pid for member in self._members)

    def _start(self, code: GradientCode, task: Task) -> None:
        d, k = task.dimension, code.partitions
        arrays = {
            f"{j}/{i}": a for j, part in enumerate(task.partitions) for i, a in enumerate(part)
        }
        with ExitStack() as stack:
            data = store(arrays | {"encoding": code.to_numpy()})
            stack.callback(os.close, data)
            parameters = allocate(d)
            stack.callback(os.close, parameters)
            self._parameters = map_vector(parameters, d)
            for w in range(code.workers):
                self._members.append(spawn(w, task.gradient, d, k, data, parameters))
                self._selector.register(self._members[w].channel, selectors.EVENT_READ, w)
        self._await_hellos()

    def _await_hellos(self) -> None:
        waiting, end = set(range(self.workers)), time.monotonic() + _START_SECONDS
        while waiting and time.monotonic() < end:
            for key, _ in self._selector.select(0.1):
                member = self._members[key.data]
                message = member.receive()
                if message is None or message.kind != Kind.HELLO:
                    member.bury()
                    raise ClusterError(f"worker {key.data} did not start: {member.verdict}")
                waiting.discard(key.data)
        if waiting:
            raise ClusterError(f"workers {sorted(waiting)} did not start in {_START_SECONDS:.0f} s")

    def broadcast(self, parameters: Vector) -> int:
        """Start a round with these parameters; workers still busy get it when they are free."""
        self._parameters[:] = parameters
        self._round += 1
        self._announcement = Message(Kind.ROUND, self._round, checksum(self._parameters))
        for member in self._members:
            member.answered, member.verdict = None, ""
            if member.outstanding is None:
                self._announce(member)
        return self._round

    def _announce(self, member: Member) -> None:
        """Send the newest round to a worker that has nothing outstanding."""
        member.outstanding = self._round if member.send(self._announcement) else None

    def collect(self, needed: int, deadline: float) -> Collected:
        """Wait until so many workers have answered, or no other can, or the deadline.

        What is already waiting at the deadline still counts: the server may have been suspended.
        """
        begin = time.monotonic()
        left = deadline
        while self._answers() < needed and any(member.hopeful for member in self._members):
            for key, _ in self._selector.select(min(left, _LONGEST_WAIT)):
                self._hear(self._members[key.data])
                if self._answers() >= needed:
                    break
            if left <= 0:
                break
            left = max(0.0, begin + deadline - time.monotonic())
        answers = {w: m.answered for w, m in enumerate(self._members) if m.answered is not None}
        missing = {w: m.reason() for w, m in enumerate(self._members) if m.answered is None}
        return Collected(self._round, answers, missing, time.monotonic() - begin)

    def _answers(self) -> int:
        return sum(1 for member in self._members if member.answered is not None)

    def _hear(self, member: Member) -> None:
        """Take in one message: only an undamaged answer to the current round counts."""
        try:
            message = member.receive()
        except BlockingIOError:
            return
        if message is None:
            self._selector.unregister(member.channel)
            member.bury()
            return
        if message.round != member.outstanding:
            return
        member.outstanding = None
        if message.round != self._round or message.kind == Kind.STALE:
            self._announce(member)
        elif message.kind == Kind.FAILED:
            member.verdict = f"failed ({message.text})"
        elif message.kind == Kind.ANSWER:
            vector = member.slot.copy()
            if checksum(vector) == message.checksum:
                member.answered = vector
            else:
                member.verdict = "damaged"

    def stop(self, worker: int) -> None:
        """SIGSTOP a worker and see that it has stopped."""
        faults.stop(self._process(worker))

    def resume(self, worker: int) -> None:
        """SIGCONT a worker and see that it goes on."""
        faults.resume(self._process(worker))

    def kill(self, worker: int) -> None:
        """SIGKILL a worker and see that it is dead."""
        faults.kill(self._process(worker))

    def _process(self, worker: int) -> subprocess.Popen[bytes]:
        require(0 <= worker < self.workers, f"workers are 0..{self.workers - 1}, got {worker}")
        return self._members[worker].process

    def close(self) -> None:
        """End every worker: ask, wait half a second, then kill; stopped ones too."""
        for member in self._members:
            member.send(Message(Kind.QUIT))
        end = time.monotonic() + _CLOSE_SECONDS
        for member in self._members:
            if faults.state(member.process.pid) != "T":
                with suppress(subprocess.TimeoutExpired):
                    member.process.wait(max(0.0, end - time.monotonic()))
        for member in self._members:
            member.process.kill()
            member.process.wait()
            member.channel.close()
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
