"""Plans: how many base blocks have which stabiliser."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import Parameters
from designs.constructions.action import Action
from designs.search.groups import actions
from designs.search.plans import _compositions, plans
from designs.search.settings import Setting


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


@pytest.mark.parametrize("action", list(actions(9, most_fixed=1, most_copies=2)), ids=repr)
def test_the_blocks_of_a_plan_are_all_blocks(action):
    p = Parameters(9, 3, 1)
    setting = Setting(action)
    for plan in plans(p, setting, most=20):
        assert sum(s.index * many for s, many in plan.base) == p.b
        assert all(s in setting.stabilisers and s.choices(p.k) for s, _ in plan.base)
        assert plan.constraints == len({setting.pairs[x, y] for y in range(9) for x in range(y)})


def test_of_as_many_choices_a_larger_lambda_is_less_likely():
    """The 4-subsets of Z_13 and their complements, for lambda 1 and 6."""
    setting = Setting(Action((13,), 1, 0))
    (small,), (large,) = (list(plans(Parameters(13, *p), setting)) for p in ((4, 1), (9, 6)))
    for plan, k in ((small, 4), (large, 9)):
        ((stabiliser, many),) = plan.base
        assert (many, stabiliser.choices(k)) == (1, comb(13, 4))
    assert small.expected > large.expected
