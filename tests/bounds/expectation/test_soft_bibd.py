"""Soft block designs in the mean and with high probability, against enumeration of the law."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import curve, error, worst_case
from bounds.expectation.soft_bibd import (
    Ensemble,
    constant_weight,
    error_law,
    exp_above,
    expected_error,
    hoeffding_bound,
    hoeffding_deviation,
    proved_level,
    surviving_holders,
)
from designs import BadInput, block_design
from designs.codes.soft_bibd import least_overlap, soft_bibd

ENSEMBLES = [Ensemble(5, 4, 2), Ensemble(5, 4, 2, Fraction(9, 10)), Ensemble(4, 3, Fraction(5, 4)),
             Ensemble(6, 7, 3, 2), Ensemble(10, 20, 8), Ensemble(3, 5, 2, 2)]  # fmt: skip


def columns(ensemble):
    """All holder sets of a partition with their probabilities."""
    for w, chance in ensemble.law():
        for holders in combinations(range(ensemble.workers), w):
            yield set(holders), chance / comb(ensemble.workers, w)


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_the_mean_error_is_the_block_design_formula_for_every_fixed_set(ensemble):
    n, k, law = ensemble.workers, ensemble.partitions, list(columns(ensemble))
    load, overlap = ensemble.load, ensemble.shared
    for s in range(n + 1):
        x = constant_weight(ensemble, s)
        for silent in list(combinations(range(n), s))[:20]:
            left = set(range(n)) - set(silent)
            mean = k * sum(p * (x * len(left & holders) - 1) ** 2 for holders, p in law)
            assert mean == expected_error(ensemble, s)
        if s < n:
            m = n - s
            assert mean == k - Fraction(load**2 * m) / (load + overlap * (m - 1))


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_no_other_common_weight_has_a_smaller_mean(ensemble):
    law = list(columns(ensemble))
    for s in range(ensemble.workers):
        left = set(range(s, ensemble.workers))
        x = constant_weight(ensemble, s)
        for other in (x - Fraction(1, 100), x + Fraction(1, 100)):
            mean = sum(p * (other * len(left & holders) - 1) ** 2 for holders, p in law)
            assert ensemble.partitions * mean > expected_error(ensemble, s)


@pytest.mark.parametrize(("v", "k", "lam"), [(7, 3, 1), (13, 4, 1), (9, 3, 1), (6, 3, 2)])
def test_the_mean_is_the_error_of_the_block_design(v, k, lam):
    code = block_design(v, k, lam)
    ensemble = Ensemble(v, code.partitions, code.load()[0])
    assert [expected_error(ensemble, s) for s in range(v + 1)] == [p.error for p in curve(code)]


def test_the_reference_means():
    found = [float(expected_error(Ensemble(10, 20, 8), s)) for s in (1, 3, 5)]
    assert found == pytest.approx([0.3636, 1.3333, 2.8571], abs=5e-5)


@pytest.mark.parametrize("ensemble", ENSEMBLES[:3])
def test_the_law_of_the_error_against_all_matrices(ensemble):
    """Every way to draw every partition, for one fixed straggler set."""
    law = list(columns(ensemble))
    for s in (1, 2):
        x, left = constant_weight(ensemble, s), set(range(s, ensemble.workers))
        terms = [((x * len(left & holders) - 1) ** 2, p) for holders, p in law]
        grouped = {t: sum(p for u, p in terms if u == t) for t, _ in terms}
        brute: dict[Fraction, Fraction] = {}
        for parts in product(grouped.items(), repeat=ensemble.partitions):
            value = sum(t for t, _ in parts)
            brute[value] = brute.get(value, 0) + math.prod(p for _, p in parts)
        assert dict(error_law(ensemble, s)) == brute


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_the_law_of_the_error_has_the_mean(ensemble):
    for s in range(ensemble.workers + 1):
        law = error_law(ensemble, s)
        assert sum(law.values()) == 1
        assert sum(value * p for value, p in law.items()) == expected_error(ensemble, s)


@given(st.integers(0, 9), st.integers(1, 8))
def test_the_optimal_worst_case_is_below_the_fixed_one(seed, s):
    ensemble = Ensemble(8, 8, 3)
    code, x = soft_bibd(8, 8, 3, seed=seed), constant_weight(ensemble, s)
    fixed = max(
        sum((x * sum(code.encoding[w][j] for w in left) - 1) ** 2 for j in range(8))
        for left in combinations(range(8), 8 - s)
    )
    assert worst_case(code, s).error <= fixed


@pytest.mark.parametrize("ensemble", [Ensemble(13, 13, 4), Ensemble(10, 20, 8), ENSEMBLES[1]])
@pytest.mark.parametrize("failure", [Fraction(1, 2), Fraction(1, 100)])
def test_levels_are_proved_and_the_exact_one_is_the_lower(ensemble, failure):
    for s in range(1, 4):
        level = proved_level(ensemble, s, failure)
        law, sets = error_law(ensemble, s), comb(ensemble.workers, s)
        assert sets * sum(p for value, p in law.items() if value > level) <= failure
        below = [value for value in law if value < level]
        assert sets * sum(p for value, p in law.items() if value >= level) > failure or not below
        deviation = hoeffding_deviation(ensemble, s, failure)
        assert level <= expected_error(ensemble, s) + deviation


@pytest.mark.parametrize("ensemble", [Ensemble(13, 13, 4), Ensemble(50, 80, Fraction(37, 5))])
def test_the_deviation_inverts_the_bound(ensemble):
    for s in (1, 5):
        for failure in (Fraction(1, 2), Fraction(1, 10**6)):
            t = hoeffding_deviation(ensemble, s, failure)
            assert hoeffding_bound(ensemble, s, t) <= failure
            assert hoeffding_bound(ensemble, s, t - Fraction(1, 1024)) > failure


def test_the_bound_of_hoeffding_is_its_formula_and_above_the_exact_tail():
    ensemble, s = Ensemble(13, 13, 4), 3
    x = constant_weight(ensemble, s)
    terms = [(x * j - 1) ** 2 for j in surviving_holders(ensemble, s)]
    width = max(terms) - min(terms)
    for t in (2, 5, 9):
        bound = hoeffding_bound(ensemble, s, t)
        exact = min(1, comb(13, s) * math.exp(-2 * t**2 / (13 * float(width) ** 2)))
        assert float(bound) == pytest.approx(exact, rel=1e-12)
        reached = expected_error(ensemble, s) + t
        tail = sum(p for value, p in error_law(ensemble, s).items() if value >= reached)
        assert min(1, comb(13, s) * tail) <= bound


@given(st.fractions(min_value=0, max_value=500, max_denominator=10**6))
def test_exp_above_is_above_and_close(y):
    found = exp_above(y)
    # alternating remainders: exp(-y) = exp(-y/2^h)^(2^h), partial sums on both sides of it
    h = int(y).bit_length() + 3
    small = y / 2**h
    under = sum((-small) ** i / math.factorial(i) for i in range(22))
    over = under + small**22 / math.factorial(22)
    low, high = Fraction(int(under * 2**200), 2**200), Fraction(int(over * 2**200) + 1, 2**200)
    assert low ** (2**h) <= found
    assert found <= high ** (2**h) * (1 + Fraction(1, 2**40))


def test_the_draws_keep_to_the_proved_level():
    """Forty draws at a failure of 1/1000: more than one failure has a chance below 1/1000."""
    ensemble, s = Ensemble(8, 8, 3), 2
    level = proved_level(ensemble, s, Fraction(1, 1000))
    worse = [
        seed for seed in range(40) if worst_case(soft_bibd(8, 8, 3, seed=seed), s).error > level
    ]
    assert len(worse) <= 1


def test_nothing_random_is_left_when_everybody_straggles():
    ensemble = Ensemble(5, 4, 2)
    assert dict(error_law(ensemble, 5)) == {4: 1}
    assert hoeffding_bound(ensemble, 5, Fraction(1, 10)) == 0
    assert least_overlap(5, 4, 2) == ensemble.shared
    assert error(soft_bibd(5, 4, 2), range(5)) == 4


@pytest.mark.parametrize(
    "call",
    [lambda: expected_error(Ensemble(5, 5, 2), 6), lambda: exp_above(-1),
     lambda: expected_error(Ensemble(5, 5, 2, 3), 1), lambda: proved_level(Ensemble(5, 5, 2), 1, 1),
     lambda: hoeffding_bound(Ensemble(5, 5, 2), 1, 0),
     lambda: hoeffding_deviation(Ensemble(5, 5, 2), 1, 0)],
)  # fmt: skip
def test_soft_design_theory_refuses_what_makes_no_sense(call):
    with pytest.raises(BadInput):
        call()
