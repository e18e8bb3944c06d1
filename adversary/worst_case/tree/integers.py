"""The integer test of a policy: what exact arithmetic proves, whatever the floats proposed.

Undecided rows are replaced by ``2^g b_j - sum_p W_jp b_p`` with W rounded to integers, p over the
kept workers: whatever the rounding, survivors span the same space, so the policy bound computed
from these integer rows is a bound. Rounded from the optimal W it is nearly tight. The integers are
held in float64, which is exact while all sums stay below 2^53; that is checked first.

Arrays, for c undecided workers: ``replaced`` (k, c + 1) holds the replaced rows as columns, those
of the undecided workers in ascending order and last that of the all-ones vector, all times the
row scale 2^g; ``products`` (c + 1, c + 1) holds their inner products, in units of 1 / 4^g.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXACT = 2.0**53
NONE = -(2.0**60)


@jit_sums
def replaced_rows(
    rows: Floats,
    sizes: Floats,
    matrix: Floats,
    swept: Ints,
    undecided: Ints,
    scale: float,
    out: Floats,
) -> float:
    """A bound on all sums that the replaced rows are made of.

    The replaced rows are written to ``out`` (k, c + 1). ``rows`` (n, k) are the integer rows of the
    code, ``sizes`` (n,) their largest absolute entries; ``matrix`` (n + 1, n + 1) is the augmented
    Gram matrix swept on the workers listed in ``swept``: its entry (j, p) is the weight W_jp, and
    row n belongs to the all-ones vector. ``undecided`` (c,) lists the undecided workers.

    Complexity: O(c p k).

    >>> rows, sizes = np.array([[1.0, 1], [0, 1]]), np.ones(2)
    >>> matrix, out = np.array([[-0.5, 0.5, 1], [0.5, 0.5, 0], [1, 0, 0]]), np.zeros((2, 2))
    >>> replaced_rows(rows, sizes, matrix, np.array([0]), np.array([1]), 4.0, out), out.tolist()
    (8.0, [[-2.0, 0.0], [2.0, 0.0]])
    """
    n, k = rows.shape
    high = 0.0
    row = np.empty(k)
    for i in range(len(undecided) + 1):
        last = i == len(undecided)
        j = n if last else undecided[i]
        size = float(scale if last else scale * sizes[j])
        for x in range(k):
            row[x] = scale if last else scale * rows[j, x]
        for p in swept:
            weight = np.rint(matrix[j, p] * scale)
            if weight != 0.0:
                for x in range(k):
                    row[x] -= weight * rows[p, x]
                size += abs(weight) * sizes[p]
        high = max(high, size)
        for x in range(k):
            out[x, i] = row[x]
    return high


@jit_sums
def integer_products(replaced: Floats, high: float, products: Floats) -> bool:
    """Whether the inner products of the replaced rows are exact; then they are written.

    ``high`` is what `replaced_rows` returned.

    Complexity: O(c^2 k).

    >>> products = np.zeros((2, 2))
    >>> integer_products(np.array([[1.0, 3], [2, 4]]), 4.0, products), products.tolist()
    (True, [[5.0, 11.0], [11.0, 25.0]])
    """
    if high >= EXACT:
        return False
    if _largest_entry(replaced) ** 2 * len(replaced) >= EXACT:
        return False
    inner_products(replaced, products)
    return True


@jit_sums
def inner_products(replaced: Floats, products: Floats) -> None:
    """All inner products of the columns, exact or not.

    Complexity: O(c^2 k).

    >>> products = np.zeros((2, 2))
    >>> inner_products(np.array([[1.0, 3], [2, 4]]), products), products.tolist()
    (None, [[5.0, 11.0], [11.0, 25.0]])
    """
    k, c = replaced.shape
    for i in range(c):
        for j in range(c):
            products[i, j] = 0.0
    for x in range(k):
        for i in range(c):
            factor = replaced[x, i]
            if factor != 0.0:
                for j in range(i + 1):
                    products[i, j] += factor * replaced[x, j]
    for i in range(c):
        for j in range(i):
            products[j, i] = products[i, j]


@jit_sums
def _largest_entry(matrix: Floats) -> float:
    largest = 0.0
    for x in range(matrix.shape[0]):
        for i in range(matrix.shape[1]):
            largest = max(largest, abs(matrix[x, i]))
    return largest


@jit
def policy_fits(V: Floats, q: float, products: Floats) -> bool:
    """Whether no sum of the row values of V/q can leave 2^53: Cauchy-Schwarz on the products.

    ``V`` (c,) are the numerators of the weights.

    >>> policy_fits(np.array([1.0]), 1.0, np.array([[5.0, 11.0], [11.0, 25.0]]))
    True
    """
    c = len(V)
    lengths = q * np.sqrt(products[c, c])
    for j in range(c):
        lengths += abs(V[j]) * np.sqrt(products[j, j])
    return bool(4.0 * lengths * lengths < EXACT)
