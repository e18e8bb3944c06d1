"""The engine over MPI: one rank a worker, on one host or on many; survives the loss of ranks.

Rules that make stopped, killed and late ranks harmless: a rank has at most one round outstanding
(credit 1), so that unread messages never use up the shared memory; buffers live until their request
is done and no send is cancelled; the server polls with a probe and a short sleep, so no call waits
for a rank that may be gone; there is no collective call after the start; a rank that MPI reports as
failed stays dead.
"""

from __future__ import annotations

import io
import json
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from adversary.cluster import faults
from adversary.cluster.engine import ClusterError, Collected, Policy, Rule, Vector
from adversary.cluster.messages import Kind, Message, hello_objection
from adversary.cluster.mpi.environment import HOW, ulfm
from adversary.cluster.mpi.frames import Bytes, blank, framed, head, opened, vector_in
from adversary.cluster.mpi.job import server
from adversary.cluster.mpi.link import Backoff
from adversary.cluster.mpi.member import Member
from adversary.cluster.mpi.worker import place
from adversary.cluster.rounds import Rounds
from adversary.cluster.slowdowns import SlowDown
from adversary.cluster.work import Work
from adversary.tasks.task import Task
from designs.codes.scheme import Messages
from designs.errors import BadInput, require

_START_SECONDS = 60.0
_CLOSE_SECONDS = 0.5
_LOOK_SECONDS = 0.01
_NO_FAULTS = (
    f"without ULFM one lost rank ends the whole job, so no fault is injected: start with {HOW}"
)


class Mpi(Rounds[Member]):
    """Workers that are the ranks 1 to n of an MPI job, whose rank 0 is the server.

    Every rank runs the same script, ``mpiexec --with-ft ulfm -n RANKS python SCRIPT``: the
    constructor returns on rank 0 alone, and all others serve until they receive a quit message. Use
    as a context manager. Answers, levels, policies and delays are those of
    `adversary.cluster.processes.Processes`. Faults are real signals, to ranks on this host, and
    refused where the job was started without ULFM. One engine a job: membership is fixed.

    Raises:
        BadInput: code, task and the number of ranks do not fit, or there is no mpi4py or Linux.
        ClusterError: not started by mpiexec, or a rank did not start.

    Complexity: a round moves n parameters and as many answers a level through MPI.
    Source: docs/mpi.md.
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
        self._job = server()
        if self._job.taken:
            raise ClusterError("an MPI job has one engine: start another job for another one")
        self._work = Work.of(code, task, policy, delays)
        super().__init__(policy, self._work.form)
        n, ranks = self._work.workers, len(self._job.links) + 1
        need = f"{n} workers need {n + 1} ranks, one for the server, got {ranks}"
        require(ranks == n + 1, f"{need}: mpiexec -n {n + 1}")
        self._job.taken = True
        form, self._bandwidth = self._work.form, bandwidth
        self._length, self._widths = form.broadcast + 1, form.widths()
        self._members = [Member(link, count=form.most) for link in self._job.links]
        self._frames: list[Bytes] = [blank(1, self._length)[0][0]]
        self._frame: Bytes = self._frames[0]
        self._looked, self._start_limit = 0.0, start_limit
        try:
            self._start(task, for_every_partition=for_every_partition)
        except BaseException:
            self.close()
            raise

    @property
    def pids(self) -> tuple[int, ...]:
        """Process identifiers of the workers, each on its own host."""
        return tuple(member.pid for member in self._members)

    def _start(self, task: Task, *, for_every_partition: bool) -> None:
        setup = {
            "gradient": task.gradient, "form": asdict(self._work.form),
            "abandons": self._policy == "abandon", "for_every_partition": for_every_partition,
            "bandwidth": self._bandwidth,
        }  # fmt: skip
        arrays, ends = self._work.arrays(task), []
        for w, member in enumerate(self._members):
            mine = {name: a for name, a in arrays.items() if self._holds(w, name)}
            member.link.send(framed(Message(Kind.SETUP), _packed(mine, setup | {"worker": w})))
            ends.append(time.monotonic() + self._start_limit)
        self._handshake(ends)

    def _holds(self, worker: int, name: str) -> bool:
        """Whether a worker needs an array: all but the partitions that it does not hold."""
        part = name.partition("/")[0]
        return not part.isdigit() or int(part) in self._work.order[worker]

    def _handshake(self, ends: Sequence[float]) -> None:
        waiting, backoff, here = set(range(self.workers)), Backoff(), place()
        while waiting and time.monotonic() < min(ends[w] for w in waiting):
            done = {w for w in waiting if self._has_said_hello(w, here)}
            waiting -= done
            backoff.wait(received=bool(done))
        if waiting:
            raise ClusterError(
                f"workers {sorted(waiting)} did not start in {self._start_limit:g} s"
            )

    def _has_said_hello(self, worker: int, here: str) -> bool:
        member = self._members[worker]
        member.link.flush()
        frame = member.link.receive()
        if frame is None and not member.link.lost:
            return False
        message = None if frame is None else opened(frame)
        objection = member.reason() if frame is None else _objection(message)
        if message is None or objection:
            raise ClusterError(f"worker {worker} did not start: {objection}")
        member.handshake(message.text, here)
        member.outstanding = None
        return True

    def broadcast(self, parameters: Vector) -> int:
        """Start a round with these parameters; workers still busy get it when they are free."""
        frame = self._free_frame()
        vector = vector_in(frame, self._length)
        assert vector is not None  # noqa: S101 - a frame of our own
        self._number(vector, parameters)
        head(frame, Message(Kind.ROUND, self._round, self._stamp))
        self._frame = frame
        self._begin_round()
        return self._round

    def _notify_busy(self, member: Member) -> None:
        """Interrupt a worker that abandons its round for a newer one, once."""
        if self._policy == "abandon" and not member.notified:
            member.notified = member.link.send(framed(Message(Kind.NEWER, self._round)))

    def _free_frame(self) -> Bytes:
        """A frame that no send is using: at most one more than there are workers."""
        for member in self._members:
            member.link.flush()
        for frame in self._frames:
            if not any(member.link.busy(frame) for member in self._members):
                return frame
        self._frames.append(np.empty_like(self._frame))
        return self._frames[-1]

    def _announce(self, member: Member, number: int) -> None:
        """Send a round to a worker that has nothing outstanding."""
        frame = self._frame
        if number != self._round:
            frame = frame.copy()
            head(frame, Message(Kind.ROUND, number, self._stamp))
        sent = not member.dead and member.link.send(frame)
        member.outstanding, member.notified = (number if sent else None), False

    def collect(
        self,
        enough: int | Rule,
        deadline: float,
        *,
        borrow: bool = False,  # noqa: ARG002 - every rank has one buffer for all its levels
    ) -> Collected:
        """Wait until so many workers have answered, or the stopping rule is satisfied.

        At the latest until no other answer can come, or the deadline; messages that have arrived by
        the deadline still count: the server may have been suspended. After the deadline at most one
        message a level is received, so that no worker can delay the server. Vectors are copies.
        """
        begin, backoff, spare = time.monotonic(), Backoff(), len(self._widths)
        while self._waiting(enough):
            last = time.monotonic() >= begin + deadline
            received = self._receive_all(enough)
            spare -= last
            if last and not (received and spare):
                break
            backoff.wait(received=received)
        return self._collected(time.monotonic() - begin)

    def _receive_all(self, enough: int | Rule) -> bool:
        """Process the messages that have arrived, until they are enough; whether there were any."""
        received = False
        for member in self._members:
            if self._receive(member):
                received = True
                if self._is_enough(enough):
                    break
        if not received and time.monotonic() > self._looked + _LOOK_SECONDS:
            self._looked = time.monotonic()
            for member in self._members:
                member.check_exit()
        return received

    def _receive(self, member: Member) -> bool:
        """Process one message: only an undamaged answer to the current round counts."""
        member.link.flush()
        frame = member.link.receive()
        if frame is None:
            return False
        message = opened(frame)
        if message is not None:
            self._take(member, message, lambda: vector_in(frame, self._widths[message.level]))
        elif ulfm():
            member.disconnect("sent what is no message")
        return True

    def restart(self, worker: int) -> None:
        """Raise `ClusterError`: the ranks of an MPI job are fixed.

        Raises:
            ClusterError: always.
        """
        self._member(worker)
        raise ClusterError("the ranks of an MPI job are fixed: a lost worker is not replaced")

    def stop(self, worker: int) -> None:
        """SIGSTOP a worker and wait until it has stopped; its slow-down ends."""
        member = self._faulty(worker)
        member.full_speed()
        member.send_signal(signal.SIGSTOP)
        faults.await_state(member.pid, stopped=True)

    def resume(self, worker: int) -> None:
        """SIGCONT a worker and wait until it runs, at full speed."""
        member = self._faulty(worker)
        member.full_speed()
        member.send_signal(signal.SIGCONT)
        faults.await_state(member.pid, stopped=False)

    def kill(self, worker: int) -> None:
        """SIGKILL a worker and wait until it is dead."""
        member = self._faulty(worker)
        member.full_speed()
        member.kill()

    def slow(self, worker: int, share: float) -> None:
        """Limit a worker to this share of the time, stopping it in turn; 1 removes the limit.

        Raises:
            BadInput: no such worker, or a share that is not 1/1000..1.
            ClusterError: it is dead, is stopped already, or does not stop.
        """
        self._faulty(worker).slow(share)

    def slowdown(self, worker: int) -> SlowDown | None:
        """The slow-down in effect on a worker, or None."""
        return self._member(worker).cycle

    def _faulty(self, worker: int) -> Member:
        """The member of a worker into which a fault may be injected.

        Raises:
            BadInput: there is no such worker.
            ClusterError: the job would not survive it.
        """
        member = self._member(worker)
        if not ulfm():
            raise ClusterError(_NO_FAULTS)
        return member

    def close(self) -> None:
        """End every worker: ask, wait half a second, then kill; stopped ones too.

        Ranks on other hosts that do not answer are ended with the job, when this process ends; and
        so are all without ULFM, where killing one would kill us.
        """
        if self._job.over:
            return
        for member in self._members:
            member.full_speed()
            member.link.send(framed(Message(Kind.QUIT)))
        waiting, backoff = [m for m in self._members if not m.dead], Backoff()
        end = time.monotonic() + _CLOSE_SECONDS
        while waiting and time.monotonic() < end:
            waiting = [m for m in waiting if not (m.ended(0) or m.link.ended())]
            backoff.wait(received=False)
        if ulfm():
            waiting = [m for m in waiting if not _killed(m)]
        self._job.end(clean=not waiting)
        for member in self._members:
            member.close()


def _objection(hello: Message | None) -> str:
    """Why a worker is not ready after its first message, in words; "" if it is."""
    if hello is not None and hello.kind == Kind.FAILED:
        return hello.text
    objection = hello_objection(hello)
    return f"it {objection}" if objection else ""


def _killed(member: Member) -> bool:
    """Kill a process that did not end; whether it is dead now."""
    try:
        member.kill()
    except ClusterError:
        return member.ended(0)
    return True


def _packed(arrays: dict[str, Vector], setup: dict[str, Any]) -> bytes:
    """Arrays and a description in numpy's .npz form.

    Raises:
        BadInput: an array holds something else than numbers.
    """
    file, job_text = io.BytesIO(), np.frombuffer(json.dumps(setup).encode(), np.uint8)
    try:
        np.savez(file, allow_pickle=False, job=job_text, **arrays)
    except ValueError:
        raise BadInput("the arrays of a task must hold numbers") from None
    return file.getvalue()
