"""The concave bound: for many stragglers, where row values say little.

With weights v on the undecided workers and z the 0/1 vector of those that survive, the error is at
most ``f(z) = E - 2 sum v_j u_j z_j + z'Mz`` with ``M_ij = v_i v_j R_ij``. If ``S = l I - M`` is
positive semidefinite on vectors of sum zero then, since ``z_j^2 = z_j`` and ``(z - y)'S(z - y) >=
0``, for every y with the same sum as z

    f(z) <= E + y'Sy + sum z_j (l - 2 v_j u_j - 2 (Sy)_j),

which is linear in z: again a base and a row value for each worker.

Arrays, for c undecided workers, all in the same order: ``R`` (c, c) and ``u`` (c,) the Gram matrix
and row sums that are left (see `adversary.worst_case.tree.policy`); ``point`` (c,) is y, whose sum
is the number of survivors; ``slope`` (c,) the derivative of the concave bound in z; ``move`` (c,) a
direction of sum zero; ``product`` (c,) is ``R y``; ``V`` (c,) the numerators of v over q; ``rows``
(c,) the row values; ``products`` (c + 1, c + 1) as in `adversary.worst_case.tree.integers`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_sums
from adversary.worst_case.tree.integers import EXACT, NONE
from adversary.worst_case.tree.policy import kth_largest

Floats = NDArray[np.float64]

_POWER_STEPS, _ROUNDS, _LEAST_CLIMB = 24, 24, 1e-9
_CHECKED = 2.0**-25  # of its diagonal: the checker wants 3/2^28, and integers leave 1/2^26.5


@jit_sums
def largest_eigenvalue(R: Floats) -> float:
    """An estimate of the largest eigenvalue of R on vectors of sum zero, by power iteration.

    Complexity: O(c^2) a step.

    >>> round(largest_eigenvalue(np.array([[2.0, 1.0], [1.0, 2.0]])), 6)
    1.0
    """
    c = len(R)
    x, y = np.empty(c), np.empty(c)
    for i in range(c):
        x[i] = np.sin(1.0 + 7.0 * i)
    value = 0.0
    for _ in range(_POWER_STEPS):
        mean, norm = 0.0, 0.0
        for i in range(c):
            mean += x[i] / c
        for i in range(c):
            x[i] -= mean
            norm += x[i] * x[i]
        norm = np.sqrt(norm)
        if norm == 0.0:
            return 0.0
        for i in range(c):
            x[i] /= norm
            y[i] = 0.0
        for i in range(c):
            for j in range(c):
                y[i] += R[i, j] * x[j]
        value = 0.0
        for i in range(c):
            value += x[i] * y[i]
            x[i] = y[i]
    return value


@jit_sums
def saddle(
    R: Floats, u: Floats, survivors: int, eigenvalue: float, weight: float, point: Floats
) -> float:
    """The common weight near the saddle of the concave bound; the point is written to ``point``.

    The point goes by Frank and Wolfe's method towards the worst survivors of a relaxed choice. The
    weight is the one given, or where that is 0 the best answer to the point.

    Complexity: O(c^2) a round.
    Source: M. Frank, P. Wolfe, Naval Res. Logist. Quart. 3 (1956) 95-110.

    >>> point = np.zeros(2)
    >>> saddle(np.eye(2), np.ones(2), 1, 1.0, 0.0, point), point.tolist()
    (1.0, [0.5, 0.5])
    """
    c, given = len(u), weight
    product, slope, scratch, move = np.zeros(c), np.empty(c), np.empty(c), np.empty(c)
    for j in range(c):
        point[j] = survivors / c
    _multiply(R, point, product)
    for _ in range(_ROUNDS):
        if given == 0.0:
            weight = _best_weight(u, survivors, eigenvalue, point, product)
        for j in range(c):
            slope[j] = weight * (2.0 * product[j] + eigenvalue * (1.0 - 2.0 * point[j]))
            slope[j] -= 2.0 * u[j]
        _toward_best(slope, survivors, point, scratch, move)
        _multiply(R, move, scratch)
        climb, bend = 0.0, 0.0
        for i in range(c):
            climb += slope[i] * move[i]
            bend += weight * move[i] * (eigenvalue * move[i] - scratch[i])
        if climb <= _LEAST_CLIMB:
            break
        step = min(1.0, climb / (2.0 * bend)) if bend > _LEAST_CLIMB else 1.0
        for j in range(c):
            point[j] += step * move[j]
            product[j] += step * scratch[j]
    return weight


@jit_sums
def _multiply(R: Floats, x: Floats, out: Floats) -> None:
    for i in range(len(R)):
        total = 0.0
        for j in range(len(R)):
            total += R[i, j] * x[j]
        out[i] = total


@jit_sums
def _best_weight(
    u: Floats, survivors: int, eigenvalue: float, point: Floats, product: Floats
) -> float:
    """The common weight that makes the concave bound least at a point."""
    gain, size = 0.0, eigenvalue * survivors
    for j in range(len(u)):
        gain += u[j] * point[j]
        size += point[j] * product[j] - eigenvalue * point[j] * point[j]
    return max(gain, 0.0) / size if size > 0.0 else 0.0


@jit
def _toward_best(
    slope: Floats, survivors: int, point: Floats, scratch: Floats, move: Floats
) -> None:
    """The way from the point to the 0/1 vector of the survivors with the largest slopes: ``move``.

    ``scratch`` (c,) is used up.
    """
    c = len(slope)
    for j in range(c):
        scratch[j] = slope[j]
    threshold = kth_largest(scratch, c, survivors)
    left = survivors
    for j in range(c):
        move[j] = -point[j]
        if slope[j] > threshold:
            move[j] += 1.0
            left -= 1
    for j in range(c):
        if slope[j] == threshold and left > 0:
            move[j] += 1.0
            left -= 1


@jit
def rounded(point: Floats, scale: int, total: int, out: Floats) -> None:
    """The integers nearest to ``scale * point`` that have the given sum, written to ``out`` (c,).

    >>> out = np.zeros(3)
    >>> rounded(np.array([0.5, 0.25, 0.25]), 2, 2, out), out.tolist()
    (None, [1.0, 1.0, 0.0])
    """
    c = len(point)
    left = float(total)
    for j in range(c):
        out[j] = np.floor(scale * point[j] + 1e-9)
        left -= out[j]
    while left != 0.0:
        sign = 1.0 if left > 0.0 else -1.0
        best, highest = 0, -np.inf
        for j in range(c):
            if sign * (scale * point[j] - out[j]) > highest:
                best, highest = j, sign * (scale * point[j] - out[j])
        out[best] += sign
        left -= sign


@jit_sums
def concave_rows(
    V: Floats,
    q: float,
    products: Floats,
    size: float,
    point: Floats,
    scale: float,
    rows: Floats,
    slip: float = 0.0,
    margin: float = 0.0,
) -> float:
    """The base and the row values of the concave bound in integers, or NONE if it is not proved.

    The policy is V/q on the ``c`` undecided workers whose integer products, and those of the
    all-ones vector last, are given; ``size`` stands for l and ``point / scale`` for y, in integers.
    All is multiplied by ``(q scale)^2`` and by the square of the row scale. For products that are
    not exact, see `adversary.worst_case.tree.rounding`.

    Complexity: O(c^3).

    >>> rows = np.zeros(2)
    >>> products = 100 * np.array([[1.0, 0, 1], [0, 1.0, 1], [1, 1, 2]])
    >>> concave_rows(np.ones(2), 1.0, products, 400.0, np.ones(2), 2.0, rows), rows.tolist()
    (600.0, [400.0, 400.0])
    """
    c = len(V)
    S = np.empty((c, c))
    ones = products[c, c] * q * q
    sums = ones
    for i in range(c):
        for j in range(c):
            S[i, j] = -V[i] * V[j] * products[i, j]
            sums += 3.0 * abs(S[i, j])
        S[i, i] += size
        sums += 4.0 * size + 2.0 * abs(V[i] * q * products[c, i])
    if slip == 0.0 and sums * scale * scale >= EXACT:
        return NONE
    if slip > 0.0 and (point.min() < 0.0 or point.max() > scale):
        return NONE
    if not semidefinite_on_sum_zero(S, slip, margin):
        return NONE
    base = (ones + 4.0 * (margin + slip * sums)) * scale * scale
    for i in range(c):
        total = 0.0
        for j in range(c):
            total += S[i, j] * point[j]
        base += point[i] * total
        rows[i] = scale * (2.0 * total - scale * (size - 2.0 * V[i] * q * products[c, i]))
        base -= rows[i]
    return float(base)


@jit
def semidefinite_on_sum_zero(S: Floats, slip: float = 0.0, least: float = 0.0) -> bool:
    """Whether the integer matrix S is proved positive semidefinite on vectors of sum zero.

    Without the last coordinate S becomes N; a rounded Cholesky factor L of N less a margin leaves
    ``N - LL'``, which is positive semidefinite if each diagonal entry is at least the sum of the
    others in absolute value. That is computed exactly; or with errors of at most ``slip`` of the
    largest sums, which are allowed for. Eigenvalues are then proved to be at least ``least``.

    Complexity: O(c^3).

    >>> semidefinite_on_sum_zero(np.array([[1000.0, 900.0], [900.0, 1000.0]]))
    True
    >>> semidefinite_on_sum_zero(np.array([[0.0, 1000.0], [1000.0, 0.0]]))
    False
    """
    c = len(S) - 1
    N, L = np.empty((c, c)), np.zeros((c, c))
    margin = 0.0
    for i in range(c):
        for j in range(c):
            N[i, j] = S[i, j] - S[i, c] - S[c, j] + S[c, c]
        margin = max(margin, N[i, i])
    need = (c + 1) * least + 40.0 * c * slip * np.abs(S).max()
    checked = c * _CHECKED * margin if slip > 0.0 else 0.0
    margin = c * np.sqrt(max(margin, 0.0)) + c + checked + 2.0 * need
    for i in range(c):
        for j in range(i + 1):
            rest = N[i, j] - (margin if i == j else 0.0)
            for x in range(j):
                rest -= L[i, x] * L[j, x]
            if i == j:
                if not rest > 0.0:
                    return False
                L[i, i] = np.rint(np.sqrt(rest))
            elif L[j, j] > 0.0:
                L[i, j] = np.rint(rest / L[j, j])
            else:
                return False
    return _dominated(N, L, need)


@jit_sums
def _dominated(N: Floats, L: Floats, need: float) -> bool:
    """Whether N - LL' less ``need`` is diagonally dominant, with a diagonal not negative."""
    c = len(N)
    for i in range(c):
        room = 0.0
        for j in range(c):
            rest = N[i, j]
            for x in range(min(i, j) + 1):
                rest -= L[i, x] * L[j, x]
            room += rest if i == j else -abs(rest)
        if not room >= need:
            return False
    return True
