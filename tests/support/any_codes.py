"""Codes with any entries, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from designs import GradientCode

entries = st.one_of(st.integers(-5, 5), st.fractions(max_denominator=9, min_value=-4, max_value=4))


@st.composite
def codes(draw, values=entries):
    n, k = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    row = st.lists(values, min_size=k, max_size=k)
    return GradientCode(
        draw(st.lists(row, min_size=n, max_size=n)),
        draw(st.text(max_size=5).filter(str.isprintable)),
    )
