"""A node when all its undecided workers answer: float decoders, and what they are proved to be.

Let F be the kept workers of a node with a basis of its undecided ones, and floats x, H, N near the
decoding weights of F, the inverse of its Gram matrix and the coefficients of the other undecided
workers, which are *spare*: their rows depend on those of F. Whatever these floats are, they define
vectors, for basis workers a and spare workers d,

    r = 1 - sum x_k b_k,    z_a = sum H_ak b_k,    e_d = b_d - sum N_dk b_k    (k in F)

whose inner products would be E for r with itself, H for the z, and 0 for all others if there was no
rounding. They differ from that by at most the ``slack``, which is computed from inner products with
the integer rows: those differ from floats by the rounding of one sum each. So for all numbers
alpha, beta the decoder of ``r + sum alpha_a z_a - sum beta_d e_d`` has an error of at most

    E + alpha'H alpha + slack (1 + a + b)^2, a and b the sums of sizes of all alpha and beta.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_sums
from adversary.worst_case.tree.node import KEPT, PIVOT, Problem, Stack, having
from adversary.worst_case.tree.sweep_operator import sweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNIT = 2.0**-52  # twice the largest relative error of one operation
_NOISE = 1e-9  # coefficients of spare workers below this are taken as zero


class Swept(NamedTuple):
    """Float decoders of a node at which all undecided workers answer, and their slack."""

    basis: Ints  # (b,) undecided workers, ascending, independent of each other and the kept ones
    spare: Ints  # (e,) the other undecided workers, ascending
    x: Floats  # (b,) decoding weights
    H: Floats  # (b, b) the inverse of the Gram matrix left of the basis
    N: Floats  # (e, b) coefficients of the spare rows
    error: float  # E
    slack: float  # infinite if the node has not been swept well


@jit
def swept(problem: Problem, stack: Stack, level: int, undecided: Ints) -> Swept:
    """The decoders of a node, with their slack. Its Gram matrix must be exact in floats.

    Complexity: O(n^3).
    """
    n = problem.rows.shape[0]
    matrix, chosen = stack.matrix[level].copy(), np.zeros(n, dtype=np.bool_)
    for w in undecided:
        if matrix[w, w] > PIVOT * problem.matrix[w, w]:
            sweep(matrix, w)
            chosen[w] = True
    basis, spare = undecided[chosen[undecided]], undecided[~chosen[undecided]]
    b, e, kept = len(basis), len(spare), having(stack.status[level], KEPT)
    used = np.concatenate((basis, kept))
    m = len(used)
    coefficients = np.empty((b + e + 1, m))  # those of the z, the e and r
    for k in range(m):
        for a in range(b):
            coefficients[a, k] = -matrix[basis[max(a, k)], basis[min(a, k)]] if k < b else 0.0
            if k >= b:
                coefficients[a, k] = -matrix[basis[a], used[k]]
        for d in range(e):
            share = matrix[spare[d], used[k]]
            coefficients[b + d, k] = share if abs(share) > _NOISE else 0.0
        coefficients[b + e, k] = matrix[n, used[k]]
    error, slack = _slack(problem, used, spare, coefficients)
    H, N = coefficients[:b, :b].copy(), coefficients[b : b + e, :b].copy()
    return Swept(basis, spare, coefficients[b + e, :b].copy(), H, N, error, slack)


@jit
def _slack(problem: Problem, used: Ints, spare: Ints, coefficients: Floats) -> tuple[float, float]:
    """The error E of the decoder r, and how far the inner products may be from what they should."""
    n, m, e = problem.rows.shape[0], len(used), len(spare)
    rows, b = len(coefficients), len(coefficients) - e - 1
    against = np.empty((m, m + e + 1))  # inner products with F, the spare and the all-ones vector
    size, norm = 1.0, 0.0
    for i in range(m):
        for k in range(m + e + 1):
            j = used[k] if k < m else spare[k - m] if k < m + e else n
            against[i, k] = problem.matrix[used[i], j]
            size = max(size, abs(against[i, k]))
    for i in range(rows):
        total = 1.0
        for k in range(m):
            total += abs(coefficients[i, k])
        norm = max(norm, total)
    products = np.zeros((rows, m + e + 1))
    _multiply(coefficients, against, products)
    worst, ones = 0.0, float(problem.matrix[n, n])
    for i in range(rows):
        j = n if i == rows - 1 else spare[i - b] if i >= b else -1
        for k in range(m if i < b else m + e):
            wanted = problem.matrix[j, used[k] if k < m else spare[k - m]] if j >= 0 else 0.0
            if i == k and i < b:
                wanted = 1.0
            worst = max(worst, abs(float(products[i, k] - wanted)))
    error = ones - float(products[rows - 1, m + e])
    worst += (m + 6) * UNIT * (ones + norm * size)
    slack = 1.01 * norm * worst
    return error, slack if slack < 1.0 else np.inf


@jit_sums
def _multiply(left: Floats, right: Floats, out: Floats) -> None:
    """Add the product of two matrices to the third; the order of the sums does not matter."""
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            factor = left[i, j]
            for k in range(right.shape[1]):
                out[i, k] += factor * right[j, k]
