"""Difference matrices over Z_n: transversal designs of orders that are no prime powers."""

from __future__ import annotations

from math import isqrt

import numpy as np
from numpy.typing import NDArray

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.constructions.difference_sets import singer
from designs.errors import require

Rows = NDArray[np.int64]

# Found by computer; checked whenever they are used. Below are the rows after the constant row 0.
_FOUND = {
    15: (
        (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
        (0, 2, 5, 7, 9, 12, 4, 1, 14, 11, 3, 6, 8, 10, 13),
        (0, 6, 3, 14, 10, 7, 13, 4, 11, 2, 8, 5, 1, 12, 9),
        (0, 10, 6, 1, 11, 2, 7, 12, 3, 8, 13, 4, 14, 9, 5),
    )
}


def rows_at_hand(order: int) -> int:
    """The number of rows of the difference matrix over Z_n that `difference_matrix` gives, or 0.

    Complexity: O(sqrt(sqrt(n))).

    >>> [rows_at_hand(n) for n in (10, 15, 21, 57)]
    [0, 5, 5, 8]
    """
    if order in _FOUND:
        return len(_FOUND[order]) + 1
    q = _planar_order(order)
    return q + 1 if q else 0


def difference_matrix(order: int) -> Rows:
    """A difference matrix over Z_n, transposed: shape (n, k).

    The n differences of any two columns are the elements of Z_n, each once. The matrix comes from a
    small table, or from the planar difference set D of order q if ``n = q^2 + q + 1`` and q + 1 is
    a prime power: the lines of AG(2, q + 1) that are not horizontal, read as tuples over D,
    together with one constant tuple. In any two columns each ordered pair of different elements of
    D occurs once, hence each difference once.

    Raises:
        BadInput: none is at hand for this order.

    Complexity: O(n k).
    Source: M. Buratti, Recursive constructions for difference matrices and relative difference
    families, J. Combin. Des. 6 (1998), for those from difference families, as remembered.

    >>> difference_matrix(21).shape
    (21, 5)
    """
    require(rows_at_hand(order) > 0, f"no difference matrix over Z_{order} is at hand")
    if order in _FOUND:
        return np.array([[0] * order, *_FOUND[order]]).T
    q = _planar_order(order)
    x = np.arange(q + 1)
    slopes, heights = (grid.ravel() for grid in np.meshgrid(x[1:], x))
    field = GF(q + 1)
    lines = field.add(field.multiply(slopes[:, None], x), heights[:, None])
    planar = np.array(singer(2, q).blocks[0])
    return np.concatenate([np.zeros((1, q + 1), dtype=np.int64), planar[lines]])


def _planar_order(order: int) -> int:
    """The prime power q with ``n = q^2 + q + 1`` and q + 1 a prime power too, or 0."""
    q = (isqrt(max(4 * order - 3, 0)) - 1) // 2
    planar = q >= 2 and q * q + q + 1 == order
    return q if planar and prime_power(q) is not None and prime_power(q + 1) is not None else 0
