"""Decoding policies: weights that do not depend on who is silenced, and what they prove.

At a node of the search the workers P are kept, C are undecided, and t of C will be silent. Let R,
u and E be the Gram matrix, row sums and error left when P is projected out. Weights v on C,
restricted to the survivors of C and completed by the best weights on P, decode every straggler set
T of C with error at most ``E - 2 u'v + v'Rv`` plus, over j in T, ``2 v_j (u - Rv)_j + v_j^2 R_jj``
plus, over ordered pairs of T, ``v_j v_k R_jk``. Bounding the pairs of j by their t - 1 largest
gives each worker a *row value*; the t largest row values bound the worst T. The m largest of some
numbers z sum to at most ``m l + sum max(z - l, 0)`` for every level l >= 0, with equality for the
right one.

Arrays, for c undecided workers, all in the same order: ``v`` (c,) weights, ``u`` (c,) row sums and
``R`` (c, c) the Gram matrix as above; ``levels`` (c,) the level l of each row; ``rows`` (c,) the
row values; ``product`` (c,) is ``Rv``; ``slope`` (c,) a subgradient of the bound in v; ``picked``
(c,) is 1 for the t workers of largest row value, else 0. All errors are squared lengths; where
`adversary.worst_case.tree.evaluate` calls the same functions on integers, they are errors times the
squares of both scales.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_sums

Floats = NDArray[np.float64]

_PATIENCE, _HALVINGS = 3, 5


@jit
def kth_largest(values: Floats, count: int, m: int) -> float:
    """The m-th largest of the first ``count`` values (which are reordered), for 1 <= m <= count.

    Complexity: O(count) on average.
    Source: C. A. R. Hoare, Comm. ACM 4 (1961) 321-322.

    >>> kth_largest(np.array([3.0, 1.0, 2.0]), 3, 2)
    2.0
    """
    low, high, wanted = 0, count - 1, m - 1
    while low < high:
        pivot = values[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while values[i] > pivot:
                i += 1
            while values[j] < pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if wanted <= j:
            high = j
        elif wanted >= i:
            low = i
        else:
            break
    return float(values[wanted])


@jit
def largest(values: Floats, count: int, m: int) -> float:
    """The sum of the m largest of the first ``count`` values, which are reordered.

    >>> largest(np.array([3.0, 1.0, 2.0]), 3, 2)
    5.0
    """
    if 0 < m < count:
        kth_largest(values, count, m)
    total = 0.0
    for i in range(min(m, count)):
        total += values[i]
    return total


@jit_sums
def set_levels(v: Floats, R: Floats, m: int, levels: Floats) -> None:
    """Levels near the m-th largest ``v_j v_i R_ji`` of every row j, by halving an interval.

    They are written to ``levels``; 0 where at most m are positive.

    Complexity: O(c^2).

    >>> levels = np.zeros(3)
    >>> set_levels(np.ones(3), np.ones((3, 3)), 1, levels)
    >>> levels.tolist()
    [1.0, 1.0, 1.0]
    """
    c = len(v)
    for j in range(c):
        high, count = 0.0, 0
        for i in range(c):
            z = v[j] * v[i] * R[j, i] if i != j else 0.0
            high = max(high, z)
            count += z > 0.0
        low = 0.0
        for _ in range(_HALVINGS if count > m else 0):
            middle = 0.5 * (low + high)
            count = 0
            for i in range(c):
                count += v[j] * v[i] * R[j, i] > middle
            count -= v[j] * v[j] * R[j, j] > middle
            if count > m:
                low = middle
            else:
                high = middle
        levels[j] = high if low > 0.0 or count > m else 0.0


@jit_sums
def row_values(
    v: Floats, u: Floats, R: Floats, m: int, levels: Floats, rows: Floats, product: Floats
) -> float:
    """The value ``v'Rv - 2 u'v`` of a policy; its row values with m couplings, and ``Rv``.

    Exact if all numbers are integers below 2^53 in absolute value, partial sums included.

    Complexity: O(c^2) for c undecided workers.

    >>> rows, product = np.zeros(2), np.zeros(2)
    >>> row_values(np.array([0.5, 0.5]), np.ones(2), np.eye(2), 0, np.zeros(2), rows, product)
    -1.5
    >>> rows.tolist()
    [0.75, 0.75]
    """
    c, base = len(v), 0.0
    for j in range(c):
        total, above, level = 0.0, 0.0, levels[j]
        for i in range(c):
            x = v[i] * R[j, i]
            total += x
            above += max(v[j] * x - level, 0.0)
        own = v[j] * v[j] * R[j, j]
        above -= max(own - level, 0.0)
        product[j] = total
        base += v[j] * (total - 2.0 * u[j])
        rows[j] = 2.0 * v[j] * (u[j] - total) + own
        if m > 0:
            rows[j] += m * level + above
    return base


@jit
def improve(
    v: Floats, u: Floats, R: Floats, t: int, error: float, goal: float, steps: int, best: Floats
) -> float:
    """The least bound that some subgradient steps reach; its weights are written to ``best`` (c,).

    Steps have Polyak's length with the goal as the wanted value; ``v`` is changed. ``error`` is the
    error when all undecided workers are left out and t of them will be silent.

    Complexity: O(c^2) a step.
    Source: B. T. Polyak, USSR Comput. Math. Math. Phys. 9 (1969) 14-29, for the step length.

    >>> v, best = np.array([0.2, 0.2]), np.zeros(2)
    >>> improve(v, np.ones(2), np.eye(2), 1, 2.0, 0.9, 50, best) < 1.1
    True
    """
    c = len(v)
    product, rows, slope = np.empty(c), np.empty(c), np.empty(c)
    scratch, levels, picked = np.empty(c), np.zeros(c), np.zeros(c)
    lowest, length, failures = np.inf, 1.0, 0
    if t > 1:
        set_levels(v, R, t - 1, levels)
    for _ in range(steps):
        value = error + row_values(v, u, R, t - 1, levels, rows, product)
        for j in range(c):
            scratch[j] = rows[j]
        value += largest(scratch, c, t)
        if value < lowest:
            lowest, failures = value, 0
            for j in range(c):
                best[j] = v[j]
        else:
            failures += 1
            if failures >= _PATIENCE:
                length, failures = 0.5 * length, 0
        if lowest <= goal:
            break
        _pick(rows, scratch[t - 1], t, picked)
        norm = _slope(v, u, R, t - 1, product, levels, picked, slope)
        if norm < 1e-18:
            break
        step = length * (value - goal) / norm
        for j in range(c):
            change = 1.0 - step * slope[j] / v[j] if v[j] != 0.0 else 1.0
            v[j] -= step * slope[j]
            levels[j] *= max(change, 0.0)
    return lowest


@jit
def _pick(rows: Floats, threshold: float, t: int, picked: Floats) -> None:
    """Mark t rows of largest value."""
    left = t
    for j in range(len(rows)):
        picked[j] = 0.0
        if rows[j] > threshold:
            picked[j] = 1.0
            left -= 1
    for j in range(len(rows)):
        if left > 0 and rows[j] == threshold:
            picked[j] = 1.0
            left -= 1


@jit_sums
def _slope(
    v: Floats,
    u: Floats,
    R: Floats,
    m: int,
    product: Floats,
    levels: Floats,
    picked: Floats,
    slope: Floats,
) -> float:
    """A subgradient of the bound, written to ``slope``; returns its squared length."""
    c = len(v)
    for j in range(c):
        slope[j] = 2.0 * (product[j] - u[j])
    for j in range(c):
        if picked[j] > 0.0:
            weight, own, level = v[j], 0.0, levels[j]
            for i in range(c):
                x = R[j, i]
                active = 1.0 if m > 0 and i != j and weight * v[i] * x > level else 0.0
                own += active * v[i] * x
                slope[i] += (active - 2.0) * weight * x
            slope[j] += own + 2.0 * (u[j] - product[j] + weight * R[j, j])
    norm = 0.0
    for j in range(c):
        norm += slope[j] * slope[j]
    return norm
