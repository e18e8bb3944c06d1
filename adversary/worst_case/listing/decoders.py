"""Near ties decided by decoders in integers: weights from floats, their error from 64-bit sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LARGEST, EXACT = 1 << 27, 1 << 53


@jit_sums
def factor(matrix: Floats, chosen: Ints, kept: int, work: Floats) -> None:
    """Factor the block of the chosen workers as ``L D L'`` and solve ``L y = x`` on the way.

    ``work`` has shape (m + 3, m): L below its diagonal in the first m rows, then 1 / D, then y. Its
    first ``kept`` places are those of the same workers already.

    Complexity: m^2 / 2 multiplications for each worker that is not kept.
    """
    n, m = len(matrix) - 1, len(chosen)
    for i in range(kept, m):
        w, row = chosen[i], work[i]
        pivot, value = matrix[w, w], matrix[w, n]
        for j in range(i):
            total, other = matrix[w, chosen[j]], work[j]
            for q in range(j):
                total -= row[q] * other[q]
            row[j] = total
        for j in range(i):
            share = row[j] * work[m, j]
            pivot -= share * row[j]
            value -= share * work[m + 1, j]
            row[j] = share
        work[m, i], work[m + 1, i] = 1 / pivot, value


@jit_sums
def solve(m: int, work: Floats) -> None:
    """The solution of the factored system, in the last row of ``work``."""
    for j in range(m):
        work[m + 2, j] = work[m + 1, j] * work[m, j]
    for i in range(m - 1, 0, -1):
        z = work[m + 2, i]
        for j in range(i):
            work[m + 2, j] -= work[i, j] * z


@jit
def weights_of(
    matrix: Floats, sign: float, chosen: Ints, kept: int, work: Floats, a: Floats
) -> None:
    """The decoding weights of the survivors, 0 for stragglers, from the augmented root matrix.

    If stragglers S are chosen the matrix holds X and x = Xh, and the weights of the others F are
    ``x_F - X_FS X_SS^-1 x_S``; if survivors F are, it holds G and h, and they are ``G_FF^-1 h_F``.

    Complexity: that of `factor`, and O(n m).
    """
    n, m = len(matrix) - 1, len(chosen)
    factor(matrix, chosen, kept, work)
    solve(m, work)
    z = work[m + 2]
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


@jit
def in_common(first: Ints, second: Ints) -> int:
    """How many places two sets have in common from the start.

    >>> int(in_common(np.array([1, 2, 5]), np.array([1, 2, 6])))
    2
    """
    place = 0
    while place < len(first) and first[place] == second[place]:
        place += 1
    return place


@jit_sums
def residual(rows: Floats, c: Floats, grid: float, r: Floats) -> None:
    """Write ``c B - grid 1``; exact in any order while all sums are integers below 2^53."""
    r[:] = -grid
    for w in range(len(rows)):
        if c[w] != 0.0:
            for j in range(len(r)):
                r[j] += c[w] * rows[w, j]


@jit_sums
def squared_length(r: Floats) -> float:
    """The sum of the squares of integers: exact, in any order, if it comes out below 2^53.

    For then no square and no partial sum was rounded.
    """
    total = 0.0
    for j in range(len(r)):
        total += r[j] * r[j]
    return total


@jit_sums
def rounded(a: Floats, units: Floats, grid: float, c: Floats) -> None:
    """Write the weights in multiples of 1 / grid, 0 for those that are too large."""
    for w in range(len(a)):
        x = np.rint(a[w] * units[w] * grid)
        c[w] = x if abs(x) < LARGEST else 0.0


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

    Complexity: O(m^3 + n m + n k) for each set, less where neighbours begin alike.
    """
    n, m = len(rows), sets.shape[1]
    work, a, c, r = np.empty((m + 3, m)), np.empty(n), np.empty(n), np.empty(rows.shape[1])
    for i in range(len(sets)):
        kept = in_common(sets[i - 1], sets[i]) if i > 0 else 0
        weights_of(matrix, sign, sets[i], kept, work, a)
        proved[i] = False
        for g in range(len(grids)):
            rounded(a, units, grids[g], c)
            residual(rows, c, grids[g], r)
            square = squared_length(r)
            guesses[i] = square / grids[g] ** 2
            if square < EXACT and square <= limits[g]:
                proved[i] = True
                break
