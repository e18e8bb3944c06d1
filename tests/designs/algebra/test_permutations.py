"""Orbits against all products of the generators."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from designs.algebra.permutations import on_points, on_sets, orbit, orbits, point_orbits

moves = st.lists(st.permutations(range(6)).map(tuple), max_size=3)


def group(generators):
    """All products of the generators, by brute force."""
    found = {tuple(range(6))}
    while True:
        more = found | {tuple(g[x] for x in f) for f in found for g in generators}
        if more == found:
            return found
        found = more


@given(moves, st.sets(st.integers(0, 5), max_size=6))
def test_the_orbit_of_a_set_is_its_images_under_the_whole_group(generators, chosen):
    start = tuple(sorted(chosen))
    images = {tuple(sorted(g[x] for x in start)) for g in group(generators)}
    found = orbit(start, generators, on_sets)
    assert found[0] == start
    assert len(found) == len(set(found))
    assert set(found) == images


@given(moves)
def test_orbits_are_the_classes_of_what_is_moved_to_each_other(generators):
    reached = [frozenset(g[x] for g in group(generators)) for x in range(6)]
    assert set(map(frozenset, point_orbits(6, generators))) == set(reached)
    assert all(list(x) == sorted(x) for x in point_orbits(6, generators))


@given(moves)
def test_each_orbit_begins_with_the_first_of_what_is_given(generators):
    pairs = list(combinations(range(6), 2))
    found = list(orbits(pairs, generators, on_sets))
    assert sorted(x for part in found for x in part) == pairs
    assert all(part[0] == min(part) for part in found)
    last = [next(orbits([x], generators, on_points)) for x in range(6)]
    assert all(part[0] == x for x, part in enumerate(last))
