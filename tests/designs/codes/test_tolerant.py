"""The code of least load for s stragglers: exact for s, and never for s + 1."""

from __future__ import annotations

import pytest
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.codes.density import meets_density_bound
from designs.codes.tolerant import tolerant

sizes = st.integers(1, 7).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1)))


@given(sizes, st.integers(0, 5))
def test_it_is_exact_for_as_many_stragglers_as_it_says_and_no_more(size, seed):
    n, s = size
    code = tolerant(n, s, seed)
    assert recovers(code, s)
    assert not recovers(code, s + 1)


@given(sizes)
def test_no_exact_code_has_a_smaller_load(size):
    n, s = size
    code = tolerant(n, s)
    assert set(code.load()) == {s + 1}
    assert meets_density_bound(code, s)


@given(sizes, st.integers(0, 5))
def test_only_a_drawn_code_depends_on_the_seed(size, seed):
    n, s = size
    if n % (s + 1) == 0:
        assert tolerant(n, s, seed) == tolerant(n, s, seed + 1)
        assert all(x in (0, 1) for row in tolerant(n, s, seed).encoding for x in row)
    else:
        assert tolerant(n, s, seed) == tolerant(n, s, seed)


@pytest.mark.parametrize(("n", "s"), [(3, 3), (3, -1), (0, 0)])
def test_as_many_stragglers_as_workers_are_refused(n, s):
    with pytest.raises(BadInput, match=f"got stragglers={s}, workers={n}"):
        tolerant(n, s)
