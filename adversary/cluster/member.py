"""The server's side of one worker process: its start, its messages, why an answer is missing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from adversary.cluster import faults
from adversary.cluster.engine import Vector
from adversary.cluster.faults import Leader
from adversary.cluster.memory import allocate, map_vector
from adversary.cluster.messages import MOST_BYTES, Form, Kind, Message, hello_objection
from adversary.cluster.rounds import WorkerSlot
from adversary.cluster.worker import Job

# The worker ties its life to ours before it imports anything heavy, so that it is never orphaned.
_BOOTSTRAP = """
import ctypes, json, os, signal, sys
job = json.loads(sys.argv[1])
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
if os.getppid() != job.pop("parent"):
    os._exit(0)
sys.path[:] = job.pop("path")
from adversary.cluster.worker import main
main(job)
"""
_LAST_SECONDS = 1.0
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(slots=True)
class Member(WorkerSlot):
    """A worker process with its end of the socket pair and its slots, a row for every level.

    ``gone`` says that its channel has closed, ``cause`` why we have ended it ourselves.
    """

    process: Leader
    channel: socket.socket
    slots: Vector
    gone: bool = False
    cause: str = ""

    @property
    def may_answer(self) -> bool:
        """Whether an answer to this round may still come; what a dead process had sent counts."""
        if self.gone or self.failure or self.answered is not None:
            return False
        return self.process.returncode is None or self._has_message()

    def _has_message(self) -> bool:
        """Whether a message, or the end of the channel, is waiting."""
        try:
            self.channel.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def send(self, datagram: bytes) -> bool:
        """Send a message; False if the process is gone."""
        try:
            return self.channel.send(datagram) > 0
        except OSError:
            return False

    def receive(self) -> Message | None:
        """The next message, or None if no more will come.

        A process that speaks another protocol than ours is ended.

        Raises:
            BlockingIOError: nothing is waiting.
        """
        try:
            datagram = self.channel.recv(MOST_BYTES)
        except ConnectionError:
            datagram = b""
        message = Message.unpack(datagram)
        objection = self._objection(datagram, message)
        if objection:
            self._end(objection)
        self.gone = message is None or bool(objection)
        return None if self.gone else message

    def _objection(self, datagram: bytes, message: Message | None) -> str:
        """How a datagram violates the protocol, in words; "" if it does not."""
        if not datagram:
            return ""
        first = message is None or message.kind == Kind.HELLO or self.outstanding == 0
        return hello_objection(message) if first else ""

    def _end(self, cause: str) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.cause = cause

    def reap(self, seconds: float = _LAST_SECONDS) -> None:
        """Wait for a process whose channel has closed; kill it after so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self._end("closed its channel")
        self.process.wait()

    def reason(self) -> str:
        """The reason why this worker has not answered."""
        if (status := self.process.poll()) is not None:
            return f"dead ({self.cause or _ending(status)})"
        if self.failure:
            return self.failure
        return "stopped" if faults.state(self.process.pid) == "T" else "late"


def _ending(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"exit code {status}"
    known = -status in {s.value for s in signal.Signals}
    return signal.Signals(-status).name if known else f"signal {-status}"


def spawn(job: Job, environment: dict[str, str]) -> Member:
    """A new worker process; nobody else has the ends of its socket pair, or its slots.

    The descriptors of socket and slot in the job are filled in here. It leads a group of its own.
    """
    form = Form(**job.form)
    many, width = form.most, max(form.widths())
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    slot = allocate(many * width)
    job = replace(job, socket=theirs.fileno(), slot=slot)
    path = [str(Path(p).absolute()) for p in sys.path]
    setup = {"parent": os.getpid(), "path": path, **asdict(job)}
    ours.settimeout(0.0)
    try:
        process = Leader(
            [sys.executable, "-P", "-c", _BOOTSTRAP, json.dumps(setup)],
            pass_fds=(theirs.fileno(), job.parameters, slot, job.data),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=environment | dict.fromkeys(_ONE_THREAD, "1"),
        )
        slots = map_vector(slot, many * width).reshape(many, width)
        return Member(process, ours, slots, count=many)
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
        os.close(slot)
