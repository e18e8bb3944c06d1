"""Conditions for 2-designs, against designs that are there to see and equations solved by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import Exists, Impossible, Parameters, exists
from designs.existence.conditions import conditions_of
from designs.existence.conditions.balanced import (
    bruck_ryser_chowla,
    divisibility,
    fisher,
    quasi_residual,
)

CONDITIONS = conditions_of("2-design")


@given(st.integers(2, 60), st.data())
def test_no_condition_refutes_a_complete_design(v, data):
    k = data.draw(st.integers(2, v))
    times = data.draw(st.integers(1, 4))
    p = Parameters(v, k, comb(v - 2, k - 2) * times)
    assert [c(p) for c in CONDITIONS if c(p) is not None] == []


@pytest.mark.parametrize(
    ("v", "k", "lam"), [(36, 6, 46376), (43, 7, 749398), (6, 6, 5), (43, 7, 43 * 6), (5, 5, 5)]
)
def test_conditions_keep_to_their_range(v, k, lam):
    # 46376 = C(34,4), 749398 = C(41,5): complete designs refuted by a condition with no guard
    assert all(condition(Parameters(v, k, lam)) is None for condition in CONDITIONS)


@given(st.integers(3, 400), st.integers(2, 20), st.integers(1, 8))
def test_divisibility_is_integrality(v, k, lam):
    if k > v:
        return
    p = Parameters(v, k, lam)
    whole = p.r.denominator == 1 and p.b.denominator == 1
    assert (divisibility(p) is None) == whole


def symmetric_parameters(limit):
    for k in range(3, limit):
        for lam in range(1, k - 1):
            if k * (k - 1) % lam == 0:
                v = k * (k - 1) // lam + 1
                if k < v:
                    yield Parameters(v, k, lam)


def has_small_solution(n, signed, size=70):
    squares = {i * i for i in range(4 * size * max(1, isqrt(abs(n) + abs(signed))))}
    return any(
        (n * x * x + signed * y * y) in squares
        for x, y in product(range(size), repeat=2)
        if (x, y) != (0, 0)
    )


def test_bruck_ryser_chowla_against_solving_the_equation():
    refuted = 0
    for p in symmetric_parameters(16):
        n = p.k - p.lam
        answer = bruck_ryser_chowla(p)
        if p.v % 2 == 0:
            possible = isqrt(n) ** 2 == n
        else:
            signed = -p.lam if (p.v - 1) // 2 % 2 else p.lam
            possible = has_small_solution(n, signed)
        assert (answer is None) == possible, p
        refuted += not possible
    assert refuted > 10


def test_the_local_obstruction_is_one():
    """Replay the reason: no primitive solution modulo a power of the prime it names."""
    replayed = 0
    for p in symmetric_parameters(22):
        answer = bruck_ryser_chowla(p)
        if answer is None or "p" not in answer.facts or answer.facts["p"] > 7:
            continue
        n, b, prime = (answer.facts[key] for key in ("n", "b", "p"))
        modulus = {2: 64, 3: 81, 5: 125, 7: 49}[prime]
        squares = {}
        for z in range(modulus):
            squares[z * z % modulus] = squares.get(z * z % modulus, False) or z % prime != 0
        for x, y in product(range(modulus), repeat=2):
            value = (n * x * x + b * y * y) % modulus
            primitive = x % prime or y % prime or squares.get(value)
            assert not (value in squares and primitive)
        replayed += 1
    assert replayed >= 5


@pytest.mark.parametrize(
    ("v", "k", "lam", "condition"),
    [
        (8, 3, 1, "divisibility"),
        (11, 4, 1, "divisibility"),
        (16, 6, 1, "fisher"),
        (21, 6, 1, "fisher"),
        (22, 7, 2, "bruck-ryser-chowla"),
        (43, 7, 1, "bruck-ryser-chowla"),
        (29, 8, 2, "bruck-ryser-chowla"),
        (46, 10, 2, "bruck-ryser-chowla"),
        (67, 12, 2, "bruck-ryser-chowla"),
        (53, 13, 3, "bruck-ryser-chowla"),
        (106, 15, 2, "bruck-ryser-chowla"),
    ],
)
def test_impossible_with_its_reason(v, k, lam, condition):
    answer = exists(v, k, lam)
    assert isinstance(answer, Impossible)
    assert answer.condition == condition
    assert answer.because
    assert answer.source


@pytest.mark.parametrize("key", [(111, 11, 1), (22, 8, 4), (46, 6, 1)])
def test_published_computations_are_cited(key):
    v, k, lam = key
    answer = exists(v, k, lam)
    assert answer.condition == "computation"
    assert "not replayed" in answer.because
    assert not isinstance(exists(v, k, 2 * lam), Impossible)
    assert isinstance(exists(v, v - k, Parameters(v, k, lam).complement().lam), Impossible)


def test_quasi_residual_designs_embed_for_small_lambda_only():
    assert exists(15, 5, 2).condition == exists(36, 6, 1).condition == "quasi-residual"
    assert exists(100, 10, 1).facts["condition"] == "computation"
    # (25,9,3) is quasi-residual with lambda = 3: it exists, whatever its parent does
    assert quasi_residual(Parameters(25, 9, 3)) is None


def test_fisher_spares_the_trivial_design():
    assert fisher(Parameters(5, 5, 1)) is None
    assert isinstance(exists(5, 5, 3), Exists)
    assert Parameters(5, 5, 3).b == Fraction(3)
