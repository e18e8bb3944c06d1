"""Round times of shorter messages: against simulation and numerical integration."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import numpy as np
import pytest

from bounds.expectation.latency.communication import (
    Speeds,
    best_tradeoff,
    mean_of_least,
    round_time,
)
from designs import BadInput

EC2 = Speeds(Fraction(8, 5), Fraction(4, 5), 6, Fraction(1, 10))


def test_the_best_trade_offs_of_the_paper():
    for n, plain, whole, best in [(8, 36.2, 24.1, 21.35), (10, 38.2, 27.2, 22.55)]:
        assert float(round_time(n, 1, 1, EC2)) == pytest.approx(plain, abs=0.15)
        assert float(best_tradeoff(n, EC2, 1)[2]) == pytest.approx(whole, abs=0.05)
        d, m, time = best_tradeoff(n, EC2)
        assert (d, m) == (4, 3)
        assert float(time) == pytest.approx(best, abs=0.05)
    assert best_tradeoff(8, EC2, 1)[0] == 8


@pytest.mark.parametrize(("n", "d", "m"), [(8, 1, 1), (8, 4, 3), (5, 5, 1), (6, 3, 3), (8, 8, 1)])
def test_round_times_against_simulation(n, d, m):
    """Five standard errors of 40,000 seeded rounds."""
    random, s = np.random.default_rng(11), d - m
    compute = d * (1.6 + random.exponential(1 / 0.8, (40_000, n)))
    send = (6 + random.exponential(1 / 0.1, (40_000, n))) / m
    times = np.sort(compute + send, axis=1)[:, n - s - 1]
    slack = 5 * times.std() / 200
    assert float(round_time(n, d, m, EC2)) == pytest.approx(times.mean(), abs=slack)


@pytest.mark.parametrize(
    ("a", "b"), [(1, 2), (Fraction(1, 2), Fraction(1, 2)), (3, Fraction(1, 7))]
)
@pytest.mark.parametrize("q", [1, 2, 5])
def test_the_mean_of_the_least_against_numerical_integration(a, b, q):
    times = np.linspace(0, 200, 400_001)
    x, y = float(a), float(b)
    if a == b:
        survival = (1 + x * times) * np.exp(-x * times)
    else:
        survival = (y * np.exp(-x * times) - x * np.exp(-y * times)) / (y - x)
    value = float(mean_of_least(q, Fraction(a), Fraction(b)))
    assert value == pytest.approx(np.trapezoid(survival**q, times), rel=1e-6)
    assert exp(-y * 200) < 1e-12


def test_what_round_times_refuse():
    for n, d, m in [(3, 4, 1), (3, 2, 3), (3, 1, 0)]:
        with pytest.raises(BadInput, match="1 <= reduction <= load <= workers"):
            round_time(n, d, m, EC2)
    with pytest.raises(BadInput, match="rates must be above 0"):
        Speeds(1, 0, 1, 1)
    with pytest.raises(BadInput, match="shifts must be at least 0"):
        Speeds(-1, 1, 1, 1)
    with pytest.raises(BadInput, match=r"must be 1\.\.3"):
        best_tradeoff(3, EC2, 4)
