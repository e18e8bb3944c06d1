"""A worker: a state machine that answers messages, and the loop that feeds it.

This module runs in every worker process; it imports numpy and nothing heavier.
"""

from __future__ import annotations

import importlib
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adversary.cluster.memory import map_vector, reopen
from adversary.cluster.messages import MOST_BYTES, Kind, Message, checksum

Vector = NDArray[np.float64]
Gradient = Callable[..., Vector]


@dataclass(slots=True)
class WorkerState:
    """What a worker knows: how to compute its coded vector, and where to read and to write.

    ``parameters`` is written by the server, ``slot`` by this worker alone, and ``own`` is its copy
    of the parameters, which no gradient can change. With credit 1 the server reads the slot only
    between this worker's answer and its next round.
    """

    compute: Callable[[Vector, Vector], None]
    parameters: Vector
    slot: Vector
    own: Vector = field(init=False, repr=False)
    _copy: Vector = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._copy = np.empty_like(self.parameters)
        self.own = self._copy.view()
        self.own.flags.writeable = False

    def handle(self, message: Message) -> Message | None:
        """The reply to a message, or None to quit.

        A round whose parameters are no longer those announced is skipped: the reply says stale. A
        gradient that raises, or has the wrong shape, is reported by name; the worker lives on.
        """
        if message.kind == Kind.QUIT:
            return None
        self._copy[:] = self.parameters
        if checksum(self.own) != message.checksum:
            return Message(Kind.STALE, message.round)
        try:
            self.compute(self.own, self.slot)
        except Exception as error:  # noqa: BLE001 - whatever the user's gradient raises is reported
            return Message(Kind.FAILED, message.round, 0, f"{type(error).__name__}: {error}")
        return Message(Kind.ANSWER, message.round, checksum(self.slot))


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told at its start.

    ``gradient`` is ``module:function``. The descriptors are its end of the ``socket`` pair, its
    ``slot``, the shared ``parameters``, and the shared ``data``: the encoding and all partitions.
    """

    worker: int
    gradient: str
    dimension: int
    partitions: int
    socket: int
    slot: int
    data: int
    parameters: int


def coded_vector(
    gradient: Gradient,
    row: list[tuple[int, float]],
    data: dict[int, list[Vector]],
    dimension: int,
    partitions: int,
) -> Callable[[Vector, Vector], None]:
    """The function that writes this worker's vector: its coded gradient, then its probe.

    The probe is the same combination of the unit vectors of the partitions. It travels with the
    gradient, so that what the server decodes says which multiple of every partial gradient arrived:
    that is how the decode error is *measured*. Writing raises ValueError for a gradient of another
    shape than the parameters, and for a result that is not finite.

    >>> slot = np.empty(4)
    >>> write = coded_vector(lambda p, x: p * x, [(1, 0.5)], {1: [np.array([4.0])]}, 1, 3)
    >>> write(np.array([1.0]), slot)
    >>> slot.tolist()
    [2.0, 0.0, 0.5, 0.0]
    """
    scratch, probe = np.empty(dimension), np.zeros(partitions)
    for j, coefficient in row:
        probe[j] = coefficient

    def write(parameters: Vector, slot: Vector) -> None:
        total, slot[len(parameters) :] = slot[: len(parameters)], probe
        total[:] = 0
        for j, coefficient in row:
            partial = gradient(parameters, *data[j])
            if np.shape(partial) != (dimension,):
                raise ValueError(f"a gradient has shape ({dimension},), got {np.shape(partial)}")
            total += np.multiply(partial, coefficient, out=scratch)
        if not np.isfinite(total).all():
            raise ValueError("the gradient is not finite")

    return write


def resolve(path: str) -> Gradient:
    """The function that ``module:function`` names.

    >>> resolve("math:hypot")(3, 4)
    5.0
    """
    module, _, name = path.partition(":")
    function: Gradient = getattr(importlib.import_module(module), name)
    return function


def _load(job: Job) -> tuple[list[tuple[int, float]], dict[int, list[Vector]]]:
    """This worker's row of the encoding, and its partitions: arrays ``j/0``, ``j/1``, ..."""
    with reopen(job.data) as file:
        arrays = np.load(file, allow_pickle=False)
        encoding = arrays["encoding"][job.worker]
        row = [(int(j), float(encoding[j])) for j in np.flatnonzero(encoding)]
        data: dict[int, list[Vector]] = {j: [] for j, _ in row}
        for name in arrays.files:
            part = name.partition("/")[0]
            if part.isdigit() and int(part) in data:
                data[int(part)].append(arrays[name])
        return row, data


def main(fields: dict[str, Any]) -> None:
    """A worker process: set up, say hello, answer until told to quit or the server is gone."""
    np.seterr(all="ignore")
    job = Job(**fields)
    row, data = _load(job)
    compute = coded_vector(resolve(job.gradient), row, data, job.dimension, job.partitions)
    state = WorkerState(
        compute,
        map_vector(job.parameters, job.dimension),
        map_vector(job.slot, job.dimension + job.partitions),
    )
    with socket.socket(fileno=job.socket) as channel, suppress(ConnectionError):
        channel.send(Message(Kind.HELLO).pack())
        while datagram := channel.recv(MOST_BYTES):
            message = Message.unpack(datagram)
            if message is None or (reply := state.handle(message)) is None:
                break
            channel.send(reply.pack())
