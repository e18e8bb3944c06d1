"""A worker process: a state machine that answers messages, and its main loop.

This module runs in every worker process; it imports numpy and nothing heavier.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from adversary.cluster.coding import Compute, Row, coded_vectors
from adversary.cluster.memory import map_vector, reopen
from adversary.cluster.messages import MOST_BYTES, PROTOCOL, Form, Kind, Message
from adversary.cluster.vectors import Vector, number_behind
from adversary.tasks.task import resolve

_LOOK_SECONDS = 0.002


class _Abandoned(Exception):  # noqa: N818 - no error: a newer round has begun
    pass


@dataclass(slots=True)
class WorkerState:
    """The state of a worker: how it computes coded vectors, where it reads and writes.

    ``parameters`` is written by the server alone, with the number of the newest round behind the
    parameters; ``slots``, one a level, by this worker alone. With credit 1 the server reads a slot
    only between this worker's answer and its next round. ``delays`` are seconds to wait, one a
    round, cyclically: before it begins, or for every partition; a worker that abandons looks
    whether a newer round has begun. ``newest`` is how, where that is not written behind the
    parameters; it is called often. ``stamp`` is what the announcement of the parameters must say.
    Over a throttled link every message takes so many seconds of ``sending``, one after another.
    """

    compute: Compute
    parameters: Vector
    slots: Vector
    delays: Vector | None = None
    abandons: bool = False
    for_every_partition: bool = False
    newest: Callable[[], float] | None = None
    stamp: Callable[[Vector], int] = number_behind
    sending: Sequence[float] | None = None

    def replies(self, message: Message) -> Iterator[Message]:
        """The replies to a round: its answers, level by level, or the reason why there is none.

        A round whose parameters are no longer those announced is skipped, and so is, by a worker
        that abandons, one that is no longer the newest: the reply says stale. Parameters that
        change while a gradient is computed belong to a newer round, so that this answer no longer
        counts. A gradient that raises, or has the wrong shape, or is not finite, is
        reported by name, and the worker goes on.
        """
        if self.stamp(self.parameters) != message.checksum:
            yield Message(Kind.STALE, message.round)
            return
        try:
            if not self.for_every_partition:
                self._wait(message.round)
            for done in self.compute(self.parameters[:-1]):
                if done is not None:
                    if self.sending is not None:
                        self._pause(message.round, self.sending[done[0]])
                    yield _announced(message.round, *done)
                elif self.for_every_partition:
                    self._wait(message.round)
                self._look(message.round)
        except _Abandoned:
            yield Message(Kind.STALE, message.round)
        except Exception as error:  # noqa: BLE001 - whatever the user's gradient raises is reported
            yield Message(Kind.FAILED, message.round, 0, f"{type(error).__name__}: {error}")

    def _look(self, number: int) -> None:
        newest = self.parameters[-1] if self.newest is None else self.newest()
        if self.abandons and newest > number:
            raise _Abandoned

    def _wait(self, number: int) -> None:
        """The injected delay of a round; under "abandon" it ends when a newer round begins."""
        if self.delays is not None:
            self._pause(number, float(self.delays[(number - 1) % len(self.delays)]))

    def _pause(self, number: int, seconds: float) -> None:
        looks = self.abandons or self.newest is not None
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._look(number)
            time.sleep(min(left, _LOOK_SECONDS) if looks else left)


def _announced(number: int, level: int, found: int | None) -> Message:
    if found is None:
        raise ValueError("the gradient is not finite")
    return Message(Kind.ANSWER, number, found, level=level)


@dataclass(frozen=True, slots=True)
class Job:
    """The parameters of a worker process, passed at its start.

    ``gradient`` is ``module:function``, ``form`` the fields of a `Form`, ``bandwidth`` that of its
    link in bytes a second, if it is throttled. The descriptors are its end of the ``socket`` pair,
    its ``slot``, the shared ``parameters``, and the shared ``data``: the encodings of all messages,
    the delays, and all partitions.
    """

    worker: int
    gradient: str
    form: Mapping[str, Any]
    abandons: bool
    for_every_partition: bool
    bandwidth: float | None
    socket: int
    slot: int
    data: int
    parameters: int


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the data that belongs to one worker."""

    rows: list[Row]
    order: list[int]
    partitions: dict[int, list[Vector]]
    delays: Vector | None


def share_of(worker: int, levels: int, arrays: Mapping[str, Vector]) -> Share:
    """The share of a worker: rows of the encodings, partitions (``j/0``, ``j/1``, ...), delays."""
    rows = []
    for level in range(levels):
        encoding = arrays[f"encoding/{level}"][worker]
        rows.append([(int(j), float(encoding[j])) for j in np.flatnonzero(encoding)])
    order = [int(j) for j in arrays["order"][worker] if j >= 0]
    data: dict[int, list[Vector]] = {j: [] for j in order}
    for name in arrays:
        part = name.partition("/")[0]
        if part.isdigit() and int(part) in data:
            data[int(part)].append(arrays[name])
    delays = arrays["delays"][:, worker].copy() if "delays" in arrays else None
    return Share(rows, order, data, delays)


def sending_seconds(form: Form, bandwidth: float | None) -> list[float] | None:
    """The seconds that each message takes over a link of so many bytes a second, probes aside.

    >>> sending_seconds(Form(1, 5, 1, [[(0, 5)]]), 80.0)
    [0.5]
    """
    return None if bandwidth is None else [8 * length / bandwidth for length in form.lengths()]


def _state(job: Job) -> WorkerState:
    form = Form(**job.form)
    with reopen(job.data) as file, np.load(file, allow_pickle=False) as arrays:
        share = share_of(job.worker, len(form.parts), arrays)
    many, width = form.most, max(form.widths())
    slots = map_vector(job.slot, many * width).reshape(many, width)
    gradient = resolve(job.gradient)
    compute = coded_vectors(
        gradient, share.rows, share.order, share.partitions, slots, form.dimension, form, job.worker
    )
    return WorkerState(
        compute,
        map_vector(job.parameters, form.broadcast + 1, writable=False),
        slots,
        share.delays,
        job.abandons,
        job.for_every_partition,
        sending=sending_seconds(form, job.bandwidth),
    )


def main(fields: dict[str, Any]) -> None:
    """Run a worker: set up, send a hello, answer until a quit message or a closed channel."""
    np.seterr(all="ignore")
    job = Job(**fields)
    state = _state(job)
    with socket.socket(fileno=job.socket) as channel, suppress(ConnectionError):
        channel.send(Message(Kind.HELLO, checksum=PROTOCOL).pack())
        while datagram := channel.recv(MOST_BYTES):
            message = Message.unpack(datagram)
            if message is None or message.kind == Kind.QUIT:
                break
            for reply in state.replies(message):
                channel.send(reply.pack())
