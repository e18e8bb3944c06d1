"""Small codes of any numbers, and sets of their workers."""

from __future__ import annotations

from hypothesis import strategies as st

from designs import GradientCode

small = st.integers(-3, 3)


@st.composite
def codes(draw, values=small, most=6):
    n, k = draw(st.integers(1, most)), draw(st.integers(1, most))
    row = st.lists(values, min_size=k, max_size=k)
    return GradientCode(draw(st.lists(row, min_size=n, max_size=n)))


def stragglers(code):
    return st.sets(st.integers(0, code.workers - 1))
