"""The sweep operator on a symmetric matrix: one worker is kept or given up, in place.

Rows and columns 0..n-1 of the augmented Gram matrix (n + 1, n + 1) belong to the workers, the last
to the all-ones vector. What its entries mean depends on who is swept: see `sweep`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit

Floats = NDArray[np.float64]


@jit
def sweep(matrix: Floats, p: int) -> None:
    """Sweep a symmetric matrix on index p, in place; `unsweep` undoes it.

    When ``[[G, h], [h', k]]`` has been swept on the workers P, its entries are, for workers i, j
    outside P and p, q in P: at (i, j) the Schur complement ``R = G_CC - G_CP G_PP^-1 G_PC``; at
    (n, i) what is left of the row sums, ``u = h_C - G_CP G_PP^-1 h_P``; at (i, p) the weight
    ``W = G_CP G_PP^-1`` of row p in the replacement of row i; at (n, n) the error
    ``k - h_P' G_PP^-1 h_P`` of P; at (n, p) the decoding weight of p; at (p, q) minus the inverse
    of G_PP.

    Complexity: O(n^2).
    Source: A. E. Beaton (1964); the sign of the pivot keeps the matrix symmetric.

    >>> matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
    >>> sweep(matrix, 0)
    >>> matrix.tolist()
    [[-0.5, 0.5], [0.5, 2.5]]
    """
    _eliminate(matrix, p, 1.0)


@jit
def unsweep(matrix: Floats, p: int) -> None:
    """Undo `sweep` on index p, in place.

    Complexity: O(n^2).

    >>> matrix = np.array([[-0.5, 0.5], [0.5, 2.5]])
    >>> unsweep(matrix, 0)
    >>> matrix.tolist()
    [[2.0, 1.0], [1.0, 3.0]]
    """
    _eliminate(matrix, p, -1.0)


@jit
def _eliminate(matrix: Floats, p: int, sign: float) -> None:
    """Subtract the outer product of row p and its share of the pivot; both ways but for a sign."""
    pivot, row = matrix[p, p], matrix[p].copy()
    for i in range(len(matrix)):
        share = row[i] / pivot
        if share != 0.0:
            for j in range(len(matrix)):
                matrix[i, j] -= share * row[j]
    for i in range(len(matrix)):
        matrix[i, p] = matrix[p, i] = sign * row[i] / pivot
    matrix[p, p] = -1.0 / pivot
