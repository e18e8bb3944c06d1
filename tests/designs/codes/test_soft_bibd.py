"""Soft block designs: the law of the holders, what is feasible, and draws that follow the law."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import ceil, comb, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from designs import BadInput, block_design, build
from designs.codes.soft_bibd import holders_law, least_overlap, soft_bibd

sizes = st.tuples(st.integers(2, 9), st.integers(1, 9))
shares = st.fractions(min_value=0, max_value=1, max_denominator=12)


def moments(law):
    assert sum(p for _, p in law) == 1
    assert all(p > 0 for _, p in law)
    return sum(w * p for w, p in law), sum(w * (w - 1) * p for w, p in law)


@given(sizes, shares, shares)
def test_the_law_of_the_holders_has_the_moments_asked_for(size, part, position):
    n, k = size
    assume(part > 0)
    load = part * k
    least = least_overlap(n, k, load)
    overlap = least + position * (load - least)
    law = holders_law(n, k, load, overlap)
    assert moments(law) == (n * load / k, n * (n - 1) * overlap / k)
    assert all(0 <= w <= n for w, _ in law)
    assert [w for w, _ in law] == sorted({w for w, _ in law})


def supports(n, mean, square):
    """All sets of at most three numbers that carry a law with these moments, by Lagrange."""
    for size in (1, 2, 3):
        for numbers in combinations(range(n + 1), size):
            if size == 1:
                fits = mean == numbers[0] and square == mean**2
            elif size == 2:
                a, b = numbers
                fits = a <= mean <= b and square == (a + b) * mean - a * b
            else:
                fits = all(
                    (square - (a + b) * mean + a * b) / ((w - a) * (w - b)) >= 0
                    for w in numbers
                    for a, b in [[x for x in numbers if x != w]]
                )
            if fits:
                yield numbers


@given(st.integers(2, 7), st.integers(1, 6), shares, shares)
def test_no_law_with_these_moments_is_on_fewer_numbers_or_of_less_spread(n, k, part, position):
    assume(part > 0)
    load = part * k
    least = least_overlap(n, k, load)
    overlap = least + position * (load - least)
    mean = n * load / k
    found = tuple(w for w, _ in holders_law(n, k, load, overlap))
    options = list(supports(n, mean, n * (n - 1) * overlap / k + mean))
    fewest = min(len(x) for x in options)
    assert len(found) == fewest
    assert found[-1] - found[0] == min(x[-1] - x[0] for x in options if len(x) == fewest)


@given(sizes, shares, st.fractions(min_value=-3, max_value=12, max_denominator=9))
def test_infeasible_overlaps_are_those_for_which_no_support_works(size, part, overlap):
    n, k = size
    assume(part > 0)
    load = part * k
    mean = n * load / k
    square = n * (n - 1) * overlap / k + mean
    possible = any(True for _ in supports(n, mean, square))
    if possible:
        assert moments(holders_law(n, k, load, overlap))[0] == mean
    else:
        with pytest.raises(BadInput, match="the nearest is"):
            holders_law(n, k, load, overlap)


@pytest.mark.parametrize(("v", "k", "lam"), [(7, 3, 1), (13, 4, 1), (9, 3, 1), (6, 3, 2)])
def test_the_least_overlap_is_that_of_the_block_design(v, k, lam):
    code = block_design(v, k, lam)
    load = code.load()[0]
    assert least_overlap(v, code.partitions, load) == lam
    assert holders_law(v, code.partitions, load, lam) == ((k, 1),)


@given(sizes, shares)
def test_the_least_overlap_is_attained_on_neighbours(size, part):
    n, k = size
    assume(part > 0)
    load = part * k
    mean = n * load / k
    law = holders_law(n, k, load, least_overlap(n, k, load))
    assert {w for w, _ in law} == {floor(mean), ceil(mean)}


def test_the_nearest_overlap_that_is_named_works():
    with pytest.raises(BadInput, match=r"got overlap=1/2; the nearest is 1$"):
        soft_bibd(7, 7, 3, Fraction(1, 2))
    with pytest.raises(BadInput, match=r"got overlap=4; the nearest is 3$"):
        soft_bibd(7, 7, 3, 4)
    assert soft_bibd(7, 7, 3, 1).workers == soft_bibd(7, 7, 3, 3).workers == 7


@pytest.mark.parametrize(
    ("arguments", "text"),
    [((0, 3, 1), "at least 1"), ((3, 3, 0), "load"), ((3, 3, 4), "load"),
     ((3, 3, 1, None, -1), "seed"),
     ((3, 3, Fraction(1, 3**50)), "denominator")],
)  # fmt: skip
def test_malformed_soft_designs(arguments, text):
    with pytest.raises(BadInput, match=text):
        soft_bibd(*arguments)


def test_overlap_equal_to_the_load_is_all_or_none():
    code = soft_bibd(5, 40, 16, 16, seed=3)
    assert set(code.replication()) == {0, 5}
    assert len(set(code.encoding)) == 1


def test_the_same_seed_draws_the_same_code():
    assert soft_bibd(9, 9, 4, seed=5) == soft_bibd(9, 9, 4, seed=5)
    assert soft_bibd(9, 9, 4, seed=5) != soft_bibd(9, 9, 4, seed=6)


def test_draws_follow_the_law():
    """Frequencies of 30,000 partitions: five standard deviations, for each number and each set."""
    n, k = 5, 30_000
    law = holders_law(n, k, Fraction(k, 2), Fraction(3 * k, 10))
    columns = list(zip(*soft_bibd(n, k, Fraction(k, 2), Fraction(3 * k, 10)).encoding, strict=True))
    met = Counter(tuple(w for w, x in enumerate(column) if x) for column in columns)
    assert len(law) > 1
    for w, p in law:
        for holders in combinations(range(n), w):
            chance = float(p / comb(n, w))
            assert abs(met[holders] - k * chance) <= 5 * (k * chance * (1 - chance)) ** 0.5
    assert {len(holders) for holders in met} == {w for w, _ in law}


def test_soft_designs_at_the_prompt(run):
    code, out, _ = run("code", "soft-bibd", "-n", 7, "--load", "5/2", "--overlap", "4/5", "--json")
    assert code == 0
    assert build(json.loads(out)["recipe"]).to_json()["encoding"] == json.loads(out)["encoding"]
    code, _, err = run("code", "soft-bibd", "-n", 7, "--load", 3, "--overlap", "1/2")
    assert code == 2
    assert "the nearest is 1" in err
