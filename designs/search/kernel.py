"""The compiled annealing loop; importing this module needs numba (extra ``search``)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Board = tuple[NDArray[np.int32], Ints, Ints, Floats, Ints, Ints, Ints]


@njit(cache=True, nogil=True)
def anneal(
    pair: NDArray[np.int32],
    targets: Ints,
    weights: Floats,
    starts: Ints,
    members: Ints,
    peers_of: Ints,
    peer_starts: Ints,
    peers: Ints,
    chosen: Ints,
    sizes: Ints,
    multiplicity: Ints,
    steps: int,
    hot: float,
    cold: float,
    random: np.random.Generator,
) -> float:
    """Exchange point orbits inside base blocks until the cost is zero or the steps are used up.

    Orbit o of a stabiliser has the points ``members[starts[o]:starts[o+1]]``, and with ``c =
    peers_of[o]`` the orbits of the same stabiliser and size are
    ``peers[peer_starts[c]:peer_starts[c+1]]``. Base block j is the union of the orbits ``chosen[j,
    :sizes[j]]``, changed in place, and counts ``multiplicity[j]`` times per pair. ``pair[x, y]``
    is the number of the orbit of pairs; the cost is ``sum weights (counts - targets)^2`` where
    each pair is counted twice. The temperature falls geometrically from hot to cold. Returns the
    last cost.
    """
    counts = np.zeros(len(targets), dtype=np.int64)
    board = (pair, counts, targets, weights, starts, members, chosen)
    used = np.zeros((len(chosen), len(starts)), dtype=np.bool_)
    cost = float((weights * targets * targets).sum())
    for j in range(len(chosen)):
        for i in range(sizes[j]):
            used[j, chosen[j, i]] = True
            cost += _move(board, j, i, -1, chosen[j, i], multiplicity[j])
    cooling = math.exp(math.log(cold / hot) / max(steps, 1))
    temperature = hot
    for _ in range(steps):
        if cost < 1e-6:
            return 0.0
        temperature *= cooling
        j = int(random.random() * len(chosen))
        i = int(random.random() * sizes[j])
        old = chosen[j, i]
        first, last = peer_starts[peers_of[old]], peer_starts[peers_of[old] + 1]
        new = peers[first + int(random.random() * (last - first))]
        if used[j, new]:
            continue
        change = _move(board, j, sizes[j], i, old, -multiplicity[j])
        change += _move(board, j, sizes[j], i, new, multiplicity[j])
        if change <= 0 or random.random() < math.exp(-change / temperature):
            chosen[j, i] = new
            used[j, old] = False
            used[j, new] = True
            cost += change
        else:
            _move(board, j, sizes[j], i, new, -multiplicity[j])
            _move(board, j, sizes[j], i, old, multiplicity[j])
    return cost


@njit(cache=True, nogil=True)
def _move(board: Board, j: int, size: int, skip: int, orbit: int, amount: int) -> float:
    """Count the pairs within one orbit, and between it and those of block j; return the change."""
    pair, counts, targets, weights, starts, members, chosen = board
    first, last = starts[orbit], starts[orbit + 1]
    point = members[first]
    each = amount * (last - first)
    change = 0.0
    for i in range(size):
        if i != skip:
            other = chosen[j, i]
            for m in range(starts[other], starts[other + 1]):
                o = pair[point, members[m]]
                before = counts[o] - targets[o]
                counts[o] += 2 * each
                change += weights[o] * 4 * each * (before + each)
    for m in range(first + 1, last):
        o = pair[point, members[m]]
        before = counts[o] - targets[o]
        counts[o] += each
        change += weights[o] * each * (2 * before + each)
    return change
