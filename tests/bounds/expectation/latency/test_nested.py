"""The exact mean time of nested codes: one level alone, all levels, survival by hand."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounds.expectation.latency.nested import expected_nested_time, nested_survival
from bounds.expectation.latency.order_statistics import (
    TimeModel,
    expected_level_time,
    failure_probability,
)


@given(st.integers(1, 7), st.data())
@settings(deadline=None)
def test_one_level_alone_is_the_plain_code(n, data):
    s = data.draw(st.integers(0, n - 1))
    dead = data.draw(st.fractions(min_value=0, max_value="0.9", max_denominator=10))
    rate = data.draw(st.fractions(min_value="0.1", max_value=3))
    assert expected_nested_time(n, [s], rate, dead) == expected_level_time(
        TimeModel(rate=rate), n, s, dead
    )


@given(st.integers(2, 6), st.sets(st.integers(0, 5), min_size=2), st.data())
@settings(deadline=None)
def test_nested_is_earlier_in_the_mean_than_each_level(n, levels, data):
    levels = sorted(s for s in levels if s < n) or [0]
    nested = expected_nested_time(n, levels)
    fixed = [expected_level_time(TimeModel(), n, s) for s in levels]
    assert nested <= min(fixed)
    assert (nested == min(fixed)) == (len(levels) == 1)
    dead = data.draw(st.fractions(min_value=0, max_value=1, max_denominator=6))
    scale, survival = nested_survival(n, levels, dead)
    assert sum(survival.values()) == scale
    never = Fraction(survival.get(0, 0), scale)
    assert never == failure_probability(n, levels[-1], dead)


def test_survival_by_hand():
    """Two workers, s = 0, 1: T > t unless both are below t, or one is below t/2."""
    scale, survival = nested_survival(2, [0, 1])
    for t in (0.0, 0.3, 1.0, 2.5):
        by_hand = 2 * exp(-t / 2) * exp(-t) - exp(-2 * t)
        found = sum(c * exp(-e * t / 2) for e, c in survival.items()) / scale
        assert found == pytest.approx(by_hand)
