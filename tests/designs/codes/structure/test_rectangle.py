"""Products are recognised in any order, and what only looks like one is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

import pytest
from disguised import FACTORS, disguises
from hypothesis import given
from hypothesis import strategies as st

from designs import GradientCode, block_design, cyclic_repetition, fractional_repetition
from designs.codes import net, product, random_biregular, uncoded
from designs.codes.structure import (
    levelled,
    rectangle,
)


@given(st.sampled_from(FACTORS), st.sampled_from([*FACTORS, None]), st.data())
def test_products_in_any_order(one, two, data):
    first = block_design(*one)
    second = uncoded(2) if two is None else block_design(*two)
    code = data.draw(disguises(product(first, second)))
    found = rectangle(code)
    assert sorted(chain(*found.workers)) == list(range(code.workers))
    assert set(found.shape) == {first.workers, second.workers}
    level = levelled(code).encoding
    place = {w: (i, j) for i, row in enumerate(found.workers) for j, w in enumerate(row)}
    for w, a in enumerate(level):
        for x, b in enumerate(level[:w]):
            same = [p == q for p, q in zip(place[w], place[x], strict=True)]
            shared = sum(p * q for p, q in zip(a, b, strict=True))
            other = Fraction(found.in_row * found.in_column, found.square)
            assert shared == (found.in_row if same[0] else found.in_column if same[1] else other)


@given(st.data())
def test_a_product_with_one_entry_changed_is_none(data):
    code = product(block_design(3, 2, 1), block_design(4, 3, 2))
    rows = [list(row) for row in code.encoding]
    w, j = data.draw(st.integers(0, 11)), data.draw(st.integers(0, 11))
    rows[w][j] = 1 - rows[w][j]
    assert rectangle(GradientCode(rows)) is None


CELLS = [(a, b) for a in range(4) for b in range(4)]


STEPS = {(1, 0), (3, 0), (0, 1), (0, 3), (1, 1), (3, 3)}


def of_graph(near):
    """A code of 16 workers with inner products 25, and 5 of neighbours, and 1 of others."""
    edges = [(i, j) for i in range(16) for j in range(i) if near(CELLS[i], CELLS[j])] * 4
    return GradientCode([[1, *(int(w in edge) for edge in edges)] for w in range(16)])


def test_the_numbers_of_a_rectangle_are_not_enough():
    """Neighbours have as many common neighbours in the Shrikhande graph as in the 4 x 4 board."""
    board = of_graph(lambda a, b: a[0] == b[0] or a[1] == b[1])
    assert rectangle(board).shape == (4, 4)
    assert rectangle(board).workers[1] == (4, 5, 6, 7)
    other = of_graph(lambda a, b: ((a[0] - b[0]) % 4, (a[1] - b[1]) % 4) in STEPS)
    assert other.load() == board.load()
    assert rectangle(other) is None


@pytest.mark.parametrize(
    "code",
    [block_design(7, 3, 1), net(3, 2), fractional_repetition(4, 2), cyclic_repetition(6, 3),
     GradientCode([[1, -1], [2, 1]]), GradientCode([[1]]), random_biregular(9, 9, 3, seed=1)],
)  # fmt: skip
def test_other_codes_are_no_rectangles(code):
    assert rectangle(code) is None
