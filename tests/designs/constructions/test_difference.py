"""Abelian groups, and base blocks developed over them."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from definitions import covered, is_design
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.constructions.difference import AbelianGroup, develop

moduli = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)


@given(moduli)
def test_addition_is_that_of_an_abelian_group(sizes):
    group = AbelianGroup(sizes)
    elements = range(group.order)
    sums = group.add([[x] for x in elements], [*elements]).tolist()
    assert sums == [list(column) for column in zip(*sums, strict=True)]
    assert sums[0] == list(elements)
    assert all(sorted(row) == list(elements) for row in sums)
    for weight, shift in zip(group.weights, group.translations(), strict=True):
        assert shift == sums[weight % group.order]


def test_group_addition_is_componentwise():
    group = AbelianGroup((2, 3, 5))
    for a in range(30):
        for b in range(30):
            left, right = group.coordinates(a), group.coordinates(b)
            total = (left + right) % [2, 3, 5]
            assert (group.coordinates(int(group.add(a, b))) == total).all()


@given(moduli, st.data())
def test_orders_of_elements_by_adding_until_zero(sizes, data):
    group = AbelianGroup(sizes)
    element = data.draw(st.integers(0, group.order - 1))
    total, steps = element, 1
    while total:
        total, steps = int(group.add(total, element)), steps + 1
    assert group.order_of(element) == steps


@given(st.sampled_from([(5,), (9,), (13,), (3, 3), (3, 5)]), st.data())
def test_a_pair_is_covered_as_often_as_its_difference_occurs(sizes, data):
    """No translate of four points is the block itself, as the order of the group is odd."""
    group = AbelianGroup(sizes)
    elements = st.integers(0, group.order - 1)
    base = data.draw(st.lists(st.sets(elements, min_size=4, max_size=4), min_size=1, max_size=3))
    differences = Counter(d for block in base for x, y in permutations(block, 2)
                          for d in range(group.order) if group.add(y, d) == x)  # fmt: skip
    counts = covered(develop(sizes, map(tuple, base)).blocks)
    for x in range(group.order):
        for d in range(1, group.order):
            assert counts[tuple(sorted((x, int(group.add(x, d)))))] == differences[d]


def test_known_base_blocks():
    assert is_design(develop((7,), [(0, 1, 3)]).blocks, 7, 3, 1)
    assert is_design(develop((13,), [(0, 1, 3, 9)]).blocks, 13, 4, 1)
    assert is_design(develop((11,), [(1, 3, 4, 5, 9)]).blocks, 11, 5, 2)


def test_short_orbits_are_developed_once():
    design = develop((6,), [(0, 3)])
    assert design.blocks == ((0, 3), (1, 4), (2, 5))


def test_what_is_no_group_or_no_element():
    with pytest.raises(BadInput, match="at least 1, got \\(3, 0\\)"):
        AbelianGroup((3, 0))
    with pytest.raises(BadInput, match="at least 1"):
        AbelianGroup(())
    with pytest.raises(BadInput, match=r"0\.\.6, got \(0, 7\)"):
        develop((7,), [(0, 7)])
