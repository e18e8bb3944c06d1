"""The probability that clusters decode exactly when stragglers are independent."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from adversary.decoding.error import error
from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.codes.clustering import ClusteredScheme
from designs.errors import require

_MOST_WORKERS = 16


def exact_probability(code: GradientCode, straggles: Rational) -> Fraction:
    """The probability that a code decodes exactly, each worker straggling with this probability.

    All straggler sets are tried.

    Raises:
        BadInput: more than 16 workers, or no probability.

    Complexity: O(2^n) exact errors.
    Source: the definition.

    >>> exact_probability(GradientCode([[1], [1]]), Fraction(1, 2))
    Fraction(3, 4)
    """
    n, p = code.workers, Fraction(straggles)
    require(n <= _MOST_WORKERS, f"at most {_MOST_WORKERS} workers are tried, got {n}")
    require(0 <= p <= 1, f"straggles must be between 0 and 1, got {straggles}")
    good = [
        sum(error(code, silent) == 0 for silent in combinations(range(n), s)) for s in range(n + 1)
    ]
    return sum((x * p**s * (1 - p) ** (n - s) for s, x in enumerate(good)), Fraction(0))


def static_exact_probability(scheme: ClusteredScheme, straggles: Rational) -> Fraction:
    """The probability that all clusters at home decode exactly, workers being independent.

    It is the cluster's to the power of their number; also what a round of static clustering has
    under stragglers with memory that are in equilibrium.

    Raises:
        BadInput: clusters of more than 16 workers, or no probability.

    Complexity: O(2^m) exact errors for clusters of m workers.
    Source: the definition.

    >>> from designs.codes.clustering import dynamic_clustering
    >>> static_exact_probability(dynamic_clustering(4, 2, 2), Fraction(1, 2))
    Fraction(9, 16)
    """
    return exact_probability(scheme["cluster"], straggles) ** scheme.clusters
