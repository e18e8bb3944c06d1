"""Limits of designs on file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.interchange.limits import MOST_POINTS, sized, whole


@given(st.integers(0, 10**18 - 1))
def test_whole_numbers_are_read_as_written(number):
    assert whole(f" {number}\n") == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1e3", "٣", "9" * 19, "0x1"])
def test_other_texts_are_no_points(text):
    with pytest.raises(BadInput, match="whole numbers from 0"):
        whole(text)


def test_a_design_has_a_million_points_at_most():
    assert sized(MOST_POINTS, [(0,)]).points == MOST_POINTS
    with pytest.raises(BadInput, match="at most 1,000,000 points"):
        sized(MOST_POINTS + 1, [])
