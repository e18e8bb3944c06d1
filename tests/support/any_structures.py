"""Any points and blocks, for hypothesis, and two designs."""

from __future__ import annotations

from hypothesis import strategies as st

from designs import Design
from designs.constructions.difference import develop

FANO = develop((7,), [(0, 1, 3)])


BIPLANE = develop((11,), [(1, 3, 4, 5, 9)])


@st.composite
def structures(draw):
    points = draw(st.integers(2, 7))
    block = st.sets(st.integers(0, points - 1), max_size=points)
    return Design(points, draw(st.lists(block, max_size=12)))
