"""A seeded simulator of the time that gradient codes and nested gradient codes take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bounds.expectation.latency.groups import early_level_times
from bounds.expectation.latency.order_statistics import TimeModel
from designs.algebra.linear import Rational
from designs.answers.discovery import make_callable
from designs.codes.base import generator
from designs.codes.nested import block_sizes
from designs.errors import require, show

Floats = NDArray[np.float64]
_BATCH_ENTRIES = 1 << 21
_MOST_SAMPLES = 10_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over the samples that ended, its standard error, and the part that never ended.

    >>> Estimate(1.5, 0.1, 0.0).failed
    0.0
    """

    mean: float
    standard_error: float
    failed: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Monte Carlo estimates of one iteration's time: each fixed level, and nested.

    >>> Latency({0: Estimate(2.0, 0.1, 0.0)}, Estimate(1.5, 0.1, 0.0)).nested.mean
    1.5
    """

    fixed: dict[int, Estimate]
    nested: Estimate


def finish_times(
    model: TimeModel,
    workers: int,
    tasks: int,
    samples: int,
    random: np.random.Generator,
    dead: Rational = 0,
) -> Floats:
    """Times at which workers have finished 1, 2, ..., tasks partitions: shape (samples, n, tasks).

    Dead workers, each independently with probability ``dead``, never finish: infinity.

    Complexity: O(samples n tasks).
    Source: the two models are stated in `TimeModel`.

    >>> model = TimeModel(shift=1)
    >>> finish_times(model, 3, 2, 5, generator(0)).shape
    (5, 3, 2)
    """
    draws = tasks if model.per_task else 1
    each = random.standard_exponential((samples, workers, draws)) / float(model.rate)
    each = np.broadcast_to(each + float(model.shift), (samples, workers, tasks))
    finish: Floats = np.cumsum(each, axis=2)
    finish[random.random((samples, workers)) < float(dead)] = np.inf
    return finish


def level_times(finish: NDArray[Any], levels: Sequence[int]) -> NDArray[Any]:
    """When each level is complete: n - s workers have finished s + 1 tasks; last axis = levels.

    ``finish[..., w, m]`` is when worker w has finished m + 1 tasks; of any numeric type, so that
    with integers the result is exact. The time of the nested code is the least along the last axis.

    Raises:
        BadInput: a level that is not below the number of workers and of tasks.

    Complexity: O(n log n) a sample and level.
    Source: reconstruction of the protocol of L. Massny et al. (2023); derived here.

    >>> level_times(np.array([[1, 2, 3], [2, 4, 6], [9, 18, 27]]), [0, 1, 2]).tolist()
    [9, 4, 3]
    """
    n, tasks = finish.shape[-2:]
    for s in levels:
        good = 0 <= s < min(n, tasks)
        require(good, f"levels must be 0..{min(n, tasks) - 1} for {n} workers and {tasks} tasks, "
                f"got {s}")  # fmt: skip
    columns = [np.sort(finish[..., s], axis=-1)[..., n - s - 1] for s in levels]
    return np.stack(columns, axis=-1)


def simulate(
    model: TimeModel,
    workers: int,
    levels: Sequence[int],
    dead: Rational = 0,
    samples: int = 10_000,
    seed: int = 0,
    *,
    groups: bool = False,
) -> Latency:
    """Estimated mean times of a nested code and of each of its levels as a code of its own.

    All on the same samples, where the nested code is never later than any of them. Signals and
    messages take no time. With ``groups`` the codes are fractional and need one ready worker of
    each group, else n - s ready workers. Exact means: `expected_level_time`,
    `expected_nested_time`, `expected_group_time`.

    Raises:
        BadInput: no levels or one that is not 0..n-1, a probability outside 0..1, not 1 to
            10,000,000 samples, a negative seed, or groups whose sizes s + 1 do not divide one
            another and n.

    Complexity: O(samples n (tasks + L log n)) time, memory for 2e6 numbers at a time.
    Source: reconstruction of the protocol of L. Massny et al. (2023).

    >>> found = simulate(TimeModel(), 8, [0, 1, 3], samples=1000)
    >>> found.nested.mean < min(x.mean for x in found.fixed.values())
    True
    """
    require(workers >= 1, f"workers must be at least 1, got {workers}")
    fits = len(levels) > 0 and all(0 <= s < workers for s in levels)
    require(fits, f"levels must be straggler tolerances 0..{workers - 1}, got {list(levels)}")
    require(0 <= dead <= 1, f"a probability must be 0..1, got {show(Fraction(dead))}")
    good = 1 <= samples <= _MOST_SAMPLES
    require(good, f"samples must be 1..{_MOST_SAMPLES:,}, got {samples}")
    if groups:
        block_sizes(workers, levels)
    read = early_level_times if groups else level_times
    batches = _batches(model, workers, max(levels) + 1, dead, samples, seed)
    times = np.concatenate([read(finish, levels) for finish in batches])
    fixed = {s: _estimate(times[:, i]) for i, s in enumerate(levels)}
    return Latency(fixed, _estimate(times.min(axis=1)))


def _batches(
    model: TimeModel, n: int, tasks: int, dead: Rational, samples: int, seed: int
) -> Iterator[Floats]:
    """Finish times of all samples, some at a time."""
    random = generator(seed)
    size = max(1, _BATCH_ENTRIES // (n * tasks))
    for start in range(0, samples, size):
        count = min(size, samples - start)
        yield finish_times(model, n, tasks, count, random, dead)


def _estimate(times: Floats) -> Estimate:
    ended = times[np.isfinite(times)]
    failed = 1 - len(ended) / len(times)
    if not len(ended):
        return Estimate(float("inf"), 0.0, failed)
    return Estimate(float(ended.mean()), float(ended.std() / len(ended) ** 0.5), failed)


make_callable(__name__, __name__, "simulate")
