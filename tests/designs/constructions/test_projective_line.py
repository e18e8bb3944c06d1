"""Orbits on the projective line: the groups by closing them, designs from any base block."""

from __future__ import annotations

from itertools import combinations, permutations
from math import comb

import pytest
from definitions import covered, is_design
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, VerificationError
from designs.constructions.projective_line import (
    moebius_generators,
    projective_line,
    stabilizer_order,
)


def closed(generators):
    """All products of the permutations."""
    group = {tuple(range(len(generators[0])))}
    waiting = list(group)
    while waiting:
        current = waiting.pop()
        for image in generators:
            product = tuple(image[x] for x in current)
            if product not in group:
                group.add(product)
                waiting.append(product)
    return group


@pytest.mark.parametrize("q", [2, 3, 4, 5, 7, 8])
def test_the_projective_group_is_sharply_transitive_on_triples(q):
    group = closed(moebius_generators(q, special=False))
    assert sorted(image[:3] for image in group) == sorted(permutations(range(q + 1), 3))


@pytest.mark.parametrize("q", [3, 5, 7, 9])
def test_the_special_group_is_half_of_it_and_moves_any_two_points_anywhere(q):
    group = closed(moebius_generators(q, special=True))
    assert group < closed(moebius_generators(q, special=False))
    assert len(group) == q * (q * q - 1) // 2
    assert {image[:2] for image in group} == set(permutations(range(q + 1), 2))


@given(st.sampled_from([4, 5, 7, 8, 9]), st.data())
def test_any_orbit_is_a_3_design_with_lambda_from_its_stabiliser(q, data):
    base = data.draw(st.sets(st.integers(0, q), min_size=3, max_size=5))
    k = len(base)
    fixing = stabilizer_order(q, sorted(base), special=False)
    lam = k * (k - 1) * (k - 2) // fixing
    design = projective_line(q, [tuple(base)], special=False)
    assert is_design(design.blocks, q + 1, k, lam, 3)


@pytest.mark.parametrize("q", [7, 11])
def test_all_quadruples_are_a_union_of_orbits(q):
    left, orbits = set(combinations(range(q + 1), 4)), []
    while left:
        orbits.append(projective_line(q, [min(left)], special=True).blocks)
        left -= set(orbits[-1])
    assert sum(map(len, orbits)) == comb(q + 1, 4)
    assert len(orbits) > 1


@pytest.mark.parametrize("q", [5, 9, 13])
def test_the_special_group_has_two_orbits_on_triples_if_minus_one_is_a_square(q):
    with pytest.raises(VerificationError):
        projective_line(q, [(0, 1, q)], special=True)
    other = next(t for t in combinations(range(q + 1), 3) if t not in orbit(q, (0, 1, q)))
    both = projective_line(q, [(0, 1, q), other], special=True)
    assert set(covered(both.blocks, 3).values()) == {1}


def orbit(q, block):
    group = closed(moebius_generators(q, special=True))
    return {tuple(sorted(image[x] for x in block)) for image in group}


@pytest.mark.parametrize(
    ("q", "base", "text"),
    [(6, (0, 1, 2), "prime power"), (7, (0, 1, 8), r"0\.\.7"), (7, (-1, 1, 2), r"0\.\.7")],
)
def test_points_that_are_not_on_the_line(q, base, text):
    with pytest.raises(BadInput, match=text):
        projective_line(q, [base], special=False)


@pytest.mark.parametrize("q", [5, 7, 8, 9, 11])
@pytest.mark.parametrize("special", [False, True])
def test_orbits_and_stabilizers_multiply_to_the_group(q, special):
    order = q * (q * q - 1) // (2 if special and q % 2 else 1)
    generators = moebius_generators(q, special=special)
    for k in (3, 4, 5):
        for base in list(combinations(range(q + 1), k))[::19]:
            seen = {base}
            waiting = [base]
            for block in waiting:
                for image in generators:
                    moved = tuple(sorted(image[p] for p in block))
                    if moved not in seen:
                        seen.add(moved)
                        waiting.append(moved)
            fixing = stabilizer_order(q, base, special=special)
            assert fixing * len(seen) == order
