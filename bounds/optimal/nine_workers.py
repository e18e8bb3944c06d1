"""Nine workers that hold twelve partitions: the largest error with one of them silent, compiled.

A residual is what a code of 13 workers with sums 4 leaves to the nine workers outside a column. It
is written as columns of bits: bit w of a column is its entry in row w.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from bounds.optimal.column_search import error_of_columns

_NINE, _LOAD, _MANY = 9, 4, 12
_TRACE = 1000.0
_PIVOT = 1e-6


@jit
def largest_of_nine(columns: NDArray[np.int64]) -> float:
    """A lower bound on the largest error of nine workers with loads 4 when one of them is silent.

    The columns are those placed so far of twelve. Those to come are replaced by equal shares of
    what the workers lack: that can only lower errors, which are convex in the columns. Let G be the
    Gram matrix of the rows and P its inverse. When all nine respond the error is 12 - 16 1'P1,
    since the row sums are 4, and without worker w it is larger by 16 (P1)_w^2/P_ww. Where the
    trace of P exceeds 1000 or a pivot is below 1e-6 the bound is that of the columns alone.

    Errors without a worker are fractions whose denominators divide r det G_F, for r columns to
    come, and det G_F is at most 4^8 by Hadamard's inequality, so that two that differ from a
    fraction a/11 do so by at least 1/(11 r 4^8), which is 3e-7 for r <= 4. Rounding is far less:
    the condition of G is at most the trace of G, 36, times that of P.

    Complexity: one inverse of a 9 x 9 matrix.

    >>> lines = [0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o124, 0o241, 0o412, 0o142, 0o421, 0o214]
    >>> round(11 * largest_of_nine(np.array(lines)), 6)
    4.0
    """
    bound = _from_gram(_gram(columns))
    if bound < 0:
        bound = 0.0
        for w in range(_NINE):
            bound = max(bound, error_of_columns(columns, _NINE, 1 << w))
    return bound


@jit
def _gram(columns: NDArray[np.int64]) -> NDArray[np.float64]:
    """The lower half of the Gram matrix of the rows, with equal shares for columns to come."""
    left = _MANY - len(columns)
    gram, lack = np.zeros((_NINE, _NINE)), np.full(_NINE, float(_LOAD))
    for c in columns:
        for w in range(_NINE):
            if (c >> w) & 1:
                lack[w] -= 1
                for u in range(w + 1):
                    gram[w, u] += (c >> u) & 1
    if left > 0:
        for w in range(_NINE):
            for u in range(w + 1):
                gram[w, u] += lack[w] * lack[u] / left
    return gram


@jit
def _from_gram(gram: NDArray[np.float64]) -> float:
    """The largest error without one of the nine; -1 where the matrix is nearly singular."""
    lower, pivots = np.zeros((_NINE, _NINE)), np.zeros(_NINE)
    if not _factored(gram, lower, pivots):
        return -1.0
    ahead = np.zeros(_NINE)
    for i in range(_NINE):
        ahead[i] = 1.0
        for j in range(i):
            ahead[i] -= lower[i, j] * ahead[j]
    total, trace, gain = 0.0, 0.0, 0.0
    column = np.zeros(_NINE)  # of the inverse of the lower triangle: column w, from w on
    for w in range(_NINE):
        total += ahead[w] * ahead[w] / pivots[w]
        column[w] = 1.0
        entry, square = ahead[w] / pivots[w], 1 / pivots[w]  # of P1, and the diagonal's of P
        for i in range(w + 1, _NINE):
            x = 0.0
            for u in range(w, i):
                x -= lower[i, u] * column[u]
            column[i] = x
            entry += x * ahead[i] / pivots[i]
            square += x * x / pivots[i]
        trace += square
        gain = max(gain, entry * entry / square)
    return -1.0 if trace > _TRACE else 12 - 16 * (total - gain)


@jit
def _factored(
    gram: NDArray[np.float64], lower: NDArray[np.float64], pivots: NDArray[np.float64]
) -> bool:
    """Whether the matrix has no small pivot; writes its unit lower triangle and its pivots."""
    for j in range(_NINE):
        pivot = gram[j, j]
        for i in range(j):
            pivot -= lower[j, i] * lower[j, i] * pivots[i]
        if pivot < _PIVOT:
            return False
        pivots[j] = pivot
        for w in range(j + 1, _NINE):
            x = gram[w, j]
            for i in range(j):
                x -= lower[w, i] * lower[j, i] * pivots[i]
            lower[w, j] = x / pivot
    return True
