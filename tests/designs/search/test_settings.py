"""Prescribed groups, against all their elements."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.search.groups import actions
from designs.search.settings import Setting, Stabiliser, pair_orbits


def closure(generators):
    """All elements of a small permutation group."""
    found = {tuple(range(len(generators[0])))}
    waiting = list(found)
    while waiting:
        g = waiting.pop()
        for h in generators:
            product = tuple(h[x] for x in g)
            if product not in found:
                found.add(product)
                waiting.append(product)
    return found


SMALL = [a for v in (5, 7, 8, 9, 12) for a in actions(v, most_fixed=1, most_copies=3)]


@pytest.mark.parametrize("action", SMALL, ids=repr)
def test_settings_against_the_whole_group(action):
    setting = Setting(action)
    group = closure(action.generators())
    assert setting.order == len(group)
    for x, y in combinations(range(action.points), 2):
        orbit = {frozenset((g[x], g[y])) for g in group}
        same = {
            frozenset(pair)
            for pair in combinations(range(action.points), 2)
            if setting.pairs[pair] == setting.pairs[x, y]
        }
        assert orbit == same


@pytest.mark.parametrize("action", SMALL[::3], ids=repr)
def test_stabilisers_are_subgroups_of_the_stated_index(action):
    setting = Setting(action)
    group = closure(action.generators())
    for stabiliser in setting.stabilisers:
        fixing = [
            g
            for g in group
            if all({g[x] for x in orbit} == set(orbit) for orbit in stabiliser.orbits)
        ]
        assert len(group) % stabiliser.index == 0
        assert len(fixing) >= len(group) // stabiliser.index


@given(st.lists(st.permutations(range(6)), max_size=3))
def test_pairs_in_one_orbit_have_one_number(generators):
    group = closure([tuple(range(6)), *map(tuple, generators)])
    numbers = pair_orbits(6, [tuple(g) for g in generators])
    assert (numbers == numbers.T).all()
    assert set(numbers.ravel().tolist()) == set(range(numbers.max() + 1))
    for x, y in product(range(6), repeat=2):
        orbit = {tuple(sorted((g[x], g[y]))) for g in group}
        alike = {(a, b) for a, b in product(range(6), repeat=2)
                 if a <= b and numbers[a, b] == numbers[x, y]}  # fmt: skip
        assert alike == orbit


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8), st.integers(0, 12))
def test_choices_are_the_unions_of_orbits(sizes, k):
    ends = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    parts = tuple(tuple(range(*ends[i : i + 2])) for i in range(len(sizes)))
    subsets = product((0, 1), repeat=len(sizes))
    found = sum(
        sum(size for size, taken in zip(sizes, s, strict=True) if taken) == k for s in subsets
    )
    assert Stabiliser(parts, 1).choices(k) == found
