"""Two partitions with many common holders: forced on every code, or on every one but a design."""

from __future__ import annotations

from fractions import Fraction

from bounds.universal.theorems import design_value
from designs.errors import require


def workers_for_two(n: int, k: int, d: int, *, designs: bool = True) -> int:
    """A number of workers that are all the holders of some two partitions, for any loads.

    Two partitions with o common holders have 2d - o. The loads, whose squares sum to at least what
    equal loads would give, fix the least mean of o over all pairs; some pair has that, rounded up.
    If all have o, a whole number below d, the products of the columns ``(d - o) I + o J`` have the
    rank k: impossible for k > n, where some pair has o + 1. For k = n that code is a symmetric
    design; all other codes, ``designs=False``, have such a pair too.

    Raises:
        BadInput: not ``1 <= d <= n``, or k < 2.

    Complexity: constant.
    Source: derived in docs/bounds.md.

    >>> workers_for_two(13, 13, 4), workers_for_two(13, 13, 4, designs=False)
    (7, 6)
    """
    require(1 <= d <= n, f"redundancy must be 1..workers, got {d} and {n}")
    require(k >= 2, f"there must be two partitions, got {k}")
    low, larger = divmod(k * d, n)
    squares = n * low * low + larger * (2 * low + 1)
    shared, left = divmod(squares - k * d, k * (k - 1))
    more = left or (shared < d and (k > n or (k == n and not designs)))
    return 2 * d - shared - bool(more)


def value_of_a_design(n: int, k: int, d: int, s: int) -> Fraction | None:
    """The error of any s stragglers in a symmetric design of these numbers; None if there is none.

    All 0/1 codes with n = k and d copies of every partition, whatever their loads, are such a
    design or have two partitions with more than ``d (d - 1)/(n - 1)`` common holders.

    Complexity: constant.

    >>> value_of_a_design(13, 13, 4, 5), value_of_a_design(13, 13, 5, 5)
    (Fraction(15, 11), None)
    """
    if not (n == k and 1 <= d < n and s < n):
        return None
    value = design_value(n, d, s)
    return None if value is None else Fraction(value)
