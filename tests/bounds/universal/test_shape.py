"""Shapes that no code can have are refused in a sentence."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bounds.universal.every import (
    universal_bounds,
)
from designs import BadInput


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"n": 4, "k": 4, "d": 5, "s": 1}, "redundancy must be 0..workers"),
        ({"n": 4, "k": 0, "d": 2, "s": 1}, "there must be a partition"),
        ({"n": 4, "k": 4, "d": 2, "s": 5}, "stragglers must be 0..4"),
        ({"n": 4, "k": 3, "d": 2, "s": 1, "constant_load": True}, "a constant load"),
        ({"n": 4, "k": 3, "d": Fraction(5, 3), "s": 1}, "a constant redundancy"),
        ({"n": 4, "k": 3, "d": 2, "s": 1, "coefficients": "complex"}, "binary or real"),
    ],
)
def test_bad_shapes_are_refused_in_a_sentence(arguments, text):
    with pytest.raises(BadInput, match=text):
        universal_bounds(**arguments)
