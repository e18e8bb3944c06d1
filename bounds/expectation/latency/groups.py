"""Fractional repetition with early decoding: the time until each group has one answer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bounds.expectation.latency.order_statistics import TimeModel, expected_erlang_order_statistic
from bounds.expectation.sparse import require_groups
from designs.algebra.linear import Rational
from designs.errors import require, show


def early_level_times(finish: NDArray[Any], levels: Sequence[int]) -> NDArray[Any]:
    """When each level of a nested fractional code can be decoded: every group has a ready worker.

    ``finish[..., w, m]`` is when worker w has finished m + 1 tasks, of any numeric type; the last
    axis of the result are the levels. Never later than `level_times`, where n - s are awaited.

    Raises:
        BadInput: a group size s + 1 that does not divide n, or is above the number of tasks.

    Complexity: O(n) a sample and level.
    Source: early decoding of fractional repetition is in the released code of R. Tandon et al.
    (2017); its use for nested levels is derived here.

    >>> early_level_times(np.array([[1, 2], [5, 10], [9, 18], [3, 6]]), [0, 1]).tolist()
    [9, 6]
    """
    n, tasks = finish.shape[-2:]
    for s in levels:
        fits = 0 <= s < tasks and n % (s + 1) == 0
        require(fits, f"s + 1 must divide {n} workers and be 1..{tasks} tasks, got s = {s}")
    shape = finish.shape[:-2]
    columns = [
        finish[..., s].reshape(*shape, n // (s + 1), s + 1).min(axis=-1).max(axis=-1)
        for s in levels
    ]
    return np.stack(columns, axis=-1)


def group_failure_probability(workers: int, replication: int, dead: Rational) -> Fraction:
    """Probability that some group of d workers is dead altogether: ``1 - (1 - p^d)^(n/d)``.

    Raises:
        BadInput: d does not divide n, or a probability outside 0..1.

    Complexity: constant.
    Source: independence.

    >>> group_failure_probability(4, 2, Fraction(1, 2))
    Fraction(7, 16)
    """
    require_groups(workers, replication)
    require(0 <= dead <= 1, f"a probability must be 0..1, got {show(dead)}")
    return 1 - (1 - Fraction(dead) ** replication) ** (workers // replication)


def expected_group_time(
    model: TimeModel, workers: int, replication: int, dead: Rational = 0
) -> Fraction:
    """Exact mean time until one worker of each group has finished its d partitions, if that ends.

    With g = n/d groups the last first answer exceeds t with probability ``1 - (1 - S(t)^d)^g``, S
    the probability that one worker does; that is a sum of powers of S, and their integrals are
    means of least times. Without dead workers and with one time a worker it is ``d shift + H_g /
    rate``: without shift, more redundancy never costs time.

    Raises:
        BadInput: d does not divide n, a probability outside 0 <= p < 1, or sums of too many tasks.

    Complexity: O(n g) means of least times.
    Source: derived in docs/why-it-is-true.md; Z. Charles et al. and H. Wang et al. use the case of
    one time a worker.

    >>> expected_group_time(TimeModel(), 6, 2), expected_group_time(TimeModel(), 6, 6)
    (Fraction(11, 6), Fraction(1, 1))
    """
    n, d, p = workers, replication, Fraction(dead)
    require_groups(n, d)
    require(0 <= p < 1, f"the probability of being dead must be 0 <= p < 1, got {show(dead)}")
    groups = n // d
    total = sum(
        (
            (-1) ** (j + 1) * comb(groups, j) * _least_if_alive(model, d, d * j, p)
            for j in range(1, groups + 1)
        ),
        Fraction(0),
    )
    return d * Fraction(model.shift) + total / (1 - group_failure_probability(n, d, p))


def _least_if_alive(model: TimeModel, tasks: int, workers: int, dead: Fraction) -> Fraction:
    """Mean of the least time of so many workers, without shift, zero if all are dead."""
    moving = TimeModel(model.rate, 0, model.per_task)
    return sum(
        (
            comb(workers, m) * (1 - dead) ** m * dead ** (workers - m) * _least(moving, tasks, m)
            for m in (range(1, workers + 1) if dead else (workers,))
        ),
        Fraction(0),
    )


def _least(model: TimeModel, tasks: int, workers: int) -> Fraction:
    """Mean of the least of the workers' times for so many tasks."""
    if not model.per_task:
        return Fraction(tasks, workers) / Fraction(model.rate)
    return expected_erlang_order_statistic(workers, 1, tasks, model.rate)
