"""Codes for known straggling probabilities: shares, chains, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, build
from designs.codes import heterogeneous
from designs.codes.heterogeneous import chained, shares
from kirkman.__main__ import main

ALLOCATIONS = ["stick-breaking", "chain", "shared"]


inner = st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)


any_probability = st.one_of(inner, st.sampled_from([0, 1]))


probabilities = st.lists(any_probability, min_size=1, max_size=6).filter(lambda p: set(p) != {1})


@given(probabilities, st.integers(1, 7), st.sampled_from(ALLOCATIONS))
def test_rows_sum_to_the_shares_and_columns_to_one(p, k, allocation):
    code = heterogeneous(p, k, allocation)
    portions = shares(p, k)
    assert tuple(map(sum, code.encoding)) == portions
    assert sum(portions) == k
    assert all(sum(column) == 1 for column in zip(*code.encoding, strict=True))
    holding = sum(1 for y in portions if y)
    assert code.redundancy() <= 1 + Fraction(holding - 1, k)
    assert build(code.to_json()["recipe"]) == code


@given(st.lists(inner, min_size=1, max_size=6), st.integers(1, 7))
def test_shares_are_proportional_to_the_odds(p, k):
    portions = shares(p, k)
    assert len({y * x / (1 - x) for x, y in zip(p, portions, strict=True)}) == 1


@given(inner, st.integers(1, 6), st.integers(1, 6))
def test_equal_probabilities_share_equally(p, n, k):
    assert set(shares([p] * n, k)) == {Fraction(k, n)}


@given(probabilities, st.integers(1, 6))
def test_shares_at_zero_are_the_limit(p, k):
    near = [x or Fraction(1, 10**9) for x in p]
    pairs = zip(shares(p, k), shares(near, k), strict=True)
    assert all(abs(a - b) < Fraction(1, 10**5) for a, b in pairs)


@given(probabilities, st.integers(1, 7))
def test_stick_breaking_is_never_negative(p, k):
    assert all(0 <= x <= 1 for row in heterogeneous(p, k).encoding for x in row)


@pytest.mark.parametrize("allocation", ["chain", "shared"])
def test_even_allocations_are_negative_when_workers_differ(allocation):
    p = [Fraction(9, 10), Fraction(9, 10), Fraction(1, 10), Fraction(1, 10)]
    assert min(x for row in heterogeneous(p, 8, allocation).encoding for x in row) < 0


def chains(p, k):
    """All chains in the order of the workers."""
    portions = shares(p, k)
    for ends in combinations_with_replacement(range(k), len(p) - 1):
        yield tuple(chained(portions, [*ends, k - 1]))


@given(st.lists(inner, min_size=1, max_size=4), st.integers(1, 5))
def test_stick_breaking_is_the_only_chain_that_is_not_negative(p, k):
    fine = {rows for rows in chains(p, k) if all(x >= 0 for row in rows for x in row)}
    assert fine == {heterogeneous(p, k).encoding}


@given(st.lists(inner, min_size=1, max_size=4), st.integers(1, 5))
def test_stick_breaking_is_the_best_chain_for_orthogonal_gradients(p, k):
    def error(rows):
        squares = [sum(x * x for x in row) for row in rows]
        return sum(x / (1 - x) * y for x, y in zip(p, squares, strict=True))

    assert error(heterogeneous(p, k).encoding) == min(map(error, chains(p, k)))


def test_the_order_of_the_workers_matters():
    p = [Fraction(1, 2), Fraction(3, 4), Fraction(5, 6)]
    errors = set()
    for order in ([0, 1, 2], [1, 0, 2]):
        q = [p[w] for w in order]
        rows = heterogeneous(q, 3).encoding
        squares = [sum(x * x for x in row) for row in rows]
        errors.add(sum(x / (1 - x) * y for x, y in zip(q, squares, strict=True)))
    assert len(errors) == 2


def test_symmetries_of_equal_workers():
    assert len(heterogeneous([Fraction(1, 3)] * 6, 4).symmetries) == 2
    assert len(heterogeneous([Fraction(1, 3), Fraction(1, 2), Fraction(1, 3)], 4).symmetries) == 1
    assert heterogeneous([Fraction(1, 3), Fraction(1, 2)], 2).symmetries == ()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (([],), "got none"),
        (([1, 1],), "sometimes"),
        (([Fraction(3, 2)],), "got 3/2 for worker 0"),
        (([0.5],), "rational"),
        (([0], 0), "at least 1"),
        (([0], 1, "even"), "shared"),
    ],
)
def test_heterogeneous_codes_that_cannot_be(arguments, text):
    with pytest.raises(BadInput, match=text):
        heterogeneous(*arguments)


@pytest.mark.parametrize("lasts", [[1, 0], [2, 1], [0], [0, 2]])
def test_chains_that_cannot_be(lasts):
    with pytest.raises(BadInput, match="last partitions"):
        chained([1, 1], lasts)


def test_the_families_at_the_prompt(capsys):
    assert main(["code", "heterogeneous", "--probabilities", "1/3,0.5,3/4"]) == 0
    assert "3 workers, 3 partitions" in capsys.readouterr().out
    words = ["stochastic-gradient-coding", "-n", "6", "--counts", "2", "--probability", "1/3"]
    assert main(["code", *words]) == 0
    assert "redundancy 2" in capsys.readouterr().out
    assert main(["code", "pairwise-balanced", "-n", "9", "-k", "4", "-d", "3"]) == 0
