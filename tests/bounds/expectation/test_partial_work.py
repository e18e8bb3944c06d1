"""Partial stragglers: orders, the most work they may cost, and expected errors."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from any_matrix import any_code
from hypothesis import given
from hypothesis import strategies as st
from partial_codes import regular

from adversary.decoding.partial_work import combine, copies_done, missing_copies, random_combining
from bounds.expectation.partial_work import estimate_errors, expected_missing
from designs import BadInput, GradientCode, random_biregular
from designs.codes.partial_work import (
    most_work,
    order_at_random,
    order_by_index,
    order_by_matchings,
)

falling = st.lists(st.fractions(0, 1, max_denominator=6), min_size=4, max_size=4).map(
    lambda q: sorted(q, reverse=True)
)


@given(any_code(), st.integers(0, 9), falling, st.integers(1, 3))
def test_the_expected_error_is_the_sum_over_all_progress(code, seed, reach, parts):
    orders = order_at_random(code, seed)
    total = Fraction(0)
    for progress in product(*(range(len(order) + 1) for order in orders)):
        chance = Fraction(1)
        for done, order in zip(progress, orders, strict=True):
            reached = [Fraction(1), *reach[: len(order)], Fraction(0)]
            chance *= reached[done] - (reached[done + 1] if done < len(order) else 0)
        total += chance * missing_copies(copies_done(orders, progress, code.partitions), parts)
    assert expected_missing(orders, code.partitions, reach, parts) == total


@given(regular(), st.integers(0, 9), falling)
def test_no_order_leaves_fewer_partitions_undone_in_the_mean(code, seed, reach):
    k, m = code.partitions, code.workers // code.partitions
    matched = expected_missing(order_by_matchings(code), k, reach)
    assert matched == k * prod(1 - q for q in reach[: code.load()[0]]) ** m
    assert matched <= expected_missing(order_at_random(code, seed), k, reach)
    assert matched <= expected_missing(order_by_index(code), k, reach)


@pytest.mark.parametrize(
    ("parts", "published"), [(1, [0.11, 0.0]), (2, [1.48, 0.031]), (3, [4.34, 0.54])]
)
def test_errors_of_the_published_experiment(parts, published):
    """n = 200, load 8, 7 failures, deadlines 3 and 6: our 300 trials against their 1000."""
    code = random_biregular(200, 200, 8, seed=1)
    found = estimate_errors(order_by_matchings(code), 200, [3, 6], parts, 7, trials=300, seed=2)
    for (mean, deviation), theirs in zip(found, published, strict=True):
        assert abs(mean - theirs) < 5 * deviation + 0.02


def test_random_orders_are_worse_in_the_published_experiment():
    code = random_biregular(200, 200, 8, seed=1)
    matched, at_random = (
        estimate_errors(orders, 200, [3], 1, 7, trials=300, seed=2)[0]
        for orders in (order_by_matchings(code), order_at_random(code, 3))
    )
    assert abs(at_random[0] - 0.37) < 5 * at_random[1] + 0.02
    assert matched[0] + 3 * matched[1] < at_random[0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: order_by_matchings(GradientCode([[1, 1], [0, 1]])),
        lambda: order_by_matchings(GradientCode([[1, 1]])),
        lambda: most_work(GradientCode([[1, 1]]), ((0,),)),
        lambda: most_work(GradientCode([[1, 1]]), ((0, 1),), 2),
        lambda: most_work(GradientCode([[1, 0]]), ((0,),)),
        lambda: copies_done(((0,),), [2], 1),
        lambda: copies_done(((0,),), [], 1),
        lambda: combine(((0,),), [1], 1, []),
        lambda: random_combining(0, 1),
        lambda: expected_missing(((0, 1),), 2, [Fraction(1, 2)]),
        lambda: expected_missing(((0, 1),), 2, [0, 1]),
        lambda: expected_missing(((0,),), 1, [1], 0),
        lambda: estimate_errors(((0,),), 1, [1.0], failures=2),
        lambda: estimate_errors(((0,),), 1, [1.0], trials=1),
    ],
)
def test_what_is_refused(make):
    with pytest.raises(BadInput):
        make()


def test_at_once_nothing_is_done_and_late_everything():
    orders = order_by_matchings(random_biregular(6, 6, 3, seed=1))
    ends = [estimate_errors(orders, 6, [deadline], trials=2)[0] for deadline in (0, 1e9)]
    assert ends == [(pytest.approx(6**0.5), 0.0), (0.0, 0.0)]


@pytest.mark.parametrize("parts", [1, 2])
def test_the_simulation_has_the_exact_mean(parts):
    """Without failures, one trial's squared length has the mean of `expected_missing`."""
    code = random_biregular(12, 12, 3, seed=1)
    orders = order_by_matchings(code)
    reach = [Fraction(1 - np.exp(-2 / p)) for p in (1, 2, 3)]
    exact = float(expected_missing(orders, 12, reach, parts))
    pairs = [estimate_errors(orders, 12, [2.0], parts, trials=2, seed=x)[0] for x in range(1500)]
    squares = np.array([mean**2 + deviation**2 for mean, deviation in pairs])
    assert abs(squares.mean() - exact) < 5 * squares.std() / len(squares) ** 0.5
