"""What a set of silent workers costs: an upper bound from floats, with all rounding counted.

A silent worker of the basis, at which the vectors of `adversary.worst_case.tree.inverse` must have
no weight, is either *exchanged* for a spare worker whose coefficient there is not zero, or its z is
added to r. Both leave vectors of the same form for the rest, with ``z_k - r_k z_i`` for z_k: for an
exchange r_k = N_dk / N_di, else r_k = H_ik / H_ii. The largest pivots are taken, so ``|r_k| <= 1``
but for rounding. With y for x and K for H at the silent workers, an exchange adds nothing to the
error, and no exchange y_i^2 / K_ii. Any spare worker may also be ignored: fewer survivors do not
help.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.inverse import UNIT, Swept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SURE = 1e-3  # the least coefficient at which workers are exchanged
MOST = 3  # the most workers that may be silenced together; the constants below depend on it
_STEEP = 2.0  # no |r_k| is larger


@jit
def error_bound(node: Swept, silent: Ints, gone: Ints, steps: Ints) -> float:
    """A bound on the error without some workers, at most `MOST`; infinite if floats fail.

    ``silent`` are positions in the basis of the node, ``gone`` those of spare workers that are
    silent or are not to be used. For each silent worker in turn ``steps`` (m, 2) gets the spare one
    for which it is exchanged, or -1, and itself, as a position in ``silent``.

    Complexity: O(e) for e spare workers.
    """
    y, K, Q = _selected(node, silent, gone)
    m = len(y)
    open_, share = np.ones(m, dtype=np.bool_), np.zeros(m)
    bound, alpha, beta, steepest, most_K, lift = node.error, 0.0, 0.0, 0.0, 0.0, 1.0
    off_y, off_K, off_Q = 0.0, 0.0, 0.0  # how far y, K and Q may be off by rounding
    for step in range(m):
        row, i = largest_share(Q, open_)
        exchange = row >= 0
        if not exchange:
            i = largest_diagonal(K, open_)
        steps[step, 0], steps[step, 1] = row, i
        off = off_Q if exchange else off_K
        whole = abs(Q[row, i]) if exchange else K[i, i]
        if not (whole > 0.0 and off < 0.5 * whole):
            return np.inf
        pivot = whole - off
        share[:] = Q[row] / Q[row, i] if exchange else K[i] / whole
        most_y, now_K, steep = largest_left(y, K, share, open_, i)
        if steep > _STEEP:
            return np.inf
        most_y, most_K = most_y + off_y, max(most_K, now_K + off_K)
        reach = (abs(y[i]) + off_y) / pivot
        if exchange:
            beta += 4.0 * reach
            steepest = max(steepest, 4.0 / pivot)
        else:
            alpha += lift * reach
            bound += (abs(y[i]) + off_y) * reach
        open_[i] = False
        reduce(y, K, Q, open_, share, i)
        if not exchange:
            Q[:] = 0.0
        off_share = 4.0 * off / pivot + 2.0 * UNIT
        lift *= 1.0 + steep + off_share
        off_y = 3.0 * off_y + (2.0 * off_share + 10.0 * UNIT) * most_y
        off_K = 9.0 * off_K + (8.0 * off_share + 80.0 * UNIT) * most_K
        off_Q = (9.0 * off_Q + 20.0 * UNIT * whole) if exchange else 0.0
    reach = 1.0 + alpha + beta + 3.0 * steepest * most_K * alpha
    return bound + 16.0 * UNIT * abs(bound) + 1.01 * node.slack * reach * reach


@jit
def _selected(node: Swept, silent: Ints, gone: Ints) -> tuple[Floats, Floats, Floats]:
    """The y, K and N at the silent workers; zeros for the spare workers that are gone."""
    m, e = len(silent), len(node.spare)
    y, K, Q = np.empty(m), np.empty((m, m)), np.empty((e, m))
    for i in range(m):
        y[i] = node.x[silent[i]]
        for k in range(m):
            K[i, k] = node.H[silent[i], silent[k]]
        for d in range(e):
            Q[d, i] = node.N[d, silent[i]]
    for d in gone:
        Q[d] = 0.0
    return y, K, Q


@jit
def largest_share(Q: Floats, open_: Bools) -> tuple[int, int]:
    """Where the largest coefficient of an open worker is, if it is at least `SURE`; else (-1, -1).

    >>> largest_share(np.array([[0.5, -0.75], [2.0, 0.0]]), np.array([False, True]))
    (0, 1)
    """
    row, column, largest = -1, -1, SURE
    for d in range(Q.shape[0]):
        for i in range(Q.shape[1]):
            if open_[i] and abs(Q[d, i]) >= largest:
                row, column, largest = d, i, abs(Q[d, i])
    return row, column


@jit
def largest_diagonal(K: Floats, open_: Bools) -> int:
    """Which of the open workers has the largest diagonal entry.

    >>> largest_diagonal(np.array([[3.0, 0.0], [0.0, 2.0]]), np.array([False, True]))
    1
    """
    found = -1
    for i in range(len(K)):
        if open_[i] and (found < 0 or K[i, i] > K[found, found]):
            found = i
    return found


@jit
def largest_left(
    y: Floats, K: Floats, share: Floats, open_: Bools, i: int
) -> tuple[float, float, float]:
    """The largest absolute values of y, of K and, but for the i-th, of share at the open workers.

    >>> K = np.array([[3.0, -4.0], [-4.0, 1.0]])
    >>> open_ = np.array([True, True])
    >>> [float(x) for x in largest_left(np.array([-2.0, 1]), K, np.array([1.0, 0.5]), open_, 0)]
    [2.0, 4.0, 0.5]
    """
    most_y, most_K, steep = 0.0, 0.0, 0.0
    for k in range(len(y)):
        if open_[k]:
            most_y = max(most_y, abs(y[k]))
            steep = max(steep, abs(share[k])) if k != i else steep
            for j in range(len(y)):
                most_K = max(most_K, abs(K[k, j])) if open_[j] else most_K
    return most_y, most_K, steep


@jit
def reduce(y: Floats, K: Floats, Q: Floats, open_: Bools, share: Floats, i: int) -> None:
    """Take share_k times what belongs to i from what belongs to the open k, in place.

    >>> y, K, Q = np.array([1.0, 2]), np.array([[2.0, 1], [1, 2]]), np.array([[1.0, 1]])
    >>> reduce(y, K, Q, np.array([False, True]), np.array([1.0, 0.5]), 0)
    >>> float(y[1]), float(K[1, 1]), float(Q[0, 1])
    (1.5, 1.5, 0.5)
    """
    m, own = len(y), K[i, i]
    for k in range(m):
        if open_[k]:
            y[k] -= share[k] * y[i]
            for d in range(Q.shape[0]):
                Q[d, k] -= share[k] * Q[d, i]
            for j in range(m):
                if open_[j]:
                    K[k, j] += share[k] * share[j] * own - share[k] * K[i, j] - share[j] * K[k, i]
