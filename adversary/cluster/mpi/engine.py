"""The engine over MPI: one rank a worker, on one host or on many; survives the loss of ranks.

Rules that make stopped, killed and late ranks harmless: a rank has at most one round outstanding
(credit 1), so that nobody's unread messages use up the memory that all share; buffers live until
their request is done and no send is cancelled; every look is a probe and a short sleep, so no call
waits for a rank that may be gone; there is no collective call after the start; a rank that MPI
reports as failed stays dead.
"""

from __future__ import annotations

import io
import json
import signal
import time
from typing import Any

import numpy as np

from adversary.cluster import faults
from adversary.cluster.engine import ClusterError, Collected, Policy, Rule, Vector
from adversary.cluster.messages import PROTOCOL, Kind, Message
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
from designs.codes.scheme import Levels
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
    constructor returns on rank 0 alone, and all others serve until they are told to quit. Use as a
    context manager. Answers, levels, policies and delays are those of
    `adversary.cluster.processes.Processes`. Faults are real signals, to ranks on this host, and
    refused where the job was started without ULFM. One engine a job: membership is fixed.

    Raises:
        BadInput: code, task and the number of ranks do not fit, or there is no mpi4py or Linux.
        ClusterError: not started by mpiexec, or a rank did not come up.

    Complexity: a round moves n parameters and as many answers a level through MPI.
    Source: docs/mpi.md.
    """

    def __init__(
        self,
        code: Levels,
        task: Task,
        *,
        policy: Policy = "newest",
        delays: Vector | None = None,
        for_every_partition: bool = False,
    ) -> None:
        super().__init__(policy)
        self._job = server()
        if self._job.taken:
            raise ClusterError("an MPI job has one engine: start another job for another one")
        self._work = Work.of(code, task, policy, delays)
        n, ranks = self._work.workers, len(self._job.links) + 1
        need = f"{n} workers need {n + 1} ranks, one for the server, got {ranks}"
        require(ranks == n + 1, f"{need}: mpiexec -n {n + 1}")
        self._job.taken = True
        self._dimension, levels = task.dimension, len(self._work.codes)
        self._width = task.dimension + self._work.partitions
        self._members = [Member(link, count=levels) for link in self._job.links]
        self._frames: list[Bytes] = [blank(1, task.dimension + 1)[0][0]]
        self._frame: Bytes = self._frames[0]
        self._looked = 0.0
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
        told = {
            "gradient": task.gradient, "dimension": task.dimension,
            "partitions": self._work.partitions, "levels": len(self._work.codes),
            "abandons": self._policy == "abandon", "for_every_partition": for_every_partition,
        }  # fmt: skip
        arrays = self._work.arrays(task)
        for w, member in enumerate(self._members):
            mine = {name: a for name, a in arrays.items() if self._holds(w, name)}
            member.link.send(framed(Message(Kind.SETUP), _packed(mine, told | {"worker": w})))
        self._handshake()

    def _holds(self, worker: int, name: str) -> bool:
        """Whether an array is a worker's business: what is no partition, and its partitions."""
        part = name.partition("/")[0]
        return not part.isdigit() or int(part) in self._work.order[worker]

    def _handshake(self) -> None:
        waiting, backoff, here = set(range(self.workers)), Backoff(), place()
        end = time.monotonic() + _START_SECONDS
        while waiting and time.monotonic() < end:
            done = {w for w in waiting if self._greeted(w, here)}
            waiting -= done
            backoff.wait(heard=bool(done))
        if waiting:
            raise ClusterError(f"workers {sorted(waiting)} did not start in {_START_SECONDS:.0f} s")

    def _greeted(self, worker: int, here: str) -> bool:
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
        vector = vector_in(frame, self._dimension + 1)
        assert vector is not None  # noqa: S101 - a frame of our own
        self._number(vector, parameters)
        head(frame, Message(Kind.ROUND, self._round, self._stamp))
        self._frame = frame
        self._begin_round()
        return self._round

    def _tell_busy(self, member: Member) -> None:
        """Interrupt a worker that abandons its round for a newer one, once."""
        if self._policy == "abandon" and not member.noticed:
            member.noticed = member.link.send(framed(Message(Kind.NEWER, self._round)))

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
        member.outstanding, member.noticed = (number if sent else None), False

    def collect(
        self,
        enough: int | Rule,
        deadline: float,
        *,
        borrow: bool = False,  # noqa: ARG002 - every rank has one buffer for all its levels
    ) -> Collected:
        """Wait until so many workers have answered, or the rule is content.

        At the latest until no other answer can come, or the deadline; what is already waiting at
        the deadline still counts: the server may have been suspended. That is at most one message a
        level: who says more cannot keep the server. Vectors are copies, never borrowed.
        """
        begin, backoff, spare = time.monotonic(), Backoff(), len(self._work.codes)
        while self._waiting(enough):
            last = time.monotonic() >= begin + deadline
            heard = self._hear_all(enough)
            spare -= last
            if last and not (heard and spare):
                break
            backoff.wait(heard=heard)
        return self._collected(time.monotonic() - begin)

    def _hear_all(self, enough: int | Rule) -> bool:
        """Take in what has arrived, until it is enough; whether anything had."""
        heard = False
        for member in self._members:
            if self._hear(member):
                heard = True
                if self._content(enough):
                    break
        if not heard and time.monotonic() > self._looked + _LOOK_SECONDS:
            self._looked = time.monotonic()
            for member in self._members:
                member.look()
        return heard

    def _hear(self, member: Member) -> bool:
        """Take in one message: only an undamaged answer to the current round counts."""
        member.link.flush()
        frame = member.link.receive()
        if frame is None:
            return False
        message = opened(frame)
        if message is not None:
            self._take(member, message, lambda: vector_in(frame, self._width))
        elif ulfm():
            member.disconnect("sent what is no message")
        return True

    def restart(self, worker: int) -> None:
        """Refused: the ranks of an MPI job are fixed.

        Raises:
            ClusterError: always.
        """
        self._member(worker)
        raise ClusterError("the ranks of an MPI job are fixed: a lost worker is not replaced")

    def stop(self, worker: int) -> None:
        """SIGSTOP a worker and see that it has stopped; its slow-down ends."""
        member = self._faulty(worker)
        member.full_speed()
        member.send_signal(signal.SIGSTOP)
        faults.see(member.pid, stopped=True)

    def resume(self, worker: int) -> None:
        """SIGCONT a worker and see that it goes on, at full speed."""
        member = self._faulty(worker)
        member.full_speed()
        member.send_signal(signal.SIGCONT)
        faults.see(member.pid, stopped=False)

    def kill(self, worker: int) -> None:
        """SIGKILL a worker and see that it is dead."""
        member = self._faulty(worker)
        member.full_speed()
        member.kill()

    def slow(self, worker: int, share: float) -> None:
        """Let a worker run for this share of the time only, stopping it in turn; 1 ends that.

        Raises:
            BadInput: no such worker, or a share that is not 1/1000..1.
            ClusterError: it is dead, is stopped already, or does not stop.
        """
        self._faulty(worker).slow(share)

    def slowdown(self, worker: int) -> SlowDown | None:
        """The slow-down that is in effect on a worker, to be checked."""
        return self._member(worker).cycle

    def _faulty(self, worker: int) -> Member:
        """A worker that may be given a fault.

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
            backoff.wait(heard=False)
        if ulfm():
            waiting = [m for m in waiting if not _killed(m)]
        self._job.end(clean=not waiting)
        for member in self._members:
            member.forget()


def _objection(hello: Message | None) -> str:
    """Why a first message does not say that a worker is ready."""
    if hello is None:
        return "it sent what is no message"
    if hello.kind == Kind.FAILED:
        return hello.text
    if hello.kind != Kind.HELLO:
        return "it sent a message before its hello"
    if hello.checksum != PROTOCOL:
        return f"it speaks protocol {hello.checksum}, not {PROTOCOL}"
    return ""


def _killed(member: Member) -> bool:
    """Whether a process that did not go is dead now."""
    try:
        member.kill()
    except ClusterError:
        return member.ended(0)
    return True


def _packed(arrays: dict[str, Vector], told: dict[str, Any]) -> bytes:
    """Arrays and a description in numpy's .npz form.

    Raises:
        BadInput: an array holds something else than numbers.
    """
    file, job_text = io.BytesIO(), np.frombuffer(json.dumps(told).encode(), np.uint8)
    try:
        np.savez(file, allow_pickle=False, job=job_text, **arrays)
    except ValueError:
        raise BadInput("the arrays of a task must hold numbers") from None
    return file.getvalue()
