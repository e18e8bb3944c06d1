"""The compiled annealing loop; importing this module needs numba (extra ``search``)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def anneal(
    pair: NDArray[np.int32],
    targets: Ints,
    weights: NDArray[np.float64],
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

    Orbit o of a stabiliser has the points ``members[starts[o]:starts[o+1]]`` and the orbits of its
    own stabiliser and size ``peers[peer_starts[c]:peer_starts[c+1]]`` with ``c = peers_of[o]``.
    Base block j is the union of the orbits ``chosen[j, :sizes[j]]``, changed in place, and counts
    ``multiplicity[j]`` times per pair. ``pair[x, y]`` is the number of the orbit of pairs; the cost
    is ``sum weights (counts - targets)^2`` where each pair is counted twice. The temperature falls
    geometrically from hot to cold. Returns the last cost.
    """
    counts = np.zeros(len(targets), dtype=np.int64)
    cost = 0.0
    blocks = chosen.shape[0]
    used = np.zeros((blocks, len(starts)), dtype=np.bool_)
    for i in range(len(targets)):
        cost += weights[i] * targets[i] * targets[i]
    for j in range(blocks):
        whole = sizes[j]
        for i in range(whole):
            sizes[j] = i
            cost += _move(
                pair,
                counts,
                targets,
                weights,
                starts,
                members,
                chosen[j],
                i,
                -1,
                chosen[j, i],
                multiplicity[j],
            )
            used[j, chosen[j, i]] = True
        sizes[j] = whole
    cooling = math.exp(math.log(cold / hot) / max(steps, 1))
    temperature = hot
    for _ in range(steps):
        if cost < 1e-6:
            return 0.0
        temperature *= cooling
        j = int(random.integers(0, blocks))
        i = int(random.integers(0, sizes[j]))
        old = chosen[j, i]
        first = peer_starts[peers_of[old]]
        new = peers[random.integers(first, peer_starts[peers_of[old] + 1])]
        if used[j, new]:
            continue
        change = _move(
            pair,
            counts,
            targets,
            weights,
            starts,
            members,
            chosen[j],
            sizes[j],
            i,
            old,
            -multiplicity[j],
        )
        change += _move(
            pair,
            counts,
            targets,
            weights,
            starts,
            members,
            chosen[j],
            sizes[j],
            i,
            new,
            multiplicity[j],
        )
        if change <= 0 or random.random() < math.exp(-change / temperature):
            chosen[j, i] = new
            used[j, old] = False
            used[j, new] = True
            cost += change
        else:
            _move(
                pair,
                counts,
                targets,
                weights,
                starts,
                members,
                chosen[j],
                sizes[j],
                i,
                new,
                -multiplicity[j],
            )
            _move(
                pair,
                counts,
                targets,
                weights,
                starts,
                members,
                chosen[j],
                sizes[j],
                i,
                old,
                multiplicity[j],
            )
    return cost


@njit(cache=True, nogil=True)
def _move(
    pair: NDArray[np.int32],
    counts: Ints,
    targets: Ints,
    weights: NDArray[np.float64],
    starts: Ints,
    members: Ints,
    block: Ints,
    size: int,
    skip: int,
    orbit: int,
    amount: int,
) -> float:
    """Count the pairs within one orbit, and between it and the others; return the change."""
    first, last = starts[orbit], starts[orbit + 1]
    row = pair[members[first]]
    each = amount * (last - first)
    change = 0.0
    for i in range(size):
        if i != skip:
            for m in range(starts[block[i]], starts[block[i] + 1]):
                o = row[members[m]]
                before = counts[o] - targets[o]
                counts[o] += 2 * each
                change += weights[o] * 4 * each * (before + each)
    for m in range(first + 1, last):
        o = row[members[m]]
        before = counts[o] - targets[o]
        counts[o] += each
        change += weights[o] * each * (2 * before + each)
    return change
