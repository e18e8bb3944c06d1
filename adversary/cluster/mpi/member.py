"""The server's side of one worker's rank: messages, signals, why an answer is missing."""

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
    """A worker's rank with its link, its process and its host.

    ``handle`` is a descriptor of the process (a pidfd, so that no signal meets another process of
    the same number), or -1 on another host; ``leads`` that it leads a group, to which signals go,
    and which ends with it. ``notified`` says whether it was sent the message that a newer round
    than the one outstanding has begun. ``exits_seen`` counts how often its process was seen to have
    ended: at the second time all that it had sent has been received. ``cause`` is how we have
    killed it, ``cycle`` the duty cycle that slows it down.
    """

    link: Link
    pid: int = 0
    handle: int = -1
    leads: bool = False
    host: str = ""
    notified: bool = False
    cause: str = ""
    exits_seen: int = 0
    cycle: DutyCycle | None = field(default=None, repr=False)

    def handshake(self, text: str, here: str) -> None:
        """Note the process that a hello names; open a descriptor of it if it is on this host."""
        hello = json.loads(text)
        self.pid, self.host = hello["pid"], hello["host"]
        if hello["place"] == here:
            with suppress(OSError):
                self.handle = os.pidfd_open(self.pid)
                self.leads = os.getpgid(self.pid) == self.pid

    @property
    def dead(self) -> bool:
        """Whether the process is dead, and all that it had sent has been received."""
        return bool(self.link.lost) or self.exits_seen > 1

    def check_exit(self) -> None:
        """Check whether the process has ended: MPI reports deaths later, and exits not at all."""
        if not self.dead and self.ended(0):
            self.exits_seen += 1

    @property
    def may_answer(self) -> bool:
        """Whether an answer to this round may still come."""
        return not self.dead and self.answered is None and not self.failure

    def reason(self) -> str:
        """The reason why this worker has not answered."""
        if self.dead or self.ended(0):
            return f"dead ({self.cause or self.link.lost or 'its process has ended'})"
        if self.failure:
            return self.failure
        ours = self.handle >= 0 and self.cycle is None
        return "stopped" if ours and faults.state(self.pid) == "T" else "late"

    def ended(self, seconds: float) -> bool:
        """Whether the process has ended, or ends within so many seconds."""
        if self.handle < 0:
            return False
        ended = bool(select.select([self.handle], [], [], seconds)[0])
        if ended and self.leads:
            self.leads = False
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return ended

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, and to what it has started.

        Raises:
            ClusterError: it is on another host, or dead.
        """
        if self.handle < 0:
            raise ClusterError(f"rank {self.link.rank} is on {self.host}: signals do not reach it")
        try:
            signal.pidfd_send_signal(self.handle, number if not self.leads else 0)
            if self.leads:
                os.killpg(self.pid, number)
        except ProcessLookupError:
            raise ClusterError(f"process {self.pid} is dead: the fault had no effect") from None

    def kill(self) -> None:
        """SIGKILL the process and wait until it is dead.

        Raises:
            ClusterError: it does not die, or signals do not reach it.
        """
        self.send_signal(signal.SIGKILL)
        if not self.ended(_SEE_SECONDS):
            raise ClusterError(f"process {self.pid} did not die")
        self.cause = "SIGKILL"

    def disconnect(self, cause: str) -> None:
        """Kill a process that violates the protocol, where signals reach it."""
        with suppress(ClusterError):
            self.full_speed()
            self.kill()
            self.cause = cause

    def slow(self, share: float) -> None:
        """Limit the process to this share of the time; 1 removes the limit.

        Raises:
            BadInput: the share is not 1/1000..1.
            ClusterError: it is stopped, dead, or out of reach.
        """
        off, on = cycle_of(share)
        self.full_speed()
        if share < 1:
            self.cycle = DutyCycle(self, off, on)

    def full_speed(self) -> None:
        """End the slow-down, if there is one."""
        cycle, self.cycle = self.cycle, None
        if cycle is not None:
            cycle.end()

    def close(self) -> None:
        """Close the descriptor of the process."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
