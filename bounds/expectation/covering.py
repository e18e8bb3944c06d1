"""The time until every group of fractional repetition has answered, and its probability: exact.

Delays are independent and exponential. The gap between the i-th and the next of n arrivals has mean
1/((n - i) rate), and is independent of who arrives; everything below follows from that.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from bounds.expectation.latency.order_statistics import harmonic
from bounds.expectation.sparse import require_groups
from designs.algebra.linear import Rational, plain
from designs.errors import require


def every_group(workers: int, replication: int, rate: Rational = 1) -> Rational:
    """The mean time ``H_{n/c}/(c rate)`` until each group of fractional repetition has answered.

    The first answer of a group of c comes after an exponential time of mean 1/(c rate).

    Raises:
        BadInput: c does not divide n (with the nearest n), or the rate is not above 0.

    Complexity: O(n) rational operations.
    Source: H. Wang, Z. Charles and D. Papailiopoulos (2019) for the comparison; classical.

    >>> every_group(4, 2)
    Fraction(3, 4)
    """
    require_groups(workers, replication)
    _require_rate(rate)
    return plain(harmonic(workers // replication) / (replication * Fraction(rate)))


def covered(workers: int, replication: int, arrived: int) -> Rational:
    """The probability that i messages contain one of every group: inclusion and exclusion.

    It is ``sum_j (-1)^j C(n/c, j) C(n - j c, i)/C(n, i)``.

    Raises:
        BadInput: c does not divide n (with the nearest n), or arrived is not 0..n.

    Complexity: O(n/c) integer operations.
    Source: counting.

    >>> [str(covered(4, 2, i)) for i in range(5)]
    ['0', '0', '2/3', '1', '1']
    """
    n, c, i = workers, replication, arrived
    require_groups(n, c)
    require(0 <= i <= n, f"arrived must be 0..workers, got arrived={i}, workers={n}")
    g = n // c
    count = sum((-1) ** j * comb(g, j) * comb(n - j * c, i) for j in range(g + 1))
    return plain(Fraction(count, comb(n, i)))


def erasure_head_time(workers: int, replication: int, collect: int, rate: Rational = 1) -> Rational:
    """The mean time until ErasureHead stops: r messages, or before that one of every group.

    The gap after the i-th message, i < r, is waited for unless these i cover all groups already:
    ``sum_{i<r} (1 - covered(i))/((n - i) rate)``. For r = n that is `every_group`, an identity.

    Raises:
        BadInput: c does not divide n (with the nearest n), collect is not 1..n, or the rate is not
            above 0.

    Complexity: O(r n/c) integer operations.
    Source: the stopping rule of H. Wang, Z. Charles and D. Papailiopoulos (2019); derived here.

    >>> erasure_head_time(4, 2, 2), erasure_head_time(4, 2, 4)
    (Fraction(7, 12), Fraction(3, 4))
    """
    n, c, r = workers, replication, collect
    require(1 <= r <= n, f"collect must be 1..workers, got collect={r}, workers={n}")
    _require_rate(rate)
    waits = ((1 - Fraction(covered(n, c, i))) / (n - i) for i in range(r))
    return plain(sum(waits, Fraction(0)) / Fraction(rate))


def _require_rate(rate: Rational) -> None:
    require(rate > 0, f"the rate must be above 0, got {rate}")
