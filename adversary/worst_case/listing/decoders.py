"""Near ties decided by decoders in integers: weights from floats, their error from 64-bit sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LARGEST = 1 << 27
"""Residuals up to here have squares whose sum over 512 partitions fits 63 bits."""


@jit
def solve_spd(matrix: Floats, right: Floats, m: int) -> None:
    """Solve the leading (m, m) positive definite system in place: ``right`` becomes the solution.

    Only the lower half is read; it is overwritten by the factors L and D of ``L D L'``.

    Complexity: m^3 / 6 multiplications.

    >>> right = np.array([3.0, 2.0])
    >>> solve_spd(np.array([[2.0, 0.0], [1.0, 1.0]]), right, 2)
    >>> right.tolist()
    [1.0, 1.0]
    """
    for j in range(m):
        inverse = 1 / matrix[j, j]
        for i in range(j + 1, m):
            factor = matrix[i, j] * inverse
            if factor != 0.0:
                for q in range(i, m):
                    matrix[q, i] -= factor * matrix[q, j]
                right[i] -= factor * right[j]
    for j in range(m - 1, -1, -1):
        total = right[j]
        for i in range(j + 1, m):
            total -= matrix[i, j] * right[i]
        right[j] = total / matrix[j, j]


@jit
def weights_of(
    matrix: Floats, sign: float, chosen: Ints, small: Floats, z: Floats, a: Floats
) -> None:
    """The decoding weights of the survivors, 0 for stragglers, from the augmented root matrix.

    If stragglers S are chosen the matrix holds X and x = Xh, and the weights of the others F are
    ``x_F - X_FS X_SS^-1 x_S``; if survivors F are, it holds G and h, and they are ``G_FF^-1 h_F``.

    Complexity: O(m^3 + n m).
    """
    n, m = len(matrix) - 1, len(chosen)
    for i in range(m):
        z[i] = matrix[chosen[i], n]
        for j in range(i + 1):
            small[i, j] = matrix[chosen[i], chosen[j]]
    solve_spd(small, z, m)
    if sign < 0:
        a[:] = 0.0
        for i in range(m):
            a[chosen[i]] = z[i]
    else:
        for w in range(n):
            a[w] = matrix[n, w]
        for i in range(m):
            row = matrix[chosen[i]]
            for w in range(n):
                a[w] -= z[i] * row[w]
        for i in range(m):
            a[chosen[i]] = 0.0


@jit_sums
def residual(rows: Floats, c: Floats, grid: float, r: Floats) -> None:
    """Write ``c B - grid 1``; exact in any order while all sums are integers below 2^53."""
    r[:] = -grid
    for w in range(len(rows)):
        if c[w] != 0.0:
            for j in range(len(r)):
                r[j] += c[w] * rows[w, j]


@jit
def squared_length(r: Floats) -> int:
    """The sum of the squares of integers, or 2^62 if one is too large."""
    total = 0
    for j in range(len(r)):
        if not abs(r[j]) < LARGEST:
            return 1 << 62
        x = int(r[j])
        total += x * x
    return total


@jit
def settle(
    matrix: Floats,
    sign: float,
    sets: Ints,
    rows: Floats,
    units: Floats,
    grids: Floats,
    limits: Ints,
    proved: Mask,
    guesses: Floats,
) -> None:
    """Which sets are proved to keep within the limit, and the error of the last decoder of each.

    A decoder is the float solution rounded to multiples of ``1 / grid``; it proves a set if its
    squared residual, an integer over grid^2, is at most the limit of that grid. ``units`` are the
    powers of two by which the rows of the matrix are shorter than the integer rows.

    Complexity: O(m^3 + n m + n k) for each set.
    """
    n, m = len(rows), sets.shape[1]
    small, z = np.empty((m, m)), np.empty(m)
    a, c, r = np.empty(n), np.empty(n), np.empty(rows.shape[1])
    for i in range(len(sets)):
        weights_of(matrix, sign, sets[i], small, z, a)
        proved[i] = False
        for g in range(len(grids)):
            for w in range(n):
                c[w] = np.rint(a[w] * units[w] * grids[g])
                if not abs(c[w]) < LARGEST:
                    c[w] = 0.0
            residual(rows, c, grids[g], r)
            square = squared_length(r)
            guesses[i] = square / grids[g] ** 2
            if square <= limits[g]:
                proved[i] = True
                break
