"""What is special about block designs: spectral ratio, thresholds that it proves, average error."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np

from designs.codes import GradientCode
from designs.errors import BadInput, require, show
from designs.linear import IntegerMatrix, Rational, gram, plain
from designs.parameters import Parameters

_SIMPLE = 10_000
_GRID = 1 << 20


def block_design_ratio(v: int, k: int, lam: int) -> Rational:
    """The spectral ratio mu = sigma_2^2/(L d) of the code of a 2-(v, k, lambda) design.

    It is ``(r - lambda)/(r k)`` in both orientations, for k < v; with workers = points that is
    `bounds.spectral.least_ratio`, the least of all biregular 0/1 codes.

    Raises:
        BadInput: r or b is no integer, or k > v.

    Complexity: constant.
    Source: the eigenvalues r k and r - lambda of (r - lambda) I + lambda J.

    >>> block_design_ratio(7, 3, 1), block_design_ratio(9, 3, 1)
    (Fraction(2, 9), Fraction(1, 4))
    """
    p = Parameters(v, k, lam)
    if p.r.denominator != 1 or p.b.denominator != 1:
        raise BadInput(f"r and b must be integers, got r={p.r}, b={p.b} for {p}")
    return plain(Fraction(p.r - lam) / (p.r * k))


def has_ratio(code: GradientCode, ratio: Rational) -> bool:
    """Whether the spectral ratio of a biregular 0/1 code is at most this: proved in integers.

    With load L and replication d it is if ``ratio L d I + (L d/n) J - B B^T`` is positive
    semidefinite, which symmetric elimination without fractions decides.

    Raises:
        BadInput: the code is not 0/1 with constant load and constant replication.

    Complexity: O(n^2 k + n^3) integer operations.
    Source: derived in docs/why-it-is-true.md.

    >>> fano = GradientCode([[int((j - w) % 7 in (0, 1, 3)) for j in range(7)] for w in range(7)])
    >>> has_ratio(fano, Fraction(2, 9)), has_ratio(fano, Fraction(21, 100))
    (True, False)
    """
    load, replication = _biregular(code)
    mu, n = Fraction(ratio), code.workers
    everywhere = load * replication * mu.denominator
    diagonal = load * replication * mu.numerator * n
    matrix = [
        [everywhere - n * mu.denominator * x + diagonal * (w == v) for v, x in enumerate(row)]
        for w, row in enumerate(gram(code.integer_rows()))
    ]
    return is_semidefinite(matrix)


def proved_ratio(code: GradientCode) -> Rational:
    """A proved upper end of the spectral ratio of a biregular 0/1 code, exact if it is simple.

    The float64 singular value proposes fractions of denominator at most 10,000 and, if the nearest
    one is too small, a multiple of 2^-20 slightly above; `has_ratio` decides.

    Raises:
        BadInput: the code is not 0/1 with constant load and constant replication.

    Complexity: O(n^2 k + n^3), for up to three proposals.

    >>> proved_ratio(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
    Fraction(1, 4)
    """
    load, replication = _biregular(code)
    singular = np.linalg.svd(code.to_numpy(), compute_uv=False)
    estimate = float(singular[1]) ** 2 / (load * replication) if len(singular) > 1 else 0.0
    above = Fraction(ceil(estimate * _GRID) + 1, _GRID)
    proposals = [Fraction(estimate).limit_denominator(_SIMPLE), above, Fraction(1)]
    return plain(next(mu for mu in proposals if has_ratio(code, mu)))


def classical_threshold(partitions: int, workers: int, ratio: Rational, error: Rational) -> int:
    """No fewer stragglers force this error: the least s with ``s >= n E/(E + k mu)``.

    It inverts `bounds.spectral.classical_bound`; ``ratio`` is mu or anything above it.

    Raises:
        BadInput: the error is not above 0 and at most k, or a negative ratio.

    Complexity: constant.
    Source: N. Raviv et al. (2017), M. Glasgow and M. Wootters (2020), in our notation.

    >>> classical_threshold(7, 7, Fraction(2, 9), 1)
    3
    """
    _check_level(partitions, ratio, error)
    return ceil(Fraction(workers) * error / (error + partitions * Fraction(ratio)))


def improved_threshold(partitions: int, workers: int, ratio: Rational, error: Rational) -> int:
    """No fewer stragglers force this error: the least s with ``s >= n E/(E + mu (k - E))``.

    It inverts `bounds.spectral.improved_bound`, is never below `classical_threshold`, and is the
    threshold itself for block designs with workers = points. That such designs maximise a lower
    bound of the threshold is the claim of S. Kadhe et al. (2019); their own bound is not known to
    us, but both of these decrease in mu, of which block designs have the least.

    Raises:
        BadInput: the error is not above 0 and at most k, or a negative ratio.

    Complexity: constant.
    Source: derived in docs/why-it-is-true.md.

    >>> improved_threshold(7, 7, Fraction(2, 9), 2), classical_threshold(7, 7, Fraction(2, 9), 2)
    (5, 4)
    """
    _check_level(partitions, ratio, error)
    e = Fraction(error)
    return ceil(workers * e / (e + Fraction(ratio) * (partitions - e)))


def average_bound(code: GradientCode, s: int) -> Rational:
    """No code has a larger mean error over all sets of s stragglers than this: Jensen's bound.

    With rows scaled to sum 1, g the mean of their squared lengths and c the mean of the inner
    products of two of them it is ``k - m/(g + c (m - 1))`` for m = n - s survivors. For a 0/1 code
    of constant load L and mean overlap l it is ``k - L^2 m/(L + l (m - 1))``; if the replication is
    a constant d too, then ``l = L (d - 1)/(n - 1)``, so the bound is the same for all such codes,
    and block designs attain it: of all biregular 0/1 codes they have the greatest average error.

    Raises:
        BadInput: s is not 0..n, or a row of the encoding has sum zero.

    Complexity: O(n^2 k).
    Source: derived in docs/why-it-is-true.md.

    >>> triangle = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> [str(average_bound(triangle, s)) for s in range(4)]
    ['0', '1/3', '1', '3']
    """
    n, left = code.workers, code.workers - s
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    rows = code.integer_rows()
    sums = [sum(row) for row in rows]
    silent = [w for w, total in enumerate(sums) if not total]
    require(not silent, f"no row may have sum zero, got the workers {silent}")
    products = gram(rows)
    scaled = [[Fraction(x, h * t) for x, t in zip(row, sums, strict=True)]
              for row, h in zip(products, sums, strict=True)]  # fmt: skip
    own = sum((row[w] for w, row in enumerate(scaled)), Fraction(0))
    shared = sum((sum(row, Fraction(0)) for row in scaled), Fraction(0)) - own
    length = own / n
    overlap = shared / (n * (n - 1)) if n > 1 else Fraction(0)
    explained = left / (length + overlap * (left - 1)) if left else Fraction(0)
    return plain(code.partitions - explained)


def is_semidefinite(matrix: IntegerMatrix) -> bool:
    """Whether a symmetric matrix of integers is positive semidefinite, exactly.

    Symmetric elimination without fractions: a negative pivot, or a zero pivot whose row is not
    zero, shows that it is not.

    Complexity: O(n^3) integer operations.

    >>> is_semidefinite([[1, 1], [1, 1]]), is_semidefinite([[0, 1], [1, 5]])
    (True, False)
    """
    rest, previous = [list(row) for row in matrix], 1
    while rest:
        pivot, head = rest[0][0], rest[0]
        if pivot < 0 or (pivot == 0 and any(head)):
            return False
        tail = [row[1:] for row in rest[1:]]
        if pivot:
            rest = [
                [(pivot * x - row[0] * y) // previous for x, y in zip(part, head[1:], strict=True)]
                for row, part in zip(rest[1:], tail, strict=True)
            ]
            previous = pivot
        else:
            rest = tail
    return True


def _biregular(code: GradientCode) -> tuple[int, int]:
    """Load and replication of a biregular 0/1 code."""
    binary = all(x in (0, 1) for row in code.encoding for x in row)
    loads, replications = set(code.load()), set(code.replication())
    require(
        binary and len(loads) == len(replications) == 1 and loads != {0},
        "a spectral ratio is of a 0/1 code with constant load and constant replication above 0, "
        f"got loads {sorted(loads)}, replications {sorted(replications)}",
    )
    return loads.pop(), replications.pop()


def _check_level(partitions: int, ratio: Rational, error: Rational) -> None:
    good = 0 < error <= partitions
    text = f"the error must be above 0 and at most the {partitions} partitions, got {show(error)}"
    require(good, text)
    require(ratio >= 0, f"the spectral ratio must not be negative, got {show(ratio)}")
