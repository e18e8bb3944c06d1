"""The perspective relaxation of the indicator model, and its big-M relaxation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bounds.relaxation.proof import (
    UpperBound,
    need_cvxpy,
    proved,
    rounded_up,
    solved,
    texts,
)
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import VerificationError, integer, require

Array = NDArray[np.float64]
_MOST_SIZE = 100
_ROUNDS = 3


def perspective_bound(code: CodeLike, s: int) -> UpperBound:
    """An upper bound on e(s) from the best diagonal perspective of the indicator model.

    The error of S is the maximum of ``2 1'y - |y|^2`` over y in R^k with ``B_w y = 0`` for w
    outside S. Splitting off ``sum d_w (B_w y)^2`` with d > 0 and Q = I - B' D B positive definite,
    and dividing each square by its indicator, gives a second-order cone program. Its dual: for
    every x, ``e(s) <= (1 - B'x)' Q^-1 (1 - B'x) + the sum of the s largest x_w^2/d_w``; x and d are
    optimised together. On codes whose rows all look alike it is weak: no better than k s/n.

    Raises:
        BadInput: not ``0 <= s < n``, more than 100 workers or partitions, or cvxpy is missing.
        VerificationError: the solver fails, or no rounding is accepted.

    Complexity: a semidefinite program of order k + 1; O(k^3 + n k^2) integer operations to check.
    Source: derived in docs/bounds.md.

    >>> from designs import uncoded
    >>> perspective_bound(uncoded(4), 1).value < 1.001
    True
    """
    code, s = as_code(code), integer(s, "s")
    _check(code, s)
    cp = need_cvxpy()
    rows = code.to_numpy()
    n, k = rows.shape
    x, d = cp.Variable(n), cp.Variable(n)
    rest = 1 - rows.T @ x
    form = np.eye(k) - rows.T @ cp.diag(d) @ rows
    costs = cp.hstack([cp.quad_over_lin(x[w], d[w]) for w in range(n)])
    goal = cp.matrix_frac(rest, form) + (cp.sum_largest(costs, s) if s else 0)
    solved(cp.Problem(cp.Minimize(goal), [d >= 1e-6]))
    return _checked_perspective(code, s, x.value, d.value)


def _checked_perspective(code: GradientCode, s: int, x: Array, d: Array) -> UpperBound:
    """The bound with rounded x and d, d a little smaller until the checker accepts."""
    rows = code.to_numpy()
    for shrink in (1e-7, 1e-5, 1e-3, 1e-2):
        scales = np.maximum(d * (1 - shrink), 1e-7)
        form = np.eye(code.partitions) - rows.T @ np.diag(scales) @ rows
        rest = 1 - rows.T @ x
        value = rest @ np.linalg.lstsq(form, rest, rcond=None)[0]
        value += np.sort(x**2 / scales)[::-1][:s].sum()
        proof = {"decoder": texts(x), "scales": texts(scales)}
        try:
            return proved(code, s, rounded_up(float(value)), "perspective", proof)
        except VerificationError:
            continue
    raise VerificationError("the checker accepts no rounding of the perspective bound")


def big_m_bound(code: CodeLike, s: int) -> UpperBound:
    """An upper bound on e(s) from the mixed-integer model with indicators, its z relaxed.

    The model: maximise ``2 1'y - |y|^2`` for ``|B_w y| <= M_w z_w``, z in {0,1}^n, sum z = s. Since
    an optimal y has ``|y|^2 = error <= E``, ``M_w = |B_w| sqrt(E)`` is enough for a proved
    ``E >= e(s)``.
    The dual of its convex relaxation: for every x, ``e(s) <= |1 - B'x|^2 + the sum of the s largest
    2 M_w |x_w|``. It begins with E = k; the bound found is the next E, three times.

    Raises:
        BadInput: not ``0 <= s < n``, more than 100 workers or partitions, or cvxpy is missing.
        VerificationError: the solver fails.

    Complexity: three second-order cone programs; O(n k) rational operations to check.
    Source: the big-M model of mixed-integer programming; derived in docs/bounds.md.

    >>> from designs import uncoded
    >>> big_m_bound(uncoded(4), 0).value < 0.001
    True
    """
    code, s = as_code(code), integer(s, "s")
    _check(code, s)
    rows, known, decoders = code.to_numpy(), float(code.partitions), []
    for _ in range(_ROUNDS):
        x, value = _big_m_decoder(rows, s, known)
        if value > 0.999 * known:
            break
        decoders.append(texts(x))
        known = value
    top = rounded_up(known * (1 + 1e-7)) if decoders else code.partitions
    return proved(code, s, min(top, code.partitions), "big-m", {"decoders": decoders})


def _big_m_decoder(rows: Array, s: int, known: float) -> tuple[Array, float]:
    """The decoder that is best when the error is known to be at most ``known``."""
    cp = need_cvxpy()
    limits = 2 * np.sqrt((rows**2).sum(axis=1) * known)
    x: Any = cp.Variable(len(rows))
    costs = cp.sum_largest(cp.multiply(limits, cp.abs(x)), s) if s else 0
    solved(cp.Problem(cp.Minimize(cp.sum_squares(1 - rows.T @ x) + costs)))
    rest = 1 - rows.T @ x.value
    value = rest @ rest + np.sort(limits * np.abs(x.value))[::-1][:s].sum()
    return x.value, float(value)


def _check(code: GradientCode, s: int) -> None:
    n, k = code.workers, code.partitions
    require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
    require(
        max(n, k) <= _MOST_SIZE,
        f"this relaxation takes at most {_MOST_SIZE} workers and partitions, got {n} and {k}",
    )
