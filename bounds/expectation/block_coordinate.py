"""Completion times of block-coordinate coding, and the optimal block sizes.

The unit of work is one coordinate of one partial gradient; ``times[w]`` is what worker w needs for
it. With the cumulated work ``y_s = sum over u <= s of (u + 1) x_u`` block s is there when the
n - s fastest workers have done y_s.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np

from bounds.expectation.latency.order_statistics import expected_order_statistic
from designs.algebra.linear import Rational, plain
from designs.codes.base import generator
from designs.errors import require


def completion_time(sizes: Sequence[Rational], times: Sequence[Rational]) -> Rational:
    """When all blocks can be decoded: the largest of ``y_s T_(n-s)`` over the non-empty blocks.

    T_(1) <= ... <= T_(n) are the workers' times in order. The server is taken to wait for n - s
    answers to block s.

    Raises:
        BadInput: not as many times as sizes, a negative size, or a time that is not positive.

    Complexity: O(n log n).
    Source: Q. Wang, Y. Cui et al. on block coordinate gradient coding, read off public code.

    >>> completion_time([2, 0, 3], [1, 5, 2])
    11
    """
    _require_times(times)
    require(
        len(sizes) == len(times) and min(sizes) >= 0,
        f"there must be a size of at least 0 for each of the {len(times)} workers",
    )
    work = accumulate((s + 1) * x for s, x in enumerate(sizes))
    slowest_first = sorted(times, reverse=True)
    blocks = zip(sizes, work, slowest_first, strict=True)
    return max((y * t for x, y, t in blocks if x), default=0)


def equalised_sizes(times: Sequence[Rational], coordinates: Rational) -> tuple[Fraction, ...]:
    """The sizes for which all blocks are decoded at the same moment: no others are faster.

    ``y_s`` is proportional to 1/T_(n-s), so no size is negative. For random times take their
    expected order statistics: see `least_time` for how far from the best that can be. It can be
    worse than a single block: with memoryless times (shift 0) the code for n - 1 stragglers is
    faster in the mean.

    Raises:
        BadInput: a time that is not positive, or a negative number of coordinates.

    Complexity: O(n log n).
    Source: Q. Wang, Y. Cui et al., read off public code; optimality is derived in
    docs/why-it-is-true.md.

    >>> equalised_sizes([1, 2], 6)
    (Fraction(4, 1), Fraction(2, 1))
    """
    moment = least_time(times, coordinates)
    work = [Fraction(0), *(moment / Fraction(t) for t in sorted(times, reverse=True))]
    return tuple((y - before) / (s + 1) for s, (before, y) in enumerate(pairwise(work)))


def least_time(times: Sequence[Rational], coordinates: Rational) -> Fraction:
    """The least completion time of all block sizes with this sum.

    It is the sum divided by ``1/(n T_(1)) + sum over s < n-1 of 1/((s+1)(s+2) T_(n-s))``. For
    random times, the same with their expected order statistics is a lower bound on the expected
    completion time of every choice of sizes, since a mean of maxima is not below a maximum of
    means.

    Raises:
        BadInput: a time that is not positive, or a negative number of coordinates.

    Complexity: O(n log n).
    Source: derived here.

    >>> least_time([1, 2], 6)
    Fraction(8, 1)
    """
    _require_times(times)
    require(coordinates >= 0, f"coordinates must be at least 0, got {coordinates}")
    *rest, fastest = (Fraction(t) for t in sorted(times, reverse=True))
    rate = 1 / (len(times) * fastest)
    return coordinates / (rate + sum(1 / ((s + 1) * (s + 2) * t) for s, t in enumerate(rest)))


def whole_sizes(sizes: Sequence[Rational]) -> tuple[int, ...]:
    """Integers with the same sum, each less than 1 away: largest remainders are rounded up.

    Raises:
        BadInput: a negative size, or a sum that is no integer.

    Complexity: O(n log n).

    >>> whole_sizes([Fraction(5, 2), Fraction(1, 3), Fraction(1, 6)])
    (3, 0, 0)
    """
    total = Fraction(sum(sizes))
    require(
        total.denominator == 1 and all(x >= 0 for x in sizes),
        f"sizes must be at least 0 and their sum an integer, got the sum {total}",
    )
    floors = [int(x) for x in sizes]
    order = sorted(range(len(sizes)), key=lambda s: (floors[s] - sizes[s], s))
    for s in order[: int(total) - sum(floors)]:
        floors[s] += 1
    return tuple(floors)


def mean_order_statistics(
    workers: int, rate: Rational = 1, shift: Rational = 0
) -> tuple[Rational, ...]:
    """Expected times of the first, second, ... of n workers with shifted exponential times.

    ``E T_(i) = shift + (1/n + 1/(n-1) + ... + 1/(n-i+1)) / rate``.

    Raises:
        BadInput: no worker, a rate that is not positive, or a negative shift.

    Complexity: O(n).
    Source: A. Renyi (1953), see `expected_order_statistic`.

    >>> mean_order_statistics(2, rate=1, shift=1)
    (Fraction(3, 2), Fraction(5, 2))
    """
    require(workers >= 1, f"workers must be at least 1, got {workers}")
    require(shift >= 0, f"shift must be at least 0, got {shift}")
    waits = (expected_order_statistic(workers, i + 1, rate) for i in range(workers))
    return tuple(plain(shift + x) for x in waits)


def single_tolerance_time(means: Sequence[Rational], coordinates: Rational, s: int) -> Rational:
    """Expected completion time of a plain code for s stragglers: ``(s + 1) L E T_(n-s)``, exactly.

    Raises:
        BadInput: not ``0 <= s < n``.

    Complexity: O(1).
    Source: R. Tandon et al., Gradient Coding (2017): all the coordinates are in one block.

    >>> single_tolerance_time(mean_order_statistics(2), 6, 1)
    6
    """
    n = len(means)
    require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
    return plain(Fraction((s + 1) * coordinates * means[n - s - 1]))


def estimate_mean_time(
    sizes: Sequence[Rational],
    rate: float = 1.0,
    shift: float = 0.0,
    trials: int = 10_000,
    seed: int = 0,
) -> tuple[float, float]:
    """Monte Carlo estimate of the expected completion time, and its standard error.

    Raises:
        BadInput: a negative seed, fewer than two trials, or sizes that are not positive in sum.

    Complexity: O(trials n log n).

    >>> mean, deviation = estimate_mean_time([1, 0])
    >>> abs(mean - 1.5) < 5 * deviation
    True
    """
    require(trials >= 2, f"trials must be at least 2, got {trials}")
    require(bool(sizes) and min(sizes) >= 0 < sum(sizes), "sizes must be positive in sum")
    n = len(sizes)
    times = shift + generator(seed).exponential(1 / rate, size=(trials, n))
    work = np.array([float(y) for y in accumulate((s + 1) * x for s, x in enumerate(sizes))])
    used = np.array([x > 0 for x in sizes])
    done = (np.sort(times, axis=1)[:, ::-1] * work)[:, used].max(axis=1)
    return float(done.mean()), float(done.std(ddof=1) / trials**0.5)


def _require_times(times: Sequence[Rational]) -> None:
    require(bool(times) and min(times) > 0, "times must be positive, one for each worker")
