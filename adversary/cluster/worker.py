"""A worker: a state machine that answers messages, and the loop that feeds it.

This module runs in every worker process; it imports numpy and nothing heavier.
"""

from __future__ import annotations

import importlib
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adversary.cluster.memory import map_vector, reopen
from adversary.cluster.messages import MOST_BYTES, PROTOCOL, Kind, Message, checksum

Vector = NDArray[np.float64]
Gradient = Callable[..., Vector]
Row = list[tuple[int, float]]
# Writes vectors into slots; yields None after a partition, and a level whose vector is complete.
Compute = Callable[[Vector, Vector], Iterator[int | None]]

_LOOK_SECONDS = 0.002


class _Abandoned(Exception):  # noqa: N818 - no error: a newer round has begun
    pass


@dataclass(slots=True)
class WorkerState:
    """What a worker knows: how to compute its coded vectors, and where to read and to write.

    ``parameters`` is written by the server, with the number of the newest round behind the
    parameters; ``slots``, one a level, by this worker alone; ``own`` is its copy of the parameters,
    which no gradient can change. With credit 1 the server reads a slot only between this worker's
    answer and its next round. ``delays`` are seconds to wait, one a round, cyclically: before it
    begins, or for every partition; a worker that abandons looks whether a newer round has begun.
    ``newest`` is how, where that is not written behind the parameters; it is called often.
    """

    compute: Compute
    parameters: Vector
    slots: Vector
    delays: Vector | None = None
    abandons: bool = False
    for_every_partition: bool = False
    newest: Callable[[], float] | None = None
    own: Vector = field(init=False, repr=False)
    _copy: Vector = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._copy = np.empty_like(self.parameters[:-1])
        self.own = self._copy.view()
        self.own.flags.writeable = False

    def replies(self, message: Message) -> Iterator[Message]:
        """The replies to a round: its answers, level by level, or why there is none.

        A round whose parameters are no longer those announced is skipped, and so is, by a worker
        that abandons, one that is no longer the newest: the reply says stale. A gradient that
        raises, or has the wrong shape, is reported by name; the worker lives on.
        """
        self._copy[:] = self.parameters[:-1]
        if checksum(self.own) != message.checksum:
            yield Message(Kind.STALE, message.round)
            return
        try:
            yield from self._answers(message.round)
        except _Abandoned:
            yield Message(Kind.STALE, message.round)
        except Exception as error:  # noqa: BLE001 - whatever the user's gradient raises is reported
            yield Message(Kind.FAILED, message.round, 0, f"{type(error).__name__}: {error}")

    def _answers(self, number: int) -> Iterator[Message]:
        if not self.for_every_partition:
            self._wait(number)
        for level in self.compute(self.own, self.slots):
            if level is not None:
                yield Message(Kind.ANSWER, number, checksum(self.slots[level]), level=level)
            elif self.for_every_partition:
                self._wait(number)
            self._look(number)

    def _look(self, number: int) -> None:
        newest = self.parameters[-1] if self.newest is None else self.newest()
        if self.abandons and newest > number:
            raise _Abandoned

    def _wait(self, number: int) -> None:
        """The injected delay of a round; under "abandon" it ends when a newer round begins."""
        if self.delays is None:
            return
        looks = self.abandons or self.newest is not None
        end = time.monotonic() + float(self.delays[(number - 1) % len(self.delays)])
        while (left := end - time.monotonic()) > 0:
            self._look(number)
            time.sleep(min(left, _LOOK_SECONDS) if looks else left)


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told at its start.

    ``gradient`` is ``module:function``. The descriptors are its end of the ``socket`` pair, its
    ``slot``, the shared ``parameters``, and the shared ``data``: the encodings of all levels, the
    delays, and all partitions.
    """

    worker: int
    gradient: str
    dimension: int
    partitions: int
    levels: int
    abandons: bool
    for_every_partition: bool
    socket: int
    slot: int
    data: int
    parameters: int


def coded_vectors(
    gradient: Gradient,
    rows: Sequence[Row],
    order: Sequence[int],
    data: dict[int, list[Vector]],
    shape: tuple[int, int],
) -> Compute:
    """The function that writes this worker's vectors, a level each: coded gradient, then probe.

    ``rows`` are the levels' rows of the encodings, ``order`` is how the partitions follow each
    other, ``shape`` is (parameters, partitions). A level is complete when all partitions of its row
    are done, and the levels before it. The probe is the same combination of the unit vectors of
    the partitions. It travels with the gradient, so that what the server decodes says which
    multiple of every partial gradient arrived: that is how the decode error is *measured*. Writing
    raises ValueError for a gradient of another shape than the parameters, and for a result that is
    not finite.

    >>> slots = np.empty((1, 4))
    >>> data = {1: [np.array([4.0])]}
    >>> write = coded_vectors(lambda p, x: p * x, [[(1, 0.5)]], [1], data, (1, 3))
    >>> list(write(np.array([1.0]), slots)), slots.tolist()
    ([None, 0], [[2.0, 0.0, 0.5, 0.0]])
    """
    dimension, partitions = shape
    scratch, probes = np.empty(dimension), np.zeros((len(rows), partitions))
    weights: dict[int, list[tuple[int, float]]] = {j: [] for j in order}
    last = [0] * len(rows)
    for level, row in enumerate(rows):
        for j, coefficient in row:
            probes[level, j] = coefficient
            weights[j].append((level, coefficient))
        last[level] = max((order.index(j) + 1 for j, _ in row), default=0)
    ends = [max(last[: level + 1]) for level in range(len(rows))]

    def write(parameters: Vector, slots: Vector) -> Iterator[int | None]:
        totals = slots[:, :dimension]
        slots[:, dimension:] = probes
        begun = [not row for row in rows]
        totals[begun] = 0
        yield from _complete(totals, ends, 0)
        for done, j in enumerate(order, start=1):
            partial = gradient(parameters, *data[j])
            if np.shape(partial) != (dimension,):
                raise ValueError(f"a gradient has shape ({dimension},), got {np.shape(partial)}")
            for level, coefficient in weights[j]:
                out = scratch if begun[level] else totals[level]
                np.multiply(partial, coefficient, out=out)
                if begun[level]:
                    totals[level] += scratch
                begun[level] = True
            yield None
            yield from _complete(totals, ends, done)

    return write


def _complete(totals: Vector, ends: Sequence[int], done: int) -> Iterator[int]:
    """The levels that end with this many partitions done."""
    for level, end in enumerate(ends):
        if end == done:
            if not _finite(totals[level]):
                raise ValueError("the gradient is not finite")
            yield level


def _finite(vector: Vector) -> bool:
    """Whether all entries are finite: the square tells most quickly, unless it overflows."""
    with np.errstate(all="ignore"):
        return bool(np.isfinite(vector @ vector)) or bool(np.isfinite(vector).all())


def resolve(path: str) -> Gradient:
    """The function that ``module:function`` names.

    >>> resolve("math:hypot")(3, 4)
    5.0
    """
    module, _, name = path.partition(":")
    function: Gradient = getattr(importlib.import_module(module), name)
    return function


@dataclass(frozen=True, slots=True)
class Share:
    """What of the shared data is this worker's."""

    rows: list[Row]
    order: list[int]
    partitions: dict[int, list[Vector]]
    delays: Vector | None


def share_of(worker: int, levels: int, arrays: Mapping[str, Vector]) -> Share:
    """A worker's rows of the encodings, its partitions: arrays ``j/0``, ``j/1``, ..., delays."""
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


def _state(job: Job) -> WorkerState:
    with reopen(job.data) as file, np.load(file, allow_pickle=False) as arrays:
        share = share_of(job.worker, job.levels, arrays)
    shape = job.dimension, job.partitions
    slots = map_vector(job.slot, job.levels * sum(shape)).reshape(job.levels, sum(shape))
    return WorkerState(
        coded_vectors(resolve(job.gradient), share.rows, share.order, share.partitions, shape),
        map_vector(job.parameters, job.dimension + 1),
        slots,
        share.delays,
        job.abandons,
        job.for_every_partition,
    )


def main(fields: dict[str, Any]) -> None:
    """A worker process: set up, say hello, answer until told to quit or the server is gone."""
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
