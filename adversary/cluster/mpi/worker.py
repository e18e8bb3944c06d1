"""A worker's rank: set-up, hello, answers to rounds, until a quit message."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from adversary.cluster.coding import Gradient, coded_vectors
from adversary.cluster.faults import end_our_group
from adversary.cluster.messages import PROTOCOL, Form, Kind, Message
from adversary.cluster.mpi.environment import one_host, ulfm
from adversary.cluster.mpi.frames import HEAD, Bytes, Vector, blank, framed, head, opened
from adversary.cluster.mpi.link import Backoff, Link
from adversary.cluster.vectors import checksum_before
from adversary.cluster.worker import WorkerState, sending_seconds, share_of
from adversary.tasks.task import resolve


def place() -> str:
    """The machine and the process namespace that this process runs in: where its signals reach."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    return f"{boot} {Path('/proc/self/ns/pid').readlink()}"


@dataclass(slots=True)
class Rank:
    """A worker at its end of the link; ``newest`` is the newest round that it has received."""

    link: Link
    answers: Bytes = field(default_factory=lambda: blank(1, 0)[0])
    widths: list[int] = field(default_factory=list)
    state: WorkerState | None = None
    newest: float = 0.0
    over: bool = False

    def poll(self) -> float:
        """The newest round received: lets MPI make progress between two partitions."""
        self.link.flush()
        frame = self.link.receive()
        message = None if frame is None else opened(frame)
        if self.link.lost:
            leave(self.link)
        if message is not None:
            self.over = self.over or message.kind == Kind.QUIT
            self.newest = np.inf if self.over else max(self.newest, message.round)
        return self.newest

    def handle(self, frame: Bytes) -> None:
        """Handle one message of the server."""
        message = opened(frame)
        if message is None or message.kind == Kind.NEWER:
            return
        if message.kind == Kind.SETUP:
            self._set_up(frame)
        elif message.kind == Kind.ROUND and self.state is not None:
            self._answer(message, self.state, frame)
        elif message.kind == Kind.QUIT:
            self.over = True

    def _set_up(self, frame: Bytes) -> None:
        """Load code, data and gradient; send a hello, or why that failed."""
        try:
            self.state = self._loaded(frame[HEAD:].tobytes())
        except Exception as error:  # noqa: BLE001 - whatever a module does at import is reported
            text = f"{type(error).__name__}: {error}"
            self.link.send(framed(Message(Kind.FAILED, text=text)))
            return
        text = json.dumps({"pid": os.getpid(), "place": place(), "host": os.uname().nodename})
        self.link.send(framed(Message(Kind.HELLO, checksum=PROTOCOL, text=text)))

    def _loaded(self, payload: bytes) -> WorkerState:
        with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
            job: dict[str, Any] = json.loads(arrays["job"].tobytes())
            form = Form(**job["form"])
            share = share_of(job["worker"], len(form.parts), arrays)
        self.widths = form.widths()
        self.answers, slots = blank(form.most, max(self.widths))
        gradient = _resolved(job["gradient"])
        compute = coded_vectors(
            gradient, share.rows, share.order, share.partitions, slots, form.dimension, form,
            job["worker"],
        )  # fmt: skip
        return WorkerState(
            compute,
            np.zeros(form.broadcast + 1),
            slots,
            share.delays,
            job["abandons"],
            job["for_every_partition"],
            self.poll,
            checksum_before,
            sending_seconds(form, job["bandwidth"]),
        )

    def _answer(self, message: Message, state: WorkerState, frame: Bytes) -> None:
        """Send the replies to a round, answers with their vectors, without a copy."""
        backoff = Backoff()
        while not self.link.flush() and not self.link.lost:
            backoff.wait(received=False)
        self.newest = message.round
        state.parameters = _parameters(frame, state.parameters)
        for reply in state.replies(message):
            if reply.kind == Kind.ANSWER:
                row = self.answers[reply.level, : HEAD + 8 * self.widths[reply.level]]
                head(row, reply)
                self.link.send(row)
            else:
                self.link.send(framed(reply))


def _resolved(path: str) -> Gradient:
    """The gradient function; the script that all ranks are running is not imported again."""
    module, _, name = path.partition(":")
    main = sys.modules["__main__"]
    if Path(getattr(main, "__file__", None) or "").stem == module and hasattr(main, name):
        return resolve(f"__main__:{name}")
    return resolve(path)


def _parameters(frame: Bytes, before: Vector) -> Vector:
    """The parameters in a frame and the number behind them, read-only; NaN for another size."""
    if len(frame) != HEAD + 8 * len(before):
        return np.full_like(before, np.nan)
    vector = frame[HEAD:].view(np.float64)
    vector.flags.writeable = False
    return vector


def serve(link: Link) -> NoReturn:
    """Serve rounds until a quit message, or until the server is lost."""
    np.seterr(all="ignore")
    worker, backoff = Rank(link), Backoff()
    while not worker.over:
        frame = link.receive()
        if frame is not None:
            _handle(worker, frame)
        link.flush()
        if link.lost:
            leave(link)
        backoff.wait(received=frame is not None)
    link.send(framed(Message(Kind.QUIT)))
    while not link.flush() and not link.lost:
        backoff.wait(received=False)
    leave(link)


def _handle(worker: Rank, frame: Bytes) -> None:
    """Handle one message; an exception that would end this process kills it instead.

    The job survives a rank that is killed, but mpiexec ends it when one exits with a status.
    """
    try:
        worker.handle(frame)
    except BaseException:  # noqa: BLE001 - such as SystemExit in a gradient
        traceback.print_exc()
        sys.stderr.flush()
        os.kill(os.getpid(), signal.SIGKILL)


def leave(link: Link) -> NoReturn:
    """End this process; with ULFM without finalizing, which would wait for lost ranks."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not one_host():  # elsewhere nobody else will
        end_our_group()
    if not ulfm():
        link.mpi.Finalize()
    os._exit(0)
