"""The least spectral ratio of biregular 0/1 codes where overlaps cannot all be equal."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from bounds.universal.shape import LowerBound
from designs.errors import require

_GRID = 1 << 40


def least_ratios(n: int, k: int, d: int) -> list[LowerBound]:
    """Lower bounds on mu = sigma_2^2/(L d) of every biregular 0/1 code of this shape, best first.

    With load L = k d/n and m = min(n, k) - 1 eigenvalues x_i of B B^T besides L d:

    - trace: their sum is L (n - d), so the largest is at least L (n - d)/m
    - least overlap: two workers share at most the mean c, rounded down, and the difference of
      their unit vectors shows sigma_2^2 >= L - floor(c); likewise for two partitions
    - squares: the sum of x_i^2 is known from the overlaps, is least if they differ by at most one,
      and with variance v around the mean a of m numbers the largest is at least
      ``a + sqrt(v/(m - 1))``, and at least ``a + v/a``

    Raises:
        BadInput: not ``1 <= d < n``, k = 1, or k d/n is no integer.

    Complexity: constant.
    Source: the trace as in docs/why-it-is-true.md; the rest is derived in docs/bounds.md.

    >>> [str(bound.value) for bound in least_ratios(7, 7, 3)]
    ['2/9', '2/9', '2/9']
    >>> least_ratios(8, 8, 3)[0].name, str(least_ratios(8, 8, 3)[0].value)
    ('least overlap', '1/3')
    """
    require(1 <= d < n and k > 1, f"redundancy must be below workers, and k > 1, got {d}, {n}, {k}")
    require(k * d % n == 0, f"a constant load must be an integer, got {k}*{d}/{n}")
    load, m = k * d // n, min(n, k) - 1
    trace = Fraction(load * (n - d), m)
    workers, partitions = load * (d - 1) // (n - 1), d * (load - 1) // (k - 1)
    overlap = Fraction(max(load - workers, d - partitions))
    squares = max(_squares(n, load, d), _squares(k, d, load))
    sentences = [
        ("trace", trace, f"the {m} other eigenvalues of B B^T have the sum {load * (n - d)}"),
        ("least overlap", overlap, "two workers or two partitions share at most the mean overlap"),
        ("squares", _largest(trace, squares, m), f"their squares have a sum of at least {squares}"),
    ]
    found = [
        LowerBound(value / (load * d), name, {"eigenvalue": str(value)}, why)
        for name, value, why in sentences
    ]
    return sorted(found, key=lambda bound: -bound.value)


def _squares(n: int, load: int, d: int) -> int:
    """The least sum of x_i^2: the squares of all entries of the Gram matrix but for L d."""
    low, larger = divmod(load * (d - 1), n - 1)
    others = (n - 1) * low * low + larger * (2 * low + 1)
    return n * (load * load + others) - (load * d) ** 2


def _largest(mean: Fraction, squares: int, m: int) -> Fraction:
    """A lower bound on the largest of m non-negative numbers with this mean and sum of squares."""
    variance = Fraction(squares, m) - mean * mean
    if variance <= 0 or m == 1:
        return mean
    return max(mean + _root_below(variance / (m - 1)), mean + variance / mean)


def _root_below(value: Fraction) -> Fraction:
    """A rational number at most the square root, by at most 2^-40."""
    return Fraction(isqrt(value.numerator * _GRID * _GRID // value.denominator), _GRID)
