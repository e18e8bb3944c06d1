"""One more partition: what the dimension of what is sent cannot decode."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary import worst_case
from adversary.decoding.error import error
from bounds.universal.dimension import with_one_more
from bounds.universal.every import best_universal_bound
from designs import GradientCode, block_design
from designs.errors import BadInput


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_some_partition_loses_so_much_in_every_code(data):
    n, k = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 6))
    entry = st.sampled_from([0, 0, 1, 1, 2, -1, Fraction(1, 2)])
    rows = data.draw(st.lists(st.lists(entry, min_size=k, max_size=k), min_size=n, max_size=n))
    code = GradientCode(rows)
    holders = [{w for w in range(n) if rows[w][j]} for j in range(k)]
    for t in range(n):
        for silent in combinations(range(n), t):
            most = max(error(code, sorted({*silent} | h)) for h in holders)
            assert most >= with_one_more(n, k, t, error(code, silent))


@pytest.mark.parametrize(("v", "k", "lam"), [(7, 3, 1), (6, 3, 2), (9, 3, 1), (8, 4, 3), (7, 3, 5)])
def test_every_block_design_is_the_best_at_its_redundancy(v, k, lam):
    code = block_design(v, k, lam)
    least = Fraction(code.partitions, v)
    assert worst_case(code, k).error == least
    for coefficients in ("binary", "real"):
        bound = best_universal_bound(v, code.partitions, k, k, coefficients=coefficients)
        assert bound.value == least


def test_it_is_more_than_the_whole_numbers_between_d_and_2d():
    values = [best_universal_bound(31, 31, 6, s).value for s in range(6, 11)]
    assert values == [1, Fraction(31, 30), Fraction(31, 29), Fraction(31, 28), Fraction(25, 13)]


def test_bad_input():
    with pytest.raises(BadInput, match=r"stragglers must be 0\.\.2, got 3"):
        with_one_more(3, 3, 3, 0)
    with pytest.raises(BadInput, match=r"an error must be 0\.\.3, got 4"):
        with_one_more(3, 3, 1, 4)
