"""Latency in samples: near the exact means, and the nested code never later than its levels."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds.expectation.latency.groups import (
    early_level_times,
    expected_group_time,
    group_failure_probability,
)
from bounds.expectation.latency.nested import expected_nested_time
from bounds.expectation.latency.order_statistics import (
    TimeModel,
    expected_erlang_order_statistic,
    expected_level_time,
    expected_order_statistic,
    failure_probability,
)
from bounds.expectation.latency.simulate import (
    Estimate,
    Latency,
    finish_times,
    level_times,
    simulate,
)
from designs import BadInput
from designs.codes.base import generator

HALF = Fraction(1, 2)

SHIFTED = TimeModel(shift=1)


@given(st.data(), st.integers(1, 6), st.integers(1, 5))
def test_nested_is_never_later_than_a_level_sample_by_sample(data, n, tasks):
    """Independent times of every task, integers: an exact statement about each sample."""
    count = data.draw(st.integers(1, 4))
    size = count * n * tasks
    flat = data.draw(st.lists(st.integers(0, 50), min_size=size, max_size=size))
    finish = np.cumsum(np.array(flat).reshape(count, n, tasks), axis=2)
    levels = list(range(min(n, tasks)))
    times = level_times(finish, levels)
    nested = times.min(axis=-1)
    assert (nested[:, None] <= times).all()
    for sample, now in zip(finish, nested, strict=True):
        complete = [sum(sample[:, s] <= now) >= n - s for s in levels]
        sooner = [sum(sample[:, s] < now) >= n - s for s in levels]
        assert any(complete)
        assert not any(sooner)


def test_equal_times_of_all_tasks_give_the_order_statistics():
    finish = finish_times(SHIFTED, 7, 4, 50, generator(3))
    each = np.sort(finish[:, :, 0], axis=1)
    times = level_times(finish, [0, 1, 3])
    assert np.allclose(times, np.stack([each[:, 6], 2 * each[:, 5], 4 * each[:, 3]], axis=1))


@pytest.mark.parametrize("per_task", [False, True])
def test_simulated_groups_are_near_their_exact_means(per_task):
    model, dead = TimeModel(rate=2, shift=HALF, per_task=per_task), Fraction(1, 8)
    found = simulate(model, 8, [0, 1, 3], dead, samples=40_000, seed=9, groups=True)
    for s, estimate in found.fixed.items():
        exact = float(expected_group_time(model, 8, s + 1, dead))
        assert abs(estimate.mean - exact) < 5 * estimate.standard_error
        p = float(group_failure_probability(8, s + 1, dead))
        assert abs(estimate.failed - p) <= 5 * (p * (1 - p) / 40_000) ** 0.5


@pytest.mark.parametrize("per_task", [False, True])
@pytest.mark.parametrize("dead", [Fraction(0), Fraction(1, 8)])
def test_simulated_levels_are_near_their_exact_means(per_task, dead):
    model = TimeModel(rate=2, shift=HALF, per_task=per_task)
    found = simulate(model, 9, [0, 2, 4], dead, samples=40_000, seed=7)
    for s, estimate in found.fixed.items():
        exact = float(expected_level_time(model, 9, s, dead))
        assert abs(estimate.mean - exact) < 5 * estimate.standard_error
        p = float(failure_probability(9, s, dead))
        assert abs(estimate.failed - p) <= 5 * (p * (1 - p) / 40_000) ** 0.5


@pytest.mark.parametrize("dead", [Fraction(0), Fraction(1, 8)])
def test_simulated_nested_time_is_near_its_exact_mean(dead):
    found = simulate(TimeModel(rate=3), 9, [0, 1, 3, 5], dead, samples=40_000, seed=8).nested
    exact = float(expected_nested_time(9, [0, 1, 3, 5], 3, dead))
    assert abs(found.mean - exact) < 5 * found.standard_error


@pytest.mark.parametrize(
    ("dead", "nested", "level", "fixed", "fails"),
    [
        (Fraction(0), 4.56, 0, 4.59, 0.0),
        (Fraction(1, 20), 8.4, 4, 13.8, 0.0025),
        (Fraction(1, 10), 11.6, 6, 17.3, 0.0024),
        (Fraction(1, 5), 16.2, 8, 21.4, 0.01),
    ],
)
def test_published_table_of_this_reconstruction(dead, nested, level, fixed, fails):
    """X = 1 + Exp(1), 20 workers, all levels; the table has two or three digits."""
    found = simulate(SHIFTED, 20, range(20), dead, samples=20_000, seed=1)
    assert found.nested.failed == 0
    assert found.nested.mean == pytest.approx(nested, rel=0.01)
    assert float(expected_level_time(SHIFTED, 20, level, dead)) == pytest.approx(fixed, rel=0.005)
    assert float(failure_probability(20, level, dead)) == pytest.approx(fails, abs=2e-4)
    assert found.nested.mean < min(x.mean for x in found.fixed.values() if x.failed < 0.01)


def test_slower_workers_gain_a_little():
    slow = TimeModel(rate=Fraction(1, 5), shift=1)
    found = simulate(slow, 20, range(20), samples=20_000, seed=1)
    assert found.fixed[0].mean == min(x.mean for x in found.fixed.values())
    assert float(expected_level_time(slow, 20, 0)) == pytest.approx(19.0, abs=0.05)
    assert found.nested.mean == pytest.approx(17.8, rel=0.01)


def test_dead_workers_may_end_nothing():
    found = simulate(TimeModel(), 3, [0], 1, samples=10)
    assert found == Latency({0: Estimate(float("inf"), 0.0, 1.0)}, Estimate(float("inf"), 0.0, 1.0))


def test_same_seed_same_estimate():
    one, two = (simulate(SHIFTED, 5, [0, 1], samples=100, seed=4) for _ in range(2))
    assert one == two
    assert one != simulate(SHIFTED, 5, [0, 1], samples=100, seed=5)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: TimeModel(rate=0), lambda: TimeModel(shift=-1),
        lambda: expected_order_statistic(3, 4), lambda: expected_order_statistic(3, 1, 0),
        lambda: expected_erlang_order_statistic(3, 1, 0),
        lambda: expected_erlang_order_statistic(3, 4, 2),
        lambda: expected_erlang_order_statistic(3, 3, 2, 0),
        lambda: expected_erlang_order_statistic(600, 3, 2),
        lambda: failure_probability(3, 3, HALF), lambda: failure_probability(3, 1, 2),
        lambda: expected_level_time(SHIFTED, 3, 3), lambda: expected_level_time(SHIFTED, 3, 0, 1),
        lambda: expected_level_time(SHIFTED, 3, 0, -1),
        lambda: expected_nested_time(3, []), lambda: expected_nested_time(3, [3]),
        lambda: expected_nested_time(3, [-1]), lambda: expected_nested_time(3, [0], 0),
        lambda: expected_nested_time(3, [0], 1, 1), lambda: expected_nested_time(99, range(12)),
        lambda: level_times(np.ones((3, 1)), [1]), lambda: simulate(SHIFTED, 3, []),
        lambda: simulate(SHIFTED, 3, [0], 2), lambda: simulate(SHIFTED, 3, [0], samples=0),
        lambda: simulate(SHIFTED, 4, [2], groups=True),
        lambda: simulate(SHIFTED, 6, [1, 2], groups=True),
        lambda: expected_group_time(SHIFTED, 4, 3),
        lambda: expected_group_time(SHIFTED, 4, 0), lambda: expected_group_time(SHIFTED, 4, 2, 1),
        lambda: group_failure_probability(4, 2, 2), lambda: early_level_times(np.ones((4, 1)), [1]),
        lambda: simulate(SHIFTED, 3, [5]), lambda: simulate(SHIFTED, 3, [-2]),
    ],
)  # fmt: skip
def test_refusals(ask):
    with pytest.raises(BadInput):
        ask()
