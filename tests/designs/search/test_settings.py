"""TODO test_settings.py"""

from __future__ import annotations

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.search.groups import actions
from designs.search.settings import Setting, Stabiliser, orbits, pair_orbits


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
def test_orbits_partition_the_points(generators):
    found = orbits(6, [tuple(g) for g in generators])
    assert sorted(x for orbit in found for x in orbit) == list(range(6))
    for generator in generators:
        for orbit in found:
            assert {generator[x] for x in orbit} == set(orbit)
    assert (pair_orbits(6, [tuple(g) for g in generators]) < 36).all()


def test_choices_are_counted():
    assert Stabiliser(tuple((x,) for x in range(9)), 9).choices(4) == comb(9, 4)
