"""Waiting times: identities, all orders of arrival, a simulation."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
from erasures import SMALL

from adversary.decoding.erasure_head import (
    messages_used,
)
from bounds.expectation.covering import covered, erasure_head_time, every_group
from bounds.expectation.latency.order_statistics import expected_order_statistic, harmonic
from designs import fractional_repetition

TIMES = [
    (harmonic(30), "3.995"),
    (expected_order_statistic(30, 15), "0.677"),
    (every_group(30, 3), "0.976"),
    (expected_order_statistic(30, 30 - 3 + 1), "2.495"),
]


@pytest.mark.parametrize(("exact", "text"), TIMES)
def test_reference_times_of_30_workers(exact, text):
    assert round(float(exact), 3) == float(text)


@pytest.mark.parametrize(("n", "c"), [*SMALL, (12, 3), (30, 5)])
def test_identities_of_waiting(n, c):
    assert erasure_head_time(n, c, n) == every_group(n, c)
    assert (
        erasure_head_time(n, c, n, F(1, 2)) == every_group(n, c, F(1, 2)) == 2 * every_group(n, c)
    )
    assert expected_order_statistic(n, n) == harmonic(n) == every_group(n, 1)
    assert expected_order_statistic(n, n - c + 1) == harmonic(n) - harmonic(c - 1)
    times = [erasure_head_time(n, c, r) for r in range(1, n + 1)]
    assert times == sorted(times)
    assert all(
        t <= min(expected_order_statistic(n, r), every_group(n, c)) for r, t in enumerate(times, 1)
    )


@pytest.mark.parametrize(("n", "c"), [(4, 2), (6, 2), (6, 3), (5, 1)])
def test_waiting_over_all_orders(n, c):
    code = fractional_repetition(n, c)
    for r in range(1, n + 1):
        used = [messages_used(code, order, r) for order in permutations(range(n))]
        total = sum((expected_order_statistic(n, i) for i in used), F(0))
        assert erasure_head_time(n, c, r) == total / factorial(n)
    for i in range(n + 1):
        sets = list(combinations(range(n), i))
        count = sum(len({w // c for w in x}) == n // c for x in sets)
        assert covered(n, c, i) == F(count, len(sets))


def test_waiting_in_a_simulation():
    delays = np.random.default_rng(3).exponential(size=(4000, 12))
    ordered = np.sort(delays, axis=1)[:, 4]
    every = delays.reshape(-1, 4, 3).min(axis=2).max(axis=1)
    times = np.minimum(ordered, every)
    expected = float(erasure_head_time(12, 3, 5))
    assert abs(times.mean() - expected) <= 5 * times.std() / np.sqrt(4000)
