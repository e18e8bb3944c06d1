"""Mean missing copies and mean errors at a deadline, when partial work counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from designs.algebra.linear import Rational, plain
from designs.codes.base import generator
from designs.codes.partial_work import Orders
from designs.errors import require


def expected_missing(
    orders: Orders, partitions: int, reach: Sequence[Rational], parts: int = 1
) -> Rational:
    """Mean of `adversary.decoding.partial_work.missing_copies` for workers alike, exactly.

    ``reach[p]`` is the probability that a worker processes at least p + 1 partitions in time; the
    workers are independent. For one part it is ``sum over partitions of the product over holders of
    (1 - reach[position])``. Ordering by matchings makes all these products equal, and no order
    makes their sum smaller (means of numbers are not below their geometric means).

    Raises:
        BadInput: probabilities that increase or are not between 0 and 1, fewer than the largest
            load, or no part.

    Complexity: O(sum of loads * parts) exact operations.
    Source: derived here.

    >>> expected_missing(((0, 1), (1, 0)), 2, [Fraction(1, 2), Fraction(1, 4)])
    Fraction(3, 4)
    """
    require(parts >= 1, f"parts must be at least 1, got {parts}")
    falling = sorted(reach, reverse=True) == list(reach) and all(0 <= q <= 1 for q in reach)
    require(
        falling and len(reach) >= max(map(len, orders)),
        "reach must be a probability for each position, and not increase",
    )
    counts = [[Fraction(1)] + [Fraction(0)] * (parts - 1) for _ in range(partitions)]
    for order in orders:
        for i, q in zip(order, reach, strict=False):
            counts[i] = [
                (1 - q) * p + q * before
                for p, before in zip(counts[i], [Fraction(0), *counts[i]], strict=False)
            ]
    return plain(sum(((parts - c) * p for row in counts for c, p in enumerate(row)), Fraction(0)))


def estimate_errors(
    orders: Orders,
    partitions: int,
    deadlines: Sequence[float],
    parts: int = 1,
    failures: int = 0,
    trials: int = 100,
    seed: int = 0,
) -> tuple[tuple[float, float], ...]:
    """Monte Carlo estimate of the mean length of the error at each deadline, with standard error.

    Worker w needs X_w for each partition, X_w independent exponentials of mean 1, and ``failures``
    workers at random do nothing. The length is the square root of the missing copies.

    Raises:
        BadInput: fewer than two trials, more failures than workers, or a negative seed.

    Complexity: O(trials * deadlines * sum of loads).
    Source: the experiment of A. Ramamoorthy, R. Meng, V. Girimaji (2024); the model of the times is
    a reconstruction that fits their numbers.

    >>> ((mean, deviation),) = estimate_errors(((0,), (0,)), 1, [100.0])
    >>> mean < 0.2
    True
    """
    n, random = len(orders), generator(seed)
    require(trials >= 2, f"trials must be at least 2, got {trials}")
    require(0 <= failures <= n, f"failures must be 0..{n}, got {failures}")
    held = np.array([i for order in orders for i in order])
    owner = np.array([w for w, order in enumerate(orders) for _ in order])
    place = np.array([p for order in orders for p in range(len(order))])
    lengths = np.empty((trials, len(deadlines)))
    for trial in range(trials):
        times = random.exponential(size=n)
        times[random.choice(n, failures, replace=False)] = np.inf
        for column, deadline in enumerate(deadlines):
            done = (place + 1) * times[owner] <= deadline
            copies = np.bincount(held[done], minlength=partitions)
            lengths[trial, column] = np.sqrt(np.maximum(parts - copies, 0).sum())
    spread = lengths.std(axis=0, ddof=1) / trials**0.5
    means = lengths.mean(axis=0)
    return tuple((float(a), float(b)) for a, b in zip(means, spread, strict=True))
