"""Codes with their rows scaled and everything in another order, for hypothesis."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from designs import GradientCode

FACTORS = [(3, 2, 1), (4, 2, 1), (4, 3, 2), (5, 4, 3), (6, 3, 2), (7, 3, 1)]


SCALES = st.sampled_from([1, 2, -1, -3, Fraction(1, 2), Fraction(5, 7)])


@st.composite
def disguises(draw, code, scales=SCALES):
    """The code with its rows scaled, rows and columns in another order."""
    rows = draw(st.permutations(range(code.workers)))
    columns = draw(st.permutations(range(code.partitions)))
    by = [draw(scales) for _ in rows]
    return GradientCode([
        [x * code.encoding[w][j] for j in columns] for w, x in zip(rows, by, strict=True)
    ])  # fmt: skip
