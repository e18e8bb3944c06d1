"""Coded gradients with their probes and checksums, as a worker writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from adversary.cluster.messages import Form
from adversary.cluster.vectors import BLOCK, RunningChecksum, Vector

Gradient = Callable[..., Vector]
Row = list[tuple[int, float]]
# Writes vectors into slots; yields None after a partition, and for every vector that is complete
# its level and its checksum, or None in the place of that if the vector is not finite.
Compute = Callable[[Vector], Iterator[tuple[int, int | None] | None]]
# A multiple of a slice of a partial gradient that is added to a message; whether it is the first
# of the message, or the last.
Step = tuple[int, float, slice, bool, bool]


def coded_vectors(
    gradient: Gradient,
    rows: Sequence[Row],
    order: Sequence[int],
    data: dict[int, list[Vector]],
    slots: Vector,
    dimension: int,
    form: Form | None = None,
    worker: int = 0,
) -> Compute:
    """The function that writes a worker's vectors, one a message: coded gradient, then probe.

    ``rows`` are its rows of the codes, ``order`` is the order of the partitions, ``slots`` has a
    row for every message; without a ``form`` there is one for each code, of so many parameters and
    all partitions. A message is complete when all partitions of its row are done, and the messages
    before it. The probe is the same combination of the unit vectors of the pieces of the
    partitions. It is sent with the gradient, so that the decoded vector shows which multiple of
    every partial gradient arrived: so the decode error is *measured*. All of a slot is written
    every time: damage does not outlive its round. Writing raises ValueError for a gradient of
    another shape than the parameters.

    >>> slots = np.empty((1, 4))
    >>> data = {1: [np.array([4.0])]}
    >>> write = coded_vectors(lambda p, x: p * x, [[(1, 0.5)]], [1], data, slots, 1)
    >>> [None if found is None else found[0] for found in write(np.array([1.0]))], slots.tolist()
    ([None, 0], [[2.0, 0.0, 0.5, 0.0]])
    """
    known = form or Form(1, dimension, slots.shape[1] - dimension, [[(0, dimension)]] * len(rows))
    wanted, scratch = (dimension,), np.empty(min(BLOCK, dimension))
    lengths, ends = known.lengths(), known.widths()
    totals = [slots[i, :length] for i, length in enumerate(lengths)]
    tails = [
        slots[i, length:end] for i, (length, end) in enumerate(zip(lengths, ends, strict=True))
    ]
    always = None if known.chosen else _scheduled(known, rows, order, known.plan((), worker))

    def write(block: Vector) -> Iterator[tuple[int, int | None] | None]:
        now = always or _scheduled(known, rows, order, known.plan(block, worker))
        sums = [RunningChecksum() for _ in totals]
        for level, (tail, probe) in enumerate(zip(tails, now.probes, strict=True)):
            tail[:] = probe
            if level in now.empty:
                totals[level][:] = 0
                sums[level].add(totals[level])
        points = [block[m * dimension : (m + 1) * dimension] for m in range(known.models)]
        for done in range(len(now.order) + 1):
            if done:
                model, j = now.order[done - 1]
                partial = gradient(points[model], *data[j])
                if np.shape(partial) != wanted:
                    shape = np.shape(partial)
                    raise ValueError(f"a gradient has shape ({dimension},), got {shape}")
                for level, coefficient, piece, first, last in now.steps[done - 1]:
                    running = sums[level] if last else None
                    part = partial[piece]
                    _add(totals[level], part, coefficient, None if first else scratch, running)
                yield None
            for level in now.complete[done]:
                yield level, sums[level].finish(tails[level])

    return write


@dataclass(frozen=True, slots=True)
class _Schedule:
    """What a worker does in a round.

    It computes the gradients of ``order``, pairs of model and partition, one after another. After
    each come its ``steps``, and then some messages are ``complete``. These have ``probes``;
    ``empty`` ones combine nothing.
    """

    order: Sequence[tuple[int, int]]
    steps: list[list[Step]]
    complete: list[list[int]]
    probes: list[Vector]
    empty: frozenset[int]


def _scheduled(
    form: Form, rows: Sequence[Row], order: Sequence[int], plan: Sequence[tuple[int, int]]
) -> _Schedule:
    """The schedule of the messages of a plan, pairs of model and code.

    All codes at one model follow the ``order`` of the partitions; chosen messages come one after
    another, each in the order of its row.
    """
    sent = [rows[code] if code >= 0 else [] for _, code in plan]
    k, parts = form.partitions, [form.parts[max(code, 0)] for _, code in plan]
    if form.chosen:
        pairs = ((model, j % k) for (model, _), row in zip(plan, sent, strict=True) for j, _ in row)
        places = list(dict.fromkeys(pairs))
    else:
        places = [(0, j) for j in order]
    units = [
        [(places.index((model, i % k)), i // k, x) for i, x in row]
        for (model, _), row in zip(plan, sent, strict=True)
    ]
    slices = [[slice(*part) for part in cut] for cut in parts]
    probes = [np.zeros(len(cut) * k) for cut in parts]
    for probe, row in zip(probes, sent, strict=True):
        probe[[i for i, _ in row]] = [x for _, x in row]
    return _Schedule(
        places, _steps(units, slices, len(places)), _completions(units, len(places)), probes,
        frozenset(level for level, row in enumerate(sent) if not row),
    )  # fmt: skip


def _add(
    total: Vector,
    partial: Vector,
    coefficient: float,
    scratch: Vector | None,
    running: RunningChecksum | None,
) -> None:
    """Add a multiple of a vector, or without scratch store it; add the result to the checksum.

    A vector that is shorter than the total is padded with zeros.
    """
    many = len(partial)
    if scratch is None and many < len(total):
        total[many:] = 0
    for begin in range(0, many, BLOCK):
        out = total[begin : min(begin + BLOCK, many)]
        if scratch is None:
            np.multiply(partial[begin : begin + BLOCK], coefficient, out=out)
        else:
            block = partial[begin : begin + BLOCK]
            out += np.multiply(block, coefficient, out=scratch[: len(out)])
        if running is not None:
            running.add(out)
    if running is not None and many < len(total):
        running.add(total[many:])


def _steps(
    units: Sequence[Sequence[tuple[int, int, float]]],
    slices: Sequence[Sequence[slice]],
    places: int,
) -> list[list[Step]]:
    """For each place of the order the multiples of slices that are added to messages.

    ``units`` are for every message its (place, piece, coefficient).

    >>> whole = [slice(0, 9)]
    >>> _steps([[(0, 0, 1.0)], [(1, 0, 0.5), (0, 0, -1.0)]], [whole, whole], 2)[1]
    [(1, 0.5, slice(0, 9, None), False, True)]
    """
    steps: list[list[Step]] = [[] for _ in range(places)]
    for level, row in enumerate(units):
        in_turn = sorted(row)
        for turn, (place, piece, x) in enumerate(in_turn):
            ends = turn == 0, turn == len(in_turn) - 1
            steps[place].append((level, x, slices[level][piece], *ends))
    return steps


def _completions(units: Sequence[Sequence[tuple[int, int, float]]], places: int) -> list[list[int]]:
    """The messages that are complete after 0, 1, ... gradients.

    >>> _completions([[(0, 0, 1.0)], [(2, 0, 1.0), (0, 0, -1.0)], [(2, 0, 1.0)]], 3)
    [[], [0], [], [1, 2]]
    """
    complete: list[list[int]] = [[] for _ in range(places + 1)]
    end = 0
    for level, row in enumerate(units):
        end = max([end, *(place + 1 for place, _, _ in row)])
        complete[end].append(level)
    return complete
