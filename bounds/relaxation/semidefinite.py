"""The semidefinite relaxation: the best decoding policy against relaxed straggler sets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bounds.relaxation.proof import (
    UpperBound,
    need_cvxpy,
    proved,
    rounded,
    rounded_up,
    solved,
    texts,
)
from designs.algebra.linear import plain
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import VerificationError, integer, require, show

Array = NDArray[np.float64]
_MOST_WORKERS = 64
_KINDS = ("both", "first", "none")
_SMALL = 1e-7


def semidefinite_bound(code: CodeLike, s: int) -> UpperBound:
    """An upper bound on e(s) from the semidefinite relaxation over survivor indicators.

    With z the indicator of the n - s survivors, G = B B' and h = B 1 the error is
    ``k - (z h)' (Z G)^+ (z h)`` for Z = z z', products entrywise; its maximum over the matrices Z
    with diag Z = z, Z 1 = (n-s) z, Z >= z z' (semidefinite), 0 <= Z <= z and Z_ij >= z_i + z_j - 1
    is a semidefinite program. Its optimal policy v, one weight a worker whatever the stragglers,
    is rounded; a second program finds multipliers that prove the bound for this policy, and they
    are rounded, repaired and checked in integers.

    Raises:
        BadInput: not ``0 < s < n``, more than 64 workers, or cvxpy is missing.
        VerificationError: the solver fails, or no rounding is accepted.

    Complexity: two semidefinite programs of order n + 1 with O(n^2) inequalities; O(n^3 + n^2 k)
    integer operations to check.
    Source: the formulation is derived in docs/bounds.md; the policy is that of the exact search.

    >>> from designs import block_design
    >>> bound = semidefinite_bound(block_design(7, 3, 1), 2)
    >>> Fraction(4, 7) <= bound.value < Fraction(4, 7) + Fraction(1, 1000)
    True
    """
    code, s = as_code(code), integer(s, "s")
    n = code.workers
    require(0 < s < n, f"stragglers must be 1..{n - 1}, got {s}")
    require(n <= _MOST_WORKERS, f"the semidefinite bound takes {_MOST_WORKERS} workers, got {n}")
    rows, scale = _scaled(code)
    policy = _policy(rows, n - s)
    exact = [rounded(float(x)) for x in policy]
    multipliers = _multipliers(rows, np.array([float(x) for x in exact]), n - s)
    return _checked(code, s, [plain(x / y) for x, y in zip(exact, scale, strict=True)], multipliers)


def _scaled(code: GradientCode) -> tuple[Array, list[Fraction]]:
    """The rows scaled to a length near 1, and the (power of two) factors divided out."""
    rows = code.to_numpy()
    lengths = np.sqrt((rows**2).sum(axis=1))
    factors = [Fraction(2) ** round(float(np.log2(x))) if x else Fraction(1) for x in lengths]
    return rows / np.array([float(x) for x in factors])[:, None], factors


def _policy(rows: Array, kept: int) -> Array:
    """The optimal policy of the relaxation: ``(Z G) v = z h`` at its optimal Z."""
    cp = need_cvxpy()
    n = len(rows)
    products, sums = rows @ rows.T, rows.sum(axis=1)
    lifted, explained = cp.Variable((n + 1, n + 1), PSD=True), cp.Variable()
    z, square = lifted[1:, 0], lifted[1:, 1:]
    right = cp.reshape(cp.multiply(z, sums), (1, n), order="C")
    corner = cp.reshape(explained, (1, 1), order="C")
    block = cp.bmat([[corner, right], [right.T, cp.multiply(square, products)]])
    flat = cp.reshape(z, (n, 1), order="C") @ np.ones((1, n))
    conditions = [
        lifted[0, 0] == 1, cp.diag(square) == z, cp.sum(square, axis=1) == kept * z,
        cp.sum(z) == kept, block >> 0, square >= 0, square <= flat, square >= flat + flat.T - 1,
    ]  # fmt: skip
    solved(cp.Problem(cp.Minimize(explained), conditions))
    weighted = square.value * products + 1e-9 * np.eye(n)
    found: Array = np.linalg.lstsq(weighted, z.value * sums, rcond=1e-8)[0]
    return found


@dataclass(frozen=True, slots=True)
class _Multipliers:
    """The multipliers that prove the bound of a policy, in floats."""

    bound: float
    balance: Array
    constant: float
    pairs: dict[str, Array]
    diagonal: Array


def _multipliers(rows: Array, policy: Array, kept: int) -> _Multipliers:
    """The least bound for this policy: a semidefinite program in the multipliers."""
    cp = need_cvxpy()
    n, k = rows.shape
    scaled = rows * policy[:, None]
    products, sums = scaled @ scaled.T, scaled.sum(axis=1)
    bound, constant, u = cp.Variable(), cp.Variable(), cp.Variable(n)
    pairs: dict[str, Any] = {x: cp.Variable((n, n), nonneg=True) for x in _KINDS}
    matrix = cp.Variable((n + 1, n + 1), PSD=True)
    both, first, none = (pairs[x] for x in _KINDS)
    columns = cp.reshape(u, (n, 1), order="C") @ np.ones((1, n))
    square = (columns + columns.T) / 2 - products
    square += (first + first.T - both - both.T - none - none.T) / 2
    linear = 2 * sums - np.diag(products) - kept * u + constant + u
    linear += -cp.sum(first, axis=1) + cp.sum(none, axis=1) + cp.sum(none, axis=0)
    start = bound - k - constant * kept - cp.sum(none)
    diagonal = cp.diag(matrix)[1:]
    apart = 1 - np.eye(n)
    conditions = [
        matrix[0, 0] == start, 2 * matrix[0, 1:] == linear - diagonal,
        cp.multiply(apart, matrix[1:, 1:]) == cp.multiply(apart, square),
        *(cp.diag(pairs[x]) == 0 for x in _KINDS),
    ]  # fmt: skip
    value = solved(cp.Problem(cp.Minimize(bound), conditions))
    return _Multipliers(
        value, u.value, float(constant.value), {x: pairs[x].value for x in _KINDS}, diagonal.value
    )


def _checked(code: GradientCode, s: int, weights: list[Any], found: _Multipliers) -> UpperBound:
    """The bound with rounded multipliers, weakened until the checker accepts."""
    kept = code.workers - s
    pairs = [
        [kind, int(i), int(j), show(plain(rounded(float(values[i, j]))))]
        for kind, values in found.pairs.items()
        for i, j in np.argwhere(values > _SMALL)
        if i != j
    ]
    for room in (1e-7, 1e-6, 1e-5, 1e-4, 1e-3):
        proof = {
            "weights": [show(x) for x in weights], "balance": texts(found.balance),
            "constant": texts(np.array([found.constant + room]))[0], "pairs": pairs,
            "diagonal": texts(found.diagonal + room),
        }  # fmt: skip
        value = rounded_up(found.bound + room * (kept + 1))
        try:
            return proved(code, s, value, "semidefinite", proof, "polynomial")
        except VerificationError:
            continue
    raise VerificationError("the checker accepts no rounding of the semidefinite bound")
