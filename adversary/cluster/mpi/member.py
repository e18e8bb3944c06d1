"""The server's side of one worker's rank: messages, signals, and the reason of a missing answer."""

from __future__ import annotations

import json
import os
import select
import signal
from contextlib import suppress
from dataclasses import dataclass, field

from adversary.cluster import faults
from adversary.cluster.engine import ClusterError
from adversary.cluster.mpi.link import Link
from adversary.cluster.rounds import WorkerSlot
from adversary.cluster.slowdowns import DutyCycle, cycle_of

_SEE_SECONDS = 5.0


@dataclass(slots=True)
class Member(WorkerSlot):
    """One worker's rank with its line, and where its process is.

    ``handle`` is a descriptor of the process (a pidfd, so that no signal meets another process of
    the same number), or -1 on another host. ``noticed`` says whether it has been told that a newer
    round than the one outstanding has begun. ``sightings`` of its death are counted, so that what
    it had sent is heard before it is given up; ``cause`` is how we have killed it, ``cycle`` the
    duty cycle that slows it down.
    """

    link: Link
    pid: int = 0
    handle: int = -1
    host: str = ""
    noticed: bool = False
    cause: str = ""
    sightings: int = 0
    cycle: DutyCycle | None = field(default=None, repr=False)

    def handshake(self, told: str, here: str) -> None:
        """Note who has said hello: the process, and a descriptor of it if it is on this host."""
        hello = json.loads(told)
        self.pid, self.host = hello["pid"], hello["host"]
        if hello["place"] == here:
            with suppress(OSError):
                self.handle = os.pidfd_open(self.pid)

    @property
    def dead(self) -> bool:
        """Whether the process is dead, and no message of it can be under way any more."""
        return bool(self.link.lost) or self.sightings > 1

    def look(self) -> None:
        """See whether the process is dead: MPI reports it later, and an exit not at all."""
        if not self.dead and self.ended(0):
            self.sightings += 1

    @property
    def may_answer(self) -> bool:
        """Whether an answer to this round may still come."""
        return not self.dead and self.answered is None and not self.failure

    def reason(self) -> str:
        """Why this worker has not answered."""
        if self.dead or self.ended(0):
            return f"dead ({self.cause or self.link.lost or 'its process has ended'})"
        if self.failure:
            return self.failure
        ours = self.handle >= 0 and self.cycle is None
        return "stopped" if ours and faults.state(self.pid) == "T" else "late"

    def ended(self, seconds: float) -> bool:
        """Whether the process ends, or has ended, within so many seconds."""
        if self.handle < 0:
            return False
        return bool(select.select([self.handle], [], [], seconds)[0])

    def send_signal(self, number: int) -> None:
        """Send a signal to the process.

        Raises:
            ClusterError: it is on another host, or dead.
        """
        if self.handle < 0:
            raise ClusterError(f"rank {self.link.rank} is on {self.host}: signals do not reach it")
        try:
            signal.pidfd_send_signal(self.handle, number)
        except ProcessLookupError:
            raise ClusterError(f"process {self.pid} is dead: the fault had no effect") from None

    def kill(self) -> None:
        """SIGKILL the process and see that it is dead.

        Raises:
            ClusterError: it does not die, or signals do not reach it.
        """
        self.send_signal(signal.SIGKILL)
        if not self.ended(_SEE_SECONDS):
            raise ClusterError(f"process {self.pid} did not die")
        self.cause = "SIGKILL"

    def disconnect(self, cause: str) -> None:
        """End a process that does not keep to the protocol, where signals reach it."""
        with suppress(ClusterError):
            self.full_speed()
            self.kill()
            self.cause = cause

    def slow(self, share: float) -> None:
        """Let the process run for this share of the time only; 1 ends that.

        Raises:
            BadInput: the share is not 1/1000..1.
            ClusterError: it is stopped, dead, or out of reach.
        """
        off, on = cycle_of(share)
        self.full_speed()
        if share < 1:
            self.cycle = DutyCycle(self, off, on)

    def full_speed(self) -> None:
        """End a slow-down."""
        cycle, self.cycle = self.cycle, None
        if cycle is not None:
            cycle.end()

    def forget(self) -> None:
        """Give the descriptor of the process back."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
