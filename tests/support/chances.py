"""Seeds, and how far a count of random events may be from its mean."""

from __future__ import annotations

from fractions import Fraction as F
from math import sqrt

from hypothesis import strategies as st

seeds = st.integers(0, 99)


def within(count: int, trials: int, probability: F, sigmas: int = 5) -> bool:
    """Whether a binomial count is within this many standard deviations of its mean."""
    spread = sqrt(trials * probability * (1 - probability))
    return abs(count - trials * probability) <= sigmas * spread
