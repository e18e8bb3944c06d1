"""The curve of a small 0/1 code in floating point, compiled: fast enough for a search.

The walk goes through the sets of survivors depth first; a set is the ascending list of its workers.
For the first i workers of the current set, i = 0..n: ``base`` (n + 1, k) holds an orthonormal basis
of their rows, of which ``rank[i]`` (n + 1,) vectors belong to them; row i of ``rest`` (n + 1, k) is
what their span leaves of the all-ones vector; ``chosen[i]`` (n + 1,) is worker number i of the set.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit

_DEPENDENT = 1e-7


@jit
def _product(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    total = 0.0
    for j in range(len(x)):
        total += x[j] * y[j]
    return total


@jit
def _take_off(x: NDArray[np.float64], y: NDArray[np.float64], factor: float) -> None:
    """Subtract from x its product with y, times the factor, times y."""
    share = _product(x, y) * factor
    for j in range(len(x)):
        x[j] -= share * y[j]


@jit
def estimated_curve(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The estimates of e(0), ..., e(n), shape (n + 1,), by a walk through all 2^n survivor sets.

    ``rows`` (n, k) is the encoding, a row for each worker; errors are squared lengths.
    Each step adds a row to those before it by Gram-Schmidt, and takes off the residual of 1 what
    the new direction explains. A row is taken as dependent if at most 1e-7 of its squared length
    is left; for n <= 16 and loads up to 4 the exact squared length is 0 or at least 4^-16, so that
    near ties may be decided wrongly: what is claimed must be certified.

    Complexity: O(2^n n k) time, O(n k) memory.

    >>> estimated_curve(np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]])).round(3).tolist()
    [0.0, 0.333, 1.0, 3.0]
    """
    n, k = rows.shape
    base, rest = np.zeros((n + 1, k)), np.ones((n + 1, k))
    chosen, rank = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    worst = np.zeros(n + 1)  # entry s: the largest error met with s stragglers
    worst[n] = k
    size, row = 0, 0
    while True:
        if row == n:
            if size == 0:
                return worst
            size -= 1
            row = chosen[size] + 1
            continue
        r = rank[size]
        new, residual = base[r], rest[size + 1]
        for j in range(k):
            new[j], residual[j] = rows[row, j], rest[size, j]
        for _ in range(2):
            for i in range(r):
                _take_off(new, base[i], 1.0)
        length = _product(new, new)
        if length > _DEPENDENT:
            _take_off(residual, new, 1 / length)
            for j in range(k):
                new[j] /= np.sqrt(length)
            r += 1
        chosen[size] = row
        size += 1
        rank[size] = r
        worst[n - size] = max(worst[n - size], _product(residual, residual))
        row += 1
