"""Order statistics of exponential times: identities, known values, quadrature."""

from __future__ import annotations

from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds.expectation.latency.order_statistics import (
    expected_erlang_order_statistic,
    expected_order_statistic,
    harmonic,
)


@given(st.integers(1, 8), st.integers(1, 4), st.fractions(min_value="0.1", max_value=5))
def test_order_statistics_add_up_to_the_mean_of_all(n, tasks, rate):
    total = sum(expected_erlang_order_statistic(n, r, tasks, rate) for r in range(1, n + 1))
    assert total == n * tasks / rate
    one = [expected_order_statistic(n, r, rate) for r in range(n + 1)]
    assert sum(one) == n / rate
    assert one[0] == 0
    assert one[n] == harmonic(n) / rate


@given(st.integers(2, 7), st.integers(1, 4), st.data())
def test_leaving_one_out_relates_the_order_statistics(n, tasks, data):
    """(n - r) X_(r:n) + r X_(r+1:n) = n X_(r:n-1) in the mean, for any independent equal times."""
    r = data.draw(st.integers(1, n - 1))
    mean = expected_erlang_order_statistic
    left = (n - r) * mean(n, r, tasks) + r * mean(n, r + 1, tasks)
    assert left == n * mean(n - 1, r, tasks)


def test_known_exponential_times():
    """n = 30: all, half, one of each of ten groups of three, all but two."""
    times = [harmonic(30), expected_order_statistic(30, 15), harmonic(10) / 3,
             expected_order_statistic(30, 28)]  # fmt: skip
    assert [round(float(t), 3) for t in times] == [3.995, 0.677, 0.976, 2.495]


def test_erlang_order_statistic_against_quadrature():
    n, r, tasks = 6, 4, 3
    t = np.linspace(0, 60, 200_001)
    below = 1 - np.exp(-t) * sum(t**i / factorial(i) for i in range(tasks))
    late = sum(comb(n, j) * below**j * (1 - below) ** (n - j) for j in range(r))
    integral = float(((late[1:] + late[:-1]) / 2 * np.diff(t)).sum())
    assert float(expected_erlang_order_statistic(n, r, tasks)) == pytest.approx(integral, rel=1e-6)
