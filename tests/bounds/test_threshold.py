"""Thresholds: from certified curves, by halving and in closed form."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import curve
from adversary.worst_case import Method, WorstCase
from bounds.threshold import Threshold, block_design_threshold, threshold, threshold_on
from designs import BadInput, block_design, cyclic_repetition, fractional_repetition
from designs.codes import random_biregular

rationals = st.fractions(min_value=Fraction(1, 50), max_value=20, max_denominator=50)


@given(rationals)
def test_threshold_of_a_certified_curve_is_its_definition(level):
    points = curve(cyclic_repetition(7, 3))
    found = threshold_on(points, level)
    by_definition = next((p.stragglers for p in points if p.error >= level), None)
    assert found.at_most == by_definition
    assert found.at_least == (len(points) if by_definition is None else by_definition)


def test_threshold_of_an_interval_is_an_interval():
    points = [WorstCase(3, 3, s, "optimal", low, high, (), Method.STOPPED, 0.0)
              for s, (low, high) in enumerate([(0, 0), (0, 2), (1, 3), (3, 3)])]  # fmt: skip
    assert threshold_on(points, 1) == Threshold(1, 2)
    assert not threshold_on(points, 1).proved
    assert threshold_on(points, 3) == Threshold(2, 3)


def test_threshold_refuses_half_a_curve_and_no_error():
    points = curve(fractional_repetition(4, 2))
    with pytest.raises(BadInput, match="whole curve"):
        threshold_on(points[1:], 1)
    with pytest.raises(BadInput, match="above 0"):
        threshold_on(points, 0)


def test_closed_form_thresholds_refuse_impossible_parameters():
    with pytest.raises(BadInput, match="integers"):
        block_design_threshold(8, 3, 1, 1)
    with pytest.raises(BadInput, match="at most b"):
        block_design_threshold(7, 3, 1, 8)


@pytest.mark.parametrize(
    "code",
    [random_biregular(12, 12, 4, seed=2), random_biregular(10, 15, 2, seed=1),
     block_design(13, 4, 1), fractional_repetition(12, 3)],
    ids=str,
)  # fmt: skip
def test_halving_finds_the_threshold_of_the_curve(code):
    points = curve(code)
    levels = {p.error for p in points if p.error} | {Fraction(1, 7), code.partitions}
    for level in levels | {x + Fraction(1, 10**13) for x in levels if x < code.partitions}:
        assert threshold(code, level) == threshold_on(points, level)


def test_a_threshold_in_no_time_is_an_interval_that_holds():
    code = random_biregular(24, 24, 5, seed=1)
    exact = threshold(code, 5)
    found = threshold(code, 5, time_limit=0)
    assert exact.proved
    assert found.at_least <= exact.at_least <= found.at_most
