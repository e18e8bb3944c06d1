"""Block designs: spectral ratio, bounds on the threshold, a bound on the mean error."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from designs.algebra.linear import Rational, gram, plain
from designs.codes import GradientCode
from designs.errors import BadInput, require, show
from designs.incidence.parameters import Parameters


def block_design_ratio(v: int, k: int, lam: int) -> Rational:
    """The spectral ratio mu = sigma_2^2/(L d) of the code of a 2-(v, k, lambda) design.

    It is ``(r - lambda)/(r k)`` in both orientations, for k < v; with workers = points that is
    `bounds.closed_form.spectral.least_ratio`, the least of all biregular 0/1 codes.

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


def classical_threshold(partitions: int, workers: int, ratio: Rational, error: Rational) -> int:
    """A lower bound on the threshold T(E): the least s with ``s >= n E/(E + k mu)``.

    It inverts `bounds.closed_form.spectral.classical_bound`; ``ratio`` is mu or anything above it.

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
    """A lower bound on the threshold T(E): the least s with ``s >= n E/(E + mu (k - E))``.

    It inverts `bounds.closed_form.spectral.improved_bound`, is never below `classical_threshold`,
    and is the threshold itself for block designs with workers = points. That such designs maximise
    a lower bound of the threshold is the claim of S. Kadhe et al. (2019); their own bound is not
    known to us, but both of these decrease in mu, of which block designs have the least.

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
    """An upper bound on the mean error over all sets of s stragglers, by Jensen's inequality.

    With rows scaled to sum 1, g the mean of their squared lengths and c the mean of the inner
    products of two of them it is ``k - m/(g + c (m - 1))`` for m = n - s survivors. For a 0/1 code
    of constant load L and mean overlap l it is ``k - L^2 m/(L + l (m - 1))``; if the redundancy is
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


def _check_level(partitions: int, ratio: Rational, error: Rational) -> None:
    good = 0 < error <= partitions
    text = f"the error must be above 0 and at most the {partitions} partitions, got {show(error)}"
    require(good, text)
    require(ratio >= 0, f"the spectral ratio must not be negative, got {show(ratio)}")
