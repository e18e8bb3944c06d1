"""The density bound holds, and repetition meets it."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.error import error
from designs import BadInput, GradientCode, cyclic_repetition, fractional_repetition
from designs.codes.density import fatal_stragglers, least_nonzeros, meets_density_bound

matrices = st.integers(1, 5).flatmap(
    lambda n: st.integers(1, 5).flatmap(
        lambda k: st.lists(st.lists(st.integers(-1, 1), min_size=k, max_size=k),
                           min_size=n, max_size=n)
    )
)  # fmt: skip


@given(matrices, st.integers(0, 3))
def test_density_bound_holds_for_every_exact_code(matrix, s):
    code = GradientCode(matrix)
    s = min(s, code.workers - 1)
    exact = all(error(code, S) == 0 for S in combinations(range(code.workers), s))
    sparse = sum(code.load()) < least_nonzeros(code.partitions, s)
    assert not (exact and sparse)
    fatal = fatal_stragglers(code, s)
    if sparse:
        assert fatal is not None
    if fatal is not None:
        assert len(fatal) <= s
        assert error(code, fatal) >= 1


@pytest.mark.parametrize(("n", "s"), [(6, 0), (6, 1), (6, 2), (6, 5)])
def test_repetition_codes_meet_the_density_bound(n, s):
    for code in (fractional_repetition(n, s + 1), cyclic_repetition(n, s + 1)):
        assert meets_density_bound(code, s)
        assert sum(code.load()) == least_nonzeros(n, s)
        assert set(code.load()) == {s + 1}
        assert fatal_stragglers(code, s) is None
        assert not meets_density_bound(code, s + 1)


def test_density_refusals():
    for wrong in ((0, 1), (3, -1)):
        with pytest.raises(BadInput):
            least_nonzeros(*wrong)
    with pytest.raises(BadInput):
        fatal_stragglers(GradientCode([[1]]), -1)
