"""Groups to prescribe: which there are, and powers of their multipliers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.search.groups import actions, power


def test_actions_permute_the_points():
    for action in actions(12, most_fixed=2, most_copies=3):
        assert action.points == 12
        for generator in action.generators():
            assert sorted(generator) == list(range(12))


@pytest.mark.parametrize("v", [7, 8, 9, 12, 15])
def test_no_group_is_given_twice(v):
    found = list(actions(v, most_fixed=2, most_copies=3))
    assert len(set(found)) == len(found)
    assert {action.fixed for action in found} == {0, 1, 2}
    assert all(action.copies * action.order + action.fixed == v for action in found)


@pytest.mark.parametrize("p", [5, 7, 11, 13])
def test_every_group_of_multipliers_modulo_a_prime_is_there(p):
    """One generator for each cyclic group of units: as many as p - 1 has divisors."""
    found = list(actions(p, most_fixed=0, most_copies=1))
    groups = set()
    for action in found:
        unit = action.multipliers[0][0][0] if action.multipliers else 1
        groups.add(frozenset(pow(unit, e, p) for e in range(p)))
    assert len(groups) == len(found) == sum((p - 1) % d == 0 for d in range(1, p))


@given(st.integers(0, 12), st.sampled_from([a for a in actions(9) if a.multipliers]))
def test_powers_are_applied_one_after_another(exponent, action):
    (multiplier,) = action.multipliers
    once, one_more = action.permutation(multiplier), power(multiplier, action, exponent + 1)
    before = power(multiplier, action, exponent)
    assert one_more == tuple(once[before[x]] for x in range(9))
    assert power(multiplier, action, 0) == tuple(range(9))
