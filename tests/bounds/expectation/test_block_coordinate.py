"""Block-coordinate coding: completion times, the best sizes, and what random times cost."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.error import error
from bounds.expectation.block_coordinate import (
    completion_time,
    equalised_sizes,
    estimate_mean_time,
    least_time,
    mean_order_statistics,
    single_tolerance_time,
    whole_sizes,
)
from designs import BadInput
from designs.codes.block_coordinate import block_coordinate

rationals = st.fractions(min_value=Fraction(1, 5), max_value=9, max_denominator=7)
speeds = st.lists(rationals, min_size=1, max_size=7)


def played(sizes, times):
    """When the last block decodes, from the moments at which each worker sends each block."""
    scheme, n = block_coordinate(sizes), len(sizes)
    end = Fraction(0)
    for s, size in enumerate(sizes):
        if not size:
            continue
        work = sum((u + 1) * sizes[u] for u in range(s + 1))
        sent = sorted(work * t for t in times)
        moment = sent[n - s - 1]
        late = [w for w, t in enumerate(times) if work * t > moment]
        code = scheme[f"tolerance {s}"]
        assert set(code.load()) == {s + 1}
        assert error(code, late) == 0
        end = max(end, moment)
    return end


@given(st.lists(st.tuples(st.integers(0, 3), rationals), min_size=1, max_size=5))
def test_the_completion_time_is_that_of_the_codes(pairs):
    sizes, times = [x for x, _ in pairs], [t for _, t in pairs]
    if any(sizes):
        assert completion_time(sizes, times) == played(sizes, times)


@given(speeds, st.integers(1, 30))
def test_equalised_blocks_are_there_at_the_same_moment(times, coordinates):
    sizes = equalised_sizes(times, coordinates)
    assert min(sizes) >= 0
    assert sum(sizes) == coordinates
    assert completion_time(sizes, times) == least_time(times, coordinates)
    work = Fraction(0)
    for s, t in enumerate(sorted(times, reverse=True)):
        work += (s + 1) * sizes[s]
        assert work * t == least_time(times, coordinates)


@given(st.lists(st.tuples(st.fractions(0, 9, max_denominator=5), rationals), min_size=1))
def test_no_sizes_are_faster_than_the_equalised_ones(pairs):
    sizes, times = [x for x, _ in pairs], [t for _, t in pairs]
    assert completion_time(sizes, times) >= least_time(times, sum(sizes))


@pytest.mark.parametrize("times", [(1, 1, 1), (1, 2, 6), (1, 1, 9), (2, 3, 4)])
def test_no_whole_sizes_are_faster_and_rounding_costs_little(times):
    coordinates = 12
    every = [x for x in product(range(13), repeat=3) if sum(x) == coordinates]
    best = min(completion_time(x, times) for x in every)
    rounded = completion_time(whole_sizes(equalised_sizes(times, coordinates)), times)
    assert least_time(times, coordinates) <= best <= rounded
    assert rounded <= least_time(times, coordinates) + sum(range(1, 4)) * max(times)


@pytest.mark.parametrize("seed", range(5))
def test_the_equalised_sizes_solve_the_linear_program(seed):
    optimize = pytest.importorskip("scipy.optimize")
    n = 2 + seed
    times = np.sort(1 + np.random.default_rng(seed).exponential(1.0, n))
    work = np.tril(np.tile(np.arange(1, n + 1), (n, 1))) * times[::-1, None]
    found = optimize.linprog(
        [0.0] * n + [1.0],
        A_ub=np.hstack([work, -np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=[[1.0] * n + [0.0]],
        b_eq=[1.0],
    )
    exact = least_time([Fraction(t) for t in times], 1)
    assert found.fun == pytest.approx(float(exact), rel=1e-9)


@given(st.integers(1, 9), st.fractions(Fraction(1, 3), 3), st.fractions(0, 3))
def test_order_statistics_of_shifted_exponentials(n, rate, shift):
    means = mean_order_statistics(n, rate, shift)
    assert sum(means) == n * (shift + 1 / rate)
    assert means[0] == shift + 1 / (n * rate)
    assert list(means) == sorted(means)


@pytest.mark.parametrize("shift", [0, 1, 3])
def test_random_times_cost_more_than_the_lower_bound(shift):
    n, coordinates = 12, 1000
    means = mean_order_statistics(n, 1, shift)
    bound = least_time(means, coordinates)
    sizes = equalised_sizes(means, coordinates)
    mean, deviation = estimate_mean_time(sizes, 1, shift, trials=4000, seed=1)
    assert mean > float(bound) - 5 * deviation
    best = min(single_tolerance_time(means, coordinates, s) for s in range(n))
    assert bound < best
    if shift:
        assert mean + 5 * deviation < float(best)


def test_memoryless_times_make_full_replication_faster_than_equalised_sizes():
    means = mean_order_statistics(12)
    sizes = equalised_sizes(means, 1000)
    mean, deviation = estimate_mean_time(sizes, trials=4000, seed=1)
    assert single_tolerance_time(means, 1000, 11) == 1000 < mean - 5 * deviation


@pytest.mark.parametrize("s", [0, 2, 5])
def test_a_single_tolerance_has_its_exact_mean(s):
    sizes = [0] * 6
    sizes[s] = 10
    exact = single_tolerance_time(mean_order_statistics(6, 2, Fraction(1, 2)), 10, s)
    mean, deviation = estimate_mean_time(sizes, 2.0, 0.5, trials=8000, seed=3)
    assert abs(mean - float(exact)) < 5 * deviation


@given(speeds, st.integers(0, 40))
def test_whole_sizes_are_near_and_have_the_sum(times, coordinates):
    sizes = equalised_sizes(times, coordinates)
    whole = whole_sizes(sizes)
    assert sum(whole) == coordinates
    assert all(abs(a - b) < 1 for a, b in zip(whole, sizes, strict=True))


@pytest.mark.parametrize(
    "make",
    [
        lambda: block_coordinate([]),
        lambda: block_coordinate([0, 0]),
        lambda: block_coordinate([2, -1]),
        lambda: completion_time([1], [0]),
        lambda: completion_time([1, 2], [1]),
        lambda: completion_time([-1], [1]),
        lambda: least_time([], 1),
        lambda: least_time([1], -1),
        lambda: whole_sizes([Fraction(1, 2)]),
        lambda: mean_order_statistics(0),
        lambda: mean_order_statistics(2, 0),
        lambda: single_tolerance_time([1], 1, 1),
        lambda: estimate_mean_time([1], trials=1),
        lambda: estimate_mean_time([0]),
    ],
)
def test_what_is_refused(make):
    with pytest.raises(BadInput):
        make()
