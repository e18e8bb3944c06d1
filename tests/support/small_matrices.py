"""Small matrices of few different entries, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from designs import GradientCode

entries = st.sampled_from([0, 1, -2, "1/2", "-2/3"])


@st.composite
def matrices(draw):
    n, k = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    row = st.lists(entries, min_size=k, max_size=k)
    return GradientCode(draw(st.lists(row, min_size=n, max_size=n)))
