"""Soft block designs: the mean error of a fixed decoder, and how far a draw may be above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, isqrt, lcm

from designs.algebra.linear import Rational, plain
from designs.codes.soft_bibd import Law, holders_law, least_overlap
from designs.errors import require, show

_BITS = 128
_TERMS = 40
_GRID = 1024


@dataclass(frozen=True, slots=True)
class Ensemble:
    """The parameters of `designs.codes.soft_bibd.soft_bibd`; without an overlap, the least.

    >>> Ensemble(10, 20, 8).shared, Ensemble(10, 20, 8, 3).law()[0][0]
    (Fraction(8, 3), 2)
    """

    workers: int
    partitions: int
    load: Rational
    overlap: Rational | None = None

    @property
    def shared(self) -> Rational:
        """Partitions that two workers share, in the mean."""
        if self.overlap is not None:
            return self.overlap
        return least_overlap(self.workers, self.partitions, self.load)

    def law(self) -> Law:
        """The law of the number of holders of a partition: pairs (w, probability)."""
        return holders_law(self.workers, self.partitions, self.load, self.shared)

    def survivors(self, s: int) -> int:
        """Survivors of s stragglers."""
        require(0 <= s <= self.workers, f"stragglers must be 0..{self.workers}, got {s}")
        return self.workers - s


def constant_weight(ensemble: Ensemble, s: int) -> Rational:
    """The common weight ``L/(L + lambda (n - s - 1))`` of survivors with the least mean error.

    It depends on neither the draw nor the straggler set, and is the block design's weight.

    Raises:
        BadInput: s is not 0..n.

    Complexity: constant.
    Source: A. Sakorikar, L. Wang (2022) for the idea (a reconstruction); S. Kadhe et al. (2019).

    >>> constant_weight(Ensemble(7, 7, 3), 2)
    Fraction(3, 7)
    """
    m = ensemble.survivors(s)
    if m == 0:
        return 0
    return plain(Fraction(ensemble.load) / (ensemble.load + ensemble.shared * (m - 1)))


def expected_error(ensemble: Ensemble, s: int) -> Rational:
    """The mean over draws of the error of `constant_weight`, the same for all sets of s stragglers.

    It is the block-design formula ``k - L^2 m/(L + lambda (m - 1))`` with m = n - s survivors, and
    an upper end of the mean optimal error of every fixed straggler set. It is *not* one of the mean
    worst case: the adversary sees the draw.

    Raises:
        BadInput: s is not 0..n, or the moments are not feasible.

    Complexity: constant.
    Source: A. Sakorikar, L. Wang (2022) for the idea; derived in docs/why-it-is-true.md.

    >>> [str(expected_error(Ensemble(7, 7, 3), s)) for s in range(8)]
    ['0', '1/4', '4/7', '1', '8/5', '5/2', '4', '7']
    """
    m = ensemble.survivors(s)
    ensemble.law()
    explained = constant_weight(ensemble, s) * ensemble.load * m
    return plain(Fraction(ensemble.partitions) - explained)


def surviving_holders(ensemble: Ensemble, s: int) -> Mapping[int, Fraction]:
    """The law of the number of holders of a partition that are left when a fixed set is silent.

    Hypergeometric for each number of holders; the same for every set of s stragglers.

    Raises:
        BadInput: s is not 0..n, or the moments are not feasible.

    Complexity: O(n) for each number of holders.
    Source: derived here.

    >>> {j: str(p) for j, p in surviving_holders(Ensemble(4, 4, 2), 1).items()}
    {1: '1/2', 2: '1/2'}
    """
    n, m = ensemble.workers, ensemble.survivors(s)
    law: defaultdict[int, Fraction] = defaultdict(Fraction)
    for w, chance in ensemble.law():
        for j in range(max(0, w - s), min(m, w) + 1):
            law[j] += chance * Fraction(comb(m, j) * comb(s, w - j), comb(n, w))
    return dict(sorted(law.items()))


def hoeffding_bound(ensemble: Ensemble, s: int, deviation: Rational) -> Rational:
    """An upper end of ``P(worst case of s stragglers >= expected_error + deviation)``, rational.

    The error of the fixed decoder is a sum over the k independent partitions of terms in an
    interval of length M; Hoeffding's inequality and the union over all straggler sets give
    ``C(n, s) exp(-2 t^2/(k M^2))``, here rounded up. The optimal decoder is never worse than the
    fixed one, so the bound is on both worst cases.

    Raises:
        BadInput: the deviation is not above 0, or s is not 0..n.

    Complexity: that of `surviving_holders`, and arithmetic with some 128 bits more than the result.
    Source: W. Hoeffding (1963); derived in docs/why-it-is-true.md. The paper's own bound is not
    known to us.

    >>> hoeffding_bound(Ensemble(13, 13, 4), 3, 5) < Fraction(1, 2)
    True
    """
    require(deviation > 0, f"the deviation must be above 0, got {show(deviation)}")
    width = _width(ensemble, s)
    if width == 0:
        return 0
    exponent = 2 * Fraction(deviation) ** 2 / (ensemble.partitions * width**2)
    sets = comb(ensemble.workers, s)
    return plain(min(Fraction(1), sets * exp_above(exponent)))


def hoeffding_deviation(ensemble: Ensemble, s: int, failure: Rational) -> Rational:
    """The least deviation on a grid of 1/1024 that `hoeffding_bound` proves for this failure.

    With probability at least ``1 - failure`` a draw has a worst case of s stragglers below
    ``expected_error + deviation``.

    Raises:
        BadInput: not ``0 < failure < 1``, or s is not 0..n.

    Complexity: some 30 evaluations of `hoeffding_bound`.
    Source: `hoeffding_bound`, inverted by halving.

    >>> t = hoeffding_deviation(Ensemble(100, 100, 10), 5, Fraction(1, 100))
    >>> hoeffding_bound(Ensemble(100, 100, 10), 5, t) <= Fraction(1, 100)
    True
    """
    _check_failure(failure)
    width, sets = _width(ensemble, s), comb(ensemble.workers, s)
    # exp(-y) is below failure/sets once y is the number of binary digits of sets/failure
    digits = int(sets / Fraction(failure)).bit_length()
    most = Fraction(ensemble.partitions * digits) / 2 * (width * _GRID) ** 2
    low, high = 0, isqrt(int(most) + 1) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if hoeffding_bound(ensemble, s, Fraction(middle, _GRID)) <= failure:
            high = middle
        else:
            low = middle
    return plain(Fraction(high, _GRID))


def error_law(ensemble: Ensemble, s: int) -> Mapping[Rational, Fraction]:
    """The exact law of the error of `constant_weight` for a fixed set of s stragglers.

    The error is ``k - 2 x sum j + x^2 sum j^2`` over the numbers j of surviving holders of the k
    partitions, which are independent: a convolution over pairs (sum j, sum j^2), in integers.

    Raises:
        BadInput: s is not 0..n, or the moments are not feasible.

    Complexity: O(k^3 w^4) big-integer operations for up to w holders; seconds for k = 30, w = 4.
    Source: derived here.

    >>> {str(e): str(p) for e, p in error_law(Ensemble(2, 2, 1), 1).items()}
    {'0': '1/4', '1': '1/2', '2': '1/4'}
    """
    x, k = Fraction(constant_weight(ensemble, s)), ensemble.partitions
    law = surviving_holders(ensemble, s)
    scale = lcm(*(p.denominator for p in law.values()))
    steps = [(j, j * j, int(p * scale)) for j, p in law.items() if p]
    sums: Mapping[tuple[int, int], int] = {(0, 0): 1}
    for _ in range(k):
        after: defaultdict[tuple[int, int], int] = defaultdict(int)
        for (a, b), ways in sums.items():
            for j, square, count in steps:
                after[a + j, b + square] += ways * count
        sums = after
    errors: defaultdict[Rational, Fraction] = defaultdict(Fraction)
    for (a, b), ways in sums.items():
        errors[plain(k - 2 * x * a + x * x * b)] += Fraction(ways, scale**k)
    return dict(sorted(errors.items()))


def proved_level(ensemble: Ensemble, s: int, failure: Rational) -> Rational:
    """A level that the worst case of a draw exceeds with probability at most ``failure``.

    The least value E with ``C(n, s) P(error of a fixed set > E) <= failure``, the probability being
    exact: much below what Hoeffding's inequality gives, and for the optimal decoder too.

    Raises:
        BadInput: not ``0 < failure < 1``, or s is not 0..n.

    Complexity: that of `error_law`.
    Source: the union bound; derived here.

    >>> e = Ensemble(13, 13, 4)
    >>> float(proved_level(e, 2, Fraction(1, 2))) < expected_error(e, 2) + float(
    ...     hoeffding_deviation(e, 2, Fraction(1, 2)))
    True
    """
    _check_failure(failure)
    allowed, above = Fraction(failure) / comb(ensemble.workers, s), Fraction(0)
    law = error_law(ensemble, s)
    level = max(law)
    for value in sorted(law, reverse=True):
        if above > allowed:
            break
        level = value
        above += law[value]
    return level


def exp_above(exponent: Rational) -> Fraction:
    """A rational upper end of exp(-y) for y >= 0, too large by a factor of less than 1 + 2^-64.

    The reciprocal of a lower end of exp(y): the Taylor series at y/2^h < 1, cut off, then squared h
    times; all in multiples of 2^-128 rounded down, so that no rounding can make it too large.

    Raises:
        BadInput: a negative exponent.

    Complexity: O(log y) multiplications.
    Source: the terms of the series of exp are positive.

    >>> float(exp_above(1)), float(exp_above(0))
    (0.36787944117144233, 1.0)
    """
    require(exponent >= 0, f"the exponent must be at least 0, got {show(exponent)}")
    halvings = int(exponent).bit_length()
    y = Fraction(exponent) / 2**halvings
    term = total = 1 << _BITS
    for i in range(1, _TERMS):
        term = term * y.numerator // (y.denominator * i)
        total += term
    for _ in range(halvings):
        total = total * total >> _BITS
    return Fraction(1 << _BITS, total)


def _width(ensemble: Ensemble, s: int) -> Fraction:
    """Length of the interval of the terms ``(x j - 1)^2`` that a partition can have."""
    x = Fraction(constant_weight(ensemble, s))
    terms = [(x * j - 1) ** 2 for j, p in surviving_holders(ensemble, s).items() if p]
    return max(terms) - min(terms)


def _check_failure(failure: Rational) -> None:
    good = 0 < failure < 1
    require(good, f"the probability of failure must be above 0 and below 1, got {show(failure)}")
