"""The search for designs with a prescribed group, against counting orbits by hand."""

from __future__ import annotations

from itertools import combinations, islice
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import BadInput, Parameters
from designs.algebra.permutations import point_orbits
from designs.constructions.action import Action, develop_under
from designs.constructions.prescribed import parse
from designs.search.annealing import Annealing, _subset
from designs.search.groups import actions
from designs.search.plans import _compositions, plans
from designs.search.prescribed import search
from designs.search.settings import Setting, Stabiliser, pair_orbits

FANO = Parameters(7, 3, 1)


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
    found = point_orbits(6, [tuple(g) for g in generators])
    assert sorted(x for orbit in found for x in orbit) == list(range(6))
    for generator in generators:
        for orbit in found:
            assert {generator[x] for x in orbit} == set(orbit)
    assert (pair_orbits(6, [tuple(g) for g in generators]) < 36).all()


@given(st.integers(0, 30), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_compositions_are_all_of_them(total, parts):
    ranges = [range(total // part + 1) for part in parts]
    expected = {
        counts
        for counts in np.ndindex(*[len(r) for r in ranges])
        if sum(c * part for c, part in zip(counts, parts, strict=True)) == total
    }
    found = list(_compositions(total, parts))
    assert len(found) == len(set(found))
    assert set(found) == expected


@given(st.lists(st.integers(1, 4), min_size=1, max_size=9), st.data())
def test_subsets_have_the_sum(lengths, data):
    chosen = data.draw(st.sets(st.sampled_from(range(len(lengths)))))
    total = sum(lengths[i] for i in chosen)
    drawn = _subset(lengths, total, Random(1))
    assert sum(lengths[i] for i in drawn) == total
    assert len(set(drawn)) == len(drawn)


def test_choices_are_counted():
    assert Stabiliser(tuple((x,) for x in range(9)), 9).choices(4) == comb(9, 4)


@pytest.mark.parametrize("parameters", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (16, 6, 2), (10, 4, 2)])
def test_the_search_finds_what_is_there(parameters):
    p = Parameters(*parameters)
    entry = next(found for found in islice(search(p, seed=3), 4000) if found)
    assert entry.parameters == p
    assert next(parse([entry.line()])) == entry
    blocks = develop_under(entry.action, entry.base).blocks
    for pair in combinations(range(p.v), 2):
        assert sum(set(pair) <= set(block) for block in blocks) == p.lam


def test_the_same_seed_finds_the_same():
    first, second = ([e and e.line() for e in islice(search(FANO, 5), 6)] for _ in range(2))
    assert first == second


def test_nothing_is_searched_for_in_vain():
    with pytest.raises(BadInput, match="Bruck-Ryser-Chowla"):
        next(search(Parameters(22, 7, 2)))


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(list(actions(9, most_fixed=1, most_copies=2))), st.integers(0, 99))
def test_a_cost_of_zero_is_a_design(action, seed):
    """Whatever the loop returns at cost 0 has every pair covered lambda times."""
    p = Parameters(9, 3, 1)
    for plan in islice(plans(p, Setting(action)), 3):
        cost, base = Annealing(p, plan).attempt(2000, Random(seed))
        if cost == 0:
            blocks = develop_under(action, base).blocks
            assert all(
                sum(set(pair) <= set(block) for block in blocks) == 1
                for pair in combinations(range(9), 2)
            )


def test_actions_permute_the_points():
    for action in actions(12, most_fixed=2, most_copies=3):
        assert action.points == 12
        for generator in action.generators():
            assert sorted(generator) == list(range(12))


@pytest.mark.parametrize(
    ("action", "text"),
    [(Action((7,), 1, 0, (((7,), (0,)),)), "permute"),
     (Action((4, 2), 1, 0, (((1, 2), (0,)),)), "permute"),
     (Action((4, 2), 1, 0, (((1, 1), (0,)),)), "endomorphism"),
     (Action((7,), 2, 0, (((1,), (0, 0)),)), "copies")],
)  # fmt: skip
def test_multipliers_are_automorphisms(action, text):
    with pytest.raises(BadInput, match=text):
        action.generators()
