"""Groups that act on copies of an abelian group: against all their elements, one by one."""

from __future__ import annotations

from itertools import product
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.constructions.action import Action, develop_under

MODULI = (4, 2)
PAIRS = list(product(range(4), range(2)))


@given(st.integers(2, 9), st.data())
def test_an_orbit_is_the_set_of_images_under_all_elements(m, data):
    unit = data.draw(st.sampled_from([u for u in range(m) if gcd(u, m) == 1]))
    turn = data.draw(st.permutations(range(2)))
    block = data.draw(st.sets(st.integers(0, 2 * m), min_size=1))
    maps = []
    for power, shift in product(range(2 * m), range(m)):
        copies = (0, 1) if power % 2 == 0 else turn
        image = [c * m + (pow(unit, power, m) * x + shift) % m for c in copies for x in range(m)]
        maps.append((*image, 2 * m))
    action = Action((m,), 2, 1, (((unit,), tuple(turn)),))
    orbit = action.orbit(block)
    assert set(orbit) == {tuple(sorted(image[p] for p in block)) for image in maps}
    assert len(orbit) == len(set(orbit))


def added(x, y):
    return tuple((a + b) % m for a, b, m in zip(x, y, MODULI, strict=True))


@given(st.integers(0, 7), st.integers(0, 7))
def test_multipliers_are_exactly_the_automorphisms_of_the_group(first, second):
    """All maps that send i e_1 + j e_2 where linearity says, tried on all sums."""
    images = [(x % 4, x // 4) for x in (first, second)]
    sent = {(i, j): tuple((i * a + j * b) % m for a, b, m in zip(*images, MODULI, strict=True))
            for i, j in PAIRS}  # fmt: skip
    lawful = all(sent[added(x, y)] == added(sent[x], sent[y]) for x in PAIRS for y in PAIRS)
    multiplier = ((first, second), (0,))
    if lawful and len(set(sent.values())) == 8:
        found = Action(MODULI, 1, 0).permutation(multiplier)
        assert all(found[i + 4 * j] == a + 4 * b for (i, j), (a, b) in sent.items())
    else:
        with pytest.raises(BadInput, match=r"unit vectors|does not permute"):
            Action(MODULI, 1, 0).permutation(multiplier)


@pytest.mark.parametrize("multiplier", [((1, 1), (0,)), ((1,), (0, 1)), ((1,), (1,))])
def test_a_multiplier_fits_the_group_and_the_copies(multiplier):
    with pytest.raises(BadInput, match="permutes copies"):
        Action((5,), 1, 0).permutation(multiplier)


def test_the_group_consists_of_automorphisms_and_orbits_are_repeated_on_demand():
    action = Action((13,), 1, 1, (((3,), (0,)),))
    once, twice = (develop_under(action, [(0, 1, 13)] * times) for times in (1, 2))
    assert set(once.automorphisms) == set(action.generators())
    assert twice.blocks == tuple(sorted(once.blocks * 2))
    with pytest.raises(BadInput, match=r"0\.\.13, got \(0, 14\)"):
        develop_under(action, [(0, 14)])


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
