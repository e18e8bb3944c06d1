"""Parameters of sequential codes against bursts."""

from __future__ import annotations

from hypothesis import strategies as st


@st.composite
def bursts(draw, divides):
    n, burst = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    times = draw(st.integers(1, 3))
    window = burst * times + 1 if divides else burst + times
    return n, burst, window, draw(st.integers(0, n))
