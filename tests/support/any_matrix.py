"""Placements of 0 and 1 in which the first worker holds everything."""

from __future__ import annotations

from hypothesis import strategies as st

from designs import GradientCode


@st.composite
def any_code(draw):
    n, k = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    rows = draw(
        st.lists(st.lists(st.integers(0, 1), min_size=k, max_size=k), min_size=n, max_size=n)
    )
    rows[0] = [1] * k
    return GradientCode(rows)
