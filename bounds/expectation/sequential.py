"""A lower bound on the load of every scheme against bursts of stragglers."""

from __future__ import annotations

from fractions import Fraction

from designs.errors import require


def least_sequential_load(workers: int, burst: int, window: int, distinct: int) -> Fraction:
    """A lower bound on the load of every scheme in the long run, however late its jobs may finish.

    Let lambda workers straggle for B rounds, answer for W - 1, and so on: this conforms. In W-1+B
    rounds the workers answer for ``(n - lambda)(W-1+B) + lambda (W-1)`` rounds, and need to process
    W - 1 + B jobs at least once, so

    ``load >= (W - 1 + B) / (n (W-1) + B (n - lambda))``.

    `multiplexed` attains it for lambda = 0, n - 1 and n.

    Raises:
        BadInput: not ``1 <= B < W``, or not ``0 <= lambda <= n``.

    Complexity: O(1).
    Source: derived here; M. N. Krishnan, E. Ebrahimi, A. Khisti (2023) compare with such a bound.

    >>> least_sequential_load(4, 1, 2, 1), least_sequential_load(4, 1, 2, 4)
    (Fraction(2, 7), Fraction(1, 2))
    """
    n, B, W = workers, burst, window
    require(1 <= B < W, f"burst must be at least 1 and less than window, got burst={B}, window={W}")
    require(
        n >= 1 and 0 <= distinct <= n,
        f"distinct must be between 0 and the workers, got distinct={distinct}, workers={n}",
    )
    return Fraction(W - 1 + B, n * (W - 1) + B * (n - distinct))
