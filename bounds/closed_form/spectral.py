"""Bounds on the worst case from the second singular value of a biregular 0/1 code."""

from __future__ import annotations

from fractions import Fraction

from designs.algebra.linear import Rational, plain
from designs.errors import require


def classical_bound(partitions: int, workers: int, ratio: Rational, s: int) -> Rational:
    """The bound ``k mu s/(n - s)`` on the worst case of s stragglers, with the unbiased weight.

    ``ratio`` is mu = sigma_2^2/(L d), or anything above it, for a 0/1 code with constant load L,
    constant redundancy d and second singular value sigma_2.

    Raises:
        BadInput: not ``0 <= s < n``, or a negative ratio.

    Complexity: constant.
    Source: N. Raviv et al. (2017), M. Glasgow and M. Wootters (2020), squared and in our notation.

    >>> classical_bound(10, 15, Fraction(2, 3), 3)
    Fraction(5, 3)
    """
    _check(workers, ratio, s)
    return plain(partitions * Fraction(ratio) * s / (workers - s))


def improved_bound(partitions: int, workers: int, ratio: Rational, s: int) -> Rational:
    """The bound ``k mu s/(n - s + mu s)``, with the best common weight; never above the classical.

    Every block-design code attains it for every straggler set.

    Raises:
        BadInput: not ``0 <= s < n``, or a negative ratio.

    Complexity: constant.
    Source: derived in docs/why-it-is-true.md.

    >>> improved_bound(10, 15, Fraction(2, 3), 3)
    Fraction(10, 7)
    """
    _check(workers, ratio, s)
    mu = Fraction(ratio)
    return plain(partitions * mu * s / (workers - s + mu * s))


def least_ratio(workers: int, redundancy: int) -> Rational:
    """The least spectral ratio mu of any biregular 0/1 code: ``(n - d)/(d (n - 1))``.

    It is attained exactly by the codes whose workers overlap equally: block designs with workers =
    points.

    Raises:
        BadInput: not ``1 <= d <= n``, or n = 1.

    Complexity: constant.
    Source: the trace of B B^T; derived in docs/why-it-is-true.md.

    >>> least_ratio(7, 3)
    Fraction(2, 9)
    """
    fits = 1 <= redundancy <= workers and workers > 1
    require(fits, f"redundancy must be 1..workers, got {redundancy} and {workers}")
    return plain(Fraction(workers - redundancy, redundancy * (workers - 1)))


def _check(workers: int, ratio: Rational, s: int) -> None:
    require(0 <= s < workers, f"stragglers must be 0..{workers - 1}, got {s}")
    require(ratio >= 0, f"the spectral ratio must not be negative, got {ratio}")
