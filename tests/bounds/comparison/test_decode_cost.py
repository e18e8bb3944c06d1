"""What decoding costs: the words against the optimal weights of all survivor sets."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import decode
from bounds.comparison.decode_cost import decode_cost
from designs import (
    GradientCode,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)
from designs.codes.net import grid

KINDS = {
    "one weight": [block_design(7, 3, 1), block_design(5, 2, 1, "points"), uncoded(4)],
    "one a group": [fractional_repetition(6, 2), GradientCode([[1, 1, 0], [3, 3, 0], [0, 0, 2]])],
    "by classes": [grid((3, 3)), grid((2, 4))],
    "least squares": [cyclic_repetition(5, 3), random_biregular(8, 8, 3, seed=1)],
}


@pytest.mark.parametrize(("words", "code"), [(w, c) for w, codes in KINDS.items() for c in codes])
def test_the_kinds_of_known_codes(words, code):
    assert decode_cost(code) == words


@given(st.lists(st.lists(st.integers(0, 1), min_size=3, max_size=3), min_size=1, max_size=4))
def test_one_weight_is_one_weight_for_every_survivor_set(rows):
    code = GradientCode(rows)
    sets = [left for m in range(1, len(rows) + 1) for left in combinations(range(len(rows)), m)]
    single = all(len(set(decode(code, left))) == 1 for left in sets)
    assert single or decode_cost(code) != "one weight"


@given(st.permutations(range(6)), st.lists(st.integers(1, 4), min_size=6, max_size=6))
def test_order_and_scale_of_the_workers_do_not_matter(order, scales):
    rows = fractional_repetition(6, 3).encoding
    code = GradientCode([[Fraction(scales[w]) * x for x in rows[w]] for w in order])
    assert decode_cost(code) == "one a group"
