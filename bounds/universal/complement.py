"""A biregular 0/1 code and its complement: the worst case of one gives that of the other."""

from __future__ import annotations

from fractions import Fraction

from designs.algebra.linear import Rational, plain
from designs.errors import require


def complementary_error(n: int, d: int, error: Rational) -> Rational:
    """The error in the complement of a biregular 0/1 code, from the error for the same stragglers.

    The code has n workers, n partitions and sums d < n; in the complement a worker holds what it
    did not hold. For every set of survivors, with e its error, the complement has the error
    ``d^2 e / ((n-d)^2 - (n - 2d) e)``. That grows with e, so that the same sets are worst, and a
    code is best for s stragglers among all with sums d if its complement is among those with n - d.

    Raises:
        BadInput: not ``1 <= d < n``, or an error that is not 0..n.

    Complexity: constant.
    Source: derived in docs/optimal-codes.md.

    >>> complementary_error(7, 3, 1), complementary_error(7, 4, Fraction(3, 5))
    (Fraction(3, 5), 1)
    """
    require(1 <= d < n, f"sums must be 1..{n - 1}, got {d}")
    require(0 <= error <= n, f"an error must be 0..{n}, got {error}")
    e = Fraction(error)
    return plain(d * d * e / ((n - d) ** 2 - (n - 2 * d) * e))
