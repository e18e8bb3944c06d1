"""The compiled loop of simulated annealing; importing this module needs numba (extra ``search``).

A base block is a union of point orbits of its stabiliser; J base blocks of at most m orbits. The
point orbits of all stabilisers are numbered together, 0..t-1; c counts the classes of orbits with
the same stabiliser and size, q the orbits of pairs of points under the prescribed group:

* ``pair`` (v, v): the number of the orbit of a pair of points;
* ``targets`` (q,): lambda times the ordered pairs of different points in this orbit;
* ``weights`` (q,): what a squared deviation from the target costs;
* ``starts`` (t + 1,), ``members``: orbit o has the points ``members[starts[o] : starts[o + 1]]``;
* ``class_of`` (t,): the class of an orbit; ``class_starts`` (c + 1,), ``class_members``: class x
  has the orbits ``class_members[class_starts[x] : class_starts[x + 1]]``;
* ``chosen`` (J, m), ``sizes`` (J,): base block j is the union of ``chosen[j, : sizes[j]]``;
* ``multiplicity`` (J,): how many images base block j has, each of which covers its pairs;
* ``counts`` (q,): how many ordered pairs of each orbit are covered now;
* ``used`` (J, t): whether an orbit is in a base block.
"""

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
    class_of: Ints,
    class_starts: Ints,
    class_members: Ints,
    chosen: Ints,
    sizes: Ints,
    multiplicity: Ints,
    steps: int,
    hot: float,
    cold: float,
    random: np.random.Generator,
) -> float:
    """The last cost after exchanges of point orbits in base blocks; 0 is a design.

    What the arrays hold stands above; ``chosen`` is changed in place. The cost is ``sum weights
    (counts - targets)^2``, and the temperature falls geometrically from hot to cold. The loop ends
    at cost 0, or when the steps are used up.

    Complexity: O(k) a step.
    Source: S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, Science 220 (1983) 671-680.
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
        first, last = class_starts[class_of[old]], class_starts[class_of[old] + 1]
        new = class_members[first + int(random.random() * (last - first))]
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
    """The change of the cost when an orbit joins block j (or leaves it: a negative amount).

    The pairs within the orbit and between it and the other orbits of the block are counted, except
    the one at place ``skip``.
    """
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
