"""ErasureHead's stopping rule and weights, over all orders of arrival."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import permutations
from math import factorial

import numpy as np
import pytest
from erasures import SMALL, received
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.erasure_head import (
    erasure_head,
    messages_used,
)
from designs import GradientCode, fractional_repetition

UNEQUAL = GradientCode([[1, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 0], [0, 0, 1]])


@given(st.permutations(range(6)), st.integers(1, 6), st.sampled_from([1, 2, 3, 6]))
def test_the_master_stops_at_the_first_of_the_two_events(arrivals, collect, c):
    code = fractional_repetition(6, c)
    used = messages_used(code, arrivals, collect)
    complete = [len({w // c for w in arrivals[:i]}) == 6 // c for i in range(7)]
    assert used == next(i for i in range(7) if i == collect or complete[i])
    weights = erasure_head(code, arrivals, collect)
    seen = {w // c for w in arrivals[:collect]}
    assert received(code, arrivals, collect) == [int(j // c in seen) for j in range(6)]
    assert len(weights) == used


def test_dead_workers_leave_fewer_messages():
    code = fractional_repetition(6, 3)
    assert messages_used(code, [4, 5], 6) == 2
    assert erasure_head(code, [4, 5], 6) == (1, 0)
    assert erasure_head(code, [], 6) == ()


@pytest.mark.parametrize("code", [*(fractional_repetition(*p) for p in SMALL), UNEQUAL], ids=str)
def test_the_unbiased_weights_are_unbiased(code):
    n, k = code.workers, code.partitions
    for collect in range(1, n + 1):
        total = np.array([F(0)] * k)
        for order in permutations(range(n)):
            total += received(code, order, collect, unbiased=True)
        assert list(total) == [factorial(n)] * k
