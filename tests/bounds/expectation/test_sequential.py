"""The least load against bursts: no scheme is below it."""

from __future__ import annotations

from bursts import bursts
from hypothesis import given

from adversary.decoding.bursty import BurstyModel
from bounds.expectation.sequential import least_sequential_load
from designs.codes.sequential import multiplexed_load


@given(bursts(divides=False))
def test_no_load_is_below_the_bound_and_three_are_at_it(parameters):
    n, burst, window, distinct = parameters
    bound = least_sequential_load(*parameters)
    assert multiplexed_load(*parameters) >= bound
    if distinct in {0, n - 1, n}:
        assert multiplexed_load(*parameters) == bound
    period = [tuple(range(distinct))] * burst + [()] * (window - 1)
    assert BurstyModel(burst, window, distinct).conforms(period * 3)
    answered = sum(n - len(silent) for silent in period)
    assert bound * answered == len(period)
