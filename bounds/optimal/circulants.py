"""All circulant codes of a shape, one of each class."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import gcd

from designs.errors import require


def circulant_bases(n: int, d: int) -> Iterator[tuple[int, ...]]:
    """The d-subsets of Z_n up to shifts and factors prime to n: the least of each class, in order.

    Codes of equivalent bases arise from one another by permuting workers and partitions.

    Raises:
        BadInput: not ``1 <= d <= n <= 24``.

    Complexity: O(C(n-1, d-1) n d phi(n)).

    >>> list(circulant_bases(7, 3))
    [(0, 1, 2), (0, 1, 3)]
    """
    require(1 <= d <= n <= 24, f"all circulants need 1 <= d <= n <= 24, got d={d}, n={n}")
    factors = [m for m in range(1, n + 1) if gcd(m, n) == 1]
    for rest in combinations(range(1, n), d - 1):
        base = (0, *rest)
        if all(base <= other for other in _equivalent(base, n, factors)):
            yield base


def _equivalent(base: tuple[int, ...], n: int, factors: list[int]) -> Iterator[tuple[int, ...]]:
    """The bases of the class that contain 0."""
    for m in factors:
        for shift in base:
            yield tuple(sorted(m * (b - shift) % n for b in base))
