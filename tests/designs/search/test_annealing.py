"""Attempts at plans: random unions of orbits, and costs that mean something."""

from __future__ import annotations

from itertools import combinations, islice
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from designs import Parameters
from designs.constructions.action import develop_under
from designs.search.annealing import Annealing, _subset
from designs.search.groups import actions
from designs.search.plans import plans
from designs.search.settings import Setting


@given(st.lists(st.integers(1, 4), min_size=1, max_size=9), st.data())
def test_subsets_have_the_sum(lengths, data):
    chosen = data.draw(st.sets(st.sampled_from(range(len(lengths)))))
    total = sum(lengths[i] for i in chosen)
    drawn = _subset(lengths, total, Random(1))
    assert sum(lengths[i] for i in drawn) == total
    assert len(set(drawn)) == len(drawn)


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
