"""Cyclic repetition: windows, exact recovery over the rationals, seeds."""

from __future__ import annotations

import pytest
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, cyclic_repetition
from designs.codes.cyclic import annihilated


@pytest.mark.parametrize(
    ("n", "d"), [(30, 3), (40, 3), (20, 3), (100, 2), (80, 2), (60, 2), (12, 6), (7, 7)]
)
@pytest.mark.parametrize("seed", range(3))
def test_cyclic_repetition_finds_an_exact_code_at_ordinary_sizes(n, d, seed):
    assert set(cyclic_repetition(n, d, seed).load()) == {d}


@given(st.integers(1, 7), st.data())
def test_cyclic_repetition_recovers_exactly_over_the_rationals(n, data):
    d = data.draw(st.integers(1, n))
    code = cyclic_repetition(n, d, seed=data.draw(st.integers(0, 99)))
    for w, row in enumerate(code.encoding):
        assert {j for j, x in enumerate(row) if x} == {(w + i) % n for i in range(d)}
    assert recovers(code, d - 1)


def test_cyclic_repetition_needs_a_seed_that_is_one():
    with pytest.raises(BadInput, match="seed"):
        cyclic_repetition(5, 2, -1)


def test_more_straggler_sets_than_can_be_proved_are_counted():
    with pytest.raises(BadInput, match=r"got C\(30,9\) = 14,307,150; take fewer workers"):
        cyclic_repetition(30, 10)


@pytest.mark.parametrize("h", [[[1, 1, -2], [2, 2, -4]], [[1, 0, -1]]])
def test_matrices_that_give_no_code(h):
    """A singular window, or a coefficient that vanishes."""
    assert annihilated(h, 3) is None


def test_cyclic_repetition_is_the_same_for_the_same_seed():
    assert cyclic_repetition(9, 4, seed=5) == cyclic_repetition(9, 4, seed=5)
    assert cyclic_repetition(9, 4, seed=5) != cyclic_repetition(9, 4, seed=6)
