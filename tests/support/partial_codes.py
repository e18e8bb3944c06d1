"""Regular codes whose workers may send parts of their work."""

from __future__ import annotations

from hypothesis import strategies as st

from designs import random_biregular


@st.composite
def regular(draw, most=7):
    """A code with n = m k workers, equal loads and equal replications."""
    k, m = draw(st.integers(1, most)), draw(st.integers(1, 2))
    load = draw(st.integers(1, min(k, 4)))
    return random_biregular(m * k, k, m * load, draw(st.integers(0, 9)))
