"""The sweep operator: keep or give up one worker in an augmented Gram matrix, in place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit

Floats = NDArray[np.float64]


@jit
def sweep(matrix: Floats, p: int) -> None:
    """Sweep a symmetric matrix on index p, in place; sweeping p again with `unsweep` undoes it.

    Of ``[[G, h], [h', k]]`` swept on the workers P remain: for other workers the Schur complement
    ``R = G_CC - G_CP G_PP^-1 G_PC`` and ``u = h_C - G_CP G_PP^-1 h_P``, the weights
    ``W = G_CP G_PP^-1`` by which rows of P replace theirs, in the corner the error ``k - h_P'
    G_PP^-1 h_P`` of P, in its row the decoding weights of P, and minus the inverse of G_PP.

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
