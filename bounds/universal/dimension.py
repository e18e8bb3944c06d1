"""One more partition: the survivors span too few dimensions to decode all of them without it."""

from __future__ import annotations

from fractions import Fraction

from designs.algebra.linear import Rational, plain
from designs.errors import require


def with_one_more(n: int, k: int, t: int, error: Rational) -> Rational:
    """What t stragglers and the holders of a well-chosen partition lose, if the t lose ``error``.

    For all codes, of any real coefficients and any loads. The n - t survivors span at most n - t
    of k dimensions, so that U, orthogonal to what they send, has dimension ``m >= k - n + t``.
    With P the projection on U, p = P 1 and the error ``|p|^2 = e``, silencing all holders of
    partition j puts e_j into it, which makes the error ``e + (1 - p_j)^2/(1 - P_jj)`` at least.
    Over all j the numerators sum to k - e and the denominators to k - m: some j has at least their
    ratio. The result ``e + (k - e)/(k - m)`` grows with e and m. At t = 0 it is k/n for k >= n,
    which every block design with d copies attains at s = d.

    Raises:
        BadInput: not ``0 <= t < n``, or an error that is not 0..k.

    Complexity: constant.
    Source: derived in docs/bounds.md.

    >>> with_one_more(13, 13, 1, 0), with_one_more(7, 35, 0, 0)
    (Fraction(13, 12), 5)
    """
    require(0 <= t < n, f"stragglers must be 0..{n - 1}, got {t}")
    require(0 <= error <= k, f"an error must be 0..{k}, got {error}")
    return plain(error + (k - Fraction(error)) / min(k, n - t))
