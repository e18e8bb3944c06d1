"""Waiting for one worker of each group: exact means, and never later than for all."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.nested import decodable_levels
from bounds.expectation.latency.groups import (
    early_level_times,
    expected_group_time,
    group_failure_probability,
)
from bounds.expectation.latency.order_statistics import (
    TimeModel,
    expected_level_time,
    failure_probability,
    harmonic,
)
from bounds.expectation.latency.simulate import (
    level_times,
)
from designs.codes.nested import nested_fractional

HALF = Fraction(1, 2)


@pytest.mark.parametrize(("n", "d"), [(6, 1), (6, 2), (6, 3), (6, 6), (30, 3)])
def test_group_times_are_known_exactly(n, d):
    rate = Fraction(3, 2)
    one = TimeModel(rate=rate, shift=1)
    assert expected_group_time(one, n, d) == d + harmonic(n // d) / rate
    if d in (1, n):  # one worker a group, or one group: order statistics of all workers
        for model in (one, TimeModel(rate, 1, per_task=True)):
            for dead in (0, HALF):
                plain = expected_level_time(model, n, d - 1, dead)
                assert expected_group_time(model, n, d, dead) == plain
        assert group_failure_probability(n, d, HALF) == failure_probability(n, d - 1, HALF)


@given(st.data())
@settings(deadline=None)
def test_awaiting_groups_is_never_later(data):
    scheme = nested_fractional(4, [0, 1, 3])
    flat = data.draw(st.lists(st.integers(1, 20), min_size=16, max_size=16))
    finish = np.cumsum(np.array(flat).reshape(4, 4), axis=1)
    early, all_ready = early_level_times(finish, [0, 1, 3]), level_times(finish, [0, 1, 3])
    assert (early <= all_ready).all()
    for now in sorted({*early.tolist(), *(early - 1).tolist()}):
        progress = [int(sum(row <= now)) for row in finish]
        expected = tuple(s for s, t in zip((0, 1, 3), early, strict=True) if t <= now)
        assert decodable_levels(scheme, progress) == expected
