"""Plain blocks: one a line, from 0 or from 1."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from designs import Design, exists
from designs.interchange.plain import as_blocks, read_blocks


@given(st.data())
def test_blocks_written_from_one_are_the_same_blocks(data):
    points = data.draw(st.integers(2, 8))
    block = st.sets(st.integers(0, points - 1), min_size=1)
    blocks = [*data.draw(st.lists(block, max_size=6)), {0}, {points - 1}]
    design = Design(points, blocks)
    lines = [" ".join(str(p + 1) for p in sorted(b)) for b in blocks]
    assert read_blocks("\n".join(lines)) == [design]
    assert read_blocks(as_blocks(design)) == [design]


def test_a_line_is_a_block():
    fano = exists(7, 3, 1).design()
    lines = as_blocks(fano).splitlines()
    assert Design(7, [map(int, line.split()) for line in lines]) == fano
