"""The local engine: one process a worker, vectors in shared memory, messages on socket pairs.

Rules that make stopped, killed and late workers harmless: a worker has at most one round
outstanding (credit 1) and a late one gets the newest round, never a queue; every answer names
its round and carries a checksum; every wait has a deadline; a worker dies with the server
(PDEATHSIG), and what it has started with it.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

from adversary.cluster import faults
from adversary.cluster.engine import ClusterError, Collected, Policy, Rule, Vector
from adversary.cluster.faults import Guard, Leader
from adversary.cluster.member import Member, spawn
from adversary.cluster.memory import allocate, map_vector, seal, store
from adversary.cluster.messages import Kind, Message
from adversary.cluster.rounds import Rounds
from adversary.cluster.vectors import number_behind
from adversary.cluster.work import Work
from adversary.cluster.worker import Job
from adversary.tasks.task import Task
from designs.codes.scheme import Messages
from designs.errors import require

if TYPE_CHECKING:
    from adversary.cluster.slowdowns import SlowDown
    from adversary.cluster.usage import Usage

_START_SECONDS = 60.0
_LEAST_AT_ONCE = 8
_CLOSE_SECONDS = 0.5
_LAST_SECONDS = 1.0
_GRACE_SECONDS = 0.05
_LONGEST_WAIT = 3600.0


class Processes(Rounds[Member]):
    """Worker processes on this machine, one for each row of the code.

    Every worker computes the gradients of its partitions at the parameters broadcast, combines them
    with its row of the encoding, and writes the result, followed by its probe (see
    `adversary.cluster.coding.coded_vectors`), into shared memory. Of a scheme it publishes each of
    its messages as soon as the partitions of its row there are done; where the server chooses them,
    they are broadcast behind the parameters (see `adversary.cluster.messages.Form`). Start from the
    main thread and use as a context manager: leaving it ends every worker, also stopped ones.

    By the late-worker policy a late worker gets the ``newest`` round when it has answered, or
    all rounds ``in-order``, or it ``abandon``s its round when a newer one begins. A worker waits
    for its ``delays``, seconds of shape (rounds, workers), before each round, or
    ``for_every_partition``; row (t - 1) modulo their number is for round t = 1, 2, ... With a
    ``bandwidth`` its coded gradients, 8 bytes a number, leave it one after another at so many bytes
    a second; meanwhile it computes nothing.
    Each worker must start within the ``start_limit``, in seconds.

    Raises:
        BadInput: codes and task have different numbers of partitions, delays do not fit, or this is
            not Linux.
        ClusterError: a worker did not start.

    Complexity: start-up is one interpreter a worker; a round copies the parameters, and the answers
    unless they are borrowed.
    Source: docs/harness.md.

    >>> import numpy as np
    >>> from adversary.tasks.task import tiny
    >>> from designs import uncoded
    >>> with Processes(uncoded(2), tiny(2)) as engine:
    ...     _ = engine.broadcast(np.zeros(1))
    ...     sorted(engine.collect(2, 10.0).answers)
    [0, 1]
    """

    def __init__(
        self,
        code: Messages,
        task: Task,
        *,
        policy: Policy = "newest",
        delays: Vector | None = None,
        for_every_partition: bool = False,
        bandwidth: float | None = None,
        start_limit: float = _START_SECONDS,
    ) -> None:
        require(sys.platform == "linux", f"the local engine needs Linux, this is {sys.platform}")
        main = threading.current_thread() is threading.main_thread()
        require(main, "start the workers from the main thread: they end with the thread")
        self._work = Work.of(code, task, policy, delays)
        super().__init__(policy, self._work.form)
        self._newest = b""
        self._widths = self._work.form.widths()
        self._for_every_partition, self._bandwidth = for_every_partition, bandwidth
        self._start_limit = start_limit
        self._descriptors: list[int] = []
        self._slow: dict[int, SlowDown] = {}
        self._channels: dict[int, int] = {}
        self._poll = select.epoll()
        self._guard = Guard()
        try:
            self._start(task)
        except OSError as error:
            self.close()
            workers = self._work.workers
            raise ClusterError(f"cannot start {workers} workers: {error.strerror}") from None
        except BaseException:
            self.close()
            raise

    @property
    def pids(self) -> tuple[int, ...]:
        """Process identifiers of the workers."""
        return tuple(member.process.pid for member in self._members)

    def _start(self, task: Task) -> None:
        data = store(self._work.arrays(task))
        self._descriptors.append(data)
        length = self._work.form.broadcast + 1
        parameters = allocate(length)
        self._descriptors.append(parameters)
        self._parameters = map_vector(parameters, length)
        seal(parameters)
        self._job = Job(
            worker=0, gradient=task.gradient, form=asdict(self._work.form),
            abandons=self._policy == "abandon", for_every_partition=self._for_every_partition,
            bandwidth=self._bandwidth, socket=-1, slot=-1, data=data, parameters=parameters,
        )  # fmt: skip
        self._handshake()

    def _spawned(self, worker: int) -> Member:
        member = spawn(replace(self._job, worker=worker), self._guard.marked(dict(os.environ)))
        self._channels[member.channel.fileno()] = worker
        self._poll.register(member.channel, select.EPOLLIN)
        return member

    def _readable(self, seconds: float) -> Iterator[Member]:
        """The members that have a message waiting, after at most so many seconds."""
        for descriptor, _ in self._poll.poll(seconds):
            yield self._members[self._channels[descriptor]]

    def _disconnect(self, member: Member) -> None:
        """Stop polling a member's channel."""
        if self._channels.pop(member.channel.fileno(), None) is not None:
            self._poll.unregister(member.channel)

    def _handshake(self) -> None:
        """Start the workers, some at a time, so that each has its processor time in the limit."""
        most = max(_LEAST_AT_ONCE, 2 * len(os.sched_getaffinity(0)))
        waiting: dict[int, float] = {}
        while waiting or self.workers < self._work.workers:
            while len(waiting) < most and self.workers < self._work.workers:
                waiting[self.workers] = time.monotonic() + self._start_limit
                self._members.append(self._spawned(self.workers))
            for member in self._readable(0.1):
                worker = self._members.index(member)
                message = member.receive()
                if message is None:
                    member.reap()
                    raise ClusterError(f"worker {worker} did not start: {member.reason()}")
                member.outstanding = None
                waiting.pop(worker, None)
            if any(time.monotonic() > end for end in waiting.values()):
                late = f"workers {sorted(waiting)} did not start in {self._start_limit:g} s"
                raise ClusterError(late)

    def broadcast(self, parameters: Vector) -> int:
        """Start a round with these parameters; workers still busy get it when they are free."""
        self._number(self._parameters, parameters)
        self._newest = Message(Kind.ROUND, self._round, self._stamp).pack()
        self._begin_round()
        return self._round

    def _announce(self, member: Member, number: int) -> None:
        """Send a round to a worker that has nothing outstanding."""
        datagram = self._newest
        if number != self._round:
            datagram = Message(Kind.ROUND, number, self._stamp).pack()
        sent = member.send(datagram)
        member.outstanding = number if sent else None

    def _stamp_of(self, block: Vector) -> int:
        """The number of the round, which is enough: only the server can write the parameters."""
        return number_behind(block)

    def collect(self, enough: int | Rule, deadline: float, *, borrow: bool = False) -> Collected:
        """Wait until so many workers have answered, or the stopping rule is satisfied.

        At the latest until no other answer can come, or the deadline; messages that have arrived by
        the deadline still count: the server may have been suspended. With ``borrow`` the vectors
        are views of what the workers have written, good until the next broadcast.
        """
        self._borrows = borrow
        begin = time.monotonic()
        left = deadline
        while self._waiting(enough):
            for member in self._readable(min(left, _LONGEST_WAIT)):
                self._receive(member)
                if self._is_enough(enough):
                    break
            if left <= 0:
                break
            left = max(0.0, begin + deadline - time.monotonic())
        self._reap(_GRACE_SECONDS if self._is_enough(enough) else min(left, _LAST_SECONDS))
        return self._collected(time.monotonic() - begin)

    def _reap(self, seconds: float) -> None:
        """Reap the processes whose channels have closed, after their last answers were received."""
        end = time.monotonic() + seconds
        for member in self._members:
            if member.gone and member.process.returncode is None:
                member.reap(max(_GRACE_SECONDS, end - time.monotonic()))

    def _reason(self, worker: int) -> str:
        """The reason why an answer is missing; a worker that a duty cycle has stopped is late."""
        reason = super()._reason(worker)
        return "late" if reason == "stopped" and worker in self._slow else reason

    def _receive(self, member: Member) -> None:
        """Process one message: only an undamaged answer to the current round counts."""
        try:
            message = member.receive()
        except BlockingIOError:
            return
        if message is None:
            self._disconnect(member)
            return
        self._take(member, message, partial(self._vector, member, message.level))

    def _vector(self, member: Member, level: int) -> Vector:
        """The vector of a message in a worker's slot."""
        return member.slots[level, : self._widths[level]]

    def restart(self, worker: int) -> None:
        """Kill a worker and start a new process in its place, with slots of its own.

        It takes part as soon as it has said hello, also in the round that is under way.
        """
        self.kill(worker)
        old = self._members[worker]
        self._disconnect(old)
        old.channel.close()
        self._replace(worker, self._spawned(worker))

    def stop(self, worker: int) -> None:
        """SIGSTOP a worker, its children too, and wait until it has stopped; its slow-down ends."""
        process = self._process(worker)
        self._full_speed(worker)
        faults.stop(process)

    def resume(self, worker: int) -> None:
        """SIGCONT a worker and wait until it runs, at full speed."""
        process = self._process(worker)
        self._full_speed(worker)
        faults.resume(process)

    def kill(self, worker: int) -> None:
        """SIGKILL a worker, its children too, and wait until it is dead."""
        process = self._process(worker)
        self._full_speed(worker)
        faults.kill(process)

    def slow(self, worker: int, share: float) -> None:
        """Limit a worker to this share of the time, stopping it in turn; 1 removes the limit.

        Raises:
            BadInput: no such worker, or a share that is not 1/1000..1.
            ClusterError: it is dead or stopped, or does not stop.
        """
        from adversary.cluster.slowdowns import DutyCycle, cycle_of

        process = self._process(worker)
        off, on = cycle_of(share)
        self._full_speed(worker)
        if share < 1:
            self._slow[worker] = DutyCycle(process, off, on)

    def crowd(self, worker: int, burners: int = 3, *, nice: int = 0, idle: bool = False) -> None:
        """Make a worker share one core with burners, see `adversary.cluster.slowdowns.Crowd`.

        It ends with the next `slow`, `stop`, `resume`, `kill` or `restart` of this worker.
        """
        from adversary.cluster.slowdowns import Crowd

        process = self._process(worker)
        self._full_speed(worker)
        self._slow[worker] = Crowd(process, burners, nice=nice, idle=idle)

    def slowdown(self, worker: int) -> SlowDown | None:
        """The slow-down in effect on a worker, or None."""
        self._process(worker)
        return self._slow.get(worker)

    def usage(self) -> tuple[Usage | None, ...]:
        """Processor time and context switches of every worker so far; None for the dead.

        The difference of two is what a round took.
        """
        from adversary.cluster.usage import usage

        return tuple(usage(pid) for pid in self.pids)

    def _full_speed(self, worker: int) -> None:
        slowdown = self._slow.pop(worker, None)
        if slowdown is not None:
            slowdown.end()

    def _process(self, worker: int) -> Leader:
        return self._member(worker).process

    def close(self) -> None:
        """End every worker: ask, wait half a second, then kill; stopped ones too."""
        for worker in list(self._slow):
            self._full_speed(worker)
        try:
            self._ask_to_quit()
        finally:
            for member in self._members:
                member.process.kill()
                member.process.wait()
                member.channel.close()
            self._poll.close()
            self._guard.dismiss()
            while self._descriptors:
                os.close(self._descriptors.pop())

    def _ask_to_quit(self) -> None:
        for member in self._members:
            member.send(Message(Kind.QUIT).pack())
        end = time.monotonic() + _CLOSE_SECONDS
        for member in self._members:
            if faults.state(member.process.pid) != "T":
                with suppress(subprocess.TimeoutExpired):
                    member.process.wait(max(0.0, end - time.monotonic()))
