"""Iterative decoding: cheap steps towards the optimal weights, each with a proved upper bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.decoder import decoder
from designs.algebra.linear import Rational, common_denominator, gram, plain
from designs.codes import GradientCode
from designs.errors import require
from designs.lazy import make_callable

_ROUNDS = 8
_FINENESS = 16
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Iterate:
    """The weights after some steps, and their exact error: an upper bound on the optimal error.

    >>> Iterate(0, (0, 0), 3).error
    3
    """

    steps: int
    weights: tuple[Rational, ...]
    error: Rational


def iterates(code: GradientCode, survivors: Sequence[int]) -> Iterator[Iterate]:
    """The exact iterates t = 0, 1, 2, ... without end: stop whenever the error is good enough.

    With B_F the survivors' rows, ``u_0 = 1`` and ``u_{t+1} = (I - B_F^T B_F/nu) u_t``; the weights
    ``x_t = (1/nu) sum_{i<t} B_F u_i`` leave exactly the residual ``1 - B_F^T x_t = u_t``. Since nu
    is at least the largest eigenvalue of B_F^T B_F, ``|u_t|^2`` never increases, is at least the
    optimal error err, and tends to it: ``|u_t|^2 - err <= (1 - sigma^2/nu)^(2t) (k - err)`` where
    sigma is the least non-zero singular value of B_F. It is no lower bound at any t.

    Raises:
        BadInput: a survivor is no worker, or is named twice.

    Complexity: O(m^2 k) once and O(m^2) a step for m survivors, on integers whose length grows by
    about log2(16 nu) bits a step.
    Source: Z. Charles, D. Papailiopoulos and J. Ellenberg (2017) for the method; the statements are
    re-derived (the eigenvalues of ``I - B_F^T B_F/nu`` are in 0..1) and tested.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> [str(x.error) for x in islice(iterates(code, [0, 2]), 3)]
    ['3', '1/3', '1/3']
    """
    scale, rows = _integers(code, survivors)
    nu = _largest(rows)
    return _iterates(scale, rows, code.partitions, nu)


@decoder("iterative")
def iterative(code: GradientCode, survivors: Sequence[int], steps: int) -> tuple[Rational, ...]:
    """The exact weights of the survivors' messages, in their order, after so many steps.

    Raises:
        BadInput: a survivor is no worker, or is named twice, or steps is negative.

    Complexity: see `iterates`.
    Source: as `iterates`.

    >>> iterative(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), [0, 2], 1)
    (Fraction(2, 3), Fraction(2, 3))
    """
    require(steps >= 0, f"steps must be at least 0, got {steps}")
    return next(islice(iterates(code, survivors), steps, None)).weights


def norm_bound(code: GradientCode, survivors: Sequence[int]) -> Rational:
    """A rational number proved to be at least the squared spectral norm of the survivors' rows.

    For every vector y > 0 the largest eigenvalue of the Gram matrix G is at most ``max_w (|G| y)_w
    / y_w``. The vectors are y = 1 and some rounded powers of ``|G|`` on it, so for non-negative
    codes the bound is close. It is rounded up to a 16th of the rows' integer scale, and is 1 in
    this scale if all rows are zero.

    Raises:
        BadInput: a survivor is no worker, or is named twice.

    Complexity: O(m^2 k).
    Source: L. Collatz (1942) for the quotients; from memory, and one line: with Y = diag(y) the
    matrix ``Y^-1 |G| Y`` has the same eigenvalues as ``|G|`` and these row sums.

    >>> norm_bound(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), [0, 1, 2])
    4
    """
    scale, rows = _integers(code, survivors)
    return plain(_largest(rows) / scale**2)


def estimated_errors(
    matrix: NDArray[np.float64], kept: NDArray[np.bool_], steps: int
) -> NDArray[np.float64]:
    """Float64 estimates of the errors of many survivor sets after 0, 1, ..., steps steps.

    Arguments are the encoding (n, k) and a mask (count, n), True for survivors; the result has
    shape (steps + 1, count). Here nu is the largest row sum of the Gram matrix in absolute value.

    Raises:
        BadInput: steps is negative.

    Complexity: O(count n (n + k steps)) time, O(count (n + k)) memory beyond one Gram matrix.
    Source: as `iterates`.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> kept = np.array([[True, False, True]])
    >>> estimated_errors(code.to_numpy(), kept, 1).round(6).tolist()
    [[3.0], [0.333333]]
    """
    require(steps >= 0, f"steps must be at least 0, got {steps}")
    mask = kept.astype(np.float64)
    sums = (mask @ np.abs(matrix @ matrix.T)) * mask
    nu = sums.max(axis=1, keepdims=True)
    residual = np.ones((len(kept), matrix.shape[1]))
    errors = [np.einsum("ij,ij->i", residual, residual)]
    for _ in range(steps):
        residual -= ((residual @ matrix.T) * mask) @ matrix / np.where(nu > 0, nu, 1)
        errors.append(np.einsum("ij,ij->i", residual, residual))
    return np.array(errors)


def _integers(code: GradientCode, survivors: Sequence[int]) -> tuple[int, list[list[int]]]:
    """The survivors' rows over a common denominator."""
    different = len(set(survivors)) == len(survivors)
    require(
        different and all(0 <= w < code.workers for w in survivors),
        f"survivors must be different workers 0..{code.workers - 1}, got {list(survivors)}",
    )
    return common_denominator([code.encoding[w] for w in survivors])


def _largest(rows: list[list[int]]) -> Fraction:
    """At least the largest eigenvalue of the Gram matrix, and above 0."""
    products = [[abs(x) for x in row] for row in gram(rows)]
    y, best = [1] * len(rows), None
    for _ in range(_ROUNDS):
        image = [sum(x * z for x, z in zip(row, y, strict=True)) for row in products]
        quotient = max((Fraction(x, z) for x, z in zip(image, y, strict=True)), default=Fraction(0))
        best = quotient if best is None else min(best, quotient)
        shift = max(max(image, default=0).bit_length() - _LONGEST, 0)
        y = [max(x >> shift, 1) for x in image]
    return Fraction(-(-(best or 0) * _FINENESS // 1), _FINENESS) or Fraction(1)


def _iterates(scale: int, rows: list[list[int]], k: int, nu: Fraction) -> Iterator[Iterate]:
    """With nu = p/q the integers Z = p^t x_t follow ``Z <- p Z + q (p^t h - G Z)``."""
    p, q = nu.numerator, nu.denominator
    products, sums = gram(rows), [sum(row) for row in rows]
    scaled, power, steps = [0] * len(rows), 1, 0
    while True:
        image = [sum(x * z for x, z in zip(row, scaled, strict=True)) for row in products]
        square = sum(z * (x - 2 * power * h) for z, x, h in zip(scaled, image, sums, strict=True))
        weights = tuple(plain(Fraction(scale * z, power)) for z in scaled)
        yield Iterate(steps, weights, plain(k + Fraction(square, power**2)))
        scaled = [p * z + q * (power * h - x) for z, h, x in zip(scaled, sums, image, strict=True)]
        power, steps = p * power, steps + 1


make_callable(__name__, __name__, "iterative")
