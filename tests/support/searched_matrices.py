"""Matrices of a few numbers, and worst cases found by search alone."""

from __future__ import annotations

from hypothesis import strategies as st
from searching import search_alone

from adversary import curve
from designs import (
    GradientCode,
)

entries = st.sampled_from([0, 0, 1, 1, -1, 2, "1/2"])


@st.composite
def matrices(draw):
    n, k = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    row = st.lists(entries, min_size=k, max_size=k)
    return GradientCode(draw(st.lists(row, min_size=n, max_size=n)))


def errors(code):
    with search_alone():
        points = curve(code)
    assert all(p.proved for p in points)
    return [p.error for p in points]
