"""Nested schemes: supports that grow, every level exact, and what is refused."""

from __future__ import annotations

import json

import pytest
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st
from nested_at_hand import SCHEMES

from designs import BadInput, VerificationError, build_scheme, fractional_repetition
from designs.codes.nested import NestedScheme, block_sizes, nested_cyclic, nested_fractional


@pytest.mark.parametrize("scheme", SCHEMES)
def test_supports_are_nested_and_first_tasks(scheme):
    for w, order in enumerate(scheme.orders):
        assert len(order) == len(set(order)) == max(scheme.levels) + 1
        assert order[0] == w
        before: set[int] = set()
        for s in scheme.levels:
            now = {j for j, x in enumerate(scheme.at(s).encoding[w]) if x}
            assert before < now == set(order[: s + 1])
            before = now


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_level_is_exact_for_its_tolerance(scheme):
    for s in scheme.levels:
        assert recovers(scheme.at(s), s)


def test_supports_that_are_not_nested_are_refused():
    code = fractional_repetition(4, 2)
    with pytest.raises(VerificationError, match="worker 1"):
        NestedScheme("x", {"level 1": code}, levels=(1,), orders=((0, 1), (1, 2), (2, 3), (3, 2)))


@given(st.integers(1, 24), st.sets(st.integers(0, 23), min_size=1, max_size=4))
def test_block_sizes_are_taken_if_and_only_if_they_divide_one_another(n, levels):
    sizes = sorted(s + 1 for s in levels)
    divides = all(b % a == 0 for a, b in zip(sizes, [*sizes[1:], n], strict=True))
    if sizes[-1] <= n and divides:
        assert block_sizes(n, list(levels)) == sizes
        return
    with pytest.raises(BadInput, match=r"does not divide|must be different"):
        block_sizes(n, list(levels))


@pytest.mark.parametrize("build", [nested_cyclic, nested_fractional])
def test_levels_may_come_in_any_order_and_recipes_have_them_sorted(build):
    scheme = build(8, [3, 0, 1])
    assert scheme == build(8, [0, 1, 3])
    assert scheme.levels == (0, 1, 3)
    assert scheme.signals() == (1, 2, 4)
    again = build_scheme(json.loads(json.dumps(scheme.to_json()["recipe"])))
    assert (again, again.orders) == (scheme, scheme.orders)


@pytest.mark.parametrize("levels", [[], [5], [-1], [1, 1]])
def test_levels_that_cannot_be(levels):
    for build in (nested_cyclic, nested_fractional):
        with pytest.raises(BadInput, match=r"different straggler tolerances 0\.\.4"):
            build(5, levels)


def test_a_level_that_is_not_there():
    with pytest.raises(BadInput, match="the levels are 0, 1, 2, 3; got 7"):
        SCHEMES[0].at(7)
