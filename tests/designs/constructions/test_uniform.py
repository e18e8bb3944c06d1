"""The ingredients of Wilson's construction."""

from __future__ import annotations

from itertools import product

import pytest
from definitions import is_divisible
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.constructions.uniform import uniform, weight


@pytest.mark.parametrize(
    ("k", "lam"), [(4, 1), (4, 2), (4, 3), (4, 6), *product([5], (1, 2, 4, 5, 10, 20))]
)
def test_uniform_ingredients(k, lam):
    w, _ = weight(k, lam)
    for u in (k, k + 1):
        blocks = uniform(u, w, k, lam)
        groups = [range(w * i, w * (i + 1)) for i in range(u)]
        assert {len(block) for block in blocks} == {k}
        assert is_divisible(groups, blocks, lam)


@given(st.integers(2, 30), st.integers(1, 60))
def test_the_weight_is_the_least_that_counting_through_a_point_allows(k, lam):
    """Each of the r blocks through a point has k - 1 others: lambda w a multiple of k - 1."""
    w, fixed = weight(k, lam)
    assert w == next(w for w in range(1, k) if lam * w % (k - 1) == 0)
    assert fixed == (w > 1)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [((6, 3, 4, 1), "4 or 5 groups, got 6"), ((6, 4, 6, 5), "weight must be 1 or 5, got 4"),
     ((7, 5, 6, 1), "prime power")],
)  # fmt: skip
def test_ingredients_that_are_not_at_hand(arguments, text):
    with pytest.raises(BadInput, match=text):
        uniform(*arguments)
