"""Margins for rounding: what floats prove about rows whose products do not fit 53 bits.

Rows are scaled by powers of two and rounded to floats; weights, replaced rows and products are then
as in `adversary.worst_case.tree.integers`, but rounded. Whatever the weights W, the rows that they
stand for span with the kept rows what the undecided rows span with them, so only the evaluation
counts. Two numbers bound its errors, proved in docs/why-it-is-true.md (Floats decide within a
margin): ``slip``, the relative error of any sum of products that the search forms, in terms of the
sum of their absolute values; and ``slack``, how far a replaced row may be from what it stands for.
Both are 0 for integers. ``V`` (c,) are the numerators of weights over q, and ``products`` (c + 1,
c + 1) inner products of replaced rows, as there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.integers import EXACT, inner_products, integer_products

Floats = NDArray[np.float64]

_TINY = 2.0**-500  # far more than all that underflows


@jit
def products_and_slack(replaced: Floats, high: float, slip: float, products: Floats) -> float:
    """The slack of replaced rows, whose products are written; infinite if integers do not fit.

    ``high`` is what `adversary.worst_case.tree.integers.replaced_rows` returned.

    Complexity: O(c^2 k).

    >>> products = np.zeros((2, 2))
    >>> rows = np.array([[1.0, 3], [2, 4]])
    >>> products_and_slack(rows, 4.0, 0.0, products), products.tolist()
    (0.0, [[5.0, 11.0], [11.0, 25.0]])
    >>> 0.0 < products_and_slack(rows, 4.0, 1e-15, products) < 1e-14
    True
    """
    if slip == 0.0:
        return 0.0 if integer_products(replaced, high, products) else np.inf
    inner_products(replaced, products)
    return float(slip * np.sqrt(len(replaced)) * high)


@jit
def rounding_margin(V: Floats, q: float, products: Floats, slip: float, slack: float) -> float:
    """How much too small the bound of the policy V/q may come out, in integer bounds.

    Also how far below the truth the least eigenvalue of its concave form may be. With lengths that
    add up to ``l`` and slacks that add up to ``d``, it is at most ``slip (c + 8) l^2 + 2 l d +
    d^2``. Infinite if a number is too large to be an integer in floats.

    Complexity: O(c).

    >>> rounding_margin(np.ones(1), 1.0, np.ones((2, 2)), 0.0, 0.0)
    0.0
    >>> rounding_margin(np.ones(1), 1.0, np.ones((2, 2)), 1e-15, 1e-12) < 1e-11
    True
    """
    if slip == 0.0:
        return 0.0 if slack == 0.0 else np.inf
    c, weights = len(V), q
    length = q * np.sqrt(products[c, c])
    for j in range(c):
        length += abs(V[j]) * np.sqrt(products[j, j])
        weights += abs(V[j])
    off = slack * weights
    margin = slip * (c + 8) * length * length + (2.0 * length + off) * off + _TINY
    return float(margin) if weights < EXACT and margin < np.inf else np.inf
