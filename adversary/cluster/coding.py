"""Coded gradients with their probes, as a worker writes them, with checksums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from adversary.cluster.vectors import BLOCK, Seal, Vector

Gradient = Callable[..., Vector]
Row = list[tuple[int, float]]
# Writes vectors into slots; yields None after a partition, and for every vector that is complete
# its level and its checksum, or None in the place of that if the vector is not finite.
Compute = Callable[[Vector], Iterator[tuple[int, int | None] | None]]


def coded_vectors(
    gradient: Gradient,
    rows: Sequence[Row],
    order: Sequence[int],
    data: dict[int, list[Vector]],
    slots: Vector,
    dimension: int,
) -> Compute:
    """The function that writes this worker's vectors, a level each: coded gradient, then probe.

    ``rows`` are the levels' rows of the encodings, ``order`` is how the partitions follow each
    other, ``slots`` has a row for every level, of so many parameters and all partitions. A level is
    complete when all partitions of its row are done, and the levels before it. The probe is the
    same combination of the unit vectors of the partitions. It travels with the gradient, so that
    what the server decodes says which multiple of every partial gradient arrived: that is how the
    decode error is *measured*. All of a slot is written every time: damage does not outlive its
    round. Writing raises ValueError for a gradient of another shape than the parameters.

    >>> slots = np.empty((1, 4))
    >>> data = {1: [np.array([4.0])]}
    >>> write = coded_vectors(lambda p, x: p * x, [[(1, 0.5)]], [1], data, slots, 1)
    >>> [None if found is None else found[0] for found in write(np.array([1.0]))], slots.tolist()
    ([None, 0], [[2.0, 0.0, 0.5, 0.0]])
    """
    totals, tails = slots[:, :dimension], slots[:, dimension:]
    probes = np.zeros_like(tails)
    for level, row in enumerate(rows):
        probes[level, [j for j, _ in row]] = [coefficient for _, coefficient in row]
    empty = [level for level, row in enumerate(rows) if not row]
    steps, complete = _steps(rows, order), _completions(rows, order)
    wanted, scratch = (dimension,), np.empty(min(BLOCK, dimension))

    def write(parameters: Vector) -> Iterator[tuple[int, int | None] | None]:
        seals = [Seal() for _ in rows]
        tails[:] = probes
        for level in empty:
            totals[level] = 0
            seals[level].add(totals[level])
        for done in range(len(order) + 1):
            if done:
                partial = gradient(parameters, *data[order[done - 1]])
                if np.shape(partial) != wanted:
                    shape = np.shape(partial)
                    raise ValueError(f"a gradient has shape ({dimension},), got {shape}")
                for level, coefficient, first, last in steps[done - 1]:
                    seal = seals[level] if last else None
                    _add(totals[level], partial, coefficient, None if first else scratch, seal)
                yield None
            for level in complete[done]:
                yield level, seals[level].over(tails[level])

    return write


def _add(
    total: Vector, partial: Vector, coefficient: float, scratch: Vector | None, seal: Seal | None
) -> None:
    """Add a multiple of a vector, or, without scratch, put it there; seal what comes out."""
    for begin in range(0, len(total), BLOCK):
        out = total[begin : begin + BLOCK]
        if scratch is None:
            np.multiply(partial[begin : begin + BLOCK], coefficient, out=out)
        else:
            block = partial[begin : begin + BLOCK]
            out += np.multiply(block, coefficient, out=scratch[: len(out)])
        if seal is not None:
            seal.add(out)


def _steps(rows: Sequence[Row], order: Sequence[int]) -> list[list[tuple[int, float, bool, bool]]]:
    """For each partition in turn: levels that want it, how often, whether as the first or the last.

    >>> _steps([[(2, 1.0)], [(0, 0.5), (2, -1.0)]], [2, 0])
    [[(0, 1.0, True, True), (1, -1.0, True, False)], [(1, 0.5, False, True)]]
    """
    steps: list[list[tuple[int, float, bool, bool]]] = [[] for _ in order]
    for level, row in enumerate(rows):
        coefficients = dict(row)
        places = [at for at, j in enumerate(order) if j in coefficients]
        for at in places:
            ends = at == places[0], at == places[-1]
            steps[at].append((level, coefficients[order[at]], *ends))
    return steps


def _completions(rows: Sequence[Row], order: Sequence[int]) -> list[list[int]]:
    """The levels that are complete after 0, 1, ... partitions.

    >>> _completions([[(2, 1.0)], [(0, 1.0), (2, -1.0)], [(0, 1.0)]], [2, 1, 0])
    [[], [0], [], [1, 2]]
    """
    complete: list[list[int]] = [[] for _ in range(len(order) + 1)]
    end = 0
    for level, row in enumerate(rows):
        end = max([end, *(order.index(j) + 1 for j, _ in row)])
        complete[end].append(level)
    return complete
