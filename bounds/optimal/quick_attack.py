"""Lower estimates of a whole curve by greedy attacks, compiled: fast enough for many codes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit

_RIDGE = 1e-4  # raises errors by that times the squared length of the weights
_SMALL = 1e-12
_FEW = 5


@jit
def attacked_curve(rows: NDArray[np.float64], first: NDArray[np.int64]) -> NDArray[np.float64]:
    """Estimates that e(0), ..., e(n) do not fall below, shape (n + 1,), up to some 1e-3.

    Attacks start from each worker of ``first`` with each other one, and from the holders of up to
    five partitions, the first of that worker, each next one with the fewest holders left; then they
    silence whichever worker raises the error most. ``rows`` (n, k) is the encoding. With P the
    inverse of the survivors' Gram matrix and x = P v for their row sums v, silencing w adds
    x_w^2/P_ww, and P loses p_w p_w'/P_ww.

    Complexity: O(n^3) for each of the n + 5 d starts of a worker.

    >>> paths = np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> attacked_curve(paths, np.array([0])).round(2).tolist()
    [0.0, 0.33, 1.0, 3.0]
    """
    n, k = rows.shape
    sums = np.zeros(n)
    for j in range(k):
        sums += rows[:, j]
    inverse = np.linalg.inv(rows @ rows.T + _RIDGE * np.eye(n))
    weights = inverse @ sums
    worst = np.zeros(n + 1)
    worst[0], worst[n] = max(0.0, k - np.dot(sums, weights)), k
    for w in first:
        for u in range(n):
            if u != w:
                _attack(inverse.copy(), weights.copy(), np.array([w, u]), worst)
        for j in range(k):
            if rows[w, j] != 0:
                planned, held = _partitions(rows, j)
                for size in held:
                    if 0 < size < n:
                        _attack(inverse.copy(), weights.copy(), planned[:size], worst)
    return worst


@jit
def _partitions(
    rows: NDArray[np.float64], first: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All workers, holders of one partition after another; and where the first few of them end."""
    n, k = rows.shape
    silent, order, ends = np.zeros(n, np.bool_), np.zeros(n, np.int64), np.zeros(_FEW, np.int64)
    size, j = 0, first
    for step in range(_FEW):
        for w in range(n):
            if rows[w, j] != 0 and not silent[w]:
                silent[w], order[size] = True, w
                size += 1
        ends[step] = size
        fewest = n + 1
        for c in range(k):
            left = 0
            for w in range(n):
                left += int(rows[w, c] != 0 and not silent[w])
            if 0 < left < fewest:
                j, fewest = c, left
    return order, ends


@jit
def _attack(
    inverse: NDArray[np.floating[Any]],
    weights: NDArray[np.float64],
    planned: NDArray[np.int64],
    worst: NDArray[np.float64],
) -> None:
    """Silence these workers, then greedily all others, and note the errors."""
    n = len(weights)
    left = np.ones(n, np.bool_)
    error = worst[0]
    for size in range(n - 1):
        chosen, most = -1, -1.0
        if size < len(planned):
            chosen = planned[size]
        else:
            for w in range(n):
                gain = weights[w] * weights[w] / max(inverse[w, w], _SMALL)
                if left[w] and gain > most:
                    chosen, most = w, gain
        pivot = max(inverse[chosen, chosen], _SMALL)
        share = weights[chosen] / pivot
        error += weights[chosen] * share
        column = inverse[chosen].copy()
        for u in range(n):
            if left[u]:
                weights[u] -= column[u] * share
                factor = column[u] / pivot
                for v in range(n):
                    inverse[u, v] -= factor * column[v]
        left[chosen] = False
        worst[size + 1] = max(worst[size + 1], error)
