"""Partial stragglers: loads, overheads, completion times, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import BadInput, cyclic_repetition
from designs.algebra.linear import independent_rows
from designs.codes.partial_straggler import (
    completion_time,
    partial_cyclic,
    partial_fractional,
    time_with_slow,
)


@given(st.integers(1, 6), st.integers(0, 5), st.fractions(min_value="1.1", max_value=9))
@settings(max_examples=60, deadline=None)
def test_load_and_overhead_of_partial_schemes(n, s, slowdown):
    s = min(s, n - 1)
    up, down = (partial_cyclic(n, s, slowdown, rounding) for rounding in ("up", "down"))
    assert up.uncoded - down.uncoded in (0, 1)
    assert up.effective_slowdown <= slowdown
    assert down.effective_slowdown is None or down.effective_slowdown >= slowdown
    for scheme in {id(up): up, id(down): down}.values():
        whole = scheme.messages()
        assert whole.partitions == scheme.partitions == n * (scheme.uncoded + 1)
        assert sum(whole.load()) == n * scheme.load
        assert sum(whole.load()) == scheme.overhead * scheme.partitions
        alpha = scheme.effective_slowdown
        if alpha is not None:
            assert scheme.overhead == alpha * (s + 1) / (s + alpha)
            assert scheme.uncoded * (alpha - 1) == s + 1


def test_partial_overhead_of_the_paper_and_limits():
    percent = [float(partial_cyclic(6, s, a).overhead - 1) for s in (1, 2)
               for a in (Fraction(6, 5), 2)]  # fmt: skip
    assert percent == pytest.approx([1 / 11, 1 / 3, 1 / 8, 1 / 2])
    near_one = partial_fractional(6, 1, Fraction(1001, 1000))
    assert 1 < near_one.overhead < Fraction(1001, 1000)
    assert partial_fractional(6, 1, 10**9).overhead == Fraction(3, 2)
    assert partial_fractional(6, 1, 10**9, "down").overhead == 2
    assert partial_fractional(6, 1).overhead == 2


def test_partial_schemes_reduce_to_gradient_coding_and_to_no_coding():
    dead = partial_cyclic(5, 2, seed=4)
    assert set(dead.components) == {"second"}
    assert dead["second"] == cyclic_repetition(5, 3, 4)
    assert dead.messages() == dead["second"]
    assert (dead.effective_slowdown, dead.overhead) == (None, 3)
    none = partial_fractional(4, 0, 3)
    assert none.overhead == 1
    assert set(none.messages().replication()) == {1}


@given(st.sampled_from([(4, 1), (6, 2), (6, 1), (3, 0), (4, 3)]),
       st.lists(st.fractions(min_value=0, max_value=50), min_size=6, max_size=6),
       st.sampled_from([None, Fraction(3, 2), 3]))  # fmt: skip
def test_completion_time_formula(size, times, slowdown):
    (n, s), times = size, times[: size[0]]
    cyclic, groups = partial_cyclic(n, s, slowdown), partial_fractional(n, s, slowdown)
    ordered, alpha = sorted(times), cyclic.effective_slowdown
    if alpha is None:
        assert completion_time(cyclic, times) == Fraction(s + 1, n) * ordered[n - s - 1]
    else:
        first = alpha * (s + 1) / (s + alpha) * ordered[n - s - 1]
        second = (s + 1) / (s + alpha) * ordered[-1]
        assert completion_time(cyclic, times) == max(first, second) / n
    assert completion_time(groups, times) <= completion_time(cyclic, times)


def test_stragglers_within_the_effective_slowdown_cost_nothing():
    scheme = partial_cyclic(5, 2, 4)
    alpha = scheme.effective_slowdown
    quick, slow = [10] * 5, [10, 10 * alpha, 10, 10 * alpha, 10]
    assert completion_time(scheme, slow) == completion_time(scheme, quick)
    assert completion_time(scheme, [*slow[:4], 11 * alpha]) > completion_time(scheme, quick)


def test_rank_of_all_messages_is_full_of_what_is_needed():
    scheme = partial_fractional(4, 1, 2)
    assert len(independent_rows(scheme.messages().integer_rows())) == 4 + 2


def test_refusals_of_partial_schemes():
    for wrong in ((4, 4), (4, -1), (4, 1, 1), (4, 1, Fraction(1, 2)), (4, 1, 2, "near")):
        with pytest.raises(BadInput):
            partial_cyclic(*wrong)
    with pytest.raises(BadInput, match="nearest"):
        partial_fractional(5, 1, 2)
    with pytest.raises(BadInput):
        completion_time(partial_fractional(4, 1, 2), [1, 2])


@given(strategies.schemes["partial-cyclic"])
@settings(max_examples=10, deadline=None)
def test_recipes_of_partial_schemes_keep_their_figures(recipe):
    from designs.codes import build_scheme

    scheme = build_scheme(recipe)
    assert build_scheme(dict(scheme.recipe)) == scheme
    assert scheme.facts["partitions"] == scheme.partitions


@given(st.integers(0, 5), st.fractions(min_value="1.05", max_value=9))
def test_best_rounding_is_best_of_all_integers(s, slowdown):
    own = partial_cyclic(6, s, slowdown, "best").uncoded
    least = time_with_slow(own, s, slowdown)
    assert least == min(time_with_slow(x, s, slowdown) for x in range(3 * own + 8))
    both = [partial_cyclic(6, s, slowdown, rounding).uncoded for rounding in ("up", "down")]
    assert own in both


@given(st.integers(1, 6), st.integers(0, 5), st.fractions(min_value="1.1", max_value=9))
@settings(deadline=None)
def test_time_with_slow_workers_is_the_completion_time(n, s, slowdown):
    s = min(s, n - 1)
    scheme = partial_cyclic(n, s, slowdown)
    times = [n * (slowdown if w < s else 1) for w in range(n)]
    if s:
        assert completion_time(scheme, times) == time_with_slow(scheme.uncoded, s, slowdown)
    else:
        assert completion_time(scheme, times) == 1
