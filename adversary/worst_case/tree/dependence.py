"""Whether rows depend on others exactly, where floats cannot tell: elimination modulo a prime.

A row that depends on others does so modulo a prime too. The converse may fail, for one prime in
billions: then a certificate may be rejected, but no bound is wrong, since any weights will do for
it.

Arrays: ``residues`` (n, k) the integer rows modulo the prime; ``basis`` (m, k) reduced rows of the
kept workers, with 1 at the ``pivots`` (m,), which are -1 where nothing is left of a row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.matrices import PRIME

Ints = NDArray[np.int64]


@jit
def depend(residues: Ints, kept: Ints, others: Ints) -> bool:
    """Whether all other workers' rows depend on those of the kept workers, modulo the prime.

    Complexity: O(m (m + o) k) for m kept workers and o others.

    >>> residues = np.array([[1, 2, 0], [0, 1, 1], [1, 3, 1], [1, 3, 2]])
    >>> [bool(depend(residues, np.array([0, 1]), np.array([w]))) for w in (2, 3)]
    [True, False]
    """
    m, k = len(kept), residues.shape[1]
    basis, pivots = np.empty((m, k), np.int64), np.full(m, -1)
    for i in range(m):
        basis[i] = residues[kept[i]]
        _reduce(basis[i], basis[:i], pivots)
        for x in range(k):
            if basis[i, x] != 0:
                pivots[i] = x
                break
        if pivots[i] >= 0:
            inverse = _inverse(basis[i, pivots[i]])
            for x in range(k):
                basis[i, x] = basis[i, x] * inverse % PRIME
    for w in others:
        row = residues[w].copy()
        _reduce(row, basis, pivots)
        if row.any():
            return False
    return True


@jit
def _reduce(row: Ints, basis: Ints, pivots: Ints) -> None:
    """Subtract from the row what makes its entries at the pivots zero, in place."""
    for i in range(len(basis)):
        factor = row[pivots[i]] if pivots[i] >= 0 else 0
        if factor != 0:
            for x in range(len(row)):
                row[x] = (row[x] - factor * basis[i, x]) % PRIME


@jit
def _inverse(x: int) -> int:
    """The power PRIME - 2, by Fermat's theorem."""
    power, result, exponent = x, 1, PRIME - 2
    while exponent > 0:
        if exponent % 2 == 1:
            result = result * power % PRIME
        power = power * power % PRIME
        exponent //= 2
    return result
