"""Products against their factors: rectangles, staircases, distances, ratios, copies."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from searched_matrices import errors, matrices

from adversary import error
from adversary.worst_case.closed_form.copies import duplicated_curve
from bounds.closed_form.product import (
    chain_errors,
    product_certificate,
    product_ratio,
    recovery_distance,
    rectangle_bound,
    rectangle_error,
    staircase_bound,
    staircase_error,
    touched,
)
from bounds.relaxation.common_weight import has_ratio, spectral_ratio
from designs import (
    BadInput,
    GradientCode,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)
from designs.codes.product import product

TRIANGLE, SQUARE = block_design(3, 2, 1), block_design(4, 3, 2)


@given(matrices(), matrices(), st.data())
def test_surviving_rectangles_multiply_for_any_codes(a, b, data):
    left1 = data.draw(st.sets(st.integers(0, a.workers - 1)))
    left2 = data.draw(st.sets(st.integers(0, b.workers - 1)))
    pairs = [(i, j) for i in range(a.workers) for j in range(b.workers)]
    silent = [b.workers * i + j for i, j in pairs if i not in left1 or j not in left2]
    e1 = error(a, set(range(a.workers)) - left1)
    e2 = error(b, set(range(b.workers)) - left2)
    found = error(product(a, b), silent)
    assert found == rectangle_error((e1, a.partitions), (e2, b.partitions))
    whole = a.partitions * b.partitions
    assert 1 - F(found, whole) == (1 - F(e1, a.partitions)) * (1 - F(e2, b.partitions))


def shapes(rows, columns, most=None):
    """All staircases."""
    most = columns if most is None else most
    if rows == 0:
        yield []
        return
    for first in range(most + 1):
        yield from ([first, *rest] for rest in shapes(rows - 1, columns, first))


@given(matrices(), matrices(), st.data())
def test_the_error_of_every_staircase_of_any_codes(a, b, data):
    one = data.draw(st.permutations(range(a.workers)))
    two = data.draw(st.permutations(range(b.workers)))
    whole, n2 = product(a, b), b.workers
    first, second = chain_errors(a, one), chain_errors(b, two)
    for shape in shapes(a.workers, n2):
        silent = [n2 * i + two[j] for i, end in zip(one, shape, strict=True) for j in range(end)]
        assert error(whole, silent) == staircase_error(first, second, shape)


@given(matrices(), matrices())
def test_the_staircase_bound_is_the_worst_staircase(a, b):
    first, second = chain_errors(a, range(a.workers)), chain_errors(b, range(b.workers))
    best = {}
    for shape in shapes(a.workers, b.workers):
        found = staircase_error(first, second, shape)
        best[sum(shape)] = max(best.get(sum(shape), 0), found)
    assert staircase_bound(first, second) == tuple(best[s] for s in range(len(best)))


@given(matrices(), matrices())
def test_rectangles_and_staircases_are_attacks(a, b):
    true, one, two = errors(product(a, b)), errors(a), errors(b)
    stairs = staircase_bound(chain_errors(a, range(a.workers)), chain_errors(b, range(b.workers)))
    for s, worst in enumerate(true):
        assert rectangle_bound(one, two, s) <= worst
        assert stairs[s] <= worst


def test_silent_rectangles_multiply_for_codes_exact_without_stragglers():
    for s1, s2 in [(1, 1), (1, 3), (2, 2), (2, 1)]:
        silent = [4 * i + j for i in range(s1) for j in range(s2)]
        expected = F(error(TRIANGLE, range(s1))) * error(SQUARE, range(s2))
        assert error(product(TRIANGLE, SQUARE), silent) == expected


def test_the_product_of_two_designs_in_the_reference_table():
    true = errors(product(TRIANGLE, SQUARE))
    table = "0 1/21 1/7 3/7 4/3 10/7 12/7 2 4 30/7 24/5 6 12"
    assert true == [F(x) for x in table.split()]
    one, two = errors(TRIANGLE), errors(SQUARE)
    assert list(staircase_bound(one, two)) == true
    rectangles = [rectangle_bound(one, two, s) for s in range(13)]
    assert rectangles[6] == true[6] == F(12, 7)
    silent_only = max(one[a] * two[b] for a in range(4) for b in range(5) if a * b <= 6)
    assert silent_only == F(4, 3)
    assert [s for s in range(13) if rectangles[s] < true[s]] == [5, 7]


PAIRS = [((3, 2, 1), (3, 2, 1)), ((4, 3, 2), (4, 3, 2)), ((3, 2, 1), (4, 2, 1)),
         ((4, 2, 1), (4, 2, 1)), ((3, 2, 1), (7, 3, 1)), ((3, 2, 1), (6, 3, 2)),
         ((4, 3, 2), (5, 4, 3))]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_worst_cases_of_products_of_designs_are_staircases(one, two):
    a, b = block_design(*one), block_design(*two)
    assert list(staircase_bound(errors(a), errors(b))) == errors(product(a, b))


def test_worst_cases_of_other_products_need_not_be_staircases():
    a = GradientCode([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
    assert best_staircases(a, a) != errors(product(a, a))


def best_staircases(a, b):
    """The worst staircases over all chains of both factors."""
    chains = [
        {chain_errors(code, order) for order in permutations(range(code.workers))}
        for code in (a, b)
    ]
    bounds = [staircase_bound(x, y) for x in chains[0] for y in chains[1]]
    return [max(column) for column in zip(*bounds, strict=True)]


CODES = [uncoded(2), fractional_repetition(4, 2), cyclic_repetition(4, 3), TRIANGLE,
         GradientCode([[1, 0], [0, 1], [1, 1], [1, -1]]), GradientCode([[1, 2, 0], [0, 0, 1]]),
         GradientCode([list(c) for c in zip([1, 1, 0, 1], [0, 1, 1, 1], strict=True)]),
         GradientCode([[1, -1], [2, 2], [1, 1]]), GradientCode([[1, 0], [1, 0]])]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_recovery_distance_by_its_definition(code):
    found = recovery_distance(code)
    by_definition = next(s for s, e in enumerate(errors(code)) if e > 0)
    assert found.value == by_definition == len(found.stragglers)
    assert error(code, found.stragglers) > 0
    assert set(touched(code, found.certificate)) <= set(found.stragglers)
    assert len(touched(code, found.certificate)) == found.value


@pytest.mark.parametrize(("a", "b"), list(combinations(CODES, 2)))
def test_recovery_distance_is_multiplicative_with_its_certificates(a, b):
    one, two, whole = recovery_distance(a), recovery_distance(b), product(a, b)
    assert recovery_distance(whole).value == one.value * two.value
    both = product_certificate(one.certificate, two.certificate)
    pairs = [b.workers * i + j for i in one.stragglers for j in two.stragglers]
    assert touched(whole, both) == tuple(sorted(pairs))


@given(matrices(), st.data())
def test_no_certificate_touches_fewer_than_the_distance(code, data):
    y = data.draw(st.lists(st.integers(-3, 3), min_size=code.partitions, max_size=code.partitions))
    if sum(y) == 0:
        with pytest.raises(BadInput, match="sum to zero"):
            touched(code, y)
    else:
        assert len(touched(code, y)) >= recovery_distance(code).value


@pytest.mark.parametrize(
    ("a", "b"),
    [(TRIANGLE, SQUARE), (SQUARE, fractional_repetition(4, 2)), (uncoded(1), TRIANGLE),
     (random_biregular(6, 4, 3, 1), TRIANGLE), (block_design(7, 3, 1), block_design(4, 2, 1))],
)  # fmt: skip
def test_the_spectral_ratio_of_a_product_is_that_of_the_worse_factor(a, b):
    mu = product_ratio(spectral_ratio(a), spectral_ratio(b))
    assert has_ratio(product(a, b), mu)
    assert not has_ratio(product(a, b), mu - F(1, 10**5))


@pytest.mark.parametrize(
    "call",
    [lambda: rectangle_error((2, 1), (0, 1)), lambda: rectangle_bound([0], [0, 1], 0),
     lambda: rectangle_bound([0, 1], [0, 1], 2), lambda: chain_errors(TRIANGLE, [0, 1]),
     lambda: staircase_error([0, 1, 2], [0, 1], [1, 1, 1]), lambda: touched(TRIANGLE, [1]),
     lambda: staircase_error([0, 1, 2], [0, 1, 2], [1, 2]), lambda: product_ratio(2, 1),
     lambda: staircase_error([0, 1, 2], [0, 1, 2], [3]), lambda: duplicated_curve([0, 1], 0)],
)  # fmt: skip
def test_bounds_of_products_refuse_what_makes_no_sense(call):
    with pytest.raises(BadInput):
        call()
